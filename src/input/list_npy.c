/* npy and npz: numpy's arrays, alone and in a zip. */
#include "input/npy.h"
#include "input/tensors.h"

#include <stdlib.h>
#include <string.h>

/* "<f4" again, from what was parsed of it. */
static char *type_text(struct element e)
{
    static const char letters[] = { [ELEMENT_NONE] = 'V',
                                    [ELEMENT_FLOAT] = 'f',
                                    [ELEMENT_SIGNED] = 'i',
                                    [ELEMENT_UNSIGNED] = 'u' };
    return text_format("%c%c%zu", e.size == 1 ? '|' : e.big ? '>' : '<', letters[e.kind], e.size);
}

static struct tensor_place *npy_add(struct tensors *t, size_t file, const char *name,
                                    const struct npy *n)
{
    struct element e = n->fields[0].element;
    char *type = n->structured            ? text_copy("named fields")
                 : e.kind == ELEMENT_NONE ? text_copy(n->descr)
                                          : type_text(e);
    if (n->structured) {
        e.kind = ELEMENT_NONE;
    }
    struct tensor_place *p = tensors_add(t, file, name, type, e, n->ndims, n->shape);
    p->offset = n->data;
    uint64_t product = 1;
    for (size_t k = 0; n->fortran && k < n->ndims; product *= n->shape[k++]) {
        p->stride[k] = product;
    }
    free(type);
    return p;
}

bool list_npy(struct tensors *t, size_t file, struct error *err)
{
    struct npy n;
    if (!npy_open(&n, &t->state->file[file].source, err)) {
        return false;
    }
    (void)npy_add(t, file, NULL, &n);
    npy_close(&n);
    return true;
}

/* ---- npz ------------------------------------------------------------------------------------ */

static bool member_add(struct tensors *t, size_t file, const struct zip_member *m,
                       struct error *err)
{
    struct tensors_file *f = &t->state->file[file];
    struct source s;
    struct npy n;
    if (!zip_member_open(&s, &f->source, m, err)) {
        return false;
    }
    bool ok = npy_open(&n, &s, err);
    if (ok) {
        char *name = text_part(m->name, strlen(m->name) - strlen(".npy"));
        npy_add(t, file, name, &n)->member = m;
        free(name);
        npy_close(&n);
    }
    source_close(&s);
    return ok;
}

bool list_npz(struct tensors *t, size_t file, struct error *err)
{
    struct tensors_file *f = &t->state->file[file];
    if (!zip_open(&f->zip, &f->source, err)) {
        return false;
    }
    bool ok = true;
    for (size_t i = 0; i < f->zip.count && ok; i++) {
        const struct zip_member *m = &f->zip.member[i];
        size_t length = strlen(m->name);
        if (length > 4 && strcmp(m->name + length - 4, ".npy") == 0) {
            ok = member_add(t, file, m, err);
        }
    }
    return ok;
}
