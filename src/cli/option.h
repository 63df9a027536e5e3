/* option: what a command line may set, a typed row an option.
 *
 * A row says what the option is called, what kind of value it takes, where in the command's own
 * struct the value goes, its limits, its default and the names it may be chosen from. Reading,
 * freeing, defaults, "was it given?", help, manual, completion and suggestions all follow from the
 * row; nothing asks for an option by its name.
 *
 *   struct ffn_options { struct delivery delivery; uint64_t dim; char *inputs; bool check; };
 *
 *   static const struct option_row rows[] = {
 *       OPT_COUNT("dim", struct ffn_options, dim, 1, 1 << 20, "width of the model"),
 *       OPT_FLAG("check", struct ffn_options, check, "which parts are linear"),
 *       { .name = NULL },
 *   };
 *
 * A command's struct begins with `struct delivery`, so that the rows every command takes find their
 * place. */
#ifndef ACTFN_OPTION_H
#define ACTFN_OPTION_H

#include "parse/names.h"
#include "parse/parse.h"

struct option_row;

/* How values of one C type are read and freed. */
struct option_kind {
    /* Reads `typed` (NULL for a flag) into *value, replacing what was there. Returns false and says
     * what is wrong, beginning with what was typed; the option's name is put before it. */
    bool (*read)(const struct option_row *row, const char *typed, void *value, struct error *err);
    void (*release)(void *value); /* NULL: owns nothing */
    bool repeats;                 /* may be given again, and adds */
    char joins;                   /* ':': --range -3 3 is --range -3:3; 0: one word */
};

/* kind             C type            takes
 * option_flag      bool              nothing: true
 * option_unflag    bool              nothing: false
 * option_count     uint64_t          a whole number, low .. high
 * option_integer   int64_t           a whole number, -high .. high
 * option_number    double            a finite number
 * option_amount    double            a finite number, not negative
 * option_rate      double            a finite number above 0
 * option_text      char *            anything, or one of choices
 * option_counts    struct counts     A,B,...: whole numbers >= 1, at least `low` of them
 * option_numbers   struct numbers_list     X,X,...
 * option_range     struct range      LO:HI[:STEP]
 * option_interval  struct range      LO:HI
 * option_settings  struct settings   NAME=VALUE, may be given again
 * option_size      struct size       WxH
 * option_dtype     const struct dtype *     the name of a number format
 * option_points    uint64_t          a count, or "all": POINTS_ALL
 * option_definition char *           NAME=EXPR: a function from now on; may be given again */
extern const struct option_kind option_flag, option_unflag, option_count, option_integer,
    option_number, option_amount, option_rate, option_text, option_counts, option_numbers,
    option_range, option_interval, option_settings, option_size, option_dtype, option_points,
    option_definition;
#define POINTS_ALL UINT64_MAX

struct counts {
    size_t *value, count;
};
struct numbers_list {
    double *value;
    size_t count;
};
struct settings {
    struct setting *value;
    size_t count;
};
struct size {
    double width, height;
};

/* What a file name stands for, for the completions. */
enum option_path { PATH_NONE, PATH_INPUT, PATH_OUTPUT, PATH_DIRECTORY };

struct option_row {
    const char *name;     /* "layers"; NULL ends the rows */
    char letter;          /* 'n' for -n; 0: none */
    const char *argument; /* "LO:HI", as help shows it; NULL: takes none */
    const char *help;     /* one clause, no full stop */
    const struct option_kind *kind;
    size_t place;              /* offset of the value in the command's struct */
    uint64_t low, high;        /* limits of a count */
    const char *below;         /* what to do instead of a count below its limit; or NULL */
    const char *preset;        /* the default, as one would type it; NULL: zero, nothing, false */
    const char *choices;       /* blank-separated words it must be one of, or NULL */
    bool list;                 /* help lists the choices */
    const struct names *names; /* words to complete and to suggest from, or NULL: anything goes */
    bool named;                /* names has all there is */
    enum option_path path;
};

#define OPT_FLAG(NAME, STRUCT, FIELD, HELP)                                                    \
    {                                                                                          \
        .name = (NAME), .kind = &option_flag, .place = offsetof(STRUCT, FIELD), .help = (HELP) \
    }
#define OPT_COUNT(NAME, STRUCT, FIELD, LOW, HIGH, HELP)                                           \
    {                                                                                             \
        .name = (NAME), .argument = "N", .kind = &option_count, .place = offsetof(STRUCT, FIELD), \
        .low = (LOW), .high = (HIGH), .help = (HELP)                                              \
    }
#define OPT_TEXT(NAME, STRUCT, FIELD, ARGUMENT, HELP)                 \
    {                                                                 \
        .name = (NAME), .argument = (ARGUMENT), .kind = &option_text, \
        .place = offsetof(STRUCT, FIELD), .help = (HELP)              \
    }

/* Reads one value; `options` is the command's struct. */
bool option_read(const struct option_row *row, const char *typed, void *options, struct error *err);
void options_release(const struct option_row *rows, void *options);
bool word_in(const char *words, const char *word); /* blank-separated words, or NULL */

#endif
