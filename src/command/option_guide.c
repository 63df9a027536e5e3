/* Options of lessons. */
#include "command/option.h"

static bool take_no_pause(struct options *o, const char *typed, struct message *why)
{
    (void)typed, (void)why;
    o->no_pause = true;
    return true;
}

static bool take_html(struct options *o, const char *typed, struct message *why)
{
    (void)why;
    option_text(&o->html, typed);
    return true;
}

static bool take_notes(struct options *o, const char *typed, struct message *why)
{
    (void)typed, (void)why;
    o->notes = true;
    return true;
}

const struct option_row guide_options[] = {
    { 0, "no-pause", NULL, "do not stop at questions", NULL, take_no_pause },
    { 0, "html", "DIR", "write the lessons there as pages to read offline", NULL, take_html },
    { 0, "notes", NULL, "with what is for the instructor", NULL, take_notes },
    { 0 },
};
