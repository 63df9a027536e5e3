#!/bin/sh
# Builds everything anew with each compiler, warnings being errors; at -O1, where the warnings are those of -O2. Speaks TAP.
set -u
cd "$(dirname "$0")/.." || exit 1
number=0 status=0
for compiler in gcc clang; do
    number=$((number + 1))
    if ! command -v "$compiler" >/dev/null; then
        echo "ok $number - $compiler # skip not installed"
    elif output=$(env -u MAKEFLAGS -u MAKELEVEL make -j 2 CC="$compiler" BUILD="build-$compiler" OPT='-O1 -Werror' KERNEL='-O1 -fno-math-errno -fno-trapping-math' tests 2>&1); then
        echo "ok $number - $compiler builds the program and the tests without a warning"
    else
        echo "not ok $number - $compiler builds the program and the tests without a warning"
        echo "$output" | grep -E 'error|warning|\*\*\*' | head -n 20 | sed 's/^/# /'
        status=1
    fi
done
echo "1..$number"
exit $status
