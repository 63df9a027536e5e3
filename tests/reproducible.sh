#!/bin/sh
# The same sources give the same bytes, wherever and whenever they are built; and without a warning: here each is an
# error (the sanitized build, by clang, has that too). Speaks TAP.
set -u
cd "$(dirname "$0")/.." || exit 1
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
mkdir "$work/elsewhere"
cp -r Makefile src plots docs tools "$work/elsewhere/"
echo 1..2
if (
    unset MAKEFLAGS MFLAGS MAKELEVEL
    cd "$work/elsewhere" && TZ=Asia/Tokyo LC_ALL=C CFLAGS=-Werror make -j 2 actfn
) >"$work/log" 2>&1; then
    echo "ok 1 - no warnings"
else
    echo "not ok 1 - no warnings"
    grep -E 'error|warning|\*\*\*' "$work/log" | head -n 20 | sed 's/^/# /'
fi
if cmp -s build/actfn "$work/elsewhere/actfn"; then
    echo "ok 2 - built again in another directory: the same bytes"
else
    echo "not ok 2 - built again in another directory: the same bytes"
    tail -n 5 "$work/log" | sed 's/^/# /'
    exit 1
fi
