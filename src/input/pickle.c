/* A pickle is a program for a machine with a stack and a memo. Most instructions push or join
 * values; the few that would call something leave a PICKLE_CALL. Each reads its argument from the
 * bytes behind it and is one row. */
#include "input/pickle.h"

#include <stdlib.h>
#include <string.h>

enum { VALUES_MOST = 1 << 22, MEMO_MOST = 1 << 22 };

struct machine {
    struct pickle *p;
    const unsigned char *at, *end;
    const char *file;
    pickle_allows *allows;
    struct error *err;
    struct pickle_value **stack, **memo;
    size_t depth, stack_room, memo_room, memoized; /* memoized: entries of the memo in use */
};

static bool broken(struct machine *m, const char *what)
{
    return error_set(m->err, "%s: its pickle is damaged: %s", m->file, what);
}

static bool ended(struct machine *m)
{
    m->p->cut = true;
    return broken(m, "it ends too early");
}

/* ---- values --------------------------------------------------------------------------------- */

static struct pickle_value *value_new(struct machine *m, enum pickle_kind kind)
{
    struct pickle *p = m->p;
    if (p->count == p->room) {
        p->room = 2 * p->room + 64;
        p->all = memory_resize(p->all, p->room, sizeof(*p->all));
    }
    struct pickle_value *v = memory_new(1, sizeof *v);
    v->kind = kind;
    p->all[p->count++] = v;
    return v;
}

static void item_add(struct pickle_value *v, struct pickle_value *item)
{
    if (v->count == v->room) {
        v->room = 2 * v->room + 4;
        v->item = memory_resize(v->item, v->room, sizeof(*v->item));
    }
    v->item[v->count++] = item;
}

static bool push(struct machine *m, struct pickle_value *v)
{
    if (m->p->count > VALUES_MOST || m->depth > VALUES_MOST) {
        return broken(m, "it holds too many values");
    }
    if (m->depth == m->stack_room) {
        m->stack_room = 2 * m->stack_room + 64;
        m->stack = memory_resize(m->stack, m->stack_room, sizeof(*m->stack));
    }
    m->stack[m->depth++] = v;
    return true;
}

static bool push_new(struct machine *m, enum pickle_kind kind)
{
    return push(m, value_new(m, kind));
}

static bool push_number(struct machine *m, int64_t number)
{
    struct pickle_value *v = value_new(m, PICKLE_INT);
    v->number = number;
    return push(m, v);
}

static bool push_text(struct machine *m, enum pickle_kind kind, const unsigned char *bytes,
                      size_t length)
{
    struct pickle_value *v = value_new(m, kind);
    v->text = text_part((const char *)bytes, length);
    return push(m, v);
}

static struct pickle_value *pop(struct machine *m)
{
    if (m->depth == 0 || m->stack[m->depth - 1]->kind == PICKLE_MARK) {
        (void)broken(m, "it takes what is not there");
        return NULL;
    }
    return m->stack[--m->depth];
}

static struct pickle_value *top(struct machine *m)
{
    struct pickle_value *v = pop(m);
    m->depth += v != NULL;
    return v;
}

/* Where what stands above the last mark begins. */
static bool mark_find(struct machine *m, size_t *from)
{
    for (size_t i = m->depth; i-- > 0;) {
        if (m->stack[i]->kind == PICKLE_MARK) {
            *from = i + 1;
            return true;
        }
    }
    return broken(m, "a mark is missing");
}

/* ---- arguments ------------------------------------------------------------------------------ */

static bool take(struct machine *m, size_t size, const unsigned char **bytes)
{
    if (size > (size_t)(m->end - m->at)) {
        return ended(m);
    }
    *bytes = m->at;
    m->at += size;
    return true;
}

static bool take_number(struct machine *m, size_t size, uint64_t *x)
{
    const unsigned char *p = NULL;
    if (!take(m, size, &p)) {
        return false;
    }
    *x = 0;
    for (size_t i = size; i-- > 0;) {
        *x = *x << 8 | p[i];
    }
    return true;
}

/* To the end of the line, which is not a part of it. */
static bool take_line(struct machine *m, const unsigned char **line, size_t *length)
{
    const unsigned char *end = memchr(m->at, '\n', (size_t)(m->end - m->at));
    if (end == NULL) {
        return ended(m);
    }
    *line = m->at;
    *length = (size_t)(end - m->at);
    m->at = end + 1;
    return true;
}

