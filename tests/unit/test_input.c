/* input: good files of every kind are read to the last bit, others refused with the reason. What
 * happens to good files that were spoilt is in test_hostile.c. */
#include "input/input.h"

#include <fcntl.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

/* ---- files ---------------------------------------------------------------------------------- */

static char folder[64];

static const char *at(const char *name)
{
    static char path[4][200];
    static unsigned turn;
    char *p = path[turn++ % 4];
    (void)snprintf(p, sizeof path[0], "%s/%s", folder, name);
    return p;
}

static void write_file(const char *name, const void *bytes, size_t length)
{
    FILE *f = fopen(at(name), "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, length, f), length);
    assert_int_equal(fclose(f), 0);
}

static void write_text(const char *name, const char *text)
{
    write_file(name, text, strlen(text));
}

static int setup(void **state)
{
    (void)state;
    (void)snprintf(folder, sizeof folder, "/tmp/actfn-input-XXXXXX");
    return mkdtemp(folder) == NULL;
}

static int teardown(void **state)
{
    (void)state;
    char command[100];
    (void)snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command); /* NOLINT(cert-env33-c): the name is ours */
}

struct bytes {
    unsigned char data[4096];
    size_t length;
};

static void add(struct bytes *b, const void *data, size_t length)
{
    assert_true(b->length + length <= sizeof b->data);
    memcpy(b->data + b->length, data, length);
    b->length += length;
}

static void add_little(struct bytes *b, uint64_t x, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        unsigned char byte = (unsigned char)(x >> 8 * i);
        add(b, &byte, 1);
    }
}

static void add_big(struct bytes *b, uint64_t x, size_t size)
{
    for (size_t i = size; i-- > 0;) {
        unsigned char byte = (unsigned char)(x >> 8 * i);
        add(b, &byte, 1);
    }
}

static struct bytes npy(int version, const char *dictionary)
{
    struct bytes b = { .length = 0 };
    add(&b, "\x93NUMPY", 6);
    add_little(&b, (uint64_t)version, 2);
    add_little(&b, strlen(dictionary) + 1, version == 1 ? 2 : 4);
    add(&b, dictionary, strlen(dictionary));
    add(&b, "\n", 1);
    return b;
}

