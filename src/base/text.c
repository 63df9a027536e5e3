/* Text: copies, screen columns of UTF-8, and names that people type in their own way. */
#include "base/base.h"
#include "base/utf8.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

char *text_part(const char *start, size_t length)
{
    char *copy = memory_new(length + 1, 1);
    memcpy(copy, start, length);
    return copy;
}

char *text_copy(const char *text)
{
    return text_part(text, strlen(text));
}

char *text_format_list(const char *format, va_list args)
{
    char small[256];
    va_list again;
    va_copy(again, args);
    int length = vsnprintf(small, sizeof small, format, args);
    if (length < 0) {
        die(1, "text could not be formatted");
    }
    char *text = memory_new((size_t)length + 1, 1);
    if ((size_t)length < sizeof small) {
        memcpy(text, small, (size_t)length + 1);
    } else {
        (void)vsnprintf(text, (size_t)length + 1, format, again);
    }
    va_end(again);
    return text;
}

char *text_format(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *text = text_format_list(format, args);
    va_end(args);
    return text;
}

/* ---- UTF-8 ---------------------------------------------------------------------------------- */

/* RFC 3629, table 3-7 of the Unicode standard: no surrogates, no overlong forms, nothing above
 * U+10FFFF. */
size_t utf8_decode(const char *text, uint32_t *point)
{
    const unsigned char *s = (const unsigned char *)text;
    size_t length = s[0] < 0x80   ? 1
                    : s[0] < 0xc2 ? 0
                    : s[0] < 0xe0 ? 2
                    : s[0] < 0xf0 ? 3
                    : s[0] < 0xf5 ? 4
                                  : 0;
    if (length <= 1) {
        *point = s[0];
        return length;
    }
    uint32_t p = s[0] & (0xffU >> (length + 1));
    for (size_t i = 1; i < length; i++) {
        if ((s[i] & 0xc0) != 0x80) { /* also stops at the terminating zero */
            return 0;
        }
        p = p << 6 | (s[i] & 0x3fU);
    }
    static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
    if (p < least[length] || (p >= 0xd800 && p <= 0xdfff) || p > 0x10ffff) {
        return 0;
    }
    *point = p;
    return length;
}

struct span {
    uint32_t first, last;
};

static bool within(const struct span *spans, size_t n, uint32_t point)
{
    for (size_t i = 0; i < n; i++) {
        if (point >= spans[i].first && point <= spans[i].last) {
            return true;
        }
    }
    return false;
}

/* Blocks of combining marks and of invisible characters (Unicode 15, general categories Mn, Me, Cf;
 * the blocks that turn up in European text, mathematics and emoji; marks of other scripts are
 * counted as one). */
static const struct span zero_wide[] = {
    { 0x0300, 0x036f }, { 0x0483, 0x0489 }, { 0x0591, 0x05bd },   { 0x0610, 0x061a },
    { 0x064b, 0x065f }, { 0x1ab0, 0x1aff }, { 0x1dc0, 0x1dff },   { 0x200b, 0x200f },
    { 0x202a, 0x202e }, { 0x2060, 0x2064 }, { 0x20d0, 0x20ff },   { 0xfe00, 0xfe0f },
    { 0xfe20, 0xfe2f }, { 0xfeff, 0xfeff }, { 0xe0100, 0xe01ef },
};
/* Blocks whose characters are East Asian Wide or Fullwidth (UAX 11). */
static const struct span two_wide[] = {
    { 0x1100, 0x115f },   { 0x2e80, 0x303e },   { 0x3041, 0x33ff },   { 0x3400, 0x4dbf },
    { 0x4e00, 0x9fff },   { 0xa000, 0xa4cf },   { 0xa960, 0xa97f },   { 0xac00, 0xd7a3 },
    { 0xf900, 0xfaff },   { 0xfe30, 0xfe6f },   { 0xff00, 0xff60 },   { 0xffe0, 0xffe6 },
    { 0x1f300, 0x1f64f }, { 0x1f680, 0x1f6ff }, { 0x1f900, 0x1f9ff }, { 0x20000, 0x3fffd },
};

/* Categories Cc, Zl, Zp and, of Cf, what hides or turns text. */
static const struct span unseen[] = {
    { 0x0, 0x1f },      { 0x7f, 0x9f },     { 0x061c, 0x061c },
    { 0x200b, 0x200f }, { 0x2028, 0x202e }, { 0x2060, 0x206f },
    { 0xfeff, 0xfeff }, { 0xfff9, 0xfffb }, { 0xe0000, 0xe0fff },
};
/* Of these, what belongs into text: joiners of letters and emoji, and the variants of a character.
 */
static const struct span joining[] = { { 0x200c, 0x200d }, { 0xe0100, 0xe01ef } };

bool utf8_shows(uint32_t point)
{
    return !within(unseen, sizeof unseen / sizeof unseen[0], point);
}

bool utf8_shows_in_text(uint32_t point)
{
    return utf8_shows(point) || within(joining, sizeof joining / sizeof joining[0], point);
}

