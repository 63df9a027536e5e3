/* The files of plots/, which travel in the binary: gnuplot scripts, and what a page needs. */
#ifndef ACTFN_EMBEDDED_H
#define ACTFN_EMBEDDED_H

#include "base/base.h"

struct figure_script {
    const char *name, *text;
};
const char *embedded(const char *name); /* a file of plots/: "page.css"; NULL: none */
const struct figure_script *script_find(const char *name); /* without ".gp"; NULL: none */
/* The words after the i-th "# KEY:" of the first lines, or NULL; the caller frees. */
char *script_header(const struct figure_script *s, const char *key, size_t i);

#endif
