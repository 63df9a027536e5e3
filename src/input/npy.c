/* The header is a Python dictionary: {'descr': '<f8' or [('x', '<f8'), ...], 'fortran_order':
 * False, 'shape': (3, 2)}. A small parser for just that; whatever else stands there is refused. */
#include "input/npy.h"

#include <stdlib.h>
#include <string.h>

enum { HEADER_MOST = 16 << 20, STRIDE_MOST = 16 << 20, NAME_MOST = 65536 };

struct literal {
    const char *at, *end;
    bool latin1;
    const char *wrong;
}; /* wrong: the first thing that was */

static bool fault(struct literal *l, const char *what)
{
    if (l->wrong == NULL) {
        l->wrong = what;
    }
    return false;
}

static void skip(struct literal *l)
{
    while (l->at < l->end &&
           (*l->at == ' ' || *l->at == '\n' || *l->at == '\t' || *l->at == '\r')) {
        l->at++;
    }
}

/* The character that comes next, blanks apart; 0 at the end. */
static char peek(struct literal *l)
{
    skip(l);
    return l->at < l->end ? *l->at : '\0';
}

static bool take(struct literal *l, char c)
{
    if (peek(l) != c || c == '\0') {
        return false;
    }
    l->at++;
    return true;
}

static bool want(struct literal *l, char c)
{
    return take(l, c) || fault(l, "it is not what numpy writes");
}

/* ---- strings -------------------------------------------------------------------------------- */

static size_t put_utf8(char *to, uint32_t point)
{
    if (point == 0 || point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) {
        point = 0xfffd;
    }
    if (point < 0x80) {
        to[0] = (char)point;
        return 1;
    }
    if (point < 0x800) {
        to[0] = (char)(0xc0 | point >> 6);
        to[1] = (char)(0x80 | (point & 0x3f));
        return 2;
    }
    if (point < 0x10000) {
        to[0] = (char)(0xe0 | point >> 12);
        to[1] = (char)(0x80 | (point >> 6 & 0x3f));
        to[2] = (char)(0x80 | (point & 0x3f));
        return 3;
    }
    to[0] = (char)(0xf0 | point >> 18);
    to[1] = (char)(0x80 | (point >> 12 & 0x3f));
    to[2] = (char)(0x80 | (point >> 6 & 0x3f));
    to[3] = (char)(0x80 | (point & 0x3f));
    return 4;
}

static bool hex(struct literal *l, int digits, uint32_t *point)
{
    for (*point = 0; digits > 0; digits--) {
        char c = l->at < l->end ? *l->at++ : '\0';
        int d = c >= '0' && c <= '9'   ? c - '0'
                : c >= 'a' && c <= 'f' ? c - 'a' + 10
                : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                       : -1;
        if (d < 0) {
            return fault(l, "a name has a broken escape");
        }
        *point = *point << 4 | (uint32_t)d;
    }
    return true;
}

/* What follows a backslash. */
static bool escape(struct literal *l, uint32_t *point)
{
    char c = l->at < l->end ? *l->at++ : '\0';
    switch (c) {
    case '\\':
    case '\'':
    case '"':
        *point = (uint32_t)c;
        return true;
    case 'n':
        *point = '\n';
        return true;
    case 't':
        *point = '\t';
        return true;
    case 'r':
        *point = '\r';
        return true;
    case 'x':
        return hex(l, 2, point);
    case 'u':
        return hex(l, 4, point);
    case 'U':
        return hex(l, 8, point);
    default:
        return fault(l, "a name has a broken escape");
    }
}

/* A string in quotes as UTF-8, the caller's to free; NULL and a fault where there is none. */
static char *string(struct literal *l)
{
    char c = peek(l);
    if ((c == 'u' || c == 'b') && l->at + 1 < l->end && (l->at[1] == '\'' || l->at[1] == '"')) {
        l->at++; /* Python 2 */
    }
    char mark = peek(l);
    if (mark != '\'' && mark != '"') {
        (void)fault(l, "it is not what numpy writes");
        return NULL;
    }
    l->at++;
    size_t room = 4 * (size_t)(l->end - l->at) + 1, n = 0;
    room = room < NAME_MOST ? room : NAME_MOST;
    char *text = memory_new(room, 1);
    while (l->at < l->end && *l->at != mark && n + 4 < room) {
        unsigned char byte = (unsigned char)*l->at++;
        uint32_t point = byte;
        if (byte == '\\' ? !escape(l, &point) : byte < 0x20) {
            free(text);
            (void)fault(l, "a name has control characters");
            return NULL;
        }
        if (byte >= 0x80 && !l->latin1) {
            text[n++] = (char)byte;
        } else {
            n += put_utf8(text + n, point);
        }
    }
    if (l->at >= l->end || *l->at != mark) {
        free(text);
        (void)fault(l, "a name does not end, or is very long");
        return NULL;
    }
    l->at++;
    return memory_resize(text, n + 1, 1);
}

