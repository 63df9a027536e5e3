/* Which gnuplot is started, and what it sees of our environment. */
#ifndef ACTFN_PROGRAM_H
#define ACTFN_PROGRAM_H

#include "base/base.h"

/* Which gnuplot: its absolute path, or NULL and errno; does it begin with "#!"; does it lie outside
 * the system's places? */
struct gnuplot_program {
    char *path;
    int fault;
    bool script, foreign;
};
const char *program_named(void);           /* as the user says it: GNUPLOT, else "gnuplot" */
struct gnuplot_program program_find(void); /* the caller frees its path */
char *program_path(int *fault);            /* that path alone; the caller frees it */
bool program_runs(const char *path);       /* is it a file that may be run? else errno */
/* The caller frees the array, not what stands in it. */
char **program_environment(bool window, const char *fonts);

#endif
