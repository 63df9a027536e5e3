/* PyTorch's files since 1.6: a zip with data.pkl, which says what there is, and data/0, data/1 ...,
 * the numbers of storages (torch/serialization.py, _save). */
#include "input/pickle.h"
#include "input/tensors.h"

#include <stdlib.h>
#include <string.h>

enum { NESTED_MOST = 32, VISITS_MOST = 1 << 18 };
static const uint64_t PICKLE_MOST = 1 << 28; /* bytes */

/* ---- what a pickle may ask for -------------------------------------------------------------- */

/* OPAQUE: is allowed to be there, and is nothing that is looked into. VALUE: stands for its first
 * argument. REBUILT: the first argument is what makes a tensor of the third's. */
enum torch_role { OPAQUE, STORAGE, DICT, VALUE, REBUILT, TENSOR, TENSOR_OF_DTYPE, DTYPE };

static const struct torch_name {
    const char *name;
    enum torch_role role;
    struct element element; /* of a storage or a dtype */
    const char *type;
} names[] = {
    { "torch._utils._rebuild_tensor", TENSOR, { 0 }, NULL },
    { "torch._utils._rebuild_tensor_v2", TENSOR, { 0 }, NULL },
    { "torch._utils._rebuild_tensor_v3", TENSOR_OF_DTYPE, { 0 }, NULL },
    { "torch._utils._rebuild_parameter", VALUE, { 0 }, NULL },
    { "torch._utils._rebuild_parameter_with_state", VALUE, { 0 }, NULL },
    { "torch._tensor._rebuild_from_type_v2", REBUILT, { 0 }, NULL },
    { "torch.nn.parameter.Parameter", VALUE, { 0 }, NULL },
    { "torch.nn.parameter.Buffer", VALUE, { 0 }, NULL },
    { "torch.Tensor", OPAQUE, { 0 }, NULL },
    { "torch.Size", VALUE, { 0 }, NULL },
    { "torch.device", OPAQUE, { 0 }, NULL },
    { "torch.serialization._get_layout", OPAQUE, { 0 }, NULL },
    { "torch.torch_version.TorchVersion", OPAQUE, { 0 }, NULL },
    { "collections.OrderedDict", DICT, { 0 }, NULL },
    { "collections.defaultdict", DICT, { 0 }, NULL },
    { "collections.Counter", OPAQUE, { 0 }, NULL },
    { "builtins.dict", DICT, { 0 }, NULL },
    { "__builtin__.dict", DICT, { 0 }, NULL },
    { "builtins.set", OPAQUE, { 0 }, NULL },
    { "__builtin__.set", OPAQUE, { 0 }, NULL },
    { "builtins.complex", OPAQUE, { 0 }, NULL },
    { "argparse.Namespace", OPAQUE, { 0 }, NULL },
    { "_codecs.encode", OPAQUE, { 0 }, NULL },
    { "numpy.dtype", OPAQUE, { 0 }, NULL },
    { "numpy.core.multiarray.scalar", OPAQUE, { 0 }, NULL },
    { "numpy._core.multiarray.scalar", OPAQUE, { 0 }, NULL },
    { "torch.DoubleStorage", STORAGE, { ELEMENT_FLOAT, 8, false }, "float64" },
    { "torch.FloatStorage", STORAGE, { ELEMENT_FLOAT, 4, false }, "float32" },
    { "torch.HalfStorage", STORAGE, { ELEMENT_FLOAT, 2, false }, "float16" },
    { "torch.BFloat16Storage", STORAGE, { ELEMENT_BFLOAT, 2, false }, "bfloat16" },
    { "torch.LongStorage", STORAGE, { ELEMENT_SIGNED, 8, false }, "int64" },
    { "torch.IntStorage", STORAGE, { ELEMENT_SIGNED, 4, false }, "int32" },
    { "torch.ShortStorage", STORAGE, { ELEMENT_SIGNED, 2, false }, "int16" },
    { "torch.CharStorage", STORAGE, { ELEMENT_SIGNED, 1, false }, "int8" },
    { "torch.ByteStorage", STORAGE, { ELEMENT_UNSIGNED, 1, false }, "uint8" },
    { "torch.BoolStorage", STORAGE, { ELEMENT_UNSIGNED, 1, false }, "bool" },
    { "torch.ComplexFloatStorage", STORAGE, { ELEMENT_NONE, 8, false }, "complex64" },
    { "torch.ComplexDoubleStorage", STORAGE, { ELEMENT_NONE, 16, false }, "complex128" },
    { "torch.storage.UntypedStorage", STORAGE, { ELEMENT_UNSIGNED, 1, false }, "uint8" },
    { "torch.UntypedStorage", STORAGE, { ELEMENT_UNSIGNED, 1, false }, "uint8" },
    { "torch.float64", DTYPE, { ELEMENT_FLOAT, 8, false }, "float64" },
    { "torch.float32", DTYPE, { ELEMENT_FLOAT, 4, false }, "float32" },
    { "torch.float16", DTYPE, { ELEMENT_FLOAT, 2, false }, "float16" },
    { "torch.bfloat16", DTYPE, { ELEMENT_BFLOAT, 2, false }, "bfloat16" },
    { "torch.float8_e4m3fn", DTYPE, { ELEMENT_E4M3, 1, false }, "float8_e4m3fn" },
    { "torch.float8_e5m2", DTYPE, { ELEMENT_E5M2, 1, false }, "float8_e5m2" },
    { "torch.int64", DTYPE, { ELEMENT_SIGNED, 8, false }, "int64" },
    { "torch.int32", DTYPE, { ELEMENT_SIGNED, 4, false }, "int32" },
    { "torch.int16", DTYPE, { ELEMENT_SIGNED, 2, false }, "int16" },
    { "torch.int8", DTYPE, { ELEMENT_SIGNED, 1, false }, "int8" },
    { "torch.uint8", DTYPE, { ELEMENT_UNSIGNED, 1, false }, "uint8" },
    { "torch.uint16", DTYPE, { ELEMENT_UNSIGNED, 2, false }, "uint16" },
    { "torch.uint32", DTYPE, { ELEMENT_UNSIGNED, 4, false }, "uint32" },
    { "torch.uint64", DTYPE, { ELEMENT_UNSIGNED, 8, false }, "uint64" },
    { "torch.bool", DTYPE, { ELEMENT_UNSIGNED, 1, false }, "bool" },
    { "torch.complex64", DTYPE, { ELEMENT_NONE, 8, false }, "complex64" },
};