static bool whole(struct literal *l, uint64_t *x)
{
    char c = peek(l);
    if (c < '0' || c > '9') {
        return fault(l, "its shape is not of whole numbers");
    }
    for (*x = 0; l->at < l->end && *l->at >= '0' && *l->at <= '9'; l->at++) {
        uint64_t digit = (uint64_t)(*l->at - '0');
        if (*x > (INT64_MAX - digit) / 10) {
            return fault(l, "its shape is larger than any memory");
        }
        *x = 10 * *x + digit;
    }
    if (l->at < l->end && *l->at == 'L') {
        l->at++; /* Python 2 */
    }
    return true;
}

/* ---- types ---------------------------------------------------------------------------------- */

/* "<f4" and its like. Types that are no numbers get their size, so that they can be stepped over.
 */
static bool type_parse(struct literal *l, const char *text, struct element *e)
{
    const char *s = text;
    uint64_t size = 0;
#if defined __BYTE_ORDER__ && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    bool native = true;
#else
    bool native = false;
#endif
    bool big = *s == '>' || ((*s == '=' || *s == '|') && native);
    s += *s == '<' || *s == '>' || *s == '=' || *s == '|';
    char kind = *s == '\0' ? '\0' : *s++;
    for (; *s >= '0' && *s <= '9' && size < STRIDE_MOST; s++) {
        size = 10 * size + (uint64_t)(*s - '0');
    }
    bool dated = (kind == 'M' || kind == 'm') && size == 8;
    if (kind == 'O') {
        return fault(l, "it holds Python objects, not numbers");
    }
    if (strchr("?biufcSaUVMm", kind) == NULL || kind == '\0' || size > STRIDE_MOST ||
        (*s != '\0' && !dated)) {
        return fault(l, "its type is unknown");
    }
    size = kind == '?' && size == 0 ? 1 : kind == 'U' ? 4 * size : size;
    bool power = size == 1 || size == 2 || size == 4 || size == 8;
    enum element_kind what = kind == 'f' && power && size > 1            ? ELEMENT_FLOAT
                             : kind == 'i' && power                      ? ELEMENT_SIGNED
                             : kind == 'u' && power                      ? ELEMENT_UNSIGNED
                             : (kind == 'b' || kind == '?') && size == 1 ? ELEMENT_UNSIGNED
                                                                         : ELEMENT_NONE;
    *e = (struct element){ .kind = what, .size = (size_t)size, .big = big };
    return true;
}

static bool field_add(struct literal *l, struct npy *n, char *name, struct element e)
{
    if (n->stride + e.size > STRIDE_MOST) {
        free(name);
        return fault(l, "its rows are very long");
    }
    n->fields = memory_resize(n->fields, n->nfields + 1, sizeof *n->fields);
    n->fields[n->nfields++] = (struct npy_field){ .name = name, .element = e, .offset = n->stride };
    n->stride += e.size;
    return true;
}

static bool type_take(struct literal *l, struct element *e)
{
    char *type = string(l);
    bool ok = type != NULL && type_parse(l, type, e);
    free(type);
    return ok;
}

/* ('x', '<f8') */
static bool field_take(struct literal *l, struct npy *n)
{
    struct element e;
    if (!want(l, '(')) {
        return false;
    }
    char *name = string(l);
    if (name == NULL || !want(l, ',') || peek(l) == '[' || !type_take(l, &e)) {
        free(name);
        return fault(l, "its fields have fields of their own");
    }
    if (take(l, ',') && peek(l) != ')') {
        free(name);
        return fault(l, "its fields are arrays");
    }
    return field_add(l, n, name, e) && want(l, ')');
}

static bool descr_take(struct literal *l, struct npy *n)
{
    if (peek(l) != '[') {
        struct element e;
        n->descr = string(l);
        return n->descr != NULL && type_parse(l, n->descr, &e) && field_add(l, n, text_copy(""), e);
    }
    n->structured = true;
    (void)take(l, '[');
    while (!take(l, ']')) {
        if (!field_take(l, n)) {
            return false;
        }
        if (!take(l, ',') && peek(l) != ']') {
            return fault(l, "it is not what numpy writes");
        }
    }
    return n->nfields > 0 || fault(l, "it has no fields");
}

static bool boolean_take(struct literal *l, bool *value)
{
    skip(l);
    size_t left = (size_t)(l->end - l->at);
    *value = left >= 4 && memcmp(l->at, "True", 4) == 0;
    if (!*value && !(left >= 5 && memcmp(l->at, "False", 5) == 0)) {
        return fault(l, "its fortran_order is neither True nor False");
    }
    l->at += *value ? 4 : 5;
    return true;
}

static bool shape_take(struct literal *l, struct npy *n)
{
    if (!want(l, '(')) {
        return false;
    }
    while (!take(l, ')')) {
        if (n->ndims == DIMENSIONS_MAX) {
            return fault(l, "it has more than 32 dimensions");
        }
        if (!whole(l, &n->shape[n->ndims++])) {
            return false;
        }
        if (!take(l, ',') && peek(l) != ')') {
            return fault(l, "it is not what numpy writes");
        }
    }
    return true;
}

