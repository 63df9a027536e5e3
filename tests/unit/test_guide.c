/* guide: documents on a screen, as pages and as a manual; and what every lesson must keep to. */
#include "guide/markdown.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* ---- a live that answers what the test says ------------------------------------------------- */

struct log {
    char text[4096];
    size_t waits, leave_at;
};

static void note(struct log *log, const char *what, const char *words)
{
    size_t length = strlen(log->text);
    snprintf(log->text + length, sizeof log->text - length, "%s:%s;", what, words);
}

static void live_run(void *state, const char *line, FILE *out)
{
    note(state, "run", line);
    fprintf(out, "<%s>\n\nsecond\n\nthird\n", line);
}

static char *live_fact(void *state, const char *words)
{
    note(state, "fact", words);
    return text_copy("42");
}

static void live_check(void *state, const char *words)
{
    note(state, "check", words);
}

static bool live_wait(void *state, const char *prompt)
{
    struct log *log = state;
    note(log, "wait", prompt);
    return ++log->waits != log->leave_at;
}

static bool live_draw(void *state, const char *line, struct drawn *drawn)
{
    if (!strstr(line, "plot"))
        return false;
    note(state, "draw", line);
    drawn->light = text_copy("a-light.svg");
    drawn->dark = text_copy("a-dark.svg");
    drawn->words = text_copy("rises & \"falls\"");
    return true;
}

static char *on_screen(const char *markdown, int columns, bool colour, bool notes, struct log *log)
{
    const struct live live = {
        .state = log, .run = live_run, .fact = live_fact, .check = live_check, .wait = live_wait
    };
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    struct screen screen = { .out = out, .columns = columns, .colour = colour, .notes = notes };
    guide_terminal(markdown, &screen, &live);
    fclose(out);
    return text;
}

static void shows(const char *markdown, int columns, const char *want)
{
    struct log log = { .waits = 0 };
    char *got = on_screen(markdown, columns, false, false, &log);
    assert_string_equal(got, want);
    free(got);
}

static char *page(const char *markdown, struct log *log)
{
    const struct live live = {
        .state = log, .run = live_run, .fact = live_fact, .check = live_check, .draw = live_draw
    };
    return guide_html(markdown, &live);
}

static void has(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("no '%s' in:\n%s", part, text);
}

static void has_not(const char *text, const char *part)
{
    if (strstr(text, part))
        fail_msg("'%s' in:\n%s", part, text);
}

/* ---- the screen ----------------------------------------------------------------------------- */

static void wraps(void **state)
{
    (void)state;
    shows("one two three four five six seven eight nine ten", 40,
          "one two three four five six seven eight\nnine ten\n");
    shows("a\nb\n\nc  \nd", 40, "a b\n\nc\nd\n");
    shows("averyveryveryveryveryveryveryverylongwordthatdoesnotfit x", 40,
          "averyveryveryveryveryveryveryverylongwordthatdoesnotfit\nx\n");
    /* Columns, not bytes: 38 letters of two bytes each and one more fill a line of 40. */
    shows("\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"
          "\xc3\xa9\xc3\xa9"
          "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"
          "\xc3\xa9\xc3\xa9"
          "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"
          "\xc3\xa9 x y",
          40,
          "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"
          "\xc3\xa9\xc3\xa9"
          "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"
          "\xc3\xa9\xc3\xa9"
          "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"
          "\xc3\xa9 x\ny\n");
}

