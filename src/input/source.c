#include "input/source.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct source_head {
    unsigned char bytes[HEAD_SIZE];
    size_t length, at;
};

/* ---- opening -------------------------------------------------------------------------------- */

/* N of a path that names a descriptor which is open already, else -1. */
static int descriptor_named(const char *path)
{
    static const char *const folders[] = { "/dev/fd/", "/proc/self/fd/" };
    if (strcmp(path, "-") == 0 || strcmp(path, "/dev/stdin") == 0) {
        return STDIN_FILENO;
    }
    for (size_t i = 0; i < 2; i++) {
        size_t length = strlen(folders[i]);
        const char *digits = path + length;
        if (strncmp(path, folders[i], length) == 0 && digits[0] != '\0' &&
            strspn(digits, "0123456789") == strlen(digits) && strlen(digits) < 7) {
            return (int)strtol(digits, NULL, 10);
        }
    }
    return -1;
}

static const char *what_it_is(mode_t mode)
{
    return S_ISDIR(mode)    ? "is a folder"
           : S_ISFIFO(mode) ? "is a named pipe (FIFO)"
           : S_ISSOCK(mode) ? "is a socket"
                            : "is a device";
}

/* A pipe that somebody opened can be read to its end. One that is only a name in a folder would
 * make us wait for somebody to write into it, perhaps for ever. */
static int pipe_taken(const char *path)
{
    struct stat about;
    int given = descriptor_named(path);
    bool pipe = given >= 0 && fstat(given, &about) == 0 &&
                (S_ISFIFO(about.st_mode) || S_ISSOCK(about.st_mode));
    return pipe ? fcntl(given, F_DUPFD_CLOEXEC, 0) : -1;
}

/* Looked at before it is opened, as opening some devices does something, and after, as it may have
 * been changed between. */
static int file_opened(const char *path, const char *name, struct stat *about, struct error *err)
{
    const char *real = strcmp(path, "-") == 0 ? "/dev/stdin" : path;
    bool there = stat(real, about) == 0;
    int fd = -1;
    if (there && S_ISREG(about->st_mode)) {
        fd = open(real, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
        there = fd >= 0 && fstat(fd, about) == 0;
    }
    if (!there) {
        (void)error_set(err, "%s: %s", name, strerror(errno));
    } else if (!S_ISREG(about->st_mode)) {
        (void)error_set(err, "%s: %s, not a regular file; a file is wanted", name,
                        what_it_is(about->st_mode));
    } else {
        return fd;
    }
    if (fd >= 0) {
        (void)close(fd);
    }
    return -1;
}

static bool fetch(const struct source *s, int64_t offset, void *to, size_t count, size_t *got,
                  struct error *err);

/* Does a zip have its end, which lists what is in it? After it only a comment may follow. */
static bool zip_whole(const struct source *s)
{
    enum { MOST = 65535 + 22 };
    size_t take = s->size < MOST ? (size_t)s->size : MOST, got = 0;
    unsigned char *bytes = memory_new(take, 1);
    bool whole =
        s->size == SIZE_UNKNOWN || !fetch(s, (int64_t)(s->size - take), bytes, take, &got, NULL);
    for (size_t i = 0; i + 4 <= got && !whole; i++) {
        whole = memcmp(bytes + i, "PK\5\6", 4) == 0;
    }
    free(bytes);
    return whole;
}

/* By the first bytes: a kind that is wanted, or the reason why not. Those of a pipe are kept for
 * who reads it. */
static bool recognise(struct source *s, unsigned wanted, struct error *err)
{
    struct source_head head = { .length = 0 };
    bool pipe = s->size == SIZE_UNKNOWN;
    if (!fetch(s, pipe ? -1 : 0, head.bytes, HEAD_SIZE, &head.length, err)) {
        return false;
    }
    if (head.length == 0) {
        return error_set(err, "%s: is empty, 0 bytes; was it fetched or written to its end?",
                         s->name);
    }
    if (pipe) {
        s->head = memory_new(1, sizeof *s->head);
        *s->head = head;
    } else if (s->size == 0) { /* /proc: the size is not known before */
        s->size = SIZE_UNKNOWN;
    }
    const struct known *k = known_find(head.bytes, head.length);
    s->kind = k->kind;
    if (known_is_zip(k) && !zip_whole(s)) {
        return error_set(err, "%s: is %s that is cut off: its end is missing; fetch it again",
                         s->name, k->name);
    }
    return known_suits(k, wanted, s->name, err);
}

bool source_open(struct source *s, const char *path, unsigned wanted, struct error *err)
{
    struct quoted name = strcmp(path, "-") == 0 ? (struct quoted){ "standard input" } : quote(path);
    struct stat about = { .st_size = 0 };
    int fd = pipe_taken(path);
    bool pipe = fd >= 0;
    if (!pipe && (fd = file_opened(path, name.text, &about, err)) < 0) {
        return false;
    }
    *s = (struct source){ .fd = fd, .name = text_copy(name.text) };
    s->size = pipe ? SIZE_UNKNOWN : (uint64_t)about.st_size;
    if (!recognise(s, wanted, err)) {
        source_close(s);
        return false;
    }
    return true;
}

void source_close(struct source *s)
{
    if (s->name != NULL) {
        (void)close(s->fd);
        free(s->name);
        free(s->head);
        s->name = NULL;
        s->head = NULL;
    }
}

/* ---- reading -------------------------------------------------------------------------------- */

/* A pipe may have been made not to wait by somebody who shares it. */
static bool waited(int fd)
{
    struct pollfd p = { .fd = fd, .events = POLLIN };
    return poll(&p, 1, -1) >= 0 || errno == EINTR;
}

/* offset below 0: where reading stands. */
static bool fetch(const struct source *s, int64_t offset, void *to, size_t count, size_t *got,
                  struct error *err)
{
    size_t n = 0;
    while (n < count) {
        char *at = (char *)to + n;
        ssize_t some = offset < 0 ? read(s->fd, at, count - n)
                                  : pread(s->fd, at, count - n, (off_t)(offset + (int64_t)n));
        if (some < 0 && (errno == EINTR || (errno == EAGAIN && waited(s->fd)))) {
            continue;
        }
        if (some < 0) {
            return error_set(err, "%s: read error: %s", s->name, strerror(errno));
        }
        if (some == 0) {
            break;
        }
        n += (size_t)some;
    }
    *got = n;
    return true;
}

/* What was read of a pipe to know what it is comes first. */
static size_t head_taken(const struct source *s, void *to, size_t count)
{
    struct source_head *h = s->head;
    size_t n = h == NULL ? 0 : h->length - h->at < count ? h->length - h->at : count;
    if (n > 0) {
        memcpy(to, h->bytes + h->at, n);
        h->at += n;
    }
    return n;
}

static bool too_short(const struct source *s, struct error *err)
{
    return error_set(err, "%s: ends too early; is it cut off?", s->name);
}

bool source_read(const struct source *s, void *to, size_t count, size_t *got, struct error *err)
{
    size_t early = head_taken(s, to, count);
    if (!fetch(s, -1, (char *)to + early, count - early, got, err)) {
        return false;
    }
    *got += early;
    return true;
}

bool source_exact(const struct source *s, void *to, size_t count, struct error *err)
{
    size_t got = 0;
    return source_read(s, to, count, &got, err) && (got == count || too_short(s, err));
}

bool source_exact_at(const struct source *s, uint64_t offset, void *to, size_t count,
                     struct error *err)
{
    size_t got = 0;
    return fetch(s, (int64_t)offset, to, count, &got, err) && (got == count || too_short(s, err));
}
