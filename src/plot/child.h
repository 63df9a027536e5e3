/* gnuplot as a child: started, told a script, waited for, or ended when it gives no sign of life.
 */
#ifndef ACTFN_CHILD_H
#define ACTFN_CHILD_H

#include "plot/device.h"
#include "plot/program.h"
#include "plot/pulse.h"

struct pipes {
    int in[2], complaint[2], fault[2];
};
struct child {
    pid_t pid;
    struct pipes pipes;
    struct gnuplot_program program;
    struct pulse pulse;
    enum ending end;
    int data, drawn; /* files without a name, /dev/fd/N for gnuplot: our numbers and its picture */
    int fonts;       /* the rules by which it finds fonts, or -1 */
    bool window;     /* may start helpers: no fence */
    bool scratch;    /* it may need a temporary file: one of gnuplot's own terminals */
    bool patient;    /* it waits for a person: silence is no fault */
    uint64_t passed, heard; /* bytes of script and complaints so far; of complaints alone */
    int fault;              /* errno of talking to it, when that broke */
    struct buffer said;     /* its standard error; `print` in a script writes there */
};
/* gnuplot needs 10 ms before it reads its first line, so it is started before there is anything to
 * draw. */
bool child_start(struct child *c, const struct device *device, struct error *err);
/* Sends the script and waits for the end; what was drawn is appended to `out`. */
bool child_finish(struct child *c, const struct buffer *script, struct buffer *out,
                  struct error *err);
void child_drop(struct child *c); /* ends it; nothing to draw after all */

#endif
