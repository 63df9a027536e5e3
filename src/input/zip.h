/* Inside input: what a zip holds (PKWARE's APPNOTE 6.3.10). Its list of contents is read here, so
 * that what is stored unpacked can be read from anywhere; zlib unpacks. */
#ifndef ACTFN_ZIP_H
#define ACTFN_ZIP_H

#include "input/source.h"

struct zip_member {
    char *name;
    uint64_t header, packed, size; /* where its header is; bytes as stored and unpacked */
    uint32_t crc;
    unsigned method, flags;
};
struct zip {
    struct zip_member *member;
    size_t count;
};

/* Refused: names that lead out of a folder, two of the same name, sizes beyond the file. */
bool zip_open(struct zip *z, const struct source *s, struct error *err);
void zip_close(struct zip *z);
/* The member whose name ends in this, or NULL. */
const struct zip_member *zip_ending(const struct zip *z, const char *end);
const struct zip_member *zip_find(const struct zip *z, const char *name);
/* The member's bytes; *s stands at the first. Refused: encrypted, packed otherwise than by
 * deflate. */
bool zip_member_open(struct source *s, const struct source *whole, const struct zip_member *m,
                     struct error *err);

#endif
