/* What a PyTorch file's tree of values holds: tensors in dictionaries and lists. */
#include "input/torch.h"

#include <stdlib.h>
#include <string.h>

enum { NESTED_MOST = 32, VISITS_MOST = 1 << 18 };

/* ---- tensors -------------------------------------------------------------------------------- */

static bool misfit(const struct torch_file *f, const char *name, const char *what)
{
    return error_set(f->err, "%s: tensor %s: %s", torch_source(f)->name, quote(name).text, what);
}

static bool sizes_take(const struct pickle_value *list, size_t *count, uint64_t *sizes)
{
    if (list->kind == PICKLE_CALL && list->count == 2 && list->item[1]->count == 1) {
        list = list->item[1]->item[0]; /* torch.Size((2, 3)) */
    }
    if (list->kind != PICKLE_LIST || list->count > DIMENSIONS_MAX) {
        return false;
    }
    *count = list->count;
    for (size_t i = 0; i < list->count; i++) {
        if (list->item[i]->kind != PICKLE_INT || list->item[i]->number < 0) {
            return false;
        }
        sizes[i] = (uint64_t)list->item[i]->number;
    }
    return true;
}

/* From the first to behind the last number that the view shows. False: beyond any file. */
static bool extent(size_t ndims, const uint64_t *shape, const uint64_t *stride, uint64_t offset,
                   uint64_t *end)
{
    *end = offset;
    for (size_t k = 0; k < ndims; k++) {
        uint64_t far;
        if (shape[k] == 0) {
            *end = offset;
            return true;
        }
        if (__builtin_mul_overflow(shape[k] - 1, stride[k], &far) ||
            __builtin_add_overflow(*end, far, end)) {
            return false;
        }
    }
    return !__builtin_add_overflow(*end, 1U, end) && *end <= INT64_MAX / 16;
}

static int key_order(const void *key, const void *storage)
{
    return strcmp(key, ((const struct torch_storage *)storage)->key);
}

/* Of a zip the storage is a member of its own. */
static bool storage_find(const struct torch_file *f, const char *key, struct torch_storage *found)
{
    if (f->folder == NULL) {
        const struct torch_storage *one =
            bsearch(key, f->storage, f->storages, sizeof *one, key_order);
        *found = one != NULL ? *one : (struct torch_storage){ .key = NULL };
        return one != NULL;
    }
    char *path = text_format("%sdata/%s", f->folder, key);
    const struct zip_member *m = zip_find(&f->t->state->file[f->file].zip, path);
    free(path);
    *found = (struct torch_storage){ .member = m, .size = m != NULL ? m->size : 0 };
    return m != NULL;
}

/* Files before 0.4 have storages that are parts of others: (key, from, numbers). */
static bool storage_part(const struct pickle_value *view, size_t size, struct torch_storage *found)
{
    if (view->kind != PICKLE_LIST) {
        return true;
    }
    if (view->count < 3 || view->item[1]->kind != PICKLE_INT || view->item[2]->kind != PICKLE_INT ||
        view->item[1]->number < 0 || view->item[2]->number < 0) {
        return false;
    }
    uint64_t from = (uint64_t)view->item[1]->number, count = (uint64_t)view->item[2]->number;
    uint64_t whole = found->size / size;
    found->offset += from * size;
    found->size = count * size;
    return from <= whole && count <= whole - from;
}

/* The storage's place and type: ('storage', type, key, place, numbers[, part]). */
static bool storage_take(const struct torch_file *f, const char *name,
                         const struct pickle_value *stored, const struct torch_name **type,
                         struct torch_storage *storage)
{
    enum { PART = 5 };
    bool well = stored->kind == PICKLE_STORED && stored->count >= 5 &&
                stored->item[0]->kind == PICKLE_TEXT && stored->item[1]->kind == PICKLE_NAME &&
                stored->item[2]->kind == PICKLE_TEXT &&
                strcmp(stored->item[0]->text, "storage") == 0;
    *type = well ? torch_name_find(stored->item[1]->text) : NULL;
    if (*type == NULL || (*type)->role != STORAGE) {
        return misfit(f, name, "its storage is none");
    }
    if (!storage_find(f, stored->item[2]->text, storage)) {
        return misfit(f, name, "its storage is not in the file");
    }
    bool part = f->folder == NULL && stored->count > PART;
    return !part || storage_part(stored->item[PART], (*type)->element.size, storage) ||
           misfit(f, name, "its storage is no part of another");
}

/* (storage, offset, size, stride, ...), of v3 with a dtype at place 6. Bits that say that a view is
 * of the negated or conjugated numbers stand in a dictionary at the end. */
