/* phase: what mean-field theory says of wide random networks with this activation. */
#include "command/phase.h"

#include <math.h>
#include <stdlib.h>

#define S struct phase_options
static const struct option_row rows[] = {
    OPT_SET(S, set),
    { .name = "weight-variance",
      .argument = "V",
      .kind = &option_amount,
      .place = offsetof(S, weight_variance),
      .preset = "2",
      .help = "weights have variance V/fan_in: he 2, lecun 1, torch 1/3" },
    { .name = "bias-variance",
      .argument = "V",
      .kind = &option_amount,
      .place = offsetof(S, bias_variance),
      .preset = "0",
      .help = "variance of the biases" },
    { .name = NULL },
};

static bool function_read(const struct request *q, struct function **functions, size_t *count,
                          struct error *err)
{
    const struct phase_options *o = q->options;
    if (q->noperands == 0)
        return error_usage(err, "no function given; actfn phase tanh");
    if (!functions_parse(q->operands[0], o->set.value, o->set.count, functions, count, err))
        return false;
    if (q->noperands == 1 && *count == 1 && !(*functions)->vectorwise)
        return true;
    if (q->noperands > 1 || *count > 1)
        error_usage(err, "%s: one function at a time",
                    quote(q->noperands > 1 ? q->operands[1] : q->operands[0]).text);
    else
        error_usage(err,
                    "%s: mixes the units of a layer; the theory needs a function of one number",
                    quote((*functions)->label).text);
    functions_free(*functions, *count);
    return false;
}

static bool settings_used(const struct settings *set, struct error *err)
{
    for (size_t i = 0; i < set->count; i++)
        if (!*set->value[i].used)
            return error_usage(err, "%s: the function has no such parameter",
                               quote(set->value[i].name).text);
    return true;
}

#define VARIANCE_MOST 1e12 /* beyond it lengths would leave what is followed */

static bool variances_fit(const struct phase_options *o, struct error *err)
{
    if (!(o->weight_variance > 0))
        return error_usage(err, "--weight-variance '0': must be above 0");
    if (o->weight_variance > VARIANCE_MOST || o->bias_variance > VARIANCE_MOST)
        return error_usage(err, "--%s-variance: must be at most 1e12",
                           o->weight_variance > VARIANCE_MOST ? "weight" : "bias");
    return true;
}

static bool phase_run(const struct request *q, struct report *r, struct error *err)
{
    const struct phase_options *o = q->options;
    struct phase_found found = { .function = NULL };
    struct function *functions;
    size_t count;
    if (!variances_fit(o, err) || !function_read(q, &functions, &count, err))
        return false;
    bool ok = settings_used(&o->set, err);
    if (ok) {
        found.function = functions;
        gaussian_start(&found.gaussian, functions);
        meanfield_solve(&found.gaussian, o->weight_variance, o->bias_variance, &found.point);
        bool known = found.point.phase != MEANFIELD_UNKNOWN;
        found.edge = known ? meanfield_edge(&found.gaussian, o->bias_variance) : (double)NAN;
        phase_report(&found, r);
        if (known)
            report_figure(r, "phase");
    }
    functions_free(functions, count);
    return ok;
}

const struct command command_phase = {
    .name = "phase",
    .order = 95,
    .operands = "FUNCTION",
    .names = &names_functions,
    .about = "show where a wide random network is ordered or chaotic",
    .group = GROUP_NETWORKS,
    .meanings = "chaos meanfield edge-of-chaos theory",
    .options = rows,
    .size = sizeof(S),
    .details =
        "For weights of variance V/fan_in, biases of variance B and infinite width: q_star is "
        "the mean square at which pre-activations settle, chi_1 what a layer multiplies the mean "
        "square of a gradient by, c_star the correlation at which two inputs end, xi_q and xi_c "
        "over how many layers length and correlation approach them by a factor e. chi_1 < 1 is "
        "ordered (gradients vanish), > 1 chaotic (gradients grow), 1 the edge of chaos; "
        "edge_weight_variance is the V of the edge for this B. Lengths are followed from q = 1. "
        "Poole et al. 2016 (arXiv:1606.05340), Schoenholz et al. 2017 (arXiv:1611.01232).",
    .examples = "actfn phase tanh --weight-variance 2.5 --bias-variance 0.05\n"
                "actfn phase relu\n"
                "actfn phase 'x*sigmoid(1.702*x)' --weight-variance 1.98 --plot\n"
                "actfn phase erf --table edge -o edge.csv",
    .run = phase_run,
};
