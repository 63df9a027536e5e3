/* MAP(name): from name_at, a function of one point, the loops over arrays. ACTIVATION(name): a row's first fields.
 *
 * Nine loops a function: f; f and f'; all three; each for AVX-512, for AVX2 with FMA, and for the baseline of the
 * processor family. What a loop does not store the compiler does not compute. `target` attributes around inlined
 * bodies give the same speed as target_clones with gcc, and work with clang 14 too, whose target_clones never picks
 * the best clone. On other processors (aarch64 has FMA from the start) all three are the plain loop. */
#ifndef ACTFN_MAP_H
#define ACTFN_MAP_H

#include "activation.h"
#include "kernel/double.h"

/* The features and not a processor's name: with the name clang would keep to 32-byte vectors. */
#if defined __x86_64__
#define TARGET_AVX512 __attribute__((target("avx512f,avx512dq,avx512vl,avx512bw,fma,avx2")))
#define TARGET_AVX2 __attribute__((target("avx2,fma")))
#else
#define TARGET_AVX512
#define TARGET_AVX2
#endif

#define LOOP_(name, TARGET, set, which, store)                                                                         \
    TARGET static void name##_##which##_##set(size_t n, const double *restrict x, const double *restrict param,        \
                                              double *restrict f, double *restrict df, double *restrict ddf)           \
    {                                                                                                                  \
        (void)f, (void)df, (void)ddf;                                                                                  \
        for (size_t i = 0; i < n; i++) {                                                                               \
            struct jet y = name##_at(x[i], param);                                                                     \
            store;                                                                                                     \
        }                                                                                                              \
    }

#define LOOPS_(name, TARGET, set)                                                                                      \
    LOOP_(name, TARGET, set, value, f[i] = y.f)                                                                        \
    LOOP_(name, TARGET, set, slope, (f[i] = y.f, df[i] = y.df))                                                        \
    LOOP_(name, TARGET, set, curvature, (f[i] = y.f, df[i] = y.df, ddf[i] = y.ddf))

#define SET_(name, set) {{name##_value_##set, name##_slope_##set, name##_curvature_##set}}

#if defined __x86_64__
#define MAP(name)                                                                                                      \
    LOOPS_(name, , baseline)                                                                                           \
    LOOPS_(name, TARGET_AVX2, avx2)                                                                                    \
    LOOPS_(name, TARGET_AVX512, avx512)                                                                                \
    static const struct loops name##_loops[3] = {SET_(name, baseline), SET_(name, avx2), SET_(name, avx512)};
#else
#define MAP(name)                                                                                                      \
    LOOPS_(name, , baseline)                                                                                           \
    static const struct loops name##_loops[3] = {SET_(name, baseline), SET_(name, baseline), SET_(name, baseline)};
#endif

/* `called` is the name in the catalogue; the function is id_at (abs and sin are the C library's). */
#define ACTIVATION(id) ACTIVATION_CALLED(id, #id)
#define ACTIVATION_CALLED(id, called) .name = called, .loops = id##_loops

/* Allowed values of a parameter: { "alpha", 1, ANY } */
#define ANY -INFINITY, INFINITY, true
#define POSITIVE 0, INFINITY, true

/* A family: the rows of one file. */
struct family {
    const struct activation *rows;
    size_t count;
};
#define FAMILY(name, rows) const struct family name = {rows, sizeof(rows) / sizeof *(rows)}
extern const struct family family_linear, family_rectifier, family_exponential, family_sigmoid, family_gate;

#endif
