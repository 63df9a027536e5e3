/* What files of arrays hold: the list, and names in it. */
#include "input/tensors.h"

#include <ctype.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* ---- the list ------------------------------------------------------------------------------- */

bool shape_count(size_t ndims, const uint64_t *shape, uint64_t *elements)
{
    bool over = false, empty = false;
    *elements = 1;
    for (size_t i = 0; i < ndims; i++) {
        empty = empty || shape[i] == 0;
        over = over || __builtin_mul_overflow(*elements, shape[i], elements);
    }
    *elements = empty ? 0 : *elements;
    return empty || (!over && *elements <= INT64_MAX / 8);
}

static char *stem(const char *path)
{
    const char *slash = strrchr(path, '/');
    path = slash != NULL ? slash + 1 : path;
    const char *dot = strrchr(path, '.');
    return text_part(path, dot != NULL && dot > path ? (size_t)(dot - path) : strlen(path));
}

struct tensor_place *tensors_add(struct tensors *t, size_t file, const char *name, const char *type,
                                 struct element e, size_t ndims, const uint64_t *shape)
{
    struct tensor_place *place = memory_new(1, sizeof *place + ndims * sizeof place->stride[0]);
    uint64_t product = 1;
    place->element = e;
    for (size_t k = ndims; k-- > 0; product *= shape[k]) {
        place->stride[k] = product;
    }
    if ((t->count & (t->count - 1)) == 0) {
        t->tensor = memory_resize(t->tensor, t->count > 0 ? 2 * t->count : 1, sizeof *t->tensor);
    }
    struct tensor *one = &t->tensor[t->count++];
    *one = (struct tensor){
        .name = name != NULL ? text_copy(name) : stem(t->state->path),
        .type = text_copy(type),
        .dtype = element_dtype(e),
        .readable = e.kind != ELEMENT_NONE,
        .whole = e.kind == ELEMENT_SIGNED || e.kind == ELEMENT_UNSIGNED,
        .seen = true,
        .ndims = ndims,
        .file = file,
        .place = place,
    };
    memcpy(one->shape, shape, ndims * sizeof *shape);
    (void)shape_count(ndims, shape, &one->elements);
    return place;
}

struct tensor *tensor_part(const struct tensor *whole, uint64_t i)
{
    size_t ndims = whole->ndims - 1;
    const struct tensor_place *from = whole->place;
    struct tensor *part =
        memory_new(1, sizeof *part + sizeof *from + ndims * sizeof from->stride[0]);
    struct tensor_place *place = (void *)(part + 1);
    *part = *whole;
    part->ndims = ndims;
    part->elements = whole->elements / whole->shape[0];
    part->place = place;
    memcpy(part->shape, whole->shape + 1, ndims * sizeof *whole->shape);
    place->element = from->element;
    place->member = from->member;
    place->offset =
        from->offset + i * from->stride[0] / element_numbers(from->element) * from->element.size;
    memcpy(place->stride, from->stride + 1, ndims * sizeof from->stride[0]);
    return part;
}

struct name_index {
    const char *name;
    size_t index;
};

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct name_index *)a)->name, ((const struct name_index *)b)->name);
}

bool tensors_sort(struct tensors *t, const char *path, struct error *err)
{
    struct name_index *all = memory_new(t->count, sizeof *all);
    bool ok = true;
    for (size_t i = 0; i < t->count; i++) {
        all[i] = (struct name_index){ t->tensor[i].name, i };
    }
    if (t->count > 0) {
        qsort(all, t->count, sizeof *all, by_name);
    }
    for (size_t i = 1; i < t->count && ok; i++) {
        ok = by_name(&all[i - 1], &all[i]) != 0 ||
             error_set(err, "%s: tensor %s comes twice", quote(path).text, quote(all[i].name).text);
    }
    t->state->sorted = memory_new(t->count, sizeof *t->state->sorted);
    for (size_t i = 0; i < t->count; i++) {
        t->state->sorted[i] = all[i].index;
    }
    free(all);
    return ok;
}

const struct tensor *tensors_find(const struct tensors *t, const char *name)
{
    size_t low = 0, high = t->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct tensor *one = &t->tensor[t->state->sorted[middle]];
        int order = strcmp(name, one->name);
        if (order == 0) {
            return one;
        }
        if (order < 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return NULL;
}

void tensors_say(const struct tensors *t, char **said)
{
    char *longer;
    if (!t->remark)
        return;
    longer = *said ? text_format("%s %s", *said, t->remark) : text_copy(t->remark);
    free(*said);
    *said = longer;
}

const char *tensors_file(const struct tensors *t, const struct tensor *one)
{
    return t->state->file[one->file].base;
}

/* ---- operands ------------------------------------------------------------------------------- */

static bool is_there(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0;
}

/* The colon behind the first part that is a file, where the whole is none: names of arrays may have
 * colons too, and so may files. */
static const char *colon_after_file(const char *typed)
{
    for (const char *colon = strchr(typed, ':'); colon != NULL; colon = strchr(colon + 1, ':')) {
        char *path = text_part(typed, (size_t)(colon - typed));
        bool there = is_there(path);
        free(path);
        if (there) {
            return colon;
        }
    }
    return NULL;
}

/* Where no part is there: the colon behind the first part that is written like a file. */
static const char *colon_after_suffix(const char *typed)
{
    static const char *const ends[] = {
        ".safetensors:", ".index.json:", ".npz:",  ".npy:",  ".pt:",
        ".pth:",         ".bin:",        ".ckpt:", ".gguf:", ".csv:"
    };
    const char *first = NULL;
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        const char *found = strstr(typed, ends[i]);
        if (found != NULL && (first == NULL || found < first)) {
            first = found + strlen(ends[i]) - 1;
        }
    }
    return first;
}

