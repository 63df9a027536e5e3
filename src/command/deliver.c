/* Where a report goes: a table to a file or the screen, a figure to a file or the terminal. Written once, for
 * every command: no command knows a format, no format knows a command. */
#include "command/command.h"

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
    char *all = text_copy("");
    for (size_t i = 0; format_row(i) || picture_row(i); i++) {
        const char *a = format_row(i) ? format_row(i)->name : NULL;
        const char *b = picture_row(i) ? picture_row(i)->suffix : NULL;
        char *more = text_format("%s%s%s%s%s", all, a ? " ." : "", a ? (strcmp(a, "text") ? a : "txt") : "", b ? " ." : "", b ? b : "");
        free(all);
        all = more;
    }
    return all;
}

static bool unknown_suffix(const char *path, struct message *why)
{
    char *all = suffixes();
    message_set(why, "--output %s: the suffix says what to write; one of:%s (or say --format)", quote(path).text, all);
    free(all);
    return false;
}

/* Data and a drawing would follow each other on one standard output, where no reader tells them apart. Text and its
 * figure may: both are for people. */
static bool two_in_one(const struct options *o, const struct destination *d)
{
    bool window = o->look.terminal && terminal_is_window(o->look.terminal);
    return d->format && d->show && !d->path && !window && strcmp(d->format->name, "text") != 0;
}

/* -o decides by its suffix unless --format does; without both, the figure where one was asked for, else text. */
bool destination_find(const struct options *o, struct destination *d, struct message *why)
{
    const struct command *c = command_find(o->command);
    const char *path = o->output && strcmp(o->output, "-") != 0 ? o->output : NULL;
    const char *suffix = path ? suffix_of(path) : NULL;
    *d = (struct destination){ .path = path };
    if (o->format)
        d->format = format_find(o->format);
    else if (path) {
        d->format = suffix ? format_find(suffix) : NULL;
        d->picture = suffix && !d->format ? picture_find(suffix) : NULL;
        if (!d->format && !d->picture)
            return unknown_suffix(path, why);
    }
    d->show = !d->picture && (o->plot || ((c->draws || o->figure) && !d->format));
    d->sketch = c->sketches && !o->format && !path && !o->plot && isatty(STDOUT_FILENO);
    if (!d->format && !d->picture && !d->show)
        d->format = format_find("text");
    d->show = d->show || d->sketch;
    if (two_in_one(o, d))
        return message_set(why, "--plot: the figure and %s cannot share one standard output; write one to a file: --output FILE",
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
    return fileno(out) >= 0 && isatty(fileno(out)) && !(none && *none) && term && strcmp(term, "dumb") != 0;
}

static bool render_to(const struct options *o, const struct format *format, const struct report *r, FILE *out, struct message *why)
{
    struct layout layout = { .table = o->table, .header = !o->no_header, .columns = o->columns ? o->columns : screen_columns(out),
                             .colour = o->columns ? o->colour : colour_wanted(out) };
    if (format->binary && fileno(out) >= 0 && isatty(fileno(out)))
        return message_set(why, "--format %s: not fit for a terminal; write it to a file with --output FILE", format->name);
    return format->render(r, &layout, out, why);
}

static bool write_table(const struct options *o, const struct destination *d, const struct report *r, FILE *out, struct message *why)
{
    struct save save;
    if (!d->path)
        return render_to(o, d->format, r, out, why);
    if (!save_open(&save, d->path, why))
        return false;
    if (!render_to(o, d->format, r, save.file, why)) {
        struct message what = *why;
        save_abandon(&save);
        return message_set(why, "%s: %s", quote(d->path).text, what.text);
    }
    return save_close(&save, why);
}

static bool write_picture(const struct options *o, const struct destination *d, const struct report *r, struct message *why)
{
    struct save save;
    char *bytes = NULL;
    size_t length = 0;
    bool good = plot_picture(r, &o->look, d->picture, &bytes, &length, why) && save_open(&save, d->path, why);
    if (good) {
        fwrite(bytes, 1, length, save.file);
        good = save_close(&save, why);
    }
    free(bytes);
    return good;
}

static void sketch(const struct options *o, const struct report *r, FILE *out)
{
    enum { WIDTH = 72, HEIGHT = 15 };
    struct look look = o->look;
    struct message unused;
    int columns = screen_columns(out) - 1;
    look.terminal = "braille";
    look.title = " ";                                        /* the headline stands above the text already */
    if (look.width == 0)
        look.width = columns < WIDTH ? columns : WIDTH;
    if (look.height == 0)
        look.height = HEIGHT;
    fputc('\n', out);
    plot_show(r, &look, out, NULL, &unused);
}

static bool show(const struct options *o, const struct report *r, FILE *out, struct message *why)
{
    struct message remark;
    bool good = plot_show(r, &o->look, out, &remark, why);
    if (good && *remark.text && !o->quiet)
        fprintf(stderr, "actfn: %s: %s\n", o->command, remark.text);
    return good;
}

int deliver(const struct options *o, const struct destination *d, struct report *r, FILE *out, struct message *why)
{
    bool good = true;
    if (d->picture && !r->figure)
        return message_set(why, "--output %s: %s has tables and no figure; .txt, .csv or .json would do", quote(d->path).text,
                           o->command), STATUS_USAGE;
    if (d->show && !r->figure)
        return message_set(why, "--plot: %s has tables and no figure", o->command), STATUS_USAGE;
    if (o->table && !report_find_table(r, o->table)) {
        char *names = text_copy("");
        for (size_t i = 0; i < r->ntables; i++) {
            char *more = text_format("%s%s%s", names, i ? ", " : "", r->tables[i]->name);
            free(names);
            names = more;
        }
        message_set(why, r->ntables == 0 ? "--table %s: no such table; there is none here" : "--table %s: no such table; there %s: %s",
                    quote(o->table).text, r->ntables == 1 ? "is" : "are", names);
        free(names);
        return STATUS_USAGE;
    }
    if (d->format)
        good = write_table(o, d, r, out, why);
    if (good && d->picture)
        good = write_picture(o, d, r, why);
    if (good && d->sketch)
        sketch(o, r, out);
    else if (good && d->show)
        good = show(o, r, out, why);
    return good ? STATUS_DONE : STATUS_FAILED;
}
