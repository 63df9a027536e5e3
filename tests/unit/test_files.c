/* input: files at their limits, and what numpy writes seldom. test_input.c has the common ones. */
#include "input/input.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[64];

static const char *at(const char *name)
{
    static char path[200];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static int setup(void **state)
{
    (void)state;
    (void)snprintf(folder, sizeof folder, "/tmp/actfn-files-XXXXXX");
    return mkdtemp(folder) == NULL;
}

static int teardown(void **state)
{
    char command[100];
    (void)state;
    (void)snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command); /* NOLINT(cert-env33-c): the name is ours */
}

static FILE *made(const char *name)
{
    FILE *f = fopen(at(name), "wb");
    assert_non_null(f);
    return f;
}

/* NAME.npy: version, dictionary, and so many doubles 0, 1, 2 ... */
static void write_npy(const char *name, int version, const char *dictionary, int numbers)
{
    FILE *f = made(name);
    size_t length = strlen(dictionary) + 1;
    (void)fprintf(f, "\x93NUMPY%c%c%c%c", version, 0, (int)(length & 255),
                  (int)(length >> 8 & 255));
    if (version > 1) {
        (void)fprintf(f, "%c%c", (int)(length >> 16), 0);
    }
    (void)fprintf(f, "%s\n", dictionary);
    for (int i = 0; i < numbers; i++) {
        double x = i;
        (void)fwrite(&x, sizeof x, 1, f);
    }
    assert_int_equal(fclose(f), 0);
}

static void columns_refused(const char *path, const char *says)
{
    struct columns c;
    struct error err = { 0 };
    size_t rows = 4;
    bool ok = columns_open(&c, path, &err);
    double **none = memory_new(ok ? c.count : 1, sizeof *none);
    ok = ok && columns_read(&c, &rows, none, &err);
    free(none);
    columns_close(&c);
    if (ok || strstr(err.text, says) == NULL) {
        fail_msg("wanted %s, got %s", says, ok ? "all" : err.text);
    }
    assert_null(strchr(err.text, '\n'));
}

/* ---- npy: names and types ------------------------------------------------------------------- */

static void test_names(void **state)
{
    (void)state;
    static const struct {
        int version;
        const char *descr;
        size_t n;
        const char *names[3];
    } cases[] = {
        { 1,
          "[('\\x41\\u00e4\\u20ac\\U0001F600', '<f8'), ('b\\tc', '<f8')]",
          2,
          { "A\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80", "b\tc" } },
        { 1,
          "[('caf\xe9', '<f8'), ('\\'\\\\\\\"\\n\\r', '<f8')]",
          2,
          { "caf\xc3\xa9", "'\\\"\n\r" } }, /* Latin-1 before version 3 */
        { 3, "[('caf\xc3\xa9', '<f8'), ('y', '<f8')]", 2, { "caf\xc3\xa9", "y" } },
        { 2, "[(u'x', '<f8'), (b\"y\", '<f8')]", 2, { "x", "y" } }, /* Python 2 */
        { 1,
          "[('\\uD800\\x00', '<f8'), ('\\xC3', '=f8')]",
          2,
          { "\xef\xbf\xbd\xef\xbf\xbd", "\xc3\x83" } },       /* no characters */
        { 1, "[('x', '<f8'), ('', '<M8[us]')]", 1, { "x" } }, /* nameless: padding */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *text =
            text_format("{'descr': %s, 'fortran_order': False, 'shape': (2L,), }", cases[i].descr);
        write_npy("names.npy", cases[i].version, text, 4);
        struct columns c;
        struct error err = { 0 };
        size_t rows = 2;
        double x[2] = { -1, -1 }, y[2] = { -1, -1 }, *cells[] = { x, y };
        if (!columns_open(&c, at("names.npy"), &err) || !columns_read(&c, &rows, cells, &err)) {
            fail_msg("%s: %s", cases[i].descr, err.text);
        }
        assert_int_equal(c.count, cases[i].n);
        for (size_t k = 0; k < c.count; k++) {
            assert_string_equal(c.names[k], cases[i].names[k]);
        }
        assert_true(rows == 2 && x[0] == 0 && x[1] == 2 &&
                    (c.count == 1 || (y[0] == 1 && y[1] == 3)));
        columns_close(&c);
        free(text);
    }
}

