/* live: a network learns before one's eyes, and waits, goes back or starts anew at a key. */
#include "command/live.h"
#include "cli/cli.h"

#include <errno.h>
#include <math.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define S struct live_options
/* The functions that a key goes through, behind those that were asked for. */
#define FUNCTIONS "relu,gelu,silu,tanh,sigmoid,leaky_relu,identity"

static const char *next_recording(size_t i)
{
    static const char *const suffixes[] = { "gif", "cast" };
    return i < sizeof suffixes / sizeof *suffixes ? suffixes[i] : NULL;
}
static const struct names names_recordings = { "recording", next_recording, false };

static const struct option_row rows[] = {
    OPT_RANGE(S, fit.range.range, "-5:5"),
    OPT_POINTS(S, fit.range.points),
    OPT_SET(S, fit.net.set),
    OPT_HIDDEN(S, fit.net.layers, "1"),
    OPT_WIDTH(S, fit.net.width, "32"),
    OPT_SHAPE(S, fit.net.shape),
    { .name = "activation",
      .argument = "F,...",
      .kind = &option_text,
      .place = offsetof(S, fit.net.activation),
      .preset = "relu",
      .names = &names_functions,
      .help = "the activation function; key a goes on to the next" },
    OPT_INIT(S, fit.net.init, "he"),
    OPT_TARGET(S, fit.target),
    OPT_OPTIMIZER(S, fit.training.optimizer),
    OPT_LR(S, fit.training.lr),
    OPT_WEIGHT_DECAY(S, fit.training.weight_decay),
    OPT_BATCH(S, fit.training.batch),
    OPT_STEPS(S, fit.training.steps, "3000"),
    OPT_BIG_STEP(S, fit.training.big_step),
    { .name = "data",
      .argument = "NAME|FILE",
      .kind = &option_text,
      .place = offsetof(S, data),
      .names = &names_tasks,
      .path = PATH_INPUT,
      .help = "instead of TASK: the network that 'dead --data NAME' trains" },
    { .name = "shift",
      .argument = "S",
      .kind = &option_number,
      .place = offsetof(S, shift),
      .help = "add S to every input" },
    { .name = "bias-init",
      .argument = "B",
      .kind = &option_number,
      .place = offsetof(S, bias_init),
      .help = "initial biases of the hidden layers" },
    OPT_COUNT("probe", S, probe, 1, 100000000,
              "count dead units on N fresh samples (default: the training data)"),
    OPT_FLAG("paused", S, paused, "begin at step 0, waiting for a key"),
    { .name = "stride",
      .argument = "N",
      .kind = &option_count,
      .place = offsetof(S, stride),
      .low = 1,
      .high = 1000000,
      .preset = "5",
      .help = "steps of training per frame; 30 frames a second" },
    OPT_COUNT("frames", S, frames, 1, 1000000000, "end after N frames"),
    { .name = "record",
      .argument = "FILE",
      .kind = &option_text,
      .place = offsetof(S, record),
      .path = PATH_OUTPUT,
      .names = &names_recordings,
      .help = "keep what is seen: FILE.gif, or FILE.cast for asciinema" },
    { .name = "seed",
      .argument = "N",
      .kind = &option_count,
      .place = offsetof(S, fit.delivery.seed),
      .high = UINT64_MAX,
      .preset = "42",
      .help = "seed of weights and data" },
    { .name = NULL },
};

/* ---- time ----------------------------------------------------------------------------------- */

static void advance(struct live_stage *l)
{
    size_t step = timeline_step(l->timeline), most = l->runs.steps;
    size_t next = step + (size_t)l->stride;
    if (!l->playing)
        return;
    if (step < most && next >= most) {
        next = most;
        l->playing = false;
        snprintf(l->message, sizeof l->message, "step %zu of %zu: space goes on", most, most);
    }
    live_go(l, next);
}

/* Everything at once or, where the program was stopped meanwhile, nothing more: the screen is
 * another then. */
static bool write_frame(struct live_stage *l, const char *bytes, size_t length)
{
    size_t before = terminal_returns();
    live_record_bytes(l, bytes, length);
    for (size_t done = 0; done < length && terminal_returns() == before;) {
        ssize_t n = write(STDOUT_FILENO, bytes + done, length - done);
        if (n < 0 && errno == EAGAIN) {
            struct pollfd room = { .fd = STDOUT_FILENO, .events = POLLOUT };
            (void)poll(&room, 1, 100);
        } else if (n < 0 && errno != EINTR) {
            return false;
        }
        done += n > 0 ? (size_t)n : 0;
    }
    return true;
}

