/* The frame of the site's pages. One style sheet beside them; no script, no font, nothing from the
 * net. */
#include "guide/guide.h"

#include <stdlib.h>

static void escaped(FILE *out, const char *text)
{
    for (; *text; text++)
        if (*text == '&')
            fputs("&amp;", out);
        else if (*text == '<')
            fputs("&lt;", out);
        else if (*text != '`')
            putc(*text, out);
}

static void head(FILE *out, const char *title)
{
    fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
          "<meta name=\"color-scheme\" content=\"light dark\">\n<title>",
          out);
    escaped(out, title);
    fputs("</title>\n<link rel=\"stylesheet\" href=\"style.css\">\n</head>\n<body>\n", out);
}

static void foot(FILE *out)
{
    fputs("<footer>Every number and picture here was made by actfn " ACTFN_VERSION
          " when this page was written.</footer>\n"
          "</body>\n</html>\n",
          out);
}

char *site_file(const struct lesson *lesson)
{
    return text_format("%02zu-%s.html", lesson->number, lesson->name);
}

static void link_to(FILE *out, size_t i, const char *relation, const char *arrow)
{
    const struct lesson *other = lesson_row(i);
    char *file;
    if (!other)
        return;
    file = site_file(other);
    fprintf(out, "<a rel=\"%s\" href=\"%s\">%s ", relation, file, arrow);
    escaped(out, other->title);
    fputs("</a>\n", out);
    free(file);
}

void site_lesson(FILE *out, const struct lesson *lesson, const char *body, bool alone)
{
    head(out, lesson->title);
    if (!alone)
        fprintf(out, "<nav><a href=\"index.html\">Lessons</a> <span>%zu</span></nav>\n",
                lesson->number);
    fprintf(out, "<main>\n%s</main>\n", body);
    if (!alone) {
        fputs("<nav class=\"turn\">\n", out);
        if (lesson->number > 1)
            link_to(out, lesson->number - 2, "prev", "&larr;");
        link_to(out, lesson->number, "next", "&rarr;");
        fputs("</nav>\n", out);
    }
    foot(out);
}

void site_index(FILE *out, const char *how)
{
    const struct lesson *l;
    head(out, "What activation functions do");
    fputs("<main>\n<h1>What activation functions do</h1>\n<p>", out);
    escaped(out, how);
    fputs("</p>\n<ol class=\"lessons\">\n", out);
    for (size_t i = 0; (l = lesson_row(i)); i++) {
        char *file = site_file(l);
        fprintf(out, "<li value=\"%zu\"><a href=\"%s\">", l->number, file);
        escaped(out, l->title);
        fputs("</a><p>", out);
        escaped(out, l->about);
        fputs("</p></li>\n", out);
        free(file);
    }
    fputs("</ol>\n</main>\n", out);
    foot(out);
}

/* ---- slides and handouts: a file each, with nothing beside it ------------------------------- */

static void head_inside(FILE *out, const char *title, const char *style, const char *more)
{
    fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>",
          out);
    escaped(out, title);
    fprintf(out, "</title>\n<style>\n%s%s</style>\n</head>\n<body>\n", guide_page(style), more);
}

void site_slides_begin(FILE *out, const char *title)
{
    head_inside(out, title, "slides.css", "");
}

void site_slides_end(FILE *out)
{
    fprintf(out, "<div id=\"place\"></div>\n<script>\n%s</script>\n</body>\n</html>\n",
            guide_page("slides.js"));
}

void site_handout(FILE *out, const struct lesson *lesson, const char *body, bool key)
{
    static const char paper[] =
        "p.guess { display: none; }\n"
        "div.room { height: 4.5em; background: repeating-linear-gradient(transparent 0 1.45em, "
        "#9aa5b1 1.45em 1.5em); margin: .3em 0 1em; print-color-adjust: exact; }\n"
        "@media screen { main:has(p.guess) details.reveal { display: block !important; } }\n"
        "@media print { html { font-size: 11pt; } li, figure { break-inside: avoid; } }\n";
    head_inside(out, lesson->title, "style.css", paper);
    fprintf(out, "<main>\n<p>Lesson %zu%s</p>\n%s</main>\n", lesson->number,
            key ? ": the key" : ". Name: ____________________", body);
    foot(out);
}
