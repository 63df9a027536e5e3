/* base: text, names, messages, chance, cleaning up. */
#include "base/base.h"

#include <fcntl.h>
#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static void test_memory(void **state)
{
    (void)state;
    unsigned char *p = memory_new(100, 3);
    for (int i = 0; i < 300; i++) {
        assert_int_equal(p[i], 0);
    }
    p = memory_resize(p, 1000, 3);
    p[2999] = 1;
    free(p);
    p = memory_new(0, 8);
    assert_non_null(p);
    free(p);
}

/* Runs `what` in a child; returns its wait status and what it wrote to standard error. */
static int in_child(void (*what)(void), char *said, size_t size)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        (void)dup2(ends[1], STDERR_FILENO);
        (void)close(ends[0]);
        (void)close(ends[1]);
        what();
        _exit(99);
    }
    (void)close(ends[1]);
    size_t n = 0;
    ssize_t got;
    while (n + 1 < size && (got = read(ends[0], said + n, size - n - 1)) > 0) {
        n += (size_t)got;
    }
    said[n] = '\0';
    (void)close(ends[0]);
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

static void ask_too_much(void)
{
    free(memory_new(SIZE_MAX / 2, 16));
}

static void ask_petabytes(void)
{
    free(memory_new((size_t)1 << 50, 8));
}

static void ask_for_more_petabytes(void)
{
    free(memory_resize(memory_new(1, 8), (size_t)1 << 50, 8));
}

static void write_text(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
}

static void test_memory_of_group(void **state)
{
    char root[] = "/tmp/actfn-groups.XXXXXX", path[200];
    static const char *const folders[] = { "/a", "/a/b", "/memory", "/memory/c" };
    static const struct {
        const char *path, *text;
    } files[] = {
        { "/a/memory.max", "5000000\n" },
        { "/a/b/memory.max", "max\n" },
        { "/memory/c/memory.limit_in_bytes", "7000000\n" },
        { "/memory/memory.limit_in_bytes", "9223372036854771712\n" },
        { "/second", "0::/a/b\n" },
        { "/first", "5:pids:/c\n4:cpu,memory:/c\n0::/\n" },
        { "/none", "0::/\n" },
        { "/odd", "\nx\n::\n" },
    };
    (void)state;
    assert_non_null(mkdtemp(root));
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        (void)snprintf(path, sizeof path, "%s%s", root, folders[i]);
        assert_int_equal(mkdir(path, 0700), 0);
    }
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        (void)snprintf(path, sizeof path, "%s%s", root, files[i].path);
        write_text(path, files[i].text);
    }
    static const struct {
        const char *path;
        double want;
    } cases[] = {
        { "/second", 5000000 }, { "/first", 7000000 },   { "/none", INFINITY },
        { "/odd", INFINITY },   { "/absent", INFINITY },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        (void)snprintf(path, sizeof path, "%s%s", root, cases[i].path);
        assert_true(memory_of_group(path, root) == cases[i].want);
    }
    for (size_t i = sizeof files / sizeof *files; i-- > 0;) {
        (void)snprintf(path, sizeof path, "%s%s", root, files[i].path);
        (void)unlink(path);
    }
    for (size_t i = sizeof folders / sizeof *folders; i-- > 0;) {
        (void)snprintf(path, sizeof path, "%s%s", root, folders[i]);
        (void)rmdir(path);
    }
    (void)rmdir(root);
}

static void test_memory_allows(void **state)
{
    struct error err = { 0 };
    (void)state;
    assert_true(memory_there() > 0);
    assert_true(memory_allows("points", "so many", 0.5 * memory_there(), &err));
    assert_false(memory_allows("points", "so many", memory_there(), &err));
    assert_non_null(strstr(err.text, "--points: so many would take"));
    assert_non_null(strstr(err.text, memory_whose()));
    assert_false(memory_allows("points", "so many", INFINITY, &err));
}

static void test_no_memory(void **state)
{
    (void)state;
    char said[400];
    int status = in_child(ask_too_much, said, sizeof said);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 1);
    assert_non_null(strstr(said, "actfn: not enough memory"));
    assert_ptr_equal(strchr(said, '\n'), said + strlen(said) - 1);
#ifndef SANITIZED
    status = in_child(ask_petabytes, said, sizeof said);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 1);
    status = in_child(ask_for_more_petabytes, said, sizeof said);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 1);
#else
    (void)ask_petabytes, (void)ask_for_more_petabytes;
#endif
}

static char path[64], other[64];

