/* Keys of live, and the terminal's answers among them. */
#include "command/live.h"

#include <stdlib.h>
#include <string.h>

const char *const live_help[] = {
    "space      play or pause",
    "right      one step",
    "left       one step back",
    "PgDn PgUp  100 steps, back",
    "Home       to step 0",
    "up down    steps per frame",
    "a          next activation",
    "+ -        learning rate x 2, / 2",
    "n          next seed",
    "r          restart",
    "?          these keys",
    "q          quit",
    NULL,
};

enum { KEY_UP = 256, KEY_DOWN, KEY_RIGHT, KEY_LEFT, KEY_HOME, KEY_PAGE_UP, KEY_PAGE_DOWN };

static void move(struct live_stage *l, size_t back, size_t on)
{
    size_t step = timeline_step(l->timeline);
    l->playing = false;
    live_go(l, (step > back ? step - back : 0) + on);
}

/* 1, 2, 5, 10, ... steps per frame. */
static void change_stride(struct live_stage *l, bool faster)
{
    enum { MOST = 1000 };
    uint64_t unit = 1;
    while (l->stride >= 10 * unit)
        unit *= 10;
    uint64_t lead = l->stride / unit;
    if (faster)
        l->stride = unit * (lead < 2 ? 2 : lead < 5 ? 5 : 10);
    else if (lead > 1)
        l->stride = unit * (lead > 5 ? 5 : lead > 2 ? 2 : 1);
    else
        l->stride = unit > 1 ? unit / 2 : 1;
    l->stride = l->stride > MOST ? MOST : l->stride;
    snprintf(l->message, sizeof l->message, "%llu step%s per frame", (unsigned long long)l->stride,
             l->stride == 1 ? "" : "s");
}

static void change_rate(struct live_stage *l, double factor)
{
    double rate = timeline_rate(l->timeline) * factor;
    if (!(rate > 1e-30 && rate < 1e30))
        return;
    timeline_set_rate(l->timeline, rate);
    if (timeline_step(l->timeline) == 0)
        l->rate = rate;
    snprintf(l->message, sizeof l->message, "learning rate %s from step %zu on",
             number_text_short(rate, 6).text, timeline_step(l->timeline));
}

/* The next function that is not one of those before it. */
static void next_function(struct live_stage *l)
{
    const struct runs *r = &l->runs;
    bool again = true;
    while (again) {
        l->function = (l->function + 1) % r->nfunctions;
        again = false;
        for (size_t i = 0; i < l->function; i++)
            again = again || strcmp(r->functions[i].label, r->functions[l->function].label) == 0;
    }
    l->rate = timeline_rate(l->timeline);
    live_restart(l);
    snprintf(l->message, sizeof l->message, "%s: the same data, initialization and seed",
             r->functions[l->function].label);
}

static void next_seed(struct live_stage *l)
{
    l->seed++;
    l->rate = timeline_rate(l->timeline);
    live_restart(l);
    snprintf(l->message, sizeof l->message, "seed %llu", (unsigned long long)l->seed);
}

static void do_key(struct live_stage *l, int key)
{
    enum { LEAP = 100, CTRL_D = 4, CTRL_L = 12 };
    l->message[0] = 0;
    switch (key) {
    case ' ':
        l->playing = !l->playing;
        break;
    case KEY_RIGHT:
        move(l, 0, 1);
        break;
    case KEY_LEFT:
        move(l, 1, 0);
        break;
    case KEY_PAGE_DOWN:
        move(l, 0, LEAP);
        break;
    case KEY_PAGE_UP:
        move(l, LEAP, 0);
        break;
    case KEY_HOME:
        move(l, timeline_step(l->timeline), 0);
        break;
    case KEY_UP:
    case KEY_DOWN:
        change_stride(l, key == KEY_UP);
        break;
    case 'a':
        next_function(l);
        break;
    case '+':
    case '=':
        change_rate(l, 2);
        break;
    case '-':
    case '_':
        change_rate(l, 0.5);
        break;
    case 'n':
        next_seed(l);
        break;
    case 'r':
        l->rate = timeline_rate(l->timeline);
        live_restart(l);
        break;
    case '?':
    case 'h':
        l->help = !l->help;
        break;
    case CTRL_L:
        l->writer.known = false;
        break;
    case 'q':
    case 'Q':
    case CTRL_D:
        l->quit = true;
        break;
    default:
        snprintf(l->message, sizeof l->message, "? shows the keys");
    }
}

/* ---- escape sequences ----------------------------------------------------------------------- */

/* "?2026;2$y": mode 2026 is there, set or not (1 or 2); "?64;1c": the last answer. */
static bool is_answer(struct live_stage *l, const char *sequence, size_t length)
{
    if (length < 3 || sequence[0] != '?')
        return false;
    char last = sequence[length - 1];
    if (last == 'y' && strncmp(sequence, "?2026;", 6) == 0)
        l->writer.synchronized = sequence[6] == '1' || sequence[6] == '2';
    l->answered = l->answered || last == 'c';
    return true;
}

static void do_sequence(struct live_stage *l, const char *sequence, size_t length)
{
    static const struct {
        const char *bytes;
        int key;
    } keys[] = { { "A", KEY_UP },    { "B", KEY_DOWN },     { "C", KEY_RIGHT },
                 { "D", KEY_LEFT },  { "H", KEY_HOME },     { "1~", KEY_HOME },
                 { "7~", KEY_HOME }, { "5~", KEY_PAGE_UP }, { "6~", KEY_PAGE_DOWN } };
    if (is_answer(l, sequence, length))
        return;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (strlen(keys[i].bytes) == length && strncmp(keys[i].bytes, sequence, length) == 0)
            do_key(l, keys[i].key);
}

/* Bytes of a whole key at the start of `bytes`, 0 where more must come. ECMA-48: a control sequence
 * is ESC [, parameters 0x30-0x3f, intermediates 0x20-0x2f, and a final byte 0x40-0x7e. */
static size_t key_length(const char *bytes, size_t length)
{
    if (bytes[0] != '\033')
        return 1;
    if (length < 2)
        return 0;
    if (bytes[1] == 'O')
        return length < 3 ? 0 : 3;
    if (bytes[1] != '[')
        return 1; /* ESC alone, and another key */
    size_t i = 2;
    while (i < length && bytes[i] >= 0x20 && bytes[i] < 0x40)
        i++;
    return i < length ? i + 1 : 0;
}

void live_typed(struct live_stage *l, const char *bytes, size_t length)
{
    for (size_t i = 0; i < length && !l->quit; i++) {
        if (l->ntyped == sizeof l->typed)
            l->ntyped = 0; /* no key is so long */
        l->typed[l->ntyped++] = bytes[i];
        size_t whole;
        while (l->ntyped > 0 && (whole = key_length(l->typed, l->ntyped)) > 0) {
            if (whole > 2)
                do_sequence(l, l->typed + 2, whole - 2);
            else if (l->typed[0] != '\033')
                do_key(l, (unsigned char)l->typed[0]);
            l->ntyped -= whole;
            memmove(l->typed, l->typed + whole, l->ntyped);
        }
    }
}
