/* A report's figure: the script found and the tables that it names read. */
#include "plot/figure.h"

#include "plot/embedded.h"

#include <stdlib.h>
#include <string.h>

const struct figure_data *figure_table(const struct figure *f, const char *name)
{
    for (size_t i = 0; i < f->ndata; i++)
        if (strcmp(f->data[i].name, name) == 0)
            return &f->data[i];
    return NULL;
}

static bool listed(const char *list, const char *word)
{
    size_t n = strlen(word);
    for (const char *s = list; s && (s = strstr(s, word)); s += n)
        if ((s == list || s[-1] == ' ') && (s[n] == 0 || s[n] == ' '))
            return true;
    return false;
}

static bool read_tables(struct figure *f, size_t pixels, struct error *err)
{
    char *list = script_header(f->script, "tables", 0),
         *curves = script_header(f->script, "reduce", 0);
    f->data = memory_new(f->report->ntables + 1, sizeof *f->data);
    bool ok = true;
    for (size_t i = 0; i < f->report->ntables && ok && list; i++) {
        const struct table *t = f->report->tables[i];
        if (listed(list, t->name) && t->ncolumns) {
            ok = data_read(&f->data[f->ndata], t, pixels, listed(curves, t->name), err);
            f->ndata += ok;
            if (ok &&
                f->data[f->ndata - 1].rows == 0) /* gnuplot would take the script for its data */
                figure_data_free(&f->data[--f->ndata]);
        }
    }
    free(list);
    free(curves);
    return ok;
}

bool figure_read(struct figure *f, const struct report *r, const struct look *look, size_t pixels,
                 struct error *err)
{
    *f = (struct figure){ .report = r, .look = look };
    if (!r->figure)
        return error_set(err, "there is no figure of this");
    f->script = script_find(r->figure);
    if (!f->script)
        return error_set(err, "%s: no such figure", quote(r->figure).text);
    bool ok = read_tables(f, pixels, err);
    if (!ok)
        figure_free(f);
    return ok;
}

void figure_free(struct figure *f)
{
    for (size_t i = 0; i < f->ndata; i++)
        figure_data_free(&f->data[i]);
    free(f->data);
    *f = (struct figure){ 0 };
}
