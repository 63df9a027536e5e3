/* Columns of numbers from csv or npy. */
#include "input/csv.h"
#include "input/npy.h"
#include "input/file_columns.h"

#include <stdlib.h>
#include <string.h>

enum { CLASSES_MOST = 1000, BUFFER = 1 << 18 };

struct columns_state {
    bool is_csv;
    struct csv csv;
    bool commas, points; /* csv: numbers came with a decimal comma, with a decimal point */
    bool pending;        /* csv: the first row is data and has been read */
    struct source source;
    struct npy npy;
    uint64_t rows, done;            /* npy */
    size_t stride;                  /* npy: bytes a row */
    const struct npy_field **field; /* npy: of each column of a structured array */
    unsigned char *raw;
};

char *file_column_name(size_t i)
{
    return text_format("column%zu", i + 1);
}

static void make_room(struct columns *c, size_t count)
{
    c->count = count;
    c->names = memory_new(count, sizeof *c->names);
    c->dtypes = memory_new(count, sizeof(struct dtype *));
}

/* ---- csv ------------------------------------------------------------------------------------ */

/* Where commas do not separate, one in a number is a decimal comma. The cell with a point in its
 * place; false: there is none. */
static bool decimal_comma(const struct csv *csv, const char *cell, char with_point[64])
{
    const char *comma = csv->separator == ',' ? NULL : strchr(cell, ',');
    if (comma == NULL || strchr(comma + 1, ',') != NULL || strchr(cell, '.') != NULL ||
        strlen(cell) > 63) {
        return false;
    }
    memcpy(with_point, cell, strlen(cell) + 1);
    with_point[comma - cell] = '.';
    return true;
}

static bool is_number(const struct csv *csv, const char *cell)
{
    double x;
    char with_point[64];
    return number_parse(decimal_comma(csv, cell, with_point) ? with_point : cell, &x, NULL);
}

/* 1.234 beside 5,6 may be a thousand and more: a file has points or commas. */
static bool cell_number(struct columns_state *s, const char *cell, double *x, struct error *err)
{
    char with_point[64];
    bool comma = decimal_comma(&s->csv, cell, with_point);
    if (!number_parse(comma ? with_point : cell, x, err)) {
        return false;
    }
    s->commas = s->commas || comma;
    s->points = s->points || (s->csv.separator != ',' && strchr(cell, '.') != NULL);
    return !s->commas || !s->points ||
           error_set(
               err,
               "%s: some numbers here have a decimal comma and others a point; write all alike",
               quote(cell).text);
}

/* The first row names the columns where its first cell is no number. An empty one may be a missing
 * value too: then the others must be no numbers either, or 0, 1, 2 ..., as pandas calls columns
 * that have no names. */
static bool is_header(const struct csv *csv)
{
    const char *first = csv_cell(csv, 0);
    bool words = false, counts = true;
    for (size_t i = 1; i < csv->cells; i++) {
        double x;
        words = words || !is_number(csv, csv_cell(csv, i));
        counts = counts && number_parse(csv_cell(csv, i), &x, NULL) && x == (double)(i - 1);
    }
    return first[0] == '\0' ? words || counts : !is_number(csv, first);
}

static bool csv_columns(struct columns *c, const struct source *source, struct error *err)
{
    struct columns_state *s = c->state;
    struct csv *csv = &s->csv;
    s->is_csv = true;
    c->rows = SIZE_UNKNOWN;
    csv_open(csv, source);
    if (!csv_row(csv, err)) {
        return false;
    }
    if (csv->cells == 0) {
        return error_set(err, "%s: is empty; rows of numbers are wanted", csv->source.name);
    }
    c->named = is_header(csv);
    make_room(c, csv->cells);
    for (size_t i = 0; i < c->count; i++) {
        c->names[i] = c->named ? text_copy(csv_cell(csv, i)) : file_column_name(i);
        c->dtypes[i] = dtype_find("float64");
    }
    if (c->named && !csv_row(csv, err)) {
        return false;
    }
    s->pending = csv->cells > 0;
    bool words = s->pending && c->count > 1 && csv->cells == c->count &&
                 csv_cell(csv, c->count - 1)[0] != '\0' &&
                 !is_number(csv, csv_cell(csv, c->count - 1));
    if (words) {
        c->classes = memory_new(CLASSES_MOST, sizeof *c->classes);
    }
    return true;
}

