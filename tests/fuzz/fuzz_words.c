/* Every word of a command line but FUNCTION: numbers, counts, ranges, lists, shapes, settings;
 * numbers on standard input; and any of them shown in a message. The first byte picks. */
#include "fuzz.h"

#include "input/input.h"
#include "parse/parse.h"

#include <math.h>

static bool number(const char *text, struct error *err)
{
    char buffer[NUMBER_SIZE];
    double x, again;
    if (!number_parse(text, &x, err))
        return false;
    size_t length = number_print(buffer, x);
    MUST(length == strlen(buffer) && length < NUMBER_SIZE && number_parse(buffer, &again, NULL));
    MUST(isnan(x) ? isnan(again) : memcmp(&x, &again, sizeof x) == 0);
    for (int digits = 1; digits <= 17; digits += 4) {
        length = number_print_short(buffer, x, digits);
        MUST(length == strlen(buffer) && length < NUMBER_SIZE);
    }
    MUST(number_parse(buffer, &again, NULL) &&
         (isnan(x) || again == x)); /* 17 digits are all of them */
    return true;
}

static bool count(const char *text, struct error *err)
{
    uint64_t n;
    if (!count_parse(text, 1, 1000, &n, err))
        return false;
    MUST(n >= 1 && n <= 1000);
    return true;
}

/* A grid begins at LO, climbs and stays within the range, whichever way its points are asked for.
 */
static void grid(const struct range *r, const struct grid *g)
{
    double x[9];
    uint64_t last = g->points - 1, first = last < 8 ? 0 : last - 8;
    size_t n = (size_t)(last - first) + 1;
    /* By whole numbers a grid ends exactly; by doubles, within a rounding of the last point. */
    double over = 1e-12 * (fabs(r->low) + fabs(r->high));
    MUST(g->points >= 1 && grid_point(g, 0) == r->low);
    grid_points(g, first, n, x);
    for (size_t i = 0; i < n; i++) {
        MUST(x[i] == grid_point(g, first + i) && x[i] >= r->low && x[i] <= r->high + over);
        MUST(i == 0 || x[i] >= x[i - 1]);
    }
    MUST(r->has_step || g->points == 1 || x[n - 1] == r->high);
}

static bool range(const char *text, struct error *err)
{
    struct range r;
    struct grid g;
    if (!range_parse(text, &r, err))
        return false;
    MUST(isfinite(r.low) && isfinite(r.high) && r.low < r.high && (!r.has_step || r.step > 0));
    bool ok = grid_make(&r, r.has_step ? 0 : 5, &g, err);
    if (ok)
        grid(&r, &g);
    free(r.typed);
    return ok;
}

/* Joined again the items are the same list. */
static bool list(const char *text, struct error *err)
{
    char **items, **again, *joined = text_copy("");
    size_t n, m;
    if (!list_parse(text, &items, &n, err)) {
        free(joined);
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        char *more = text_format("%s%s%s", joined, i ? "," : "", items[i]);
        free(joined);
        joined = more;
    }
    MUST(list_parse(joined, &again, &m, err) && m == n);
    for (size_t i = 0; i < n; i++)
        MUST(items[i][0] && strcmp(items[i], again[i]) == 0);
    list_free(items, n);
    list_free(again, m);
    free(joined);
    return true;
}

static bool numbers(const char *text, struct error *err)
{
    double *x;
    size_t n;
    if (!numbers_parse(text, &x, &n, err))
        return false;
    MUST(n > 0);
    free(x);
    return true;
}

static bool shape(const char *text, struct error *err)
{
    size_t n, *sizes;
    if (!shape_parse(text, 2, &sizes, &n, err))
        return false;
    for (size_t i = 0; i < n; i++)
        MUST(n >= 2 && sizes[i] >= 1 && sizes[i] <= 1000000000);
    free(sizes);
    return true;
}

static bool setting(const char *text, struct error *err)
{
    struct setting s;
    if (!setting_parse(text, &s, err))
        return false;
    MUST(s.name[0] && strncmp(text, s.name, strlen(s.name)) == 0 && text[strlen(s.name)] == '=');
    setting_free(&s);
    return true;
}

/* `block` numbers at a time; how many came goes to *n. */
static bool stream(const char *text, size_t block, double x[128], size_t *n, struct error *err)
{
    FILE *file = fmemopen((void *)(uintptr_t)text, strlen(text), "r");
    MUST(file != NULL);
    struct numbers in = { .file = file, .name = "standard input" };
    size_t count;
    bool ok;
    *n = 0;
    do {
        count = block;
        ok = numbers_read(&in, &count, x + *n, err);
        *n += ok ? count : 0;
    } while (ok && count == block);
    fclose(file);
    return ok;
}

/* Where the blocks end must not matter. */
static bool typed_in(const char *text, struct error *err)
{
    double one[128], many[128];
    size_t n, m;
    struct error other = { 0 };
    if (strlen(text) > 120)
        return true;
    bool ok = stream(text, 7, many, &n, err);
    MUST(stream(text, 1, one, &m, &other) == ok && strcmp(err->text, other.text) == 0);
    MUST(!ok || (n == m && memcmp(one, many, n * sizeof *one) == 0));
    return ok;
}

/* One line without controls, not long, whatever was typed. */
static void shown(const char *text)
{
    struct quoted q = quote(text);
    size_t length = strlen(q.text);
    MUST(length >= 2 && length < sizeof q.text && q.text[0] == '\'' && q.text[length - 1] == '\'' &&
         text_columns(q.text) <= 125);
    for (size_t i = 0; i < length; i++)
        MUST((unsigned char)q.text[i] >= 0x20 && q.text[i] != 0x7f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    typedef bool word(const char *text, struct error *err);
    static word *const words[] = { number, count, range, list, numbers, shape, setting, typed_in };
    struct error err = { 0 };
    if (size == 0)
        return 0;
    char *text = text_part((const char *)data + 1, size - 1);
    if (!words[data[0] % (sizeof words / sizeof *words)](text, &err))
        MUST(err.text[0] && !strchr(err.text, '\n'));
    shown(text);
    free(text);
    return 0;
}
