/* Inside the activation room: the names that frameworks use. */
#ifndef ACTFN_FRAMEWORK_H
#define ACTFN_FRAMEWORK_H

#include "activation/activation.h"

/* "torch.leaky_relu" or "keras.layers.LeakyReLU"; NULL: no such name. */
const struct framework_name *framework_find(const char *name);
bool framework_known(const char *framework, size_t length); /* is there a framework of that name? */

/* One entry of a `parameters` text: "slope=0.01, threshold=?". Returns what follows it, NULL after
 * the last. A number that must be given ("?") comes out as NaN. */
struct default_value {
    char name[32];
    double value;
};
const char *framework_parameter(const char *text, struct default_value *entry);

#endif
