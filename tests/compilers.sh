#!/bin/sh
# Each compiler takes everything without a warning. Speaks TAP. The compiler that `make` uses has built it all already, so the other
# one builds and gcc only reads; FULL=1 lets both build.
set -u
cd "$(dirname "$0")/.." || exit 1
number=0 status=0

builds() { env -u MAKEFLAGS -u MAKELEVEL make -j 2 CC="$1" BUILD="build-$1" OPT='-O2 -Werror' tests 2>&1; }
reads() {
    make -s build/scripts.h >/dev/null 2>&1
    for source in src/*.c src/*/*.c tests/unit/*.c; do
        "$1" -std=c11 -O2 -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wvla -Werror -D_GNU_SOURCE \
            -DACTFN_VERSION='"0"' -Isrc -Ibuild -Itests/unit -fsyntax-only "$source" || return 1
    done 2>&1
}
how() { if [ "$1" = gcc ] && [ -z "${FULL:-}" ]; then reads gcc; else builds "$1"; fi; }

for compiler in gcc clang; do
    number=$((number + 1))
    if ! command -v "$compiler" >/dev/null; then
        echo "ok $number - $compiler # skip not installed"
    elif output=$(how "$compiler"); then
        echo "ok $number - $compiler takes the program and the tests without a warning"
    else
        echo "not ok $number - $compiler takes the program and the tests without a warning"
        echo "$output" | grep -E 'error|warning|\*\*\*' | head -n 20 | sed 's/^/# /'
        status=1
    fi
done
echo "1..$number"
exit $status
