/* What may be read or run. */
#include "base/base.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

bool permitted(const char *path, int mode)
{
    if (access(path, mode) == 0)
        return true;
    if (errno == ENOENT || errno == ENOTDIR || errno == EACCES || errno == ELOOP)
        return false;
    die(1, "%s: %s", quote(path).text, strerror(errno));
}
