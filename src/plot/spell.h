/* Words of a figure, UTF-8, for outputs that have other letters. */
#ifndef ACTFN_SPELL_H
#define ACTFN_SPELL_H

enum spelling { IN_TEX, IN_LATIN };
/* "β ≤ 2" as TeX's commands, or with Latin-1's bytes ("beta <= 2"). The caller frees it. */
char *spell_text(const char *text, enum spelling how);

#endif