static uint64_t bits_of(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static uint64_t float_bits(float x)
{
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static struct bytes safetensors(const char *header, size_t data)
{
    struct bytes b = { .length = 0 };
    add_little(&b, strlen(header), 8);
    add(&b, header, strlen(header));
    for (size_t i = 0; i < data; i++) {
        add_little(&b, i, 1);
    }
    return b;
}

/* ---- arrays --------------------------------------------------------------------------------- */

/* All of it into values[row * columns + column]; every place once. */
static void gather(struct array *a, double *values)
{
    struct tile t;
    struct error err = { 0 };
    uint64_t seen = 0;
    for (;;) {
        if (!array_next(a, &t, &err)) {
            fail_msg("%s", err.text);
        }
        if (t.lines == 0) {
            break;
        }
        assert_true(t.lines * t.length <= TILE_MOST && t.first == seen);
        for (size_t i = 0; i < t.lines * t.length; i++) {
            uint64_t at = 0;
            for (size_t k = 0; k < a->ndims; k++) {
                at = at * a->shape[k] + (t.first + i) / a->stride[k] % a->shape[k];
            }
            values[at] = t.values[i];
            seen++;
        }
    }
    assert_int_equal(seen, a->elements);
    assert_int_equal(seen, a->rows * a->columns);
}

static void opened(struct array *a, const char *name)
{
    struct error err = { 0 };
    if (!array_open(a, at(name), &err)) {
        fail_msg("%s", err.text);
    }
}

static void test_npy_types(void **state)
{
    (void)state;
    static const double want[6] = { 1, -2.5, 0, INFINITY, 0x1p-14, -0.5 };
    static const uint16_t half[6] = { 0x3c00, 0xc100, 0, 0x7c00, 0x0400, 0xb800 };
    for (int version = 1; version <= 3; version++) {
        for (int size = 2; size <= 8; size *= 2) {
            for (int big = 0; big < 2; big++) {
                char dictionary[100];
                (void)snprintf(dictionary, sizeof dictionary,
                               "{'descr': '%cf%d', 'fortran_order': False, 'shape': (3, 2), }",
                               big ? '>' : '<', size);
                struct bytes b = npy(version, dictionary);
                for (int i = 0; i < 6; i++) {
                    uint64_t bits = size == 2   ? half[i]
                                    : size == 4 ? float_bits((float)want[i])
                                                : bits_of(want[i]);
                    (big ? add_big : add_little)(&b, bits, (size_t)size);
                }
                write_file("x.npy", b.data, b.length);
                struct array a;
                double got[6];
                opened(&a, "x.npy");
                assert_true(a.rows == 3 && a.columns == 2 && a.ndims == 2);
                assert_string_equal(a.dtype->name, size == 2   ? "float16"
                                                   : size == 4 ? "float32"
                                                               : "float64");
                gather(&a, got);
                assert_memory_equal(got, want, sizeof want);
                array_close(&a);
            }
        }
    }
}

/* All 65536 half floats, by their definition. */
static void test_half(void **state)
{
    (void)state;
    static unsigned char bytes[131072 + 128];
    struct bytes head = npy(1, "{'descr': '<f2', 'fortran_order': False, 'shape': (65536,), }");
    memcpy(bytes, head.data, head.length);
    for (size_t i = 0; i < 65536; i++) {
        bytes[head.length + 2 * i] = (unsigned char)i;
        bytes[head.length + 2 * i + 1] = (unsigned char)(i >> 8);
    }
    write_file("half.npy", bytes, head.length + 131072);
    struct array a;
    double *got = memory_new(65536, sizeof *got);
    opened(&a, "half.npy");
    gather(&a, got);
    for (int i = 0; i < 65536; i++) {
        int exponent = i >> 10 & 31, fraction = i & 1023;
        double x = exponent == 0 ? ldexp(fraction, -24) : ldexp(1024 + fraction, exponent - 25);
        x = exponent == 31 ? (fraction == 0 ? INFINITY : NAN) : x;
        assert_true(isnan(x) ? isnan(got[i]) : got[i] == (i >> 15 ? -x : x));
    }
    array_close(&a);
    free(got);
}

static void test_whole_types(void **state)
{
    (void)state;
    static const struct {
        const char *type;
        size_t size;
        uint64_t bits;
        double want;
    } kinds[] = {
        { "|i1", 1, 0xff, -1 },
        { "|u1", 1, 0xff, 255 },
        { "|b1", 1, 1, 1 },
        { "<i2", 2, 0xfffe, -2 },
        { "<u2", 2, 0xfffe, 65534 },
        { "<i4", 4, 0xffffffff, -1 },
        { "<u4", 4, 0xffffffff, 4294967295 },
        { "<i8", 8, UINT64_MAX, -1 },
        { "<u8", 8, 1ULL << 63, 0x1p63 },
        { "=i4", 4, 5, 5 },
    };
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        char dictionary[100];
        (void)snprintf(dictionary, sizeof dictionary,
                       "{'descr': '%s', 'fortran_order': False, 'shape': (1,), }", kinds[i].type);
        struct bytes b = npy(1, dictionary);
        add_little(&b, kinds[i].bits, kinds[i].size);
        write_file("x.npy", b.data, b.length);
        struct array a;
        double got;
        opened(&a, "x.npy");
        assert_null(a.dtype);
        gather(&a, &got);
        assert_true(got == kinds[i].want);
        array_close(&a);
    }
}

/* Shapes below and above a tile, both orders, through a file and a pipe. */
static void test_orders(void **state)
{
    (void)state;
    static const uint64_t shapes[][2] = { { 1, 1 },     { 5, 7 },     { 1, 40000 },
                                          { 40000, 1 }, { 300, 200 }, { 3, 16384 },
                                          { 16385, 2 }, { 0, 4 },     { 4, 0 } };
    for (size_t k = 0; k < sizeof shapes / sizeof shapes[0]; k++) {
        for (int fortran = 0; fortran < 2; fortran++) {
            uint64_t rows = shapes[k][0], columns = shapes[k][1], n = rows * columns;
            char dictionary[120];
            (void)snprintf(dictionary, sizeof dictionary,
                           "{'descr': '<f4', 'fortran_order': %s, 'shape': (%llu, %llu), }",
                           fortran ? "True" : "False", (unsigned long long)rows,
                           (unsigned long long)columns);
            struct bytes head = npy(1, dictionary);
            float *data = memory_new(n, sizeof *data);
            double *got = memory_new(n, sizeof *got);
            for (uint64_t i = 0; i < n; i++) {
                uint64_t row = fortran ? i % rows : i / columns,
                         column = fortran ? i / rows : i % columns;
                data[i] = (float)(row * columns + column);
            }
            FILE *f = fopen(at("x.npy"), "wb");
            assert_int_equal(fwrite(head.data, 1, head.length, f), head.length);
            assert_int_equal(fwrite(data, sizeof *data, n, f), n);
            (void)fclose(f);
            struct array a;
            opened(&a, "x.npy");
            assert_true(a.shape[0] == rows && a.shape[1] == columns);
            gather(&a, got);
            for (uint64_t i = 0; i < n; i++) {
                assert_true(got[i] == (double)i);
            }
            array_close(&a);
            free(data);
            free(got);
        }
    }
}

static void test_pipe(void **state)
{
    (void)state;
    struct bytes b = npy(1, "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }");
    for (int i = 0; i < 6; i++) {
        add_little(&b, float_bits((float)i), 4);
    }
    for (int more = -1; more < 2; more++) {
        int ends[2];
        char path[32];
        assert_int_equal(pipe(ends), 0);
        size_t length = b.length + (size_t)(4 * more);
        assert_int_equal(write(ends[1], b.data, length), (ssize_t)length);
        (void)close(ends[1]);
        (void)snprintf(path, sizeof path, "/dev/fd/%d", ends[0]);
        struct array a;
        struct tile t;
        struct error err = { 0 };
        assert_true(array_open(&a, path, &err));
        bool ok = array_next(&a, &t, &err);
        assert_true(ok == (more >= 0));
        ok = ok && array_next(&a, &t, &err);
        assert_true(ok == (more == 0));
        assert_true(ok || err.text[0] != '\0');
        array_close(&a);
        (void)close(ends[0]);
    }
}

static void refused(const char *name, const char *says)
{
    struct array a;
    struct error err = { 0 };
    assert_false(array_open(&a, at(name), &err));
    if (strstr(err.text, says) == NULL) {
        fail_msg("wanted %s, got %s", says, err.text);
    }
    assert_null(strchr(err.text, '\n'));
}

static void test_npy_refused(void **state)
{
    (void)state;
    static const struct {
        const char *dictionary;
        size_t data;
        const char *says;
    } bad[] = {
        { "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }", 8, "the file has" },
        { "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }", 16, "the file has" },
        { "{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296), }", 0,
          "more bytes than any file" },
        { "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), }", 0,
          "larger than any memory" },
        { "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }", 0, "not of whole numbers" },
        { "{'descr': '<f4', 'fortran_order': False, 'shape': 3, }", 12, "not what numpy writes" },
        { "{'descr': '<f4', 'fortran_order': 0, 'shape': (3,), }", 12, "neither True nor False" },
        { "{'descr': '<f4', 'fortran_order': False, }", 12, "not what numpy writes" },
        { "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (3,)}", 12,
          "not what numpy writes" },
        { "{'descr': '<f4', 'fortran_order': False, 'shape': (3,)} x", 12,
          "not what numpy writes" },
        { "{'descr': '|O', 'fortran_order': False, 'shape': (3,), }", 12, "Python objects" },
        { "{'descr': '<c8', 'fortran_order': False, 'shape': (1,), }", 8,
          "is of type '<c8', which cannot be read" },
        { "{'descr': '|V2', 'fortran_order': False, 'shape': (1,), }", 2, "is of type '|V2'" },
        { "{'descr': '<U3', 'fortran_order': False, 'shape': (1,), }", 12, "is of type '<U3'" },
        { "{'descr': '<q4', 'fortran_order': False, 'shape': (1,), }", 4, "type is unknown" },
        { "{'descr': '', 'fortran_order': False, 'shape': (1,), }", 4, "type is unknown" },
        { "{'descr': '<f4x', 'fortran_order': False, 'shape': (1,), }", 4, "type is unknown" },
        { "{'descr': '<f4', 'fortran_order': False, 'shape': (), }", 4, "single number" },
        { "{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (1,), }", 4, "named fields" },
        { "{'descr': '<f\\", 0, "broken escape" },
        { "", 0, "not what numpy writes" },
        { "[1, 2]", 0, "not what numpy writes" },
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct bytes b = npy(1, bad[i].dictionary);
        for (size_t k = 0; k < bad[i].data; k++) {
            add_little(&b, 0, 1);
        }
        write_file("bad.npy", b.data, b.length);
        refused("bad.npy", bad[i].says);
    }
    refused("nothing.npy", "No such file");
    refused(".", "is a folder");
    write_text("bad.npy", "x,f\n1,a\n");
    refused("bad.npy", "its last column, 'f', holds words");
    write_text("bad.npy", "\1\2\3\4\5\6\7\10\11");
    refused("bad.npy", "not an npy file");
    write_text("bad.npy", "\x93NUM");
    refused("bad.npy", "ends too early");
    struct bytes b = npy(4, "{}");
    write_file("bad.npy", b.data, b.length);
    refused("bad.npy", "version 4.0 is not known");
    write_file("bad.npy", "\x93NUMPY\x02\x00\xff\xff\xff\x7f", 12);
    refused("bad.npy", "its header claims 2147483647 bytes");
}

/* ---- columns -------------------------------------------------------------------------------- */

static void columns_opened(struct columns *c, const char *name)
{
    struct error err = { 0 };
    if (!columns_open(c, at(name), &err)) {
        fail_msg("%s", err.text);
    }
}

static size_t all_rows(struct columns *c, double (*x)[16])
{
    double *cells[16];
    struct error err = { 0 };
    size_t rows = 0, count;
    do {
        for (size_t k = 0; k < c->count; k++) {
            cells[k] = x[k] + rows;
        }
        count = 3;
        if (!columns_read(c, &count, cells, &err)) {
            fail_msg("%s", err.text);
        }
        rows += count;
    } while (count == 3);
    return rows;
}

static void test_csv(void **state)
{
    (void)state;
    static const char *const same[] = {
        "x,f\n1,2\n-3e2,nan\n0x10,inf\n5,6\n",
        "x,f\r\n1,2\r\n-3e2,nan\r\n0x10,inf\r\n5,6",
        "\xef\xbb\xbf\"x\",\"f\"\n\"1\",2\n\n-300,nan\n# a remark, here\n 16 , inf\n5,6\n\n",
        "x\tf\n1\t2\n-300\tnan\n16\tinf\n5\t6\n",
        "x;f\n1;2\n-300;nan\n16;inf\n5;6\n",
        "# savetxt\nx f\n1.0e+00 2\n  -300   nan  \n16 inf\n5 6 \r\n",
        "x f\r1 2\r-300 nan\r16 inf \r5 6\r",
    };
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
        struct columns c;
        double x[2][16] = { { 0 } };
        write_text("x.csv", same[i]);
        columns_opened(&c, "x.csv");
        assert_int_equal(c.count, 2);
        assert_true(c.named);
        assert_string_equal(c.names[0], "x");
        assert_string_equal(c.names[1], "f");
        assert_string_equal(c.dtypes[1]->name, "float64");
        assert_int_equal(columns_find(&c, "f", 9), 1);
        assert_int_equal(columns_find(&c, "g", 9), 9);
        assert_int_equal(all_rows(&c, x), 4);
        assert_true(x[0][0] == 1 && x[0][1] == -300 && x[0][2] == 16 && x[0][3] == 5);
        assert_true(x[1][0] == 2 && isnan(x[1][1]) && isinf(x[1][2]) && x[1][3] == 6);
        assert_int_equal(c.nclasses, 0);
        columns_close(&c);
    }
}

