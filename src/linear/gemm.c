/* Products of matrices. The BLAS where a product is large enough to repay its loading and its
 * calls, our own loops below that and where there is no BLAS.
 *
 * Our own: A is packed into strips of TALL rows (column by column), B into strips of two vectors,
 * both padded with zeros, so one tile function serves all shapes and every entry is the same sum in
 * the same order wherever it stands. B's packed part stays in the second-level cache, A's strip in
 * the first. */
#include "base/pool.h"
#include "linear/blas.h"

#include <stdlib.h>
#include <string.h>

enum { TALL = 6 };
/* Multiply-adds up to which the BLAS is not worth its loading (64 x 64 x 64: 9 us by our own
 * loops), and, once it is loaded, up to which our own loops are as fast. */
enum { OWN_MOST = 64 * 64 * 64, TINY = 8 * 8 * 8 };

#if defined __x86_64__
#define REAL double
#define LANES 8
#define NAME tile_double_avx512
#define TARGET __attribute__((target("avx512f")))
#include "linear/gemm_kernel.h"
#define LANES 4
#define NAME tile_double_avx2
#define TARGET __attribute__((target("avx2,fma")))
#include "linear/gemm_kernel.h"
#undef REAL
#define REAL float
#define LANES 16
#define NAME tile_float_avx512
#define TARGET __attribute__((target("avx512f")))
#include "linear/gemm_kernel.h"
#define LANES 8
#define NAME tile_float_avx2
#define TARGET __attribute__((target("avx2,fma")))
#include "linear/gemm_kernel.h"
#undef REAL
#endif
#define REAL double
#define LANES 2
#define NAME tile_double_plain
#define TARGET
#include "linear/gemm_kernel.h"
#undef REAL
#define REAL float
#define LANES 4
#define NAME tile_float_plain
#define TARGET
#include "linear/gemm_kernel.h"
#undef REAL

typedef void tile_double(size_t k, const double *restrict a, const double *restrict b,
                         double *restrict c);
typedef void tile_float(size_t k, const float *restrict a, const float *restrict b,
                        float *restrict c);
struct tiles {
    tile_double *f64;
    size_t wide64;
    tile_float *f32;
    size_t wide32;
};

static struct tiles tiles_choose(void)
{
#if defined __x86_64__
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f"))
        return (struct tiles){ tile_double_avx512, 16, tile_float_avx512, 32 };
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        return (struct tiles){ tile_double_avx2, 8, tile_float_avx2, 16 };
#endif
    return (struct tiles){ tile_double_plain, 4, tile_float_plain, 8 };
}

/* The rest, once a type. PACK_ROWS x PACK_DEPTH of A and PACK_DEPTH x (all columns of a strip) of B
 * are packed at a time; the packed parts are on the heap: a stack may be small. */