static void test_npy_limits(void **state)
{
    (void)state;
    static const struct {
        const char *descr, *shape, *says;
        int numbers;
    } cases[] = {
        { "[('\\xZ1', '<f8')]", "(1,)", "broken escape", 1 },
        { "[('\\u00g0', '<f8')]", "(1,)", "broken escape", 1 },
        { "[('\\q', '<f8')]", "(1,)", "broken escape", 1 },
        { "[('a\x01', '<f8')]", "(1,)", "control characters", 1 },
        { "[('', '<f8')]", "(1,)", "none of its fields has a name", 1 },
        { "[('t', '<M8[us]')]", "(1,)", "neither floats", 1 },
        { "'<U4'", "(1,)", "neither floats", 2 },
        { "'<f8'", "()", "0 dimensions", 1 },
        { "'<f8'", "(1, 1, 1)", "3 dimensions", 1 },
        { "'<f8'", "(1, 65537)", "65537 columns", 65537 },
        { "'<f8'", "(1, 0)", "no columns", 0 },
        { "[('x', '<f8')]", "(1, 1)", "named fields and 2 dimensions", 1 },
        { "[('x', '|V16777000'), ('y', '|V300')]", "(1,)", "very long", 1 },
        { "'|V99999999999'", "(1,)", "unknown", 1 },
        { "'f'", "(1,)", "neither floats", 0 },
        { "'|M8'", "(1,)", "neither floats", 1 },
        { "'<z8'", "(1,)", "unknown", 1 },
        { "''", "(1,)", "unknown", 1 },
        { "'<M4[us]'", "(1,)", "unknown", 1 },
        { "'|O'", "(1,)", "Python objects", 1 },
        { "[]", "(1,)", "no fields", 1 },
        { "[('x', '<f8', (2,))]", "(1,)", "are arrays", 1 },
        { "[('x', [('y', '<f8')])]", "(1,)", "fields of their own", 1 },
        { "[('x', '<f8'], ", "(1,)", "", 1 },
        { "['x']", "(1,)", "not what numpy writes", 1 },
        { "'<f8'",
          "(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, "
          "1, 1, 1, 1)",
          "more than 32", 1 },
        { "'<f8'", "(99999999999999999999,)", "larger than any memory", 1 },
        { "'<f8'", "(9223372036854775807, 2)", "more bytes", 1 },
        { "'<f8'", "(x,)", "not of whole numbers", 1 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *text = text_format("{'descr': %s, 'fortran_order': False, 'shape': %s, }",
                                 cases[i].descr, cases[i].shape);
        write_npy("limits.npy", 1, text, cases[i].numbers);
        columns_refused(at("limits.npy"), cases[i].says);
        free(text);
    }
    write_npy("word.npy", 1, "{'descr': '<f8', 'fortran_order': Maybe, 'shape': (1,), }", 1);
    columns_refused(at("word.npy"), "neither True nor False");
    write_npy("twice.npy", 1, "{'descr': '<f8', 'descr': '<f8', 'shape': (1,), }", 1);
    columns_refused(at("twice.npy"), "not what numpy writes");
    char *text =
        text_format("{'descr': [('%070000d', '<f8')], 'fortran_order': False, 'shape': (1,), }", 0);
    write_npy("open.npy", 2, text, 1);
    columns_refused(at("open.npy"), "is very long");
    free(text);
}

/* Numbers column by column cannot come from a pipe; those of one column can. */
static void test_fortran_pipe(void **state)
{
    (void)state;
    for (int columns = 1; columns <= 2; columns++) {
        int ends[2];
        char path[32];
        char *text =
            text_format("{'descr': '<f8', 'fortran_order': True, 'shape': (2, %d), }", columns);
        write_npy("fortran.npy", 1, text, 2 * columns);
        free(text);
        char bytes[400];
        FILE *f = fopen(at("fortran.npy"), "rb");
        assert_non_null(f);
        size_t length = fread(bytes, 1, sizeof bytes, f);
        assert_int_equal(fclose(f), 0);
        assert_int_equal(pipe(ends), 0);
        assert_int_equal(write(ends[1], bytes, length), (ssize_t)length);
        (void)close(ends[1]);
        (void)snprintf(path, sizeof path, "/dev/fd/%d", ends[0]);
        struct columns c;
        struct error err = { 0 };
        bool ok = columns_open(&c, path, &err); /* what it holds is told by its first bytes */
        assert_true(ok == (columns == 1));
        assert_true(ok || strstr(err.text, "Fortran order") != NULL);
        columns_close(&c);
        (void)close(ends[0]);
    }
}

/* ---- csv: so much and no more --------------------------------------------------------------- */

static void test_csv_limits(void **state)
{
    (void)state;
    FILE *f = made("long.csv");
    (void)fprintf(f, "%s", "x,f\n1,2\n3,");
    for (int i = 0; i < (1 << 24); i++) {
        (void)putc('1', f);
    }
    assert_int_equal(fclose(f), 0);
    columns_refused(at("long.csv"), "line 3 is longer than 16 MB");
    f = made("wide.csv");
    for (int i = 0; i <= 1 << 16; i++) {
        (void)fputs("1,", f);
    }
    assert_int_equal(fclose(f), 0);
    columns_refused(at("wide.csv"), "more than 65536 cells");
    f = made("words.csv");
    for (int i = 0; i <= 1000; i++) {
        (void)fprintf(f, "%d,word%d\n", i, i);
    }
    assert_int_equal(fclose(f), 0);
    struct columns c;
    struct error err = { 0 };
    size_t rows = 2000;
    double *x = memory_new(rows, sizeof *x), *y = memory_new(rows, sizeof *y), *cells[] = { x, y };
    assert_true(columns_open(&c, at("words.csv"), &err));
    assert_false(columns_read(&c, &rows, cells, &err));
    assert_non_null(strstr(err.text, "line 1001: more than 1000 different words"));
    assert_true(c.nclasses == 1000 && y[999] == 999 && strcmp(c.classes[999], "word999") == 0);
    columns_close(&c);
    free(x);
    free(y);
}

/* ---- what cannot be read -------------------------------------------------------------------- */

static void test_unreadable(void **state)
{
    (void)state;
    struct tensors t;
    struct error err = { 0 };
    columns_refused("/proc/self/mem",
                    "read error: Input/output error"); /* nothing is at address 0 */
    columns_refused(folder, "is a folder");
    assert_int_equal(symlink("/proc/self/mem", at("mem.npy")), 0);
    columns_refused(at("mem.npy"), "Input/output error");
    assert_false(tensors_open(&t, "/dev/null", &err));
    assert_non_null(strstr(err.text, "is a device, not a regular file"));
    FILE *f = made("large.safetensors.index.json");
    assert_int_equal(fclose(f), 0);
    assert_int_equal(truncate(at("large.safetensors.index.json"), 100000000), 0);
    assert_false(tensors_open(&t, at("large.safetensors.index.json"), &err));
    assert_non_null(strstr(err.text, "an index is smaller"));
}

static void write_tensors(const char *header, size_t data)
{
    FILE *f = made("t.safetensors");
    uint64_t length = strlen(header);
    (void)fwrite(&length, sizeof length, 1, f);
    (void)fputs(header, f);
    for (size_t i = 0; i < data; i++) {
        (void)putc(0, f);
    }
    assert_int_equal(fclose(f), 0);
}

static void array_refused(const char *name, const char *says)
{
    struct array a;
    struct error err = { 0 };
    assert_false(array_open(&a, at(name), &err));
    if (strstr(err.text, says) == NULL) {
        fail_msg("wanted %s, got %s", says, err.text);
    }
}

static void test_tensor_limits(void **state)
{
    (void)state;
    struct tensors t;
    struct error err = { 0 };
    write_tensors("{}", 0);
    array_refused("t.safetensors:w", "no array 'w'; it has none");
    write_tensors("{\"w\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]}}", 4);
    array_refused("t.safetensors:w", "'w' is a single number");
    write_tensors(
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,"
        "1,1,1,1,1,1,1,1,1,1,1],"
        "\"data_offsets\":[0,4]}}",
        4);
    assert_false(tensors_open(&t, at("t.safetensors"), &err));
    assert_non_null(strstr(err.text, "more than 32 dimensions"));
    write_tensors(
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,8],\"data_offsets\":[0,4]}}", 4);
    assert_false(tensors_open(&t, at("t.safetensors"), &err));
    assert_non_null(strstr(err.text, "more bytes than any file has"));
    write_tensors("{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[\"0\",4]}}", 4);
    assert_false(tensors_open(&t, at("t.safetensors"), &err));
    write_tensors("{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4.5]}}", 4);
    assert_false(tensors_open(&t, at("t.safetensors"), &err));
    write_tensors("{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0]}}", 4);
    assert_false(tensors_open(&t, at("t.safetensors"), &err));
}

