/* What info says of an expression that the catalogue has. */
#include "activation/same.h"
#include "command/info.h"

#include <stdlib.h>

void same_report(struct report *r, const struct function *g)
{
    struct same s;
    if (!same_find(g, &s))
        return;
    struct buffer all = { 0 };
    buffer_text(&all, s.name);
    if (s.year)
        buffer_print(&all, " (%d)", s.year);
    if (s.scale < 0)
        buffer_text(&all, ", mirrored");
    if (s.scale != 1 && s.scale != -1)
        buffer_print(&all, ", stretched by %s",
                     number_text_short(s.scale < 0 ? -s.scale : s.scale, 12).text);
    if (s.shift != 0)
        buffer_print(&all, ", moved by %s", number_text_short(s.shift, 12).text);
    report_say(r, "Same as", "%s", all.bytes);
    free(all.bytes);
    report_fact_said(r, "same_as", s.name);
    if (s.scale != 1)
        report_fact(r, "same_as_scale", s.scale);
    if (s.shift != 0)
        report_fact(r, "same_as_shift", s.shift);
    free(s.name);
}
