#!/bin/sh
# The same sources give the same bytes, wherever and whenever they are built. Speaks TAP. The loops of src/activation take the
# compiler minutes, so only one of their files is built again; FULL=1 builds all and compares the program.
set -u
cd "$(dirname "$0")/.." || exit 1
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
mkdir "$work/elsewhere"
cp -r Makefile src plots docs tools "$work/elsewhere/"
if [ "${FULL:-}" ]; then
    things=actfn
else
    things=$(for source in src/*.c src/*/*.c; do
        case $source in src/activation/polynomial.c) ;; src/activation/*) continue ;; esac
        source=${source#src/}
        echo "build/${source%.c}.o"
    done)
fi
(
    unset MAKEFLAGS MFLAGS MAKELEVEL
    # shellcheck disable=SC2086  # a list of names without blanks
    cd "$work/elsewhere" && TZ=Asia/Tokyo LC_ALL=C make -j 2 $things
) >"$work/log" 2>&1
echo 1..1
for thing in $things; do
    [ "$thing" = actfn ] && mine=build/actfn || mine=$thing
    cmp -s "$mine" "$work/elsewhere/$thing" || differs="${differs:-} $thing"
done
if [ -z "${differs:-}" ]; then
    echo "ok 1 - built again in another directory: the same bytes"
else
    echo "not ok 1 - built again in another directory: the same bytes; not:$differs"
    tail -n 5 "$work/log" | sed 's/^/# /'
    exit 1
fi
