/* --version: the version, what is installed, and the command that brings what is missing. Nothing
 * is started or loaded for it, so it is printed as quickly as a program can be. */
#include "activation/activation.h"
#include "cli/cli.h"
#include "linear/linear.h"

#include <stdlib.h>

#ifndef ACTFN_VERSION
#define ACTFN_VERSION "unknown"
#endif

/* Package names of Debian and Ubuntu, whose tools are there when this is. */
static void missing(FILE *out, const char *label, const char *what, const char *packages)
{
    fprintf(out, "%-10s %s; on Debian or Ubuntu: sudo apt-get install %s\n", label, what, packages);
}

static void version_path(FILE *out, const char *label, const char *path)
{
    char *safe = text_safe(path);
    fprintf(out, "%-10s %s\n", label, safe);
    free(safe);
}

static void version_matrices(FILE *out)
{
    char *file = blas_file();
    if (file)
        version_path(out, "matrices", file);
    else
        missing(out, "matrices", "no OpenBLAS: large products are slow",
                "libopenblas0-pthread liblapacke");
    free(file);
}

void version_print(FILE *out)
{
    struct installed have;
    fprintf(out, "actfn %s\n", ACTFN_VERSION);
    fprintf(out, "%-10s %s kernels\n", "processor", activation_cpu());
    plot_installed(out, &have);
    if (have.path)
        version_path(out, "figures", have.path);
    else
        missing(out, "figures", "no gnuplot: no figures", "gnuplot-nox");
    if (have.fonts)
        fprintf(out, "%-10s Lato\n", "font");
    else
        missing(out, "font", "not Lato: figures use another", "fonts-lato");
    fprintf(out, "%-10s %s\n", "windows", have.display ? "a display answers" : "no display here");
    if (have.terminal)
        fprintf(out, "%-10s %s%s\n", "terminal", have.images ? "shows images: " : "braille plots",
                have.images ? have.images : "");
    version_matrices(out);
    installed_free(&have);
}
