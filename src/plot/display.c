/* Is there a display to open a window on? gnuplot's qt waits for ever on one that is gone, as in a
 * tmux whose ssh has ended, so its address is tried first. */
#include "plot/display.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { FIRST_PORT = 6000, MOST_DISPLAYS = 59535 };

static bool set(const char *name)
{
    const char *value = getenv(name);
    return value && *value;
}

static bool answers(int family, const void *address, size_t length)
{
    int fd = socket(family, SOCK_STREAM, 0);
    bool ok = fd >= 0 && connect(fd, address, (socklen_t)length) == 0;
    if (fd >= 0)
        close(fd);
    return ok;
}

/* An X server of this machine listens under a name in the file system, on Linux often under an
 * abstract one besides. */
static bool local_answers(unsigned long number)
{
    struct sockaddr_un here = { .sun_family = AF_UNIX };
    size_t room = sizeof here.sun_path - 1;
    int length = snprintf(here.sun_path + 1, room, "/tmp/.X11-unix/X%lu", number);
    if (answers(AF_UNIX, &here, offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)length))
        return true;
    memmove(here.sun_path, here.sun_path + 1, (size_t)length + 1);
    return answers(AF_UNIX, &here, sizeof here);
}

/* ssh listens for a display on a port of this machine. */
static bool port_answers(unsigned long number)
{
    struct sockaddr_in here = { .sin_family = AF_INET };
    here.sin_port = htons((uint16_t)(FIRST_PORT + number));
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return answers(AF_INET, &here, sizeof here);
}

/* "HOST:NUMBER.SCREEN". Only of this machine's own are the addresses known; others are taken at
 * their word. */
static bool x_answers(const char *display)
{
    const char *colon = strrchr(display, ':');
    size_t host = colon ? (size_t)(colon - display) : 0;
    unsigned long number = colon ? strtoul(colon + 1, NULL, 10) : 0;
    if (!colon || *display == '/' || number > MOST_DISPLAYS)
        return true;
    if (host == 0 || (host == 4 && strncmp(display, "unix", host) == 0))
        return local_answers(number);
    if (host == 9 && strncmp(display, "localhost", host) == 0)
        return port_answers(number);
    return true;
}

bool display_named(void)
{
    return set("DISPLAY") || set("WAYLAND_DISPLAY");
}

bool display_there(struct error *err)
{
    if (!display_named())
        return error_set(err, "there is no display here");
    const char *display = getenv("DISPLAY");
    if (!set("WAYLAND_DISPLAY") && !x_answers(display))
        return error_set(err, "DISPLAY is %s, and nothing answers there", quote(display).text);
    return true;
}
