#!/bin/sh
# Runs tests side by side and counts what they report. A test is a program, a script or a .bats file that
# speaks TAP ("ok 1 - ...", "not ok 2 - ..."); one that ends without a word, or badly after good words, is a failure.
# usage: tests/run.sh [NAME=VALUE | TEST]...     a setting holds for the tests after it
# Each line ends with the seconds that the test took; after more than ten tests, the ten slowest are listed.
# The last line is "N passed, N failed"; status 1 if any failed or none ran. JOBS: how many at once. SUMMARY: a file for
# that line too. RUNNER: words before each program of tests/unit, as an emulator.
set -u
here=$(cd "$(dirname "$0")" && pwd)
results=$(mktemp -d) || exit 1
trap 'rm -rf "$results"' EXIT
trap 'exit 130' INT TERM

# One test, called by xargs below: NUMBER SETTINGS TEST.
if [ "${RUN_ONE:-}" ]; then
    rm -rf "$results"
    trap - EXIT
    results=$RUN_ONE number=$1 settings=$2 test=$3
    unset RUN_ONE
    out=$results/$number
    # shellcheck disable=SC2086 # RUNNER is words
    case $test in
    *.bats) set -- bats --tap "$test" ;;
    *.sh) set -- "$test" ;;
    */*) set -- ${RUNNER:-} "$test" ;;
    *) set -- ${RUNNER:-} "./$test" ;;
    esac
    # Who runs this in the background or under nohup ignores signals that the tests send.
    reset=--default-signal=INT,QUIT,HUP,PIPE
    env $reset true 2>/dev/null || reset=
    started=$(date +%s)
    # shellcheck disable=SC2086 # settings are words
    env $reset CMOCKA_MESSAGE_OUTPUT=TAP $settings "$@" </dev/null >"$out" 2>"$out.err"
    status=$?
    seconds=$(($(date +%s) - started))
    # cmocka writes a skipped test as "not ok 3 # SKIP name", and a line without a number for the group.
    skipped=$(grep -ciE '^(not )?ok [0-9]+ .*# skip' "$out")
    failed=$(grep -E '^not ok [0-9]' "$out" | grep -civ '# skip')
    passed=$(grep -E '^ok [0-9]' "$out" | grep -civ '# skip')
    planned=$(sed -n 's/^1\.\.\([0-9]*\).*/\1/p' "$out" | awk '{ n += $1 } END { print n + 0 }')
    why=
    if [ "$failed" -eq 0 ] && [ "$status" -ne 0 ]; then
        failed=1 why="ended with status $status"
    elif [ "$((passed + failed + skipped))" -eq 0 ]; then
        failed=1 why="reported nothing"
    elif [ "$planned" -ne "$((passed + failed + skipped))" ]; then
        failed=$((failed + 1)) why="planned $planned, reported $((passed + failed + skipped))"
    fi
    label="$test${settings:+ ($settings)}"
    {
        if [ "$failed" -eq 0 ]; then
            echo "ok      $label: $passed ($seconds s)"
            grep -iE '^(not )?ok [0-9]+ .*# skip' "$out" | sed -E 's/^(not )?ok [0-9]* /        skipped: /'
        else
            echo "FAILED  $label: $failed of $((passed + failed))${why:+: $why} ($seconds s)"
            sed -n -e '/^not ok [0-9].*# SKIP/d' -e '/^not ok [0-9]/p' -e '/^#/p' "$out" | sed 's/^/        /' | head -n 60
            [ -s "$out.err" ] && tail -n 40 "$out.err" | sed 's/^/        /'
        fi
    } >"$out.text"
    cat "$out.text"     # in one write, so that tests that end together do not mix their lines
    echo "$passed $failed $skipped" >"$out.count"
    echo "$seconds s  $label" >"$out.time"
    exit 0
fi

settings='' number=0 began=$(date +%s)
for word; do
    case $word in
    *=*) settings=$word ;;
    *)
        number=$((number + 1))
        printf '%s\0%s\0%s\0' "$number" "$settings" "$word"
        ;;
    esac
done >"$results/list"
jobs=${JOBS:-$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)}
if [ -s "$results/list" ]; then
    RUN_ONE=$results xargs -0 -n 3 -P "$jobs" "$here/run.sh" <"$results/list" || true
fi
if [ -e "$results/11.time" ]; then
    echo "The ten slowest, of $(($(date +%s) - began)) s in all:"
    sort -rn "$results"/*.time | head -n 10 | sed 's/^/        /'
fi
cat "$results"/*.count 2>/dev/null | awk -v summary="${SUMMARY:-}" -v asked="$(tr -cd '\0' <"$results/list" | wc -c)" '
    { passed += $1; failed += $2; skipped += $3 }
    END {
        failed += asked / 3 - NR          # a test whose count is missing was killed
        if (skipped) printf "%d skipped\n", skipped
        printf "%d passed, %d failed\n", passed, failed
        if (summary) printf "%d passed, %d failed\n", passed, failed >summary
        exit failed > 0 || passed == 0
    }'
