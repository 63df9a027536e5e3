/* meanfield: what theory says of wide random networks.
 *
 * Weights N(0, V/n), biases N(0, B), width n to infinity: pre-activations are normal numbers. Their
 * mean square q and the correlation c of two inputs follow maps from layer to layer (Poole et al.
 * 2016, arXiv:1606.05340, eqs. 3 and 5; Schoenholz et al. 2017, arXiv:1611.01232, eqs. 3 to 9).
 * With z, z1, z2 ~ N(0, 1), u = sqrt(q) z, u1 = sqrt(q) z1, u2 = sqrt(q) (c z1 + sqrt(1 - c^2) z2):
 *
 *     q' = V E f(u)^2 + B                     slope  lambda_q = V d/dq E f(u)^2
 *     c' = (V E f(u1) f(u2) + B) / q*         slope  chi_c = V E f'(u1) f'(u2)
 *     chi_1 = V E f'(u)^2                     chi_c at c = 1: what a layer multiplies the mean
 *                                             square of a gradient by
 *     xi_q = -1/ln |lambda_q|, xi_c = -1/ln chi_c   layers over which q and c settle by a factor e
 *
 * chi_1 < 1 is ordered (inputs become alike, gradients vanish), > 1 chaotic (they part, gradients
 * grow), 1 the edge of chaos. Numbers are good to about 1e-13 relative; xi to 1e-13 / (1 - chi). */
#ifndef ACTFN_MEANFIELD_H
#define ACTFN_MEANFIELD_H

#include "network/gaussian.h"

enum meanfield_phase {
    MEANFIELD_ORDERED,
    MEANFIELD_EDGE,
    MEANFIELD_CHAOTIC,
    /* No q is settled on from q = 1: */
    MEANFIELD_DIVERGES,  /* q grows without end */
    MEANFIELD_CYCLES,    /* q goes round in a circle or wanders */
    MEANFIELD_UNDEFINED, /* E f(u)^2 is no number */
    MEANFIELD_UNKNOWN    /* E f(u)^2 could not be computed */
};

/* A point of the phase diagram; q* is where the map leads from q = 1. NaN: there is none, or it is
 * not known. */
struct meanfield {
    double weight_variance, bias_variance; /* V, B */
    enum meanfield_phase phase;
    double q_star; /* infinite where it diverges */
    bool any_q;    /* every q is a fixed point (relu with V = 2, B = 0): q_star is 1, to be able to
                      say something */
    double lambda_q; /* at q_star */
    double chi_1;    /* infinite where f jumps */
    double c_star;   /* the stable fixed point of c: 1 unless chaotic */
    double chi_c;    /* at c_star */
    double xi_q, xi_c;
};
void meanfield_solve(const struct gaussian *g, double weight_variance, double bias_variance,
                     struct meanfield *point);
/* The same without c: chi_c, c_star and xi_c stay NaN where chaotic. A tenth of the time. */
void meanfield_length(const struct gaussian *g, double weight_variance, double bias_variance,
                      struct meanfield *point);
/* The same from where q* is nearly known; false: it was not near. */
bool meanfield_polish(const struct gaussian *g, double weight_variance, double bias_variance,
                      double near, struct meanfield *point);
void meanfield_diverging(double weight_variance, double bias_variance, struct meanfield *point);
/* meanfield_length at weights x biases points, row by row: points[bias * weights + weight]. Lengths
 * beyond 1e9 count as diverging. */
void meanfield_grid(const struct gaussian *g, const double *weight_variance, size_t weights,
                    const double *bias_variance, size_t biases, struct meanfield *points);
const char *meanfield_phase_name(enum meanfield_phase phase);

/* The correlation in the next layer, for V and B of the point, of inputs whose pre-activations have
 * mean square q > 0 and correlation c, 0 <= c <= 1. */
double meanfield_correlation(const struct gaussian *g, const struct meanfield *point, double q,
                             double c);

/* The weight variance at which chi_1 = 1 for this bias variance, and q* there is reached from
 * q = 1. NaN: there is none. */
double meanfield_edge(const struct gaussian *g, double bias_variance);
/* The edge as a curve: V = 1 / E f'^2, B = q - E f^2 / E f'^2, for q where lambda_q < 1; 0 <= B <=
 * most. Ascending in q; returns how many of `most_points` were filled. */
struct meanfield_edge_point {
    double q, weight_variance, bias_variance;
};
size_t meanfield_edge_curve(const struct gaussian *g, double most_bias,
                            struct meanfield_edge_point *points, size_t most_points);

/* ---- a network of given widths (meanfield_flow.c) ---------------------------------------------
 * What the same equations say of each layer of a net: out units f(W x + b) of `in` numbers, entries
 * of W of mean 0 and this variance. Exact for wide layers; layers of width n differ from net to net
 * by about 1/sqrt(n). */
struct meanfield_layer {
    const struct function *function;
    size_t in, out;
    double weight_variance, bias_variance; /* of one weight, of one bias */
    bool residual;                         /* x + f(W x + b), in = out */
    bool norm; /* f of W x + b brought to mean square 1, sample by sample */
};
struct meanfield_signal {
    double forward_std;  /* of the layer's outputs */
    double backward_rms; /* of a gradient there that is N(0, 1) at the last layer's output */
};
/* input_square: mean of the squares of the inputs. signal[count]. */
void meanfield_flow(const struct meanfield_layer *layer, size_t count, double input_square,
                    struct meanfield_signal *signal);

#endif
