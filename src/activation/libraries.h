/* Inside the activation room: elementary functions as frameworks compute them in float32. */
#ifndef ACTFN_LIBRARIES_H
#define ACTFN_LIBRARIES_H

#include "activation/machine.h"

extern const struct library library_torch, /* Sleef 3.5.1 */
    library_xla,                           /* JAX's compiler, on a CPU with FMA */
    library_mlas;                          /* onnxruntime's */

#endif