static void leave_by_die(void)
{
    cleanup_file(AT_FDCWD, path);
    die(2, "%s", "no more");
}

static void leave_by_signal(void)
{
    cleanup_signals();
    cleanup_file(AT_FDCWD, path);
    (void)raise(SIGTERM);
}

static void finish_first(void)
{
    cleanup_signals();
    cleanup_file(AT_FDCWD, path);
    cleanup_file(AT_FDCWD, other);
    cleanup_file(AT_FDCWD, NULL);
    (void)raise(SIGINT);
}

static void leave_with_child(void)
{
    cleanup_signals();
    pid_t child = fork();
    if (child == 0) {
        (void)pause();
        _exit(0);
    }
    (void)dprintf(STDERR_FILENO, "%d\n", (int)child);
    cleanup_child(child);
    (void)raise(SIGHUP);
}

static void ignore_then_signal(void)
{
    (void)signal(SIGHUP, SIG_IGN);
    cleanup_signals();
    (void)raise(SIGHUP);
    _exit(7);
}

static void touch(const char *name)
{
    int fd = open(name, O_CREAT | O_WRONLY, 0600);
    assert_true(fd >= 0);
    (void)close(fd);
}

static void test_cleanup(void **state)
{
    (void)state;
    char said[400];
    (void)snprintf(path, sizeof path, "/tmp/actfn-test-%ld", (long)getpid());
    (void)snprintf(other, sizeof other, "/tmp/actfn-test-%ld-b", (long)getpid());

    touch(path);
    int status = in_child(leave_by_die, said, sizeof said);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 2);
    assert_string_equal(said, "actfn: no more\n");
    assert_int_not_equal(access(path, F_OK), 0);

    touch(path);
    status = in_child(leave_by_signal, said, sizeof said);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
    assert_int_not_equal(access(path, F_OK), 0);
    assert_string_equal(said, "");

    touch(path);
    touch(other);
    status = in_child(finish_first, said, sizeof said);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGINT);
    assert_int_equal(access(path, F_OK), 0);
    assert_int_equal(access(other, F_OK), 0);
    (void)unlink(path);
    (void)unlink(other);

    status = in_child(leave_with_child, said, sizeof said);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGHUP);
    assert_true(atoi(said) > 1);
    assert_int_equal(kill((pid_t)atoi(said), 0), -1);

    status = in_child(ignore_then_signal, said, sizeof said);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 7);
}

static int number;

/* As the program starts: cmocka has handlers of its own for some. */
static void start_with_signals(void)
{
    const struct rlimit no_core = { 0, 0 };
    (void)setrlimit(RLIMIT_CORE, &no_core);
    for (int i = 1; i <= SIGRTMAX; i++) {
        (void)signal(i, SIG_DFL);
    }
    cleanup_signals();
    cleanup_file(AT_FDCWD, path);
}

static void leave_by_number(void)
{
    start_with_signals();
    (void)raise(number);
}

static volatile char used;

/* Every call's array stays in use after the call below it: no call can take its caller's place. */
static void use_up_the_stack(int depth)
{
    volatile char piece[4096];
    piece[0] = (char)depth;
    if (depth < 1 << 30) {
        use_up_the_stack(depth + 1);
    }
    used = piece[0];
}

static void leave_by_full_stack(void)
{
    const struct rlimit small = { 1 << 20, 1 << 20 };
    (void)setrlimit(RLIMIT_STACK, &small);
    start_with_signals();
    use_up_the_stack(0);
}

/* The signals whose default does not end a program: signal(7). */
static bool ends_nothing(int which)
{
    const int others[] = { SIGKILL, SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU,
                           SIGCONT, SIGCHLD, SIGURG,  SIGWINCH };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (others[i] == which) {
            return true;
        }
    }
    return false;
}

static void test_every_signal_cleans_up(void **state)
{
    (void)state;
    char said[400];
    int tried = 0;
    (void)snprintf(path, sizeof path, "/tmp/actfn-test-%ld", (long)getpid());
    for (number = 1; number <= SIGRTMAX; number++) {
        if (ends_nothing(number) || (number > SIGSYS && number < SIGRTMIN)) {
            continue;
        }
        touch(path);
        int status = in_child(leave_by_number, said, sizeof said);
        if (!WIFSIGNALED(status) || WTERMSIG(status) != number || access(path, F_OK) == 0) {
            fail_msg("signal %d: wait status %x, file %s", number, (unsigned)status,
                     access(path, F_OK) == 0 ? "there" : "gone");
        }
        tried++;
    }
    assert_true(tried > 50);
#ifndef SANITIZED
    touch(path);
    int status = in_child(leave_by_full_stack, said, sizeof said);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGSEGV);
    assert_int_not_equal(access(path, F_OK), 0);
