/* render: every format written to memory and read back, by jansson, by strtod, byte by byte. */
#include "render/render.h"

#include <fcntl.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>

static const struct layout plain = { .header = true, .columns = 80 };

static char *rendered(const char *format, const struct report *r, const struct layout *layout,
                      size_t *size)
{
    char *text = NULL;
    size_t length = 0;
    struct error err = { 0 };
    FILE *file = open_memstream(&text, &length);
    if (!format_find(format)->render(r, layout, file, &err)) {
        fail_msg("%s: %s", format, err.text);
    }
    (void)fclose(file);
    if (size != NULL) {
        *size = length;
    }
    return text;
}

static void expect(const char *format, const struct report *r, const struct layout *layout,
                   const char *want)
{
    char *got = rendered(format, r, layout, NULL);
    assert_string_equal(got, want);
    free(got);
}

static void small(struct report *r)
{
    report_init(r, "eval");
    report_argument(r, "gelu");
    report_argument(r, "a \"b\"");
    struct table *t = report_table(r, "values", 5);
    double *x = table_numbers(t, "x"), *f = table_numbers(t, "min(x,1)");
    char **name = table_texts(t, "who");
    static const double xs[] = { 0.1, -1e-320, 12345678, NAN, INFINITY },
                        fs[] = { -0.0, 1.0 / 3, 1e300, -INFINITY, 5 };
    static const char *const names[] = { "plain", "with, comma", "say \"hi\"\nthere", "tab\tand \\",
                                         NULL };
    for (int i = 0; i < 5; i++) {
        x[i] = xs[i];
        f[i] = fs[i];
        name[i] = names[i] == NULL ? NULL : text_copy(names[i]);
    }
    (void)table_numbers(report_table(r, "empty", 0), "y");
    struct table *hidden = report_table(r, "hidden", 1);
    hidden->on_request = true;
    table_numbers(hidden, "z")[0] = 7;
}

static void test_formats(void **state)
{
    (void)state;
    size_t n = 0;
    while (format_row(n) != NULL) {
        assert_ptr_equal(format_find(format_row(n)->name), format_row(n));
        n++;
    }
    assert_int_equal(n, 5);
    assert_ptr_equal(format_find(".csv"), format_find("csv"));
    assert_ptr_equal(format_find("txt"), format_find("text"));
    assert_null(format_find("xml"));
    assert_null(format_find(""));
    assert_true(format_find("npy")->binary && !format_find("json")->binary);
}

static void test_csv(void **state)
{
    (void)state;
    struct report r;
    small(&r);
    expect("csv", &r, &plain,
           "x,\"min(x,1)\",who\n"
           "0.1,-0,plain\n"
           "-1e-320,0.3333333333333333,\"with, comma\"\n"
           "12345678,1e300,\"say \"\"hi\"\"\nthere\"\n"
           "nan,-inf,tab\tand \\\n"
           "inf,5,\n");
    expect("tsv", &r, &plain,
           "x\tmin(x,1)\twho\n"
           "0.1\t-0\tplain\n"
           "-1e-320\t0.3333333333333333\twith, comma\n"
           "12345678\t1e300\tsay \"hi\"\\nthere\n"
           "nan\t-inf\ttab\\tand \\\\\n"
           "inf\t5\t\n");
    struct layout l = plain;
    l.header = false;
    l.table = "hidden";
    expect("csv", &r, &l, "7\n");
    l.table = "empty";
    expect("csv", &r, &l, "");
    l.header = true;
    expect("csv", &r, &l, "y\n");
    report_free(&r);
}

static void test_csv_line_end(void **state)
{
    (void)state;
    struct report r;
    report_init(&r, "list");
    char **cell = table_texts(report_table(&r, "words", 2), "word");
    cell[0] = text_copy("a\nb");
    cell[1] = text_copy("a\rb");
    expect("csv", &r, &plain, "word\n\"a\nb\"\n\"a\rb\"\n");
    report_free(&r);
}

