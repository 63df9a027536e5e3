/* Every word of a command line but FUNCTION: numbers, counts, ranges, lists, shapes, settings. The first byte picks. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "parse/parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool range_whole(const char *text, struct message *why)
{
    struct range r;
    struct grid g;
    double x[4];
    if (!range_parse(text, &r, why))
        return false;
    bool good = grid_make(&r, r.has_step ? 0 : 5, &g, why);
    if (good) {
        grid_points(&g, 0, g.points < 4 ? (size_t)g.points : 4, x);
        /* Decimal grids end exactly; others, by a rounding of the last point. */
        if (grid_point(&g, 0) != x[0] || grid_point(&g, g.points - 1) > r.high + 1e-12 * (fabs(r.low) + fabs(r.high)))
            abort();
    }
    free(r.typed);
    return good;
}

static bool word(unsigned kind, const char *text, struct message *why)
{
    char **items;
    char buffer[NUMBER_SIZE];
    double x, *numbers;
    size_t count, *sizes;
    uint64_t n;
    struct setting s;
    bool good = false;
    switch (kind % 7) {
    case 0:
        good = number_parse(text, &x, why);
        if (good) {
            size_t length = number_print(buffer, x);
            if (length != strlen(buffer) || (x == x && strtod(buffer, NULL) != x))
                abort();
        }
        break;
    case 1:
        good = count_parse(text, 1, 1000, &n, why);
        if (good && (n < 1 || n > 1000))
            abort();
        break;
    case 2:
        good = range_whole(text, why);
        break;
    case 3:
        if ((good = list_parse(text, &items, &count, why)))
            list_free(items, count);
        break;
    case 4:
        if ((good = numbers_parse(text, &numbers, &count, why)))
            free(numbers);
        break;
    case 5:
        if ((good = shape_parse(text, 2, &sizes, &count, why)))
            free(sizes);
        break;
    default:
        if ((good = setting_parse(text, &s, why)))
            free((void *)(uintptr_t)s.name);
    }
    return good;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct message why = {{0}};
    if (size == 0)
        return 0;
    char *text = text_part((const char *)data + 1, size - 1);
    if (!word(data[0], text, &why) && !why.text[0])
        abort();    /* refused without a reason */
    free(text);
    return 0;
}
