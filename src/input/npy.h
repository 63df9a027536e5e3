/* Inside input: the header of an npy file (numpy's NEP 1, versions 1.0, 2.0 and 3.0). */
#ifndef ACTFN_NPY_H
#define ACTFN_NPY_H

#include "input/element.h"
#include "input/input.h"
#include "input/source.h"

struct npy_field {
    char *name;
    struct element element;
    size_t offset;
}; /* offset within a row of bytes */
struct npy {
    bool structured; /* else one nameless field, of type */
    char *descr;     /* as it stands there: "<c8" */
    struct npy_field *fields;
    size_t nfields;
    size_t stride; /* bytes an element */
    bool fortran;
    size_t ndims;
    uint64_t shape[DIMENSIONS_MAX];
    uint64_t elements;
    uint64_t data; /* where the numbers begin */
};

/* Reads the header and checks it against the file's size; the source then stands at the first
 * number. */
bool npy_open(struct npy *n, const struct source *s, struct error *err);
void npy_close(struct npy *n);

#endif