/* Little-endian and of any length; what does not fit is the largest that does. */
static int64_t signed_number(const unsigned char *p, size_t size)
{
    bool negative = size > 0 && (p[size - 1] & 128) != 0;
    uint64_t x = negative ? UINT64_MAX : 0;
    for (size_t i = size; i-- > 0;) {
        bool fits = i < 8 || p[i] == (negative ? 255 : 0);
        if (!fits || (i == 7 && ((p[7] & 128) != 0) != negative)) {
            return negative ? INT64_MIN : INT64_MAX;
        }
        x = i < 8 ? x << 8 | p[i] : x;
    }
    return (int64_t)x;
}

/* ---- instructions that push ----------------------------------------------------------------- */

/* A number of `size` bytes, then so many bytes. */
static bool run_counted(struct machine *m, enum pickle_kind kind, size_t size)
{
    uint64_t length;
    const unsigned char *bytes = NULL;
    return take_number(m, size, &length) &&
           (length <= SIZE_MAX / 2 ? take(m, (size_t)length, &bytes) : ended(m)) &&
           push_text(m, kind, bytes, (size_t)length);
}

static bool run_long(struct machine *m, size_t size)
{
    uint64_t length;
    const unsigned char *bytes = NULL;
    return take_number(m, size, &length) && length <= INT32_MAX && take(m, (size_t)length, &bytes)
               ? push_number(m, signed_number(bytes, (size_t)length))
               : broken(m, "a number does not end");
}

static bool run_fixed(struct machine *m, size_t size)
{
    const unsigned char *bytes = NULL;
    uint64_t x;
    if (size == 4) {
        return take(m, 4, &bytes) && push_number(m, signed_number(bytes, 4));
    }
    return take_number(m, size, &x) && push_number(m, (int64_t)x);
}

static bool run_float(struct machine *m)
{
    const unsigned char *p = NULL;
    uint64_t bits = 0;
    if (!take(m, 8, &p)) {
        return false;
    }
    for (size_t i = 0; i < 8; i++) {
        bits = bits << 8 | p[i];
    }
    struct pickle_value *v = value_new(m, PICKLE_FLOAT);
    memcpy(&v->real, &bits, sizeof v->real);
    return push(m, v);
}

/* The text forms of protocol 0: numbers as they are printed, strings in quotes. */
static bool run_line(struct machine *m, char code)
{
    const unsigned char *line;
    size_t length;
    if (!take_line(m, &line, &length)) {
        return false;
    }
    if (code == 'V') {
        return push_text(m, PICKLE_TEXT, line, length);
    }
    if (code == 'S') {
        bool quotes = length >= 2 && (line[0] == '\'' || line[0] == '"');
        return quotes ? push_text(m, PICKLE_TEXT, line + 1, length - 2)
                      : broken(m, "a text has no quotes");
    }
    char *text = text_part((const char *)line, length);
    struct pickle_value *v = value_new(m, code == 'F' ? PICKLE_FLOAT : PICKLE_INT);
    if (code == 'F') {
        (void)number_parse(text, &v->real, NULL);
    } else {
        v->number = strtoll(text, NULL, 10);
    }
    free(text);
    return push(m, v);
}

/* ---- names, and what would be called -------------------------------------------------------- */

static bool name_push(struct machine *m, char *module, char *name)
{
    struct pickle_value *v = value_new(m, PICKLE_NAME);
    v->text = text_format("%s.%s", module, name);
    free(module);
    free(name);
    if (!m->allows(v->text)) {
        return error_set(m->err,
                         "%s: its pickle asks for %s, which is refused: only tensors, lists, "
                         "dictionaries and numbers are read, and nothing is run; where you trust "
                         "it, save its tensors alone: torch.save(model.state_dict(), 'weights.pt')",
                         m->file, quote(v->text).text);
    }
    return push(m, v);
}

static bool run_global(struct machine *m)
{
    const unsigned char *module, *name;
    size_t n, k;
    return take_line(m, &module, &n) && take_line(m, &name, &k) &&
           name_push(m, text_part((const char *)module, n), text_part((const char *)name, k));
}