static void test_csv_plain(void **state)
{
    (void)state;
    struct columns c;
    double x[4][16] = { { 0 } };
    write_text("x.csv", "1,2,3\n4,5,6\n");
    columns_opened(&c, "x.csv");
    assert_false(c.named);
    assert_string_equal(c.names[2], "column3");
    assert_int_equal(all_rows(&c, x), 2);
    assert_true(x[2][1] == 6);
    columns_close(&c);
    write_text("x.csv", "7\n8\n9\n10");
    columns_opened(&c, "x.csv");
    assert_int_equal(c.count, 1);
    assert_int_equal(all_rows(&c, x), 4);
    columns_close(&c);
    write_text("x.csv", "a,\"b, \"\"c\"\"\nd\",e\n");
    columns_opened(&c, "x.csv");
    assert_string_equal(c.names[1], "b, \"c\"\nd");
    assert_int_equal(all_rows(&c, x), 0);
    columns_close(&c);
}

static void test_csv_classes(void **state)
{
    (void)state;
    struct columns c;
    double x[3][16] = { { 0 } };
    write_text("iris.csv", "length,width,kind\n5.1,3.5,setosa\n7,3.2,versicolor\n4.9,3,setosa\n6.3,"
                           "3.3,\"virginica, I\"\n");
    columns_opened(&c, "iris.csv");
    assert_int_equal(all_rows(&c, x), 4);
    assert_int_equal(c.nclasses, 3);
    assert_string_equal(c.classes[2], "virginica, I");
    assert_true(x[2][0] == 0 && x[2][1] == 1 && x[2][2] == 0 && x[2][3] == 2);
    columns_close(&c);
    write_text("iris.csv", "5.1,3.5,setosa\n7,3.2,versicolor\n");
    columns_opened(&c, "iris.csv");
    assert_false(c.named);
    assert_int_equal(all_rows(&c, x), 2);
    assert_string_equal(c.classes[1], "versicolor");
    columns_close(&c);
}

