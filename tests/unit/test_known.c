/* input: what is no file of numbers is told by its first bytes, whatever its name, with what would
 * help; and what is no file at all is refused at once. */
#include "input/input.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[64];

static const char *at(const char *name)
{
    static char path[100];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static int setup(void **state)
{
    (void)state;
    (void)alarm(60); /* to wait for a FIFO is to fail */
    (void)snprintf(folder, sizeof folder, "/tmp/actfn-known-XXXXXX");
    return mkdtemp(folder) == NULL;
}

static int teardown(void **state)
{
    char command[100];
    (void)state;
    (void)snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command); /* NOLINT(cert-env33-c): the name is ours */
}

static void write_bytes(const char *name, const void *bytes, size_t length)
{
    FILE *f = fopen(at(name), "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, length, f), length);
    assert_int_equal(fclose(f), 0);
}

/* ---- the readers: of each a file is wanted -------------------------------------------------- */

static bool read_table(const char *path, struct error *err)
{
    struct columns c;
    bool ok = columns_open(&c, path, err);
    columns_close(&c);
    return ok;
}

static bool read_array(const char *path, struct error *err)
{
    struct array a;
    bool ok = array_open(&a, path, err);
    if (ok) {
        array_close(&a);
    }
    return ok;
}

static bool read_model(const char *path, struct error *err)
{
    struct tensors t;
    bool ok = tensors_open(&t, path, err);
    if (ok) {
        tensors_close(&t);
    }
    return ok;
}

static bool read_config(const char *path, struct error *err)
{
    static const char *const keys[] = { "act", NULL };
    struct config_text found = { 0 };
    bool ok = config_find(path, keys, &found, err);
    config_text_free(&found);
    return ok;
}

typedef bool reader(const char *path, struct error *err);

/* One line, which begins with the file and says all of the words (separated by |). */
static void refused(reader *read, const char *path, const char *words)
{
    struct error err = { 0 };
    char copy[200], *rest = copy;
    if (read(path, &err)) {
        fail_msg("%s is taken, but it should be refused with %s", path, words);
    }
    (void)snprintf(copy, sizeof copy, "%s", words);
    for (const char *word; (word = strtok_r(rest, "|", &rest)) != NULL;) {
        if (strstr(err.text, word) == NULL) {
            fail_msg("%s: wanted %s, got %s", path, word, err.text);
        }
    }
    assert_null(strchr(err.text, '\n'));
    assert_true(err.text[0] == '\'');
}

/* ---- kinds ---------------------------------------------------------------------------------- */

#define BYTES(text) (text), sizeof(text) - 1
static const struct {
    const char *bytes;
    size_t length;
    const char *says, *model;
} foreign[] = {
    { BYTES("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"),
      "git-lfs pointer|git lfs pull", NULL },
    { BYTES("<!DOCTYPE html>\n<html><title>Sign in</title>"), "HTML|/resolve/", NULL },
    { BYTES("\xef\xbb\xbf\r\n <!doctype HTML>"), "HTML", NULL },
    { BYTES("<html lang=\"en\">"), "HTML", NULL },
    { BYTES("<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code>"), "XML|address", NULL },
    { BYTES("404: Not Found"), "404|address", NULL },
    { BYTES("Entry not found"), "Entry not found|address", NULL },
    { BYTES("\x1f\x8b\x08\0\0\0\0\0\0\3x,f\n1,2\n"), "gzip|gunzip -c", NULL },
    { BYTES("BZh91AY&SY"), "bzip2|bunzip2", NULL },
    { BYTES("\xfd"
            "7zXZ\0\0\4"),
      "xz|xz -dc", NULL },
    { BYTES("\x28\xb5\x2f\xfd\x04\x00"), "zstd", NULL },
    { BYTES("PK\3\4\x14\0\0\0\0\0....................[Content_Types].xml PK\5\6"),
      "xlsx|read_excel", NULL },
    { BYTES("PK\3\4\x14\0\0\0\0\0....................readme.txt PK\5\6"), "zip|unzip", NULL },
    { BYTES("PK\3\4\x14\0\0\0\0\0....................arr_0.npy\x93NUMPY"), "npz|cut off", NULL },
    { BYTES("\x89HDF\r\n\x1a\n\0\0\0\0"), "HDF5|h5py|np.save", "safetensors" },
    { BYTES("\x1c\0\0\0TFL3\x14\0"), "TensorFlow Lite|export", NULL },
    { BYTES("\x08\7\x12\7pytorch\x1a\5"
            "1.13"),
      "ONNX|onnx.load", NULL },
    { BYTES("\x80\2\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19."),
      "PyTorch file of the old kind", NULL },
    { BYTES("\x80\4\x95\x10\0\0\0\0\0\0\0]."), "pickle|pickle.load", "pickle|torch.load" },
    { BYTES("PAR1\x15\4\x15"), "parquet|read_parquet", NULL },
    { BYTES("\x89PNG\r\n\x1a\n\0"), "PNG|numbers are wanted", NULL },
    { BYTES("\xff\xfex\0,\0f\0\n\0"), "UTF-16|iconv", NULL },
    { BYTES("\xfe\xff\0x\0,\0f\0\n"), "UTF-16|iconv", NULL },
    { BYTES(""), "empty|0 bytes", NULL },
};

/* Of every kind under every name, with every reader: the same is said. */
static void test_foreign(void **state)
{
    static const char *const names[] = { "a.npy", "a.csv", "a.safetensors", "a.bin", "a" };
    (void)state;
    for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++) {
        for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
            write_bytes(names[k], foreign[i].bytes, foreign[i].length);
            bool other = foreign[i].model != NULL;
            refused(read_table, at(names[k]), other ? foreign[i].model : foreign[i].says);
            refused(read_array, at(names[k]), other ? foreign[i].model : foreign[i].says);
            refused(read_model, at(names[k]), other ? foreign[i].model : foreign[i].says);
            write_bytes("config.json", foreign[i].bytes, foreign[i].length);
            refused(read_config, at("m.safetensors"), foreign[i].says);
        }
    }
}

