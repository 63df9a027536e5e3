/* What a lesson asks of the program: commands, facts and claims. */
#include "command/lesson.h"

#include <stdlib.h>

void class_run(void *state, const char *line, FILE *out)
{
    struct classroom *c = state;
    session_run(&c->session, line, out);
}

void class_mention(void *state, const char *line)
{
    struct classroom *c = state;
    session_mention(&c->session, line);
}

char *class_fact(void *state, const char *words)
{
    struct classroom *c = state;
    struct error err;
    char *text;
    if (fact_find(&c->session, words, &text, &err))
        return text;
    fprintf(stderr, "actfn: lesson: {{%s}}: %s\n", words, err.text);
    c->session.failed++;
    return text_copy("?");
}

void class_check(void *state, const char *claim)
{
    struct classroom *c = state;
    struct error err;
    if (claim_holds(&c->session, claim, &err))
        return;
    fprintf(stderr, "actfn: lesson: %s\n", err.text);
    c->session.failed++;
}

bool class_all_ran(const struct classroom *c, struct error *err)
{
    return c->session.failed == 0 ||
           error_set(err, "%zu of its commands could not be run; see above", c->session.failed);
}
