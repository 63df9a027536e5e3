/* activation: any activation function, its slope and its curvature, in double.
 *
 * A catalogue row (struct activation) is written once, at one point; loops over arrays are made
 * from it by MAP. A FUNCTION is what a user types: a row with its parameters, a framework's name
 * for one, an expression in x, or a function of a whole vector (softmax). This room includes base
 * only. */
#ifndef ACTFN_ACTIVATION_H
#define ACTFN_ACTIVATION_H

#include "base/base.h"

/* Value, slope, curvature at one point. */
struct jet {
    double f, df, ddf;
};

enum { PARAMETERS_MAX = 4, KINKS_MAX = 8, BLOCK = 512 };

/* n points; param in the row's order; arrays do not overlap. x may be any double: NaN in, NaN out.
 */
typedef void map_function(size_t n, const double *x, const double *param, double *f, double *df,
                          double *ddf);

/* The loops of one row for one instruction set: [0] f; [1] f and f'; [2] f, f' and f''. */
struct loops {
    map_function *map[3];
};

struct parameter {
    const char *name;
    double value;     /* default */
    double low, high; /* allowed: low <= value <= high, or strictly within where `open` */
    bool open;
};

struct activation {
    const char *name;     /* canonical: CATALOGUE.md section 7 */
    const char *aliases;  /* blank-separated, or NULL */
    const char *family;   /* "rectifier", "sigmoid", "gate", ... */
    const char *formula;  /* as a student would write it, in x and the parameters */
    const char *about;    /* one sentence */
    const char *paper;    /* authors and title or venue */
    int year;             /* 0: classical */
    const char *accuracy; /* NULL: within 2 ulp (f), 4 (f', f''); else what is held, and why */
    struct parameter params[PARAMETERS_MAX];
    /* Corners and jumps of f for these parameters, ascending; NULL: none. Returns how many. */
    size_t (*kinks)(const double *param, double *at);
    int smoothness; /* continuous derivatives of f at the kinks: -1 jump, 0 corner, 1 f'' jumps;
                       SMOOTH: no kink */
    bool slice;     /* a one-input slice of a gated function of two inputs */
    const struct loops *loops; /* [3]: baseline, AVX2 with FMA, AVX-512 */
};
enum { SMOOTH = 100 };

size_t activation_count(void);
const struct activation *activation_row(size_t i);          /* catalogue order: family by family */
const struct activation *activation_find(const char *name); /* name or alias; NULL */
size_t activation_params(const struct activation *row);     /* how many */

/* The instruction set the loops use: "baseline", "avx2", "avx512". ACTFN_CPU in the environment
 * lowers it (never raises it above what the processor has). */
const char *activation_cpu(void);
int activation_set(void); /* the same as an index of row->loops */

/* ---- FUNCTION ------------------------------------------------------------------------------- */
/* --set NAME=VALUE. Whoever reads it sets *used (NULL: nobody asks), so that what nothing reads can
 * be refused. */
struct setting {
    const char *name;
    double value;
    bool *used;
};
static inline void setting_mark(const struct setting *s)
{
    if (s->used)
        *s->used = true;
}
struct expression;
struct vectorwise;
struct framework_name;

struct formula_name;

/* Exactly one of activation, expression, vectorwise is set. */
struct function {
    char *label; /* what was typed, blanks removed */
    const struct activation *activation;
    const struct vectorwise *vectorwise;
    struct expression *expression;
    double param[PARAMETERS_MAX];           /* of the activation or vectorwise function */
    const struct framework_name *framework; /* whose name was typed; NULL: nobody's */
    const struct formula_name *formula;     /* whose name was typed, of those that are formulas */
    bool given; /* the framework's name had parameters behind it, or settings read by it */
};

/* Name, name with parameters, framework's name, expression. Settings bind an expression's free
 * names and a row's parameters. On failure false, a message (unknown names with the nearest one; an
 * expression with a caret), nothing to free. */
bool function_parse(struct function *g, const char *typed, const struct setting *set, size_t nset,
                    struct error *err);
void function_free(struct function *g);
/* The same for who takes numbers as well. function_parse refuses "swish(2)", a name that is called
 * with a number, and says what may have been meant: "swish(beta=2)". */
bool function_value_parse(struct function *g, const char *typed, const struct setting *set,
                          size_t nset, struct error *err);
bool function_is_number(const struct function *g); /* x does not stand in its text */
/* The i-th name that its expression has a value for; false after the last, or without one. */
bool function_setting(const struct function *g, size_t i, struct setting *s);

/* Values at n points, any n; df and ddf may be NULL (ddf only with df). A vector-wise function
 * takes the n points as one vector (and its slope is the Jacobian's diagonal). Threads may call it
 * at once. */
void function_map(const struct function *g, size_t n, const double *x, double *f, double *df,
                  double *ddf);
struct jet function_at(const struct function *g, double x);

/* Where f or a derivative may break, ascending, at most `most` of them; jumps count twice in
 * nothing. */
size_t function_kinks(const struct function *g, double low, double high, double *at, size_t most);

/* Names of everything a FUNCTION may be called, for suggestions and completion: rows, aliases,
 * framework names, vector-wise functions. NULL after the last. */
const char *function_name(size_t i);

/* What a framework's name stands for ("jax.gelu" is gelu_tanh). */
struct framework_name {
    const char *framework, *name;
    const char *meaning;    /* a FUNCTION in our words, the framework's parameters free in it */
    const char *parameters; /* "negative_slope=0.01, ..."; "?": no default; or NULL */
    const char *general;    /* the meaning once a parameter is given, if it is another; or NULL */
};
const struct framework_name *framework_name(size_t i); /* NULL after the last */

/* A function that is a formula with a name: of the literature, or the user's own. */
struct formula_name {
    const char *name, *aliases, *family, *about, *paper; /* as of an activation */
    int year;                                            /* 0: classical, or nobody's */
    bool slice;                                          /* of a gated function of two inputs */
    bool own;                                            /* defined by the user */
    struct framework_name call;                          /* what it means, and its parameters */
};
const struct formula_name *
formula_row(size_t i); /* the catalogue's, then the user's; NULL after them */
/* "NAME=EXPRESSION" or "NAME(x, a=0.5)=EXPRESSION": from now on a function of that name. False, and
 * why: no such form, no function, or a name that is taken. */
bool formula_define(const char *typed, struct error *err);

/* The framework that is typed "pytorch", "tensorflow", ...: its name in the rows; NULL. */
const char *framework_canonical(const char *typed);

#endif
