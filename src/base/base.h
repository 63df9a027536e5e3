/* base: what every room stands on. Memory, text, messages, numbers in and out, random numbers, and
 * what must not be left behind when the program ends early. Knows nothing of the rest of the house.
 */
#ifndef ACTFN_BASE_H
#define ACTFN_BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

#if defined __GNUC__
#define FORMAT(string, first) __attribute__((format(printf, string, first)))
#define NEVER_NULL __attribute__((returns_nonnull))
#else
#define FORMAT(string, first)
#define NEVER_NULL
#endif

/* ---- memory -----------------------------------------------------------------------------------
 * Never NULL. When there is none left the program cleans up, says so in one line and ends with
 * status 1, so no caller needs a path of its own for it. Release with free(). */
void *memory_new(size_t count, size_t size) NEVER_NULL;               /* zeroed; count may be 0 */
void *memory_resize(void *old, size_t count, size_t size) NEVER_NULL; /* new part not zeroed */
double memory_there(void);      /* bytes: the machine's, or what its control group allows */
const char *memory_whose(void); /* "this machine has", for messages */
/* Not more than nine tenths of it? Else "--OPTION: WHAT would take 80 GB and this machine has 8".
 */
struct error;
bool memory_allows(const char *option, const char *what, double bytes, struct error *err);
double memory_of_group(const char *membership,
                       const char *root); /* its limit by /proc/self/cgroup under /sys/fs/cgroup */
FILE *memory_stream(char **text, size_t *length) NEVER_NULL; /* write, memory_stream_close, */
void memory_stream_close(FILE *stream, char *const *text);   /* then *text is the caller's */

/* ---- text -------------------------------------------------------------------------------------
 * The caller owns what is returned. */
char *text_copy(const char *text) NEVER_NULL;
char *text_part(const char *start, size_t length);
char *text_format(const char *format, ...) FORMAT(1, 2);
char *text_format_list(const char *format, va_list args) FORMAT(1, 0);
/* A growing text, from { 0 }: ends with a 0 byte once something was added; bytes are the owner's to
 * free. */
struct buffer {
    char *bytes;
    size_t length, size;
};
void buffer_add(struct buffer *b, const void *bytes, size_t length);
void buffer_text(struct buffer *b, const char *text);
void buffer_print(struct buffer *b, const char *format, ...) FORMAT(2, 3);
void buffer_item(struct buffer *b, const char *separator, const char *format, ...)
    FORMAT(3, 4); /* of a list */
char *buffer_take(struct buffer *b)
    NEVER_NULL; /* the text, "" if nothing was added; the buffer is empty again */
size_t
text_columns(const char *utf8); /* screen columns: one a code point, combining marks 0, wide 2 */

/* Is the word meant for a file? "-", a path from / or ./ or ../ or ~/, or a name that ends as files
 * of numbers, tables, models and archives do, whether it is there or not; also with :NAME behind
 * it. No function is written so. */
bool names_file(const char *word);

/* Names: case, '-' and '_' do not matter ("Hard-Swish" is hard_swish). */
bool name_equal(const char *a, const char *b);
/* The name nearest to what was typed (edit distance <= 2 and <= a third of its length), or NULL.
 * next(state, i) returns the i-th name, NULL after the last. */
const char *name_nearest(const char *typed, const char *(*next)(const void *state, size_t i),
                         const void *state);

/* ---- messages ---------------------------------------------------------------------------------
 * Whoever fails leaves one line here and returns false; a command prints it as
 * "actfn: COMMAND: ..." and ends with its status. More lines (an expression and its caret) may
 * follow. Words that cannot be read are usage; a caller who reads them from a file sets an error of
 * its own, which names the file. */
struct error {
    int status; /* the program's exit status for it */
    char text[2048];
};
enum {
    ERROR_FAILED = 1, /* could not be done: a file, the machine, gnuplot, no result */
    ERROR_USAGE = 2,  /* what was typed cannot be meant */
};
/* All three are always false, so that a function can return them; err may be NULL. */
bool error_set(struct error *err, const char *format, ...) FORMAT(2, 3);   /* ERROR_FAILED */
bool error_usage(struct error *err, const char *format, ...) FORMAT(2, 3); /* ERROR_USAGE */
/* Words before those that are there ("--data "); the status stays. */
bool error_prefix(struct error *err, const char *format, ...) FORMAT(2, 3);

/* What was typed, fit to be shown: in '...', control bytes and broken UTF-8 as \x1b, cut to 60
 * characters. Use in place: error_set(err, "%s: no such file", quote(path).text). */
struct quoted {
    char text[272];
};
struct quoted quote(const char *typed);
/* Whole text fit for a terminal, in the same way but for line ends, which stay; the caller's to
 * free. */
char *text_safe(const char *text) NEVER_NULL;

/* ---- numbers -------------------------------------------------------------------------------- */
enum {
    NUMBER_SIZE = 40
}; /* enough for any number printed here, with its 0 and what printing may touch */

