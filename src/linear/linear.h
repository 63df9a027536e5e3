/* linear: matrices over CBLAS and LAPACKE, products that carry their scale, spectra, affine fits,
 * and what becomes of a stack of layers. Matrices are row-major. An activation arrives as a map (a
 * function and its state), so this room knows none by name. Includes base only and prints nothing.
 */
#ifndef ACTFN_LINEAR_H
#define ACTFN_LINEAR_H

#include "base/base.h"

/* ---- the BLAS (blas.c, gemm.c) ----------------------------------------------------------------
 * Loaded when first asked for, so that commands that multiply nothing large never pay for it. */

/* Loads CBLAS, with the kernels that suit the processor. Call before threads start; later calls
 * cost nothing. false: there is none (message). Products are then made by our own loops: right,
 * only slower. */
bool blas_load(struct error *err);
/* "OpenBLAS 0.3.21 ... Cooperlake", "" before it is loaded. */
const char *blas_name(void);

/* The file that blas_load would load, found without loading it (20 ms, a pool of threads); NULL:
 * there is none. The caller frees it. */
char *blas_file(void);

/* C = alpha op(A) op(B) + beta C, op the transpose where asked. A is m x k, B k x n, C m x n after
 * op; ld* is the length of a stored row. beta 0 does not read C. Uses the BLAS once it is loaded,
 * our own loops before that. From 2^30 multiply-adds on several threads share it; the bits are the
 * same however many there are. Threads may call at once. */
void gemm_double(bool trans_a, bool trans_b, size_t m, size_t n, size_t k, double alpha,
                 const double *a, size_t lda, const double *b, size_t ldb, double beta, double *c,
                 size_t ldc);
void gemm_float(bool trans_a, bool trans_b, size_t m, size_t n, size_t k, float alpha,
                const float *a, size_t lda, const float *b, size_t ldb, float beta, float *c,
                size_t ldc);
/* C = A B by our own loops whatever the size: every entry of C is the same sum in the same order
 * wherever it stands, so that equal rows of A give equal rows of C, bit for bit. */
void gemm_steady(size_t m, size_t n, size_t k, const double *a, size_t lda, const double *b,
                 size_t ldb, double *c, size_t ldc);

/* ---- matrices (matrix.c) -------------------------------------------------------------------- */
struct matrix {
    size_t rows, columns;
    double *at;
}; /* at[row * columns + column] */

struct matrix matrix_new(size_t rows, size_t columns); /* zeros */
struct matrix matrix_copy(const struct matrix *a);
void matrix_free(struct matrix *a);
/* C = A B; C has the right shape already and is neither A nor B. */
void matrix_multiply(struct matrix *c, const struct matrix *a, const struct matrix *b);
double matrix_largest(const struct matrix *a); /* max |a_ij|, NaN if there is one */
double matrix_norm(const struct matrix *a);    /* Frobenius, without overflow on the way */
/* Divides by the power of two that brings the largest entry into [1, 2), exactly; returns its
 * exponent (0 for a zero matrix). Entries 2^-1022 below the largest are lost, nothing else. */
int64_t matrix_rescale(struct matrix *a);
/* Makes the rows orthonormal, keeping their span; a row that depends on earlier ones becomes zero.
 * Returns how many are left. `triangle` (rows x rows, lower, or NULL): old rows = triangle x new
 * rows. */
size_t matrix_orthonormal(struct matrix *a, struct matrix *triangle);

/* How many directions a matrix really uses: exp of the entropy of its singular values, divided by
 * their sum (Roy and Vetterli 2007, The effective rank). From 1 (all rows are multiples of one) to
 * min(rows, columns); 0 of a zero matrix, NaN where an entry is not finite. Entries are used up. */
double matrix_effective_rank(struct matrix *a);

