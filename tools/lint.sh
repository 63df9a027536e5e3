#!/bin/sh
# Runs clang-tidy, cppcheck, gcc -fanalyzer and shellcheck; stops at the first that complains.
# usage: tools/lint.sh BUILD      (make lint)     BUILD: where the generated headers are
set -eu
cd "$(dirname "$0")/.."
build=$1
# shellcheck disable=SC2089 # the quotes are part of the word
flags="-Isrc -I$build -D_GNU_SOURCE -D_FORTIFY_SOURCE=2 -DACTFN_VERSION=\"0\" -std=c11"
program=$(echo src/*/*.c src/main.c tools/*.c)
tests=$(echo tests/unit/*.c tests/bench/*.c tests/fuzz/*.c tests/torture/*.c)
# fail_alloc.c is malloc itself: to the analyzer, what it returns looks like a leak.
analyzed="$program $(printf '%s\n' tests/torture/*.c | grep -v /fail_alloc.c)"
shells=$(echo tools/*.sh tests/*.sh tests/*/*.sh packaging/*.sh .ci/run)

# shellcheck disable=SC2086,SC2090 # flags and names are words without blanks
{
    echo "clang-tidy"
    # shellcheck disable=SC2016 # for that shell
    printf '%s\n' $program $tests | FLAGS="$flags -Itests/unit" xargs -P 2 -n 1 \
        sh -c 'clang-tidy --quiet --warnings-as-errors="*" "$1" -- $FLAGS 2>/dev/null' sh
    echo "cppcheck"
    cppcheck --quiet --std=c11 --enable=warning,performance,portability --inline-suppr \
        --error-exitcode=1 --suppressions-list=tests/cppcheck.txt -Isrc "-I$build" -Itests/unit \
        -D_GNU_SOURCE -D__GNUC__=12 '-DACTFN_VERSION="0"' $program $tests
    echo "gcc -fanalyzer"
    printf '%s\n' $analyzed | xargs -P 2 -n 1 \
        gcc -fanalyzer -Werror -O1 -c -o /dev/null $flags
    echo "shellcheck"
    shellcheck -x -P SCRIPTDIR $shells
    shellcheck --shell=bats --severity=warning tests/commands/*.bats
}
