/* Lists and what is made of them: numbers, shapes; and NAME=VALUE. */
#include "parse/parse.h"

#include <stdlib.h>
#include <string.h>

static const char BLANKS[] = " \t\n\r\f\v";

static const char *item_end(const char *s)
{
    int depth = 0;
    for (; *s != '\0' && (*s != ',' || depth > 0); s++) {
        depth += *s == '(';
        depth -= *s == ')' && depth > 0;
    }
    return s;
}

void list_free(char **items, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free(items[i]);
    }
    free(items);
}

bool list_parse(const char *typed, char ***items, size_t *count, struct error *err)
{
    char **list = NULL;
    size_t n = 0, room = 0;
    for (const char *s = typed;; s++) {
        const char *end = item_end(s), *last = end;
        s += strspn(s, BLANKS);
        while (last > s && strchr(BLANKS, last[-1]) != NULL) {
            last--;
        }
        if (last <= s) {
            list_free(list, n);
            return n == 0 && *end == '\0'
                       ? error_usage(err, "%s: empty", quote(typed).text)
                       : error_usage(err, "%s: item %zu of the list is empty; write A,B,C",
                                     quote(typed).text, n + 1);
        }
        if (n == room) {
            room = 2 * room + 4;
            list = memory_resize(list, room, sizeof *list);
        }
        list[n++] = text_part(s, (size_t)(last - s));
        s = end;
        if (*s == '\0') {
            break;
        }
    }
    *items = list;
    *count = n;
    return true;
}

bool numbers_parse(const char *typed, double **numbers, size_t *count, struct error *err)
{
    char **items = NULL;
    size_t n = 0;
    if (!list_parse(typed, &items, &n, err)) {
        return false;
    }
    double *values = memory_new(n, sizeof *values);
    bool ok = true;
    for (size_t i = 0; i < n && ok; i++) {
        ok = number_parse(items[i], &values[i], err);
    }
    list_free(items, n);
    if (!ok) {
        free(values);
        return false;
    }
    *numbers = values;
    *count = n;
    return true;
}

bool shape_parse(const char *typed, size_t least, size_t **sizes, size_t *count, struct error *err)
{
    char **items = NULL;
    size_t n = 0;
    if (!list_parse(typed, &items, &n, err)) {
        return false;
    }
    if (n < least) {
        list_free(items, n);
        return error_usage(err, "%s: %zu given; at least %zu sizes are needed, like 64,32,16",
                           quote(typed).text, n, least);
    }
    size_t *values = memory_new(n, sizeof *values);
    bool ok = true;
    for (size_t i = 0; i < n && ok; i++) {
        uint64_t size = 0;
        ok = count_parse(items[i], 1, 1000000000, &size, err);
        values[i] = (size_t)size;
    }
    list_free(items, n);
    if (!ok) {
        free(values);
        return false;
    }
    *sizes = values;
    *count = n;
    return true;
}

static bool name_letter(char c, bool first)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           (!first && c >= '0' && c <= '9');
}

bool setting_parse(const char *typed, struct setting *s, struct error *err)
{
    const char *equals = strchr(typed, '=');
    if (equals == NULL) {
        return error_usage(err, "%s: no '='; write NAME=VALUE, like beta=1.5", quote(typed).text);
    }
    size_t length = (size_t)(equals - typed);
    bool name = length > 0;
    for (size_t i = 0; i < length; i++) {
        name = name && name_letter(typed[i], i == 0);
    }
    if (!name) {
        return error_usage(err, "%s: no name before '='; write NAME=VALUE, like beta=1.5",
                           quote(typed).text);
    }
    double value;
    struct error wrong;
    if (!number_parse(equals + 1, &value, &wrong)) {
        return error_usage(err, "%s: no number after '='; write NAME=VALUE, like beta=1.5",
                           quote(typed).text);
    }
    *s = (struct setting){ .name = text_part(typed, length),
                           .value = value,
                           .used = memory_new(1, sizeof(bool)) };
    return true;
}

void setting_free(struct setting *s)
{
    free((char *)(uintptr_t)s->name);
    free(s->used);
    *s = (struct setting){ .name = NULL };
}