static void test_refused(void **state)
{
    (void)state;
    struct report r;
    struct error err;
    struct layout l = plain;
    report_init(&r, "info");
    static const char *const names[] = { "csv", "tsv", "npy" };
    for (size_t i = 0; i < 3; i++) {
        assert_false(format_find(names[i])->render(&r, &plain, stdout, &err));
        assert_non_null(strstr(err.text, "no table"));
    }
    l.table = "no\nsuch";
    assert_false(format_find("csv")->render(&r, &l, stdout, &err));
    assert_string_equal(err.text, "--table 'no\\x0asuch': unknown table");
    report_free(&r);
}

static void test_full(void **state)
{
    (void)state;
    struct report r;
    small(&r);
    struct table *t = report_table(&r, "long", 300000);
    (void)table_numbers(t, "x");
    struct layout l = plain;
    for (int k = 0; k < 2; k++) {
        l.table = k == 0 ? NULL : "long";
        for (size_t i = 0; format_row(i) != NULL; i++) {
            struct error err = { 0 };
            FILE *full = fopen("/dev/full", "w");
            assert_non_null(full);
            assert_false(format_row(i)->render(&r, &l, full, &err));
            assert_string_equal(err.text, "write error: No space left on device");
            (void)fclose(full);
        }
    }
    report_free(&r);
}

/* ---- json ----------------------------------------------------------------------------------- */

static json_t *parsed(const struct report *r, const struct layout *layout)
{
    json_error_t error;
    char *text = rendered("json", r, layout, NULL);
    json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, &error);
    if (root == NULL) {
        fail_msg("%s in %s", error.text, text);
    }
    free(text);
    return root;
}

static void test_json(void **state)
{
    (void)state;
    struct report r;
    small(&r);
    report_fact(&r, "rank", 4);
    report_fact(&r, "third", 1.0 / 3);
    report_fact(&r, "worst", NAN);
    report_fact_text(&r, "word", "a \"b\" \\ \x01 \xce\xb2 \xff");
    report_note(&r, "one");
    json_t *root = parsed(&r, &plain);
    assert_int_equal(json_object_size(root), 6);
    assert_string_equal(json_string_value(json_object_get(root, "command")), "eval");
    assert_string_equal(json_string_value(json_object_get(root, "version")), ACTFN_VERSION);
    json_t *arguments = json_object_get(root, "arguments");
    assert_int_equal(json_array_size(arguments), 2);
    assert_string_equal(json_string_value(json_array_get(arguments, 1)), "a \"b\"");
    json_t *facts = json_object_get(root, "facts");
    assert_true(json_number_value(json_object_get(facts, "rank")) == 4);
    assert_true(json_number_value(json_object_get(facts, "third")) == 1.0 / 3);
    assert_string_equal(json_string_value(json_object_get(facts, "worst")), "nan");
    assert_string_equal(json_string_value(json_object_get(facts, "word")),
                        "a \"b\" \\ \x01 \xce\xb2 \xef\xbf\xbd");
    json_t *tables = json_object_get(root, "tables"), *values = json_object_get(tables, "values");
    assert_null(json_object_get(tables, "hidden"));
    assert_int_equal(json_array_size(json_object_get(json_object_get(tables, "empty"), "y")), 0);
    json_t *x = json_object_get(values, "x"), *who = json_object_get(values, "who");
    assert_int_equal(json_array_size(x), 5);
    assert_true(json_number_value(json_array_get(x, 1)) == -1e-320);
    assert_string_equal(json_string_value(json_array_get(x, 3)), "nan");
    assert_string_equal(json_string_value(json_array_get(x, 4)), "inf");
    assert_string_equal(json_string_value(json_array_get(who, 2)), "say \"hi\"\nthere");
    assert_string_equal(json_string_value(json_array_get(who, 4)), "");
    assert_string_equal(json_string_value(json_array_get(json_object_get(root, "notes"), 0)),
                        "one");
    json_decref(root);
    struct layout l = plain;
    l.table = "hidden";
    root = parsed(&r, &l);
    tables = json_object_get(root, "tables");
    assert_int_equal(json_object_size(tables), 3);
    json_decref(root);
    report_free(&r);
}