static bool show_frame(struct live_stage *l)
{
    enum { STATUS_ROWS = 2, LEAST_COLUMNS = 20, LEAST_ROWS = 4, MOST = 500 };
    struct winsize size = { 0 };
    struct buffer out = { 0 };
    (void)ioctl(STDOUT_FILENO, TIOCGWINSZ, &size);
    size_t columns = size.ws_col ? size.ws_col : 80, rows_there = size.ws_row ? size.ws_row : 24;
    columns = columns < LEAST_COLUMNS ? LEAST_COLUMNS : columns > MOST ? MOST : columns;
    rows_there = rows_there < LEAST_ROWS ? LEAST_ROWS : rows_there > MOST ? MOST : rows_there;
    live_draw(l, columns, rows_there);
    frame_write(&l->writer, &l->canvas, rows_there - STATUS_ROWS, &out);
    bool ok = out.length == 0 || write_frame(l, out.bytes, out.length);
    free(out.bytes);
    return ok;
}

/* Keys until the time for the next frame; false: the terminal is gone. */
static bool listen_until(struct live_stage *l, double until)
{
    for (;;) {
        double left = until - live_clock();
        struct pollfd keys = { .fd = STDIN_FILENO, .events = POLLIN };
        char bytes[512];
        int ready = poll(&keys, 1, left > 0 ? (int)ceil(1000 * left) : 0);
        if (ready < 0 && errno == EINTR)
            return true; /* a stop, or a window that changed: draw */
        if (ready == 0)
            return true;
        ssize_t got = read(STDIN_FILENO, bytes, sizeof bytes);
        if (got < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        if (got <= 0)
            return false;
        live_typed(l, bytes, (size_t)got);
        if (l->quit || left <= 0)
            return true;
    }
}

/* An answer that came after the end would stand on the shell's command line. */
static void await_answer(struct live_stage *l)
{
    double until = live_clock() + 0.15;
    while (!l->answered && live_clock() < until) {
        struct pollfd keys = { .fd = STDIN_FILENO, .events = POLLIN };
        char bytes[512];
        ssize_t got = poll(&keys, 1, 20) > 0 ? read(STDIN_FILENO, bytes, sizeof bytes) : 0;
        if (got > 0)
            live_typed(l, bytes, (size_t)got);
    }
}

static bool watch(struct live_stage *l, uint64_t frames, struct error *err)
{
    const double period = 1.0 / 30;
    double next = live_clock();
    bool there = true;
    if (!terminal_take_screen(STDIN_FILENO, screen_enter, screen_leave))
        return error_set(err, "the terminal could not be taken: %s", strerror(errno));
    live_record_bytes(l, screen_enter, strlen(screen_enter));
    there = write_frame(l, screen_ask, strlen(screen_ask));
    size_t returns = terminal_returns();
    for (uint64_t frame = 0; there && !l->quit && (!frames || frame < frames); frame++) {
        if (returns != terminal_returns()) {
            returns = terminal_returns();
            l->writer.known = false;
            next = live_clock();
        }
        there = show_frame(l);
        live_record_frame(l);
        next = fmax(next + period, live_clock() - period); /* what was late is not made up for */
        there = there && listen_until(l, next);
        if (frame + 1 < frames || !frames) /* the last frame is what the numbers are of */
            advance(l);
    }
    await_answer(l);
    terminal_give();
    return there || error_set(err, "the terminal is gone: %s", strerror(errno));
}

/* ---- the command ---------------------------------------------------------------------------- */

static bool on_terminal(const struct request *q, struct error *err)
{
    const char *term = getenv("TERM");
    if (isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) && term && *term && strcmp(term, "dumb") != 0)
        return true;
    const char *task = q->noperands ? q->operands[0] : "spiral";
    return error_usage(err, "no terminal to draw in; 'actfn fit %s -o x.gif' draws what is learned",
                       strpbrk(task, " ()*'|&;<>$") ? quote(task).text : task);
}

/* With --data the network is dead's: its defaults, its decay, its biases. */
static bool read_runs(struct live_stage *l, struct error *err)
{
    const struct live_options *o = l->q->options;
    struct live_options *own = l->q->options; /* the request's, which we may fill in */
    char *asked = text_copy(o->fit.net.activation);
    free(own->fit.net.activation);
    own->fit.net.activation = text_format("%s,%s", asked, FUNCTIONS);
    own->fit.training.seeds = 1;
    if (o->data && !option_given(l->q, &o->fit.net.layers))
        own->fit.net.layers = 5;
    if (o->data && !option_given(l->q, &o->fit.net.width))
        own->fit.net.width.value[0] = 64;
    if (o->data && !option_given(l->q, &o->fit.training.steps))
        own->fit.training.steps = 1000;
    bool ok = fit_read(l->q, &l->problem, &l->runs, err);
    free(asked);
    if (!ok)
        return false;
    if (o->data) {
        l->runs.spread_biases = false;
        l->runs.learning.decay = o->fit.training.weight_decay;
    }
    l->runs.has_bias = option_given(l->q, &o->bias_init);
    l->runs.bias = o->bias_init;
    l->runs.census = true;
    l->runs.probe = l->problem.probe;
    l->runs.probe_data = problem_probe;
    if (l->runs.nwidths > 1 || l->runs.ninits > 1) {
        bool widths = l->runs.nwidths > 1;
        runs_free(&l->runs);
        return error_usage(err, "--%s: one network at a time; give one %s",
                           widths ? "width" : "init", widths ? "width" : "initialization");
    }
    return true;
}