/* The fewest digits that read back to the same double ("0.1", "1e-05" never: "1e-5"); plain for
 * 1e-4 <= |x| < 1e16, else with an exponent; nan (no sign) inf -inf; -0 is "-0". Returns the
 * length. */
size_t number_print(char *buffer, double x);
/* At most `digits` (1..17) significant digits, for people; no trailing zeros; -0 is "0". */
size_t number_print_short(char *buffer, double x, int digits);
/* In place: number_text(x).text */
struct number_text {
    char text[NUMBER_SIZE];
};
struct number_text number_text(double x);
struct number_text number_text_short(double x, int digits);

/* Whole text must be a number: C syntax, hexadecimal, inf, nan; no blanks, no overflow ("1e999").
 */
bool number_parse(const char *typed, double *x, struct error *err);
/* A whole number low..high; "1e6" is one too. */
bool count_parse(const char *typed, uint64_t low, uint64_t high, uint64_t *n, struct error *err);
/* For qsort and bsearch: a and b are doubles, none NaN. */
int number_ascending(const void *a, const void *b);
int number_descending(const void *a, const void *b);

/* ---- number formats: float64 float32 float16 bfloat16 float8_e4m3 float8_e5m2 --------------- */
struct dtype {
    const char *name, *aliases; /* blank-separated: what people call it */
    int digits, low, high;      /* bits of significand; exponents of normal numbers */
    double largest, beyond;     /* the largest finite value; what is beyond: inf, or NaN */
};
const struct dtype *dtype_row(size_t i);             /* NULL after the last */
const struct dtype *dtype_find(const char *name);    /* by name or alias, as name_equal; or NULL */
double dtype_round(const struct dtype *d, double x); /* to nearest, ties to even; -0 stays */
void dtype_round_all(const struct dtype *d, size_t n, double *x);
double dtype_ulp(const struct dtype *d,
                 double x); /* spacing at x; subnormals: the smallest; nan for inf, nan */
/* All finite values in ascending order, -0 before 0: how many (not of float64), the i-th, and which
 * one x, a value of the format, is. */
uint64_t dtype_count(const struct dtype *d);
double dtype_value(const struct dtype *d, uint64_t i);
void dtype_values(const struct dtype *d, uint64_t first, size_t n, double *x); /* n from there on */
uint64_t dtype_index(const struct dtype *d, double x);

/* ---- random numbers: xoshiro256++ (Blackman and Vigna 2019), seeded by splitmix64 ----------- */
struct random {
    uint64_t state[4];
    double spare;
    bool has_spare;
};
void random_seed(struct random *r, uint64_t seed,
                 uint64_t stream); /* equal arguments, equal numbers */
uint64_t random_bits(struct random *r);
double random_uniform(struct random *r);             /* [0, 1), 53 bits */
uint64_t random_below(struct random *r, uint64_t n); /* 0 .. n-1, unbiased */
double random_normal(struct random *r);              /* N(0, 1), polar method */

/* ---- what must not be left behind -------------------------------------------------------------
 * One unfinished file, one child process, one borrowed terminal at a time. Removed, ended and given
 * back at an early end: die(), and every signal that ends a program and can be caught, which then
 * does so. */
void cleanup_signals(void); /* install the handlers; once, from main */
void cleanup_file(int directory,
                  const char *name); /* borrowed until the next call; NULL: finished */
void cleanup_child(pid_t child);     /* 0: ended */
void cleanup_now(void);

/* A terminal that hands over each key at once, unseen; a read returns after `least` of them (0:
 * does not wait). Given back, too, while the program is stopped (Ctrl-Z); when it goes on the
 * prompt, borrowed, is written to standard output again (NULL: none). One at a time. False: no
 * terminal. */
bool terminal_take(int fd, unsigned char least, const char *prompt);
/* The whole screen, for a program that draws: a read never waits; `enter` is written to standard
 * output now and each time that the program goes on after a stop, `leave` before the terminal is
 * given back, whatever ends or stops the program. Both borrowed. */
bool terminal_take_screen(int fd, const char *enter, const char *leave);
size_t terminal_returns(void); /* how often it came back: what was on the screen is gone */
void terminal_give(void);      /* what was typed meanwhile and not read is thrown away */

/* One line "actfn: ..." on standard error, cleanup, exit. For what no caller can handle. */
_Noreturn void die(int status, const char *format, ...) FORMAT(2, 3);
/* access(2), for R_OK or X_OK. Where a disk does not answer the program ends: what is told or drawn
 * must not depend on its mood. */
bool permitted(const char *path, int mode);

/* ---- progress ---------------------------------------------------------------------------------
 * One line on standard error, redrawn, only on a terminal, only for work longer than half a second
 * and not after progress_quiet(true). */
void progress_quiet(bool quiet);
void progress_start(const char *what, double total);
void progress_step(double done, const char *format, ...)
    FORMAT(2, 3);        /* cheap: looks at the clock; format may be NULL */
void progress_end(void); /* the line is wiped */

#endif
