#!/bin/bash
# Which lines and branches the tests meet: builds actfn with gcov's counters, runs the unit tests, the commands' tests, the documents
# and a share of the faults with it, and adds up. Fails below LINES and BRANCHES per cent.
# Every line that is not met must have its reason in tests/coverage/reasons.txt.
# usage: tests/coverage/run.sh [report]       report: only adds up what an earlier run has counted
# SHARE: every SHARE-th fault is tried (default 40); LINES (98), BRANCHES (90). Takes about half an hour on two processors; not in CI.
# The whole report stands in build-coverage: report.txt and, to be clicked through, html/index.html.
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
        MODULE_FLAGS='-fno-math-errno -fno-trapping-math -ffp-contract=off' \
        LDLIBS="$build/flush.o -Wl,--wrap=_exit,--wrap=raise,--wrap=execvp,--wrap=sched_getaffinity" tests >$build/make.log 2>&1 ||
        { tail -20 $build/make.log; return 1; }
}

unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE
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

# The rounding errors that README.md shows are those of joined products and sums, which this build has not: docs/ only.
measure() {
    find $build -name '*.gcda' -delete
    local programs
    programs=$(find $build/tests -maxdepth 1 -type f -name 'test_*' -perm -u+x | sort)
    printf '#!/bin/sh\nexec tests/documents.sh docs/*.md\n' >$build/documents.sh && chmod +x $build/documents.sh
    export ACTFN=$PWD/$build/actfn
    # shellcheck disable=SC2086 # words
    count tests/run.sh "ACTFN=$ACTFN" $programs tests/commands/*.bats $build/documents.sh \
        ACTFN_CPU=avx2 $build/tests/test_expression $build/tests/test_network \
        ACTFN_CPU=baseline $build/tests/test_expression $build/tests/test_network
}

# Counters of their own, in $build/faults: a process that is tortured may leave half a file of them, of which gcov complains. So the
# verdict of these scripts does not count here; `make torture` has it.
torture() {
    local script
    rm -rf $build/faults && mkdir $build/faults
    (cd $build && find . -name '*.gcno' -not -path './tests/*' -not -path './faults/*' -exec cp --parents {} faults \;)
    GCOV_PREFIX=$PWD/$build/faults GCOV_PREFIX_STRIP=$(tr -cd / <<<"$PWD/$build" | wc -c)
    export GCOV_PREFIX GCOV_PREFIX_STRIP GCOV_ERROR_FILE=$PWD/$build/gcov.errors
    for script in alloc syscalls; do
        echo "$script: $(nice env LEAKS=0 SHARE="$SHARE" bash tests/torture/$script.sh 2>&1 | tail -n 1)"
    done
    unset GCOV_PREFIX GCOV_PREFIX_STRIP GCOV_ERROR_FILE
}

# What gcovr leaves out: branches that the compiler made and no source line has (--exclude-unreachable-branches: a closing brace;
# --exclude-throw-branches: exceptions, which C has not). Every line counts, also those that no test can meet.
gcovr_of() { nice gcovr --root . --filter src/ --exclude-unreachable-branches --exclude-throw-branches "$@"; }
add_up() {
    if ! { gcovr_of --exclude-directories '.*/faults' --json $build/counts.json $build &&
        gcovr_of --gcov-ignore-parse-errors --json $build/faults.json $build/faults; } >$build/gcovr.log 2>&1; then
        tail -5 $build/gcovr.log
        return 1
    fi
    local both=(--root . --add-tracefile "$build/counts.json" --add-tracefile "$build/faults.json")
    mkdir -p $build/html
    gcovr "${both[@]}" --json-summary $build/summary.json --txt $build/lines.txt || return 1
    gcovr "${both[@]}" --branches --txt $build/branches.txt || return 1
    gcovr "${both[@]}" --html-details $build/html/index.html || return 1
    echo '# branches not met: file, branches, met, per cent, in which lines'
    awk '$1 ~ /^src/ && $2 != $3' $build/branches.txt
    echo '# lines not met, and why'
    awk -v reasons=$here/reasons.txt -f $here/name.awk $build/lines.txt
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
    torture
fi
add_up >$build/report.txt || { cat $build/report.txt; echo "0 passed, 1 failed"; exit 1; }
cat $build/report.txt
if grep -q '^no reason' $build/report.txt; then failed=$((failed + 1)); else passed=$((passed + 1)); fi
totals=$(tr -d '\n' <$build/summary.json | sed -E 's/"files": \[.*\],?//')
verdict line "$LINES"
verdict branch "$BRANCHES"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