#else
    (void)leave_by_full_stack;
#endif
}

static void work_until_stopped(void)
{
    cleanup_signals();
    progress_start("fit", 100);
    for (int i = 0; i < 100; i++) {
        progress_step(i, "step %d of 100", i);
        (void)usleep(i < 1 ? 600000 : 1000);
        if (i == 2) {
            (void)raise(SIGINT);
        }
    }
}

static void work_unnamed(void)
{
    cleanup_signals();
    progress_start("counting", 8);
    (void)usleep(600000);
    progress_step(2, NULL);
    (void)raise(SIGTERM);
}

static void work_quietly(void)
{
    progress_quiet(true);
    work_until_stopped();
}

static void test_progress_interrupted(void **state)
{
    (void)state;
    char said[400];
    int status = in_child(work_until_stopped, said, sizeof said);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGINT);
    assert_string_equal(
        said, "actfn: interrupted: fit: step 1 of 100\n"); /* and no bar: not a terminal */
    status = in_child(work_unnamed, said, sizeof said);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
    assert_string_equal(said, "actfn: interrupted: counting: 2 of 8\n");
    status = in_child(work_quietly, said, sizeof said);
    assert_string_equal(said, "");
    assert_true(WIFSIGNALED(status));
}

static void test_text(void **state)
{
    (void)state;
    char *t = text_format("%d-%s", 7, "seven");
    assert_string_equal(t, "7-seven");
    free(t);
    char big[1000];
    memset(big, 'a', sizeof big - 1);
    big[sizeof big - 1] = '\0';
    t = text_format("%s%s", big, big);
    assert_int_equal(strlen(t), 1998);
    free(t);
    t = text_part("abcdef", 3);
    assert_string_equal(t, "abc");
    free(t);
    t = text_copy("");
    assert_string_equal(t, "");
    free(t);
}

static void test_columns(void **state)
{
    (void)state;
    assert_int_equal(text_columns(""), 0);
    assert_int_equal(text_columns("gelu'"), 5);
    assert_int_equal(text_columns("\xcf\x83(x\xc2\xb7\xce\xb2)"), 6); /* sigma(x . beta) */
    assert_int_equal(text_columns("e\xcc\x81"), 1);                   /* e and a combining acute */
    assert_int_equal(text_columns("\xe6\xbf\x80\xe6\xb4\xbb"), 4);    /* two Han characters */
    assert_int_equal(text_columns("\xf0\x9f\x99\x82"), 2);            /* an emoji */
    assert_int_equal(text_columns("a\xff\xc3"), 3);    /* broken bytes count one each */
    assert_int_equal(text_columns("\xed\xa0\x80"), 3); /* a surrogate is no character */
}

static void test_names(void **state)
{
    (void)state;
    assert_true(name_equal("Hard-Swish", "hard_swish"));
    assert_true(name_equal("LeakyReLU", "leaky_relu"));
    assert_true(name_equal("", "-"));
    assert_false(name_equal("relu", "relu6"));
    assert_false(name_equal("relu6", "relu"));
    assert_false(name_equal("silu", "selu"));
}

static const char *const some[] = { "relu", "gelu", "selu", "leaky_relu", "softplus", NULL };

static const char *next_name(const void *state, size_t i)
{
    return ((const char *const *)state)[i];
}

static const char *nearest(const char *typed)
{
    const char *name = name_nearest(typed, next_name, some);
    return name == NULL ? "" : name;
}

static void test_nearest(void **state)
{
    (void)state;
    assert_string_equal(nearest("gelo"), "gelu");
    assert_string_equal(nearest("gleu"), "gelu"); /* a swap counts one */
    assert_string_equal(nearest("GELU"), "gelu");
    assert_string_equal(nearest("lekyrelu"), "leaky_relu");
    assert_string_equal(nearest("sofplusss"), ""); /* three away */
    assert_string_equal(nearest("sofplus"), "softplus");
    assert_string_equal(nearest("x"), "");
    assert_string_equal(nearest(""), "");
    assert_string_equal(nearest("tanh"), "");
    char big[4000];
    memset(big, 'a', sizeof big - 1);
    big[sizeof big - 1] = '\0';
    assert_string_equal(nearest(big), "");
}

