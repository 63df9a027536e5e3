/* Inside the activation room: loops for each instruction set, chosen at run time by
 * activation_set(). */
#ifndef ACTFN_TARGET_H
#define ACTFN_TARGET_H

/* The features and not a processor's name: with the name clang would keep to 32-byte vectors. */
#if defined __x86_64__
#define TARGET_AVX512 __attribute__((target("avx512f,avx512dq,avx512vl,avx512bw,fma,avx2")))
#define TARGET_AVX2 __attribute__((target("avx2,fma")))
#else
#define TARGET_AVX512
#define TARGET_AVX2
#endif

/* gcc takes a clamp for a branch and works out what follows for both ways, which costs a fifth of
 * the speed, or keeps the loop from becoming a vector. */
#if defined __GNUC__ && !defined __clang__
#pragma GCC optimize("no-thread-jumps", "no-tree-phiprop", "no-code-hoisting", \
                     "no-tree-partial-pre")
#endif

/* What a loop is made of is a part of it, whatever it is compiled for. */
#define INLINE static inline __attribute__((always_inline))

#if defined __clang__
#define UNROLL _Pragma("clang loop unroll(full)")
#else
#define UNROLL _Pragma("GCC unroll 32")
#endif

#endif