static void blocks(void **state)
{
    (void)state;
    shows("- a\n- b\n  c\n\nend", 40, "- a\n- b c\n\nend\n");
    shows("3. a\n4. b\n", 40, "3. a\n4. b\n");
    shows("- a\n\n- b\n", 40, "- a\n\n- b\n");
    shows("- a\n  - b\n- c\n", 40, "- a\n  - b\n- c\n");
    shows("1. a\n\n   b\n\n2. c\n", 40, "1. a\n\n   b\n\n2. c\n");
    shows("> a\n>\n> b\n", 40, "\xe2\x94\x82 a\n\xe2\x94\x82\n\xe2\x94\x82 b\n");
    shows("a\n\n    x  =  1\n      y\n\nb\n", 40, "a\n\n  x  =  1\n    y\n\nb\n");
    shows("## Try\n\na\n\n## Why\n\nb\n", 40, "Try\n\n  a\n\nWhy\n\n  b\n");
    shows("a <b> `c` `d e` *f* **g** [h](http://i)\n\n<!-- not shown -->\n", 40,
          "a c \xe2\x80\x98"
          "d e\xe2\x80\x99 f g h\n");
    shows("# T\n\na", 24,
          "T\n\xe2\x94\x80\xe2\x94\x80\xe2\x94\x80\xe2\x94\x80\xe2\x94\x80\xe2\x94\x80\xe2\x94\x80"
          "\xe2\x94\x80"
          "\xe2\x94\x80\xe2\x94\x80\xe2\x94\x80\xe2\x94\x80\xe2\x94\x80\xe2\x94\x80\xe2\x94\x80\xe2"
          "\x94\x80\xe2\x94\x80"
          "\xe2\x94\x80\xe2\x94\x80\xe2\x94\x80\xe2\x94\x80\xe2\x94\x80\xe2\x94\x80\xe2\x94\x80\n\n"
          "a\n");
    shows("", 40, "");
}

static void runs(void **state)
{
    (void)state;
    shows("a\n\n```console\n$ one 'two'\nforgotten output\n$ three\n```\n\nb `{{x | y}}`.\n", 40,
          "a\n\n$ one 'two'\n<one 'two'>\n\nsecond\n\nthird\n\n$ "
          "three\n<three>\n\nsecond\n\nthird\n\nb 42.\n");
    shows("```console 2\n$ one\n```\n\nb\n", 40, "$ one\n<one>\n\nsecond\n\n...\n\nb\n");
    shows("```console 3\n$ one\n```\n", 40, "$ one\n<one>\n\nsecond\n\nthird\n");
    shows("```sh\n$ one\n```\n", 40, "  $ one\n");
    struct log log = { .waits = 0 };
    free(on_screen("```console\n$ one\n```\n`{{| f}}`\n\n<!-- holds {{| f}} < 3 -->\n", 40, false,
                   false, &log));
    assert_string_equal(log.text, "run:one;fact:| f;check:{{| f}} < 3;");
}

static void stops(void **state)
{
    const char *lesson = "# L\n\n## Predict\n\nq\n\n## Run\n\n```console\n$ r\n```\n\n## "
                         "Result\n\nv\n\n## Why\n\ne\n\n"
                         "## Try\n\n1. a\n\n   **Answer.** b\n\n## Teaching notes\n\nsecret\n";
    struct log log = { .waits = 0 };
    char *got = on_screen(lesson, 40, false, false, &log);
    (void)state;
    assert_string_equal(
        log.text, "wait:Any key runs it;run:r;wait:Any key reveals the result;wait:Any key goes on;"
                  "wait:Any key shows the answer;");
    has(got, "Answer. b");
    has_not(got, "secret");
    has_not(got, "instructor");
    free(got);
    log = (struct log){ .waits = 0 };
    got = on_screen(lesson, 40, false, true, &log);
    has(got, "Teaching notes\n\n  secret\n");
    free(got);
    /* Leaving at the first question: nothing runs, nothing more is shown. */
    log = (struct log){ .leave_at = 1 };
    got = on_screen(lesson, 40, false, true, &log);
    assert_string_equal(log.text, "wait:Any key runs it;");
    has(got, "q");
    has_not(got, "Run");
    free(got);
    log = (struct log){ .leave_at = 4 };
    got = on_screen(lesson, 40, false, true, &log);
    has(got, "1. a");
    has_not(got, "Answer");
    free(got);
}

static void colours(void **state)
{
    struct log log = { .waits = 0 };
    char *plain = on_screen("a `b` **c**\n\n## Try\n\nd", 40, false, false, &log);
    char *colour = on_screen("a `b` **c** *d* [e](f)\n\n***\n\n## Try\n\nd", 40, true, false, &log);
    (void)state;
    assert_null(strchr(plain, '\033'));
    has(colour, "a \033[0;36mb\033[0m \033[0;1mc\033[0m");
    has(colour, "\033[0;3md\033[0m \033[0;4me\033[0m");
    has(colour, "\n\n\033[90m\xe2\x94\x80\xe2\x94\x80"); /* a rule */
    has(colour, "\033[0;1;33mTry\033[0m");
    free(plain);
    free(colour);
    /* What is not a character is not shown. */
    plain = on_screen("a\033[31mb\001c \xff\xfe d `x\033y`", 40, false, false, &log);
    assert_null(strchr(plain, '\033'));
    assert_null(strchr(plain, '\001'));
    free(plain);
}

