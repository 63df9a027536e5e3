/* input, hostile: of good files of every kind every prefix and every other value of every byte is
 * tried. What comes of it is refused with one line of reason or read to its end, in two ways that
 * agree (drain.c); never worse. */
#include "drain.h"
#include "zip_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct file {
    unsigned char bytes[1024];
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
static void spoil_by(const char *what, drain *how, const char *suffix, struct file f,
                     unsigned factor)
{
    size_t read = 0, tried = 0;
    assert_true(drained(how, suffix, f.bytes, f.length));
    for (size_t n = 0; n < f.length; n++)
        assert_true(!drained(how, suffix, f.bytes, n) || how == drain_csv);
    for (size_t i = 0; i < f.length; i++)
        for (unsigned change = 1; change < 256; change *= factor, change += factor == 1, tried++) {
            f.bytes[i] ^= (unsigned char)change;
            read += drained(how, suffix, f.bytes, f.length);
            f.bytes[i] ^= (unsigned char)change;
        }
    print_message("%s: %zu changes, %zu read, the others refused\n", what, tried, read);
    assert_true(read > 0 && read < tried);
}

static void spoil(const char *what, drain *how, const char *suffix, struct file f)
{
    spoil_by(what, how, suffix, f, 1);
}

/* Of longer files each bit is changed. */
static void spoil_bits(const char *what, drain *how, const char *suffix, struct file f)
{
    spoil_by(what, how, suffix, f, 2);
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

static struct file zip(const struct zip_entry *entries, size_t count, bool zip64)
{
    struct file f = { .length = 0 };
    f.length = zip_make(f.bytes, sizeof f.bytes, entries, count, zip64);
    return f;
}

static void test_npz(void **state)
{
    (void)state;
    struct file a = npy(1, "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }\n", 24);
    struct file b = npy(1, "{'descr': '>i2', 'fortran_order': True, 'shape': (2, 2), }\n", 8);
    for (int kind = 0; kind < 3; kind++) {
        const struct zip_entry entries[] = { { "z1.npy", a.bytes, a.length, kind == 1 },
                                             { "readme", "x", 1, false },
                                             { "z2.npy", b.bytes, b.length, kind == 1 } };
        static const char *const names[] = { "npz, stored", "npz, deflated", "npz, zip64" };
        spoil_bits(names[kind], drain_tensors, ".npz", zip(entries, 3, kind == 2));
    }
}

/* {"a": {"w": a view of 2 x 2, turned}, "n": [1.5, None], "p": a Parameter of 3 bfloat16} */
static const char PICKLE[] =
    "\x80\2}(X\1\0\0\0a}X\1\0\0\0wctorch._utils\n_rebuild_tensor_v2\nq\0((X\7\0\0\0storageq\1"
    "ctorch\nFloatStorage\nX\1\0\0\0000X\3\0\0\0cpuq\2K\6tQK\1K\2K\2\206K\1K\2\206\211"
    "ccollections\nOrderedDict\n)RtRsX\1\0\0\0n](G\x3f\xf8\0\0\0\0\0\0NeX\1\0\0\0pctorch._utils\n"
    "_rebuild_parameter\nh\0((h\1ctorch\nBFloat16Storage\nX\1\0\0\0001h\2K\3tQK\0K\3\205K\1\205"
    "\211}tR\211}\207Ru.";

static void test_torch(void **state)
{
    (void)state;
    static const unsigned char numbers[24] = { 0, 0, 0x80, 0x3f, 0, 0, 0, 0x40 };
    const struct zip_entry entries[] = { { "x/data.pkl", PICKLE, sizeof PICKLE - 1, false },
                                         { "x/byteorder", "little", 6, false },
                                         { "x/data/0", numbers, 24, false },
                                         { "x/data/1", numbers, 6, false } };
    spoil_bits("torch", drain_tensors, ".pt", zip(entries, 4, false));
}

/* What torch.save(..., _use_new_zipfile_serialization=False) wrote before torch 1.6. */
static const char OLD[] =
    "\x80\2\x8a\nl\xfc\x9c\x46\xf9 "
    "j\xa8P\x19.\x80\2M\xe9\3.\x80\2}q\0X\15\0\0\0little_endianq\1\x88s."
    "\x80\2}q\0X\1\0\0\0aq\1ctorch._utils\n_rebuild_tensor_v2\nq\2((X\7\0\0\0storageq\3ctorch\n"
    "FloatStorage\nq\4X\2\0\0\0k1q\5X\3\0\0\0cpuq\6K\4Ntq\7QK\0K\2K\2\206q\x08K\2K\1\206q\t\211"
    "ccollections\nOrderedDict\nq\n)Rq\x0btq\x0cRq\rs.\x80\2]q\0X\2\0\0\0k1q\1a.";

static void test_torch_old(void **state)
{
    (void)state;
    struct file f = { .length = 0 };
    add(&f, OLD, sizeof OLD - 1);
    add_little(&f, 4, 8);
    add_numbers(&f, 16);
    spoil_bits("torch, the old kind", drain_tensors, ".pt", f);
}

static void test_gguf(void **state)
{
    (void)state;
    struct file f = { .length = 0 };
    add(&f, "GGUF\3\0\0\0\2\0\0\0\0\0\0\0\3\0\0\0\0\0\0\0", 24);
    add(&f, "\x14\0\0\0\0\0\0\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama", 45);
    add(&f, "\x11\0\0\0\0\0\0\0general.alignment\4\0\0\0\x20\0\0\0", 33);
    add(&f, "\1\0\0\0\0\0\0\0t\x9\0\0\0\10\0\0\0\1\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0a", 34);
    add(&f, "\1\0\0\0\0\0\0\0u\2\0\0\0\2\0\0\0\0\0\0\0\3\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0",
        41);
    add(&f, "\1\0\0\0\0\0\0\0q\1\0\0\0\x20\0\0\0\0\0\0\0\x8\0\0\0\x20\0\0\0\0\0\0\0", 33);
    while (f.length % 32)
        add_little(&f, 0, 1);
    add_numbers(&f, 12);
    while (f.length % 32)
        add_little(&f, 0, 1);
    add_numbers(&f, 34);
    spoil_bits("gguf", drain_tensors, ".gguf", f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_npy),       cmocka_unit_test(test_npy_structured),
        cmocka_unit_test(test_tensors),   cmocka_unit_test(test_csv),
        cmocka_unit_test(test_npz),       cmocka_unit_test(test_torch),
        cmocka_unit_test(test_torch_old), cmocka_unit_test(test_gguf),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
