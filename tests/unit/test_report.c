/* report: facts, sentences, notes; tables stored and made on demand. */
#include "report/report.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void test_words(void **state)
{
    (void)state;
    struct report r;
    report_init(&r, "info");
    assert_string_equal(r.command, "info");
    assert_string_equal(r.headline, "");
    assert_null(r.subtitle);
    report_headline(&r, "%s", "first");
    report_headline(&r, "%d layers", 10);
    assert_string_equal(r.headline, "10 layers");
    report_subtitle(&r, "x %c 0", '>');
    report_subtitle(&r, "%s", r.subtitle); /* its own text may be an argument */
    assert_string_equal(r.subtitle, "x > 0");
    report_say(&r, "So", "%d do the work of %d.", 20, 200);
    report_say(&r, "", "Second.");
    assert_int_equal(r.nsentences, 2);
    assert_string_equal(r.sentences[0].term, "So");
    assert_string_equal(r.sentences[0].text, "20 do the work of 200.");
    report_note(&r, "note %d", 1);
    assert_int_equal(r.nnotes, 1);
    assert_string_equal(r.notes[0], "note 1");
    report_figure(&r, "curves");
    report_figure(&r, "grid");
    assert_string_equal(r.figure, "grid");
    report_figure(&r, NULL);
    assert_null(r.figure);
    report_free(&r);
}

static void test_facts(void **state)
{
    (void)state;
    struct report r;
    report_init(&r, "info");
    report_fact(&r, "rank", 4);
    report_fact_text(&r, "monotone", "no");
    report_fact(&r, "rank", 3);
    assert_int_equal(r.nfacts, 2);
    assert_true(report_find_fact(&r, "rank")->number == 3);
    assert_null(report_find_fact(&r, "rank")->text);
    assert_string_equal(report_find_fact(&r, "monotone")->text, "no");
    report_fact(&r, "monotone", 1);
    assert_null(report_find_fact(&r, "monotone")->text);
    assert_null(report_find_fact(&r, "Rank"));
    report_free(&r);
}

static void test_stored(void **state)
{
    (void)state;
    struct report r;
    struct error err;
    report_init(&r, "eval");
    struct table *t = report_table(&r, "values", 5);
    struct table *empty = report_table(&r, "none", 0);
    double *x = table_numbers(t, "x");
    char **name = table_texts(t, "name");
    for (int i = 0; i < 5; i++) {
        x[i] = 10 * i;
    }
    name[1] = text_copy("one");
    for (int i = 0; i < 100; i++) { /* the pointer stays good */
        (void)report_table(&r, "more", 1);
    }
    assert_ptr_equal(report_find_table(&r, "values"), t);
    assert_null(report_find_table(&r, "nothing"));
    double got[8] = { -1, -1, -1, -1, -1, -1, -1, -1 };
    double *cells[2] = { got, NULL };
    size_t count = 8;
    assert_true(table_read(t, 3, &count, cells, &err));
    assert_int_equal(count, 2);
    assert_true(got[0] == 30 && got[1] == 40 && got[2] == -1);
    count = 8;
    assert_true(table_read(t, 5, &count, cells, &err));
    assert_int_equal(count, 0);
    count = 8;
    assert_true(table_read(t, 6, &count, cells, &err));
    assert_int_equal(count, 0);
    assert_true(table_store(t, &err));
    (void)table_numbers(empty, "x");
    count = 4;
    assert_true(table_read(empty, 0, &count, cells, &err));
    assert_int_equal(count, 0);
    report_free(&r);
}

struct counter {
    uint64_t rows, at, fails_at;
    int *ended;
};

static void counter_free(void *state)
{
    struct counter *c = state;
    ++*c->ended;
    free(c);
}

static bool count_up(void *state, uint64_t first, size_t *count, double *const *cells,
                     struct error *err)
{
    struct counter *c = state;
    if (first >= c->fails_at) {
        return error_set(err, "no more input");
    }
    uint64_t left = c->rows - first;
    *count = left < *count ? (size_t)left : *count;
    for (size_t i = 0; i < *count; i++) {
        if (cells[0] != NULL) {
            cells[0][i] = (double)(first + i);
        }
        if (cells[1] != NULL) {
            cells[1][i] = -(double)(first + i);
        }
    }
    c->at = first + *count;
    return true;
}