static void deep(void **state)
{
    enum { DEPTH = 3000 };
    char *text = memory_new(DEPTH + 2, 1), *got;
    struct log log = { .waits = 0 };
    (void)state;
    memset(text, '>', DEPTH);
    text[DEPTH] = 'x';
    got = on_screen(text, 40, false, false, &log);
    has(got, "x");
    free(got);
    memset(text, '*', DEPTH);
    got = on_screen(text, 40, false, false, &log);
    free(got);
    free(text);
}

/* Every lesson at every width: prose stays within the measure. */
static void widths(void **state)
{
    static const int columns[] = { 40, 60, 80, 200 };
    const struct live live = { .fact = NULL };
    const struct lesson *l;
    (void)state;
    for (size_t w = 0; w < sizeof columns / sizeof *columns; w++)
        for (size_t i = 0; (l = lesson_row(i)); i++) {
            char *text = NULL, *line;
            size_t length = 0, most = columns[w] < 80 ? (size_t)columns[w] : 80;
            FILE *out = open_memstream(&text, &length);
            struct screen screen = { .out = out, .columns = columns[w], .notes = true };
            guide_terminal(l->text, &screen, &live);
            fclose(out);
            for (line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
                size_t first = strspn(line, " ");
                bool verbatim = line[0] == '$' || first == 4 || !strchr(line + first, ' ');
                if (!verbatim && text_columns(line) > most)
                    fail_msg("%s at %d columns: %s", l->name, columns[w], line);
            }
            free(text);
        }
}

/* ---- pages ---------------------------------------------------------------------------------- */

static void pages(void **state)
{
    struct log log = { .waits = 0 };
    char *html = page("# L\n\n## Predict\n\nq\n\n## Run\n\n```console\n$ a <b> & 'c'\n$ plot "
                      "x\n```\n\n## Result\n\nv `{{| f}}`\n\n"
                      "<!-- holds {{| f}} < 3 -->\n\n## Why\n\ne "
                      "<script>alert(1)</script>\n\n## Try\n\n1. a\n\n   **Answer.** b\n\n"
                      "   c\n\n2. d\n\n## Teaching notes\n\nsecret\n",
                      &log);
    const char *fold = strstr(html, "<details class=\"reveal\">");
    (void)state;
    has(html, "<section class=\"predict\">");
    has(html, "a &lt;b&gt; &amp; 'c'");
    has(html, "<pre class=\"output\" tabindex=\"0\">&lt;a &lt;b&gt; &amp; 'c'&gt;\n\nsecond");
    has(html, "srcset=\"a-dark.svg\"");
    has(html, "<img src=\"a-light.svg\" alt=\"rises &amp; &quot;falls&quot;\">");
    has(html, "v <strong>42</strong>");
    has_not(html, "<script>");
    has_not(html, "holds");
    has_not(html, "Answer.");
    /* Run, result and reasons are folded; the whole answer is, the next exercise is not. */
    assert_non_null(fold);
    assert_true(strstr(html, "$ ") == NULL);
    assert_true(fold < strstr(html, "<pre class=\"command\">"));
    assert_true(strstr(fold, "</details>") > strstr(html, "<strong>42</strong>"));
    assert_true(strstr(fold, "</details>") > strstr(html, "<section class=\"why\">"));
    assert_true(strstr(fold, "</details>") < strstr(html, "<section class=\"try\">"));
    has(html, "<details class=\"answer\"><summary>Answer</summary>");
    assert_true(strstr(strstr(html, "class=\"answer\""), "</details>") > strstr(html, "<p>c</p>"));
    assert_true(strstr(strstr(html, "class=\"answer\""), "</details>") < strstr(html, "<p>d</p>"));
    has(html, "<details class=\"notes\"><summary>Teaching notes</summary>");
    assert_string_equal(log.text, "run:a <b> & 'c';draw:plot x;fact:| f;check:{{| f}} < 3;");
    free(html);
}

/* ---- manual --------------------------------------------------------------------------------- */

static void live_insert(void *state, const char *name, FILE *out)
{
    (void)state;
    fprintf(out, "INSERTED %s\n", name);
}

static void mdoc(const char *markdown, const char *want)
{
    const struct live live = { .insert = live_insert };
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    guide_mdoc(markdown, out, &live);
    fclose(out);
    assert_string_equal(text, want);
    free(text);
}

