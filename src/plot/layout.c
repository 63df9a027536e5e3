/* What all steps of the layout share. */
#include "plot/layout.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static double along(double v, double low, double high, bool log)
{
    if (log)
        return v > 0 ? (log10(v) - log10(low)) / (log10(high) - log10(low)) : NAN;
    return (v / 2 - low / 2) / (high / 2 - low / 2);
}

double to_x(const struct plot_layout *l, const struct plot_panel *p, double x)
{
    return p->frame.left + along(x, p->xlow, p->xhigh, l->log_x) * (p->frame.right - p->frame.left);
}

double to_y(const struct plot_layout *l, const struct plot_panel *p, double y)
{
    return p->frame.bottom -
           along(y, p->ylow, p->yhigh, l->log_y) * (p->frame.bottom - p->frame.top);
}

static bool is_call(const char *s)
{
    size_t n = strlen(s);
    int depth = 0;
    for (size_t i = 0; i < n; i++) {
        depth += s[i] == '(';
        depth -= s[i] == ')';
        if (depth == 0 && i + 1 < n)
            return false;
    }
    return depth == 0 && (strchr(s, '=') || strcmp(s, "(x)") == 0 || strcmp(s, "()") == 0);
}

/* "torch.Leaky_ReLU" as leakyrelu; what has other signs in it is no name. */
static void plain_letters(struct buffer *b, const char *word)
{
    for (const char *s = word; *s; s++) {
        char c = *s >= 'A' && *s <= 'Z' ? (char)(*s - 'A' + 'a') : *s;
        bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'), joins = s > word && s[1];
        if (letter)
            buffer_add(b, &c, 1);
        if (!letter && (c != '_' || !joins)) { /* a framework's name stands before a period */
            b->length = 0;
            *b->bytes = 0;
            if (c != '.')
                return;
        }
    }
}

char *tone_of(const char *label)
{
    struct buffer b = { 0 };
    size_t whole = strcspn(label, " ,:");
    char *word = text_part(label, whole), *open = strchr(word, '(');
    buffer_text(&b, "");
    if (!open || is_call(open)) {
        word[strcspn(word, "(")] = 0;
        plain_letters(&b, word);
    }
    free(word);
    return b.bytes;
}

void curve_shade(struct plot_layout *l, struct plot_curve *c, double value, double low, double high)
{
    c->shade = high > low ? (value - low) / (high - low) : 0;
    c->direct = false;
    for (size_t i = 0; i < l->nsteps; i++)
        if (l->steps[i].value == value)
            return;
    l->steps = memory_resize(l->steps, l->nsteps + 1, sizeof *l->steps);
    l->steps[l->nsteps++] = (struct bar_step){ .value = value, .shade = c->shade };
}

void layout_free(struct plot_layout *l)
{
    for (size_t i = 0; i < l->nheadings; i++)
        free(l->headings[i].text);
    for (size_t i = 0; i < l->ncurves; i++)
        free(l->curves[i].name);
    for (size_t i = 0; i < l->ncurves; i++)
        free(l->curves[i].tone);
    for (size_t i = 0; i < l->nmarks; i++)
        free(l->marks[i].label);
    for (size_t i = 0; i < l->ntints; i++)
        free(l->tints[i].label);
    for (size_t i = 0; i < l->npanels; i++) {
        free(l->panels[i].title);
        free(l->panels[i].xname);
    }
    for (size_t i = 0; i < l->nsteps; i++)
        free(l->steps[i].text);
    for (size_t i = 0; i < l->nxticks; i++)
        free(l->xticks[i].text);
    for (size_t i = 0; i < l->nyticks; i++)
        free(l->yticks[i].text);
    figure_data_free(&l->lines);
    free(l->xticks);
    free(l->yticks);
    free(l->steps);
    free(l->bar_title);
    free(l->headings);
    free(l->panels);
    free(l->curves);
    free(l->marks);
    free(l->tints);
    free(l->guides);
    free(l->asymptotes);
    free(l->arrows);
    free(l->remark);
    free(l->entries);
    *l = (struct plot_layout){ 0 };
}