static void csv_refused(const char *text, const char *says)
{
    struct columns c;
    struct error err = { 0 };
    double x[3];
    double *cells[16] = { x, x, x };
    write_text("bad.csv", text);
    bool ok = columns_open(&c, at("bad.csv"), &err);
    if (ok) {
        size_t count;
        do {
            count = 3;
            ok = columns_read(&c, &count, cells, &err);
        } while (ok && count == 3);
        columns_close(&c);
    }
    assert_false(ok);
    if (strstr(err.text, says) == NULL) {
        fail_msg("wanted %s, got %s", says, err.text);
    }
}

static void test_csv_refused(void **state)
{
    (void)state;
    csv_refused("", "is empty");
    csv_refused("\n\n# only\n", "is empty");
    csv_refused("x,f\n1,2\n3\n", "line 3 has 1 cells, the first row has 2");
    csv_refused("x,f\n1,2,3\n", "line 2 has 3 cells, the first row has 2");
    csv_refused("x,f\n1,2\n\n3,four\n", "line 4, column 'f': 'four': not a number");
    csv_refused("x,f\n1,\n", "line 2, column 'f': '': empty");
    csv_refused("x,\"f\n1,2\n", "line 1: a quote is not closed");
    csv_refused("x,\"f\"g\n1,2\n", "line 1: text after a closing quote");
    struct columns c;
    struct error err;
    write_file("bad.csv", "x,f\n1,\0\n", 8);
    double *cells[2] = { NULL, NULL };
    size_t count = 3;
    assert_true(columns_open(&c, at("bad.csv"), &err) == false ||
                columns_read(&c, &count, cells, &err) == false);
    assert_non_null(strstr(err.text, "line 2 holds a zero byte"));
    columns_close(&c);
    assert_false(columns_open(&c, at("nothing.csv"), &err));
    assert_non_null(strstr(err.text, "No such file"));
}

