/* paper: published results, reproduced one by one: the paper's number and ours. */
#include "cli/cli.h"
#include "cli/shared.h"
#include "experiment/paper.h"

#include <stdlib.h>

struct paper_options {
    struct delivery delivery;
    bool all, quick;
};

#define S struct paper_options
static const struct option_row rows[] = {
    OPT_FLAG("all", S, all, "run all of them"),
    OPT_FLAG("quick", S, quick, "a tenth of the trials, wider intervals"),
    { .name = NULL },
};

/* A row of table `results`; key NULL leaves the column out. */
struct paper_line {
    const char *key, *claim, *where;
    double paper, ours, low, high;
    const char *agrees;
};

static void results_table(const struct paper_line *lines, size_t n, bool keyed, struct report *r)
{
    const struct column_row columns[] = {
        COLUMN_AS(keyed ? "key" : NULL, struct paper_line, key),
        COLUMN(struct paper_line, claim),
        COLUMN(struct paper_line, where),
        COLUMN(struct paper_line, paper),
        COLUMN(struct paper_line, ours),
        COLUMN(struct paper_line, low),
        COLUMN(struct paper_line, high),
        COLUMN(struct paper_line, agrees),
    };
    report_rows(r, "results", columns, COLUMNS(columns), lines, n, sizeof *lines)->no_text = true;
}

/* For people: a number and its interval beside the paper's. */
static void say_rows(const struct paper_run *p, struct report *r)
{
    for (size_t i = 0; i < p->rows; i++) {
        const struct paper_row *row = &p->row[i];
        double error = (row->high - row->low) / 2;
        report_say(r, row->agrees ? "Agrees" : "Differs", "%s: the paper %s (%s), ours %s +/- %s.",
                   row->claim, number_text_short(row->paper, 8).text, row->where,
                   number_text_short(row->ours, 8).text, number_text_short(error, 2).text);
    }
}

static size_t rows_agreeing(const struct paper_run *p)
{
    size_t n = 0;
    for (size_t i = 0; i < p->rows; i++)
        n += p->row[i].agrees;
    return n;
}

static const char *verdict(const struct publication *paper, const struct paper_run *p)
{
    return rows_agreeing(p) < p->rows && paper->differs ? paper->differs : paper->agrees;
}

static void lines_fill(const struct publication *paper, const struct paper_run *p,
                       struct paper_line *lines)
{
    for (size_t i = 0; i < p->rows; i++) {
        const struct paper_row *row = &p->row[i];
        lines[i] =
            (struct paper_line){ paper->key, row->claim, row->where, row->paper,
                                 row->ours,  row->low,   row->high,  row->agrees ? "yes" : "no" };
    }
}

static void run_one(const struct publication *paper, const struct paper_options *o,
                    struct report *r)
{
    struct paper_run p = { .seed = o->delivery.seed, .quick = o->quick };
    paper_run(paper, &p);
    size_t agreeing = rows_agreeing(&p);
    struct paper_line *lines = memory_new(p.rows, sizeof *lines);
    if (agreeing == p.rows)
        report_headline(r, "%s: all %zu numbers agree with ours", paper->key, p.rows);
    else
        report_headline(r, "%s: %zu of %zu numbers agree with ours", paper->key, agreeing, p.rows);
    report_subtitle(r, "%s", paper->citation);
    report_say(r, "Result", "%s", paper->result);
    say_rows(&p, r);
    if (agreeing < p.rows && !paper->differs)
        report_say(r, "Verdict",
                   "Not every number lies within its interval this time: three standard "
                   "errors hold 99.7%% of them. Another --seed tells.");
    else
        report_say(r, "Verdict", "%s", verdict(paper, &p));
    report_fact_text(r, "key", paper->key);
    report_fact(r, "claims", (double)p.rows);
    report_fact(r, "agreeing", (double)agreeing);
    report_fact(r, "seed", (double)p.seed);
    lines_fill(paper, &p, lines);
    results_table(lines, p.rows, false, r);
    report_note(r,
                "+/- is three standard errors of what was measured, plus half a unit of the last "
                "digit that the paper prints; of what was computed, rounding.");
    report_figure(r, "paper");
    free(lines);
    paper_run_free(&p);
}

struct paper_summary {
    const char *key, *result, *citation;
    double claims, agreeing;
    const char *verdict;
};

static void list_table(const struct paper_summary *s, size_t n, bool run, struct report *r)
{
    const struct column_row columns[] = {
        COLUMN(struct paper_summary, key),
        COLUMN(struct paper_summary, result),
        COLUMN(struct paper_summary, citation),
        COLUMN_AS(run ? "claims" : NULL, struct paper_summary, claims),
        COLUMN_AS(run ? "agreeing" : NULL, struct paper_summary, agreeing),
        COLUMN_AS(run ? "verdict" : NULL, struct paper_summary, verdict),
    };
    report_rows(r, "papers", columns, COLUMNS(columns), s, n, sizeof *s)->no_text = true;
}

