/* linear: matrices over CBLAS and LAPACKE, products that carry their scale, spectra, affine fits, and what
 * becomes of a stack of layers. Matrices are row-major. An activation arrives as a map (a function and
 * its state), so this room knows none by name. Includes base only and prints nothing. */
#ifndef ACTFN_LINEAR_H
#define ACTFN_LINEAR_H

#include "base/base.h"

/* ---- the BLAS (blas.c, gemm.c) --------------------------------------------------------------------
 * Loaded when first asked for, so that commands that multiply nothing large never pay for it. */

/* Loads CBLAS, with the kernels that suit the processor. Call before threads start; later calls cost nothing.
 * false: there is none (message). Products are then made by our own loops: right, only slower. */
bool blas_load(struct message *why);
/* Threads inside one product; 0: as many as the machine or the user's environment gives. Programs that run products in
 * threads of their own, or that need the same bytes everywhere, ask for 1. */
void blas_threads(int threads);
/* "OpenBLAS 0.3.21 ... Cooperlake", "" before it is loaded. */
const char *blas_name(void);

/* C = alpha op(A) op(B) + beta C, op the transpose where asked. A is m x k, B k x n, C m x n after op; ld* is the length of a
 * stored row. beta 0 does not read C. Uses the BLAS once it is loaded,
 * our own loops before that. Threads may call at once. */
void gemm_double(bool turn_a, bool turn_b, size_t m, size_t n, size_t k, double alpha, const double *a, size_t lda,
                 const double *b, size_t ldb, double beta, double *c, size_t ldc);
void gemm_float(bool turn_a, bool turn_b, size_t m, size_t n, size_t k, float alpha, const float *a, size_t lda,
                const float *b, size_t ldb, float beta, float *c, size_t ldc);
/* Is a product of this size worth loading the BLAS for? */
bool gemm_large(size_t m, size_t n, size_t k);
/* C = A B by our own loops whatever the size: every entry of C is the same sum in the same order wherever it stands, so
 * that equal rows of A give equal rows of C, bit for bit. */
void gemm_steady(size_t m, size_t n, size_t k, const double *a, size_t lda, const double *b, size_t ldb, double *c, size_t ldc);

/* ---- matrices (matrix.c) --------------------------------------------------------------------------*/
struct matrix { size_t rows, columns; double *at; };   /* at[row * columns + column] */

struct matrix matrix_new(size_t rows, size_t columns);          /* zeros */
struct matrix matrix_copy(const struct matrix *a);
void matrix_free(struct matrix *a);
/* C = A B; C has the right shape already and is neither A nor B. */
void matrix_multiply(struct matrix *c, const struct matrix *a, const struct matrix *b);
double matrix_largest(const struct matrix *a);                  /* max |a_ij|, NaN if there is one */
double matrix_norm(const struct matrix *a);                     /* Frobenius, without overflow on the way */
/* Divides by the power of two that brings the largest entry into [1, 2), exactly; returns its exponent (0 for a zero
 * matrix). Entries 2^-1022 below the largest are lost, nothing else. */
int64_t matrix_rescale(struct matrix *a);
/* Makes the rows orthonormal, keeping their span; a row that depends on earlier ones becomes zero. Returns
 * how many are left. `triangle` (rows x rows, lower, or NULL): old rows = triangle x new rows. */
size_t matrix_orthonormal(struct matrix *a, struct matrix *triangle);

/* ---- inits (init.c) -------------------------------------------------------------------------------*/
enum init_kind { INIT_LECUN, INIT_HE, INIT_XAVIER, INIT_TORCH, INIT_ORTHOGONAL, INIT_NORMAL };
struct init { enum init_kind kind; double deviation; /* INIT_NORMAL's */ char name[40]; };
/* "he", "normal:0.5"; false with a message and a suggestion. */
bool init_parse(const char *typed, struct init *init, struct message *why);
const char *init_name(size_t i);                                /* for help and completion; NULL after the last */
/* Weights of a layer fan_in -> fan_out, row-major fan_out x fan_in. */
void init_weights(const struct init *init, size_t fan_out, size_t fan_in, double *weights, struct random *chance);
/* Standard deviation (normal) or half width (uniform) of the init's own biases, 0 where it has none. */
double init_bias(const struct init *init, size_t fan_in, bool *uniform);

#endif
