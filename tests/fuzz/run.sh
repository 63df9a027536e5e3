#!/bin/sh
# Builds the fuzz targets and runs each from its kept corpus, two at a time. Speaks TAP, and says last how many passed.
# Environment: EACH, seconds for a target (default 5: half a minute for all), or RUNS, how often; TARGETS='csv words', these
# only. The input of a fault, and the words to it, stand in build-fuzz; what is new, in build-fuzz/corpus.
set -u
cd "$(dirname "$0")/../.." || exit 1

# Inputs as long as they have to be to reach all of what is read, no longer: short ones run faster.
longest() {
    case $1 in
    expression | quote) echo 80 ;;
    words) echo 100 ;;
    csv | lesson) echo 200 ;;
    zip) echo 600 ;;
    *) echo 400 ;;
    esac
}

# One target, for xargs below.
if [ "${1:-}" = --one ]; then
    new=build-fuzz/corpus/$2 kept=tests/fuzz/corpus/$2
    mkdir -p "$new"
    if [ "${RUNS:-}" ]; then limit=-runs=$RUNS; else limit=-max_total_time=${EACH:-5}; fi
    build-debug/fuzz_"$2" "$limit" -max_len="$(longest "$2")" -dict="tests/fuzz/$2.dict" -timeout=5 -rss_limit_mb=1024 \
        -close_fd_mask=1 -reload=0 -print_final_stats=1 -artifact_prefix="build-fuzz/$2." "$new" "$kept" >"build-fuzz/$2.log" 2>&1
    echo $? >"build-fuzz/$2.status"
    exit 0
fi

if ! [ -e "$(clang -print-file-name="libclang_rt.fuzzer-$(uname -m).a" 2>/dev/null)" ]; then
    printf '1..1\nok 1 - fuzz targets # skip no libFuzzer; on Debian: libclang-rt-dev\n'
    exit 0
fi
if ! output=$(env -u MAKEFLAGS -u MAKELEVEL make -j 2 fuzzers 2>&1); then
    printf '1..1\nnot ok 1 - the fuzz targets can be built\n'
    echo "$output" | grep -E 'error|warning|\*\*\*' | head -n 20 | sed 's/^/# /'
    exit 1
fi
names=${TARGETS:-$(cd tests/fuzz && printf '%s\n' fuzz_*.c | sed 's/fuzz_\(.*\)\.c/\1/')}
echo "$names" | tr ' ' '\n' | xargs -n 1 -P 2 "$0" --one
passed=0 failed=0
for name in $names; do
    log=build-fuzz/$name.log
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    if [ "$(cat "build-fuzz/$name.status")" -eq 0 ] && [ "${runs:-0}" -gt 0 ]; then
        passed=$((passed + 1))
        echo "ok $((passed + failed)) - $name: ${runs:-no} runs without a fault"
    else
        failed=$((failed + 1))
        echo "not ok $((passed + failed)) - $name: a fault after ${runs:-some} runs"
        grep -E 'does not hold|ERROR|runtime error|SUMMARY|Test unit' "$log" | head -n 10 | sed 's/^/# /'
    fi
done
echo "1..$((passed + failed))"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
