/* A file that appears whole or not at all. */
#include "cli/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Where a symbolic link points: its text, beside the link unless it is absolute. NULL: no link. */
static char *link_target(const char *path)
{
    char text[4096];
    const char *slash = strrchr(path, '/');
    ssize_t length = readlink(path, text, sizeof text - 1);
    if (length <= 0)
        return NULL;
    text[length] = 0;
    if (text[0] == '/' || !slash)
        return text_copy(text);
    return text_format("%.*s/%s", (int)(slash - path), path, text);
}

/* The file that a name stands for: a symbolic link's target is replaced, not the link, even when it is not there yet.
 * NULL: a circle. */
static char *resolve(const char *path)
{
    enum { LINKS_MOST = 40 };   /* as the kernel: beyond that it is a circle */
    char *real = text_copy(path);
    for (int i = 0; i < LINKS_MOST; i++) {
        char *target = link_target(real);
        if (!target)
            return real;
        free(real);
        real = target;
    }
    free(real);
    return NULL;
}

static bool fail(struct save *s, const char *path, const char *doing, struct message *why)
{
    int error = errno;
    save_abandon(s);
    return message_set(why, "%s: %s: %s", quote(path).text, doing, strerror(error));
}

/* What another program would have given the file: 0666 less the umask, or the old file's own mode. */
static mode_t mode_for(const struct stat *old, bool exists)
{
    mode_t mask = umask(0);
    umask(mask);
    return exists ? old->st_mode & 0777 : 0666 & ~mask;
}

static int open_straight(const char *path)
{
    return open(path, O_WRONLY | O_CLOEXEC);
}

static int open_beside(struct save *s, mode_t mode)
{
    int fd, error;
    sigset_t all, before;
    s->unfinished = text_format("%s.XXXXXX", s->path);
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);   /* a signal in between would leave the file behind */
    fd = mkostemp(s->unfinished, O_CLOEXEC);
    error = errno;
    if (fd >= 0)
        cleanup_file(s->unfinished);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (fd < 0) {
        free(s->unfinished);
        s->unfinished = NULL;
        errno = error;
        return -1;
    }
    if (fchmod(fd, mode) != 0) {
        error = errno;
        close(fd);
        errno = error;
        return -1;
    }
    return fd;
}

bool save_open(struct save *s, const char *path, struct message *why)
{
    struct stat old;
    int fd;
    *s = (struct save){ .typed = text_copy(path), .path = resolve(path) };
    if (!s->path) {
        errno = ELOOP;
        return fail(s, path, "cannot be written", why);
    }
    bool exists = stat(s->path, &old) == 0;
    if (exists && S_ISDIR(old.st_mode)) {
        errno = EISDIR;
        return fail(s, path, "cannot be written", why);
    }
    if (exists && S_ISREG(old.st_mode) && access(s->path, W_OK) != 0)
        return fail(s, path, "cannot be written", why);
    fd = exists && !S_ISREG(old.st_mode) ? open_straight(s->path) : open_beside(s, mode_for(&old, exists));
    if (fd < 0)
        return fail(s, path, "cannot be written", why);
    s->file = fdopen(fd, "w");
    if (!s->file) {
        close(fd);
        return fail(s, path, "cannot be written", why);
    }
    return true;
}

bool save_close(struct save *s, struct message *why)
{
    char *path = text_copy(s->typed);
    FILE *file = s->file;
    bool good = fflush(file) == 0 && !ferror(file);
    int error = errno;
    s->file = NULL;
    if (fclose(file) != 0 && good) {
        good = false;
        error = errno;
    }
    if (good && s->unfinished) {
        good = rename(s->unfinished, s->path) == 0;
        error = errno;
    }
    if (good) {
        cleanup_file(NULL);
        free(s->unfinished);
        s->unfinished = NULL;
    } else {
        message_set(why, "%s: write error: %s", quote(path).text, strerror(error));
    }
    save_abandon(s);
    free(path);
    return good;
}

void save_abandon(struct save *s)
{
    if (s->file)
        fclose(s->file);
    if (s->unfinished) {
        unlink(s->unfinished);
        cleanup_file(NULL);
    }
    free(s->unfinished);
    free(s->path);
    free(s->typed);
    *s = (struct save){0};
}
