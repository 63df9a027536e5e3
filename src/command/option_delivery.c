/* Options that every command takes: where its result goes, how it looks, and chance. */
#include "command/names.h"
#include "command/option.h"

static bool take_output(struct options *o, const char *typed, struct message *why)
{
    (void)why;
    option_text(&o->output, typed);
    return true;
}

static bool take_format(struct options *o, const char *typed, struct message *why)
{
    const char *name;
    size_t i = 0;
    while ((name = format_name_row(i)) && strcmp(name, typed) != 0)
        i++;
    if (name) {
        option_text(&o->format, typed);
        return true;
    }
    message_set(why, "%s: must be one of:", quote(typed).text);
    for (i = 0; (name = format_name_row(i)); i++) {
        size_t length = strlen(why->text);
        snprintf(why->text + length, sizeof why->text - length, " %s", name);
    }
    return false;
}

static bool take_table(struct options *o, const char *typed, struct message *why)
{
    (void)why;
    option_text(&o->table, typed);
    return true;
}

static bool take_plot(struct options *o, const char *typed, struct message *why)
{
    (void)typed, (void)why;
    o->plot = true;
    return true;
}

static bool take_terminal(struct options *o, const char *typed, struct message *why)
{
    (void)why;
    option_text(&o->terminal, typed);
    o->look.terminal = o->terminal;
    return true;
}

static bool take_title(struct options *o, const char *typed, struct message *why)
{
    (void)why;
    option_text(&o->title, typed);
    o->look.title = o->title;
    return true;
}

/* WxH: pixels for pictures, columns and rows for text terminals. */
static bool take_size(struct options *o, const char *typed, struct message *why)
{
    const char *cross = strpbrk(typed, "xX");
    uint64_t width = 0, height = 0;
    struct message unused;
    bool good = false;
    if (cross) {
        char *first = text_part(typed, (size_t)(cross - typed));
        good = count_parse(first, 1, 30000, &width, &unused) && count_parse(cross + 1, 1, 30000, &height, &unused);
        free(first);
    }
    if (!good)
        return message_set(why, "%s: not a size; write WIDTHxHEIGHT, each 1 to 30000: 1280x720", quote(typed).text);
    o->look.width = (double)width;
    o->look.height = (double)height;
    return true;
}

static bool take_theme(struct options *o, const char *typed, struct message *why)
{
    (void)why;
    option_text(&o->theme, typed);
    o->look.theme = o->theme;
    return true;
}

static bool take_log(struct options *o, const char *typed, struct message *why)
{
    (void)why;
    o->look.log_x = strchr(typed, 'x') != NULL;
    o->look.log_y = strchr(typed, 'y') != NULL;
    return true;
}

static bool take_yrange(struct options *o, const char *typed, struct message *why)
{
    struct range range = {0};
    bool good = range_parse(typed, &range, why);
    if (good && range.has_step)
        good = message_set(why, "%s: a step has no meaning here; write LO:HI", quote(typed).text);
    o->look.has_yrange = good;
    o->look.ylow = range.low;
    o->look.yhigh = range.high;
    free(range.typed);
    return good;
}

static bool take_quiet(struct options *o, const char *typed, struct message *why)
{
    (void)typed, (void)why;
    o->quiet = true;
    return true;
}

static bool take_seed(struct options *o, const char *typed, struct message *why)
{
    return count_parse(typed, 0, UINT64_MAX, &o->seed, why);
}

static bool take_figure(struct options *o, const char *typed, struct message *why)
{
    const struct command *c = command_find(o->command);
    if (c->figures && !word_in(c->figures, typed))
        return message_set(why, "%s: must be one of: %s", quote(typed).text, c->figures);
    option_text(&o->figure, typed);
    return true;
}

const struct option_row delivery_options[] = {
    { 'o', "output", "FILE", "write there; the suffix says what", NULL, take_output },
    { 'f', "format", "NAME", "text, csv, tsv, json, npy; a figure: png, svg, pdf, html, gif, tex, gp", NULL, take_format },
    { 0, "table", "NAME", "which table csv, tsv and npy write", NULL, take_table },
    { 'p', "plot", NULL, "draw the figure", NULL, take_plot },
    { 0, "terminal", "NAME", "where to draw: auto, window, kitty, iterm, sixel, braille, ascii, or gnuplot's own", NULL,
      take_terminal },
    { 0, "title", "TEXT", "the figure's title", NULL, take_title },
    { 0, "size", "WxH", "the figure's size in pixels (text terminals: columns x rows)", NULL, take_size },
    { 0, "theme", "NAME", "light, dark or print", "light dark print", take_theme },
    { 0, "log", "AXES", "logarithmic axes: x, y or xy", "x y xy", take_log },
    { 0, "yrange", "LO:HI", "the figure's vertical range", NULL, take_yrange },
    { 'q', "quiet", NULL, "no progress, no remarks", NULL, take_quiet },
    { 0, "seed", "N", "seed of everything random", NULL, take_seed },
    { 0 },
};

/* Only commands with more than one figure take it. */
const struct option_row figure_options[] = {
    { 0, "figure", "NAME", "which figure", NULL, take_figure },
    { 0 },
};
