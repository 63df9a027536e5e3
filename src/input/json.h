/* Inside input: JSON in headers and indexes. */
#ifndef ACTFN_JSON_H
#define ACTFN_JSON_H

#include "base/base.h"

#include <jansson.h>

/* An object, the caller's; NULL and a message: it is none, or a key comes twice. name: of the file,
 * quoted. */
json_t *json_take(const char *text, size_t length, const char *name, struct error *err);

#endif
