/* How gnuplot ended, and what a user is told of it. */
#ifndef ACTFN_VERDICT_H
#define ACTFN_VERDICT_H

#include "base/base.h"
#include "plot/pulse.h"

struct gnuplot_end {
    enum ending end; /* by us, and why */
    int fault;       /* errno of talking to it, when that broke */
    int status;      /* of waitpid */
};
/* true: it drew what it was told to. Of what it complained of, which is cut into lines, the last
 * that says something is shown. */
bool verdict_tell(const struct gnuplot_end *e, struct buffer *complaint, struct error *err);
/* It could not be started: errno of the exec, or minus that of a step before. Always false. */
bool verdict_no_start(int fault, struct error *err);

#endif
