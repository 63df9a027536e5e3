/* Options of every command that makes a report: where its result goes, how it looks, and the seed.
 */
#include "cli/command.h"
#include "cli/names.h"

#define TEXT(NAME, FIELD, ARGUMENT)                               \
    .name = (NAME), .argument = (ARGUMENT), .kind = &option_text, \
    .place = offsetof(struct delivery, FIELD)

const struct option_row delivery_rows[] = {
    { TEXT("output", output, "FILE"), .letter = 'o', .path = PATH_OUTPUT, .names = &names_suffixes,
      .help = "output file; its suffix selects the format" },
    { TEXT("format", format, "NAME"), .letter = 'f', .names = &names_formats, .named = true,
      .help = "text, csv, tsv, json, npy; a figure: png, svg, pdf, html, gif, tex, gp" },
    { TEXT("table", table, "NAME"), .help = "which table csv, tsv and npy write" },
    { .name = "plot",
      .letter = 'p',
      .kind = &option_flag,
      .place = offsetof(struct delivery, plot),
      .help = "plot the figure" },
    { TEXT("terminal", terminal, "NAME"), .names = &names_terminals,
      .help =
          "where to plot: auto, window, kitty, iterm, sixel, braille, ascii, or gnuplot's own" },
    { TEXT("title", title, "TEXT"), .help = "the figure's title" },
    { .name = "size",
      .argument = "WxH",
      .kind = &option_size,
      .place = offsetof(struct delivery, size),
      .help = "the figure's size in pixels (text terminals: columns x rows)" },
    { TEXT("theme", theme, "NAME"), .choices = "light dark print", .help = "light, dark or print" },
    { TEXT("log", log, "AXES"), .choices = "x y xy", .help = "logarithmic axes: x, y or xy" },
    { .name = "yrange",
      .argument = "LO:HI",
      .kind = &option_interval,
      .place = offsetof(struct delivery, yrange),
      .help = "the figure's vertical range" },
    { .name = "quiet",
      .letter = 'q',
      .kind = &option_flag,
      .place = offsetof(struct delivery, quiet),
      .help = "no progress, no remarks" },
    { .name = "define",
      .argument = "NAME=EXPR",
      .kind = &option_definition,
      .place = offsetof(struct delivery, define),
      .help = "a function of your own: --define 'bump=exp(-x^2)'" },
    { .name = "seed",
      .argument = "N",
      .kind = &option_count,
      .place = offsetof(struct delivery, seed),
      .low = 0,
      .high = UINT64_MAX,
      .preset = "42",
      .help = "seed of everything random" },
    { .name = NULL },
};
