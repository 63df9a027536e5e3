#include "input/tensors.h"
bool list_torch(struct tensors *t, size_t file, struct error *err)
{
    return error_set(err, "%s: is a PyTorch file", t->state->file[file].source.name);
}