static void test_csv_long(void **state)
{
    (void)state;
    FILE *f = fopen(at("long.csv"), "w");
    for (int i = 0; i < 20000; i++) { /* remarks and rows across the reading buffer */
        (void)fprintf(f, "# %d %s\n", i, "remark after remark, before and between");
        if (i > 10000) {
            (void)fprintf(f, "%d\t%d\n", i, -i);
        }
    }
    (void)fclose(f);
    struct columns c;
    struct error err;
    static double x[2][10000];
    double *cells[2] = { x[0], x[1] };
    size_t count = 10000;
    columns_opened(&c, "long.csv");
    assert_true(columns_read(&c, &count, cells, &err));
    assert_int_equal(count, 9999);
    for (int i = 0; i < 9999; i++) {
        assert_true(x[0][i] == i + 10001 && x[1][i] == -i - 10001);
    }
    columns_close(&c);
}

static void test_npy_columns(void **state)
{
    (void)state;
    struct columns c;
    double x[4][16] = { { 0 } };
    struct bytes b = npy(3, "{'descr': [('x', '<f8'), ('', '|V4'), ('\xce\xb2', '>f2'), (\"n'\", "
                            "'<i4')], 'fortran_order': False, 'shape': (5,), }");
    for (int i = 0; i < 5; i++) {
        add_little(&b, bits_of(i / 10.0), 8);
        add_little(&b, 0xdeadbeef, 4);
        add_big(&b, 0x3c00, 2);
        add_little(&b, (uint64_t)i, 4);
    }
    write_file("s.npy", b.data, b.length);
    columns_opened(&c, "s.npy");
    assert_int_equal(c.count, 3);
    assert_string_equal(c.names[1], "\xce\xb2");
    assert_string_equal(c.names[2], "n'");
    assert_string_equal(c.dtypes[1]->name, "float16");
    assert_null(c.dtypes[2]);
    assert_int_equal(all_rows(&c, x), 5);
    for (int i = 0; i < 5; i++) {
        assert_true(x[0][i] == i / 10.0 && x[1][i] == 1 && x[2][i] == i);
    }
    columns_close(&c);
    for (int fortran = 0; fortran < 2; fortran++) {
        b = npy(1, fortran ? "{'descr': '<f4', 'fortran_order': True, 'shape': (7, 2), }"
                           : "{'descr': '<f4', 'fortran_order': False, 'shape': (7, 2), }");
        for (int i = 0; i < 14; i++) {
            int row = fortran ? i % 7 : i / 2, column = fortran ? i / 7 : i % 2;
            add_little(&b, float_bits((float)(10 * row + column)), 4);
        }
        write_file("p.npy", b.data, b.length);
        columns_opened(&c, "p.npy");
        assert_int_equal(c.count, 2);
        assert_false(c.named);
        assert_int_equal(all_rows(&c, x), 7);
        assert_true(x[0][6] == 60 && x[1][6] == 61 && x[1][0] == 1);
        columns_close(&c);
    }
    struct error err;
    b = npy(1,
            "{'descr': [('x', '<f8'), ('name', '<U2')], 'fortran_order': False, 'shape': (0,), }");
    write_file("s.npy", b.data, b.length);
    assert_false(columns_open(&c, at("s.npy"), &err));
    assert_non_null(strstr(err.text, "'name' is neither"));
    b = npy(1, "{'descr': [('x', '<f8', (2,))], 'fortran_order': False, 'shape': (0,), }");
    write_file("s.npy", b.data, b.length);
    assert_false(columns_open(&c, at("s.npy"), &err));
    assert_non_null(strstr(err.text, "fields are arrays"));
    b = npy(1, "{'descr': [('x', [('y', '<f8')])], 'fortran_order': False, 'shape': (0,), }");
    write_file("s.npy", b.data, b.length);
    assert_false(columns_open(&c, at("s.npy"), &err));
    assert_non_null(strstr(err.text, "fields of their own"));
    b = npy(1, "{'descr': '<f8', 'fortran_order': False, 'shape': (9223372036854775807, 0), }");
    write_file("s.npy", b.data, b.length);
    assert_false(columns_open(&c, at("s.npy"), &err));
    assert_non_null(strstr(err.text, "no columns"));
}

