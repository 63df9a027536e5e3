/* The fence around a gnuplot that draws a picture. gnuplot has no sandbox, so the kernel holds it,
 * as far as it can (Linux):
 *
 * No program starts (seccomp): fork, vfork, and clone without CLONE_THREAD are refused; clone3 is
 * unknown, so that libc falls back to clone, and threads still work. exec is refused but for our
 * own call, known by the address of its path, which is drawn anew each time among 2^46 and is gone
 * with our memory. A gnuplot that is a script may go on by exec: it stands for the real one.
 *
 * No file is written, and only the system's and fonts are read (Landlock, Linux 5.13): so no
 * library comes from elsewhere, which seccomp cannot see, for it does not see names. A gnuplot,
 * libraries or rules for fonts of the user's own may lie anywhere, so with those every file may be
 * read, but none written. Nor are connections or signals let out (6.7, 6.12).
 *
 * Not held: code that is in the process already may do what a picture needs, and fill the memory
 * and time that a picture may. */
#include "plot/fence.h"

#include <string.h>

/* Where a system has its programs, libraries and their data. The links among them are followed. */
static const char *const systems[] = {
    "/usr", "/usr/local", "/bin",       "/sbin",      "/lib",  "/lib32", "/lib64",
    "/etc", "/opt",       "/nix/store", "/gnu/store", "/snap", "/app",
};

bool fence_system(const char *path)
{
    for (size_t i = 0; i < sizeof systems / sizeof *systems; i++) {
        size_t n = strlen(systems[i]);
        if (strncmp(path, systems[i], n) == 0 && path[n] == '/')
            return true;
    }
    return false;
}

#if defined __linux__ && (defined __x86_64__ || defined __aarch64__)
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Landlock's interface (Documentation/userspace-api/landlock.rst); not every system has its
 * header. */
enum { CREATE_RULESET = 444, ADD_RULE, RESTRICT_SELF };
enum { GIVE_VERSION = 1, PATH_BENEATH = 1 };
enum {
    EXECUTE = 1,
    WRITE_FILE = 2,
    READ_FILE = 4,
    READ_DIR = 8,
    REMOVE_FILE = 1 << 5,
    MAKE_REG = 1 << 8,
    TRUNCATE = 1 << 14,
    READ = READ_FILE | READ_DIR,
    RUN = READ | EXECUTE,
    WRITE = WRITE_FILE | TRUNCATE,
    CACHE = READ | WRITE | REMOVE_FILE | MAKE_REG,
    FILES = EXECUTE | READ_FILE | WRITE, /* what can be said of one that is no directory */
};
struct ruleset {
    uint64_t files, network, scope;
};
struct __attribute__((packed)) beneath {
    uint64_t rights;
    int32_t fd;
};

/* under: the variable whose value stands before the path */
struct fence_place {
    const char *under, *path;
    unsigned rights;
};
static const struct fence_place places[] = {
    { NULL, "/dev/null", READ | WRITE },
    { NULL, "/dev/urandom", READ },
    { NULL, "/proc", READ },
    { NULL, "/sys", READ },
    { NULL, "/var/cache/fontconfig", READ },
    { NULL, "/run/host", READ }, /* a Flatpak's view of the system's fonts */
    { "HOME", "/.fonts", READ },
    { "HOME", "/.fonts.conf", READ },
    { "HOME", "/.fonts.conf.d", READ },
    { "HOME", "/.config/fontconfig", READ },
    { "XDG_CONFIG_HOME", "/fontconfig", READ },
    { "HOME", "/.local/share/fonts", READ },
    { "XDG_DATA_HOME", "/fonts", READ },
    { "HOME", "/.fontconfig", CACHE },
    { "HOME", "/.cache/fontconfig", CACHE },
    { "XDG_CACHE_HOME", "/fontconfig", CACHE },
};
static const char *const wishes[] = {
    "LD_LIBRARY_PATH", "LD_PRELOAD",      "LOCPATH",
    "FONTCONFIG_FILE", "FONTCONFIG_PATH", "FONTCONFIG_SYSROOT",
};

static void allow_fd(int rules, int fd, unsigned rights, uint64_t known)
{
    struct stat s;
    struct beneath rule = { .rights = rights & known, .fd = fd };
    if (fstat(fd, &s) == 0 && !S_ISDIR(s.st_mode))
        rule.rights &= FILES;
    (void)syscall(ADD_RULE, rules, PATH_BENEATH, &rule, 0);
}

static void allow(int rules, const char *path, unsigned rights, uint64_t known)
{
    int fd = open(path, O_PATH | O_CLOEXEC);
    if (fd < 0)
        return;
    allow_fd(rules, fd, rights, known);
    close(fd);
}

static void allow_place(int rules, const struct fence_place *p, uint64_t known)
{
    char path[4096];
    const char *under = p->under ? getenv(p->under) : "";
    if (!under || (p->under && *under != '/'))
        return;
    int length = snprintf(path, sizeof path, "%s%s", under, p->path);
    if (length > 0 && (size_t)length < sizeof path)
        allow(rules, path, p->rights, known);
}

