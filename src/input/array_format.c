/* The one table of formats. */
#include "input/tensors.h"

#include <string.h>
#include <strings.h>

/* A file whose first bytes nobody knows is taken for what its name says, so that its reader can say
 * what is wrong with it. */
static const struct array_format {
    enum known_kind kind;
    tensors_lister *list;
    const char *suffix;
} formats[] = {
    { KIND_TEXT, list_text, ".csv" },
    { KIND_NPY, list_npy, ".npy" },
    { KIND_NPZ, list_npz, ".npz" },
    { KIND_TORCH, list_torch, ".pt" },
    { KIND_GGUF, list_gguf, ".gguf" },
    { KIND_SAFETENSORS, list_safetensors, ".safetensors" },
    { KIND_TORCH_OLD, list_torch_old, ".pth" },
};
enum { FORMATS = sizeof formats / sizeof formats[0] };

static bool ends_with(const char *text, const char *end)
{
    size_t n = strlen(text), m = strlen(end);
    return n >= m && strcasecmp(text + n - m, end) == 0;
}

bool tensors_list(struct tensors *t, size_t file, const char *path, struct error *err)
{
    const struct source *s = &t->state->file[file].source;
    for (size_t i = 0; i < FORMATS; i++) {
        if (s->kind == formats[i].kind ||
            (s->kind == KIND_UNKNOWN && ends_with(path, formats[i].suffix))) {
            return formats[i].list(t, file, err);
        }
    }
    return error_set(err,
                     "%s: is of no kind that is known here; npy, npz, csv, PyTorch, safetensors "
                     "and GGUF are",
                     s->name);
}