static struct table *counting(struct report *r, uint64_t told, uint64_t rows, uint64_t fails_at,
                              int *ended)
{
    struct counter *c = memory_new(1, sizeof *c);
    *c = (struct counter){ .rows = rows, .fails_at = fails_at, .ended = ended };
    struct table *t = report_table(r, "values", told);
    table_column(t, "x");
    table_column(t, "minus");
    table_on_demand(t, count_up, c, counter_free);
    return t;
}

static void test_from_structs(void **state)
{
    struct row {
        const char *who;
        double share;
        size_t units;
        int step;
        bool dead;
        char *note;
    };
    static const struct column_row columns[] = {
        COLUMN(struct row, who),   COLUMN_AS("share_percent", struct row, share),
        COLUMN(struct row, units), COLUMN(struct row, step),
        COLUMN(struct row, dead),  COLUMN_AS(NULL, struct row, units),
        COLUMN(struct row, note),
    };
    char first[] = "first";
    const struct row rows[] = { { "relu", 0.5, 64, -3, true, first },
                                { "gelu", -2.25, (size_t)1 << 40, 7, false, NULL } };
    (void)state;
    struct report r;
    report_init(&r, "dead");
    const struct table *t =
        report_rows(&r, "layers", columns, COLUMNS(columns), rows, 2, sizeof *rows);
    first[0] = 'F'; /* texts are copies */
    assert_int_equal(t->ncolumns, 6);
    assert_int_equal(t->rows, 2);
    assert_string_equal(t->columns[0].name, "who");
    assert_string_equal(t->columns[0].texts[1], "gelu");
    assert_string_equal(t->columns[1].name, "share_percent");
    assert_true(t->columns[1].numbers[0] == 0.5 && t->columns[1].numbers[1] == -2.25);
    assert_true(t->columns[2].numbers[1] == 1099511627776.0);
    assert_true(t->columns[3].numbers[0] == -3 && t->columns[3].numbers[1] == 7);
    assert_true(t->columns[4].numbers[0] == 1 && t->columns[4].numbers[1] == 0);
    assert_string_equal(t->columns[5].texts[0], "first");
    assert_null(t->columns[5].texts[1]);
    report_free(&r);
}

static void test_on_demand(void **state)
{
    (void)state;
    struct report r;
    struct error err;
    int ended = 0;
    report_init(&r, "eval");
    struct table *t = counting(&r, 1000, 1000, UINT64_MAX, &ended);
    double got[300] = { 0 };
    double *cells[2] = { NULL, got };
    size_t count = 300;
    assert_true(table_read(t, 900, &count, cells, &err));
    assert_int_equal(count, 100);
    assert_true(got[0] == -900 && got[99] == -999);
    report_free(&r);
    assert_int_equal(ended, 1);
}

static void test_unknown_rows(void **state)
{
    (void)state;
    struct error err;
    for (uint64_t rows = 0; rows < 3 * TABLE_BLOCK; rows += TABLE_BLOCK / 2 + (rows % 2)) {
        struct report r;
        int ended = 0;
        report_init(&r, "eval");
        struct table *t = counting(&r, ROWS_UNKNOWN, rows, UINT64_MAX, &ended);
        assert_true(table_store(t, &err));
        assert_int_equal(ended, 1);
        assert_true(t->rows == rows);
        assert_null(t->fill);
        for (uint64_t i = 0; i < rows; i++) {
            assert_true(t->columns[0].numbers[i] == (double)i &&
                        t->columns[1].numbers[i] == -(double)i);
        }
        report_free(&r);
        assert_int_equal(ended, 1);
    }
}

static void test_failing(void **state)
{
    (void)state;
    struct report r;
    struct error err;
    int ended = 0;
    report_init(&r, "eval");
    struct table *t = counting(&r, ROWS_UNKNOWN, 100000, 2 * TABLE_BLOCK, &ended);
    assert_false(table_store(t, &err));
    assert_string_equal(err.text, "no more input");
    assert_true(t->rows == ROWS_UNKNOWN);
    report_free(&r);
    assert_int_equal(ended, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),        cmocka_unit_test(test_facts),
        cmocka_unit_test(test_stored),       cmocka_unit_test(test_on_demand),
        cmocka_unit_test(test_from_structs), cmocka_unit_test(test_unknown_rows),
        cmocka_unit_test(test_failing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
