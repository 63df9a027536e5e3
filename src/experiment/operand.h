/* operand: is a word meant for a file? */
#ifndef ACTFN_OPERAND_H
#define ACTFN_OPERAND_H

#include <stdbool.h>

/* Written like a file's name, or one is there with a '.' in its name that begins with no
 * framework's. */
bool operand_is_file(const char *word);

#endif
