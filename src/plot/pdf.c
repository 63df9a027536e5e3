/* cairo's note of the hour taken out of a PDF. Up to cairo 1.16 it stands there in clear. From 1.18
 * on it is packed into an object stream, whose length hangs on the hour; so what lies behind moves,
 * and the cross-reference stream, the last object of the file, is made anew. */
#include "plot/pdf.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

static const char note[] = "/CreationDate (D:";

/* Blanks in place of every note. False: there is none. */
static bool blank_notes(char *bytes, size_t length)
{
    char *s = bytes, *end = bytes + length, *close;
    bool found = false;
    while ((s = memmem(s, (size_t)(end - s), note, sizeof note - 1)) &&
           (close = memchr(s, ')', (size_t)(end - s)))) {
        if (close - s < 48) {
            memset(s, ' ', (size_t)(close + 1 - s));
            found = true;
        }
        s = close;
    }
    return found;
}

/* ---- streams -------------------------------------------------------------------------------- */

/* An object with a stream, as cairo writes it: "N 0 obj\n<< DICTIONARY >>\nstream\n BYTES". */
struct pdf_stream {
    size_t object, dictionary; /* where they begin */
    size_t bytes, packed;      /* where the packed bytes begin, and how many they are */
    struct buffer plain;
};

static bool inflate_at(const struct buffer *pdf, struct pdf_stream *s)
{
    enum { PIECE = 4096 };
    unsigned char piece[PIECE];
    z_stream z = { .next_in = (unsigned char *)pdf->bytes + s->bytes,
                   .avail_in = (unsigned)(pdf->length - s->bytes) };
    int state = inflateInit(&z);
    while (state == Z_OK) {
        z.next_out = piece;
        z.avail_out = PIECE;
        state = inflate(&z, Z_NO_FLUSH);
        if (state == Z_OK || state == Z_STREAM_END)
            buffer_add(&s->plain, (char *)piece, PIECE - z.avail_out);
    }
    s->packed = z.total_in;
    inflateEnd(&z);
    return state == Z_STREAM_END;
}

static void stream_free(struct pdf_stream *s)
{
    free(s->plain.bytes);
    s->plain = (struct buffer){ 0 };
}

/* The next stream behind `from` whose dictionary says `type`, unpacked. */
static bool stream_find(const struct buffer *pdf, size_t from, const char *type,
                        struct pdf_stream *s)
{
    const char *end = pdf->bytes + pdf->length;
    const char *word = memmem(pdf->bytes + from, pdf->length - from, type, strlen(type));
    const char *stream = word ? memmem(word, (size_t)(end - word), "stream\n", 7) : NULL;
    const char *open = word, *line;
    if (!stream)
        return false;
    while (open > pdf->bytes && strncmp(open, "<<", 2) != 0)
        open--;
    for (line = open; line > pdf->bytes && strncmp(line, " 0 obj", 6) != 0;)
        line--;
    while (line > pdf->bytes && line[-1] != '\n')
        line--;
    *s = (struct pdf_stream){
        .object = (size_t)(line - pdf->bytes),
        .dictionary = (size_t)(open - pdf->bytes),
        .bytes = (size_t)(stream + 7 - pdf->bytes),
    };
    if (inflate_at(pdf, s))
        return true;
    stream_free(s);
    return false;
}

static char *pack(const struct buffer *plain, size_t *length)
{
    uLongf room = compressBound((uLong)plain->length);
    char *packed = memory_new(room, 1);
    if (compress2((unsigned char *)packed, &room, (const unsigned char *)plain->bytes,
                  (uLong)plain->length, Z_BEST_COMPRESSION) != Z_OK)
        room = 0;
    *length = room;
    return packed;
}

/* ---- what lies behind ----------------------------------------------------------------------- */

