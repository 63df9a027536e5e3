/* input, hostile: of good files of every kind every prefix and every other value of every byte is
 * tried. What comes of it is refused with one line of reason or read to its end, in two ways that
 * agree (drain.c); never worse. */
#include "drain.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct file {
    unsigned char bytes[512];
    size_t length;
};

static void add(struct file *f, const void *bytes, size_t length)
{
    assert_true(f->length + length <= sizeof f->bytes);
    memcpy(f->bytes + f->length, bytes, length);
    f->length += length;
}

static void add_little(struct file *f, uint64_t x, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        unsigned char byte = (unsigned char)(x >> 8 * i);
        add(f, &byte, 1);
    }
}

/* `data` bytes of numbers: 1, 1, ... in single precision. */
static void add_numbers(struct file *f, size_t data)
{
    for (size_t i = 0; i < data; i++)
        add(f, &"\0\0\x80\x3f"[i % 4], 1);
}

static struct file npy(int version, const char *dictionary, size_t data)
{
    struct file f = { .length = 0 };
    add(&f, "\x93NUMPY", 6);
    add_little(&f, (uint64_t)version, 2);
    add_little(&f, strlen(dictionary), version == 1 ? 2 : 4);
    add(&f, dictionary, strlen(dictionary));
    add_numbers(&f, data);
    return f;
}

static struct file tensors(const char *header, size_t data)
{
    struct file f = { .length = 0 };
    add_little(&f, strlen(header), 8);
    add(&f, header, strlen(header));
    add_numbers(&f, data);
    return f;
}

static struct file csv(const char *text)
{
    struct file f = { .length = 0 };
    add(&f, text, strlen(text));
    return f;
}

/* Of a csv file the beginning may be a csv file too; of the others nothing less is one. */
static void spoil(const char *what, drain *how, const char *suffix, struct file f)
{
    size_t read = 0, tried = 0;
    assert_true(drained(how, suffix, f.bytes, f.length));
    for (size_t n = 0; n < f.length; n++)
        assert_true(!drained(how, suffix, f.bytes, n) || how == drain_csv);
    for (size_t i = 0; i < f.length; i++)
        for (unsigned change = 1; change < 256; change++, tried++) {
            f.bytes[i] ^= (unsigned char)change;
            read += drained(how, suffix, f.bytes, f.length);
            f.bytes[i] ^= (unsigned char)change;
        }
    print_message("%s: %zu changes, %zu read, the others refused\n", what, tried, read);
    assert_true(read > 0 && read < tried);
}

static void test_npy(void **state)
{
    (void)state;
    spoil("npy", drain_npy, ".npy",
          npy(1, "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }\n", 24));
    spoil("npy by its bytes", drain_npy, ".csv",
          npy(1, "{'descr': '<f8', 'fortran_order': False, 'shape': (1, 2), }\n", 16));
    spoil("npy of columns", drain_npy, ".npy",
          npy(2, "{'descr': '>f2', 'fortran_order': True, 'shape': (2, 2), }\n", 8));
}

static void test_npy_structured(void **state)
{
    (void)state;
    spoil("structured npy", drain_npy, ".npy",
          npy(3,
              "{'descr': [('x', '<f2'), ('\xce\xb2\\'', '>i4'), ('', '|V1')], 'fortran_order': "
              "False, 'shape': (2,), }\n",
              14));
    spoil("plain fields", drain_npy, ".npy",
          npy(1, "{'descr':[('f','<f8'),('n','|u1')],'shape':(1,),'fortran_order':False}", 9));
}

static void test_tensors(void **state)
{
    (void)state;
    spoil("safetensors", drain_tensors, ".safetensors",
          tensors("{\"__metadata__\":{\"f\":\"pt\"},\"a.w\":{\"dtype\":\"F32\",\"shape\":[2,1],"
                  "\"data_offsets\":[0,8]},"
                  "\"b\":{\"dtype\":\"BF16\",\"shape\":[3],\"data_offsets\":[8,14]},"
                  "\"c\":{\"dtype\":\"I16\",\"shape\":[1],\"data_offsets\":[14,16]}} ",
                  16));
}

static void test_csv(void **state)
{
    (void)state;
    spoil("csv", drain_csv, ".csv",
          csv("\xef\xbb\xbfx,\"f \"\"1\"\"\",kind\r\n1, 2.5e-3 ,a\n# "
              "no\n-3,nan,b\n\n0x1p3,\"4\",a\n"));
    spoil("csv of blanks", drain_csv, ".csv", csv("# savetxt\nx  f\n1.0e+00 2 \n  -3   inf\r\n"));
    spoil("decimal commas", drain_csv, ".csv", csv("x;f\r\n-0,5;1,5e3\r\n2,25;\"3\"\r\n"));
    spoil("tsv", drain_csv, ".csv", csv("1\t2\t3\n4\t5\t\"6\"\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_npy),
        cmocka_unit_test(test_npy_structured),
        cmocka_unit_test(test_tensors),
        cmocka_unit_test(test_csv),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