/* ---- the whole ------------------------------------------------------------------------------ */

static bool entry_take(struct literal *l, struct npy *n, unsigned *seen)
{
    static const char *const keys[] = { "descr", "fortran_order", "shape" };
    char *key = string(l);
    unsigned which = 0;
    while (key != NULL && which < 3 && strcmp(key, keys[which]) != 0) {
        which++;
    }
    bool known = key != NULL && which < 3 && (*seen >> which & 1) == 0;
    free(key);
    if (!known) {
        return fault(l, "it is not what numpy writes");
    }
    *seen |= 1U << which;
    return want(l, ':') && (which == 0   ? descr_take(l, n)
                            : which == 1 ? boolean_take(l, &n->fortran)
                                         : shape_take(l, n));
}

static bool dictionary_take(struct literal *l, struct npy *n)
{
    unsigned seen = 0;
    if (!want(l, '{')) {
        return false;
    }
    while (!take(l, '}')) {
        if (!entry_take(l, n, &seen)) {
            return false;
        }
        if (!take(l, ',') && peek(l) != '}') {
            return fault(l, "it is not what numpy writes");
        }
    }
    skip(l);
    return (seen == 7 && l->at == l->end) || fault(l, "it is not what numpy writes");
}

/* 1.0 has two bytes of length, 2.0 and 3.0 four; 3.0 is UTF-8, the others Latin-1. */
static bool preamble(const struct source *s, unsigned char *version, size_t *length,
                     struct error *err)
{
    unsigned char start[12];
    if (!source_exact(s, start, 8, err)) {
        return false;
    }
    if (memcmp(start, "\x93NUMPY", 6) != 0) {
        return error_set(err, "%s: not an npy file: it does not begin with \\x93NUMPY", s->name);
    }
    *version = start[6];
    if (*version < 1 || *version > 3 || start[7] != 0) {
        return error_set(err, "%s: npy version %d.%d is not known; 1.0, 2.0 and 3.0 are", s->name,
                         start[6], start[7]);
    }
    size_t bytes = *version == 1 ? 2 : 4;
    if (!source_exact(s, start + 8, bytes, err)) {
        return false;
    }
    *length = start[8] | (size_t)start[9] << 8;
    if (bytes == 4) {
        *length |= (size_t)start[10] << 16 | (size_t)start[11] << 24;
    }
    if (*length > HEADER_MOST) {
        return error_set(err, "%s: its header claims %zu bytes; numpy never writes that many",
                         s->name, *length);
    }
    return true;
}

static bool sizes_fit(struct npy *n, const struct source *s, struct error *err)
{
    uint64_t bytes = n->stride;
    n->elements = 1;
    bool empty = false, over = false;
    for (size_t i = 0; i < n->ndims; i++) {
        empty = empty || n->shape[i] == 0;
        over = over || __builtin_mul_overflow(n->elements, n->shape[i], &n->elements);
    }
    n->elements = empty ? 0 : n->elements;
    over = !empty && (over || __builtin_mul_overflow(n->elements, bytes, &bytes) ||
                      bytes > INT64_MAX - n->data);
    if (over) {
        return error_set(err, "%s: its shape claims more bytes than any file has", s->name);
    }
    uint64_t wanted = n->elements * n->stride + n->data;
    if (s->size != SIZE_UNKNOWN && s->size != wanted) {
        return error_set(err, "%s: %sits header claims %llu bytes, the file has %llu%s", s->name,
                         s->size < wanted ? "is cut off: " : "", (unsigned long long)wanted,
                         (unsigned long long)s->size,
                         s->size < wanted ? "; fetch it or save it again" : "");
    }
    return true;
}

bool npy_open(struct npy *n, const struct source *s, struct error *err)
{
    *n = (struct npy){ 0 };
    unsigned char version = 0;
    size_t length = 0;
    if (!preamble(s, &version, &length, err)) {
        return false;
    }
    if (s->size != SIZE_UNKNOWN && length > s->size) {
        return error_set(err, "%s: its header claims %zu bytes, the file has %llu", s->name, length,
                         (unsigned long long)s->size);
    }
    char *header = memory_new(length + 1, 1);
    struct literal l = { .at = header, .end = header + length, .latin1 = version < 3 };
    n->data = (version == 1 ? 10 : 12) + length;
    bool ok = source_exact(s, header, length, err);
    if (ok && !dictionary_take(&l, n)) {
        ok = error_set(err, "%s: cannot read its header: %s", s->name, l.wrong);
    }
    free(header);
    ok = ok && sizes_fit(n, s, err);
    if (!ok) {
        npy_close(n);
    }
    return ok;
}

void npy_close(struct npy *n)
{
    for (size_t i = 0; i < n->nfields; i++) {
        free(n->fields[i].name);
    }
    free(n->fields);
    free(n->descr);
    n->descr = NULL;
    n->fields = NULL;
    n->nfields = 0;
}
