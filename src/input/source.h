/* Inside input: a file's bytes, in order or from anywhere. */
#ifndef ACTFN_SOURCE_H
#define ACTFN_SOURCE_H

#include "input/known.h"

#define SIZE_UNKNOWN UINT64_MAX /* a pipe */
struct source_head;             /* first bytes of a pipe, which cannot be read again */
struct source {
    int fd;
    char *name;
    uint64_t size;
    enum known_kind kind;
    struct source_head *head;
}; /* name: quoted, for messages */

/* A plain file that holds one of the kinds wanted (WANT_...). What else it is, a folder, a FIFO, a
 * device or a file of another kind, is refused at once, in words. A pipe that is open already ("-",
 * /dev/stdin, /dev/fd/N) is a file too. */
bool source_open(struct source *s, const char *path, unsigned wanted, struct error *err);
void source_close(struct source *s);
/* The next bytes; *got is less than count only at the end. */
bool source_read(const struct source *s, void *to, size_t count, size_t *got, struct error *err);
/* All of them, or the message that the file ends too early. */
bool source_exact(const struct source *s, void *to, size_t count, struct error *err);
bool source_exact_at(const struct source *s, uint64_t offset, void *to, size_t count,
                     struct error *err);

#endif