static void test_tar(void **state)
{
    char bytes[1024] = "acts.npy";
    (void)state;
    memcpy(bytes + 257, "ustar", 5);
    write_bytes("a.npy", bytes, sizeof bytes);
    refused(read_array, at("a.npy"), "tar archive|tar -xf '/tmp/");
    refused(read_model, at("a.npy"), "tar archive|tar -xf");
}

/* What one reader takes and another does not. */
static const char NPY[] = "\x93NUMPY\1\0\x3c\0{'descr': '<f8', 'fortran_order': False, 'shape': "
                          "(1, 2), }\n\0\0\0\0\0\0\xf0\x3f\0\0\0\0\0\0\0\x40";
static const char TENSORS[] = "\x38\0\0\0\0\0\0\0{\"w\":{\"dtype\":\"F32\",\"shape\":[1,1],\"data_"
                              "offsets\":[0,4]}}\0\0\x80\x3f";

static void test_suffix_does_not_decide(void **state)
{
    struct error err = { 0 };
    (void)state;
    write_bytes("a.csv", NPY, sizeof NPY - 1);
    assert_true(read_table(at("a.csv"), &err) && read_array(at("a.csv"), &err));
    assert_true(read_model(at("a.csv"), &err));
    write_bytes("a.npy", "x,f\n1,2\n", 8);
    assert_true(read_table(at("a.npy"), &err));
    write_bytes("b.bin", TENSORS, sizeof TENSORS - 1);
    assert_true(read_model(at("b.bin"), &err));
    assert_true(read_array(at("b.bin:w"), &err));
    assert_true(read_array(at("b.bin"), &err));
    refused(read_array, at("b.bin:v"), "no array 'v'; it has 'w'");
    assert_true(read_table(at("b.bin"), &err));
    write_bytes("c.csv", "{\"x\": [1, 2]}", 13);
    refused(read_table, at("c.csv"), "JSON|read_json");
    write_bytes("m.safetensors", "{\"error\": \"not found\"}", 22);
    refused(read_model, at("m.safetensors"), "JSON|no index");
}

