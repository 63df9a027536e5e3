/* Lessons as files: pages to read, slides for a projector, handouts to print. */
#include "command/lesson.h"
#include "base/base64.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- pages ---------------------------------------------------------------------------------- */

/* The bytes are the classroom's from here on. */
static void sheet_add(struct classroom *c, const char *name, char *bytes, size_t length)
{
    c->sheets = memory_resize(c->sheets, c->nsheets + 1, sizeof *c->sheets);
    c->sheets[c->nsheets++] = (struct sheet){ text_copy(name), bytes, length };
}

static void sheets_free(struct classroom *c)
{
    for (size_t i = 0; i < c->nsheets; i++) {
        free(c->sheets[i].name);
        free(c->sheets[i].bytes);
    }
    free(c->sheets);
}

static bool sheet_write(const char *dir, const struct sheet *sheet, struct error *err)
{
    char *path = text_format("%s/%s", dir, sheet->name);
    struct save save;
    bool ok = save_open(&save, path, err);
    if (ok) {
        fwrite(sheet->bytes, 1, sheet->length, save.file);
        ok = save_close(&save, err);
    }
    free(path);
    return ok;
}

static bool picture_write(struct classroom *c, const struct asked *a, const char *theme,
                          char **name, struct error *err)
{
    struct look look = look_of(a->request.delivery);
    char *bytes = NULL;
    size_t length = 0;
    bool ok;
    look.theme = theme;
    *name = text_format("%s-%zu-%s.svg", c->stem, c->pictures, theme);
    ok = plot_picture(&a->report, &look, picture_find("svg"), &bytes, &length, err);
    if (ok)
        sheet_add(c, *name, bytes, length);
    return ok;
}

/* The picture's headline and sentences: what a reader who cannot see it gets. */
static char *words_of(const struct report *r)
{
    char *words = text_format("%s%s%s", r->headline ? r->headline : "", r->subtitle ? ". " : "",
                              r->subtitle ? r->subtitle : "");
    for (size_t i = 0; i < r->nsentences; i++) {
        char *more = text_format("%s. %s %s", words, r->sentences[i].term, r->sentences[i].text);
        free(words);
        words = more;
    }
    return words;
}

static bool live_draw(void *state, const char *line, struct drawn *drawn)
{
    struct classroom *c = state;
    struct error err;
    struct asked *a;
    if (!session_draws(&c->session, line))
        return false;
    a = session_ask(&c->session, line);
    c->pictures++;
    drawn->words = words_of(&a->report);
    if (picture_write(c, a, "light", &drawn->light, &err) &&
        picture_write(c, a, "dark", &drawn->dark, &err))
        return true;
    fprintf(stderr, "%s: %s\n", line, err.text);
    c->session.failed++;
    free(drawn->light);
    free(drawn->dark);
    drawn->light = drawn->dark = NULL;
    return true;
}

static void page_make(struct classroom *c, const struct lesson *l, bool alone)
{
    const struct live live = {
        .state = c, .run = class_run, .fact = class_fact, .check = class_check, .draw = live_draw
    };
    char *file = site_file(l), *stem = text_part(file, strlen(file) - strlen(".html")), *body,
         *page = NULL;
    size_t length = 0;
    FILE *out = memory_stream(&page, &length);
    c->stem = stem;
    c->pictures = 0;
    body = guide_html(l->text, &live);
    site_lesson(out, l, body, alone);
    memory_stream_close(out, &page);
    sheet_add(c, file, page, length);
    free(body);
    free(file);
    free(stem);
}

static void index_make(struct classroom *c)
{
    char *page = NULL;
    size_t length = 0;
    FILE *out = memory_stream(&page, &length);
    site_index(out, "Guess first, then run it: each lesson asks a question, lets the program "
                    "answer it, and explains.");
    memory_stream_close(out, &page);
    sheet_add(c, "index.html", page, length);
}

static void site_make(struct classroom *c, const struct lesson *only)
{
    const char *style = guide_page("style.css");
    const struct lesson *l;
    sheet_add(c, "style.css", text_copy(style), strlen(style));
    if (only)
        page_make(c, only, true);
    for (size_t i = 0; !only && (l = lesson_row(i)); i++)
        page_make(c, l, false);
    if (!only)
        index_make(c);
}

static bool directory_fails(const struct classroom *c, struct error *err)
{
    return error_set(err, "%s %s: %s", c->option, quote(c->dir).text, strerror(errno));
}

/* Found out before the work: one that is missing is made, and taken away until there is something
 * to put into it. */
static bool directory_fits(const struct classroom *c, struct error *err)
{
    struct stat there;
    bool exists = stat(c->dir, &there) == 0;
    if (exists && !S_ISDIR(there.st_mode)) {
        errno = ENOTDIR;
        return directory_fails(c, err);
    }
    if (exists)
        return access(c->dir, W_OK | X_OK) == 0 || directory_fails(c, err);
    if (errno != ENOENT || mkdir(c->dir, 0777) != 0)
        return directory_fails(c, err);
    (void)rmdir(c->dir);
    return true;
}

