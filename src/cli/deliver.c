/* Where a report goes: a table to a file or the screen, a figure to a file or the terminal. Written
 * once, for every command: no command knows a format, no format knows a command. */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <unistd.h>

static const char *suffix_of(const char *path)
{
    const char *slash = strrchr(path, '/'), *dot = strrchr(slash ? slash : path, '.');
    return dot && dot[1] ? dot + 1 : NULL;
}

static char *suffixes(void)
{
    struct buffer all = { 0 };
    for (size_t i = 0; format_row(i) || picture_row(i); i++) {
        if (format_row(i))
            buffer_print(&all, " .%s", format_row(i)->suffix);
        if (picture_row(i))
            buffer_print(&all, " .%s", picture_row(i)->suffix);
    }
    return buffer_take(&all);
}

static bool unknown_suffix(const char *path, struct error *err)
{
    char *all = suffixes();
    error_usage(err, "--output %s: the suffix says what to write; one of:%s (or say --format)",
                quote(path).text, all);
    free(all);
    return false;
}

/* Data and a drawing would follow each other on one standard output, where no reader tells them
 * apart. Text and its figure may: both are for people. */
static bool two_in_one(const struct delivery *o, const struct destination *d)
{
    bool window = o->terminal && terminal_is_window(o->terminal);
    return d->format && d->show && !d->path && !window && !d->format->people;
}

/* -o decides by its suffix unless --format does; without both, the figure where one was asked for,
 * else text. */
bool destination_find(struct request *q, struct error *err)
{
    const struct command *c = q->command;
    const struct delivery *o = q->delivery;
    struct destination *d = &q->destination;
    const char *path = o->output && strcmp(o->output, "-") != 0 ? o->output : NULL;
    const char *suffix = path ? suffix_of(path) : NULL;
    *d = (struct destination){ .path = path };
    if (o->format) {
        d->format = format_find(o->format);
        d->picture = d->format ? NULL : picture_find(o->format);
    } else if (path) {
        d->format = suffix ? format_find(suffix) : NULL;
        d->picture = suffix && !d->format ? picture_find(suffix) : NULL;
        if (!d->format && !d->picture)
            return unknown_suffix(path, err);
    }
    d->show = !d->picture && (o->plot || ((c->draws || o->figure) && !d->format));
    d->sketch = c->sketches && !o->format && !path && !o->plot && isatty(STDOUT_FILENO);
    if (!d->format && !d->picture && !d->show)
        d->format = format_find("text");
    d->show = d->show || d->sketch;
    d->text = d->format && d->format->people;
    if (two_in_one(o, d))
        return error_usage(
            err,
            "--plot: the figure and %s cannot share one standard output; write one to a file: "
            "--output FILE",
            d->format->name);
    return true;
}

int screen_columns(FILE *out)
{
    struct winsize size;
    int fd = fileno(out);
    if (fd < 0 || !isatty(fd) || ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col < 40)
        return 80;
    return size.ws_col < 250 ? size.ws_col : 250;
}

bool colour_wanted(FILE *out)
{
    const char *none = getenv("NO_COLOR"), *term = getenv("TERM");
    return fileno(out) >= 0 && isatty(fileno(out)) && !(none && *none) && term &&
           strcmp(term, "dumb") != 0;
}

struct look look_of(const struct delivery *d)
{
    struct look look = {
        .title = d->title,
        .width = d->size.width,
        .height = d->size.height,
        .theme = d->theme,
        .log_x = d->log && strchr(d->log, 'x'),
        .log_y = d->log && strchr(d->log, 'y'),
        .has_yrange = d->yrange.typed != NULL,
        .ylow = d->yrange.low,
        .yhigh = d->yrange.high,
        .terminal = d->terminal,
    };
    return look;
}

static bool not_for_terminals(const char *format, struct error *err)
{
    return error_set(
        err, "--format %s: not fit for a terminal; write it to a file with --output FILE", format);
}

static bool render_to(const struct request *q, const struct report *r, FILE *out, struct error *err)
{
    const struct format *format = q->destination.format;
    struct layout layout = {
        .table = q->delivery->table,
        .header = !q->delivery->no_header,
        .columns = q->columns ? q->columns : screen_columns(out),
        .colour = q->columns ? q->colour : colour_wanted(out),
    };
    if (format->binary && fileno(out) >= 0 && isatty(fileno(out)))
        return not_for_terminals(format->name, err);
    return format->render(r, &layout, out, err);
}