static void test_same_names(void **state)
{
    (void)state;
    struct report r;
    report_init(&r, "eval");
    struct table *t = report_table(&r, "values", 1);
    for (int i = 0; i < 3; i++) {
        table_numbers(t, "gelu")[0] = i;
    }
    json_t *root = parsed(&r, &plain);
    json_t *values = json_object_get(json_object_get(root, "tables"), "values");
    assert_int_equal(json_object_size(values), 3);
    assert_true(json_number_value(json_array_get(json_object_get(values, "gelu (3)"), 0)) == 2);
    json_decref(root);
    report_free(&r);
}

/* ---- npy ------------------------------------------------------------------------------------ */

static void test_npy(void **state)
{
    (void)state;
    struct report r;
    size_t size;
    small(&r);
    table_numbers(r.tables[0], "\xce\xb2'")[4] = 2.5;
    unsigned char *bytes = (unsigned char *)rendered("npy", &r, &plain, &size);
    assert_memory_equal(bytes, "\x93NUMPY\x01\x00", 8);
    size_t header = 10 + bytes[8] + 256U * bytes[9];
    assert_int_equal(header % 64, 0);
    assert_int_equal(bytes[header - 1], '\n');
    static const char want[] =
        "{'descr': [('x', '<f8'), ('min(x,1)', '<f8'), ('who', '<U14'), ('\\u03b2\\'', '<f8')], "
        "'fortran_order': False, 'shape': (5,), }";
    assert_memory_equal(bytes + 10, want, sizeof want - 1);
    size_t stride = 8 + 8 + 4 * 14 + 8;
    assert_int_equal(size, header + 5 * stride);
    double x;
    memcpy(&x, bytes + header + stride, 8);
    assert_true(x == -1e-320);
    memcpy(&x, bytes + header + 4 * stride + 8 + 8 + 56, 8);
    assert_true(x == 2.5);
    static const char comma[] = "with, comma";
    for (size_t i = 0; i < 14; i++) {
        const unsigned char *c = bytes + header + stride + 16 + 4 * i;
        assert_int_equal(c[0], i < sizeof comma ? comma[i] : 0);
        assert_true(c[1] == 0 && c[2] == 0 && c[3] == 0);
    }
    free(bytes);
    report_free(&r);
}

static void test_npy_many_names(void **state)
{
    (void)state;
    struct report r;
    size_t size;
    report_init(&r, "eval");
    struct table *t = report_table(&r, "values", 3);
    for (int i = 0; i < 12000;
         i++) { /* a row larger than the buffer, a header beyond version 1.0 */
        char name[32];
        (void)snprintf(name, sizeof name, "column%d", i);
        table_numbers(t, name)[2] = i;
    }
    unsigned char *bytes = (unsigned char *)rendered("npy", &r, &plain, &size);
    assert_int_equal(bytes[6], 2);
    size_t header = 12 + bytes[8] + 256U * bytes[9] + 65536U * bytes[10];
    assert_int_equal(header % 64, 0);
    assert_int_equal(size, header + 3 * 12000 * sizeof(double));
    double x;
    memcpy(&x, bytes + size - 8, 8);
    assert_true(x == 11999);
    free(bytes);
    report_free(&r);
}

/* ---- rows on demand ------------------------------------------------------------------------- */

struct squares {
    uint64_t rows;
    bool fail;
    size_t most;
};

