/* Inside input: numbers as files hold them. */
#ifndef ACTFN_ELEMENT_H
#define ACTFN_ELEMENT_H

#include "base/base.h"

/* FLOAT8_E4M3 and _E5M2: the formats of OCP's "8-bit Floating Point Specification" 1.0. Q8_0 and
 * Q4_0: ggml's blocks of 32 numbers with a scale in binary16 before them. */
enum element_kind {
    ELEMENT_NONE,
    ELEMENT_FLOAT,
    ELEMENT_BFLOAT,
    ELEMENT_SIGNED,
    ELEMENT_UNSIGNED,
    ELEMENT_E4M3,
    ELEMENT_E5M2,
    ELEMENT_Q8_0,
    ELEMENT_Q4_0
};
enum { ELEMENT_BLOCK = 32 }; /* numbers of a block */
/* size 1, 2, 4 or 8 bytes, of a block 34 or 18; big: most significant byte first. ELEMENT_NONE:
 * something that is no number, `size` bytes. */
struct element {
    enum element_kind kind;
    size_t size;
    bool big;
};

/* The number format, NULL for whole numbers and others. */
const struct dtype *element_dtype(struct element e);
/* So many numbers are in one element: 1, of blocks ELEMENT_BLOCK. */
size_t element_numbers(struct element e);
/* count numbers, `stride` bytes apart; kind is neither ELEMENT_NONE nor a block. */
void element_doubles(struct element e, const unsigned char *from, size_t stride, size_t count,
                     double *to);
/* count numbers that lie one behind the other, of whole blocks; kind is not ELEMENT_NONE. */
void element_decode(struct element e, const unsigned char *from, size_t count, double *to);

#endif