int utf8_columns(uint32_t point)
{
    if (point < 0x300) {
        return 1;
    }
    if (within(zero_wide, sizeof zero_wide / sizeof zero_wide[0], point)) {
        return 0;
    }
    return within(two_wide, sizeof two_wide / sizeof two_wide[0], point) ? 2 : 1;
}

size_t text_columns(const char *utf8)
{
    size_t columns = 0;
    while (*utf8 != '\0') {
        uint32_t point;
        size_t length = utf8_decode(utf8, &point);
        columns += length == 0 ? 1 : (size_t)utf8_columns(point);
        utf8 += length == 0 ? 1 : length;
    }
    return columns;
}

/* ---- names ---------------------------------------------------------------------------------- */

/* Next character that counts, in lower case; 0 at the end. Own lower case: tolower() depends on the
 * locale. */
static unsigned char name_next(const char **name)
{
    while (**name == '-' || **name == '_') {
        ++*name;
    }
    unsigned char c = (unsigned char)**name;
    if (c != 0) {
        ++*name;
    }
    return c >= 'A' && c <= 'Z' ? (unsigned char)(c - 'A' + 'a') : c;
}

bool name_equal(const char *a, const char *b)
{
    for (;;) {
        unsigned char x = name_next(&a), y = name_next(&b);
        if (x != y) {
            return false;
        }
        if (x == 0) {
            return true;
        }
    }
}

static bool ends_like_file(const char *word, size_t length)
{
    static const char suffixes[] = " csv tsv txt dat data out json jsonl npy npz mat safetensors "
                                   "pt pth bin ckpt pkl pickle gguf ggml "
                                   "onnx tflite pb h5 hdf5 keras msgpack parquet feather arrow xls "
                                   "xlsx ods gz bz2 xz zst lz4 zip 7z tar "
                                   "tgz html htm png jpg jpeg gif svg pdf ";
    size_t dot = length;
    char part[16];
    while (dot > 0 && word[dot - 1] != '.') {
        dot--;
    }
    size_t n = length - dot;
    if (dot < 2 || n == 0 || n > sizeof part - 3) { /* ".csv" alone is no name */
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        const char *at = &word[dot + i];
        part[1 + i] = (char)name_next(&at);
    }
    part[0] = part[n + 1] = ' ';
    part[n + 2] = '\0';
    return strstr(suffixes, part) != NULL;
}

bool names_file(const char *word)
{
    static const char *const starts[] = { "/", "./", "../", "~/" };
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++) {
        if (strncmp(word, starts[i], strlen(starts[i])) == 0) {
            return true;
        }
    }
    size_t length = strcspn(word, ":");
    return strcmp(word, "-") == 0 || ends_like_file(word, strlen(word)) ||
           (word[length] == ':' && ends_like_file(word, length));
}

enum { NAME_MOST = 64 }; /* longer words get no suggestion */

/* The characters that count, of a name longer than `most` so many and one more. */
static size_t name_plain(const char *name, size_t most, unsigned char plain[NAME_MOST + 1])
{
    size_t n = 0;
    unsigned char c;
    while (n <= most && (c = name_next(&name)) != 0) {
        plain[n++] = c;
    }
    return n;
}

static size_t least_of(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Insert, drop, change, or swap two neighbours: each counts one (optimal string alignment). */
static size_t edit_distance(const unsigned char *a, size_t na, const unsigned char *b, size_t nb)
{
    size_t row[3][NAME_MOST + 2];
    size_t *before = row[0], *last = row[1], *now = row[2];
    for (size_t j = 0; j <= nb; j++) {
        last[j] = j;
    }
    for (size_t i = 1; i <= na; i++) {
        now[0] = i;
        for (size_t j = 1; j <= nb; j++) {
            now[j] =
                least_of(last[j - 1] + (a[i - 1] != b[j - 1]), least_of(last[j], now[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                now[j] = least_of(now[j], before[j - 2] + 1);
            }
        }
        size_t *spare = before;
        before = last;
        last = now;
        now = spare;
    }
    return last[nb];
}

const char *name_nearest(const char *typed, const char *(*next)(const void *state, size_t i),
                         const void *state)
{
    unsigned char a[NAME_MOST + 1], b[NAME_MOST + 1];
    size_t na = name_plain(typed, NAME_MOST, a);
    size_t most = least_of(2, na / 3);
    const char *best = NULL, *name;
    if (na > NAME_MOST) {
        return NULL;
    }
    for (size_t i = 0; (name = next(state, i)) != NULL; i++) {
        size_t nb = name_plain(name, least_of(na + most, NAME_MOST), b);
        if (nb > na + most || na > nb + most ||
            nb > NAME_MOST) { /* so many would have to be put in or dropped */
            continue;
        }
        size_t distance = edit_distance(a, na, b, nb);
        if (distance < most || (distance == most && best == NULL && most > 0)) {
            best = name;
            most = distance;
        }
        if (distance == 0) {
            return name;
        }
    }
    return best;
}
