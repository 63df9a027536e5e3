/* What is solved: $XDG_STATE_HOME/actfn/exercises, or ~/.local/state/actfn/exercises. */
#include "cli/cli.h"
#include "command/exercise.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* As the XDG Base Directory Specification has it: a path that is not absolute is ignored. */
static char *state_path(void)
{
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    if (state && *state == '/')
        return text_format("%s/actfn/exercises", state);
    return home && *home == '/' ? text_format("%s/.local/state/actfn/exercises", home) : NULL;
}

void exercise_state_read(struct exercise_state *s)
{
    enum { MOST = 1 << 16 };
    struct buffer b = { 0 };
    char bytes[1024];
    *s = (struct exercise_state){ .path = state_path() };
    FILE *file = s->path ? fopen(s->path, "re") : NULL;
    for (size_t got; file && b.length < MOST && (got = fread(bytes, 1, sizeof bytes, file)) > 0;)
        buffer_add(&b, bytes, got);
    if (file)
        fclose(file);
    s->names = buffer_take(&b);
}

void exercise_state_free(struct exercise_state *s)
{
    free(s->path);
    free(s->names);
}

/* The line that is `name`, or NULL. */
static char *find_line(char *names, const char *name)
{
    size_t length = strlen(name);
    for (char *at = names; *at;) {
        size_t line = strcspn(at, "\n");
        if (line == length && strncmp(at, name, length) == 0)
            return at;
        at += line + (at[line] == '\n');
    }
    return NULL;
}

bool exercise_state_has(const struct exercise_state *s, const char *name)
{
    return find_line(s->names, name) != NULL;
}

/* Every directory above the file, as mkdir -p makes them. */
static void make_directories(const char *path)
{
    char *part = text_copy(path);
    for (char *slash = strchr(part + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = 0;
        (void)mkdir(part, 0700); /* what fails is found out when the file is opened */
        *slash = '/';
    }
    free(part);
}

static bool state_write(const struct exercise_state *s, struct error *err)
{
    struct save save;
    if (!s->path)
        return error_set(err, "HOME is not set: what is solved cannot be kept");
    make_directories(s->path);
    if (!save_open(&save, s->path, err))
        return false;
    fputs(s->names, save.file);
    return save_close(&save, err);
}

bool exercise_state_add(struct exercise_state *s, const char *name, struct error *err)
{
    if (exercise_state_has(s, name))
        return true;
    size_t length = strlen(s->names);
    bool ended = length == 0 || s->names[length - 1] == '\n';
    char *more = text_format("%s%s%s\n", s->names, ended ? "" : "\n", name);
    free(s->names);
    s->names = more;
    return state_write(s, err);
}

bool exercise_state_remove(struct exercise_state *s, const char *name, struct error *err)
{
    if (!name) {
        s->names[0] = 0;
        return state_write(s, err);
    }
    char *line = find_line(s->names, name);
    if (!line)
        return true;
    size_t length = strcspn(line, "\n");
    char *rest = line + length + (line[length] == '\n');
    memmove(line, rest, strlen(rest) + 1);
    return state_write(s, err);
}