static bool run_stack_global(struct machine *m)
{
    const struct pickle_value *name = pop(m), *module = name != NULL ? pop(m) : NULL;
    if (module == NULL || name->kind != PICKLE_TEXT || module->kind != PICKLE_TEXT) {
        return broken(m, "a name is none");
    }
    return name_push(m, text_copy(module->text), text_copy(name->text));
}

/* A name or call above `arguments` on the stack, and then these, become a call. */
static bool run_call(struct machine *m, size_t extra)
{
    struct pickle_value *arguments = NULL;
    for (size_t i = 0; i < extra; i++) {
        arguments = pop(m);
        if (arguments == NULL) {
            return false;
        }
    }
    if (extra == 2) { /* keywords were above them */
        arguments = arguments->kind == PICKLE_LIST ? arguments : NULL;
    }
    struct pickle_value *called = arguments != NULL ? pop(m) : NULL;
    if (called == NULL || arguments->kind != PICKLE_LIST || called->kind != PICKLE_NAME) {
        return broken(m, "what it calls is no name");
    }
    struct pickle_value *call = value_new(m, PICKLE_CALL);
    item_add(call, called);
    item_add(call, arguments);
    return push(m, call);
}

static bool run_persistent(struct machine *m)
{
    struct pickle_value *id = pop(m);
    if (id == NULL || id->kind != PICKLE_LIST) {
        return id != NULL && broken(m, "what it stores outside has no list of what it is");
    }
    struct pickle_value *v = value_new(m, PICKLE_STORED);
    for (size_t i = 0; i < id->count; i++) {
        item_add(v, id->item[i]);
    }
    return push(m, v);
}

/* What would change an object: the object stays as it is. */
static bool run_build(struct machine *m)
{
    return pop(m) != NULL && top(m) != NULL;
}

/* ---- lists and dictionaries ----------------------------------------------------------------- */

static bool gather(struct machine *m, enum pickle_kind kind, size_t from)
{
    struct pickle_value *v = value_new(m, kind);
    for (size_t i = from; i < m->depth; i++) {
        item_add(v, m->stack[i]);
    }
    m->depth = from;
    return push(m, v);
}

static bool gather_mark(struct machine *m, enum pickle_kind kind)
{
    size_t from = 0;
    if (!mark_find(m, &from)) {
        return false;
    }
    if (kind == PICKLE_DICT && (m->depth - from) % 2 != 0) {
        return broken(m, "a key has no value");
    }
    if (!gather(m, kind, from)) {
        return false;
    }
    m->stack[from - 1] = m->stack[from];
    m->depth = from;
    return true;
}

static bool gather_some(struct machine *m, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (m->depth < count || m->stack[m->depth - 1 - i]->kind == PICKLE_MARK) {
            return broken(m, "it takes what is not there");
        }
    }
    return gather(m, PICKLE_LIST, m->depth - count);
}

/* What stands from `from` on goes into the value below; an object that was called for (an
 * OrderedDict) takes keys and values behind what was called. */
static bool add_from(struct machine *m, size_t from, size_t below)
{
    struct pickle_value *into = below > 0 ? m->stack[below - 1] : NULL;
    if (into == NULL ||
        (into->kind != PICKLE_LIST && into->kind != PICKLE_DICT && into->kind != PICKLE_CALL)) {
        return broken(m, "it adds to what holds nothing");
    }
    if (into->kind == PICKLE_DICT && (m->depth - from) % 2 != 0) {
        return broken(m, "a key has no value");
    }
    for (size_t i = from; i < m->depth; i++) {
        item_add(into, m->stack[i]);
    }
    m->depth = below;
    return true;
}

static bool add_marked(struct machine *m)
{
    size_t from = 0;
    return mark_find(m, &from) && add_from(m, from, from - 1);
}

static bool add_some(struct machine *m, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (m->depth <= count || m->stack[m->depth - 1 - i]->kind == PICKLE_MARK) {
            return broken(m, "it takes what is not there");
        }
    }
    return add_from(m, m->depth - count, m->depth - count);
}

/* ---- the memo ------------------------------------------------------------------------------- */

