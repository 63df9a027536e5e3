/* Which gnuplot is started, and what it sees of our environment. */
#include "plot/program.h"
#include "plot/fence.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

extern char **environ;

/* What passes to a gnuplot that draws a picture; "X*" is every name that begins with X. The rest
 * stays here: gnuplot, Lua, gd, libc's converters and its other libraries look for code and files
 * by dozens of names (GNUPLOT_LIB, LUA_PATH, GCONV_PATH, GDFONTPATH ...). FONTCONFIG_* stays a
 * user's wish: it names fonts and rules for them, no code. LD_* is how a gnuplot of one's own
 * finds its libraries, and whoever sets it has our own process already. */
static const char *const passed[] = {
    "HOME",
    "PATH",
    "USER",
    "LOGNAME",
    "TMPDIR",
    "LANG",
    "LANGUAGE",
    "LC_*",
    "LOCPATH",
    "LOCALE_ARCHIVE*",
    "XDG_CACHE_HOME",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
    "FONTCONFIG_*",
    "LD_*",
    "SOURCE_DATE_EPOCH",
    NULL,
};

/* A window needs what its desktop says, which has too many names to list; what only gnuplot and
 * its Lua read stays here. */
static const char *const held_back[] = {
    "GNU*", "FIT_*", "PAGER", "SHELL", "TZ", "LUA_*", "GDFONTPATH", "GCONV_PATH", NULL,
};

static bool listed(const char *const *names, const char *entry)
{
    size_t length = strcspn(entry, "=");
    for (; *names; names++) {
        size_t n = strcspn(*names, "*");
        if (strncmp(entry, *names, n) == 0 && ((*names)[n] || length == n))
            return true;
    }
    return false;
}

char **program_environment(bool window, const char *fonts)
{
    size_t n = 0, kept = 0;
    while (environ[n])
        n++;
    char **clean = memory_new(n + 3, sizeof *clean);
    clean[kept++] = (char *)(uintptr_t) "TZ=UTC0"; /* the zone is in a PDF's note of the hour */
    for (size_t i = 0; i < n; i++)
        if (window ? !listed(held_back, environ[i]) : listed(passed, environ[i]))
            clean[kept++] = environ[i];
    if (*fonts)
        clean[kept] = (char *)(uintptr_t)fonts;
    return clean;
}

const char *program_named(void)
{
    const char *named = getenv("GNUPLOT");
    return named && *named ? named : "gnuplot";
}

/* DIRECTORY/NAME, seen from where we are; NULL where that is nowhere. An empty directory is this
 * one. */
static char *absolute(const char *directory, size_t length, const char *name)
{
    char *path = NULL;
    if (*directory == '/' && length)
        return text_format("%.*s/%s", (int)length, directory, name);
    char *here = getcwd(NULL, 0);
    if (here)
        path = text_format("%s/%.*s%s%s", here, (int)length, directory, length ? "/" : "", name);
    free(here);
    return path;
}

bool program_runs(const char *path)
{
    struct stat s;
    if (!path || !permitted(path, X_OK))
        return false;
    if (stat(path, &s) != 0)
        die(1, "%s: %s", quote(path).text, strerror(errno));
    if (!S_ISREG(s.st_mode))
        errno = EACCES;
    return S_ISREG(s.st_mode);
}

/* As execvp looks, but what is no program is never handed to a shell. */
static char *search(const char *name, int *fault)
{
    const char *path = getenv("PATH");
    for (const char *s = path ? path : "/bin:/usr/bin";; s++) {
        size_t n = strcspn(s, ":");
        char *found = absolute(s, n, name);
        if (program_runs(found))
            return found;
        if (found && errno == EACCES)
            *fault = EACCES;
        free(found);
        s += n;
        if (!*s)
            return NULL;
    }
}

static bool is_script(const char *path)
{
    char begin[2] = { 0 };
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    bool script = fd >= 0 && read(fd, begin, 2) == 2 && memcmp(begin, "#!", 2) == 0;
    if (fd >= 0)
        close(fd);
    return script;
}

char *program_path(int *fault)
{
    const char *name = program_named();
    *fault = ENOENT;
    if (!strchr(name, '/'))
        return search(name, fault);
    return *name == '/' ? text_copy(name) : absolute("", 0, name);
}

struct gnuplot_program program_find(void)
{
    struct gnuplot_program p = { 0 };
    p.path = program_path(&p.fault);
    if (!p.path)
        return p;
    char *real = realpath(p.path, NULL);
    p.foreign = real && !fence_system(real);
    p.script = is_script(p.path);
    free(real);
    return p;
}
