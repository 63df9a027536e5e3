/* Inside the activation room: the names that frameworks use, and how code spells them. */
#ifndef ACTFN_FRAMEWORK_H
#define ACTFN_FRAMEWORK_H

#include "activation/activation.h"

/* "torch.leaky_relu", "torch.nn.LeakyReLU", "nn.LeakyReLU" or "keras.layers.LeakyReLU"; and "golu",
 * what a formula of that name means, whose framework is "". NULL: no such name. */
const struct framework_name *framework_find(const char *name);
bool framework_known(const char *framework, size_t length); /* is there a framework of that name? */
char *framework_list(void);                                 /* "torch, keras, ...": the caller's */
/* Is the last part of the name written as a class is, "nn.GELU"? Then what stands in its
 * parentheses are parameters, not x. */
bool framework_class(const char *name);

/* One entry of a `parameters` text: "slope=0.01, threshold=?". Returns what follows it, NULL after
 * the last. A number that must be given ("?") comes out as NaN. */
struct default_value {
    char name[32];
    double value;
};
const char *framework_parameter(const char *text, struct default_value *entry);

/* The keyword under the name that it has in the row: Keras 2 says alpha where Keras 3 says
 * negative_slope. */
const char *framework_keyword(const struct framework_name *f, const char *typed);

/* A value as code writes it: True, False, None, 'tanh', "none". NaN: None, the default. */
bool framework_value(const char *text, size_t length, double *value);
/* Keywords of code that do not change the function: inplace, dim, axis, ... */
bool framework_ignores(const char *keyword);

const struct framework_name *framework_rest(size_t i); /* framework_rest.c's rows */

#define GELU_FORMS "approximate ? gelu_tanh(x) : gelu(x)"
#define CLIP(low, high) "min(max(x, " low "), " high ")"

#endif