static bool squares_fill(void *state, uint64_t first, size_t *count, double *const *cells,
                         struct error *err)
{
    struct squares *s = state;
    if (s->fail && first > 0) {
        return error_set(err, "out of squares");
    }
    uint64_t left = s->rows - first;
    *count = left < *count ? (size_t)left : *count;
    s->most = *count > s->most ? *count : s->most;
    for (size_t i = 0; i < *count; i++) {
        double x = (double)(first + i);
        if (cells[0] != NULL) {
            cells[0][i] = x;
        }
        if (cells[1] != NULL) {
            cells[1][i] = x * x / 7;
        }
    }
    return true;
}

static void squares(struct report *r, struct squares *s, bool known)
{
    report_init(r, "eval");
    struct table *t = report_table(r, "values", known ? s->rows : ROWS_UNKNOWN);
    table_column(t, "x");
    table_column(t, "y");
    table_on_demand(t, squares_fill, s, NULL);
}

static void test_on_demand(void **state)
{
    (void)state;
    for (int known = 0; known < 2; known++) {
        for (uint64_t rows = 0; rows < 10000; rows = 3 * rows + 1) {
            struct squares s = { .rows = rows };
            struct report r;
            squares(&r, &s, known == 1);
            char *text = rendered("csv", &r, &plain, NULL), *at = text;
            assert_memory_equal(at, "x,y\n", 4);
            at += 4;
            for (uint64_t i = 0; i < rows; i++) {
                assert_true(strtod(at, &at) == (double)i && *at++ == ',');
                assert_true(strtod(at, &at) == (double)i * (double)i / 7 && *at++ == '\n');
            }
            assert_int_equal(*at, 0);
            free(text);
            assert_true(s.most <= TABLE_BLOCK);
            if (known == 0) { /* read to its end: a new one */
                report_free(&r);
                squares(&r, &s, false);
            }
            json_t *root = parsed(&r, &plain);
            json_t *y =
                json_object_get(json_object_get(json_object_get(root, "tables"), "values"), "y");
            assert_int_equal(json_array_size(y), rows);
            json_decref(root);
            size_t size;
            text = rendered("npy", &r, &plain, &size);
            assert_int_equal(size % 64, rows * 16 % 64);
            if (rows > 0) {
                double last;
                memcpy(&last, text + size - 8, 8);
                assert_true(last == (double)(rows - 1) * (double)(rows - 1) / 7);
            }
            free(text);
            text = rendered("text", &r, &plain, NULL);
            size_t lines = 0;
            for (at = text; (at = strchr(at, '\n')) != NULL; at++) {
                lines++;
            }
            assert_int_equal(lines, rows + 1);
            free(text);
            report_free(&r);
        }
    }
}

static void test_on_demand_fails(void **state)
{
    (void)state;
    for (size_t i = 0; format_row(i) != NULL; i++) {
        for (int known = 0; known < 2; known++) {
            struct squares s = { .rows = 100000, .fail = true };
            struct report r;
            struct error err = { 0 };
            squares(&r, &s, known == 1);
            FILE *null = fopen("/dev/null", "w");
            assert_false(format_row(i)->render(&r, &plain, null, &err));
            assert_string_equal(err.text, "out of squares");
            (void)fclose(null);
            report_free(&r);
        }
    }
}

/* ---- text ----------------------------------------------------------------------------------- */

