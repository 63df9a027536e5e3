/* A word that could be a function's name or a file's. */
#include "experiment/operand.h"
#include "activation/framework.h"
#include "input/input.h"

#include <string.h>
#include <sys/stat.h>

bool operand_is_file(const char *word)
{
    const char *dot = strchr(word, '.');
    struct stat about;
    if (names_file(word))
        return true;
    if (!dot || framework_known(word, (size_t)(dot - word)))
        return false;
    return stat(word, &about) == 0 && S_ISREG(about.st_mode);
}