static bool class_number(struct columns *c, const char *word, double *x, struct error *err)
{
    const struct csv *csv = &c->state->csv;
    size_t i = 0;
    while (i < c->nclasses && strcmp(c->classes[i], word) != 0) {
        i++;
    }
    if (i == CLASSES_MOST) {
        return error_set(err, "%s: line %llu: more than %d different words in the last column",
                         csv->source.name, (unsigned long long)csv->row_line, CLASSES_MOST);
    }
    if (i == c->nclasses) {
        c->classes[c->nclasses++] = text_copy(word);
    }
    *x = (double)i;
    return true;
}

static bool csv_numbers(struct columns *c, double *const *cells, size_t row, struct error *err)
{
    const struct csv *csv = &c->state->csv;
    const char *file = csv->source.name;
    unsigned long long line = csv->row_line;
    if (csv->cells != c->count) {
        return error_set(err, "%s: line %llu has %zu cells, the first row has %zu", file, line,
                         csv->cells, c->count);
    }
    for (size_t k = 0; k < c->count; k++) {
        const char *cell = csv_cell(csv, k);
        double x;
        struct error wrong;
        if (c->classes != NULL && k == c->count - 1) {
            if (!class_number(c, cell, &x, err)) {
                return false;
            }
        } else if (!cell_number(c->state, cell, &x, &wrong)) {
            return error_set(err, "%s: line %llu, column %s: %s", file, line,
                             quote(c->names[k]).text, wrong.text);
        }
        if (cells[k] != NULL) {
            cells[k][row] = x;
        }
    }
    return true;
}

static bool csv_read(struct columns *c, size_t *count, double *const *cells, struct error *err)
{
    struct columns_state *s = c->state;
    size_t row = 0;
    for (; row < *count; row++) {
        if (!s->pending && !csv_row(&s->csv, err)) {
            return false;
        }
        s->pending = false;
        if (s->csv.cells == 0) {
            break;
        }
        if (!csv_numbers(c, cells, row, err)) {
            return false;
        }
    }
    *count = row;
    return true;
}

/* ---- npy ------------------------------------------------------------------------------------ */

static bool no_number(const struct source *s, const char *name, struct error *err)
{
    return error_set(err, "%s: %s%sis neither floats of 2, 4, 8 bytes nor whole numbers", s->name,
                     name[0] != '\0' ? quote(name).text : "", name[0] != '\0' ? " " : "");
}

/* The fields that have a name, all numbers; nameless ones are padding. */
static bool structured(struct columns *c, struct error *err)
{
    struct columns_state *s = c->state;
    const struct npy *n = &s->npy;
    if (n->ndims != 1) {
        return error_set(err, "%s: has named fields and %zu dimensions; one is wanted",
                         s->source.name, n->ndims);
    }
    make_room(c, n->nfields);
    s->field = memory_new(n->nfields, sizeof *s->field);
    c->count = 0;
    c->named = true;
    for (size_t i = 0; i < n->nfields; i++) {
        const struct npy_field *f = &n->fields[i];
        if (f->name[0] == '\0') {
            continue;
        }
        if (f->element.kind == ELEMENT_NONE) {
            return no_number(&s->source, f->name, err);
        }
        s->field[c->count] = f;
        c->dtypes[c->count] = element_dtype(f->element);
        c->names[c->count++] = text_copy(f->name);
    }
    s->rows = n->elements;
    s->stride = n->stride;
    return c->count > 0 || error_set(err, "%s: none of its fields has a name", s->source.name);
}

/* Rows and columns of a plain array; one dimension is one column. */
static bool plain(struct columns *c, struct error *err)
{
    struct columns_state *s = c->state;
    struct npy *n = &s->npy;
    if (n->fields[0].element.kind == ELEMENT_NONE) {
        return no_number(&s->source, "", err);
    }
    if (n->ndims < 1 || n->ndims > 2) {
        return error_set(err, "%s: has %zu dimensions; rows and columns are wanted", s->source.name,
                         n->ndims);
    }
    uint64_t columns = n->ndims == 2 ? n->shape[1] : 1;
    if (columns == 0) {
        return error_set(err, "%s: has no columns", s->source.name);
    }
    if (columns > COLUMNS_MOST) {
        return error_set(err, "%s: has %llu columns; at most %d are read", s->source.name,
                         (unsigned long long)columns, COLUMNS_MOST);
    }
    if (n->fortran && columns > 1 && s->source.size == SIZE_UNKNOWN) {
        return error_set(
            err, "%s: is in Fortran order, which cannot be read from a pipe; save it to a file",
            s->source.name);
    }
    make_room(c, (size_t)columns);
    for (size_t i = 0; i < c->count; i++) {
        c->names[i] = file_column_name(i);
        c->dtypes[i] = element_dtype(n->fields[0].element);
    }
    s->rows = n->shape[0];
    s->stride = n->stride * (size_t)columns;
    return true;
}