static const struct torch_name *name_find(const char *name)
{
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(names[i].name, name) == 0) {
            return &names[i];
        }
    }
    return NULL;
}

static bool allowed(const char *name)
{
    return name_find(name) != NULL;
}

/* ---- tensors -------------------------------------------------------------------------------- */

struct torch_file {
    struct tensors *t;
    size_t file;
    char *folder; /* of the zip: "archive/" */
    bool big;
    size_t visits;
    struct error *err;
};

static const struct source *source_of(const struct torch_file *f)
{
    return &f->t->state->file[f->file].source;
}

static bool misfit(const struct torch_file *f, const char *name, const char *what)
{
    return error_set(f->err, "%s: tensor %s: %s", source_of(f)->name, quote(name).text, what);
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

/* The storage's member and type: ('storage', type, key, place, numbers). */
static bool storage_take(const struct torch_file *f, const char *name,
                         const struct pickle_value *stored, const struct torch_name **type,
                         const struct zip_member **member)
{
    bool well = stored->kind == PICKLE_STORED && stored->count >= 5 &&
                stored->item[0]->kind == PICKLE_TEXT && stored->item[1]->kind == PICKLE_NAME &&
                stored->item[2]->kind == PICKLE_TEXT &&
                strcmp(stored->item[0]->text, "storage") == 0;
    *type = well ? name_find(stored->item[1]->text) : NULL;
    if (*type == NULL || (*type)->role != STORAGE) {
        return misfit(f, name, "its storage is none");
    }
    char *path = text_format("%sdata/%s", f->folder, stored->item[2]->text);
    *member = zip_find(&f->t->state->file[f->file].zip, path);
    free(path);
    return *member != NULL || misfit(f, name, "its storage is not in the file");
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
    const struct zip_member *member = NULL;
    if (arguments->count < LEAST || arguments->item[OFFSET]->kind != PICKLE_INT ||
        arguments->item[OFFSET]->number < 0 || !sizes_take(arguments->item[SIZE], &ndims, shape) ||
        !sizes_take(arguments->item[STRIDE], &nstrides, stride) || ndims != nstrides) {
        return misfit(f, name, "its size, stride or offset is none");
    }
    if (!storage_take(f, name, arguments->item[0], &type, &member)) {
        return false;
    }
    if (role == TENSOR_OF_DTYPE) {
        bool there = arguments->count > DTYPE_AT && arguments->item[DTYPE_AT]->kind == PICKLE_NAME;
        type = there ? name_find(arguments->item[DTYPE_AT]->text) : NULL;
        if (type == NULL || type->role != DTYPE) {
            return misfit(f, name, "its dtype is none");
        }
    }
    struct element e = type->element;
    uint64_t offset = (uint64_t)arguments->item[OFFSET]->number;
    if (!shape_count(ndims, shape, &elements) || !extent(ndims, shape, stride, offset, &end)) {
        return misfit(f, name, "its shape claims more bytes than any file has");
    }
    if (elements > 0 && end > member->size / e.size) {
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
    p->member = member;
    p->offset = offset * e.size;
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
    const struct torch_name *called = name_find(v->item[0]->text);
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
            enum torch_role role = name_find(arguments->item[0]->text)->role;
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
        return error_set(f->err, "%s: its dictionaries are nested too deeply", source_of(f)->name);
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

/* ---- the file ------------------------------------------------------------------------------- */

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
    unsigned char *bytes = member_bytes(source_of(f), m, f->err);
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
    unsigned char *bytes = member_bytes(source_of(f), m, f->err);
    bool ok = bytes != NULL &&
              pickle_read(&p, bytes, (size_t)m->size, source_of(f)->name, allowed, f->err);
    free(bytes);
    ok = ok && visit(f, p.root, "", 0);
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
    return ok && (t->count > 0 || error_set(err, "%s: holds no tensor", own->source.name));
}