/* ---- tensors -------------------------------------------------------------------------------- */

static const char good_header[] =
    "{\"__metadata__\":{\"format\":\"pt\"},"
    "\"h.0.w\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,24]},"
    "\"h.0.b\":{\"dtype\":\"BF16\",\"shape\":[3],\"data_offsets\":[24,30]},"
    "\"none\":{\"dtype\":\"F64\",\"shape\":[0,9],\"data_offsets\":[30,30]},"
    "\"ids\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[30,38]},"
    "\"half\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[38,42]},"
    "\"wide\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[42,50]}}  ";

static struct bytes good_tensors(void)
{
    struct bytes b = safetensors(good_header, 0);
    for (int i = 0; i < 6; i++) {
        add_little(&b, float_bits((float)i - 2.5F), 4);
    }
    add_little(&b, 0x3f80, 2);
    add_little(&b, 0xc000, 2);
    add_little(&b, 0x7f80, 2);
    add_little(&b, 7, 8);
    add_little(&b, 0x3c00, 2);
    add_little(&b, 0x0001, 2);
    add_little(&b, bits_of(0.1), 8);
    return b;
}

/* As doubles and as floats, in C order. */
static void read_whole(const struct tensors *t, const char *name, double *x, float *y)
{
    const struct tensor *from = tensors_find(t, name);
    struct array a;
    struct error err = { 0 };
    assert_non_null(from);
    if (!array_of(&a, t, from, &err) || !array_doubles(&a, from->elements, x, &err)) {
        fail_msg("%s: %s", name, err.text);
    }
    array_close(&a);
    assert_true(array_of(&a, t, from, &err) && array_floats(&a, from->elements, y, &err));
    array_close(&a);
}