void tensors_operand(const char *typed, char **path, char **name)
{
    const char *colon = is_there(typed) ? NULL : colon_after_file(typed);
    if (colon == NULL && !is_there(typed)) {
        colon = colon_after_suffix(typed);
    }
    *path = colon != NULL ? text_part(typed, (size_t)(colon - typed)) : text_copy(typed);
    *name = colon != NULL ? text_copy(colon + 1) : NULL;
}

/* ---- choosing ------------------------------------------------------------------------------- */

static int name_natural(const char *a, const char *b)
{
    while (*a != '\0' && *b != '\0') {
        if (isdigit((unsigned char)*a) && isdigit((unsigned char)*b)) {
            a += strspn(a, "0");
            b += strspn(b, "0");
            size_t n = strspn(a, "0123456789"), m = strspn(b, "0123456789");
            int order = n != m ? (n > m) - (n < m) : strncmp(a, b, n);
            if (order != 0) {
                return order;
            }
            a += n;
            b += m;
        } else if (*a != *b) {
            return (unsigned char)*a - (unsigned char)*b;
        } else {
            a++;
            b++;
        }
    }
    return (unsigned char)*a - (unsigned char)*b;
}

static int by_nature(const void *a, const void *b)
{
    const struct name_index *x = a, *y = b;
    int order = name_natural(x->name, y->name);
    return order != 0 ? order : (x->index > y->index) - (x->index < y->index);
}

static const char *next_name(const void *state, size_t i)
{
    const struct tensors *t = state;
    return i < t->count ? t->tensor[i].name : NULL;
}

/* The nearest, and up to so many names of what is there. */
static char *examples(const struct tensors *t, const char *name)
{
    enum { SHOWN = 4 };
    struct buffer text = { 0 };
    const char *near = name != NULL ? name_nearest(name, next_name, t) : NULL;
    if (near != NULL) {
        buffer_print(&text, "did you mean %s? ", quote(near).text);
    }
    buffer_print(&text, "it has ");
    for (size_t i = 0; i < t->count && i < SHOWN; i++) {
        buffer_print(&text, "%s%s", i > 0 ? ", " : "", quote(t->tensor[i].name).text);
    }
    if (t->count > SHOWN) {
        buffer_print(&text, " and %zu more", t->count - SHOWN);
    }
    if (t->count == 0) {
        buffer_print(&text, "none");
    }
    return buffer_take(&text);
}

static bool nothing_found(const struct tensors *t, const char *path, const char *name, size_t axes,
                          struct error *err)
{
    char *there = examples(t, name);
    if (name != NULL) {
        (void)error_set(err, "%s: no array %s; %s", quote(path).text, quote(name).text, there);
    } else {
        (void)error_set(err, "%s: no array of %s; %s", quote(path).text,
                        axes > 1 ? "two axes or more" : "one axis or more", there);
    }
    free(there);
    return false;
}

static bool name_ends(const char *whole, const char *end)
{
    size_t n = strlen(whole), m = strlen(end);
    return n > m && strcmp(whole + n - m, end) == 0 && whole[n - m - 1] == '.';
}

/* All that suit, in the file's order: by pattern, or by the end of the name, or by axes (then what
 * is no number is left out). */
static size_t collect(const struct tensors *t, const char *name, bool ending, size_t axes,
                      struct name_index *found)
{
    size_t n = 0;
    for (size_t i = 0; i < t->count; i++) {
        const struct tensor *one = &t->tensor[i];
        bool takes = one->ndims >= axes && one->readable;
        if (name != NULL) {
            takes = ending ? name_ends(one->name, name) : fnmatch(name, one->name, 0) == 0;
        }
        if (takes) {
            found[n++] = (struct name_index){ one->name, i };
        }
    }
    return n;
}

bool tensors_select(const struct tensors *t, const char *path, const char *name, size_t axes,
                    size_t **which, size_t *count, struct error *err)
{
    struct name_index *found = memory_new(t->count + 1, sizeof *found);
    const struct tensor *exact = name != NULL ? tensors_find(t, name) : NULL;
    if (exact != NULL) {
        found[0] = (struct name_index){ exact->name, (size_t)(exact - t->tensor) };
        *count = 1;
    } else {
        *count = collect(t, name, false, axes, found);
        if (name == NULL && *count == 0 && t->count == 1) { /* let who reads it say why not */
            found[(*count)++] = (struct name_index){ t->tensor[0].name, 0 };
        }
        if (name != NULL && *count > 1) {
            qsort(found, *count, sizeof *found, by_nature);
        }
        if (name != NULL && *count == 0) {
            *count = collect(t, name, true, axes, found);
        }
    }
    *which = memory_new(*count, sizeof **which);
    for (size_t i = 0; i < *count; i++) {
        (*which)[i] = found[i].index;
    }
    free(found);
    if (*count > 0) {
        return true;
    }
    free(*which);
    *which = NULL;
    return nothing_found(t, path, name, axes, err);
}
