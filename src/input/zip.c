#include "input/zip.h"

#include <stdlib.h>
#include <string.h>

enum {
    END_SIZE = 22,
    END64_SIZE = 56,
    LOCATOR_SIZE = 20,
    ENTRY_SIZE = 46,
    HEADER_SIZE = 30,
    COMMENT_MOST = 65535,
    MEMBERS_MOST = 1 << 20,
    ENCRYPTED = 1 /* flag */
};
enum zip_method { STORED = 0, DEFLATED = 8 };
static const uint64_t LIST_MOST = 1 << 28;

static uint64_t little(const unsigned char *p, size_t size)
{
    uint64_t x = 0;
    for (size_t i = size; i-- > 0;) {
        x = x << 8 | p[i];
    }
    return x;
}

static bool broken(const struct source *s, const char *what, struct error *err)
{
    return error_set(err, "%s: is damaged: %s", s->name, what);
}

/* ---- the end of the file, which says where the list is -------------------------------------- */

struct zip_list {
    uint64_t count, size, offset;
};

/* The last record whose comment reaches to the end of the file. */
static const unsigned char *end_find(const unsigned char *tail, size_t length)
{
    for (size_t i = length < END_SIZE ? 0 : length - END_SIZE + 1; i-- > 0;) {
        if (memcmp(tail + i, "PK\5\6", 4) == 0 &&
            little(tail + i + 20, 2) + i + END_SIZE <= length) {
            return tail + i;
        }
    }
    return NULL;
}

/* Beyond 4 GB or 65535 members the numbers are in a record of their own. */
static bool end64_take(const struct source *s, uint64_t end, struct zip_list *l, struct error *err)
{
    unsigned char locator[LOCATOR_SIZE], bytes[END64_SIZE];
    if (end < LOCATOR_SIZE) {
        return true;
    }
    if (!source_exact_at(s, end - LOCATOR_SIZE, locator, LOCATOR_SIZE, err)) {
        return false;
    }
    if (memcmp(locator, "PK\6\7", 4) != 0) {
        return true;
    }
    uint64_t at = little(locator + 8, 8);
    if (at > end || end - at < END64_SIZE) {
        return broken(s, "the list of its contents is not where it should be", err);
    }
    if (!source_exact_at(s, at, bytes, END64_SIZE, err)) {
        return false;
    }
    if (memcmp(bytes, "PK\6\6", 4) != 0) {
        return broken(s, "the list of its contents is not where it should be", err);
    }
    *l = (struct zip_list){ little(bytes + 32, 8), little(bytes + 40, 8), little(bytes + 48, 8) };
    return true;
}

static bool list_find(const struct source *s, struct zip_list *l, struct error *err)
{
    size_t take = COMMENT_MOST + END_SIZE;
    take = s->size < take ? (size_t)s->size : take;
    unsigned char *tail = memory_new(take, 1);
    const unsigned char *end = NULL;
    uint64_t at = 0;
    bool ok = source_exact_at(s, s->size - take, tail, take, err);
    if (ok) {
        end = end_find(tail, take);
        ok = end != NULL || error_set(err,
                                      "%s: is cut off: the list of its contents, at the end, "
                                      "is missing; fetch it again",
                                      s->name);
    }
    if (end != NULL) {
        at = s->size - take + (uint64_t)(end - tail);
        *l = (struct zip_list){ little(end + 10, 2), little(end + 12, 4), little(end + 16, 4) };
        ok = little(end + 4, 2) == little(end + 6, 2) ||
             broken(s, "it is one of several parts", err);
    }
    free(tail);
    if (!ok || !end64_take(s, at, l, err)) {
        return false;
    }
    return (l->size <= at && l->offset <= at - l->size && l->size <= LIST_MOST &&
            l->count <= MEMBERS_MOST && l->count * ENTRY_SIZE <= l->size) ||
           broken(s, "the list of its contents does not fit into it", err);
}

/* ---- the list ------------------------------------------------------------------------------- */

/* Numbers of eight bytes for those that did not fit into four, in this order. */
static bool extra_take(struct zip_member *m, const unsigned char *p, size_t length)
{
    uint64_t *const wanted[] = { &m->size, &m->packed, &m->header };
    while (length >= 4) {
        size_t id = (size_t)little(p, 2), size = (size_t)little(p + 2, 2), at = 4;
        if (size > length - 4) {
            return false;
        }
        for (size_t i = 0; i < 3 && id == 1; i++) {
            if (*wanted[i] == UINT32_MAX) {
                if (at + 8 > size + 4) {
                    return false;
                }
                *wanted[i] = little(p + at, 8);
                at += 8;
            }
        }
        p += size + 4;
        length -= size + 4;
    }
    return true;
}

/* A name that would leave the folder where somebody unpacks it is no honest one. */
static bool leads_out(const char *name)
{
    if (name[0] == '/' || name[0] == '\\' || (name[0] != '\0' && name[1] == ':')) {
        return true;
    }
    for (const char *at = name; (at = strstr(at, "..")) != NULL; at += 2) {
        bool begins = at == name || at[-1] == '/' || at[-1] == '\\';
        bool ends = at[2] == '\0' || at[2] == '/' || at[2] == '\\';
        if (begins && ends) {
            return true;
        }
    }
    return false;
}