static void test_tensors(void **state)
{
    (void)state;
    struct bytes b = good_tensors();
    struct tensors t;
    struct error err = { 0 };
    write_file("model.safetensors", b.data, b.length);
    if (!tensors_open(&t, at("model.safetensors"), &err)) {
        fail_msg("%s", err.text);
    }
    assert_int_equal(t.count, 6);
    assert_string_equal(t.tensor[t.count - 1].name, "wide"); /* in the header's order */
    const struct tensor *w = tensors_find(&t, "h.0.w");
    assert_true(w != NULL && w->ndims == 2 && w->shape[1] == 3 && w->elements == 6);
    double x[6];
    float y[6];
    read_whole(&t, "h.0.w", x, y);
    assert_true(x[0] == -2.5 && x[5] == 2.5 && y[2] == -0.5F && y[4] == 1.5F);
    read_whole(&t, "h.0.b", x, y);
    assert_true(x[0] == 1 && x[1] == -2 && isinf(x[2]));
    read_whole(&t, "half", x, y);
    assert_true(x[0] == 1 && x[1] == 0x1p-24);
    read_whole(&t, "wide", x, y);
    assert_true(x[0] == 0.1 && y[0] == 0.1F);
    read_whole(&t, "ids", x, y);
    assert_true(tensors_find(&t, "ids")->dtype == NULL && x[0] == 7);
    assert_null(tensors_find(&t, "h"));
    tensors_close(&t);

    struct array a;
    opened(&a, "model.safetensors:h.0.w");
    assert_true(a.rows == 2 && a.columns == 3);
    assert_string_equal(a.dtype->name, "float32");
    gather(&a, x);
    assert_true(x[5] == 2.5);
    array_close(&a);
    refused("model.safetensors:h.0.v", "no array 'h.0.v'; did you mean 'h.0.w'? it has ");
    refused("model.safetensors:zzz", "no array 'zzz'; it has 'h.0.w', ");
    refused("model.safetensors", "holds 6 arrays; write ");
    refused("no.safetensors:x", "No such file");
}

static void tensors_refused(const char *header, size_t data, const char *says)
{
    struct bytes b = safetensors(header, data);
    struct tensors t;
    struct error err = { 0 };
    write_file("bad.safetensors", b.data, b.length);
    assert_false(tensors_open(&t, at("bad.safetensors"), &err));
    if (strstr(err.text, says) == NULL) {
        fail_msg("wanted %s, got %s", says, err.text);
    }
    assert_null(strchr(err.text, '\n'));
}

#define ONE(shape, from, to) \
    "{\"a\":{\"dtype\":\"F32\",\"shape\":" shape ",\"data_offsets\":[" from "," to "]}}"
#define TWO(from, to)                                                                           \
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"b\":{\"dtype\":\"F32\"," \
    "\"shape\":[2],\"data_offsets\":[" from "," to "]}}"

static void test_tensors_refused(void **state)
{
    (void)state;
    tensors_refused(ONE("[2]", "0", "8"), 7, "data_offsets lie outside the file");
    tensors_refused(ONE("[2]", "0", "8"), 9, "bytes at its end belong to no tensor");
    tensors_refused(ONE("[3]", "0", "8"), 8, "shape and its data_offsets do not agree");
    tensors_refused(ONE("[2]", "8", "0"), 8, "outside the file");
    tensors_refused(ONE("[2]", "-8", "0"), 8, "outside the file");
    tensors_refused(ONE("[-2]", "0", "8"), 8, "not of whole numbers");
    tensors_refused(ONE("[2.0]", "0", "8"), 8, "not of whole numbers");
    tensors_refused(ONE("2", "0", "8"), 8, "has no shape");
    tensors_refused(ONE("[4294967296,4294967296]", "0", "8"), 8, "more bytes than any file");
    tensors_refused(ONE("[4611686018427387906]", "0", "8"), 8, "more bytes than any file");
    tensors_refused(TWO("4", "12"), 12, "'b': its bytes overlap");
    tensors_refused(TWO("0", "8"), 8, "overlap");
    tensors_refused(TWO("7", "15"), 15, "overlap");
    tensors_refused(TWO("12", "20"), 20, "bytes before it belong to no tensor");
    tensors_refused("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
                    "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}",
                    8, "a name comes twice");
    tensors_refused("{\"a\":{\"shape\":[1],\"data_offsets\":[0,4]}}", 4, "has no dtype");
    tensors_refused("{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}", 4, "has no data_offsets");
    tensors_refused("{\"a\":3}", 4, "has no dtype");
    tensors_refused("{\"a\":", 4, "not JSON");
    tensors_refused("[1, 2]", 0, "not a JSON object");
    tensors_refused("{\"a\\u0000\":1}", 0, "not JSON");
    struct tensors t;
    struct error err = { 0 };
    struct stat about;
    int fd = open(at("huge.safetensors"), O_CREAT | O_RDWR, 0600);
    assert_int_equal(write(fd, "\x00\xe1\xf5\x05\0\0\0\0", 8),
                     8); /* 10^8 bytes of header, all of them there */
    assert_int_equal(ftruncate(fd, 100000100), 0);
    assert_int_equal(fstat(fd, &about), 0);
    (void)close(fd);
    assert_false(tensors_open(&t, at("huge.safetensors"), &err));
    assert_non_null(strstr(err.text, "less than 100 MB are allowed"));
    write_text("bad.safetensors", "short");
    assert_false(tensors_open(&t, at("bad.safetensors"), &err));
    assert_non_null(strstr(err.text, "has no rows of numbers below its header"));
    write_text("bad.safetensors", "\5\6\7");
    assert_false(tensors_open(&t, at("bad.safetensors"), &err));
    assert_non_null(strstr(err.text, "ends too early"));
    write_text("bad.safetensors", "{\"not\": \"it\", but long enough to look at}");
    assert_false(tensors_open(&t, at("bad.safetensors"), &err));
    assert_non_null(strstr(err.text, "is not JSON"));
    write_text("bad.safetensors", "\1\2\3\4\5\6\7\10 long enough to look at");
    assert_false(tensors_open(&t, at("bad.safetensors"), &err));
    assert_non_null(strstr(err.text, "not a safetensors file, or cut off"));
}

