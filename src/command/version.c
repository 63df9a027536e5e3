/* --version: the version, what is installed, and the command that brings what is missing. */
#include "activation/activation.h"
#include "cli/cli.h"
#include "linear/linear.h"

#include <string.h>

#ifndef ACTFN_VERSION
#define ACTFN_VERSION "unknown"
#endif

/* Package names of Debian and Ubuntu, whose tools are there when this is. */
static void missing(FILE *out, const char *label, const char *what, const char *packages)
{
    fprintf(out, "%-10s %s; on Debian or Ubuntu: sudo apt-get install %s\n", label, what, packages);
}

static void version_matrices(FILE *out)
{
    struct error err;
    if (blas_load(&err))
        fprintf(out, "%-10s %.*s\n", "matrices", (int)strcspn(blas_name(), "\n"), blas_name());
    else
        missing(out, "matrices", "no OpenBLAS: large products are slow",
                "libopenblas0-pthread liblapacke");
}

void version_print(FILE *out)
{
    struct installed have;
    fprintf(out, "actfn %s\n", ACTFN_VERSION);
    fprintf(out, "%-10s %s kernels\n", "processor", activation_cpu());
    plot_installed(out, &have);
    if (have.path)
        fprintf(out, "%-10s %s, %s\n", "figures", have.version, have.path);
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
