/* A PDF of cairo's, made fit to be shared. */
#ifndef ACTFN_PDF_H
#define ACTFN_PDF_H

#include "base/base.h"

/* The same figure is the same bytes: the note of the hour goes (/CreationDate, in the document
 * information dictionary, which may lack it: ISO 32000-1, 14.3.3). Bytes that are not as cairo
 * writes them stay as they are. */
void pdf_finish(struct buffer *pdf);

#endif
