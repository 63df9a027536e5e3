/* What gnuplot drew, made fit to be shared: each replaces its buffer's bytes. */
#ifndef ACTFN_SVG_H
#define ACTFN_SVG_H

#include "base/base.h"

void xml_text(struct buffer *b, const char *text); /* fit to be shown and escaped */
void svg_finish(struct buffer *svg, const char *title);
void tex_finish(struct buffer *tex);

#endif
