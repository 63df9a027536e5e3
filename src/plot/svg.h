/* What gnuplot drew, made fit to be shared: each replaces its buffer's bytes. */
#ifndef ACTFN_SVG_H
#define ACTFN_SVG_H

#include "base/base.h"

void xml_text(struct buffer *b, const char *text); /* fit to be shown and escaped */
/* described: what the picture shows, in a sentence, or "". */
void svg_finish(struct buffer *svg, const char *title, const char *described);
void tex_finish(struct buffer *tex);

#endif