static size_t papers_count(void)
{
    size_t n = 0;
    while (paper_row(n))
        n++;
    return n;
}

static void list_all(struct report *r)
{
    size_t n = papers_count();
    struct paper_summary *s = memory_new(n, sizeof *s);
    report_headline(r, "%zu published results that actfn reproduces", n);
    for (size_t i = 0; i < n; i++) {
        const struct publication *p = paper_row(i);
        s[i] = (struct paper_summary){ p->key, p->result, p->citation, 0, 0, NULL };
        report_say(r, p->key, "%s", p->result);
    }
    list_table(s, n, false, r);
    report_note(r, "Run one: actfn paper he2015    All of them: actfn paper --all");
    free(s);
}

static void run_all(const struct paper_options *o, struct report *r)
{
    size_t n = papers_count(), all = 0, agreeing = 0;
    struct paper_summary *s = memory_new(n, sizeof *s);
    struct paper_run *runs = memory_new(n, sizeof *runs);
    progress_start("reproducing", (double)n);
    for (size_t i = 0; i < n; i++) {
        const struct publication *paper = paper_row(i);
        progress_step((double)i, "%s", paper->key);
        runs[i] = (struct paper_run){ .seed = o->delivery.seed, .quick = o->quick };
        paper_run(paper, &runs[i]);
        all += runs[i].rows;
        agreeing += rows_agreeing(&runs[i]);
        s[i] = (struct paper_summary){ paper->key,
                                       paper->result,
                                       paper->citation,
                                       (double)runs[i].rows,
                                       (double)rows_agreeing(&runs[i]),
                                       verdict(paper, &runs[i]) };
        report_say(r, paper->key, "%zu of %zu agree. %s", rows_agreeing(&runs[i]), runs[i].rows,
                   verdict(paper, &runs[i]));
    }
    progress_end();
    report_headline(r, "%zu of %zu numbers of %zu papers agree with ours", agreeing, all, n);
    struct paper_line *lines = memory_new(all, sizeof *lines), *next = lines;
    for (size_t i = 0; i < n; i++) {
        lines_fill(paper_row(i), &runs[i], next);
        next += runs[i].rows;
    }
    report_fact(r, "papers", (double)n);
    report_fact(r, "claims", (double)all);
    report_fact(r, "agreeing", (double)agreeing);
    report_fact(r, "seed", (double)o->delivery.seed);
    results_table(lines, all, true, r);
    list_table(s, n, true, r);
    report_figure(r, "paper");
    for (size_t i = 0; i < n; i++)
        paper_run_free(&runs[i]);
    free(lines);
    free(runs);
    free(s);
}

static const char *next_key(const void *state, size_t i)
{
    (void)state;
    const struct publication *p = paper_row(i);
    return p ? p->key : NULL;
}

static bool paper_command(const struct request *q, struct report *r, struct error *err)
{
    const struct paper_options *o = q->options;
    if (q->noperands > 1 || (q->noperands && o->all))
        return error_usage(err, "%s: one paper at a time, or --all",
                           quote(q->operands[q->noperands - 1]).text);
    if (!q->noperands) {
        if (o->all)
            run_all(o, r);
        else
            list_all(r);
        return true;
    }
    const struct publication *paper = paper_find(q->operands[0]);
    if (paper) {
        run_one(paper, o, r);
        return true;
    }
    const char *near = name_nearest(q->operands[0], next_key, NULL);
    if (near)
        return error_usage(err, "%s: unknown paper; did you mean '%s'?", quote(q->operands[0]).text,
                           near);
    return error_usage(err, "%s: unknown paper; 'actfn paper' lists them",
                       quote(q->operands[0]).text);
}

const struct command command_paper = {
    .name = "paper",
    .order = 97,
    .operands = "[KEY]",
    .about = "reproduce published results",
    .group = GROUP_LEARN,
    .meanings = "papers publications claims reproduce",
    .options = rows,
    .size = sizeof(S),
    .details = "Without KEY, the list. With it, the claims of one paper: its number, ours with an "
               "interval (three standard errors of what is measured), and whether they agree. "
               "Where they do not, the verdict says why; nothing is adjusted until it agrees.",
    .examples = "actfn paper\n"
                "actfn paper he2015\n"
                "actfn paper lu2019 --plot\n"
                "actfn paper --all -f csv -o results.csv",
    .run = paper_command,
};
