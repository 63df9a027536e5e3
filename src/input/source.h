/* Inside input: a file's bytes, in order or from anywhere. */
#ifndef ACTFN_SOURCE_H
#define ACTFN_SOURCE_H

#include "base/base.h"

#define SIZE_UNKNOWN UINT64_MAX    /* a pipe */
struct source { int fd; char *name; uint64_t size; };   /* name: as shown in messages, quoted */

bool source_open(struct source *s, const char *path, struct message *why);
void source_close(struct source *s);
/* The next bytes; *got is less than count only at the end. */
bool source_read(const struct source *s, void *to, size_t count, size_t *got, struct message *why);
/* All of them, or the message that the file ends too early. */
bool source_exact(const struct source *s, void *to, size_t count, struct message *why);
bool source_exact_at(const struct source *s, uint64_t offset, void *to, size_t count, struct message *why);

#endif
