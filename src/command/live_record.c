/* What was seen, kept: as asciinema plays it (.cast, version 2), or as a film drawn by gnuplot
 * (.gif). */
#include "command/live.h"
#include "cli/cli.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

double live_clock(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

bool live_record_begin(struct live_stage *l, const char *path, struct error *err)
{
    const char *dot = strrchr(path, '.');
    bool film = dot && strcmp(dot, ".gif") == 0;
    if (!film && !(dot && strcmp(dot, ".cast") == 0))
        return error_usage(err, "--record %s: must end in .gif or .cast", quote(path).text);
    l->record = (struct live_record){ .path = path, .film = film, .every = 1 };
    return true;
}

/* ---- .cast ---------------------------------------------------------------------------------- */

static void cast_header(struct live_stage *l)
{
    struct winsize size = { 0 };
    (void)ioctl(STDOUT_FILENO, TIOCGWINSZ, &size);
    l->record.began = live_clock();
    buffer_print(&l->record.cast, "{\"version\": 2, \"width\": %d, \"height\": %d}\n",
                 size.ws_col ? size.ws_col : 80, size.ws_row ? size.ws_row : 24);
}

/* Our own bytes: ASCII, controls and the UTF-8 of braille and of names. */
static void json_text(struct buffer *out, const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)bytes[i];
        if (c == '"' || c == '\\')
            buffer_print(out, "\\%c", c);
        else if (c < ' ' || c == 0x7f)
            buffer_print(out, "\\u%04x", c);
        else
            buffer_add(out, bytes + i, 1);
    }
}

void live_record_bytes(struct live_stage *l, const char *bytes, size_t length)
{
    struct live_record *r = &l->record;
    if (!r->path || r->film || bytes == screen_ask)
        return;
    if (r->cast.length == 0)
        cast_header(l);
    buffer_print(&r->cast, "[%.6f, \"o\", \"", live_clock() - r->began);
    json_text(&r->cast, bytes, length);
    buffer_text(&r->cast, "\"]\n");
}

/* ---- .gif ----------------------------------------------------------------------------------- */

static void scene_free(struct live_scene *s)
{
    free(s->title);
    free(s->class);
    free(s->sure);
    free(s->curve);
}

static void scene_plane(struct live_stage *l, struct live_scene *s)
{
    enum { CELLS = SCENE * SCENE };
    size_t classes = l->problem.classes;
    double *x = memory_new(2 * CELLS, sizeof *x), *z = memory_new(classes * CELLS, sizeof *z);
    s->class = memory_new(CELLS, 1);
    s->sure = memory_new(CELLS, 1);
    for (size_t i = 0; i < CELLS; i++)
        for (size_t j = 0; j < 2; j++) {
            double at = (double)(j == 0 ? i % SCENE : i / SCENE) / (SCENE - 1);
            x[2 * i + j] = l->low[j] + at * (l->high[j] - l->low[j]);
        }
    network_predict(&l->run.net, x, CELLS, z, l->pool);
    for (size_t i = 0; i < CELLS; i++) {
        const double *here = z + i * classes;
        size_t best = 0;
        double next = -INFINITY;
        for (size_t c = 1; c < classes; c++)
            best = here[c] > here[best] ? c : best;
        for (size_t c = 0; c < classes; c++)
            next = c == best ? next : fmax(next, here[c]);
        s->class[i] = (unsigned char)best;
        s->sure[i] = (unsigned char)lround(255 * tanh(0.5 * (here[best] - next)));
    }
    free(x);
    free(z);
}

static void scene_curve(struct live_stage *l, struct live_scene *s)
{
    double x[SCENE_CURVE];
    s->curve = memory_new(SCENE_CURVE, sizeof *s->curve);
    for (size_t i = 0; i < SCENE_CURVE; i++)
        x[i] = problem_input(&l->problem,
                             l->low[0] + (l->high[0] - l->low[0]) * (double)i / (SCENE_CURVE - 1));
    network_predict(&l->run.net, x, SCENE_CURVE, s->curve, NULL);
    for (size_t i = 0; i < SCENE_CURVE; i++)
        s->curve[i] = l->problem.mean + l->problem.scale * s->curve[i];
}

/* Every other scene goes when there are too many for gnuplot to draw in some seconds. */
static void thin_scenes(struct live_record *r)
{
    size_t kept = 0;
    for (size_t i = 0; i < r->scenes; i++)
        if (i % 2)
            scene_free(&r->scene[i]);
        else
            r->scene[kept++] = r->scene[i];
    r->scenes = kept;
    r->every *= 2;
}

