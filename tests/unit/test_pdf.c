/* Pictures as PDF: the same bytes whatever the hour, in clear (cairo 1.16) and packed (1.18). */
#include "plot/pdf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include <cmocka.h>

enum { OBJECTS = 7 }; /* 0 is the free one */

static void add_packed(struct buffer *b, const char *bytes, size_t length)
{
    unsigned char packed[4096];
    uLongf n = sizeof packed;
    assert_int_equal(compress(packed, &n, (const unsigned char *)bytes, length), Z_OK);
    buffer_add(b, (char *)packed, n);
}

/* A file in the order and with the words of cairo 1.18.4: the page's stream, its length, the object
 * stream with the dictionaries, its length, one more object, the cross-reference stream. */
static struct buffer dated_file(const char *date)
{
    struct buffer b = { 0 }, inner = { 0 };
    size_t place[OBJECTS] = { 0 }, from;
    char rows[5 * OBJECTS] = { 0 };
    buffer_text(&b, "%PDF-1.7\n");
    place[1] = b.length;
    buffer_text(&b, "1 0 obj\n<< /Length 2 0 R\n   /Filter /FlateDecode\n>>\nstream\n");
    from = b.length;
    add_packed(&b, "0 0 m 1 1 l S", 13);
    size_t packed = b.length - from;
    buffer_text(&b, "\nendstream\nendobj\n");
    place[2] = b.length;
    buffer_print(&b, "2 0 obj\n   %zu\nendobj\n", packed);
    buffer_print(
        &inner,
        "6 0\n<< /Producer (cairo 1.18.4)\n   /CreationDate (D:%s)\n>>\n<< /Type /Catalog >>",
        date);
    place[3] = b.length;
    buffer_text(&b, "3 0 obj\n<< /Type /ObjStm\n   /Length 4 0 R\n   /N 1\n   /First 4\n"
                    "   /Filter /FlateDecode\n>>\nstream\n");
    from = b.length;
    add_packed(&b, inner.bytes, inner.length);
    packed = b.length - from;
    buffer_text(&b, "\nendstream\nendobj\n");
    place[4] = b.length;
    buffer_print(&b, "4 0 obj\n   %zu\nendobj\n", packed);
    place[5] = b.length;
    buffer_text(&b, "5 0 obj\n<< /Type /FontDescriptor >>\nendobj\n");
    place[6] = b.length;
    for (size_t i = 1; i < OBJECTS; i++) {
        rows[5 * i] = 1;
        rows[5 * i + 1] = (char)(place[i] >> 8);
        rows[5 * i + 2] = (char)(place[i] & 255);
    }
    struct buffer table = { 0 };
    add_packed(&table, rows, sizeof rows);
    buffer_print(&b,
                 "6 0 obj\n<< /Type /XRef\n   /Length %zu\n   /Filter /FlateDecode\n   /Size 7\n"
                 "   /W [1 2 2]\n   /Root 6 0 R\n>>\nstream\n",
                 table.length);
    buffer_add(&b, table.bytes, table.length);
    buffer_print(&b, "\nendstream\nendobj\nstartxref\n%zu\n%%%%EOF\n", place[6]);
    free(table.bytes);
    free(inner.bytes);
    return b;
}

/* What a reader does: startxref, the rows, each object where its row says. */
static void readable(const struct buffer *pdf)
{
    const char *end = pdf->bytes + pdf->length;
    const char *start = memmem(pdf->bytes, pdf->length, "startxref\n", 10);
    size_t at = strtoul(start + 10, NULL, 10);
    const char *stream = memmem(pdf->bytes + at, pdf->length - at, "stream\n", 7);
    const char *length = memmem(pdf->bytes + at, pdf->length - at, "/Length ", 8);
    char rows[5 * OBJECTS];
    uLongf n = sizeof rows;
    assert_memory_equal(pdf->bytes + at, "6 0 obj\n", 8);
    assert_int_equal(uncompress((unsigned char *)rows, &n, (const unsigned char *)stream + 7,
                                strtoul(length + 8, NULL, 10)),
                     Z_OK);
    assert_memory_equal(stream + 7 + strtoul(length + 8, NULL, 10), "\nendstream", 10);
    for (size_t i = 1; i < OBJECTS; i++) {
        size_t place = (size_t)(unsigned char)rows[5 * i + 1] << 8 | (unsigned char)rows[5 * i + 2];
        char name[20];
        snprintf(name, sizeof name, "%zu 0 obj\n", i);
        assert_true(place + strlen(name) < pdf->length);
        assert_memory_equal(pdf->bytes + place, name, strlen(name));
    }
    stream = memmem(pdf->bytes, pdf->length, "/Type /ObjStm", 13);
    stream = memmem(stream, (size_t)(end - stream), "stream\n", 7);
    length = memmem(stream, (size_t)(end - stream), "4 0 obj\n", 8);
    assert_memory_equal(stream + 7 + strtoul(length + 8, NULL, 10), "\nendstream", 10);
}

static void test_packed_dates_go(void **state)
{
    struct buffer a = dated_file("20261127201852Z"), b = dated_file("20222222222222Z");
    (void)state;
    assert_int_not_equal(a.length, b.length); /* or the test would not see anything move */
    readable(&a);
    pdf_finish(&a);
    pdf_finish(&b);
    assert_int_equal(a.length, b.length);
    assert_memory_equal(a.bytes, b.bytes, a.length);
    readable(&a);
    free(a.bytes);
    free(b.bytes);
}

static void test_clear_dates_go(void **state)
{
    static const char old[] = "%PDF-1.5\n<< /CreationDate (D:20261127201852Z) >>\n%%EOF\n";
    struct buffer b = { 0 };
    (void)state;
    buffer_text(&b, old);
    pdf_finish(&b);
    assert_int_equal(b.length, strlen(old));
    assert_null(strstr(b.bytes, "Date"));
    free(b.bytes);
}

/* Cut anywhere, it ends, and what it does not understand stays. */
static void test_every_prefix(void **state)
{
    struct buffer whole = dated_file("20261127201852Z");
    (void)state;
    for (size_t n = 1; n < whole.length; n++) {
        struct buffer b = { 0 };
        buffer_add(&b, whole.bytes, n);
        pdf_finish(&b);
        free(b.bytes);
    }
    free(whole.bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_packed_dates_go),
        cmocka_unit_test(test_clear_dates_go),
        cmocka_unit_test(test_every_prefix),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
