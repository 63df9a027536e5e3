/* Inside input: numbers as files hold them. */
#ifndef ACTFN_ELEMENT_H
#define ACTFN_ELEMENT_H

#include "base/base.h"

enum element_kind { ELEMENT_NONE, ELEMENT_FLOAT, ELEMENT_BFLOAT, ELEMENT_SIGNED, ELEMENT_UNSIGNED };
/* size 1, 2, 4 or 8 bytes; big: most significant byte first. ELEMENT_NONE: something that is no
 * number, `size` bytes. */
struct element {
    enum element_kind kind;
    size_t size;
    bool big;
};

/* The number format, NULL for whole numbers. */
const struct dtype *element_dtype(struct element e);
/* count numbers, `stride` bytes apart; kind is not ELEMENT_NONE. */
void element_doubles(struct element e, const unsigned char *from, size_t stride, size_t count,
                     double *to);
/* The same of floats: kind is ELEMENT_FLOAT or ELEMENT_BFLOAT. */
void element_floats(struct element e, const unsigned char *from, size_t stride, size_t count,
                    float *to);

#endif