static bool npy_columns(struct columns *c, const struct source *source, struct error *err)
{
    struct columns_state *s = c->state;
    s->source = *source;
    if (!npy_open(&s->npy, &s->source, err)) {
        return false;
    }
    if (!(s->npy.structured ? structured(c, err) : plain(c, err))) {
        return false;
    }
    c->rows = s->rows;
    s->raw = memory_resize(NULL, s->stride > BUFFER ? s->stride : BUFFER, 1);
    return true;
}

/* Column by column, from as many places of the file. */
static bool fortran_read(struct columns *c, size_t count, double *const *cells, size_t at,
                         struct error *err)
{
    struct columns_state *s = c->state;
    struct element e = s->npy.fields[0].element;
    for (size_t k = 0; k < c->count; k++) {
        uint64_t first = s->npy.data + (k * s->rows + s->done) * e.size;
        if (cells[k] != NULL) {
            if (!source_exact_at(&s->source, first, s->raw, count * e.size, err)) {
                return false;
            }
            element_doubles(e, s->raw, e.size, count, cells[k] + at);
        }
    }
    return true;
}

static bool rows_read(struct columns *c, size_t count, double *const *cells, size_t at,
                      struct error *err)
{
    struct columns_state *s = c->state;
    if (!source_exact(&s->source, s->raw, count * s->stride, err)) {
        return false;
    }
    for (size_t k = 0; k < c->count; k++) {
        const struct npy_field *f = s->npy.structured ? s->field[k] : s->npy.fields;
        size_t offset = s->npy.structured ? f->offset : k * f->element.size;
        if (cells[k] != NULL) {
            element_doubles(f->element, s->raw + offset, s->stride, count, cells[k] + at);
        }
    }
    return true;
}

static bool npy_read(struct columns *c, size_t *count, double *const *cells, struct error *err)
{
    struct columns_state *s = c->state;
    bool by_column = s->npy.fortran && s->npy.ndims == 2 && c->count > 1;
    size_t element = by_column ? s->npy.stride : s->stride, got = 0;
    size_t fit = element < BUFFER && element > 0 ? BUFFER / element : 1;
    while (got < *count && s->done < s->rows) {
        size_t n = *count - got < fit ? *count - got : fit;
        n = s->rows - s->done < n ? (size_t)(s->rows - s->done) : n;
        if (!(by_column ? fortran_read : rows_read)(c, n, cells, got, err)) {
            return false;
        }
        s->done += n;
        got += n;
    }
    *count = got;
    return true;
}

/* ---- both ----------------------------------------------------------------------------------- */

bool file_columns_take(struct columns *c, const struct source *source, const char *path,
                       struct error *err)
{
    *c = (struct columns){ .state = memory_new(1, sizeof *c->state) };
    size_t length = strlen(path); /* bytes that nobody knows are what the name says */
    bool npy = source->kind == KIND_NPY || (source->kind == KIND_UNKNOWN && length > 4 &&
                                            strcmp(path + length - 4, ".npy") == 0);
    bool ok = (npy ? npy_columns : csv_columns)(c, source, err);
    if (!ok) {
        file_columns_close(c);
    }
    return ok;
}

void file_columns_close(struct columns *c)
{
    struct columns_state *s = c->state;
    for (size_t i = 0; i < c->count; i++) {
        free(c->names[i]);
    }
    for (size_t i = 0; i < c->nclasses; i++) {
        free(c->classes[i]);
    }
    free(c->names);
    free(c->dtypes);
    free(c->classes);
    if (s != NULL) {
        csv_close(&s->csv);
        npy_close(&s->npy);
        source_close(&s->source);
        free(s->field);
        free(s->raw);
        free(s);
    }
    *c = (struct columns){ 0 };
}

bool file_columns_read(struct columns *c, size_t *count, double *const *cells, struct error *err)
{
    return c->state->is_csv ? csv_read(c, count, cells, err) : npy_read(c, count, cells, err);
}
