/* A document whose commands were run and whose facts are in place, as cmark's tree: what pages,
 * slides and handouts begin with. Part of guide. */
#ifndef ACTFN_GUIDE_HTML_H
#define ACTFN_GUIDE_HTML_H

#include "guide/markdown.h"

cmark_node *html_alive(const char *markdown, const struct live *live); /* cmark_node_free */
bool html_is_field(cmark_node *node); /* where a reader of the page writes a guess */
/* The node as HTML, without control characters; the caller frees. */
char *html_render(cmark_node *node);

#endif