/* The number behind a word of a dictionary. */
static bool entry_number(const struct buffer *pdf, const struct pdf_stream *s, const char *word,
                         unsigned long *n, size_t *place)
{
    const char *at =
        memmem(pdf->bytes + s->dictionary, s->bytes - s->dictionary, word, strlen(word));
    char *end;
    if (!at)
        return false;
    at += strlen(word);
    at += strspn(at, " [");
    *place = (size_t)(at - pdf->bytes);
    *n = strtoul(at, &end, 10);
    return end > at;
}

/* Rows of a cross-reference stream: kind (1 byte), place and index (their widths: /W [1 2 2] or
 * [1 3 2]; ISO 32000-1, 7.5.8). Objects behind `from` move by `by`. */
static void rows_move(struct buffer *rows, size_t width, size_t from, long by)
{
    const size_t row = 1 + width + 2;
    for (size_t i = 0; i + row <= rows->length; i += row) {
        unsigned char *r = (unsigned char *)rows->bytes + i;
        long place = 0;
        for (size_t k = 0; k < width; k++)
            place = place << 8 | r[1 + k];
        if (r[0] != 1 || (size_t)place <= from)
            continue;
        place += by;
        for (size_t k = width; k > 0; k--, place >>= 8)
            r[k] = (unsigned char)(place & 255);
    }
}

/* An object stream's length is an object of its own, "N 0 obj\n   DIGITS\nendobj", right behind it:
 * copied with another number and no change of its size. */
static size_t length_object(const struct buffer *pdf, size_t from, size_t packed, struct buffer *b)
{
    const char *at = pdf->bytes + from, *digits = memmem(at, pdf->length - from, " 0 obj\n", 7);
    if (!digits)
        return from;
    digits += 7;
    digits += strspn(digits, " ");
    size_t n = strspn(digits, "0123456789");
    buffer_add(b, at, (size_t)(digits - at));
    buffer_print(b, "%-*zu", (int)n, packed);
    return from + (size_t)(digits - at) + n;
}

/* The file again: the object stream with new bytes, what lies between as it was, the
 * cross-reference stream with its rows moved. */
static bool rebuild(struct buffer *pdf, struct pdf_stream *objects, struct pdf_stream *rows)
{
    unsigned long width = 0, length = 0;
    size_t w, l, npacked, nrows, at;
    struct buffer b = { 0 };
    if (!entry_number(pdf, rows, "/W [1", &width, &w) || width < 2 || width > 4 ||
        !entry_number(pdf, rows, "/Length", &length, &l))
        return false;
    char *packed = pack(&objects->plain, &npacked);
    rows_move(&rows->plain, width, objects->object, (long)npacked - (long)objects->packed);
    char *table = pack(&rows->plain, &nrows);
    buffer_add(&b, pdf->bytes, objects->bytes);
    buffer_add(&b, packed, npacked);
    at = length_object(pdf, objects->bytes + objects->packed, npacked, &b);
    buffer_add(&b, pdf->bytes + at, rows->object - at);
    size_t start = b.length;
    buffer_add(&b, pdf->bytes + rows->object, l - rows->object);
    buffer_print(&b, "%zu", nrows);
    l += strspn(pdf->bytes + l, "0123456789");
    buffer_add(&b, pdf->bytes + l, rows->bytes - l);
    buffer_add(&b, table, nrows);
    buffer_print(&b, "\nendstream\nendobj\nstartxref\n%zu\n%%%%EOF\n", start);
    free(packed);
    free(table);
    free(pdf->bytes);
    *pdf = b;
    return true;
}

void pdf_finish(struct buffer *pdf)
{
    struct pdf_stream objects, rows;
    size_t from = 0;
    if (blank_notes(pdf->bytes, pdf->length))
        return;
    while (stream_find(pdf, from, "/Type /ObjStm", &objects)) {
        bool dated = blank_notes(objects.plain.bytes, objects.plain.length), done = false;
        if (dated && stream_find(pdf, objects.bytes, "/Type /XRef", &rows)) {
            done = rebuild(pdf, &objects, &rows);
            stream_free(&rows);
        }
        from = objects.bytes;
        stream_free(&objects);
        if (done)
            return;
    }
}