/* Files that end before their header says. */
static void test_cut_off(void **state)
{
    (void)state;
    for (size_t n = 1; n < sizeof NPY - 1; n++) {
        write_bytes("cut.npy", NPY, n);
        refused(read_array, at("cut.npy"), n < 70 ? "'" : "cut off");
        refused(read_table, at("cut.npy"), n < 70 ? "'" : "cut off");
    }
    for (size_t n = 9; n < sizeof TENSORS - 1; n++) {
        write_bytes("cut.safetensors", TENSORS, n);
        refused(read_model, at("cut.safetensors"), "cut off");
    }
}

/* ---- no files ------------------------------------------------------------------------------- */

static void test_no_files(void **state)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    (void)state;
    (void)snprintf(address.sun_path, sizeof address.sun_path, "%s", at("socket.npy"));
    assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(mkfifo(at("pipe.npy"), 0600), 0);
    assert_int_equal(symlink("/dev/zero", at("zero.npy")), 0);
    assert_int_equal(mkdir(at("folder.npy"), 0700), 0);
    static const struct {
        const char *name, *says;
    } cases[] = {
        { "socket.npy", "socket|not a regular file" },
        { "pipe.npy", "named pipe (FIFO)|not a regular file" },
        { "zero.npy", "device|not a regular file" },
        { "folder.npy", "folder" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        refused(read_table, at(cases[i].name), cases[i].says);
        refused(read_array, at(cases[i].name), cases[i].says);
        refused(read_model, at(cases[i].name), cases[i].says);
    }
    (void)close(fd);
    (void)unlink(at("config.json"));
    assert_int_equal(mkfifo(at("config.json"), 0600), 0);
    refused(read_config, at("m.safetensors"), "named pipe (FIFO)");
    assert_int_equal(mkfifo(at("folder.npy/model.safetensors"), 0600), 0);
    refused(read_model, at("folder.npy"), "named pipe (FIFO)");
    static const char index[] = "{\"weight_map\": {\"w\": \"pipe.npy\"}}";
    write_bytes("m.index.json", index, sizeof index - 1);
    refused(read_model, at("m.index.json"), "named pipe (FIFO)");
}

/* A pipe that is open is read, and its first bytes are not lost. */
static void test_open_pipe(void **state)
{
    static const struct {
        const char *bytes;
        size_t length;
    } cases[] = { { BYTES("x,f\n1,2\n") }, { BYTES(NPY) } };
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        int ends[2];
        char path[32];
        struct columns c;
        struct error err = { 0 };
        double x[4], f[4], *cells[] = { x, f };
        size_t count = 4;
        assert_int_equal(pipe(ends), 0);
        assert_int_equal(write(ends[1], cases[i].bytes, cases[i].length), (ssize_t)cases[i].length);
        (void)close(ends[1]);
        (void)snprintf(path, sizeof path, "/dev/fd/%d", ends[0]);
        assert_true(columns_open(&c, path, &err));
        assert_true(c.count == 2 && columns_read(&c, &count, cells, &err));
        assert_true(count == 1 && x[0] == 1 && f[0] == 2);
        columns_close(&c);
        (void)close(ends[0]);
    }
}

/* ---- numbers of other countries ------------------------------------------------------------- */