static void test_text_words(void **state)
{
    (void)state;
    struct report r;
    report_init(&r, "collapse");
    report_headline(&r, "Ten linear layers, 4 wide, nothing between them");
    report_say(&r, "Exactly",
               "With whole-number weights the ten layers and one 4 x 4 matrix give the same "
               "outputs bit for "
               "bit: 400 of 400 numbers equal.");
    report_say(&r, "In floats", "They differ.");
    report_say(&r, "", "A paragraph of its own.");
    report_fact(&r, "seed", 42);
    report_fact(&r, "parameters", 20488000);
    report_fact(&r, "relative_error", 1.23456789e-16);
    report_fact_text(&r, "verdict", "equal");
    report_note(&r, "See it: actfn collapse --plot");
    expect("text", &r, &plain,
           "Ten linear layers, 4 wide, nothing between them                          seed 42\n"
           "\n"
           "Exactly    With whole-number weights the ten layers and one 4 x 4 matrix give\n"
           "           the same outputs bit for bit: 400 of 400 numbers equal.\n"
           "In floats  They differ.\n"
           "\n"
           "A paragraph of its own.\n"
           "\n"
           "parameters      20488000\n"
           "relative_error  1.23457e-16\n"
           "verdict         equal\n"
           "\n"
           "See it: actfn collapse --plot\n");
    r.digits = 12;
    struct layout l = plain;
    l.columns = 40;
    l.colour = true;
    expect("text", &r, &l,
           "\033[1mTen linear layers, 4 wide, nothing\nbetween them\n\033[0mseed 42\n"
           "\n"
           "\033[1mExactly\033[0m    With whole-number weights the\n"
           "           ten layers and one 4 x 4\n"
           "           matrix give the same outputs\n"
           "           bit for bit: 400 of 400\n"
           "           numbers equal.\n"
           "\033[1mIn floats\033[0m  They differ.\n"
           "\n"
           "A paragraph of its own.\n"
           "\n"
           "\033[1mparameters\033[0m      20488000\n"
           "\033[1mrelative_error\033[0m  1.23456789e-16\n"
           "\033[1mverdict\033[0m         equal\n"
           "\n"
           "See it: actfn collapse --plot\n");
    report_free(&r);
}

static void test_text_table(void **state)
{
    (void)state;
    struct report r;
    report_init(&r, "eval");
    struct table *t = report_table(&r, "values", 5);
    static const double xs[] = { -5, -4.5, 0, 1e-5, NAN },
                        ys[] = { -1.4332571e-6, 0.25, 12.5, 1e300, -INFINITY };
    double *x = table_numbers(t, "x"), *y = table_numbers(t, "gelu'");
    char **who = table_texts(t, "who");
    for (int i = 0; i < 5; i++) {
        x[i] = xs[i];
        y[i] = ys[i];
        who[i] = i == 2 ? NULL : text_copy(i == 1 ? "\xce\xb2\xce\xb2\xce\xb2" : "end\033[2J");
    }
    expect("text", &r, &plain,
           "     x           gelu'   who\n"
           " -5        -1.43326e-6   end\\x1b[2J\n"
           " -4.5       0.25         \xce\xb2\xce\xb2\xce\xb2\n"
           "  0        12.5\n"
           "  1e-5      1e300        end\\x1b[2J\n"
           "nan      -inf            end\\x1b[2J\n");
    report_free(&r);
}

static void test_text_panels(void **state)
{
    (void)state;
    struct report r;
    report_init(&r, "eval");
    struct table *t = report_table(&r, "values", 2);
    (void)table_numbers(t, "x");
    static const char *const names[] = { "aaaaaaaaaa", "bbbbbbbbbb", "cccccccccc", "dddddddddd" };
    for (int i = 0; i < 4; i++) {
        table_numbers(t, names[i])[1] = i;
    }
    struct layout l = plain;
    l.columns = 40;
    expect("text", &r, &l,
           "x  aaaaaaaaaa  bbbbbbbbbb  cccccccccc\n"
           "0           0           0           0\n"
           "0           0           1           2\n"
           "\n"
           "x  dddddddddd\n"
           "0           0\n"
           "0           3\n");
    report_free(&r);
}