static void test_quote(void **state)
{
    (void)state;
    assert_string_equal(quote("gelu").text, "'gelu'");
    assert_string_equal(quote("").text, "''");
    assert_string_equal(quote("a\033[2Jb\n").text, "'a\\x1b[2Jb\\x0a'");
    assert_string_equal(quote("\xce\xb2").text, "'\xce\xb2'");
    assert_string_equal(quote("\xce").text, "'\\xce'");
    assert_string_equal(quote("\xc2\x9b").text, "'\\xc2\\x9b'"); /* C1 control */
    assert_string_equal(quote("\xe2\x80\xae").text,
                        "'\\xe2\\x80\\xae'"); /* NOLINT: right-to-left override */
    char sixty[62];
    memset(sixty, 'x', sizeof sixty);
    sixty[60] = '\0';
    assert_int_equal(strlen(quote(sixty).text), 62);
    sixty[60] = 'x';
    sixty[61] = '\0';
    struct quoted q = quote(sixty);
    assert_int_equal(strlen(q.text), 65);
    assert_string_equal(q.text + 61, "...'");
    char bytes[300];
    memset(bytes, 0x01, sizeof bytes - 1);
    bytes[sizeof bytes - 1] = '\0';
    assert_int_equal(strlen(quote(bytes).text), 65);
    for (size_t i = 0; i + 4 < sizeof bytes; i += 4) {
        memcpy(bytes + i, "\xf0\x9f\x99\x82", 4);
    }
    assert_true(strlen(quote(bytes).text) < sizeof q.text);
}

static void test_message(void **state)
{
    (void)state;
    struct error err;
    assert_false(error_set(&err, "%s: no such file", quote("a b").text));
    assert_string_equal(err.text, "'a b': no such file");
    assert_false(error_set(NULL, "nobody asks"));
}

/* The generator once more, from its definition, with numbers written down from it. */
static void test_random(void **state)
{
    (void)state;
    struct random r, again;
    random_seed(&r, 42, 0);
    /* splitmix64 from 42: the published algorithm run by hand in Python */
    assert_true(r.state[0] == 0xbdd732262feb6e95U);
    assert_true(r.state[1] == 0x28efe333b266f103U);
    /* xoshiro256++ on state 1 2 3 4: first results, from the reference code's test vectors (Rust's
     * rand_xoshiro) */
    static const uint64_t known[] = {
        41943041U,           58720359U, 3588806011781223U, 3591011842654386U, 9228616714210784205U,
        9973669472204895162U
    };
    for (uint64_t i = 0; i < 4; i++) {
        r.state[i] = i + 1;
    }
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        assert_true(random_bits(&r) == known[i]);
    }
    random_seed(&r, 7, 1);
    random_seed(&again, 7, 1);
    for (int i = 0; i < 10; i++) {
        assert_true(random_normal(&r) == random_normal(&again));
    }
    random_seed(&again, 7, 2);
    assert_true(random_bits(&r) != random_bits(&again));
}

static void test_random_shape(void **state)
{
    (void)state;
    enum { N = 200000 };
    struct random r;
    double sum = 0, squares = 0, fourth = 0;
    size_t counts[7] = { 0 };
    random_seed(&r, 1, 0);
    for (int i = 0; i < N; i++) {
        double z = random_normal(&r);
        sum += z;
        squares += z * z;
        fourth += z * z * z * z;
        double u = random_uniform(&r);
        assert_true(u >= 0 && u < 1);
        counts[random_below(&r, 7)]++;
    }
    /* five standard errors: 1/sqrt(N), sqrt(2/N), sqrt(96/N) */
    assert_true(fabs(sum / N) < 5 / sqrt(N));
    assert_true(fabs(squares / N - 1) < 5 * sqrt(2.0 / N));
    assert_true(fabs(fourth / N - 3) < 5 * sqrt(96.0 / N));
    for (int i = 0; i < 7; i++) {
        assert_true(fabs((double)counts[i] - N / 7.0) < 5 * sqrt(N / 7.0));
    }
    assert_true(random_below(&r, 1) == 0);
    assert_true(random_below(&r, 0) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_memory),
        cmocka_unit_test(test_no_memory),
        cmocka_unit_test(test_memory_of_group),
        cmocka_unit_test(test_memory_allows),
        cmocka_unit_test(test_cleanup),
        cmocka_unit_test(test_every_signal_cleans_up),
        cmocka_unit_test(test_progress_interrupted),
        cmocka_unit_test(test_text),
        cmocka_unit_test(test_columns),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_nearest),
        cmocka_unit_test(test_quote),
        cmocka_unit_test(test_message),
        cmocka_unit_test(test_random),
        cmocka_unit_test(test_random_shape),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