static bool site_write(const struct classroom *c, struct error *err)
{
    bool made = mkdir(c->dir, 0777) == 0, ok = made || errno == EEXIST;
    if (!ok)
        return directory_fails(c, err);
    for (size_t i = 0; ok && i < c->nsheets; i++)
        ok = sheet_write(c->dir, &c->sheets[i], err);
    if (made && !ok)
        (void)rmdir(c->dir); /* where nothing could be written into it */
    return ok;
}

/* A page with a hole in it is none: nothing is written where a command failed. */
static bool write_all(struct classroom *c, void (*make)(struct classroom *c, const void *what),
                      const void *what, struct error *err)
{
    bool ok = directory_fits(c, err);
    if (ok) {
        make(c, what);
        ok = class_all_ran(c, err) && site_write(c, err);
    }
    sheets_free(c);
    session_free(&c->session);
    return ok;
}

static void told(FILE *out, const char *place, const char *more)
{
    char *safe = text_safe(place);
    fprintf(out, "Written to %s%s\n", safe, more);
    free(safe);
}

static void make_site(struct classroom *c, const void *what)
{
    site_make(c, what);
}

bool lesson_pages(const char *dir, const struct lesson *only, FILE *out, struct error *err)
{
    struct classroom c = { .dir = dir, .option = "--html", .session = { .columns = 80 } };
    if (!write_all(&c, make_site, only, err))
        return false;
    told(out, dir, only ? "" : "; open its index.html in a browser");
    return true;
}

/* ---- slides and handouts -------------------------------------------------------------------- */

/* A picture inside the page: one file is enough. */
static bool live_draw_inside(void *state, const char *line, struct drawn *drawn)
{
    struct classroom *c = state;
    struct error err;
    struct buffer uri = { 0 };
    char *bytes = NULL;
    size_t length = 0;
    if (!session_draws(&c->session, line))
        return false;
    struct asked *a = session_ask(&c->session, line);
    struct look look = look_of(a->request.delivery);
    look.theme = "light";
    drawn->words = words_of(&a->report);
    if (plot_picture(&a->report, &look, picture_find("svg"), &bytes, &length, &err)) {
        buffer_text(&uri, "data:image/svg+xml;base64,");
        buffer_base64(&uri, bytes, length);
        drawn->light = buffer_take(&uri);
    } else {
        fprintf(stderr, "%s: %s\n", line, err.text);
        c->session.failed++;
    }
    free(bytes);
    return true;
}

static struct live live_inside(struct classroom *c)
{
    return (struct live){ .state = c,
                          .run = class_run,
                          .mention = class_mention,
                          .fact = class_fact,
                          .check = class_check,
                          .draw = live_draw_inside };
}

bool lesson_slides(const char *path, const struct lesson_choice *chosen, FILE *out,
                   struct error *err)
{
    struct classroom c = { .session = { .columns = 76 } };
    const struct live live = live_inside(&c);
    char *page = NULL;
    size_t length = 0;
    struct save save;
    if (!save_open(&save, path, err)) /* before the work */
        return false;
    FILE *to = memory_stream(&page, &length);
    site_slides_begin(to, chosen->count == 1 ? chosen->lesson[0]->title : "Activation functions");
    for (size_t i = 0; i < chosen->count; i++) {
        char *slides = guide_slides(chosen->lesson[i]->text, &live);
        fputs(slides, to);
        free(slides);
    }
    site_slides_end(to);
    memory_stream_close(to, &page);
    bool ok = class_all_ran(&c, err);
    if (ok) {
        fwrite(page, 1, length, save.file);
        ok = save_close(&save, err);
    } else {
        save_abandon(&save);
    }
    free(page);
    session_free(&c.session);
    if (ok)
        told(out, path, "; arrow keys turn, space reveals, s opens the speaker's notes");
    return ok;
}

static void handout_make(struct classroom *c, const struct lesson *l, bool key)
{
    const struct live live = live_inside(c);
    char *name = text_format("%02zu-%s-%s.html", l->number, l->name, key ? "key" : "sheet");
    char *body = guide_handout(l->text, &live, key), *page = NULL;
    size_t length = 0;
    FILE *out = memory_stream(&page, &length);
    site_handout(out, l, body, key);
    memory_stream_close(out, &page);
    sheet_add(c, name, page, length);
    free(body);
    free(name);
}

static void make_handouts(struct classroom *c, const void *what)
{
    const struct lesson_choice *chosen = what;
    for (size_t i = 0; i < chosen->count; i++) {
        handout_make(c, chosen->lesson[i], false);
        handout_make(c, chosen->lesson[i], true);
    }
}

bool lesson_handouts(const char *dir, const struct lesson_choice *chosen, FILE *out,
                     struct error *err)
{
    struct classroom c = { .dir = dir, .option = "--handout", .session = { .columns = 80 } };
    if (!write_all(&c, make_handouts, chosen, err))
        return false;
    told(out, dir, ": for each lesson a sheet for students and its key, to print");
    return true;
}
