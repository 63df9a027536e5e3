/* Functions of one's own: $XDG_CONFIG_HOME/actfn/functions, or ~/.config/actfn/functions. A line is
 * a definition, "#" begins a remark. The file is read as text, and nothing of it is run. */
#include "parse/parse.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LARGEST = 1 << 20 };

/* As the XDG Base Directory Specification has it: a path that is not absolute is ignored. */
static char *own_path(void)
{
    const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
    if (config && config[0] == '/')
        return text_format("%s/actfn/functions", config);
    return home && home[0] == '/' ? text_format("%s/.config/actfn/functions", home) : NULL;
}

static bool refused(const char *path, const char *why, struct error *err)
{
    return error_set(err, "%s: %s", quote(path).text, why);
}

/* The whole file, the caller's; NULL with *absent: there is none. */
static char *text_read(const char *path, size_t *length, bool *absent, struct error *err)
{
    /* a FIFO must not make every command wait */
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    struct stat s;
    *absent = fd < 0 && (errno == ENOENT || errno == ENOTDIR || errno == EACCES);
    if (fd < 0) {
        if (!*absent)
            refused(path, strerror(errno), err);
        return NULL;
    }
    bool ok = fstat(fd, &s) == 0 && S_ISREG(s.st_mode);
    if (!ok)
        refused(path, "is no file of text", err);
    else if (s.st_size > LARGEST)
        ok = refused(path, "is too large; at most 1 MB of definitions", err);
    char *text = ok ? memory_new(LARGEST + 1, 1) : NULL;
    *length = 0;
    for (ssize_t got = 1; ok && got > 0;) {
        got = read(fd, text + *length, LARGEST - *length);
        if (got < 0 && errno == EINTR)
            got = 1;
        else if (got < 0)
            ok = refused(path, strerror(errno), err);
        else
            *length += (size_t)got;
    }
    close(fd);
    if (!ok) {
        free(text);
        return NULL;
    }
    return text;
}

/* One line; the message names it. */
static bool line_read(const char *path, size_t number, const char *line, struct error *err)
{
    line += strspn(line, " \t\r");
    if (!*line || *line == '#')
        return true;
    if (formula_define(line, err))
        return true;
    char *place = text_format("%s:%zu", path, number);
    (void)error_prefix(err, "%s: ", quote(place).text);
    free(place);
    err->status = ERROR_FAILED;
    return false;
}

static bool lines_read(const char *path, char *text, size_t length, struct error *err)
{
    char *end = text + length;
    if (memchr(text, 0, length))
        return refused(path, "is no file of text", err);
    if (strncmp(text, "\xef\xbb\xbf", 3) == 0)
        text += 3;
    for (size_t number = 1; text < end; number++) {
        size_t line = strcspn(text, "\n");
        text[line] = 0;
        for (size_t k = line; k && strchr(" \t\r", text[k - 1]); k--)
            text[k - 1] = 0;
        if (!line_read(path, number, text, err))
            return false;
        text += line + 1;
    }
    return true;
}

bool functions_own(struct error *err)
{
    char *path = own_path();
    size_t length = 0;
    bool absent = true;
    char *text = path ? text_read(path, &length, &absent, err) : NULL;
    bool ok = text ? lines_read(path, text, length, err) : absent;
    free(text);
    free(path);
    return ok;
}
