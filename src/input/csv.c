/* csv by RFC 4180 and what programs write instead of it: tabs, semicolons or blanks between the
 * cells, any line ends, a byte order mark, remarks that begin with #. */
#include "input/csv.h"

#include <stdlib.h>
#include <string.h>

enum { BUFFER = 1 << 16, ROW_MOST = 1 << 24, CELLS_MOST = 1 << 16 };

void csv_open(struct csv *c, const struct source *s)
{
    *c = (struct csv){ .source = *s, .line = 1 };
    c->buffer = memory_resize(NULL, BUFFER, 1);
}

void csv_close(struct csv *c)
{
    source_close(&c->source);
    free(c->buffer);
    free(c->text);
    free(c->start);
    *c = (struct csv){ 0 };
}

/* ---- bytes ---------------------------------------------------------------------------------- */

enum { END = -1, BROKEN = -2 };

static bool fill(struct csv *c, struct error *err)
{
    if (c->at == c->filled && !c->ended) {
        if (!source_read(&c->source, c->buffer, BUFFER, &c->filled, err)) {
            return false;
        }
        c->at = 0;
        c->ended = c->filled < BUFFER;
    }
    return true;
}

/* The byte that comes next, END, or BROKEN with a message. */
static int peek(struct csv *c, struct error *err)
{
    if (c->at == c->filled && !fill(c, err)) {
        return BROKEN;
    }
    return c->at < c->filled ? c->buffer[c->at] : END;
}

static int next(struct csv *c, struct error *err)
{
    int byte = peek(c, err);
    if (byte >= 0) {
        c->at++;
        c->line += byte == '\n';
    }
    if (byte == 0) {
        (void)error_set(
            err,
            "%s: line %llu holds a zero byte: not a text file, or one in UTF-16; save it in UTF-8",
            c->source.name, (unsigned long long)c->line);
        return BROKEN;
    }
    return byte;
}

/* ---- a row under construction --------------------------------------------------------------- */

static bool put(struct csv *c, char byte, struct error *err)
{
    if (c->length == ROW_MOST) {
        return error_set(err, "%s: line %llu is longer than 16 MB: not a table of numbers",
                         c->source.name, (unsigned long long)c->row_line);
    }
    if (c->length == c->room) {
        c->room = 2 * c->room + 1024;
        c->text = memory_resize(c->text, c->room, 1);
    }
    c->text[c->length++] = byte;
    return true;
}

static bool cell_begin(struct csv *c, struct error *err)
{
    if (c->cells == CELLS_MOST) {
        return error_set(err, "%s: line %llu has more than %d cells", c->source.name,
                         (unsigned long long)c->row_line, CELLS_MOST);
    }
    if (c->cells == c->cells_room) {
        c->cells_room = 2 * c->cells_room + 16;
        c->start = memory_resize(c->start, c->cells_room, sizeof *c->start);
    }
    c->start[c->cells++] = c->length;
    return true;
}

/* Blanks around a cell do not count. */
static bool cell_end(struct csv *c, struct error *err)
{
    size_t start = c->start[c->cells - 1];
    while (c->length > start && (c->text[c->length - 1] == ' ' || c->text[c->length - 1] == '\t')) {
        c->length--;
    }
    return put(c, '\0', err);
}

/* ---- the shape of the file ------------------------------------------------------------------ */

/* Moves what is left to the front of the buffer and fills the rest. */
static bool top_up(struct csv *c, struct error *err)
{
    size_t left = c->filled - c->at, more = 0;
    memmove(c->buffer, c->buffer + c->at, left);
    if (!c->ended && !source_read(&c->source, c->buffer + left, BUFFER - left, &more, err)) {
        return false;
    }
    c->at = 0;
    c->filled = left + more;
    c->ended = c->filled < BUFFER;
    return true;
}

/* The line from byte i on, quotes apart: how often `wanted` comes. *end: the byte behind it. */
static size_t count_in_line(const struct csv *c, size_t i, char wanted, size_t *end)
{
    bool quoted = false;
    size_t n = 0;
    for (; i < c->filled && c->buffer[i] != '\n' && c->buffer[i] != '\r'; i++) {
        quoted = quoted != (c->buffer[i] == '"');
        n += !quoted && c->buffer[i] == (unsigned char)wanted;
    }
    *end = i;
    return n;
}

/* Up to the last semicolon nothing but what numbers are made of, with at most one comma between two
 * semicolons. */
static bool numbers_with_commas(const struct csv *c, size_t i, size_t end)
{
    size_t commas = 0, last = end;
    while (last > i && c->buffer[last - 1] != ';') {
        last--;
    }
    for (; i < last; i++) {
        char byte = (char)c->buffer[i];
        commas = byte == ';' ? 0 : commas + (byte == ',');
        if (byte == '\0' || commas > 1 || strchr("0123456789+-.,;eE \"infaINFA", byte) == NULL) {
            return false;
        }
    }
    return true;
}

/* Commas and semicolons both: 1,5;2,5 has decimal commas, where the line below has as many
 * semicolons. The second line is looked at where there is one, as the first may be of names. */