static bool tensor_add(struct torch_file *f, const char *name, const struct pickle_value *arguments,
                       enum torch_role role)
{
    enum { OFFSET = 1, SIZE = 2, STRIDE = 3, DTYPE_AT = 6, LEAST = 4 };
    uint64_t shape[DIMENSIONS_MAX], stride[DIMENSIONS_MAX], end, elements;
    size_t ndims, nstrides;
    const struct torch_name *type;
    struct torch_storage storage = { .key = NULL };
    if (arguments->count < LEAST || arguments->item[OFFSET]->kind != PICKLE_INT ||
        arguments->item[OFFSET]->number < 0 || !sizes_take(arguments->item[SIZE], &ndims, shape) ||
        !sizes_take(arguments->item[STRIDE], &nstrides, stride) || ndims != nstrides) {
        return misfit(f, name, "its size, stride or offset is none");
    }
    if (!storage_take(f, name, arguments->item[0], &type, &storage)) {
        return false;
    }
    if (role == TENSOR_OF_DTYPE) {
        bool there = arguments->count > DTYPE_AT && arguments->item[DTYPE_AT]->kind == PICKLE_NAME;
        type = there ? torch_name_find(arguments->item[DTYPE_AT]->text) : NULL;
        if (type == NULL || type->role != DTYPE) {
            return misfit(f, name, "its dtype is none");
        }
    }
    struct element e = type->element;
    uint64_t offset = (uint64_t)arguments->item[OFFSET]->number;
    if (!shape_count(ndims, shape, &elements) || !extent(ndims, shape, stride, offset, &end)) {
        return misfit(f, name, "its shape claims more bytes than any file has");
    }
    if (elements > 0 && end > storage.size / e.size) {
        return misfit(f, name, "its storage is too short for its shape; is the file damaged?");
    }
    const struct pickle_value *last = arguments->item[arguments->count - 1];
    const struct pickle_value *negated = pickle_get(last, "neg");
    const struct pickle_value *conjugated = pickle_get(last, "conj");
    bool bits = (negated != NULL && negated->number != 0) ||
                (conjugated != NULL && conjugated->number != 0);
    e.kind = bits ? ELEMENT_NONE : e.kind;
    e.big = f->big;
    struct tensor_place *p = tensors_add(f->t, f->file, name[0] != '\0' ? name : NULL,
                                         bits ? "a negated view" : type->type, e, ndims, shape);
    p->member = storage.member;
    p->offset = storage.offset + offset * e.size;
    memcpy(p->stride, stride, ndims * sizeof *stride);
    return true;
}

/* ---- the tree ------------------------------------------------------------------------------- */

static bool visit(struct torch_file *f, const struct pickle_value *v, const char *name, int depth);

static bool visit_item(struct torch_file *f, const struct pickle_value *v, const char *within,
                       const char *key, int depth)
{
    char *name = within[0] != '\0' ? text_format("%s.%s", within, key) : text_copy(key);
    bool ok = visit(f, v, name, depth + 1);
    free(name);
    return ok;
}

static bool visit_pairs(struct torch_file *f, const struct pickle_value *v, size_t from,
                        const char *name, int depth)
{
    for (size_t i = from; i + 1 < v->count; i += 2) {
        const struct pickle_value *key = v->item[i];
        struct number_text number = number_text((double)key->number);
        if (key->kind != PICKLE_TEXT && key->kind != PICKLE_INT) {
            continue;
        }
        if (!visit_item(f, v->item[i + 1], name, key->kind == PICKLE_TEXT ? key->text : number.text,
                        depth)) {
            return false;
        }
    }
    return true;
}

static bool visit_list(struct torch_file *f, const struct pickle_value *v, const char *name,
                       int depth)
{
    for (size_t i = 0; i < v->count; i++) {
        if (!visit_item(f, v->item[i], name, number_text((double)i).text, depth)) {
            return false;
        }
    }
    return true;
}

/* OrderedDict([(key, value), ...]), as Python 2 wrote it, or with items set later. */
static bool visit_dict_call(struct torch_file *f, const struct pickle_value *v, const char *name,
                            int depth)
{
    const struct pickle_value *arguments = v->item[1];
    const struct pickle_value *pairs = arguments->count > 0 ? arguments->item[0] : NULL;
    for (size_t i = 0; pairs != NULL && pairs->kind == PICKLE_LIST && i < pairs->count; i++) {
        const struct pickle_value *pair = pairs->item[i];
        if (pair->kind == PICKLE_LIST && pair->count == 2 &&
            !visit_pairs(f, pair, 0, name, depth)) {
            return false;
        }
    }
    return visit_pairs(f, v, 2, name, depth);
}

static bool visit_call(struct torch_file *f, const struct pickle_value *v, const char *name,
                       int depth)
{
    const struct torch_name *called = torch_name_find(v->item[0]->text);
    const struct pickle_value *arguments = v->item[1];
    switch (called->role) {
    case TENSOR:
    case TENSOR_OF_DTYPE:
        return tensor_add(f, name, arguments, called->role);
    case VALUE:
        return arguments->count == 0 || visit(f, arguments->item[0], name, depth + 1);
    case REBUILT:
        if (arguments->count >= 3 && arguments->item[0]->kind == PICKLE_NAME &&
            arguments->item[2]->kind == PICKLE_LIST) {
            enum torch_role role = torch_name_find(arguments->item[0]->text)->role;
            bool tensor = role == TENSOR || role == TENSOR_OF_DTYPE;
            return tensor ? tensor_add(f, name, arguments->item[2], role) : true;
        }
        return true;
    case DICT:
        return visit_dict_call(f, v, name, depth);
    default:
        return true;
    }
}

/* Values may stand in several places, and in themselves. */
static bool visit(struct torch_file *f, const struct pickle_value *v, const char *name, int depth)
{
    if (depth > NESTED_MOST || ++f->visits > VISITS_MOST) {
        return error_set(f->err, "%s: its dictionaries are nested too deeply",
                         torch_source(f)->name);
    }
    switch (v->kind) {
    case PICKLE_DICT:
        return visit_pairs(f, v, 0, name, depth);
    case PICKLE_LIST:
        return visit_list(f, v, name, depth);
    case PICKLE_CALL:
        return visit_call(f, v, name, depth);
    default:
        return true;
    }
}

bool torch_tree_list(struct torch_file *f, const struct pickle_value *root)
{
    return visit(f, root, "", 0) &&
           (f->t->count > 0 || error_set(f->err, "%s: holds no tensor", torch_source(f)->name));
}