/* Nothing is wider than the screen, whatever is in the report. */
static void test_text_width(void **state)
{
    (void)state;
    struct report r;
    report_init(&r, "eval");
    char longest[300];
    memset(longest, 'w', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    report_headline(&r, "%s", longest);
    report_subtitle(&r, "some words %s and more", longest);
    report_say(&r, longest, "%s", longest);
    report_say(&r, "short", "word %s word \xe6\xbf\x80\xe6\xb4\xbb \xff\xfe", longest);
    report_fact_text(&r, longest, longest);
    report_fact(&r, "x", -1.23456789e-300);
    report_note(&r, "%s", longest);
    struct table *t = report_table(&r, "values", 3);
    char **who = table_texts(t, longest);
    double *x = table_numbers(t, longest), *y = table_numbers(t, "y");
    who[1] = text_copy(longest);
    x[0] = -1.2345678e-300;
    x[1] = 123456;
    y[1] = -123456789012345;
    for (int columns = 40; columns <= 250; columns += 7) {
        struct layout l = plain;
        l.columns = columns;
        char *text = rendered("text", &r, &l, NULL);
        for (char *line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n")) {
            if (text_columns(line) > (size_t)columns) {
                fail_msg("%d columns: %s", columns, line);
            }
            assert_int_not_equal(line[strlen(line) - 1], ' ');
        }
        free(text);
    }
    report_free(&r);
}

static void test_text_choice(void **state)
{
    (void)state;
    struct report r;
    struct layout l = plain;
    report_init(&r, "collapse");
    table_numbers(report_table(&r, "first", 1), "a")[0] = 1;
    (void)report_table(&r, "none", 0);
    struct table *t = report_table(&r, "weights", 1), *no = report_table(&r, "told", 1);
    table_numbers(t, "w")[0] = 2;
    table_numbers(no, "t")[0] = 3;
    t->on_request = true;
    no->no_text = true;
    expect("text", &r, &plain, "first\na\n1\n\nnone\n(none)\n");
    l.table = "weights";
    expect("text", &r, &l, "first\na\n1\n\nnone\n(none)\n\nweights\nw\n2\n");
    l.table = "told";
    expect("text", &r, &l, "first\na\n1\n\nnone\n(none)\n\ntold\nt\n3\n");
    report_free(&r);
}

/* csv keeps the data in a file; on a terminal, what would act there is shown. */
static void test_csv_on_screen(void **state)
{
    (void)state;
    struct report r;
    struct error err = { 0 };
    char got[256];
    report_init(&r, "eval");
    table_texts(report_table(&r, "values", 1), "who")[0] = text_copy("end\033[2J\xe2\x80\xae,");
    expect("csv", &r, &plain, "who\n\"end\033[2J\xe2\x80\xae,\"\n");
    int terminal = posix_openpt(O_RDWR | O_NOCTTY);
    assert_true(terminal >= 0);
    assert_int_equal(grantpt(terminal), 0);
    assert_int_equal(unlockpt(terminal), 0);
    FILE *screen = fopen(ptsname(terminal), "w");
    assert_non_null(screen);
    assert_true(format_find("csv")->render(&r, &plain, screen, &err));
    ssize_t length = read(terminal, got, sizeof got - 1);
    assert_true(length > 0);
    got[length] = '\0';
    assert_string_equal(got, "who\r\n\"end\\x1b[2J\\xe2\\x80\\xae,\"\r\n");
    (void)fclose(screen);
    (void)close(terminal);
    report_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_csv_on_screen), cmocka_unit_test(test_formats),
        cmocka_unit_test(test_csv),           cmocka_unit_test(test_csv_line_end),
        cmocka_unit_test(test_refused),       cmocka_unit_test(test_full),
        cmocka_unit_test(test_json),          cmocka_unit_test(test_same_names),
        cmocka_unit_test(test_npy),           cmocka_unit_test(test_npy_many_names),
        cmocka_unit_test(test_on_demand),     cmocka_unit_test(test_on_demand_fails),
        cmocka_unit_test(test_text_words),    cmocka_unit_test(test_text_table),
        cmocka_unit_test(test_text_panels),   cmocka_unit_test(test_text_width),
        cmocka_unit_test(test_text_choice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
