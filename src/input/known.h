/* Inside input: what a file is, told by its first bytes. */
#ifndef ACTFN_KNOWN_H
#define ACTFN_KNOWN_H

#include "base/base.h"

/* Kinds that some command reads, one bit each, and all others. */
enum known_kind {
    KIND_FOREIGN = 0,
    KIND_TEXT = 1,
    KIND_NPY = 2,
    KIND_SAFETENSORS = 4,
    KIND_JSON = 8,
    KIND_UNKNOWN = 16,
    KIND_NPZ = 32,
    KIND_TORCH = 64,
    KIND_GGUF = 128,
    KIND_TORCH_OLD = 256
};
/* What a reader takes. */
enum {
    WANT_ARRAYS = KIND_TEXT | KIND_NPY | KIND_SAFETENSORS | KIND_NPZ | KIND_TORCH | KIND_TORCH_OLD |
                  KIND_GGUF,
    WANT_MODEL = WANT_ARRAYS | KIND_JSON,
    WANT_CONFIG = KIND_JSON
};

enum { HEAD_SIZE = 512 }; /* so many first bytes are looked at; tar has its magic at 257 */

/* `name` follows "is"; `cure` says what would make the wanted file of it, `model` the same where a
 * model is wanted (NULL: the cure too). FILE in a cure stands for the file's name. */
struct known {
    enum known_kind kind;
    const char *magic;
    size_t length, offset; /* '?' in magic: any byte */
    const char *inside;    /* must also stand in the first bytes; or NULL */
    bool words;            /* text: blanks before it and the case of letters do not count */
    const char *name, *cure, *model;
};
/* Never NULL: there are rows for text and for the unknown. */
const struct known *known_find(const unsigned char *head, size_t length);
/* false, with "NAME: is ...; cure", where `wanted` takes no such file. name: quoted, as messages
 * show it. */
bool known_suits(const struct known *k, unsigned wanted, const char *name, struct error *err);
bool known_is_zip(const struct known *k);
bool known_is_gzip(const struct known *k);
/* What kind of zip, by its last bytes too, where its contents are listed. */
const struct known *known_zip(const struct known *k, const unsigned char *tail, size_t length);

#endif