static bool wished(const struct confinement *c)
{
    for (size_t i = 0; i < sizeof wishes / sizeof *wishes; i++)
        if (getenv(wishes[i]))
            return true;
    return c->foreign || c->script;
}

/* Each version of Landlock knows more to refuse, and will not hear of what it does not know. */
static struct ruleset ruleset_of(long version)
{
    static const int rights[] = { 0, 13, 14, 15, 15, 16 }; /* of files, by version */
    size_t last = sizeof rights / sizeof *rights - 1;
    return (struct ruleset){
        .files = (1U << rights[(size_t)version < last ? (size_t)version : last]) - 1,
        .network = version >= 4 ? 3 : 0,
        .scope = version >= 6 ? 3 : 0,
    };
}

static void hold_files(const struct confinement *c)
{
    long version = syscall(CREATE_RULESET, NULL, 0, GIVE_VERSION);
    if (version < 1)
        return;
    struct ruleset all = ruleset_of(version);
    int rules = (int)syscall(CREATE_RULESET, &all, sizeof all, 0);
    if (rules < 0)
        return;
    for (size_t i = 0; i < sizeof systems / sizeof *systems; i++)
        allow(rules, systems[i], RUN, all.files);
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        allow_place(rules, &places[i], all.files);
    if (wished(c))
        allow(rules, "/", RUN, all.files);
    if (c->scratch)
        allow(rules, P_tmpdir, CACHE, all.files);
    /* where these are files of /tmp that lost their names */
    allow_fd(rules, c->data, READ, all.files);
    allow_fd(rules, c->drawn, READ | WRITE, all.files);
    (void)syscall(RESTRICT_SELF, rules, 0);
    close(rules);
}

/* The path again, at an address that nobody can guess. */
static const char *hidden(const char *path)
{
    enum { PAGE = 4096 };
    uint64_t chance = 0;
    size_t length = strlen(path) + 1;
    (void)!getrandom(&chance, sizeof chance,
                     GRND_NONBLOCK); /* else where the kernel's own puts it */
    void *near = (void *)(uintptr_t)(chance & 0x3ffffffff000);
    char *room =
        mmap(near, length + PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return room == MAP_FAILED ? path : memcpy(room + (chance >> 48) % PAGE, path, length);
}

#define ANSWER(answer) BPF_STMT(BPF_RET | BPF_K, answer)
#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define LOAD_HIGH(field) \
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field) + 4)
#define UNLESS(number, skip) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, skip)

static void hold_calls(const char *path, bool script)
{
#ifdef __x86_64__
    const uint32_t machine = AUDIT_ARCH_X86_64;
#else
    const uint32_t machine = AUDIT_ARCH_AARCH64;
#endif
    const uint32_t refuse = SECCOMP_RET_ERRNO | EPERM, unknown = SECCOMP_RET_ERRNO | ENOSYS;
    const uint32_t never = UINT32_MAX, exec = script ? never : SYS_execve,
                   execat = script ? never : SYS_execveat;
    const uint64_t ours = (uintptr_t)path;
    struct sock_filter filter[] = {
        LOAD(arch),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, machine, 1, 0),
        ANSWER(refuse),
        LOAD(nr),
#ifdef __x86_64__
        BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1),
        ANSWER(refuse), /* x32 numbers */
        UNLESS(SYS_fork, 1),
        ANSWER(refuse),
        UNLESS(SYS_vfork, 1),
        ANSWER(refuse),
#endif
        UNLESS(SYS_clone3, 1),
        ANSWER(unknown),
        UNLESS(execat, 1),
        ANSWER(refuse),
        UNLESS(SYS_clone, 4),
        LOAD(args[0]),
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, CLONE_THREAD, 0, 1),
        ANSWER(SECCOMP_RET_ALLOW),
        ANSWER(refuse),
        UNLESS(exec, 6),
        LOAD(args[0]),
        UNLESS((uint32_t)ours, 3),
        LOAD_HIGH(args[0]),
        UNLESS((uint32_t)(ours >> 32), 1),
        ANSWER(SECCOMP_RET_ALLOW),
        ANSWER(refuse),
        ANSWER(SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = { .len = sizeof filter / sizeof *filter, .filter = filter };
    /* SPEC_ALLOW: without it kernels before 5.16 slow the whole process down against Spectre, which
     * is no danger here. */
    (void)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_SPEC_ALLOW, &program);
}

/* A kernel that knows no filters leaves gnuplot as free as it is elsewhere. */
const char *fence(const struct confinement *c)
{
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return c->path;
    const char *path = hidden(c->path);
    hold_files(c);
    hold_calls(path, c->script);
    return path;
}
#else
const char *fence(const struct confinement *c)
{
    return c->path;
}
#endif
