/* plot: the fence, seen from inside. Each test is a child behind it that says what it could do. */
#include "plot/fence.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#if defined __linux__ && (defined __x86_64__ || defined __aarch64__)
#include <pthread.h>
#include <sys/syscall.h>

static bool landlock_here(void)
{
    return syscall(444, NULL, 0, 1) >= 1;
}

/* What `tried` answers behind the fence: 0 or an errno. */
static int behind(struct confinement *c, int (*tried)(const char *path))
{
    pid_t pid = fork();
    if (pid == 0)
        _exit(tried(fence(c)));
    int status = -1;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static struct confinement system_gnuplot(void)
{
    return (struct confinement){ .data = -1, .drawn = -1, .path = "/bin/true" };
}

static int opens(const char *path, int flags)
{
    int fd = open(path, flags | O_CLOEXEC, 0600);
    return fd >= 0 ? 0 : errno;
}

static char ours[] = "/tmp/actfn-fence-XXXXXX";

static int read_ours(const char *path)
{
    (void)path;
    return opens(ours, O_RDONLY);
}

static int write_ours(const char *path)
{
    (void)path;
    return opens(ours, O_WRONLY);
}

static int make_file(const char *path)
{
    (void)path;
    return opens("/tmp/actfn-fence-made", O_WRONLY | O_CREAT | O_EXCL);
}

static int read_system(const char *path)
{
    (void)path;
    return opens("/usr/share", O_RDONLY | O_DIRECTORY);
}

static int write_nothing(const char *path)
{
    (void)path;
    return opens("/dev/null", O_WRONLY);
}

static void test_files(void **state)
{
    (void)state;
    struct confinement c = system_gnuplot(), foreign = c, scratch = c;
    if (!landlock_here())
        skip();
    unsetenv("LD_LIBRARY_PATH"); /* with these every file may be read */
    unsetenv("LD_PRELOAD");
    int fd = mkstemp(ours);
    assert_true(fd >= 0);
    close(fd);
    foreign.foreign = true;
    scratch.scratch = true;
    assert_int_equal(behind(&c, read_system), 0);
    assert_int_equal(behind(&c, write_nothing), 0);
    assert_int_equal(behind(&c, read_ours), EACCES);
    assert_int_equal(behind(&c, write_ours), EACCES);
    assert_int_equal(behind(&c, make_file), EACCES);
    assert_int_equal(behind(&foreign, read_ours), 0);
    assert_int_equal(behind(&foreign, write_ours), EACCES);
    assert_int_equal(behind(&foreign, make_file), EACCES);
    assert_int_equal(behind(&scratch, write_ours), 0);
    unlink(ours);
}

static int run_same(const char *path)
{
    execl(path, "true", (char *)NULL);
    return errno;
}

static int run_copy(const char *path)
{
    char copy[64];
    strcpy(copy, path);
    execl(copy, "true", (char *)NULL);
    return errno;
}

static int run_by_fd(const char *path)
{
    char *const words[] = { (char[]){ "true" }, NULL };
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    syscall(SYS_execveat, fd, "", words, words + 1, AT_EMPTY_PATH);
    return errno;
}

static int start(const char *path)
{
    (void)path;
    pid_t pid = fork();
    if (pid == 0)
        _exit(0);
    return pid < 0 ? errno : 0;
}

static void *nothing(void *state)
{
    return state;
}

static int thread(const char *path)
{
    pthread_t t;
    (void)path;
    int fault = pthread_create(&t, NULL, nothing, NULL);
    return fault ? fault : pthread_join(t, NULL);
}

static void test_programs(void **state)
{
    (void)state;
    struct confinement c = system_gnuplot(), script = c;
    script.script = true;
    assert_int_equal(behind(&c, run_same), 0);
    assert_int_equal(behind(&c, run_copy), EPERM);
    assert_int_equal(behind(&c, run_by_fd), EPERM);
    assert_int_equal(behind(&script, run_copy), 0);
    assert_int_equal(behind(&script, start), EPERM);
    assert_int_equal(behind(&c, start), EPERM);
    assert_int_equal(behind(&c, thread), 0);
}

static void test_places(void **state)
{
    (void)state;
    assert_true(fence_system("/usr/bin/gnuplot"));
    assert_true(fence_system("/nix/store/x/bin/gnuplot"));
    assert_false(fence_system("/usrx/bin/gnuplot"));
    assert_false(fence_system("/home/me/usr/bin/gnuplot"));
    assert_false(fence_system("/usr"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_files),
        cmocka_unit_test(test_programs),
        cmocka_unit_test(test_places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
#else
int main(void)
{
    return 0; /* no fence here */
}
#endif