enum { DEPTH = 512, STRIPS = 8 };
#define OWN(REAL, NAME, TILE, WIDE)                                                            \
    static void NAME(bool trans_a, bool trans_b, size_t m, size_t n, size_t k, REAL alpha,     \
                     const REAL *a, size_t lda, const REAL *b, size_t ldb, REAL beta, REAL *c, \
                     size_t ldc)                                                               \
    {                                                                                          \
        struct tiles t = tiles_choose();                                                       \
        size_t wide = t.WIDE, span = wide * STRIPS;                                            \
        size_t deepest = k < DEPTH ? k : DEPTH;                                                \
        _Alignas(64) REAL out[TALL * 32];                                                      \
        REAL *packed = memory_new((span + TALL) * deepest + 16, sizeof(REAL)),                 \
             *strip = packed + span * deepest + 16;                                            \
        for (size_t i = 0; i < m; i++)                                                         \
            for (size_t j = 0; j < n; j++)                                                     \
                c[i * ldc + j] = beta != 0 ? beta * c[i * ldc + j] : 0;                        \
        for (size_t p0 = 0; p0 < k; p0 += DEPTH) {                                             \
            size_t depth = k - p0 < DEPTH ? k - p0 : DEPTH;                                    \
            for (size_t j0 = 0; j0 < n; j0 += span) {                                          \
                size_t columns = n - j0 < span ? n - j0 : span;                                \
                for (size_t j = 0; j < (columns + wide - 1) / wide * wide; j++) {              \
                    REAL *to = packed + j / wide * wide * depth + j % wide;                    \
                    for (size_t p = 0; p < depth; p++)                                         \
                        to[p * wide] = j >= columns ? 0                                        \
                                       : trans_b    ? b[(j0 + j) * ldb + p0 + p]               \
                                                    : b[(p0 + p) * ldb + j0 + j];                 \
                }                                                                              \
                for (size_t i0 = 0; i0 < m; i0 += TALL) {                                      \
                    size_t rows = m - i0 < TALL ? m - i0 : TALL;                               \
                    for (size_t p = 0; p < depth; p++)                                         \
                        for (size_t i = 0; i < TALL; i++)                                      \
                            strip[p * TALL + i] = i >= rows ? 0                                \
                                                  : trans_a ? a[(p0 + p) * lda + i0 + i]       \
                                                            : a[(i0 + i) * lda + p0 + p];      \
                    for (size_t j = 0; j < columns; j += wide) {                               \
                        t.TILE(depth, strip, packed + j * depth, out);                         \
                        for (size_t i = 0; i < rows; i++)                                      \
                            for (size_t q = 0; q < wide && j + q < columns; q++)               \
                                c[(i0 + i) * ldc + j0 + j + q] += alpha * out[i * wide + q];   \
                    }                                                                          \
                }                                                                              \
            }                                                                                  \
        }                                                                                      \
        free(packed);                                                                          \
    }
OWN(double, own_double, f64, wide64)
OWN(float, own_float, f32, wide32)

static bool by_blas(size_t m, size_t n, size_t k)
{
    return blas.ready && (double)m * (double)n * (double)k > TINY;
}

/* CBLAS counts in int: 2^31 - 1 rows or columns. Larger than that does not fit any memory here as a
 * matrix, but a long batch may: our own loops take it. */
static bool fits(size_t m, size_t n, size_t k, size_t lda, size_t ldb, size_t ldc)
{
    return (m | n | k | lda | ldb | ldc) <= INT32_MAX;
}

/* For a handful of entries packing costs more than the work. */
static void tiny_double(bool trans_a, bool trans_b, size_t m, size_t n, size_t k, double alpha,
                        const double *a, size_t lda, const double *b, size_t ldb, double beta,
                        double *c, size_t ldc)
{
    for (size_t i = 0; i < m; i++)
        for (size_t j = 0; j < n; j++) {
            double sum = 0;
            for (size_t p = 0; p < k; p++)
                sum += (trans_a ? a[p * lda + i] : a[i * lda + p]) *
                       (trans_b ? b[j * ldb + p] : b[p * ldb + j]);
            c[i * ldc + j] = alpha * sum + (beta != 0 ? beta * c[i * ldc + j] : 0);
        }
}

/* A product of MANY multiply-adds takes one thread 25 ms (84 GFLOP/s): several share it. It is cut
 * the same way however many there are, each piece a call of its own that the BLAS makes by one
 * thread, so the bits do not depend on their number. */
struct cut {
    bool by_rows;
    size_t size, pieces; /* rows (or columns) of one, but for the last */
};
static struct cut cut_choose(size_t m, size_t n, size_t k)
{
    enum { MANY = 1024 * 1024 * 1024, PIECE = 512, STEP = 16 };
    size_t side = m >= n ? m : n, pieces = 1;
    if ((double)m * (double)n * (double)k >= MANY)
        pieces = (side + PIECE - 1) / PIECE;
    size_t size = pieces > 1 ? ((side + pieces - 1) / pieces + STEP - 1) / STEP * STEP : side;
    return (struct cut){ m >= n, size, (side + size - 1) / size };
}