/* What stands beside a model: nothing is no fault, what cannot be read is one. */
static void test_config(void **state)
{
    (void)state;
    static const char *const keys[] = { "act", NULL };
    struct error err = { 0 };
    struct config_text c;
    char *model = text_format("%s/m.safetensors", folder),
         *below = text_format("%s/x.csv/m.safetensors", folder);
    assert_true(config_find(model, keys, &c, &err));
    assert_null(c.text);
    FILE *f = made("x.csv");
    assert_int_equal(fclose(f), 0);
    assert_false(config_find(below, keys, &c, &err)); /* a file is no folder */
    assert_non_null(strstr(err.text, "Not a directory"));
    f = made("config.json");
    (void)fputs("{\"act\": \"gelu\"}", f);
    assert_int_equal(fclose(f), 0);
    assert_true(config_find(model, keys, &c, &err));
    assert_string_equal(c.text, "gelu");
    config_text_free(&c);
    assert_true(config_find(folder, keys, &c, &err)); /* the model is a folder */
    assert_string_equal(c.text, "gelu");
    config_text_free(&c);
    assert_int_equal(truncate(at("config.json"), (1 << 24) + 1), 0);
    assert_false(config_find(model, keys, &c, &err));
    assert_non_null(strstr(err.text, "more than 16777216 bytes"));
    free(model);
    free(below);
}