/* ---- inits (init.c) ------------------------------------------------------------------------- */
enum init_kind {
    INIT_LECUN,
    INIT_HE,
    INIT_XAVIER,
    INIT_TORCH,
    INIT_ORTHOGONAL,
    INIT_ZEROS,
    INIT_ASYMMETRIC,
    /* These take a number: */
    INIT_SIREN,
    INIT_NORMAL,
    INIT_UNIFORM,
    INIT_TRUNC_NORMAL
};
struct init {
    enum init_kind kind;
    double amount; /* standard deviation, half width, or siren's w0 */
    char name[48];
};
/* "he", "normal:0.5"; false with a message and a suggestion. */
bool init_parse(const char *typed, struct init *init, struct error *err);
const char *init_name(size_t i); /* for help and completion; NULL after the last */
/* What the first layer of a net gets: siren has an init of its own for it. */
struct init init_first(const struct init *init, size_t fan_in);
/* Variance of one weight; NaN where weights have a mean or are not alike (asymmetric). */
double init_variance(const struct init *init, size_t fan_out, size_t fan_in);
/* Randomized asymmetric initialization (Lu et al. 2019): normal numbers, but in every unit one of
 * its weights and bias, drawn at random, is from beta(2, 1). biases may be NULL. */
void init_asymmetric(size_t fan_out, size_t fan_in, double *weights, double *biases,
                     struct random *rng);
/* Weights of a layer fan_in -> fan_out, row-major fan_out x fan_in. */
void init_weights(const struct init *init, size_t fan_out, size_t fan_in, double *weights,
                  struct random *rng);
/* Standard deviation (normal) or half width (uniform) of the init's own biases, 0 where it has
 * none. */
double init_bias(const struct init *init, size_t fan_in, bool *uniform);

/* ---- stacks of layers (stack.c) ---------------------------------------------------------------
 * Layer k of 1 .. layers is x -> W x + b, from sizes[k-1] to sizes[k] numbers. */
struct stack {
    size_t layers, *sizes;
    bool bias;
    struct matrix *weights;
    double **biases; /* [k-1]; NULL without */
};

/* Biases are N(0, 0.1^2) unless the init has its own. Equal arguments, equal weights. */
void stack_new(struct stack *s, const size_t *sizes, size_t layers, const struct init *init,
               bool bias, uint64_t seed);
/* A stack of given matrices, which it takes over, and biases (each rows long, or NULL). The caller
 * has seen to it that each takes what the one before gives. */
void stack_of(struct stack *s, size_t layers, struct matrix *weights, double **biases);
void stack_free(struct stack *s);
/* Parameters of the stack, and of the one layer that does the same; in double: 10^6 layers may be
 * wide. */
double stack_parameters(const size_t *sizes, size_t layers, bool bias);
double stack_own_parameters(const struct stack *s); /* of the biases that are there */
/* out = W in + b for a batch: a column a sample. out has the right shape. k from 1. */
void stack_layer(const struct stack *s, size_t k, const struct matrix *in, struct matrix *out);
/* n x samples numbers from N(0, 1): the same first columns for any number of samples. Or a batch of
 * columns after the other. */
struct matrix stack_inputs(size_t n, size_t samples, uint64_t seed);
void stack_inputs_start(struct random *rng, uint64_t seed);
void stack_inputs_next(struct random *rng, struct matrix *x);

/* ---- act 1: whole numbers (exact.c) --------------------------------------------------------- */
struct exactly {
    uint64_t inputs, outputs, equal; /* numbers compared, and equal bit for bit */
    double largest;   /* no sum on the way was larger: below 2^53, where doubles hold every whole
                         number */
    uint64_t modulus; /* 0; or what all was counted modulo from `modulus_layer` on, as the numbers
                         grew beyond 2^53 */
    size_t modulus_layer;
    bool out_of_reach; /* too wide even for that (millions): nothing is proved */
    double log10_size; /* about how large the outputs are */
};
/* Weights -1, 0, 1, biases -3 .. 3, inputs -9 .. 9, drawn anew from the seed; the stack against its
 * one matrix. */
void collapse_exactly(const size_t *sizes, size_t layers, bool bias, size_t inputs, uint64_t seed,
                      struct exactly *e);
/* The same with the whole numbers that the stack holds; beyond 2^53 in 128 bits (whole.c) where
 * they suffice, else modulo the prime. */
void collapse_exactly_own(const struct stack *s, size_t inputs, uint64_t seed, struct exactly *e);
/* Are all weights and biases whole numbers below 2^53? */
bool stack_is_whole(const struct stack *s);

/* ---- act 2: floating point (rounding.c, spectrum.c) ----------------------------------------- */
/* The one layer of a stack, sizes[d] x sizes[0]: weights times 2^exponent, biases times
 * 2^bias_exponent. */
struct one_layer {
    struct matrix weights;
    int64_t exponent;
    double *biases;
    int64_t bias_exponent;
};
void one_layer_free(struct one_layer *one);
/* The one layer of a stack of whole numbers, exactly but for one rounding at the end, into `one`,
 * which has its shape. False where 128 bits or some seconds do not suffice: `one` stays. */
