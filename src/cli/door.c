/* The first word of a command line that names no command: a function (`actfn gelu` is what
 * `actfn info gelu` is), or a word that people use for a command (draw, train, tutorial). */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

/* ---- functions ------------------------------------------------------------------------------ */

static const struct command *door_find(int door)
{
    const struct command *c;
    for (size_t i = 0; (c = command_row(i)); i++)
        if ((int)c->door == door)
            return c;
    return NULL;
}

/* Do points follow the function? The command that takes them says so. */
static bool points_follow(const struct command *c, int argc, char **argv)
{
    struct request q;
    struct error unused;
    bool help = false;
    bool ok = request_read(&q, c, argc, argv, &help, &unused) && !help;
    const struct numbers_list *points = (const void *)((const char *)q.options + c->points);
    ok = ok && points->count > 0;
    request_free(&q);
    return ok;
}

/* A known function, or something that is written as an expression and nothing else is; its faults
 * are then told by the command. */
static bool is_function(const char *word)
{
    struct function *list;
    size_t n;
    struct error unused;
    if (functions_parse(word, NULL, 0, &list, &n, &unused)) {
        functions_free(list, n);
        return true;
    }
    return word[0] != '-' && !names_file(word) && strpbrk(word, "()+*^=?'\"");
}

/* ---- words by meaning ----------------------------------------------------------------------- */

static bool means(const struct command *c, const char *word)
{
    for (const char *at = c->meanings; at && *at; at += strspn(at, " ")) {
        size_t length = strcspn(at, " ");
        char *meaning = text_part(at, length);
        bool same = name_equal(meaning, word);
        free(meaning);
        if (same)
            return true;
        at += length;
    }
    return false;
}

static bool plain(const char *word)
{
    return *word && strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                 "_-+=.,:/@%") == strlen(word);
}

/* Can the words stand in a message, on one line and to be copied from it? */
static bool fits_line(int argc, char **argv)
{
    enum { LONGEST = 200 };
    size_t length = 0;
    for (int i = 1; i < argc; i++) {
        for (const char *at = argv[i]; *at; at++)
            if ((unsigned char)*at < ' ' || (unsigned char)*at >= 0x7f)
                return false;
        length += strlen(argv[i]);
    }
    return length <= LONGEST;
}

/* Are there as many operands as it cannot do without? "FUNCTION FILE" are two, "[FUNCTION]" none.
 */
static bool enough(const struct command *c, int argc, char **argv)
{
    int wanted = *c->operands && *c->operands != '[', given = 0;
    for (const char *at = c->operands; (at = strchr(at, ' '));)
        wanted += *++at != '[';
    for (int i = 1; i < argc; i++)
        given += *argv[i] != '-';
    return given >= wanted;
}

/* The line as one would paste it: what follows the command's name is kept, quoted for a shell;
 * where too little follows, or nothing to be shown, the command's first example. */
static char *line_meant(const struct command *c, int argc, char **argv)
{
    struct buffer line = { 0 };
    if (argc < 2 || !*c->operands || !enough(c, argc, argv) || !fits_line(argc, argv)) {
        size_t length = strcspn(c->examples, "\n");
        const char *remark = strstr(c->examples, "  #");
        if (remark && (size_t)(remark - c->examples) < length)
            length = (size_t)(remark - c->examples);
        return text_part(c->examples, length);
    }
    buffer_print(&line, "actfn %s", c->name);
    for (int i = 1; i < argc; i++) {
        if (plain(argv[i])) {
            buffer_print(&line, " %s", argv[i]);
            continue;
        }
        buffer_text(&line, " '");
        for (const char *at = argv[i]; *at; at++)
            if (*at == '\'')
                buffer_text(&line, "'\\''");
            else
                buffer_add(&line, at, 1);
        buffer_text(&line, "'");
    }
    return buffer_take(&line);
}

/* "actfn plot gelu"; of several commands of that meaning each. NULL: none. */
static char *lines_meant(int argc, char **argv)
{
    const struct command *c;
    struct buffer all = { 0 };
    for (size_t i = 0; (c = command_row(i)); i++)
        if (means(c, argv[0])) {
            char *line = line_meant(c, argc, argv);
            buffer_item(&all, ", or: ", "%s", line);
            free(line);
        }
    return all.bytes;
}

/* ---- words by spelling ---------------------------------------------------------------------- */

static const char *next_command(const void *state, size_t i)
{
    (void)state;
    return command_row(i) ? command_row(i)->name : NULL;
}

static const char *next_function(const void *state, size_t i)
{
    (void)state;
    return names_functions.next(i);
}

static bool file_alone(const char *word, struct error *err)
{
    const struct command *c;
    struct buffer all = { 0 };
    for (size_t i = 0; (c = command_row(i)); i++)
        if (c->files)
            buffer_item(&all, ", ", "%s", c->name);
    (void)error_usage(err, "%s: a command comes first; these read files: %s", quote(word).text,
                      all.bytes);
    free(all.bytes);
    return false;
}

static bool unknown(int argc, char **argv, struct error *err)
{
    const char *word = argv[0], *near;
    char *lines = lines_meant(argc, argv);
    if (lines) {
        (void)error_usage(err, "%s: unknown command; did you mean: %s", quote(word).text, lines);
        free(lines);
        return false;
    }
    near = name_nearest(word, next_command, NULL);
    if (near) {
        lines = line_meant(command_find(near), argc, argv);
        (void)error_usage(err, "%s: unknown command; did you mean: %s", quote(word).text, lines);
        free(lines);
        return false;
    }
    near = name_nearest(word, next_function, NULL);
    if (near)
        return error_usage(err, "%s: unknown command or function; did you mean: actfn %s",
                           quote(word).text, near);
    if (names_file(word))
        return file_alone(word, err);
    return error_usage(err,
                       "%s: unknown command; see 'actfn --help', or 'actfn list' for functions",
                       quote(word).text);
}

/* actfn bump --define 'bump=exp(-x^2)': what is defined behind counts for the first word. Its
 * faults are told when the options are read. */
static void define_early(int argc, char **argv)
{
    static const char option[] = "--define";
    size_t length = sizeof option - 1;
    struct error later;
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strncmp(argv[i], option, length) != 0)
            continue;
        if (argv[i][length] == '=')
            (void)formula_define(argv[i] + length + 1, &later);
        else if (!argv[i][length] && i + 1 < argc)
            (void)formula_define(argv[i + 1], &later);
    }
}

char **door_words(int argc, char **argv, struct error *err)
{
    const struct command *about = door_find(DOOR_ABOUT), *points = door_find(DOOR_POINTS);
    define_early(argc, argv);
    if (!is_function(argv[0])) {
        unknown(argc, argv, err);
        return NULL;
    }
    /* request_read expects a name before the words, whatever it is */
    char **words = memory_new((size_t)argc + 2, sizeof *words);
    memcpy(words + 1, argv, (size_t)argc * sizeof *words);
    words[0] = argv[0];
    const struct command *c = points && points_follow(points, argc + 1, words) ? points : about;
    words[0] = (char *)(uintptr_t)c->name;
    return words;
}
