#include "plot/verdict.h"
#include "plot/program.h"
#include "plot/quote.h"
#include "plot/status.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

/* As messages call it: "gnuplot", or "gnuplot (/opt/gnuplot)" when GNUPLOT names another. */
static struct error called(void)
{
    const char *name = program_named();
    struct error m;
    if (strcmp(name, "gnuplot") == 0)
        error_set(&m, "gnuplot");
    else
        error_set(&m, "gnuplot (%s)", quote(name).text);
    return m;
}

/* What gnuplot complained of: its last line that says something. */
static const char *last_line(struct buffer *b)
{
    const char *best = "";
    if (!b->length)
        return best;
    if (memchr(b->bytes, 0, b->length))
        return "(binary text on its standard error)";
    for (char *line = strtok(b->bytes, "\n"); line; line = strtok(NULL, "\n")) {
        while (*line == ' ' || *line == '\t')
            line++;
        if (*line && strspn(line, "^ ") != strlen(line))
            best = line;
    }
    return best;
}

/* Why we ended it. */
static bool ended_by_us(const struct gnuplot_end *e, const char *name, struct error *err)
{
    double deadline = pulse_deadline();
    switch (e->end) {
    case SILENT:
        return error_set(err,
                         "%s: no sign of life for %g s, so it was ended; "
                         "ACTFN_DEADLINE sets the time",
                         name, deadline);
    case ENDLESS:
        return error_set(err,
                         "%s: used the processor for %g s and did not finish, so it was ended; "
                         "ACTFN_DEADLINE sets a %gth of it",
                         name, DEADLINES_OF_WORK * deadline, DEADLINES_OF_WORK);
    case FLOODING:
        return error_set(err,
                         "%s: wrote more complaints than any gnuplot and was ended; "
                         "is it gnuplot?",
                         name);
    default:
        return error_set(err, "%s: %s", name, strerror(e->fault));
    }
}

bool verdict_tell(const struct gnuplot_end *e, struct buffer *complaint, struct error *err)
{
    int status = e->status;
    struct error self = called();
    const char *name = self.text;
    if (e->end != ENDED)
        return ended_by_us(e, name, err);
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXFSZ)
        return error_set(err, "%s: wrote more than any picture and was ended; is it gnuplot?",
                         name);
    if (WIFSIGNALED(status))
        return error_set(err, "%s: was ended by signal %d (%s)", name, WTERMSIG(status),
                         strsignal(WTERMSIG(status)));
    if (WEXITSTATUS(status) == STATUS_WHOLE)
        return true;
    if (WEXITSTATUS(status) == STATUS_OLD)
        return error_set(err, "%s: older than 5.2; install gnuplot 5.2 or newer", name);
    const char *said = last_line(complaint);
    char *shown = text_shown(said);
    if (WEXITSTATUS(status) == STATUS_TERMINAL) {
        error_set(err,
                  *said ? "this gnuplot has no such terminal; it has: %s"
                        : "this gnuplot opens no window; install gnuplot-qt or gnuplot-x11",
                  shown);
        free(shown);
        return false;
    }
    if (*said)
        error_set(err, "%s: could not draw: %.300s", name, shown);
    else
        error_set(err, "%s: ended with status %d and drew nothing", name, WEXITSTATUS(status));
    free(shown);
    return false;
}

bool verdict_no_start(int fault, struct error *err)
{
    if (fault < 0)
        return error_set(err, "%s: cannot be started: %s", called().text, strerror(-fault));
    if (fault == ENOENT)
        return error_set(err,
                         "%s: not found; install gnuplot (5.2 or newer), or name it in GNUPLOT",
                         called().text);
    return error_set(err, "%s: cannot be run: %s", called().text, strerror(fault));
}
