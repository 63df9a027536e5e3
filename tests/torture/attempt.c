#include "attempt.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { HUNG_AFTER_MS = 600000, CHILD_GONE_MS = 60000 };

static void need(bool ok, const char *what)
{
    if (ok)
        return;
    printf("not ok: %s: %s\n0 passed, 1 failed\n", what, strerror(errno));
    exit(2);
}

static void pause_ms(long ms)
{
    nanosleep(&(struct timespec){ .tv_nsec = ms * 1000000 }, NULL);
}

static long now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- files ---------------------------------------------------------------------------------- */

static struct text read_all(int fd, const char *name)
{
    struct text t = { .name = strdup(name) };
    off_t length = lseek(fd, 0, SEEK_END);
    need(length >= 0, name);
    t.length = (size_t)length;
    t.bytes = calloc(1, t.length + 1);
    need(pread(fd, t.bytes, t.length, 0) == length, name);
    close(fd);
    return t;
}

static struct attempt *gathered; /* nftw has no argument for the one who calls it */

static int gather(const char *path, const struct stat *s, int type, struct FTW *where)
{
    if (where->level == 0)
        return 0;
    gathered->files = realloc(gathered->files, (gathered->nfiles + 1) * sizeof *gathered->files);
    struct text *t = &gathered->files[gathered->nfiles++];
    if (S_ISREG(s->st_mode))
        *t = read_all(open(path, O_RDONLY), path);
    else
        *t = (struct text){ .name = strdup(path), .bytes = calloc(1, 1) };
    (void)type;
    return 0;
}

static int discard(const char *path, const struct stat *s, int type, struct FTW *where)
{
    (void)s, (void)type;
    return where->level == 0 ? 0 : remove(path);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct text *)a)->name, ((const struct text *)b)->name);
}

/* ---- one attempt ---------------------------------------------------------------------------- */

static _Noreturn void become(const struct how *how, int out, int error)
{
    setpgid(0, 0);
    dup2(out, 1);
    dup2(error, 2);
    if (how->prepare)
        how->prepare(how->state);
    execv(how->words[0], how->words);
    _exit(126);
}

