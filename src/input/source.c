#include "input/source.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum { PACKED_AT_ONCE = 1 << 15 };

/* Bytes of a pipe that were read to know what it is come first. Those of a part are counted from
 * `start`. */
struct source_state {
    unsigned char head[HEAD_SIZE];
    size_t head_length, head_at;
    bool part;
    uint64_t start, stored, at; /* at: bytes that were read in order */
    bool packed, ended, cut;    /* cut: packed, and its end is missing */
    z_stream inflating;
    unsigned char *raw;
    uint64_t raw_at;
    uint32_t crc, crc_wanted;
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
        (void)error_set(err, "%s: %s, not a regular file; expected a file", name,
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

enum { TAIL_MOST = 65535 + 22 }; /* a comment of a zip, and its last record */

/* Does a zip have its end, which lists what is in it? After it only a comment may follow. */
static bool zip_whole(const unsigned char *tail, size_t length)
{
    for (size_t i = 0; i + 4 <= length; i++) {
        if (memcmp(tail + i, "PK\5\6", 4) == 0) {
            return true;
        }
    }
    return false;
}

/* What a zip holds stands in its last bytes. */
static bool zip_recognise(struct source *s, const struct known **k, struct error *err)
{
    if (s->size == SIZE_UNKNOWN) {
        return error_set(err, "%s: is a pipe that brings %s; save it to a file first", s->name,
                         (*k)->name);
    }
    size_t take = s->size < TAIL_MOST ? (size_t)s->size : TAIL_MOST, got = 0;
    unsigned char *tail = memory_new(take, 1);
    bool ok = fetch(s, (int64_t)(s->size - take), tail, take, &got, err);
    if (ok && !zip_whole(tail, got)) {
        ok = error_set(err, "%s: is %s that is cut off: its end is missing; fetch it again",
                       s->name, (*k)->name);
    }
    *k = ok ? known_zip(*k, tail, got) : *k;
    free(tail);
    return ok;
}

static void unpack_start(struct source *s, int bits)
{
    struct source_state *state = s->state;
    state->packed = true;
    state->raw = memory_new(PACKED_AT_ONCE, 1);
    if (inflateInit2(&state->inflating, bits) != Z_OK) {
        die(1, "not enough memory to unpack %s", s->name);
    }
}

static void unpack_end(struct source_state *state)
{
    if (state->packed) {
        (void)inflateEnd(&state->inflating);
        free(state->raw);
    }
}

/* Text that gzip packed is as good as text; of all else the pack is unpacked by hand. */
static bool gzip_recognise(struct source *s, const struct known **k, unsigned wanted,
                           struct error *err)
{
    enum { GZIP = 15 + 16 };
    unsigned char head[HEAD_SIZE];
    size_t length = 0;
    if ((wanted & KIND_TEXT) == 0) {
        return true;
    }
    uint64_t size = s->size;
    s->size = SIZE_UNKNOWN;
    unpack_start(s, GZIP);
    if (size == SIZE_UNKNOWN) { /* what was read of a pipe is packed */
        memcpy(s->state->raw, s->state->head, s->state->head_length);
        s->state->inflating.next_in = s->state->raw;
        s->state->inflating.avail_in = (uInt)s->state->head_length;
        s->state->head_length = 0;
    }
    struct error broken;
    bool text = source_read(s, head, HEAD_SIZE, &length, &broken) && length > 0 &&
                known_find(head, length)->kind == KIND_TEXT;
    if (text) {
        memcpy(s->state->head, head, length);
        s->state->head_length = length;
        s->state->head_at = 0;
        *k = known_find(head, length);
        return true;
    }
    s->size = size;
    return !s->state->cut ||
           error_set(err, "%s: is packed by gzip and cut off; fetch it again", s->name);
}

/* By the first bytes: a kind that is wanted, or the reason why not. Those of a pipe are kept for
 * who reads it. */
static bool recognise(struct source *s, unsigned wanted, struct error *err)
{
    unsigned char head[HEAD_SIZE];
    size_t length = 0;
    bool pipe = s->size == SIZE_UNKNOWN;
    if (!fetch(s, pipe ? -1 : 0, head, HEAD_SIZE, &length, err)) {
        return false;
    }
    if (length == 0) {
        return error_set(err, "%s: is empty, 0 bytes; was it fetched or written to its end?",
                         s->name);
    }
    if (pipe) {
        memcpy(s->state->head, head, length);
        s->state->head_length = length;
    } else if (s->size == 0) { /* /proc: the size is not known before */
        s->size = SIZE_UNKNOWN;
    }
    const struct known *k = known_find(head, length);
    if (known_is_zip(k) && !zip_recognise(s, &k, err)) {
        return false;
    }
    if (known_is_gzip(k) && !gzip_recognise(s, &k, wanted, err)) {
        return false;
    }
    s->kind = k->kind;
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
    s->state = memory_new(1, sizeof *s->state);
    s->size = pipe ? SIZE_UNKNOWN : (uint64_t)about.st_size;
    if (!recognise(s, wanted, err)) {
        source_close(s);
        return false;
    }
    return true;
}

void source_open_part(struct source *s, const struct source *whole, const struct source_part *p)
{
    enum { DEFLATED = -15 };
    char *name =
        p->what != NULL ? text_format("%s: %s", whole->name, p->what) : text_copy(whole->name);
    *s = (struct source){ .fd = whole->fd, .name = name, .size = p->size };
    s->state = memory_new(1, sizeof *s->state);
    s->state->part = true;
    s->state->start = p->offset;
    s->state->stored = p->stored;
    s->state->crc_wanted = p->crc;
    if (p->packed) {
        unpack_start(s, DEFLATED);
    }
}

void source_close(struct source *s)
{
    if (s->name != NULL) {
        if (!s->state->part) {
            (void)close(s->fd);
        }
        unpack_end(s->state);
        free(s->name);
        free(s->state);
        *s = (struct source){ .fd = -1 };
    }
}

bool source_seekable(const struct source *s)
{
    return s->size != SIZE_UNKNOWN && !s->state->packed;
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

static bool too_short(const struct source *s, struct error *err)
{
    return error_set(err, "%s: ends too early; is it cut off?", s->name);
}

/* The next bytes as they are stored. */
static bool stored_next(const struct source *s, void *to, size_t count, size_t *got,
                        struct error *err)
{
    struct source_state *state = s->state;
    int64_t offset = -1;
    if (state->part) {
        uint64_t left = state->stored - state->raw_at;
        count = left < count ? (size_t)left : count;
        offset = (int64_t)(state->start + state->raw_at);
    }
    if (!fetch(s, offset, to, count, got, err)) {
        return false;
    }
    state->raw_at += *got;
    return true;
}

/* A file that gzip wrote may be several, one behind the other. */
static bool another(const struct source *s)
{
    z_stream *z = &s->state->inflating;
    return !s->state->part && z->avail_in > 0 && inflateReset(z) == Z_OK;
}

static bool unpack(const struct source *s, void *to, size_t count, size_t *got, struct error *err)
{
    struct source_state *state = s->state;
    z_stream *z = &state->inflating;
    z->next_out = to;
    z->avail_out = (uInt)count;
    while (z->avail_out > 0 && !state->ended) {
        if (z->avail_in == 0) {
            size_t more = 0;
            if (!stored_next(s, state->raw, PACKED_AT_ONCE, &more, err)) {
                return false;
            }
            if (more == 0) {
                state->cut = true;
                return too_short(s, err);
            }
            z->next_in = state->raw;
            z->avail_in = (uInt)more;
        }
        int status = inflate(z, Z_NO_FLUSH);
        if (status == Z_STREAM_END) {
            state->ended = !another(s);
        } else if (status != Z_OK) {
            return error_set(err, "%s: is damaged: what is packed cannot be inflated (%s)", s->name,
                             z->msg != NULL ? z->msg : "deflate");
        }
    }
    *got = count - z->avail_out;
    return true;
}

/* What was read to know what it is comes first. */
static size_t head_taken(struct source_state *state, void *to, size_t count)
{
    size_t left = state->head_length - state->head_at, n = left < count ? left : count;
    memcpy(to, state->head + state->head_at, n);
    state->head_at += n;
    return n;
}

/* Bytes of a part, which the zip that it is from has a sum of. */
static bool check_sum(const struct source *s, const void *bytes, size_t count, struct error *err)
{
    struct source_state *state = s->state;
    state->at += count;
    if (state->crc_wanted == 0 || count == 0) {
        return true;
    }
    state->crc = (uint32_t)crc32_z(state->crc, bytes, count);
    return state->at < s->size || state->crc == state->crc_wanted ||
           error_set(err, "%s: is damaged: its checksum (CRC-32) is %08x, it should be %08x",
                     s->name, (unsigned)state->crc, (unsigned)state->crc_wanted);
}

bool source_read(const struct source *s, void *to, size_t count, size_t *got, struct error *err)
{
    struct source_state *state = s->state;
    size_t early = head_taken(state, to, count);
    unsigned char *rest = (unsigned char *)to + early;
    if (state->part && s->size - state->at < count) {
        count = (size_t)(s->size - state->at);
    }
    if (!(state->packed ? unpack : stored_next)(s, rest, count - early, got, err)) {
        return false;
    }
    if (state->part && !check_sum(s, rest, *got, err)) {
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
    return fetch(s, (int64_t)(s->state->start + offset), to, count, &got, err) &&
           (got == count || too_short(s, err));
}

bool source_skip(const struct source *s, uint64_t count, struct error *err)
{
    enum { STEP = 1 << 14 };
    unsigned char bytes[STEP];
    for (; count > 0; count -= count < STEP ? count : STEP) {
        if (!source_exact(s, bytes, count < STEP ? (size_t)count : STEP, err)) {
            return false;
        }
    }
    return true;
}
