#!/bin/bash
# Which lines and branches the tests meet: builds actfn with gcov's counters, runs the unit tests, the commands' tests, the documents
# and a share of the faults with it, and adds up. Fails below LINES and BRANCHES per cent.
# usage: tests/coverage/run.sh [report]       report: only adds up what an earlier run has counted
# SHARE: every SHARE-th fault is tried (default 40); LINES (98), BRANCHES (90). Takes about half an hour on two processors; not in CI.
# The whole report stands in build-coverage: lines.txt, branches.txt and, to be clicked through, html/index.html.
set -u
cd "$(dirname "$0")/../.." || exit 1
here=tests/coverage build=build-coverage
SHARE=${SHARE:-40} LINES=${LINES:-98} BRANCHES=${BRANCHES:-90}
command -v gcovr >/dev/null || { echo "no gcovr; tools/setup.sh coverage installs it"; echo "0 passed, 1 failed"; exit 1; }

# Counters as the source has them: what is inlined in many places is compiled once, as one function (-fno-inline, and
# always_inline taken away), so that a branch counts once and not once per place. One thread counts (flush.c), so no
# atomic counters, and none kept in registers over a loop. No contraction: a counter between two operations would
# keep some of them apart and others not.
compile() {
    mkdir -p $build
    gcc -std=c11 -O1 -Wall -Wextra -c -o $build/flush.o $here/flush.c || return 1
    nice make --no-print-directory -j "$(getconf _NPROCESSORS_ONLN)" CC=gcc BUILD=$build CPPFLAGS=-DACTFN_COUNTED \
        OPT='-O1 -g --coverage -fprofile-update=single -fno-tree-loop-im -fno-inline -Dalways_inline=' \
        ROOM='-fno-math-errno -fno-trapping-math -ffp-contract=off' \
        LDLIBS="$build/flush.o -Wl,--wrap=_exit,--wrap=raise,--wrap=execvp,--wrap=sched_getaffinity" tests >$build/make.log 2>&1 ||
        { tail -20 $build/make.log; return 1; }
}

passed=0 failed=0
# count WORDS...: runs tests and adds what their last line says.
count() {
    local said
    said=$(nice "$@" 2>&1 | tee /dev/stderr | tail -n 1)
    if [[ $said =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed$ ]]; then
        passed=$((passed + BASH_REMATCH[1])) failed=$((failed + BASH_REMATCH[2]))
    else
        echo "no verdict: $*"
        failed=$((failed + 1))
    fi
}

measure() {
    find $build -name '*.gcda' -delete
    local programs
    programs=$(find $build/tests -maxdepth 1 -type f -name 'test_*' -perm -u+x | sort)
    export ACTFN=$PWD/$build/actfn
    # shellcheck disable=SC2086 # words
    count tests/run.sh "ACTFN=$ACTFN" $programs tests/commands/*.bats tests/documents.sh \
        ACTFN_CPU=avx2 $build/tests/test_expression $build/tests/test_network \
        ACTFN_CPU=baseline $build/tests/test_expression $build/tests/test_network
    for script in alloc syscalls; do
        count env SHARE="$SHARE" bash tests/torture/$script.sh
    done
}

# What gcovr leaves out: branches that the compiler made and no source line has (--exclude-unreachable-branches: a closing brace,
# --exclude-throw-branches: exceptions), and lines that say beside them why no test can meet them. These are listed.
NOT_MET='/\* not met: .*\*/'
add_up() {
    gcovr --root . --filter src/ --exclude-unreachable-branches --exclude-throw-branches \
        --exclude-lines-by-pattern ".*$NOT_MET" --json $build/counts.json --json-summary $build/summary.json $build >$build/gcovr.log 2>&1 ||
        { tail -5 $build/gcovr.log; return 1; }
    gcovr --root . --add-tracefile $build/counts.json --txt $build/lines.txt
    gcovr --root . --add-tracefile $build/counts.json --branches --txt $build/branches.txt
    mkdir -p $build/html && gcovr --root . --add-tracefile $build/counts.json --html-details $build/html/index.html
    echo '# lines not met: file, lines, met, per cent, which'
    awk '$1 ~ /^src/ && $2 != $3' $build/lines.txt
    echo '# branches not met: file, branches, met, per cent, in which lines'
    awk '$1 ~ /^src/ && $2 != $3' $build/branches.txt
    echo '# left out, with the reason'
    grep -rnE "$NOT_MET" src | sed -E 's/:[[:space:]]*/: /'
}

# per_cent KIND: of the whole, with one digit
per_cent() { sed -E "s/.*\"$1_percent\": ([0-9.]+).*/\1/" <<<"$totals"; }
verdict() {
    local figure
    figure=$(per_cent "$1")
    echo "$1: $figure %, at least $2 wanted"
    if awk "BEGIN { exit !($figure >= $2) }"; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
}

if [ "${1:-}" != report ]; then
    compile || { echo "0 passed, 1 failed"; exit 1; }
    measure
fi
add_up || { echo "0 passed, 1 failed"; exit 1; }
totals=$(sed -E 's/.*"files": \[.*\], //' $build/summary.json)
verdict line "$LINES"
verdict branch "$BRANCHES"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