/* Its end, or ours after ten minutes, which is a hang on any machine. */
static int end_of(pid_t child, bool *hung)
{
    long until = now_ms() + HUNG_AFTER_MS, nap = 0;
    int status;
    while (waitpid(child, &status, WNOHANG) == 0) {
        if (now_ms() > until) {
            *hung = true;
            kill(child, SIGKILL);
        }
        pause_ms(nap);
        nap = nap < 2 ? nap + 1 : 2;
    }
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/* We inherit the children that it leaves (PR_SET_CHILD_SUBREAPER). A killed one may take a moment
 * to be gone. */
static bool children_left(pid_t group)
{
    long until = now_ms() + CHILD_GONE_MS;
    pid_t got;
    while ((got = waitpid(-1, NULL, WNOHANG)) >= 0) {
        if (got == 0 && now_ms() > until) {
            kill(-group, SIGKILL);
            while (waitpid(-1, NULL, 0) > 0) {
            }
            return true;
        }
        if (got == 0)
            pause_ms(1);
    }
    return false;
}

struct attempt attempt(const struct how *how)
{
    struct attempt a = { 0 };
    int out = memfd_create("out", MFD_CLOEXEC), error = memfd_create("error", MFD_CLOEXEC);
    need(out >= 0 && error >= 0, "memfd_create");
    need(prctl(PR_SET_CHILD_SUBREAPER, 1) == 0, "PR_SET_CHILD_SUBREAPER");
    (void)lseek(0, 0, SEEK_SET);
    pid_t child = fork();
    need(child >= 0, "fork");
    if (child == 0)
        become(how, out, error);
    if (how->watch)
        how->watch(how->state, child);
    a.status = end_of(child, &a.hung);
    a.orphan = children_left(child);
    a.out = read_all(out, "standard output");
    a.error = read_all(error, "standard error");
    gathered = &a;
    need(nftw(".", gather, 8, FTW_PHYS) == 0, "reading the folder");
    need(nftw(".", discard, 8, FTW_PHYS | FTW_DEPTH) == 0, "emptying the folder");
    gathered = NULL;
    if (a.nfiles)
        qsort(a.files, a.nfiles, sizeof *a.files, by_name);
    return a;
}

static void text_free(struct text *t)
{
    free(t->name);
    free(t->bytes);
}

void attempt_free(struct attempt *a)
{
    text_free(&a->out);
    text_free(&a->error);
    for (size_t i = 0; i < a->nfiles; i++)
        text_free(&a->files[i]);
    free(a->files);
    *a = (struct attempt){ 0 };
}

/* ---- what it should have done --------------------------------------------------------------- */

/* The next byte that is no part of a number or the blanks beside it. */
static size_t past_number(const struct text *t, size_t i)
{
    while (i < t->length && strchr("0123456789.,+-e \n", t->bytes[i]) && t->bytes[i])
        i++;
    return i;
}

static bool text_equal(const struct text *a, const struct text *b, bool times)
{
    size_t i = 0, j = 0;
    if (strcmp(a->name, b->name) != 0)
        return false;
    if (!times)
        return a->length == b->length && memcmp(a->bytes, b->bytes, a->length) == 0;
    for (;;) {
        i = past_number(a, i);
        j = past_number(b, j);
        if (i == a->length || j == b->length)
            return i == a->length && j == b->length;
        if (a->bytes[i++] != b->bytes[j++])
            return false;
    }
}

static bool files_equal(const struct attempt *a, const struct attempt *b, bool times)
{
    if (a->nfiles != b->nfiles)
        return false;
    for (size_t i = 0; i < a->nfiles; i++)
        if (!text_equal(&a->files[i], &b->files[i], times))
            return false;
    return true;
}

/* Remarks on standard error may come or not; a result does not. */
static bool results_equal(const struct attempt *a, const struct attempt *b, bool times)
{
    return a->status == b->status && text_equal(&a->out, &b->out, times) &&
           files_equal(a, b, times);
}

struct wanted wanted(const struct how *how)
{
    struct wanted w = { .whole = attempt(how) };
    struct attempt again = attempt(how);
    w.times = !results_equal(&again, &w.whole, false);
    if (w.times && !results_equal(&again, &w.whole, true))
        bad("two runs differ in more than a time");
    attempt_free(&again);
    return w;
}

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

unsigned several(char **words)
{
    return words[1] && strcmp(words[1], "lesson") == 0 ? SEVERAL : 0;
}

static bool speaks_well(const char *said, unsigned allowed)
{
    const char *end = strchr(said, '\n');
    if (*said == 0)
        return allowed & SILENT;
    if (strstr(said, strerror(0)))
        return false; /* a reason that is none */
    if ((allowed & LIBRARIES_SPEAK) &&
        (begins(said, "OpenBLAS") || begins(said, "Operating system error")))
        return true; /* the latter is libgfortran's */
    if (!begins(said, allowed & SEVERAL ? "actfn" : "actfn:") || !end)
        return false;
    return end[1] == 0 || ((allowed & SEVERAL) && speaks_well(end + 1, allowed));
}

/* The name of a file that is not as it should be. */
static const char *torn(const struct attempt *a, const struct wanted *w)
{
    for (size_t i = 0; i < a->nfiles; i++) {
        size_t k = 0;
        while (k < w->whole.nfiles && !text_equal(&a->files[i], &w->whole.files[k], w->times))
            k++;
        if (k == w->whole.nfiles)
            return a->files[i].name;
    }
    return NULL;
}

const char *verdict(const struct attempt *a, const struct wanted *w, unsigned allowed)
{
    static char text[400];
    const char *said = a->error.bytes;
    if (a->hung)
        return "did not end within a minute";
    if (a->orphan)
        return "left a child";
    bool equal = results_equal(a, &w->whole, w->times);
    if (equal && (!(allowed & EXACTLY) || text_equal(&a->error, &w->whole.error, w->times)))
        return NULL;
    if ((allowed & LOADER_SPEAKS) && strstr(said, "error while loading shared libraries"))
        return NULL;
    if (equal)
        snprintf(text, sizeof text, "said %.300s", said);
    else if (a->status != 1 || (allowed & EXACTLY))
        snprintf(text, sizeof text, "status %d: %.300s", a->status, said);
    else if (!speaks_well(said, allowed))
        snprintf(text, sizeof text, "status 1, and said: %.300s", said);
    else if (torn(a, w) && !(allowed & LEAVES_FILES))
        snprintf(text, sizeof text, "left %s", torn(a, w));
    else
        return NULL;
    text[strcspn(text, "\n")] = 0;
    return text;
}

/* ---- counting ------------------------------------------------------------------------------- */

static long passed, failed;

void ok(void)
{
    passed++;
}

void bad(const char *format, ...)
{
    va_list args;
    failed++;
    printf("not ok: ");
    va_start(args, format);
    vprintf(format, args);
    va_end(args);
    putchar('\n');
    fflush(stdout);
}

int summary(void)
{
    printf("%ld passed, %ld failed\n", passed, failed);
    return failed > 0;
}
