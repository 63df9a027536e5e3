/* The rows of all families, in the order in which they are listed, and the choice of the loops. */
#include "map.h"

#include <stdatomic.h>
#include <stdlib.h>

static const struct family *const FAMILIES[] = {
    &family_polynomial, &family_threshold,   &family_rectifier, &family_hard,
    &family_shrink,     &family_exponential, &family_sigmoid,   &family_softplus,
    &family_gate,       &family_periodic,    &family_gated,
};
enum { FAMILY_COUNT = sizeof FAMILIES / sizeof *FAMILIES };

size_t activation_count(void)
{
    size_t n = 0;
    for (size_t i = 0; i < FAMILY_COUNT; i++)
        n += FAMILIES[i]->count;
    return n;
}

const struct activation *activation_row(size_t i)
{
    for (size_t k = 0; k < FAMILY_COUNT; k++) {
        if (i < FAMILIES[k]->count)
            return &FAMILIES[k]->rows[i];
        i -= FAMILIES[k]->count;
    }
    return NULL;
}

/* Whether `name` is one of the blank-separated words. */
static bool among(const char *words, const char *name)
{
    char word[64];
    while (words && *words) {
        size_t length = strcspn(words, " ");
        if (length < sizeof word) {
            memcpy(word, words, length);
            word[length] = 0;
            if (name_equal(word, name))
                return true;
        }
        words += length;
        words += *words == ' ';
    }
    return false;
}

const struct activation *activation_find(const char *name)
{
    const struct activation *row;
    for (size_t i = 0; (row = activation_row(i)); i++)
        if (name_equal(row->name, name))
            return row;
    for (size_t i = 0; (row = activation_row(i)); i++)
        if (among(row->aliases, name))
            return row;
    return NULL;
}

static const char *const SETS[] = { "baseline", "avx2", "avx512" };

/* What the processor has: index of SETS. */
static int processor_set(void)
{
#if defined __x86_64__
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("fma"))
        return 2;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        return 1;
#endif
    return 0;
}

int activation_set(void)
{
    static atomic_int known = -1; /* the same answer whoever comes first */
    int set = atomic_load_explicit(&known, memory_order_relaxed);
    if (set >= 0)
        return set;
    set = processor_set();
    const char *wish = getenv("ACTFN_CPU");
    for (int i = 0; wish && i < set; i++)
        if (name_equal(wish, SETS[i]))
            set = i;
    atomic_store_explicit(&known, set, memory_order_relaxed);
    return set;
}

const char *activation_cpu(void)
{
    return SETS[activation_set()];
}
