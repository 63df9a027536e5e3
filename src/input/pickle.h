/* Inside input: a Python pickle (protocols 0 to 5, Lib/pickletools.py) as a tree of values. It is
 * read, never run: what it would call is a name here, and names that are not on the caller's list
 * are refused. */
#ifndef ACTFN_PICKLE_H
#define ACTFN_PICKLE_H

#include "base/base.h"

enum pickle_kind {
    PICKLE_NONE,
    PICKLE_INT,
    PICKLE_FLOAT,
    PICKLE_TEXT,
    PICKLE_BYTES,
    PICKLE_LIST,   /* lists, tuples and sets */
    PICKLE_DICT,   /* items: key, value, key, value ... */
    PICKLE_NAME,   /* "module.name": a function or class */
    PICKLE_CALL,   /* items: what is called, its arguments (a list) */
    PICKLE_STORED, /* items: what the persistent id is, a list */
    PICKLE_MARK    /* private */
};
struct pickle_value {
    enum pickle_kind kind;
    int64_t number; /* PICKLE_INT; large ones are INT64_MAX or INT64_MIN */
    double real;
    char *text; /* of names too */
    struct pickle_value **item;
    size_t count, room;
};
struct pickle {
    struct pickle_value **all;
    size_t count, room;
    struct pickle_value *root;
    size_t used; /* bytes */
    bool cut;    /* it ends too early */
};

/* May a pickle ask for this? */
typedef bool pickle_allows(const char *name);

/* file: quoted, for messages. Free it in either case. */
bool pickle_read(struct pickle *p, const unsigned char *bytes, size_t length, const char *file,
                 pickle_allows *allows, struct error *err);
void pickle_free(struct pickle *p);
/* The value of a key that is a text, or NULL. */
const struct pickle_value *pickle_get(const struct pickle_value *dict, const char *key);

#endif
