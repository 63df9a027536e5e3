/* The inner loops, one set for each instruction set (kernel.h), and the choice among them. */
#include "network/arithmetic.h"

#include <math.h>
#include <string.h>

/* Rows of B that a strip holds at a time: 256 rows of two 64-byte vectors are 32 KB. */
enum { DEPTH = 256 };

#ifdef NETWORK_DOUBLE
#define ROOT sqrt
#else
#define ROOT sqrtf
#endif

#define ISA baseline
#define TARGET
#define LANE_BYTES 16
#define TILE 4
#include "network/kernel.h"

#ifdef __x86_64__
#define ISA avx2
#define TARGET __attribute__((target("avx2,fma")))
#define LANE_BYTES 32
#define TILE 4
#include "network/kernel.h"

#define ISA avx512
#define TARGET __attribute__((target("avx512f,avx512dq,avx512vl,avx512bw,fma")))
#define LANE_BYTES 64
#define TILE 8
#include "network/kernel.h"
#endif

const struct arithmetic *arithmetic(void)
{
#ifdef __x86_64__
    const char *cpu = activation_cpu();
    if (strcmp(cpu, "avx512") == 0)
        return &arithmetic_avx512;
    if (strcmp(cpu, "avx2") == 0)
        return &arithmetic_avx2;
#endif
    return &arithmetic_baseline;
}

real *numbers_new(size_t count, void **memory)
{
    char *start = memory_new(count * sizeof(real) + LINE_BYTES, 1);
    *memory = start;
    return (real *)(void *)(start + (LINE_BYTES - (uintptr_t)start % LINE_BYTES) % LINE_BYTES);
}
