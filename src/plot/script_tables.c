/* A report's tables as gnuplot reads them: numbers, names, texts, and runs of rows. */
#include "plot/script_tables.h"
#include "plot/quote.h"
#include "plot/script_words.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Of a column "pieces:relu" relu. */
static const char *after_colon(const char *name)
{
    const char *colon = strchr(name, ':');
    return colon ? colon + 1 : name;
}

enum { TONED_ROWS = 64 };

/* Whose colour what is called so has. */
static void write_tone(struct buffer *b, const char *called)
{
    char *tone = tone_of(called);
    quote_bytes(b, tone);
    free(tone);
}

static void write_names(struct buffer *b, const struct plot_layout *l, const struct figure_data *t)
{
    char *name = text_format("%s_names", t->name);
    SET_ARRAY(b, name, t->columns, script_label(b, l, t->table->columns[i].name));
    free(name);
    name = text_format("%s_low", t->name);
    SET_ARRAY(b, name, t->columns, quote_number(b, t->low[i]));
    free(name);
    name = text_format("%s_high", t->name);
    SET_ARRAY(b, name, t->columns, quote_number(b, t->high[i]));
    free(name);
    name = text_format("%s_tones", t->name);
    SET_ARRAY(b, name, t->columns, write_tone(b, after_colon(t->table->columns[i].name)));
    free(name);
    for (size_t c = 0; c < t->columns; c++)
        if (t->table->columns[c].texts && t->rows <= TONED_ROWS) {
            struct buffer column = { 0 };
            buffer_print(&column, "%s_", t->name);
            script_name(&column, t->table->columns[c].name);
            buffer_text(&column, "_tone");
            SET_ARRAY(b, column.bytes, t->rows, write_tone(b, data_text(t, i, c)));
            free(column.bytes);
        }
    for (size_t c = 0; c < t->columns; c++)
        if (t->table->columns[c].texts && t->rows <= TEXT_ROWS) {
            struct buffer column = { 0 };
            buffer_print(&column, "%s_", t->name);
            script_name(&column, t->table->columns[c].name);
            SET_ARRAY(b, column.bytes, t->rows, script_label(b, l, data_text(t, i, c)));
            free(column.bytes);
        }
}

enum { BLOCKS_MOST = 64 };

static bool same_texts(const struct figure_data *t, size_t a, size_t b)
{
    for (size_t c = 0; c < t->columns; c++)
        if (t->table->columns[c].texts && strcmp(data_text(t, a, c), data_text(t, b, c)) != 0)
            return false;
    return true;
}

/* What the text columns say in this block, those apart that say the same in all. */
static void block_name(struct buffer *b, const struct plot_layout *l, const struct figure_data *t,
                       const size_t *first, size_t blocks, size_t i)
{
    char *name = text_copy("");
    for (size_t c = 0; c < t->columns; c++) {
        bool differs = blocks == 1;
        for (size_t k = 1; k < blocks; k++)
            differs = differs || strcmp(data_text(t, first[0], c), data_text(t, first[k], c)) != 0;
        if (!differs || !*data_text(t, first[i], c))
            continue;
        char *more = text_format("%s%s%s", name, *name ? " " : "", data_text(t, first[i], c));
        free(name);
        name = more;
    }
    script_label(b, l, name);
    free(name);
}

/* What the first text column says: the activation, where there is one. */
static const char *first_text(const struct figure_data *t, size_t row)
{
    for (size_t c = 0; c < t->columns; c++)
        if (t->table->columns[c].texts)
            return data_text(t, row, c);
    return "";
}

/* Runs of rows whose text columns say the same: the nets of a table, say, one after the other. */
static void write_blocks(struct buffer *b, const struct plot_layout *l, const struct figure_data *t)
{
    size_t first[BLOCKS_MOST + 1], blocks = 0;
    for (size_t row = 0; row < t->rows && blocks < BLOCKS_MOST && t->rows <= t->table->rows; row++)
        if (row == 0 || !same_texts(t, row - 1, row))
            first[blocks++] = row;
    first[blocks] = t->rows;
    buffer_print(b, "%s_blocks = %zu\n", t->name, blocks);
    char *names[3] = { text_format("%s_block_first", t->name),
                       text_format("%s_block_rows", t->name),
                       text_format("%s_block_name", t->name) };
    SET_ARRAY(b, names[0], blocks, buffer_print(b, "%zu", first[i]));
    SET_ARRAY(b, names[1], blocks, buffer_print(b, "%zu", first[i + 1] - first[i]));
    SET_ARRAY(b, names[2], blocks, block_name(b, l, t, first, blocks, i));
    char *tones = text_format("%s_block_tone", t->name);
    SET_ARRAY(b, tones, blocks, write_tone(b, first_text(t, first[i])));
    free(tones);
    for (int i = 0; i < 3; i++)
        free(names[i]);
}

/* The table's numbers as raw doubles in a file without a name, which gnuplot may open as often as
 * it likes. */
static bool write_binary(struct buffer *b, const struct figure_data *t,
                         const struct script_files *files, uint64_t *offset, struct error *err)
{
    size_t bytes = t->rows * t->columns * sizeof *t->cells, sent = 0;
    buffer_print(b, "%s = '/dev/fd/%d'\n%s_how = \"binary skip=%llu record=(%zu) format='", t->name,
                 files->data, t->name, (unsigned long long)*offset, t->rows);
    for (size_t i = 0; i < t->columns; i++)
        buffer_text(b, "%double");
    buffer_text(b, "'\"\n");
    while (sent < bytes) {
        ssize_t n = write(files->data, (const char *)t->cells + sent, bytes - sent);
        if (n < 0 && errno != EINTR)
            return error_set(err, "the data for gnuplot cannot be stored: %s", strerror(errno));
        sent += n > 0 ? (size_t)n : 0;
    }
    *offset += bytes;
    return true;
}

/* The same as text inside the script, for one that stands alone. */
static void write_datablock(struct buffer *b, const struct figure_data *t)
{
    char number[NUMBER_SIZE];
    buffer_print(b, "$%s << END_OF_%s\n", t->name, t->name);
    for (size_t i = 0; i < t->rows * t->columns; i++) {
        double x = t->cells[i];
        buffer_add(b, number,
                   isnan(x) ? (size_t)snprintf(number, sizeof number, "NaN")
                            : number_print(number, x));
        buffer_text(b, (i + 1) % t->columns ? " " : "\n");
    }
    buffer_print(b, "END_OF_%s\n%s = '$%s'\n%s_how = ''\n", t->name, t->name, t->name, t->name);
}

/* Elsewhere than on Linux /dev/fd/N is not the file opened anew but one more number for ours, which
 * stands at the end. */
#ifdef __linux__
enum { OPENS_ANEW = true };
#else
enum { OPENS_ANEW = false };
#endif

bool script_tables(struct buffer *b, const struct plot_layout *l, const struct script_files *files,
                   struct error *err)
{
    uint64_t offset = 0;
    for (size_t k = 0; k < l->figure->ndata + (l->lines.rows > 0); k++) {
        const struct figure_data *t = k < l->figure->ndata ? &l->figure->data[k] : &l->lines;
        if (!files || !OPENS_ANEW)
            write_datablock(b, t);
        else if (!write_binary(b, t, files, &offset, err))
            return false;
        buffer_print(b, "%s_rows = %zu\n%s_columns = %zu\n", t->name, t->rows, t->name, t->columns);
        if (t->table) {
            write_names(b, l, t);
            write_blocks(b, l, t);
        }
    }
    return true;
}
