/* What there is to draw with, for --version. */
#include "plot/ask.h"
#include "plot/display.h"
#include "plot/fonts.h"
#include "plot/pipe.h"
#include "plot/plot.h"
#include "plot/program.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PATIENCE = 2000 }; /* ms: a gnuplot that says nothing for so long is left */

/* "gnuplot 5.4 patchlevel 4": the first line that the program prints of itself. Never NULL. */
static char *version_of(const char *path)
{
    char line[80] = "";
    int ends[2];
    if (!pipe_high(ends))
        return text_copy("");
    pid_t child = fork();
    if (child == 0) {
        char *words[] = { (char *)(uintptr_t)path, (char *)(uintptr_t) "--version", NULL };
        int nothing = open("/dev/null", O_RDWR);
        dup2(nothing, STDIN_FILENO);
        dup2(nothing, STDERR_FILENO);
        dup2(ends[1], STDOUT_FILENO);
        if (chdir("/") == 0)
            execve(path, words, program_environment(false, ""));
        _exit(127);
    }
    close(ends[1]);
    size_t n = 0;
    ssize_t got = 1;
    struct pollfd answer = { .fd = ends[0], .events = POLLIN };
    while (child > 0 && n < sizeof line - 1 && got > 0 && poll(&answer, 1, PATIENCE) > 0) {
        got = read(ends[0], line + n, sizeof line - 1 - n);
        n += got > 0 ? (size_t)got : 0;
    }
    close(ends[0]);
    if (child > 0 && got > 0)
        kill(child, SIGKILL);
    if (child > 0)
        waitpid(child, NULL, 0);
    line[strcspn(line, "\n")] = 0;
    return text_safe(line);
}

void plot_installed(FILE *out, struct installed *i)
{
    struct gnuplot_program program = program_find();
    struct error ignored;
    struct terminal t = { 0 };
    *i = (struct installed){ .path = program.path };
    if (i->path && access(i->path, X_OK) != 0) {
        free(i->path);
        i->path = NULL;
    }
    if (i->path)
        i->version = version_of(program.path);
    int fonts = fonts_open();
    i->fonts = fonts >= 0;
    if (fonts >= 0)
        close(fonts);
    i->display = display_there(&ignored);
    i->terminal = isatty(fileno(out));
    if (i->terminal && terminal_ask(out, &t))
        i->images = t.kitty ? "kitty" : t.iterm ? "iTerm2" : t.sixel ? "sixel" : NULL;
}

void installed_free(struct installed *i)
{
    free(i->path);
    free(i->version);
}