static void manuals(void **state)
{
    (void)state;
    mdoc("## One two\n\na b.\nc.\n\nd\n", ".Sh ONE TWO\na b.\nc.\n.Pp\nd\n");
    mdoc("### Sub\n\n.Pp is a word\n\n'x\n", ".Ss Sub\n\\&.Pp is a word\n.Pp\n\\&'x\n");
    mdoc("a\\b `--x-y` c-d\n", "a\\eb \\fB\\-\\-x\\-y\\fR c-d\n");
    mdoc("- a\n- b\n", ".Bl -bullet -compact\n.It\na\n.It\nb\n.El\n");
    mdoc("1. a\n\n   b\n", ".Bl -enum\n.It\na\n.Pp\nb\n.El\n");
    mdoc("a\n\n```\n.x 'y' \\\n```\n",
         "a\n.Bd -literal -offset indent\n\\&.x \\(aqy\\(aq \\e\n.Ed\n");
    mdoc("> a\n\nb\n", ".Bd -ragged -offset indent\na\n.Ed\n.Pp\nb\n");
    mdoc("a  \nb\n", "a\n.br\nb\n");
    mdoc("**a** *b* [c](http://d.e)\n", "\\fBa\\fR \\fIb\\fR c\n");
    mdoc("a\n\n```\nx\ty\x01z\x7f\n```\n", "a\n.Bd -literal -offset indent\nx yz\n.Ed\n");
    mdoc("# \n\na\n", ".Sh \\&\na\n");
    mdoc("## `a\\b` c\n\nd\n", ".Sh AB C\nd\n");
    mdoc("`'^~` ``x`y``\n", "\\fB\\(aq\\(ha\\(ti\\fR \\fBx\\(gay\\fR\n");
    mdoc("a\n\n***\n\nb\n", "a\n.Pp\nb\n");
    mdoc("a\n\n<!-- table -->\n\nb\n", "a\nINSERTED table\n.Pp\nb\n");
}

/* Nothing that acts on a terminal, written as it is or as an entity, however it got into the page.
 */
static void no_controls(void **state)
{
    static const char text[] =
        "# a\x7f&#x9b;b\tc&NewLine;.Sh d\n\na\x1b[2Jb &#27;[31m &#x9b;5n\n\n~~~ c\x11&#17;d\n\x01"
        "d\x7f\n\x07.Sh x\n~~~\n\n[x](http://a \"\x7f&#8;\") `\x02`\n";
    const struct live live = { 0 };
    char *html = guide_html(text, &live), *manual = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&manual, &length);
    (void)state;
    guide_mdoc(text, out, &live);
    fclose(out);
    for (const char *c = html; *c; c++)
        assert_true(((unsigned char)*c >= 0x20 || *c == '\n' || *c == '\t') && *c != 0x7f &&
                    strncmp(c, "\xc2\x9b", 2) != 0);
    for (const char *c = manual; *c; c++)
        assert_true(((unsigned char)*c >= 0x20 || *c == '\n') && *c != 0x7f &&
                    strncmp(c, "\xc2\x9b", 2) != 0);
    assert_non_null(strstr(html, "a[2Jb [31m 5n"));
    assert_non_null(strstr(html, "language-cd"));
    assert_string_equal(manual, ".Sh AB C .SH D\na[2Jb [31m 5n\n.Bd -literal -offset "
                                "indent\nd\n\\&.Sh x\n.Ed\n.Pp\nx \\fB\\fR\n");
    free(html);
    free(manual);
}