#define TRANS(trans) ((trans) ? CBLAS_TRANSPOSED : CBLAS_PLAIN)
#define BY_BLAS(REAL, NAME, CALL)                                                               \
    struct NAME##_job {                                                                         \
        struct cut cut;                                                                         \
        bool trans_a, trans_b;                                                                  \
        size_t m, n, k, lda, ldb, ldc;                                                          \
        REAL alpha, beta;                                                                       \
        const REAL *a, *b;                                                                      \
        REAL *c;                                                                                \
    };                                                                                          \
    static void NAME##_piece(void *state, size_t i)                                             \
    {                                                                                           \
        const struct NAME##_job *j = state;                                                     \
        size_t first = i * j->cut.size, row = j->cut.by_rows ? first : 0, column = first - row; \
        size_t left = (j->cut.by_rows ? j->m : j->n) - first;                                   \
        size_t count = left < j->cut.size ? left : j->cut.size;                                 \
        size_t m = j->cut.by_rows ? count : j->m, n = j->cut.by_rows ? j->n : count;            \
        CALL(CBLAS_ROWS, TRANS(j->trans_a), TRANS(j->trans_b), (int)m, (int)n, (int)j->k,       \
             j->alpha, j->a + (j->trans_a ? row : row * j->lda), (int)j->lda,                   \
             j->b + (j->trans_b ? column * j->ldb : column), (int)j->ldb, j->beta,              \
             j->c + row * j->ldc + column, (int)j->ldc);                                        \
    }                                                                                           \
    static void NAME(struct NAME##_job *j)                                                      \
    {                                                                                           \
        j->cut = cut_choose(j->m, j->n, j->k);                                                  \
        struct pool *pool = j->cut.pieces > 1 ? pool_new(blas_threads()) : NULL;                \
        pool_run(pool, j->cut.pieces, NAME##_piece, j);                                         \
        pool_free(pool);                                                                        \
    }
BY_BLAS(double, blas_double, blas.dgemm)
BY_BLAS(float, blas_float, blas.sgemm)

void gemm_double(bool trans_a, bool trans_b, size_t m, size_t n, size_t k, double alpha,
                 const double *a, size_t lda, const double *b, size_t ldb, double beta, double *c,
                 size_t ldc)
{
    if (by_blas(m, n, k) && fits(m, n, k, lda, ldb, ldc))
        blas_double(&(struct blas_double_job){ .trans_a = trans_a,
                                               .trans_b = trans_b,
                                               .m = m,
                                               .n = n,
                                               .k = k,
                                               .lda = lda,
                                               .ldb = ldb,
                                               .ldc = ldc,
                                               .alpha = alpha,
                                               .beta = beta,
                                               .a = a,
                                               .b = b,
                                               .c = c });
    else if (m * n * k <= TINY / 4 && m <= TINY && n <= TINY && k <= TINY)
        tiny_double(trans_a, trans_b, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
    else
        own_double(trans_a, trans_b, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
}

void gemm_float(bool trans_a, bool trans_b, size_t m, size_t n, size_t k, float alpha,
                const float *a, size_t lda, const float *b, size_t ldb, float beta, float *c,
                size_t ldc)
{
    if (by_blas(m, n, k) && fits(m, n, k, lda, ldb, ldc))
        blas_float(&(struct blas_float_job){ .trans_a = trans_a,
                                             .trans_b = trans_b,
                                             .m = m,
                                             .n = n,
                                             .k = k,
                                             .lda = lda,
                                             .ldb = ldb,
                                             .ldc = ldc,
                                             .alpha = alpha,
                                             .beta = beta,
                                             .a = a,
                                             .b = b,
                                             .c = c });
    else
        own_float(trans_a, trans_b, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
}

void gemm_steady(size_t m, size_t n, size_t k, const double *a, size_t lda, const double *b,
                 size_t ldb, double *c, size_t ldc)
{
    own_double(false, false, m, n, k, 1, a, lda, b, ldb, 0, c, ldc);
}