static bool memo_put(struct machine *m, uint64_t i)
{
    struct pickle_value *v = top(m);
    if (v == NULL || i >= MEMO_MOST) {
        return v != NULL && broken(m, "its memo is too large");
    }
    if (i >= m->memo_room) {
        size_t more = 2 * ((size_t)i + 1);
        m->memo = memory_resize(m->memo, more, sizeof(*m->memo));
        memset(m->memo + m->memo_room, 0, (more - m->memo_room) * sizeof(*m->memo));
        m->memo_room = more;
    }
    m->memoized += m->memo[i] == NULL;
    m->memo[i] = v;
    return true;
}

static bool memo_get(struct machine *m, uint64_t i)
{
    return i < m->memo_room && m->memo[i] != NULL
               ? push(m, m->memo[i])
               : broken(m, "it wants a value that it did not keep");
}

static bool memo_line(struct machine *m, bool put)
{
    const unsigned char *line;
    size_t length;
    uint64_t i;
    if (!take_line(m, &line, &length)) {
        return false;
    }
    char *text = text_part((const char *)line, length);
    bool ok = count_parse(text, 0, MEMO_MOST, &i, NULL);
    free(text);
    return ok ? (put ? memo_put(m, i) : memo_get(m, i)) : broken(m, "a place of its memo is none");
}

static bool memo_number(struct machine *m, size_t size, bool put)
{
    uint64_t i;
    return take_number(m, size, &i) && (put ? memo_put(m, i) : memo_get(m, i));
}

/* ---- the machine ---------------------------------------------------------------------------- */

static bool run_protocol(struct machine *m)
{
    uint64_t version;
    return take_number(m, 1, &version) &&
           (version <= 5 || broken(m, "its protocol is younger than 5"));
}

static bool run_pop_mark(struct machine *m)
{
    size_t from = 0;
    if (!mark_find(m, &from)) {
        return false;
    }
    m->depth = from - 1;
    return true;
}

static bool run_pop(struct machine *m)
{
    if (m->depth == 0) {
        return broken(m, "it takes what is not there");
    }
    m->depth--;
    return true;
}

static bool run_duplicate(struct machine *m)
{
    struct pickle_value *v = top(m);
    return v != NULL && push(m, v);
}

static bool run_skip(struct machine *m, size_t size)
{
    const unsigned char *ignored;
    return take(m, size, &ignored);
}

static bool run_unknown(struct machine *m, unsigned char code)
{
    return error_set(m->err, "%s: its pickle has the instruction 0x%02x, which no tensor needs",
                     m->file, code);
}