static void test_shards(void **state)
{
    (void)state;
    struct tensors t;
    struct error err = { 0 };
    struct bytes one = safetensors(ONE("[2]", "0", "8"), 8);
    struct bytes two =
        safetensors("{\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4);
    assert_int_equal(mkdir(at("whole"), 0700), 0);
    write_file("whole/model-1.safetensors", one.data, one.length);
    write_file("whole/model-2.safetensors", two.data, two.length);
    static const char map[] = "{\"metadata\":{\"total_size\":12},\"weight_map\":{\"a\":\"model-1."
                              "safetensors\",\"b\":\"model-2.safetensors\"}}";
    write_text("whole/model.safetensors.index.json", map);
    static const char *const names[] = { "whole", "whole/model.safetensors.index.json",
                                         "whole/model.safetensors", "whole/" };
    for (size_t i = 0; i < 4; i++) {
        if (!tensors_open(&t, at(names[i]), &err)) {
            fail_msg("%s", err.text);
        }
        assert_int_equal(t.count, 2);
        double x;
        float y;
        read_whole(&t, "b", &x, &y);
        assert_true(float_bits(y) == 0x03020100);
        tensors_close(&t);
    }
    static const struct {
        const char *map, *says;
    } bad[] = {
        { "{\"weight_map\":{\"a\":\"../x.safetensors\"}}", "plain names of files beside it" },
        { "{\"weight_map\":{\"a\":\"/etc/passwd\"}}", "plain names of files beside it" },
        { "{\"weight_map\":{\"a\":7}}", "names no file for 'a'" },
        { "{\"weight_map\":{\"a\":\"model-2.safetensors\"}}",
          "tensor 'a' is not in 'model-2.safetensors'" },
        { "{\"weight_map\":{\"a\":\"missing.safetensors\"}}", "No such file" },
        { "{\"weight_map\":[]}", "has no weight_map" },
        { "{", "not JSON" },
        { "", "is empty" },
        { "no", "not JSON" },
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        write_text("whole/model.safetensors.index.json", bad[i].map);
        assert_false(tensors_open(&t, at("whole"), &err));
        if (strstr(err.text, bad[i].says) == NULL) {
            fail_msg("wanted %s, got %s", bad[i].says, err.text);
        }
    }
    write_file("whole/model-2.safetensors", one.data, one.length);
    write_text("whole/model.safetensors.index.json", map);
    assert_false(tensors_open(&t, at("whole"), &err));
    assert_non_null(strstr(err.text, "tensor 'b' is not in 'model-2.safetensors'"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_npy_types),   cmocka_unit_test(test_half),
        cmocka_unit_test(test_whole_types), cmocka_unit_test(test_orders),
        cmocka_unit_test(test_pipe),        cmocka_unit_test(test_npy_refused),
        cmocka_unit_test(test_csv),         cmocka_unit_test(test_csv_plain),
        cmocka_unit_test(test_csv_classes), cmocka_unit_test(test_csv_refused),
        cmocka_unit_test(test_csv_long),    cmocka_unit_test(test_npy_columns),
        cmocka_unit_test(test_tensors),     cmocka_unit_test(test_tensors_refused),
        cmocka_unit_test(test_shards),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
