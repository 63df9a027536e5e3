#!/bin/bash
# Threads under gcc's thread sanitizer, with 1 to 8 of them: no race is found, and the bytes are those of one thread. In build-tsan.
# OpenBLAS is not built with the sanitizer, which cannot see how its threads wait for each other: it has one here.
set -u
cd "$(dirname "$0")/.." || exit 1
build='build-tsan'
make -j 2 BUILD=$build OPT='-O1 -g' SANITIZE='-fsanitize=thread' KERNEL='-O2 -fno-math-errno -fno-trapping-math -ffp-contract=fast' \
    "$build/actfn" "$build/tests/test_network_threads" >/dev/null || exit 1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export OPENBLAS_NUM_THREADS=1 TSAN_OPTIONS='halt_on_error=0 exitcode=66'
passed=0 failed=0
# verdict WHAT STATUS: nothing was said by the sanitizer
verdict() {
    if [ "$2" -eq 0 ] && ! grep -q 'ThreadSanitizer' "$work/err"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "not ok: $1: status $2: $(head -n 60 "$work/err")"
    fi
}
while IFS= read -r words; do
    counts='1 2 3 4 5 6 7 8'
    # Their threads are the BLAS's, which has one here: what remains is that they are looked for before.
    case $words in collapse* | ffn*) counts='1 8' ;; esac
    for threads in $counts; do
        # shellcheck disable=SC2086 # words
        OMP_NUM_THREADS=$threads "$build/actfn" $words </dev/null >"$work/out" 2>"$work/err"
        verdict "$threads threads, $words" $?
        [ "$threads" -eq 1 ] && cp "$work/out" "$work/one"
        if cmp -s "$work/one" "$work/out"; then
            passed=$((passed + 1))
        else
            failed=$((failed + 1))
            echo "not ok: $threads threads, $words: other bytes than one thread's"
        fi
    done
done <<'W'
dead --steps 10 -f csv --table layers
dead --steps 10 --batch 64 --seeds 5 --activation relu,gelu -f csv --table layers
dead --steps 10 --probe 1000 --optimizer adam -f csv --table layers
dead --data noise --shape 40,30,20 --steps 0 -f csv --table layers
flow --layers 4 -f csv
flow --layers 4 --figure histogram -f csv --table histogram
fit spiral --steps 10 -f csv --table nets
fit xor --steps 10 --activation relu --batch 100 -f csv --table nets
fit sin(3*x) --steps 10 --width 4,8,16 --seeds 3 -f csv --table nets
collapse --layers 3 --width 80 -f csv
collapse --layers 2 --width 300 -f csv
ffn --dim 64 --hidden 256 --check -f csv
W
TSAN_OPTIONS=$TSAN_OPTIONS ACTFN_STEPS=5 "$build/tests/test_network_threads" >"$work/out" 2>"$work/err"
verdict test_network_threads $?
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