static void long_lines(void **state)
{
    char *text = NULL, *line;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    (void)state;
    for (int i = 0; i < 50; i++)
        mdoc_text(out, "some words that go on and on, and on, until a line of the manual's source "
                       "would be too long for it");
    fclose(out);
    for (line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
        assert_true(strlen(line) <= 80);
    free(text);
}

/* ---- the lessons themselves ----------------------------------------------------------------- */

static void by_name(void **state)
{
    const struct lesson *l;
    size_t n = 0;
    (void)state;
    for (; (l = lesson_row(n)); n++) {
        char number[16];
        snprintf(number, sizeof number, "%zu", l->number);
        assert_int_equal(l->number, n + 1);
        assert_ptr_equal(lesson_find(l->name), l);
        assert_ptr_equal(lesson_find(number), l);
        assert_true(l->title[0] && l->about[0] && l->title[0] != '#');
    }
    assert_true(n > 0);
    assert_null(lesson_find("0"));
    assert_null(lesson_find("1000"));
    assert_null(lesson_find("nosuch"));
    assert_non_null(guide_page("manual.md"));
    assert_null(guide_page("nosuch.md"));
}

/* Predict, Run, Reveal, Explain, Try and the instructor's part, in this order. */
static void have_their_parts(void **state)
{
    const struct lesson *l;
    (void)state;
    for (size_t i = 0; (l = lesson_row(i)); i++) {
        cmark_node *document = markdown_parse(l->text);
        enum part next = PART_PREDICT;
        size_t answers = 0;
        for (cmark_node *node = cmark_node_first_child(document); node;
             node = cmark_node_next(node))
            if (markdown_is_heading(node, 2)) {
                if (markdown_part(node) != next)
                    fail_msg("%s: '%s' is missing or in the wrong place", l->name,
                             part_names[next]);
                next++;
            }
        assert_int_equal(next, PARTS);
        for (const char *at = l->text; (at = strstr(at, "**Answer.**")); at++)
            answers++;
        if (answers < 2)
            fail_msg("%s: fewer than two exercises with answers", l->name);
        cmark_node_free(document);
    }
}

/* "0.17", "80 %", "3 percent": a number that somebody measured once. Whole numbers may be part of
 * the question. */
static const char *typed_number(const char *text)
{
    for (const char *at = text; *at; at++) {
        size_t digits = strspn(at, "0123456789");
        if (digits == 0)
            continue;
        if ((at[digits] == '.' && at[digits + 1] >= '0' && at[digits + 1] <= '9') ||
            strncmp(at + digits, " %", 2) == 0 || strncmp(at + digits, " percent", 8) == 0)
            return at;
        at += digits - 1;
    }
    return NULL;
}

static void numbers_come_from_runs(void **state)
{
    const struct lesson *l;
    (void)state;
    assert_non_null(typed_number("about 0.17 of it"));
    assert_non_null(typed_number("some 80 % are"));
    assert_null(typed_number("64 units, in 2016. Then 3"));
    for (size_t i = 0; (l = lesson_row(i)); i++) {
        cmark_node *document = markdown_parse(l->text);
        cmark_iter *iter = cmark_iter_new(document);
        cmark_event_type event;
        while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
            cmark_node *node = cmark_iter_get_node(iter);
            if (event == CMARK_EVENT_ENTER && cmark_node_get_type(node) == CMARK_NODE_TEXT &&
                typed_number(cmark_node_get_literal(node)))
                fail_msg("%s: typed by hand: %s", l->name, cmark_node_get_literal(node));
        }
        cmark_iter_free(iter);
        cmark_node_free(document);
    }
}

static void is_command(void *state, const char *line)
{
    if (strncmp(line, "$ actfn ", 8) != 0)
        fail_msg("%s: in a console block: %s", (const char *)state, line);
}

static void consoles_hold_commands_only(void **state)
{
    const struct lesson *l;
    size_t paragraphs, count = 0;
    (void)state;
    for (size_t i = 0; (l = lesson_row(i)); i++) {
        cmark_node *document = markdown_parse(l->text);
        cmark_iter *iter = cmark_iter_new(document);
        cmark_event_type event;
        while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
            cmark_node *node = cmark_iter_get_node(iter);
            if (event == CMARK_EVENT_ENTER && markdown_is_console(node, &paragraphs)) {
                lines_each(cmark_node_get_literal(node), is_command, (void *)(uintptr_t)l->name);
                count++;
            }
        }
        cmark_iter_free(iter);
        cmark_node_free(document);
    }
    assert_true(count > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wraps),
        cmocka_unit_test(blocks),
        cmocka_unit_test(runs),
        cmocka_unit_test(stops),
        cmocka_unit_test(colours),
        cmocka_unit_test(deep),
        cmocka_unit_test(widths),
        cmocka_unit_test(pages),
        cmocka_unit_test(manuals),
        cmocka_unit_test(no_controls),
        cmocka_unit_test(long_lines),
        cmocka_unit_test(by_name),
        cmocka_unit_test(have_their_parts),
        cmocka_unit_test(numbers_come_from_runs),
        cmocka_unit_test(consoles_hold_commands_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
