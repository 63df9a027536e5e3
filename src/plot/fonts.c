/* Which rules gnuplot finds its fonts by. A system's own are forty files of them, read anew for
 * every picture: 2 ms of 34 (fontconfig 2.14), and another look where they differ. Where our font
 * lies in its usual place the few that it needs are enough: where fonts are, how to draw them (as
 * Debian and Ubuntu do: hintslight), and who stands in for letters that Lato lacks. They travel by
 * a pipe, which fontconfig reads as it would a file (2.13 does not, and then takes the same fonts
 * without any rules). A user's own FONTCONFIG_ variables are left alone. */
#include "plot/fonts.h"
#include "plot/pipe.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const faces[] = { "/usr/share/fonts/truetype/lato/Lato-Regular.ttf",
                                     "/usr/share/fonts/truetype/lato/Lato-Bold.ttf" };
static const char *const wishes[] = { "FONTCONFIG_FILE", "FONTCONFIG_PATH", "FONTCONFIG_SYSROOT" };

static const char rules[] =
    "<?xml version=\"1.0\"?><!DOCTYPE fontconfig SYSTEM \"urn:fontconfig:fonts.dtd\"><fontconfig>"
    "<dir>/usr/share/fonts</dir><dir>/usr/local/share/fonts</dir>"
    "<cachedir>/var/cache/fontconfig</cachedir><cachedir prefix=\"xdg\">fontconfig</cachedir>"
    "<match target=\"pattern\"><edit name=\"hintstyle\" "
    "mode=\"append\"><const>hintslight</const></edit>"
    "<edit name=\"antialias\" mode=\"append\"><bool>true</bool></edit>"
    "<edit name=\"family\" mode=\"append_last\"><string>DejaVu Sans</string><string>Noto "
    "Sans</string></edit></match>"
    "</fontconfig>";

bool fonts_there(void)
{
    for (size_t i = 0; i < sizeof faces / sizeof *faces; i++)
        if (!permitted(faces[i], R_OK))
            return false;
    return true;
}

int fonts_open(void)
{
    int ends[2];
    for (size_t i = 0; i < sizeof wishes / sizeof *wishes; i++)
        if (getenv(wishes[i]))
            return -1;
    if (!fonts_there() || !pipe_high(ends))
        return -1;
    bool written = write(ends[1], rules, strlen(rules)) ==
                   (ssize_t)strlen(rules); /* a pipe holds 4096 bytes at least */
    close(ends[1]);
    if (written)
        return ends[0];
    close(ends[0]);
    return -1;
}
