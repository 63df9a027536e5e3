#!/bin/bash
# The same bytes in every locale and in every hostile environment, for every command.
set -u
. "$(dirname "$0")/lib.sh"
inputs
build environment environment.c attempt.c

# Decimal commas, and an i whose capital is none of ours.
mkdir "$work/locales"
for name in de_DE tr_TR; do
    localedef -i "$name" -f UTF-8 "$work/locales/$name.UTF-8" 2>/dev/null
    [ -d "$work/locales/$name.UTF-8" ] || bad "$name: no such locale can be made; are the sources (package locales) there?"
done
export LOCPATH=$work/locales

# A home whose files would change every picture, if they were read.
mkdir -p "$work/home/.config/fontconfig" "$work/library"
for file in "$work/home/.gnuplot" "$work/home/.config/gnuplotrc" "$work/library/colors.gp"; do
    printf 'system("touch %s/canary")\nset terminal dumb\nset title "from home"\nexit\n' "$work" >"$file"
done

export SETTINGS=$work/settings
tr ' ' '\t' >"$SETTINGS" <<'S'
LC_ALL=C
LC_ALL=POSIX
LC_ALL=de_DE.UTF-8
LC_ALL=tr_TR.UTF-8
LC_ALL=nonsense
LC_ALL LANG=de_DE.UTF-8
LC_ALL LANG=C.UTF-8 LC_NUMERIC=de_DE.UTF-8
LC_ALL LANG=C LC_CTYPE=tr_TR.UTF-8
LC_ALL LANG LANGUAGE=de:tr
LC_ALL=
POSIXLY_CORRECT=1
POSIXLY_CORRECT=
GNUTERM=qt
GNUTERM=dumb
GNUTERM=nonsense
GNUTERM=pngcairo;system("touch%20canary")
HOME
HOME=
HOME=/nonexistent
HOME=/dev/null
TMPDIR=/nonexistent
TMPDIR=/dev/full
TMPDIR=
TMP=/nonexistent TEMP=/nonexistent
COLUMNS=1
COLUMNS=-5
COLUMNS=99999999999999999999
COLUMNS=x LINES=x
COLUMNS=200 LINES=3
TERM
TERM=
TERM=xterm-256color COLORTERM=truecolor
TERM=xterm-kitty KITTY_WINDOW_ID=1
TERM_PROGRAM=iTerm.app
NO_COLOR=1
SHELL=/bin/false PAGER=/bin/false EDITOR=/bin/false
GNUPLOT=
ACTFN_DEADLINE=nonsense
ACTFN_DEADLINE=-1
ACTFN_DEADLINE=1e300
ACTFN_CPU=nonsense
FIT_LOG=/nonexistent/log FIT_SCRIPT=exit
GNUPLOT_PS_DIR=/nonexistent GNUPLOT_DRIVER_DIR=/nonexistent GNUHELP=/nonexistent
GDFONTPATH=/nonexistent GNUPLOT_DEFAULT_GDFONT=nonsense GNUPLOT_FONTPATH=/nonexistent
XDG_CONFIG_HOME=/nonexistent XDG_CACHE_HOME=/nonexistent XDG_RUNTIME_DIR=/nonexistent
TZ=nonsense
TZ=Asia/Kathmandu
MALLOC_PERTURB_=165
MALLOC_PERTURB_=90 MALLOC_ARENA_MAX=1
LD_BIND_NOW=1
S
{
    printf 'HOME=%s/home\n' "$work"
    printf 'HOME=%s/home\tXDG_CONFIG_HOME=%s/home/.config\n' "$work" "$work"
    printf 'GNUPLOT_LIB=%s/library\n' "$work"
    printf 'BIG=%s\n' "$(head -c 100000 /dev/zero | tr '\0' x)"
} >>"$SETTINGS"

{ [ "$failed" -eq 0 ] || summary; drive "$work/environment" "$SHARE"; } | total
[ ! -e "$work/canary" ] || { echo "not ok: a file from home was read"; exit 1; }
