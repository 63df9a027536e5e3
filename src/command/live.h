/* live: a network learns before one's eyes. live.c reads the command line and keeps time,
 * live_network.c moves through the training, live_keys.c does what a key asks, live_draw.c lays out
 * a frame, live_record.c keeps what was seen. */
#ifndef ACTFN_LIVE_H
#define ACTFN_LIVE_H

#include "cli/cli.h"
#include "command/fit.h"
#include "experiment/timeline.h"
#include "plot/screen.h"

struct live_options {
    struct fit_options fit; /* first, so that fit_read reads it */
    char *data, *record;
    double shift, bias_init;
    uint64_t probe, frames, stride; /* frames 0: until q */
    bool paused;
};

/* One frame of a recording that becomes a film. */
struct live_scene {
    size_t step;
    char *title;
    double loss;
    unsigned char *class, *sure; /* of SCENE x SCENE cells of the plane; NULL: no plane */
    double *curve;               /* what the network says along the range; NULL: no curve */
};
enum { SCENE = 61, SCENE_CURVE = 201 };

struct live_record {
    const char *path; /* NULL: nothing is kept */
    struct save save; /* open from the beginning, so that a place that cannot be written is known */
    bool open;
    bool film; /* .gif, else .cast */
    struct buffer cast;
    double began;
    struct live_scene *scene;
    size_t scenes, seen, every; /* seen: frames so far, of which each `every`-th is a scene */
};

struct live_stage {
    const struct request *q;
    const char *task;
    struct problem problem;
    struct runs runs;
    struct pool *pool;
    size_t function; /* index in runs.functions */
    uint64_t seed;
    double rate; /* at step 0 */
    struct training_run run;
    struct timeline *timeline;
    const struct timeline_view *view; /* NULL: the step has changed, look again */
    double low[2], high[2];           /* of the plane, or of x and y of the curve */
    bool playing, help, quit;
    uint64_t stride; /* steps a frame */
    char message[120];
    char typed[64]; /* bytes of a key that is not whole yet */
    size_t ntyped;
    bool answered; /* the terminal has said what it can */
    struct canvas canvas;
    struct frame_writer writer;
    struct live_record record;
};

/* ---- the network (live_network.c) ----------------------------------------------------------- */
/* A new one with the present function, seed and rate, at step 0. */
void live_restart(struct live_stage *l);
/* To that step; training that diverges stops there and says so. */
void live_go(struct live_stage *l, size_t step);
/* Why it is drawn so: a plane of classes, a curve of numbers, or neither. */
bool live_has_plane(const struct live_stage *l);
bool live_has_curve(const struct live_stage *l);
/* "step 12  loss 0.25  accuracy 0.5  dead 0 %": the digits of fit and dead, or (digits > 0) fewer.
 * The caller frees. */
char *live_status(struct live_stage *l, int digits);
/* The extent of what is drawn: of the samples and a margin, or of the range and the target. */
void live_find_bounds(struct live_stage *l);
const struct timeline_view *live_view(struct live_stage *l);

/* ---- keys (live_keys.c) --------------------------------------------------------------------- */
/* Bytes from the terminal: keys, and what it answers to screen_ask. */
void live_typed(struct live_stage *l, const char *bytes, size_t length);
extern const char *const live_help[]; /* lines, NULL after the last */

/* ---- the frame (live_draw.c) ---------------------------------------------------------------- */
void live_draw(struct live_stage *l, size_t columns, size_t rows);

/* ---- recording (live_record.c) -------------------------------------------------------------- */
bool live_record_begin(struct live_stage *l, const char *path, struct error *err);
bool live_record_open(struct live_stage *l, struct error *err);
void live_record_bytes(struct live_stage *l, const char *bytes, size_t length); /* .cast */
void live_record_frame(struct live_stage *l);                                   /* .gif */
bool live_record_end(struct live_stage *l, struct error *err);
void live_record_free(struct live_stage *l);
double live_clock(void); /* seconds */

#endif