void live_record_frame(struct live_stage *l)
{
    enum { SCENES_MOST = 60, DIGITS = 6 };
    struct live_record *r = &l->record;
    if (!r->path || !r->film || r->seen++ % r->every != 0)
        return;
    if (r->scenes == SCENES_MOST)
        thin_scenes(r);
    r->scene = memory_resize(r->scene, r->scenes + 1, sizeof *r->scene);
    struct live_scene *s = &r->scene[r->scenes++];
    *s =
        (struct live_scene){ .step = timeline_step(l->timeline), .loss = live_view(l)->score.loss };
    char *status = live_status(l, DIGITS);
    s->title = text_format("%s: %s", l->run.function->label, status);
    free(status);
    if (live_has_plane(l))
        scene_plane(l, s);
    else if (live_has_curve(l))
        scene_curve(l, s);
}

static void plane_tables(const struct live_stage *l, struct report *report)
{
    enum { CELLS = SCENE * SCENE };
    const struct live_record *r = &l->record;
    const struct data *d = timeline_data(l->timeline);
    struct table *t = report_table(report, "plane", r->scenes * CELLS),
                 *samples = report_table(report, "data", d->rows);
    double *x = table_numbers(t, "x"), *y = table_numbers(t, "y"),
           *class = table_numbers(t, "class"), *sure = table_numbers(t, "margin");
    for (size_t k = 0, row = 0; k < r->scenes; k++)
        for (size_t i = 0; i < CELLS; i++, row++) {
            x[row] = l->low[0] + (l->high[0] - l->low[0]) * (double)(i % SCENE) / (SCENE - 1);
            y[row] = l->low[1] + (l->high[1] - l->low[1]) * (double)(i / SCENE) / (SCENE - 1);
            class[row] = r->scene[k].class[i];
            sure[row] = r->scene[k].sure[i] / 255.0;
        }
    double *sx = table_numbers(samples, "x"), *sy = table_numbers(samples, "y"),
           *sc = table_numbers(samples, "class");
    for (size_t i = 0; i < d->rows; i++) {
        sx[i] = d->x[2 * i];
        sy[i] = d->x[2 * i + 1];
        sc[i] = (double)d->class[i];
    }
}

static void curve_tables(const struct live_stage *l, struct report *report)
{
    const struct live_record *r = &l->record;
    struct table *t = report_table(report, "plane", r->scenes * SCENE_CURVE);
    double *x = table_numbers(t, "x"), *y = table_numbers(t, "y"),
           *target = table_numbers(t, "target");
    for (size_t k = 0, row = 0; k < r->scenes; k++)
        for (size_t i = 0; i < SCENE_CURVE; i++, row++) {
            x[row] = l->low[0] + (l->high[0] - l->low[0]) * (double)i / (SCENE_CURVE - 1);
            y[row] = r->scene[k].curve[i];
            target[row] = function_at(l->problem.target, x[row]).f;
        }
}

static bool film_draw(struct live_stage *l, char **bytes, size_t *length, struct error *err)
{
    const struct live_record *r = &l->record;
    const struct look look = { .width = 800, .height = 400 };
    struct report report;
    report_init(&report, "live");
    report_headline(&report, "%s", l->task);
    report_fact(&report, "plane", live_has_plane(l));
    report_fact(&report, "curve", live_has_curve(l));
    report_fact(&report, "low", l->low[1]);
    report_fact(&report, "high", l->high[1]);
    struct table *t = report_table(&report, "scenes", r->scenes);
    double *step = table_numbers(t, "step"), *loss = table_numbers(t, "loss");
    char **title = table_texts(t, "title");
    for (size_t k = 0; k < r->scenes; k++) {
        step[k] = (double)r->scene[k].step;
        loss[k] = r->scene[k].loss;
        title[k] = text_copy(r->scene[k].title);
    }
    if (live_has_plane(l))
        plane_tables(l, &report);
    else if (live_has_curve(l))
        curve_tables(l, &report);
    report_figure(&report, "live");
    bool ok = plot_picture(&report, &look, picture_find("gif"), bytes, length, err);
    report_free(&report);
    return ok;
}

/* ---- the file ------------------------------------------------------------------------------- */

bool live_record_end(struct live_stage *l, struct error *err)
{
    struct live_record *r = &l->record;
    char *bytes = NULL;
    size_t length = 0;
    if (!r->path)
        return true;
    if (r->film && !film_draw(l, &bytes, &length, err))
        return false;
    fwrite(r->film ? bytes : r->cast.bytes, 1, r->film ? length : r->cast.length, r->save.file);
    free(bytes);
    r->open = false;
    return save_close(&r->save, err);
}

bool live_record_open(struct live_stage *l, struct error *err)
{
    struct live_record *r = &l->record;
    r->open = r->path && save_open(&r->save, r->path, err);
    return r->open || !r->path;
}

void live_record_free(struct live_stage *l)
{
    if (l->record.open)
        save_abandon(&l->record.save);
    for (size_t i = 0; i < l->record.scenes; i++)
        scene_free(&l->record.scene[i]);
    free(l->record.scene);
    free(l->record.cast.bytes);
}
