#include "input/element.h"

#include <math.h>
#include <string.h>

const struct dtype *element_dtype(struct element e)
{
    if (e.kind == ELEMENT_BFLOAT) {
        return dtype_find("bfloat16");
    }
    if (e.kind == ELEMENT_FLOAT) {
        return dtype_find(e.size == 2 ? "float16" : e.size == 4 ? "float32" : "float64");
    }
    return NULL;
}

/* Put together byte by byte, so that it means the same on any machine; compilers make one load of
 * it. */
static inline uint16_t load2(const unsigned char *p, bool big)
{
    return (uint16_t)(big ? p[0] << 8 | p[1] : p[1] << 8 | p[0]);
}

static inline uint32_t load4(const unsigned char *p, bool big)
{
    return big ? (uint32_t)load2(p, true) << 16 | load2(p + 2, true)
               : (uint32_t)load2(p + 2, false) << 16 | load2(p, false);
}

static inline uint64_t load8(const unsigned char *p, bool big)
{
    return big ? (uint64_t)load4(p, true) << 32 | load4(p + 4, true)
               : (uint64_t)load4(p + 4, false) << 32 | load4(p, false);
}

static inline float float_from(uint32_t bits)
{
    float x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

static inline double double_from(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* binary16: the bits moved to binary32's places read as the number times 2^-112 (the difference of
 * the biases), subnormals too; the largest exponent means inf and nan in both. */
static inline float half_from(uint16_t h)
{
    uint32_t magnitude = (uint32_t)(h & 0x7fff) << 13, sign = (uint32_t)(h & 0x8000) << 16;
    float x = float_from(magnitude) * 0x1p112f;
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    if ((h & 0x7c00) == 0x7c00) {
        bits = 0x7f800000U | magnitude;
    }
    return float_from(bits | sign);
}

#define LOOP(value)                                 \
    for (size_t i = 0; i < count; i++) {            \
        const unsigned char *p = from + i * stride; \
        to[i] = (value);                            \
    }                                               \
    return
/* One loop a format, so that nothing is decided inside; `type` is the target's. */
#define FLOATS(type)                                           \
    if (e.kind == ELEMENT_BFLOAT) {                            \
        LOOP((type)float_from((uint32_t)load2(p, big) << 16)); \
    }                                                          \
    if (e.size == 2) {                                         \
        LOOP((type)half_from(load2(p, big)));                  \
    }                                                          \
    if (e.size == 4) {                                         \
        LOOP((type)float_from(load4(p, big)));                 \
    }                                                          \
    LOOP((type)double_from(load8(p, big)));
#define WHOLES(one, two, four, eight)      \
    if (e.size == 1) {                     \
        LOOP((double)(one)*p);             \
    }                                      \
    if (e.size == 2) {                     \
        LOOP((double)(two)load2(p, big));  \
    }                                      \
    if (e.size == 4) {                     \
        LOOP((double)(four)load4(p, big)); \
    }                                      \
    LOOP((double)(eight)load8(p, big));

static void floats_to_doubles(struct element e, const unsigned char *from, size_t stride,
                              size_t count, double *to)
{
    bool big = e.big;
    FLOATS(double)
}

/* Four bits of exponent and three of fraction, no infinity: all ones is the one NaN. */
static inline double e4m3(unsigned char byte)
{
    int exponent = byte >> 3 & 15, fraction = byte & 7;
    double x = exponent > 0 ? ldexp(8 + fraction, exponent - 10) : ldexp(fraction, -9);
    x = (byte & 127) == 127 ? NAN : x;
    return (byte & 128) != 0 ? -x : x;
}

/* The upper half of a binary16. */
static inline double e5m2(unsigned char byte)
{
    return (double)half_from((uint16_t)(byte << 8));
}

void element_doubles(struct element e, const unsigned char *from, size_t stride, size_t count,
                     double *to)
{
    bool big = e.big;
    if (e.kind == ELEMENT_SIGNED) {
        WHOLES(int8_t, int16_t, int32_t, int64_t)
    }
    if (e.kind == ELEMENT_UNSIGNED) {
        WHOLES(uint8_t, uint16_t, uint32_t, uint64_t)
    }
    if (e.kind == ELEMENT_E4M3) {
        LOOP(e4m3(*p));
    }
    if (e.kind == ELEMENT_E5M2) {
        LOOP(e5m2(*p));
    }
    floats_to_doubles(e, from, stride, count, to);
}

/* ggml-common.h: block_q8_0 is a scale d and 32 int8 q, for d q; block_q4_0 a scale d and 16 bytes,
 * the low halves before the high ones, for d (q - 8). */
static void block_decode(struct element e, const unsigned char *from, double *to)
{
    const unsigned char *q = from + 2;
    double d = (double)half_from(load2(from, false));
    for (size_t i = 0; i < ELEMENT_BLOCK; i++) {
        size_t half = ELEMENT_BLOCK / 2;
        int low = q[i % half] & 15, high = q[i % half] >> 4;
        to[i] = d * (e.kind == ELEMENT_Q8_0 ? (int8_t)q[i] : (i < half ? low : high) - 8);
    }
}

size_t element_numbers(struct element e)
{
    return e.kind == ELEMENT_Q8_0 || e.kind == ELEMENT_Q4_0 ? ELEMENT_BLOCK : 1;
}

void element_decode(struct element e, const unsigned char *from, size_t count, double *to)
{
    size_t each = element_numbers(e);
    if (each == 1) {
        element_doubles(e, from, e.size, count, to);
        return;
    }
    for (size_t i = 0; i < count; i += each, from += e.size) {
        block_decode(e, from, to + i);
    }
}
