#include "zip_file.h"

#include "drain.h"

#include <string.h>
#include <zlib.h>

enum { MOST = 16, ROOM = 1 << 16 };

struct zip_out {
    unsigned char *to;
    size_t at, room;
};

static void put(struct zip_out *z, const void *bytes, size_t length)
{
    MUST(z->at + length <= z->room);
    if (length > 0)
        memcpy(z->to + z->at, bytes, length);
    z->at += length;
}

static void put_number(struct zip_out *z, uint64_t x, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        unsigned char byte = (unsigned char)(x >> 8 * i);
        put(z, &byte, 1);
    }
}

struct zip_packed {
    unsigned char bytes[ROOM];
    size_t length, header;
    uint32_t crc;
};

static void pack(struct zip_packed *p, const struct zip_entry *e)
{
    MUST(e->length <= ROOM);
    p->crc = (uint32_t)crc32_z(0, e->bytes, e->length);
    p->length = e->length;
    if (!e->deflate) {
        memcpy(p->bytes, e->bytes, e->length);
        return;
    }
    z_stream s = { .next_in = (unsigned char *)(uintptr_t)e->bytes,
                   .avail_in = (uInt)e->length,
                   .next_out = p->bytes,
                   .avail_out = ROOM };
    MUST(deflateInit2(&s, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    MUST(deflate(&s, Z_FINISH) == Z_STREAM_END);
    p->length = ROOM - s.avail_out;
    (void)deflateEnd(&s);
}

/* What the header and the list have alike: from the version on. */
static void put_common(struct zip_out *z, const struct zip_entry *e, const struct zip_packed *p,
                       bool zip64)
{
    put_number(z, zip64 ? 45 : 20, 2);
    put_number(z, 0, 2);
    put_number(z, e->deflate ? 8 : 0, 2);
    put_number(z, 0, 4);
    put_number(z, p->crc, 4);
    put_number(z, zip64 ? UINT32_MAX : p->length, 4);
    put_number(z, zip64 ? UINT32_MAX : e->length, 4);
    put_number(z, strlen(e->name), 2);
    put_number(z, zip64 ? 20 : 0, 2);
}

static void put_name(struct zip_out *z, const struct zip_entry *e, const struct zip_packed *p,
                     bool zip64)
{
    put(z, e->name, strlen(e->name));
    if (zip64) {
        put_number(z, 1, 2);
        put_number(z, 16, 2);
        put_number(z, e->length, 8);
        put_number(z, p->length, 8);
    }
}

static void put_end(struct zip_out *z, size_t count, size_t list, bool zip64)
{
    size_t size = z->at - list, end = z->at;
    if (zip64) {
        put(z, "PK\6\6\x2c\0\0\0\0\0\0\0\x2d\0\x2d\0\0\0\0\0\0\0\0\0", 24);
        put_number(z, count, 8);
        put_number(z, count, 8);
        put_number(z, size, 8);
        put_number(z, list, 8);
        put(z, "PK\6\7\0\0\0\0", 8);
        put_number(z, end, 8);
        put_number(z, 1, 4);
    }
    put(z, "PK\5\6\0\0\0\0", 8);
    put_number(z, count, 2);
    put_number(z, count, 2);
    put_number(z, zip64 ? UINT32_MAX : size, 4);
    put_number(z, zip64 ? UINT32_MAX : list, 4);
    put_number(z, 0, 2);
}

size_t zip_make(unsigned char *to, size_t room, const struct zip_entry *entries, size_t count,
                bool zip64)
{
    static struct zip_packed packed[MOST];
    struct zip_out z = { to, 0, room };
    MUST(count <= MOST);
    for (size_t i = 0; i < count; i++) {
        pack(&packed[i], &entries[i]);
        packed[i].header = z.at;
        put(&z, "PK\3\4", 4);
        put_common(&z, &entries[i], &packed[i], zip64);
        put_name(&z, &entries[i], &packed[i], zip64);
        put(&z, packed[i].bytes, packed[i].length);
    }
    size_t list = z.at;
    for (size_t i = 0; i < count; i++) {
        put(&z, "PK\1\2\x14\0", 6);
        put_common(&z, &entries[i], &packed[i], zip64);
        put_number(&z, 0, 8);
        put_number(&z, 0, 2);
        put_number(&z, packed[i].header, 4);
        put_name(&z, &entries[i], &packed[i], zip64);
    }
    put_end(&z, count, list, zip64);
    return z.at;
}
