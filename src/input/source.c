#include "input/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool source_open(struct source *s, const char *path, struct message *why)
{
    struct quoted name = quote(path);
    struct stat about;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &about) != 0) {
        (void)message_set(why, "%s: %s", name.text, strerror(errno));
        if (fd >= 0) {
            (void)close(fd);
        }
        return false;
    }
    if (S_ISDIR(about.st_mode)) {
        (void)close(fd);
        return message_set(why, "%s: is a folder; a file is wanted", name.text);
    }
    *s = (struct source){.fd = fd, .name = text_copy(name.text)};
    s->size = S_ISREG(about.st_mode) ? (uint64_t)about.st_size : SIZE_UNKNOWN;
    return true;
}

void source_close(struct source *s)
{
    if (s->name != NULL) {
        (void)close(s->fd);
        free(s->name);
        s->name = NULL;
    }
}

static bool fetch(const struct source *s, int64_t offset, void *to, size_t count, size_t *got, struct message *why)
{
    size_t n = 0;
    while (n < count) {
        char *at = (char *)to + n;
        ssize_t some = offset < 0 ? read(s->fd, at, count - n) : pread(s->fd, at, count - n, (off_t)(offset + (int64_t)n));
        if (some < 0 && errno == EINTR) {
            continue;
        }
        if (some < 0) {
            return message_set(why, "%s: read error: %s", s->name, strerror(errno));
        }
        if (some == 0) {
            break;
        }
        n += (size_t)some;
    }
    *got = n;
    return true;
}

static bool too_short(const struct source *s, struct message *why)
{
    return message_set(why, "%s: ends too early; is it cut off?", s->name);
}

bool source_read(const struct source *s, void *to, size_t count, size_t *got, struct message *why)
{
    return fetch(s, -1, to, count, got, why);
}

bool source_exact(const struct source *s, void *to, size_t count, struct message *why)
{
    size_t got = 0;
    return fetch(s, -1, to, count, &got, why) && (got == count || too_short(s, why));
}

bool source_exact_at(const struct source *s, uint64_t offset, void *to, size_t count, struct message *why)
{
    size_t got = 0;
    return fetch(s, (int64_t)offset, to, count, &got, why) && (got == count || too_short(s, why));
}