static bool write_table(const struct request *q, const struct report *r, FILE *out,
                        struct error *err)
{
    const struct destination *d = &q->destination;
    struct save save;
    if (!d->path)
        return render_to(q, r, out, err);
    if (!save_open(&save, d->path, err))
        return false;
    if (!render_to(q, r, save.file, err)) {
        save_abandon(&save);
        return error_prefix(err, "%s: ", quote(d->path).text);
    }
    return save_close(&save, err);
}

/* What a terminal would obey instead of showing it. */
static bool has_controls(const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)bytes[i] < ' ' && !strchr("\t\n\f\r", bytes[i] ? bytes[i] : 1))
            return true;
    return false;
}

static bool put_picture(const struct destination *d, const char *bytes, size_t length, FILE *out,
                        struct error *err)
{
    if (fileno(out) >= 0 && isatty(fileno(out)) && has_controls(bytes, length))
        return not_for_terminals(d->picture->suffix, err);
    fwrite(bytes, 1, length, out);
    return true;
}

static bool save_picture(const struct destination *d, const char *bytes, size_t length,
                         struct error *err)
{
    struct save save;
    if (!save_open(&save, d->path, err))
        return false;
    if (put_picture(d, bytes, length, save.file, err))
        return save_close(&save, err);
    save_abandon(&save);
    return false;
}

static bool write_picture(const struct request *q, const struct report *r, FILE *out,
                          struct error *err)
{
    const struct destination *d = &q->destination;
    struct look look = look_of(q->delivery);
    char *bytes = NULL;
    size_t length = 0;
    bool ok = plot_picture(r, &look, d->picture, &bytes, &length, err);
    if (ok && d->path)
        ok = save_picture(d, bytes, length, err);
    else if (ok)
        ok = put_picture(d, bytes, length, out, err);
    free(bytes);
    return ok;
}

static void sketch(const struct request *q, const struct report *r, FILE *out)
{
    enum { WIDTH = 72, HEIGHT = 15 };
    struct look look = look_of(q->delivery);
    struct error unused;
    int columns = screen_columns(out) - 1;
    look.terminal = "braille";
    look.title = " "; /* the headline stands above the text already */
    if (look.width == 0)
        look.width = columns < WIDTH ? columns : WIDTH;
    if (look.height == 0)
        look.height = HEIGHT;
    fputc('\n', out);
    plot_show(r, &look, out, NULL, &unused);
}

static bool show(const struct request *q, const struct report *r, FILE *out, struct error *err)
{
    const struct look look = look_of(q->delivery);
    struct error remark;
    if (!plot_show(r, &look, out, &remark, err))
        return false;
    if (*remark.text && !q->delivery->quiet)
        fprintf(stderr, "actfn: %s: %s\n", q->command->name, remark.text);
    return true;
}

/* "results, training": the tables that --table may name; the caller frees. */
static char *table_names(const struct report *r)
{
    struct buffer names = { 0 };
    for (size_t i = 0; i < r->ntables; i++)
        buffer_item(&names, ", ", "%s", r->tables[i]->name);
    return buffer_take(&names);
}

static bool no_table(const char *typed, const struct report *r, struct error *err)
{
    char *names = table_names(r);
    error_usage(err,
                r->ntables == 0 ? "--table %s: unknown table; there is none here"
                                : "--table %s: unknown table; there %s: %s",
                quote(typed).text, r->ntables == 1 ? "is" : "are", names);
    free(names);
    return false;
}

/* What was asked for and this report does not have. */
static bool deliverable(const struct request *q, const struct report *r, struct error *err)
{
    const struct destination *d = &q->destination;
    if (d->picture && !r->figure && q->delivery->format)
        return error_usage(err,
                           "--format %s: %s has tables and no figure; text, csv or json would do",
                           q->delivery->format, q->command->name);
    if (d->picture && !r->figure)
        return error_usage(err,
                           "--output %s: %s has tables and no figure; .txt, .csv or .json would do",
                           quote(d->path).text, q->command->name);
    if (d->show && !r->figure)
        return error_usage(err, "--plot: %s has tables and no figure", q->command->name);
    if (q->delivery->table && !report_find_table(r, q->delivery->table))
        return no_table(q->delivery->table, r, err);
    return true;
}

bool deliver(const struct request *q, const struct report *r, FILE *out, struct error *err)
{
    const struct destination *d = &q->destination;
    bool ok = true;
    if (!deliverable(q, r, err))
        return false;
    if (d->format)
        ok = write_table(q, r, out, err);
    if (ok && d->picture)
        ok = write_picture(q, r, out, err);
    if (ok && d->sketch)
        sketch(q, r, out);
    else if (ok && d->show)
        ok = show(q, r, out, err);
    return ok;
}
