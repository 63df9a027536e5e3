/* PyTorch's files since 1.6: a zip with data.pkl, which says what there is, and data/0, data/1 ...,
 * the numbers of storages (torch/serialization.py, _save). */
#include "input/torch.h"

#include <stdlib.h>
#include <string.h>

static const uint64_t PICKLE_MOST = 1 << 28; /* bytes */

/* All bytes of a member that is not large, the caller's. */
static unsigned char *member_bytes(const struct source *whole, const struct zip_member *m,
                                   struct error *err)
{
    struct source s;
    if (m->size > PICKLE_MOST || !zip_member_open(&s, whole, m, err)) {
        (void)(m->size <= PICKLE_MOST ||
               error_set(err, "%s: %s is too large", whole->name, quote(m->name).text));
        return NULL;
    }
    unsigned char *bytes = memory_new((size_t)m->size + 1, 1);
    if (!source_exact(&s, bytes, (size_t)m->size, err)) {
        free(bytes);
        bytes = NULL;
    }
    source_close(&s);
    return bytes;
}

static bool order_take(struct torch_file *f, const struct zip *zip)
{
    char *name = text_format("%sbyteorder", f->folder);
    const struct zip_member *m = zip_find(zip, name);
    free(name);
    if (m == NULL) {
        return true;
    }
    unsigned char *bytes = member_bytes(torch_source(f), m, f->err);
    if (bytes == NULL) {
        return false;
    }
    f->big = strncmp((const char *)bytes, "big", 3) == 0;
    free(bytes);
    return true;
}

static bool tree_take(struct torch_file *f, const struct zip_member *m)
{
    struct pickle p = { .count = 0 };
    unsigned char *bytes = member_bytes(torch_source(f), m, f->err);
    bool ok = bytes != NULL &&
              pickle_read(&p, bytes, (size_t)m->size, torch_source(f)->name, torch_allowed, f->err);
    free(bytes);
    ok = ok && torch_tree_list(f, p.root);
    pickle_free(&p);
    return ok;
}

bool list_torch(struct tensors *t, size_t file, struct error *err)
{
    struct tensors_file *own = &t->state->file[file];
    if (!zip_open(&own->zip, &own->source, err)) {
        return false;
    }
    const struct zip_member *m = zip_ending(&own->zip, "data.pkl");
    if (zip_ending(&own->zip, "constants.pkl") != NULL) {
        return error_set(err,
                         "%s: is a TorchScript module, which holds code; save its tensors: python3 "
                         "-c \"import torch; m = torch.jit.load(%s); torch.save(m.state_dict(), "
                         "'weights.pt')\"",
                         own->source.name, own->source.name);
    }
    if (m == NULL) {
        return error_set(err, "%s: is a zip without data.pkl, no file of torch.save",
                         own->source.name);
    }
    struct torch_file f = { .t = t,
                            .file = file,
                            .folder = text_part(m->name, strlen(m->name) - strlen("data.pkl")),
                            .err = err };
    bool ok = order_take(&f, &own->zip) && tree_take(&f, m);
    free(f.folder);
    return ok;
}
