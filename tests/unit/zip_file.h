/* Zips for tests, made in memory. */
#ifndef ACTFN_TEST_ZIP_FILE_H
#define ACTFN_TEST_ZIP_FILE_H

#include <stdbool.h>
#include <stddef.h>

struct zip_entry {
    const char *name;
    const void *bytes;
    size_t length;
    bool deflate;
};
/* The file, at most `room` bytes; its length comes back. With zip64 the sizes of members and the
 * place of the list stand in records of eight bytes. */
size_t zip_make(unsigned char *to, size_t room, const struct zip_entry *entries, size_t count,
                bool zip64);

#endif
