/* LO:HI and LO:HI:STEP. */
#include "parse/parse.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char SHAPE[] = "write LO:HI or LO:HI:STEP, like -5:5 or -5:5:0.1";

/* One part of the range; `name` is LO, HI or STEP. */
static bool part_parse(const char *typed, const char *part, size_t length, const char *name,
                       double *x, struct error *err)
{
    if (length == 0) {
        return error_usage(err, "%s: %s is missing; %s", quote(typed).text, name, SHAPE);
    }
    char *text = text_part(part, length);
    struct error wrong;
    bool number = number_parse(text, x, &wrong);
    bool ok = number && isfinite(*x);
    if (!number) {
        (void)(strstr(wrong.text, ": too large") != NULL
                   ? error_usage(err, "%s: %s is too large for a double; at most 1.79e308",
                                 quote(typed).text, name)
                   : error_usage(err, "%s: %s is not a number; %s", quote(typed).text, name,
                                 SHAPE));
    } else if (!ok) {
        (void)error_usage(err, "%s: %s is %s; a range has finite ends", quote(typed).text, name,
                          number_text(*x).text);
    }
    free(text);
    return ok;
}

/* LO,HI is LO:HI: with ':', the caller's. */
static char *with_colons(const char *typed)
{
    char *text = text_copy(typed), *comma = strchr(text, ':') ? NULL : strchr(text, ',');
    if (comma && !strchr(comma + 1, ',')) {
        *comma = ':';
    }
    return text;
}

static bool colons_parse(const char *typed, struct range *r, struct error *err)
{
    const char *parts[3] = { typed };
    size_t n = 1;
    for (const char *s = typed; *s != '\0'; s++) {
        if (*s == ':') {
            if (n == 3) {
                return error_usage(err, "%s: too many ':'; %s", quote(typed).text, SHAPE);
            }
            parts[n++] = s + 1;
        }
    }
    if (n == 1) {
        return strchr(typed, ',') ? error_usage(err, "%s: a list of points; give it as --at=%s",
                                                quote(typed).text, quote(typed).text)
                                  : error_usage(err, "%s: no ':'; %s", quote(typed).text, SHAPE);
    }
    static const char *const names[] = { "LO", "HI", "STEP" };
    double values[3] = { 0 };
    for (size_t i = 0; i < n; i++) {
        size_t length = i + 1 < n ? (size_t)(parts[i + 1] - parts[i]) - 1 : strlen(parts[i]);
        if (!part_parse(typed, parts[i], length, names[i], &values[i], err)) {
            return false;
        }
    }
    if (values[0] > values[1]) {
        return error_usage(err, "%s: LO is above HI; write the smaller end first, %s:%s",
                           quote(typed).text, number_text(values[1]).text,
                           number_text(values[0]).text);
    }
    if (values[0] == values[1]) {
        return error_usage(err, "%s: LO and HI are equal; a range needs two different ends",
                           quote(typed).text);
    }
    if (n == 3 && values[2] <= 0) {
        return error_usage(err, "%s: STEP is %s; it must be above 0", quote(typed).text,
                           number_text(values[2]).text);
    }
    *r = (struct range){ .low = values[0],
                         .high = values[1],
                         .step = values[2],
                         .has_step = n == 3,
                         .typed = text_copy(typed) };
    return true;
}

bool range_parse(const char *typed, struct range *r, struct error *err)
{
    char *text = with_colons(typed);
    bool ok = colons_parse(text, r, err);
    free(text);
    return ok;
}
