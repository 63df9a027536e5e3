/* report: what a command found. A headline, sentences, named facts, named tables, remarks and the
 * name of a figure. It owns its memory; renderers and the plot room borrow. Knows no format and no
 * activation. */
#ifndef ACTFN_REPORT_H
#define ACTFN_REPORT_H

#include "base/base.h"

/* ---- tables -----------------------------------------------------------------------------------
 * Columns of numbers or of text, all with `rows` rows. Numbers are stored, or made on demand. */
enum { TABLE_BLOCK = 4096 }; /* most rows a renderer asks for at a time */

struct column {
    char *name;
    double *numbers; /* stored numbers, or NULL */
    char **texts;    /* stored text, or NULL; an entry may be NULL (empty) */
};

/* Rows first .. first + *count - 1 of an on-demand table: cells[c] has room for *count numbers of
 * column c, or is NULL where nobody wants column c. Any order of calls, unless the table's rows are
 * unknown: then each call goes on where the last one ended, and *count comes back smaller (0 at
 * last) at the end. false: could not (message left). */
typedef bool table_fill(void *state, uint64_t first, size_t *count, double *const *cells,
                        struct error *err);
#define ROWS_UNKNOWN UINT64_MAX /* standard input: known only when it has been read */

struct table {
    char *name;
    uint64_t rows; /* or ROWS_UNKNOWN */
    size_t ncolumns;
    struct column *columns;
    bool on_request; /* text and json show it only when --table names it */
    bool no_text;    /* text shows it only when --table names it (sentences say it better) */
    enum table_plain {
        PLAIN_NOT,
        PLAIN_VECTOR,
        PLAIN_MATRIX
    } plain;              /* npy writes the last column as a plain array: of one axis, or of two, */
    size_t plain_columns; /* so many numbers a line */
    table_fill *fill;     /* NULL: stored */
    void *state;
    void (*state_free)(void *state);
};

struct fact {
    char *name;
    char *text;
    double number;
    bool no_text; /* the page says it in other words */
};                /* text NULL: a number */
struct sentence {
    char *term, *text;
}; /* "Exactly", "With whole-number weights ..." */

struct report {
    const char *command;
    char **arguments;
    size_t narguments; /* what was typed after the command, word by word */
    char *headline;    /* the message of it all, one line; the figure's title */
    char *subtitle;    /* the formula or a sentence beside it, or NULL */
    char *figure;      /* a script of plots/, or NULL */
    char *listing;     /* lines of code that text shows as they are, and nothing else; or NULL */
    int digits;        /* significant digits of facts in text; 0: 6 */
    struct sentence *sentences;
    size_t nsentences;
    struct fact *facts;
    size_t nfacts;
    struct table **tables;
    size_t ntables;
    char **notes;
    size_t nnotes;
};

void report_init(struct report *r, const char *command);
void report_free(struct report *r);

void report_argument(struct report *r, const char *word);
void report_headline(struct report *r, const char *format, ...) FORMAT(2, 3);
void report_subtitle(struct report *r, const char *format, ...) FORMAT(2, 3);
void report_say(struct report *r, const char *term, const char *format, ...)
    FORMAT(3, 4); /* term may be "" */
void report_note(struct report *r, const char *format, ...) FORMAT(2, 3);
void report_figure(struct report *r, const char *name);
void report_listing(struct report *r, const char *lines); /* copied; ends with a line end */
void report_fact(struct report *r, const char *name, double value);
void report_fact_text(struct report *r, const char *name, const char *value);
/* For who reads facts by their names: the page itself has it in a sentence. */
void report_fact_said(struct report *r, const char *name, const char *value);
const struct fact *report_find_fact(const struct report *r, const char *name); /* or NULL */

/* A new, empty table. The pointer stays good until report_free. */
struct table *report_table(struct report *r, const char *name, uint64_t rows);
struct table *report_find_table(const struct report *r, const char *name); /* or NULL */
/* Columns in the order they are added. The returned array of `rows` entries is the table's: fill
 * it. */
double *table_numbers(struct table *t, const char *name);
char **table_texts(struct table *t, const char *name); /* entries: text_copy */
/* A table from an array of structs, a column a member:
 *
 *   struct layer_row { const char *activation; size_t units; double dead_percent; };
 *   static const struct column_row columns[] = {
 *       COLUMN(struct layer_row, activation),
 *       COLUMN(struct layer_row, units),
 *       COLUMN(struct layer_row, dead_percent),
 *   };
 *   report_rows(r, "layers", columns, COLUMNS(columns), rows, n, sizeof *rows);
 *
 * A column is called like its member, or as COLUMN_AS says; without a name (NULL) it is left out.
 * Texts are copied, NULL stays empty; `size` is that of a row. */
enum column_kind { COLUMN_DOUBLE, COLUMN_SIZE, COLUMN_INT, COLUMN_BOOL, COLUMN_TEXT };
struct column_row {
    const char *name;
    enum column_kind kind;
    size_t place;
};
/* clang-format does not know _Generic. */
/* clang-format off */
#define COLUMN_AS(NAME, STRUCT, MEMBER) \
    { (NAME), COLUMN_KIND(((STRUCT *)NULL)->MEMBER), offsetof(STRUCT, MEMBER) }
#define COLUMN_KIND(VALUE) \
    _Generic(VALUE, double: COLUMN_DOUBLE, size_t: COLUMN_SIZE, int: COLUMN_INT, \
             bool: COLUMN_BOOL, char *: COLUMN_TEXT, const char *: COLUMN_TEXT)
/* clang-format on */
#define COLUMN(STRUCT, MEMBER) COLUMN_AS(#MEMBER, STRUCT, MEMBER)
#define COLUMNS(ROWS) (sizeof(ROWS) / sizeof *(ROWS))
struct table *report_rows(struct report *r, const char *name, const struct column_row *columns,
                          size_t ncolumns, const void *rows, size_t n, size_t size);
/* Rows on demand: name the columns with table_column, then give the function; state_free may be
 * NULL. */
void table_column(struct table *t, const char *name);
void table_on_demand(struct table *t, table_fill *fill, void *state, void (*state_free)(void *));
/* Stored or made: numbers of rows first .. first + *count - 1, as table_fill; text columns are left
 * alone. */
bool table_read(const struct table *t, uint64_t first, size_t *count, double *const *cells,
                struct error *err);
/* Reads a table of unknown length to its end and stores it, for formats that must know the length
 * first. */
bool table_store(struct table *t, struct error *err);

#endif