bool stack_whole_product(const struct stack *s, struct one_layer *one);
/* Whole-number inputs through the stack and through the one layer, in 128 bits, on at most 64
 * inputs; false, *e staying, where they do not suffice. */
bool stack_whole_equal(const struct stack *s, size_t inputs, uint64_t seed, struct exactly *e);
struct collapsed { /* after `depth` layers */
    size_t depth;
    double relative_error,
        error_bound;   /* |stack - one layer| / |stack| over the inputs, measured and proved */
    double log10_norm; /* Frobenius norm of the product of the weights */
    double stable_rank, effective_rank, log10_condition;
    size_t rank; /* singular values above rank_tolerance times the largest */
    double rank_tolerance;
    size_t values;       /* min(outputs, inputs) */
    double *log10_value; /* singular values, descending; -inf: 0; NaN: lost in rounding */
};
/* Fills rows[i] for depths rows[i].depth (ascending, the last may be any up to layers), and the
 * product at the last of them. */
void collapse_floats(const struct stack *s, size_t inputs, uint64_t seed, struct collapsed *rows,
                     size_t nrows, struct one_layer *product);
void collapsed_free(struct collapsed *rows, size_t nrows);

/* ---- act 3: an activation between (affine.c, regions.c) ------------------------------------- */
struct map {
    void (*at)(const void *state, size_t n, const double *x, double *f);
    const void *state;
    bool whole; /* acts on a whole vector at once (softmax) */
    const double *kinks;
    size_t nkinks; /* ascending; where it or its slope breaks, as far as known */
    /* Continuous and straight between the kinks: slopes of the nkinks + 1 straight parts; NULL: it
     * is not. */
    const double *slopes;
};

/* f of every entry, or of every column where it acts on a whole vector. */
void map_batch(const struct map *f, struct matrix *z);
/* z ~ N(mean, deviation^2): E f(z), and E f(z) (z - mean) / deviation^2, which is E f'(z) (Stein
 * 1981), jumps included. */
void gaussian_means(const struct map *f, size_t n, const double *mean, const double *deviation,
                    double *value, double *slope);

/* Share of a batch's variance, summed over its rows, that no affine map of x explains; a column a
 * sample. */
struct meter {
    double percent, error; /* standard error of percent */
};
struct matrix affine_basis(const struct matrix *x); /* orthonormal rows spanning 1 and x */
/* Residuals of the best affine map, unbiased for its number of coefficients. NaN where y is
 * constant but for rounding, or there are no more samples than rows of the basis. */
struct meter affine_meter(const struct matrix *basis, const struct matrix *y);

/* The meter of a stack with f between its layers at each of depths[] (ascending). One hidden layer:
 * the closed-form map for N(0,1) inputs; deeper (or f whole): fitted, NaN unless samples > 4
 * (inputs + 1). */
struct metered {
    struct meter *meters; /* [ndepths] */
    size_t out_of_range;  /* layer whose numbers left double's range; 0: none */
    size_t constant; /* layer from which the output did not depend on the input beyond rounding; 0:
                        none */
    bool too_few;    /* samples, for the depths that need a fit */
};
void stack_meter(const struct stack *s, const struct map *f, size_t samples, uint64_t seed,
                 const size_t *depths, size_t ndepths, struct metered *m);

/* Linear regions of the stack along a straight line through its input space, at each depth: exact
 * for f with slopes. regions[i] is NaN where there were too many to follow. */
void stack_regions(const struct stack *s, const struct map *f, uint64_t seed, const size_t *depths,
                   size_t ndepths, double *regions);
/* That line: from + t along, t from -inf to inf; N(0, 1) both. */
void stack_line(size_t n, uint64_t seed, double *from, double *along);

/* ---- a plane through a stack (plane.c) ------------------------------------------------------ */
/* Points of a plane (2 x points) go through the stack, with f between (NULL: nothing); pictures[i]
 * (2 x points, within [-1, 1]) is what is left of them after depths[i] layers, seen along the two
 * directions in which they differ most. The caller frees the pictures. */
void stack_plane(const struct stack *s, const struct map *f, uint64_t seed,
                 const struct matrix *plane, const size_t *depths, size_t ndepths,
                 struct matrix *pictures);

#endif