/* The top, then the text part, then the others where they agree. want NULL: refused, with `key` in
 * the message; "": not found. */
static void test_config_parts(void **state)
{
    (void)state;
    static const char *const keys[] = { "first", "act", NULL };
    static const struct {
        const char *json, *want, *key, *type;
    } cases[] = {
        { "{\"act\": \"a\", \"text_config\": {\"act\": \"b\"}}", "a", "act", NULL },
        { "{\"act\": \"a\", \"first\": \"b\", \"model_type\": \"t\"}", "b", "first", "t" },
        { "{\"model_type\": \"whole\", \"text_config\": {\"act\": \"b\", \"model_type\": "
          "\"part\"}}",
          "b", "text_config.act", "part" },
        { "{\"vision_config\": {\"act\": \"v\"}, \"text_config\": {\"act\": \"b\"}}", "b",
          "text_config.act", NULL },
        { "{\"thinker_config\": {\"text_config\": {\"act\": \"b\"}}}", "b",
          "thinker_config.text_config.act", NULL },
        { "{\"vision_config\": {\"act\": \"v\"}, \"audio_config\": {\"act\": \"v\"}}", "v",
          "vision_config.act", NULL },
        { "{\"vision_config\": {\"act\": \"v\"}, \"audio_config\": {\"act\": \"w\"}}", NULL,
          "differ", NULL },
        { "{\"act\": null, \"model_type\": \"t\"}", "", NULL, "t" },
        { "{\"model_type\": \"t\", \"text_config\": {\"model_type\": \"part\"}}", "", NULL,
          "part" },
        { "{\"act\": {\"name\": \"a\"}}", NULL, "'act' is no text", NULL },
        { "{\"text_config\": {\"act\": 3}}", NULL, "'text_config.act' is no text", NULL },
        { "{\"quantization_config\": {\"act\": \"int8\"}, \"other\": {\"act\": \"x\"}}", "", NULL,
          NULL },
        { "{\"a_config\":{\"a_config\":{\"a_config\":{\"a_config\":{\"act\":\"x\"}}}}}", "", NULL,
          NULL },
        { "[1]", "", NULL, NULL },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct config_text c;
        struct error err = { 0 };
        FILE *f = made("config.json");
        (void)fputs(cases[i].json, f);
        assert_int_equal(fclose(f), 0);
        assert_int_equal(config_find(folder, keys, &c, &err), cases[i].want != NULL);
        if (cases[i].want == NULL) {
            assert_non_null(strstr(err.text, cases[i].key));
            assert_null(c.text);
            continue;
        }
        assert_string_equal(c.text ? c.text : "", cases[i].want);
        assert_string_equal(c.key ? c.key : "", cases[i].key ? cases[i].key : "");
        assert_string_equal(c.type ? c.type : "", cases[i].type ? cases[i].type : "");
        config_text_free(&c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),        cmocka_unit_test(test_npy_limits),
        cmocka_unit_test(test_fortran_pipe), cmocka_unit_test(test_csv_limits),
        cmocka_unit_test(test_unreadable),   cmocka_unit_test(test_tensor_limits),
        cmocka_unit_test(test_config),       cmocka_unit_test(test_config_parts),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
