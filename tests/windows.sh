#!/bin/sh
# Opens every kind of window on a display of its own (Xvfb), with gnuplot's builds for desktops, and looks at the pixels.
#   tests/windows.sh                GNUPLOTS='/opt/qt/bin/gnuplot ...': these builds; KEEP=DIR: the pictures stay there
# Without GNUPLOTS, on Debian, the builds are unpacked from their packages into a directory of their own: gnuplot-qt and
# gnuplot-x11 exclude the gnuplot-nox that other tests use. Needs xvfb, xdotool, imagemagick, x11-apps.
set -u
actfn=${ACTFN:-$(cd "$(dirname "$0")/.." && pwd)/actfn}
place=$(mktemp -d) keep=${KEEP:-$place} passed=0 failed=0 server=
mkdir -p "$keep"
skip() { echo "skipped: $*"; echo "0 passed, 0 failed"; rm -rf "$place"; exit 0; }
finish() { close_all; [ -z "$server" ] || kill "$server"; rm -rf "$place"; }
# Windows outlive gnuplot; they are ours when they are on our display.
close_all() { xdotool search --onlyvisible --name . 2>/dev/null | while read -r w; do xdotool windowkill "$w" 2>/dev/null; done; }
for tool in Xvfb xdotool convert xwd; do command -v $tool >/dev/null || skip "$tool is not installed"; done

# a wrapper for each build: actfn takes GNUPLOT_ variables away, and the helpers are where the packages are unpacked
unpack() {
    (cd "$place" && apt-get download "gnuplot-$1" >/dev/null 2>&1 && dpkg -x gnuplot-"$1"_*.deb "$1") || return 1
    printf '#!/bin/sh\nGNUPLOT_DRIVER_DIR=%s exec %s "$@"\n' "$place/$1/usr/lib/gnuplot" "$place/$1/usr/bin/gnuplot-$1" >"$place/gnuplot-$1"
    chmod +x "$place/gnuplot-$1"
    "$place/gnuplot-$1" --version >/dev/null 2>&1 || { echo "gnuplot-$1: its libraries are not installed"; return 1; }
}
if [ -z "${GNUPLOTS:-}" ]; then
    for build in qt x11; do unpack $build && GNUPLOTS="${GNUPLOTS:-} $place/gnuplot-$build"; done
fi
[ -n "${GNUPLOTS:-}" ] || skip "no gnuplot that opens windows; GNUPLOTS names one"

Xvfb -displayfd 3 -screen 0 1600x1000x24 3>"$place/number" 2>/dev/null &
server=$!
trap finish EXIT
trap 'exit 1' INT TERM HUP
while [ ! -s "$place/number" ] && kill -0 $server; do sleep 0.1; done
DISPLAY=:$(cat "$place/number")
export DISPLAY LC_ALL=C.UTF-8 XDG_RUNTIME_DIR="$place"
unset WAYLAND_DISPLAY

tell() { if [ "$1" = 0 ]; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "FAILED $2"; fi; }
# The screen as a picture, once it shows the paper in this colour on most of the window; a busy machine takes its time.
colour_share() { convert "$1" -fuzz 2% -fill white -opaque "$2" -fill black +opaque white -format '%[fx:mean]' info:; }
seen() {
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        xwd -root -silent | convert xwd:- "$1"
        [ "$(colour_share "$1" "$2" | awk '{ print ($1 > 0.3 && $1 < 0.57) }')" = 1 ] && return 0
        sleep 0.5
    done
    return 1
}
# press KEY: to the window, which has to be given the keyboard where no window manager does it
press() {
    for w in $(xdotool search --onlyvisible --name Gnuplot 2>/dev/null); do
        if xdotool getwindowgeometry "$w" | grep -q 'Geometry: 1[0-9][0-9][0-9]x'; then
            xdotool mousemove --window "$w" 400 300 windowfocus "$w" 2>/dev/null
        fi
    done
    sleep 0.3
    xdotool key "$1"
}
# Does a key change the picture, soon?
steps() {
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        press Right
        sleep 0.7
        xwd -root -silent | convert xwd:- "$2"
        [ "$(compare -metric AE "$1" "$2" null: 2>&1 | awk '{ print ($1 > 2000) }')" = 1 ] && return 0
    done
    return 1
}
# Is this process gone, soon? Ended if it is not.
gone() {
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        kill -0 "$1" 2>/dev/null || return 0
        press q
        sleep 0.7
    done
    kill "$1"
    return 1
}

has() { "$1" -e "print ' '.GPVAL_TERMINALS.' '" 2>&1 | grep -q " $2 "; }

for gnuplot in $GNUPLOTS; do
    export GNUPLOT="$gnuplot"
    for terminal in qt wxt x11; do
        has "$gnuplot" $terminal || continue
        name=$(basename "$gnuplot")-$terminal
        for theme in light:#ffffff dark:#14181d print:#ffffff; do
            "$actfn" plot gelu --theme "${theme%:*}" --terminal $terminal
            tell $? "$name: plot gelu --theme ${theme%:*}"
            seen "$keep/$name-${theme%:*}.png" "${theme#*:}"
            tell $? "$name: the paper of ${theme%:*}"
            close_all
        done
        "$actfn" plot swish --sweep beta=0:4:5 --theme dark --terminal $terminal &
        run=$!
        seen "$keep/$name-sweep.png" '#14181d'
        tell $? "$name: a sweep"
        steps "$keep/$name-sweep.png" "$keep/$name-key.png"
        tell $? "$name: a key steps"
        kill -0 $run
        tell $? "$name: a sweep waits for its person"
        gone $run && wait $run
        tell $? "$name: q ends it"
        close_all
    done
done
echo "$passed passed, $failed failed"
[ $failed = 0 ] && [ $passed -gt 0 ]
