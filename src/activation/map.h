/* MAP(name): from name_at, a function of one point, the loops over arrays. ACTIVATION(name): a
 * row's first fields.
 *
 * Nine loops a function: f; f and f'; all three; each for AVX-512, for AVX2 with FMA, and for the
 * baseline of the processor family. What a loop does not store the compiler does not compute.
 * `target` attributes around inlined bodies give the same speed as target_clones with gcc, and work
 * with clang 14 too, whose target_clones never picks the best clone. On other processors (aarch64
 * has FMA from the start) all three are the plain loop. */
#ifndef ACTFN_MAP_H
#define ACTFN_MAP_H

#include "activation.h"
#include "kernel/double.h"

#define LOOP_(name, TARGET, set, which, store, FIRST, REPAIR)                                   \
    TARGET static void name##_##which##_##set(size_t n, const double *restrict x,               \
                                              const double *restrict param, double *restrict f, \
                                              double *restrict df, double *restrict ddf)        \
    {                                                                                           \
        (void)f, (void)df, (void)ddf;                                                           \
        FIRST(name, set, which)                                                                 \
        for (size_t i = 0; i < n; i++) {                                                        \
            struct jet y = name##_at(x[i], param);                                              \
            store;                                                                              \
        }                                                                                       \
        REPAIR(name, store)                                                                     \
    }

#define ALWAYS(name, set, which)
#define AS_IT_IS(name, store)

/* A cheaper function for common parameters: name_plain_at where name_is_plain(param). */
#define PLAIN(name, set, which)                                \
    if (name##_is_plain(param)) {                              \
        name##_plain_##which##_##set(n, x, param, f, df, ddf); \
        return;                                                \
    }

/* Points beyond name_end(param) are done again by name_far, which may call the C library. Looking
 * for them is a vectorised pass over a block. NaN is one of them. */
#define REPAIRED(name, store)                                \
    double end = name##_end(param);                          \
    for (size_t start = 0; start < n; start += BLOCK) {      \
        size_t stop = n - start < BLOCK ? n : start + BLOCK; \
        uint64_t far = 0;                                    \
        for (size_t i = start; i < stop; i++)                \
            far |= fabs(x[i]) <= end ? 0 : 1;                \
        for (size_t i = start; far && i < stop; i++)         \
            if (!(fabs(x[i]) <= end)) {                      \
                struct jet y = name##_far(x[i], param);      \
                store;                                       \
            }                                                \
    }

#define LOOPS_(name, TARGET, set, FIRST, REPAIR)                               \
    LOOP_(name, TARGET, set, value, f[i] = y.f, FIRST, REPAIR)                 \
    LOOP_(name, TARGET, set, slope, (f[i] = y.f, df[i] = y.df), FIRST, REPAIR) \
    LOOP_(name, TARGET, set, curvature, (f[i] = y.f, df[i] = y.df, ddf[i] = y.ddf), FIRST, REPAIR)

#define SET_(name, set)                                                    \
    {                                                                      \
        {                                                                  \
            name##_value_##set, name##_slope_##set, name##_curvature_##set \
        }                                                                  \
    }

#if defined __x86_64__
#define SETS_(name, FIRST, REPAIR)                 \
    LOOPS_(name, , baseline, FIRST, REPAIR)        \
    LOOPS_(name, TARGET_AVX2, avx2, FIRST, REPAIR) \
    LOOPS_(name, TARGET_AVX512, avx512, FIRST, REPAIR)
#define TABLE_(name)                                                                      \
    static const struct loops name##_loops[3] = { SET_(name, baseline), SET_(name, avx2), \
                                                  SET_(name, avx512) };
#else
#define SETS_(name, FIRST, REPAIR) LOOPS_(name, , baseline, FIRST, REPAIR)
#define TABLE_(name)                                                                          \
    static const struct loops name##_loops[3] = { SET_(name, baseline), SET_(name, baseline), \
                                                  SET_(name, baseline) };
#endif
#define MAP(name) SETS_(name, ALWAYS, AS_IT_IS) TABLE_(name)
#define MAP_FAR(name) SETS_(name, ALWAYS, REPAIRED) TABLE_(name)
#define MAP_OR_PLAIN(name) \
    SETS_(name##_plain, ALWAYS, AS_IT_IS) SETS_(name, PLAIN, AS_IT_IS) TABLE_(name)

/* `called` is the name in the catalogue; the function is id_at (abs and sin are the C library's).
 */
#define ACTIVATION(id) ACTIVATION_CALLED(id, #id)
#define ACTIVATION_CALLED(id, called) .name = called, .loops = id##_loops

/* Allowed values of a parameter: { "alpha", 1, ANY } */
#define ANY -INFINITY, INFINITY, true
#define POSITIVE 0, INFINITY, true
#define NOT_NEGATIVE 0, DBL_MAX, false

size_t kink_at_0(const double *param, double *at);

/* A family: the rows of one file. */
struct family {
    const struct activation *rows;
    size_t count;
};
#define FAMILY(name, rows) const struct family name = { rows, sizeof(rows) / sizeof *(rows) }
extern const struct family family_polynomial, family_threshold, family_rectifier, family_hard,
    family_shrink, family_exponential, family_sigmoid, family_softplus, family_gate,
    family_periodic, family_gated;

#endif
