/* Inside input: a file's bytes, or those of a part of it, in order or from anywhere. */
#ifndef ACTFN_SOURCE_H
#define ACTFN_SOURCE_H

#include "input/known.h"

#define SIZE_UNKNOWN UINT64_MAX /* a pipe; text that is packed */
struct source_state;            /* where reading stands; what is packed */
struct source {
    int fd;
    char *name;
    uint64_t size;
    enum known_kind kind;
    struct source_state *state;
}; /* name: quoted, for messages */

/* A plain file that holds one of the kinds wanted (WANT_...). What else it is, a folder, a FIFO, a
 * device or a file of another kind, is refused at once, in words. A pipe that is open already ("-",
 * /dev/stdin, /dev/fd/N) is a file too. Text packed by gzip is read as the text. */
bool source_open(struct source *s, const char *path, unsigned wanted, struct error *err);
void source_close(struct source *s);
/* The next bytes; *got is less than count only at the end. */
bool source_read(const struct source *s, void *to, size_t count, size_t *got, struct error *err);
/* All of them, or the message that the file ends too early. */
bool source_exact(const struct source *s, void *to, size_t count, struct error *err);
/* The same from anywhere; not of a pipe or of what is packed. */
bool source_exact_at(const struct source *s, uint64_t offset, void *to, size_t count,
                     struct error *err);
bool source_skip(const struct source *s, uint64_t count, struct error *err);
/* Can it be read from anywhere? */
bool source_seekable(const struct source *s);

/* A part of a file as a source of its own, which stands at its first byte. `whole` must stay open.
 * packed: deflated (RFC 1951), `size` bytes once unpacked. crc: checked when the last byte has been
 * read in order; 0: not checked. `what` names it in messages, behind the file's name. */
struct source_part {
    uint64_t offset, stored, size;
    bool packed;
    uint32_t crc;
    const char *what;
};
void source_open_part(struct source *s, const struct source *whole, const struct source_part *p);

#endif
