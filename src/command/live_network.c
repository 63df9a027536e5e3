/* The network that live shows: at which step, and with which numbers. */
#include "command/live.h"

#include <math.h>

void live_restart(struct live_stage *l)
{
    timeline_free(l->timeline);
    network_free(&l->run.net);
    l->run = (struct training_run){ .function = &l->runs.functions[l->function],
                                    .init = &l->runs.inits[0],
                                    .width = l->runs.widths[0],
                                    .seed = l->seed };
    l->runs.learning.rate = l->rate;
    l->timeline = timeline_new(&l->runs, &l->run, l->pool);
    l->view = NULL;
}

void live_go(struct live_stage *l, size_t step)
{
    if (step == timeline_step(l->timeline))
        return;
    if (!timeline_go(l->timeline, step)) {
        snprintf(l->message, sizeof l->message,
                 "diverged at step %zu; left goes back, - lowers the learning rate",
                 timeline_diverged(l->timeline));
        l->playing = false;
    }
    l->view = NULL;
}

bool live_has_plane(const struct live_stage *l)
{
    return l->problem.classes > 0 && l->problem.inputs == 2;
}

bool live_has_curve(const struct live_stage *l)
{
    return l->problem.target != NULL;
}

const struct timeline_view *live_view(struct live_stage *l)
{
    if (!l->view)
        l->view = timeline_look(l->timeline);
    return l->view;
}

char *live_status(struct live_stage *l, int digits)
{
    const struct timeline_view *v = live_view(l);
    double scale = l->problem.classes ? 1 : l->problem.scale;
    double quality = l->problem.classes ? v->score.accuracy : v->score.r2;
    const double values[] = { v->score.loss * (scale * scale), quality,
                              100 * (double)v->dead / (double)v->units };
    struct number_text text[3];
    for (size_t i = 0; i < 3; i++)
        text[i] = digits > 0 ? number_text_short(values[i], digits) : number_text(values[i]);
    return text_format("step %zu  loss %s  %s %s  dead %s %%", timeline_step(l->timeline),
                       text[0].text, l->problem.classes ? "accuracy" : "r2", text[1].text,
                       text[2].text);
}

void live_find_bounds(struct live_stage *l)
{
    const struct problem *s = &l->problem;
    for (size_t j = 0; j < 2; j++) {
        l->low[j] = INFINITY;
        l->high[j] = -INFINITY;
    }
    if (live_has_curve(l)) {
        l->low[0] = s->range.low;
        l->high[0] = s->range.high;
        for (size_t i = 0; i < SCENE_CURVE; i++) {
            double at = (double)i / (SCENE_CURVE - 1);
            double y = function_at(s->target, s->range.low + at * (s->range.high - s->range.low)).f;
            l->low[1] = isfinite(y) ? fmin(l->low[1], y) : l->low[1];
            l->high[1] = isfinite(y) ? fmax(l->high[1], y) : l->high[1];
        }
        double more = 0.15 * (l->high[1] - l->low[1]);
        l->low[1] -= more > 0 ? more : 1;
        l->high[1] += more > 0 ? more : 1;
    } else if (live_has_plane(l)) {
        const struct data *d = timeline_data(l->timeline);
        for (size_t i = 0; i < 2 * d->rows; i++) {
            l->low[i % 2] = fmin(l->low[i % 2], d->x[i]);
            l->high[i % 2] = fmax(l->high[i % 2], d->x[i]);
        }
        for (size_t j = 0; j < 2; j++) {
            double edge = 0.05 * (l->high[j] - l->low[j]);
            l->low[j] -= edge;
            l->high[j] += edge;
        }
    }
}
