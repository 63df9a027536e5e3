/* Dumps compared, unit by unit. */
#include "experiment/layer_steps.h"

#include <string.h>

static const struct counted_layer *layer_at(const struct layer_steps *s, size_t file, size_t layer)
{
    return &s->counts->layer[file * s->layers + layer];
}

static const struct layer_source *source_at(const struct layer_steps *s, size_t file, size_t layer)
{
    return &s->counts->list.source[file * s->layers + layer];
}

/* As many layers in each file; called the same, where files hold several; of the same widths. */
static bool same_layers(const struct layer_steps *s, char *const *operands, struct error *err)
{
    for (size_t f = 1; f < s->files; f++)
        for (size_t l = 0; l < s->layers; l++) {
            const char *first = source_at(s, 0, l)->name, *name = source_at(s, f, l)->name;
            size_t units = layer_at(s, 0, l)->counts.units, now = layer_at(s, f, l)->counts.units;
            if (s->layers > 1 && strcmp(first, name) != 0)
                return error_set(err, "%s: layer %zu is %s, but in %s it is %s",
                                 quote(operands[f]).text, l + 1, quote(name).text,
                                 quote(operands[0]).text, quote(first).text);
            if (units != now)
                return error_set(err, "%s: %s has %zu units, but %zu in %s",
                                 quote(operands[f]).text, quote(name).text, now, units,
                                 quote(operands[0]).text);
        }
    return true;
}

bool layer_steps_of(struct layer_steps *s, const struct layer_counts *c, char *const *operands,
                    size_t noperands, struct error *err)
{
    size_t first = 0;
    *s = (struct layer_steps){ .counts = c, .files = noperands };
    for (size_t i = 0; i < c->list.count; i++)
        first += c->list.source[i].operand == 0;
    s->layers = first;
    for (size_t f = 1; f < noperands; f++) {
        size_t n = 0;
        for (size_t i = 0; i < c->list.count; i++)
            n += c->list.source[i].operand == f;
        if (n != first)
            return error_set(err, "%s: has %zu layers, but %s has %zu", quote(operands[f]).text, n,
                             quote(operands[0]).text, first);
    }
    return same_layers(s, operands, err);
}

struct layer_counts layer_steps_file(const struct layer_steps *s, size_t file)
{
    return (struct layer_counts){
        .list = { .source = s->counts->list.source + file * s->layers, .count = s->layers },
        .layer = s->counts->layer + file * s->layers,
    };
}

static bool dead_in(const struct layer_steps *s, size_t file, size_t layer, size_t unit)
{
    return layer_at(s, file, layer)->counts.counted[0].unit[unit].kind == UNIT_DEAD;
}

struct layer_change layer_change(const struct layer_steps *s, size_t file, size_t layer)
{
    struct layer_change c = { 0 };
    size_t units = layer_at(s, 0, layer)->counts.units;
    for (size_t u = 0; u < units && file > 0; u++) {
        bool before = dead_in(s, file - 1, layer, u), now = dead_in(s, file, layer, u);
        c.died += now && !before;
        c.revived += before && !now;
    }
    return c;
}

size_t layer_always_dead(const struct layer_steps *s, size_t layer)
{
    size_t n = 0, units = layer_at(s, 0, layer)->counts.units;
    for (size_t u = 0; u < units; u++) {
        bool dead = true;
        for (size_t f = 0; f < s->files && dead; f++)
            dead = dead_in(s, f, layer, u);
        n += dead;
    }
    return n;
}

size_t layer_died_since(const struct layer_steps *s, size_t layer)
{
    size_t n = 0, units = layer_at(s, 0, layer)->counts.units;
    for (size_t u = 0; u < units; u++)
        n += dead_in(s, s->files - 1, layer, u) && !dead_in(s, 0, layer, u);
    return n;
}