static char comma_or_semicolon(const struct csv *c)
{
    size_t first = c->at, end, last, line = first;
    size_t semicolons = count_in_line(c, first, ';', &end), below = semicolons;
    last = end;
    while (end < c->filled && (c->buffer[end] == '\n' || c->buffer[end] == '\r')) {
        end++;
    }
    if (end < c->filled) {
        line = end;
        below = count_in_line(c, line, ';', &last);
    }
    return below == semicolons && numbers_with_commas(c, line, last) ? ';' : ',';
}

/* What stands between the cells of the first row, quotes apart; a row of one cell leaves it at ','.
 */
static char find_separator(const struct csv *c)
{
    bool quoted = false, comma = false, semicolon = false, blank = false, seen = false;
    for (size_t i = c->at; i < c->filled && c->buffer[i] != '\n' && c->buffer[i] != '\r'; i++) {
        unsigned char byte = c->buffer[i];
        quoted = quoted != (byte == '"');
        if (!quoted && byte == '\t') {
            return '\t';
        }
        comma = comma || (!quoted && byte == ',');
        semicolon = semicolon || (!quoted && byte == ';');
        blank = blank || (!quoted && seen && byte == ' ');
        seen = seen || byte != ' ';
    }
    return comma && semicolon ? comma_or_semicolon(c)
           : comma            ? ','
           : semicolon        ? ';'
           : blank            ? ' '
                              : ',';
}

static bool skip_line(struct csv *c, struct error *err)
{
    int byte;
    do {
        byte = next(c, err);
    } while (byte >= 0 && byte != '\n');
    return byte != BROKEN;
}

/* Up to the first byte of a row. */
static bool skip_to_row(struct csv *c, struct error *err)
{
    for (;;) {
        int byte = peek(c, err);
        if (byte == '#') {
            if (!skip_line(c, err)) {
                return false;
            }
        } else if (byte == '\n' || byte == '\r' || byte == ' ') {
            (void)next(c, err);
        } else {
            return byte != BROKEN;
        }
    }
}

static bool skip_mark(struct csv *c, struct error *err)
{
    if (!fill(c, err)) {
        return false;
    }
    if (c->filled - c->at >= 3 && memcmp(c->buffer + c->at, "\xef\xbb\xbf", 3) == 0) {
        c->at += 3;
    }
    return true;
}

/* ---- cells ---------------------------------------------------------------------------------- */

/* After the opening quote; doubled quotes stand for one. */
static bool quoted_cell(struct csv *c, struct error *err)
{
    for (;;) {
        int byte = next(c, err);
        if (byte == BROKEN) {
            return false;
        }
        if (byte == END) {
            return error_set(err, "%s: line %llu: a quote is not closed", c->source.name,
                             (unsigned long long)c->row_line);
        }
        if (byte == '"' && peek(c, err) != '"') {
            return true;
        }
        if (byte == '"') {
            (void)next(c, err);
        }
        if (!put(c, (char)byte, err)) {
            return false;
        }
    }
}

static bool is_blank(int byte)
{
    return byte == ' ' || byte == '\t';
}

static bool skip_blanks(struct csv *c, struct error *err)
{
    int byte;
    while (is_blank(byte = peek(c, err)) && byte != c->separator) {
        (void)next(c, err);
    }
    return byte != BROKEN;
}

/* One cell; *after is what ended it: the separator, '\n' or END. */
static bool cell_take(struct csv *c, int *after, struct error *err)
{
    if (!cell_begin(c, err) || !skip_blanks(c, err)) {
        return false;
    }
    bool quoted = peek(c, err) == '"';
    if (quoted) {
        (void)next(c, err);
        if (!quoted_cell(c, err) || !skip_blanks(c, err)) {
            return false;
        }
    }
    int byte;
    while ((byte = next(c, err)) != c->separator && byte != '\n' && byte != '\r') {
        if (byte < 0) {
            break;
        }
        if (quoted) {
            return error_set(err, "%s: line %llu: text after a closing quote", c->source.name,
                             (unsigned long long)c->line);
        }
        if (!put(c, (char)byte, err)) {
            return false;
        }
    }
    if (byte == '\r') { /* CR LF, or the CR alone of old Macs */
        byte = peek(c, err) == '\n' ? next(c, err) : '\n';
    }
    *after = byte;
    return byte != BROKEN && (quoted ? put(c, '\0', err) : cell_end(c, err));
}

/* Runs of blanks count once, and not at all at the end of a line. */
static bool more_cells(struct csv *c, int *after, struct error *err)
{
    if (*after != ' ' || c->separator != ' ') {
        return *after != '\n' && *after != END;
    }
    while (peek(c, err) == ' ') {
        (void)next(c, err);
    }
    bool carriage = peek(c, err) == '\r';
    if (carriage) {
        (void)next(c, err);
    }
    bool ended = peek(c, err) == '\n';
    if (ended) {
        (void)next(c, err);
    }
    return !carriage && !ended && peek(c, err) != END;
}

bool csv_row(struct csv *c, struct error *err)
{
    c->cells = c->length = 0;
    if (c->separator == 0 && !skip_mark(c, err)) {
        return false;
    }
    if (!skip_to_row(c, err)) {
        return false;
    }
    c->row_line = c->line;
    if (peek(c, err) < 0) {
        return true;
    }
    if (c->separator == 0) {
        if (!top_up(c, err)) {
            return false;
        }
        c->separator = find_separator(c);
    }
    int after = END;
    do {
        if (!cell_take(c, &after, err)) {
            return false;
        }
    } while (more_cells(c, &after, err));
    return true;
}