static void test_decimal_comma(void **state)
{
    static const struct {
        const char *text;
        double x, f;
    } ok[] = {
        { "1,5;2,5\n", 1.5, 2.5 },
        { "x;f\r\n-0,5;1e-3\r\n", -0.5, 1e-3 },
        { "\xef\xbb\xbf"
          "x;f\n1,5e3;2\n",
          1500, 2 },
        { "x\tf\n1,5\t,5\n", 1.5, 0.5 },
        { "\"1,5\";\"2,5\"\n3;4\n", 1.5, 2.5 },
        { "x f\n1,5 2,5\n", 1.5, 2.5 },
        { "1.5;2.5\n", 1.5, 2.5 },
        { "x (a;b),f\n1,2\n", 1, 2 },
        { "1,5;2,5\r\n\r\n3,5;4,5", 1.5, 2.5 },
    };
    static const struct {
        const char *text, *says;
    } bad[] = {
        { "x;f\n1.234;5,6\n", "line 2, column 'f': '5,6'" },
        { "x;f\n1,2;5\n1.5;6\n", "line 3" },
        { "x;f\n1,2,3;4\n", "not a number" },
        { "x;f\n1.234,5;4\n", "not a number" },
        { "x,f\n\"1,5\",2\n", "not a number" },
        { ",2\n3,4\n", "line 1, column 'column1': '': empty" },
    };
    struct columns c;
    struct error err = { 0 };
    double x[4], f[4], *cells[] = { x, f };
    (void)state;
    for (size_t i = 0; i < sizeof ok / sizeof *ok; i++) {
        size_t count = 4;
        write_bytes("d.csv", ok[i].text, strlen(ok[i].text));
        if (!columns_open(&c, at("d.csv"), &err) || c.count != 2 ||
            !columns_read(&c, &count, cells, &err) || count == 0) {
            fail_msg("%s: %s", ok[i].text, err.text);
        }
        if (!(x[0] == ok[i].x && f[0] == ok[i].f)) {
            fail_msg("%s: %g %g", ok[i].text, x[0], f[0]);
        }
        columns_close(&c);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        size_t count = 4;
        write_bytes("d.csv", bad[i].text, strlen(bad[i].text));
        assert_false(columns_open(&c, at("d.csv"), &err) && c.count == 2 &&
                     columns_read(&c, &count, cells, &err));
        if (strstr(err.text, bad[i].says) == NULL) {
            fail_msg("%s: wanted %s, got %s", bad[i].text, bad[i].says, err.text);
        }
        columns_close(&c);
    }
}

static void test_numbers(void **state)
{
    static const struct {
        const char *text;
        size_t n;
        double x[4];
    } ok[] = {
        { "1,5;2,5\n", 2, { 1.5, 2.5 } },
        { "1,5 ; 2,5\n", 2, { 1.5, 2.5 } },
        { "1,2,3\n", 3, { 1, 2, 3 } },
        { "1, 5", 2, { 1, 5 } },
        { "1,-5\n", 2, { 1, -5 } },
        { "0.5,1.5\n", 2, { 0.5, 1.5 } },
        { "1;2;3", 3, { 1, 2, 3 } },
        { "\xef\xbb\xbf"
          "1\r\n2\r\n",
          2,
          { 1, 2 } },
        { "1,2,3,4\n", 4, { 1, 2, 3, 4 } },
        { "-0,5;7;1,5e1\n", 3, { -0.5, 7, 15 } },
        { "1,nan", 2, { 1, 0 } },
        { "", 0, { 0 } },
        { "\xef\xbb\xbf", 0, { 0 } },
        { ",1,,2,\n", 2, { 1, 2 } },
    };
    static const char *const bad[] = { "1,5",        "1,5\n",   "1,5\r\n2,5\r\n",
                                       "3 1,5\n",    "1,2 3,4", ";3 1,5",
                                       "1;2\n1,5\n", "-1,5e3",  "1,2\n;3" };
    (void)state;
    for (size_t i = 0; i < sizeof ok / sizeof *ok + sizeof bad / sizeof *bad; i++) {
        bool wanted = i < sizeof ok / sizeof *ok;
        const char *text = wanted ? ok[i].text : bad[i - sizeof ok / sizeof *ok];
        for (size_t block = 1; block <= 8; block++) { /* where the blocks end must not matter */
            struct numbers in = { .file = tmpfile(), .name = "standard input" };
            struct error err = { 0 };
            double x[16];
            size_t n = 0, count;
            bool read;
            assert_non_null(in.file);
            (void)fputs(text, in.file);
            rewind(in.file);
            do {
                count = block;
                read = numbers_read(&in, &count, x + n, &err);
                n += read ? count : 0;
            } while (read && count == block);
            (void)fclose(in.file);
            if (read != wanted || (read && n != ok[i].n) ||
                (!read && strstr(err.text, "decimal comma, or two?") == NULL)) {
                fail_msg("%s: %zu numbers, %s", text, n, err.text);
            }
            for (size_t k = 0; read && k < n; k++) {
                assert_true(x[k] == ok[i].x[k] || x[k] != x[k]);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_foreign),
        cmocka_unit_test(test_tar),
        cmocka_unit_test(test_suffix_does_not_decide),
        cmocka_unit_test(test_cut_off),
        cmocka_unit_test(test_no_files),
        cmocka_unit_test(test_open_pipe),
        cmocka_unit_test(test_decimal_comma),
        cmocka_unit_test(test_numbers),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