static bool live_read(struct live_stage *l, struct error *err)
{
    const struct request *q = l->q;
    const struct live_options *o = q->options;
    const struct counts *shape = &o->fit.net.shape;
    const struct problem_curve curve = { o->fit.range.range, o->fit.range.points,
                                         o->fit.net.set.value, o->fit.net.set.count };
    struct problem_options wish = { .curve = o->data ? NULL : &curve,
                                    .probe = o->probe,
                                    .shift = o->shift,
                                    .target = o->fit.target,
                                    .inputs = shape->count ? shape->value[0] : 0 };
    if (q->noperands > 1)
        return error_usage(err, "%s: one task at a time", quote(q->operands[1]).text);
    if (q->noperands && o->data)
        return error_usage(err, "--data: the task is %s already; give one of them",
                           quote(q->operands[0]).text);
    l->task = o->data ? o->data : q->noperands ? q->operands[0] : "spiral";
    if (!problem_read(&l->problem, l->task, &wish, err))
        return error_prefix(err, "%s", o->data ? "--data " : "");
    const struct problem *s = &l->problem;
    return read_runs(l, err) &&
           runs_fit(&l->runs, &o->fit.net, o->fit.range.points > 0, s->inputs,
                    s->classes ? s->classes : 1, s->rows, err) &&
           problem_look(&l->problem, l->task, err);
}

static bool live_watch(struct live_stage *l, FILE *out, struct error *err)
{
    const struct live_options *o = l->q->options;
    l->seed = o->fit.delivery.seed;
    l->rate = l->runs.learning.rate;
    l->stride = o->stride;
    l->playing = !o->paused && l->runs.steps > 0;
    l->pool = pool_new(0);
    live_restart(l);
    live_find_bounds(l);
    bool ok = watch(l, o->frames, err) && live_record_end(l, err);
    if (ok) {
        char *status = live_status(l, 0);
        fprintf(out, "%s\n", status);
        free(status);
    }
    timeline_free(l->timeline);
    network_free(&l->run.net);
    pool_free(l->pool);
    canvas_free(&l->canvas);
    frame_writer_free(&l->writer);
    return ok;
}

static enum colours colours_there(FILE *out)
{
    const char *depth = getenv("COLORTERM");
    if (!colour_wanted(out))
        return NO_COLOURS;
    return depth && (strcmp(depth, "truecolor") == 0 || strcmp(depth, "24bit") == 0) ? ALL_COLOURS
                                                                                     : COLOURS_256;
}

static bool live_print(const struct request *q, FILE *out, struct error *err)
{
    const struct live_options *o = q->options;
    struct live_stage l = { .q = q };
    if (!on_terminal(q, err) || (o->record && !live_record_begin(&l, o->record, err)))
        return false;
    l.writer.how.colours = colours_there(out);
    bool ok = live_read(&l, err) && live_record_open(&l, err) && live_watch(&l, out, err);
    live_record_free(&l);
    runs_free(&l.runs);
    problem_free(&l.problem);
    return ok;
}

const struct command command_live = {
    .name = "live",
    .order = 105,
    .group = GROUP_NETWORKS,
    .operands = "[TASK]",
    .names = &names_tasks,
    .files = true,
    .about = "watch a network train, step by step and back",
    .meanings = "watch interactive animate animation",
    .options = rows,
    .size = sizeof(S),
    .details =
        "Trains in the terminal: decision regions or the curve, the loss, and layer by layer the "
        "dead units and the size of the gradient. TASK is what fit takes (default: spiral), and "
        "the network is the one that fit trains with these options; with --data it is the one that "
        "dead trains. The numbers of the status line are theirs to the last digit.\n\n"
        "Keys: space plays and pauses; right and left go one step forward and back, Page Up and "
        "Page Down a hundred, Home to step 0; up and down change the steps per frame; a takes the "
        "next activation, n the next seed, + and - double and halve the learning rate from here "
        "on, r starts again; ? shows the keys and q ends.",
    .examples = "actfn live\n"
                "actfn live 'sin(3*x)' --range -2:2 --activation tanh\n"
                "actfn live two-spirals --layers 3 --paused\n"
                "actfn live --data spiral --big-step 10    # units die\n"
                "actfn live circles --record circles.cast",
    .print = live_print,
};