/* One instruction; pickletools.py names them. */
static bool step(struct machine *m, unsigned char code)
{
    switch (code) {
    case 0x80:
        return run_protocol(m); /* PROTO */
    case 0x95:
        return run_skip(m, 8); /* FRAME */
    case '(':
        return push_new(m, PICKLE_MARK); /* MARK */
    case '0':
        return run_pop(m); /* POP */
    case '1':
        return run_pop_mark(m); /* POP_MARK */
    case '2':
        return run_duplicate(m); /* DUP */
    case 'N':
        return push_new(m, PICKLE_NONE); /* NONE */
    case 0x88:
        return push_number(m, 1); /* NEWTRUE */
    case 0x89:
        return push_number(m, 0); /* NEWFALSE */
    case 'I':                     /* INT */
    case 'L':                     /* LONG */
    case 'F':                     /* FLOAT */
    case 'S':                     /* STRING */
    case 'V':
        return run_line(m, (char)code); /* UNICODE */
    case 'J':
        return run_fixed(m, 4); /* BININT */
    case 'K':
        return run_fixed(m, 1); /* BININT1 */
    case 'M':
        return run_fixed(m, 2); /* BININT2 */
    case 0x8a:
        return run_long(m, 1); /* LONG1 */
    case 0x8b:
        return run_long(m, 4); /* LONG4 */
    case 'G':
        return run_float(m); /* BINFLOAT */
    case 'X':
        return run_counted(m, PICKLE_TEXT, 4); /* BINUNICODE */
    case 0x8c:
        return run_counted(m, PICKLE_TEXT, 1); /* SHORT_BINUNICODE */
    case 0x8d:
        return run_counted(m, PICKLE_TEXT, 8); /* BINUNICODE8 */
    case 'T':
        return run_counted(m, PICKLE_TEXT, 4); /* BINSTRING */
    case 'U':
        return run_counted(m, PICKLE_TEXT, 1); /* SHORT_BINSTRING */
    case 'B':
        return run_counted(m, PICKLE_BYTES, 4); /* BINBYTES */
    case 'C':
        return run_counted(m, PICKLE_BYTES, 1); /* SHORT_BINBYTES */
    case 0x8e:
        return run_counted(m, PICKLE_BYTES, 8); /* BINBYTES8 */
    case 0x96:
        return run_counted(m, PICKLE_BYTES, 8); /* BYTEARRAY8 */
    case ')':
        return push_new(m, PICKLE_LIST); /* EMPTY_TUPLE */
    case ']':
        return push_new(m, PICKLE_LIST); /* EMPTY_LIST */
    case 0x8f:
        return push_new(m, PICKLE_LIST); /* EMPTY_SET */
    case '}':
        return push_new(m, PICKLE_DICT); /* EMPTY_DICT */
    case 't':
        return gather_mark(m, PICKLE_LIST); /* TUPLE */
    case 'l':
        return gather_mark(m, PICKLE_LIST); /* LIST */
    case 0x91:
        return gather_mark(m, PICKLE_LIST); /* FROZENSET */
    case 'd':
        return gather_mark(m, PICKLE_DICT); /* DICT */
    case 0x85:
        return gather_some(m, 1); /* TUPLE1 */
    case 0x86:
        return gather_some(m, 2); /* TUPLE2 */
    case 0x87:
        return gather_some(m, 3); /* TUPLE3 */
    case 'a':
        return add_some(m, 1); /* APPEND */
    case 's':
        return add_some(m, 2); /* SETITEM */
    case 'e':
        return add_marked(m); /* APPENDS */
    case 'u':
        return add_marked(m); /* SETITEMS */
    case 0x90:
        return add_marked(m); /* ADDITEMS */
    case 'c':
        return run_global(m); /* GLOBAL */
    case 0x93:
        return run_stack_global(m); /* STACK_GLOBAL */
    case 'R':
        return run_call(m, 1); /* REDUCE */
    case 0x81:
        return run_call(m, 1); /* NEWOBJ */
    case 0x92:
        return run_call(m, 2); /* NEWOBJ_EX */
    case 'b':
        return run_build(m); /* BUILD */
    case 'Q':
        return run_persistent(m); /* BINPERSID */
    case 'p':
        return memo_line(m, true); /* PUT */
    case 'q':
        return memo_number(m, 1, true); /* BINPUT */
    case 'r':
        return memo_number(m, 4, true); /* LONG_BINPUT */
    case 0x94:
        return memo_put(m, m->memoized); /* MEMOIZE */
    case 'g':
        return memo_line(m, false); /* GET */
    case 'h':
        return memo_number(m, 1, false); /* BINGET */
    case 'j':
        return memo_number(m, 4, false); /* LONG_BINGET */
    default:
        return run_unknown(m, code);
    }
}

static bool run(struct machine *m)
{
    while (m->at < m->end) {
        unsigned char code = *m->at++;
        if (code == '.') { /* STOP */
            m->p->root = pop(m);
            return m->p->root != NULL;
        }
        if (!step(m, code)) {
            return false;
        }
    }
    return ended(m);
}

bool pickle_read(struct pickle *p, const unsigned char *bytes, size_t length, const char *file,
                 pickle_allows *allows, struct error *err)
{
    *p = (struct pickle){ .count = 0 };
    struct machine m = {
        .p = p, .at = bytes, .end = bytes + length, .file = file, .allows = allows, .err = err
    };
    bool ok = run(&m);
    p->used = (size_t)(m.at - bytes);
    free(m.stack);
    free(m.memo);
    return ok;
}

void pickle_free(struct pickle *p)
{
    for (size_t i = 0; i < p->count; i++) {
        free(p->all[i]->text);
        free(p->all[i]->item);
        free(p->all[i]);
    }
    free(p->all);
    *p = (struct pickle){ .count = 0 };
}

const struct pickle_value *pickle_get(const struct pickle_value *dict, const char *key)
{
    for (size_t i = 0; dict->kind == PICKLE_DICT && i + 1 < dict->count; i += 2) {
        const struct pickle_value *one = dict->item[i];
        if (one->kind == PICKLE_TEXT && strcmp(one->text, key) == 0) {
            return dict->item[i + 1];
        }
    }
    return NULL;
}