static bool entry_take(const struct source *s, struct zip_member *m, const unsigned char *p,
                       size_t left, size_t *length, struct error *err)
{
    if (left < ENTRY_SIZE || memcmp(p, "PK\1\2", 4) != 0) {
        return broken(s, "the list of its contents is", err);
    }
    size_t name = (size_t)little(p + 28, 2), extra = (size_t)little(p + 30, 2),
           comment = (size_t)little(p + 32, 2);
    *length = ENTRY_SIZE + name + extra + comment;
    if (*length > left || memchr(p + ENTRY_SIZE, 0, name) != NULL) {
        return broken(s, "the list of its contents is", err);
    }
    *m = (struct zip_member){
        .name = text_part((const char *)p + ENTRY_SIZE, name),
        .flags = (unsigned)little(p + 8, 2),
        .method = (unsigned)little(p + 10, 2),
        .crc = (uint32_t)little(p + 16, 4),
        .packed = little(p + 20, 4),
        .size = little(p + 24, 4),
        .header = little(p + 42, 4),
    };
    if (!extra_take(m, p + ENTRY_SIZE + name, extra)) {
        return broken(s, "the list of its contents is", err);
    }
    if (leads_out(m->name)) {
        return error_set(err, "%s: holds a file named %s, which leads out of its folder; refused",
                         s->name, quote(m->name).text);
    }
    return (m->header <= s->size && m->packed <= s->size - m->header) ||
           error_set(err, "%s: is damaged: %s would lie beyond its end", s->name,
                     quote(m->name).text);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool names_differ(const struct zip *z, const struct source *s, struct error *err)
{
    char **names = memory_new(z->count, sizeof *names);
    bool ok = true;
    for (size_t i = 0; i < z->count; i++) {
        names[i] = z->member[i].name;
    }
    if (z->count > 0) {
        qsort(names, z->count, sizeof *names, by_name);
    }
    for (size_t i = 1; i < z->count && ok; i++) {
        ok = strcmp(names[i - 1], names[i]) != 0 ||
             error_set(err, "%s: holds %s twice", s->name, quote(names[i]).text);
    }
    free(names);
    return ok;
}

bool zip_open(struct zip *z, const struct source *s, struct error *err)
{
    struct zip_list l = { .count = 0 };
    *z = (struct zip){ .count = 0 };
    if (!list_find(s, &l, err)) {
        return false;
    }
    unsigned char *bytes = memory_new((size_t)l.size, 1);
    z->member = memory_new((size_t)l.count, sizeof *z->member);
    bool ok = source_exact_at(s, l.offset, bytes, (size_t)l.size, err);
    for (size_t at = 0, length; ok && z->count < l.count; at += length) {
        ok = entry_take(s, &z->member[z->count++], bytes + at, (size_t)l.size - at, &length, err);
    }
    free(bytes);
    ok = ok && names_differ(z, s, err);
    if (!ok) {
        zip_close(z);
    }
    return ok;
}

void zip_close(struct zip *z)
{
    for (size_t i = 0; i < z->count; i++) {
        free(z->member[i].name);
    }
    free(z->member);
    *z = (struct zip){ .count = 0 };
}

/* ---- members -------------------------------------------------------------------------------- */

const struct zip_member *zip_find(const struct zip *z, const char *name)
{
    for (size_t i = 0; i < z->count; i++) {
        if (strcmp(z->member[i].name, name) == 0) {
            return &z->member[i];
        }
    }
    return NULL;
}

const struct zip_member *zip_ending(const struct zip *z, const char *end)
{
    for (size_t i = 0; i < z->count; i++) {
        size_t n = strlen(z->member[i].name), m = strlen(end);
        if (n >= m && strcmp(z->member[i].name + n - m, end) == 0) {
            return &z->member[i];
        }
    }
    return NULL;
}

static bool member_suits(const struct source *whole, const struct zip_member *m, struct error *err)
{
    if ((m->flags & ENCRYPTED) != 0) {
        return error_set(err, "%s: %s is encrypted", whole->name, quote(m->name).text);
    }
    if (m->method != STORED && m->method != DEFLATED) {
        return error_set(err, "%s: %s is packed by method %u; stored and deflate can be read",
                         whole->name, quote(m->name).text, m->method);
    }
    return m->method == DEFLATED || m->packed == m->size ||
           error_set(err, "%s: is damaged: %s has two sizes", whole->name, quote(m->name).text);
}

bool zip_member_open(struct source *s, const struct source *whole, const struct zip_member *m,
                     struct error *err)
{
    unsigned char header[HEADER_SIZE];
    if (!member_suits(whole, m, err) ||
        !source_exact_at(whole, m->header, header, HEADER_SIZE, err)) {
        return false;
    }
    uint64_t data = m->header + HEADER_SIZE + little(header + 26, 2) + little(header + 28, 2);
    if (memcmp(header, "PK\3\4", 4) != 0 || data > whole->size || m->packed > whole->size - data) {
        return error_set(err, "%s: is damaged: %s is not where it should be", whole->name,
                         quote(m->name).text);
    }
    struct quoted name = quote(m->name);
    const struct source_part part = {
        .offset = data,
        .stored = m->packed,
        .size = m->size,
        .packed = m->method == DEFLATED,
        .crc = m->crc,
        .what = name.text,
    };
    source_open_part(s, whole, &part);
    return true;
}
