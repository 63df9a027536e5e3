/* input: what users bring. Numbers on standard input; csv, npy and safetensors files. Includes base only. */
#ifndef ACTFN_INPUT_H
#define ACTFN_INPUT_H

#include "base/base.h"

/* ---- numbers, one a line or separated by blanks ----------------------------------------------------- */
struct numbers { FILE *file; const char *name; uint64_t line; };
/* Reads up to *count numbers into x; *count is how many came, fewer only at the end. */
bool numbers_read(struct numbers *in, size_t *count, double *x, struct message *why);

#endif
