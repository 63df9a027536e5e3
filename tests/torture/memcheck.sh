#!/bin/bash
# The whole suite under valgrind's memcheck: no error, nothing lost, no descriptor open at the end but those that were inherited. What
# the tests themselves say does not count here: valgrind is slow and computes long double in 64 bits. SHARE other than 1: every
# SHARE-th line of commands.txt instead of the suite. BUILD: where the test programs are.
set -u
. "$(dirname "$0")/lib.sh"
command -v valgrind >/dev/null || { echo "# no valgrind: left out"; echo "0 passed, 0 failed"; exit 0; }
inputs
mkdir "$work/logs" "$work/lines" "$work/bin"
# Fair: else a thread that waits for another in a loop keeps it from running.
check="valgrind -q --fair-sched=try --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite,possible --track-fds=yes
    --child-silent-after-fork=yes --suppressions=$here/valgrind.supp"
# valgrind 3.19 knows no AVX-512, and the processor that it shows to programs has none. A log's name is new: process numbers come again.
# shellcheck disable=SC2016 # for that shell
printf '#!/bin/sh\nexec %s --log-file="$(mktemp "$LOGS/XXXXXXXX")" "%s" "$@"\n' "$(echo "$check" | tr '\n' ' ')" "$ACTFN" >"$work/bin/actfn"
export LOGS=$work/logs
chmod +x "$work/bin/actfn"

if [ "$SHARE" -eq 1 ]; then
    # Networks trained at this pace are hours; commands.txt has each of those commands, with few steps, and two lessons.
    commands=$(find "$top/tests/commands" -name '*.bats' ! -name lesson.bats ! -name dead.bats ! -name flow.bats \
        ! -name fit.bats | sort)
    programs=$(find "${BUILD:-$top/build}/tests" -maxdepth 1 -type f -name 'test_*' -perm -u+x | sort)
    # Of the programs not what they lose: an assertion that fails for want of long double jumps over what would free, and the
    # sanitized builds look for that.
    # shellcheck disable=SC2086 # words
    (cd "$top" && RUNNER="timeout 3600 $check --leak-check=no --log-file=$work/logs/unit.%p" ACTFN_POINTS=1000 ACTFN_STEPS=3 SLOW=1 \
        tests/run.sh $programs ACTFN="$work/bin/actfn" $commands) \
        >"$work/said" 2>&1
    sed -n 's/^FAILED /# not held under valgrind: /p' "$work/said"
    echo "# the suite under valgrind: $(tail -n 1 "$work/said")"
fi
mkdir "$work/here" && cd "$work/here" || exit 1
LOGS=$work/lines
number=0
while IFS= read -r line; do
    number=$((number + 1))
    [ $((number % SHARE)) -eq 0 ] && eval "\"$work/bin/actfn\" $line" >/dev/null 2>&1 <"$IN/numbers"
done <"${COMMANDS:-$here/commands.txt}"

# What valgrind wrote, less the descriptors that were there before; and where tests send signals, less those of a file or a picture that was
# not finished, as they close with the process.
for log in "$work"/logs/* "$work"/lines/*; do
    [ -e "$log" ] || continue
    signals=$([[ $log == "$work"/logs/* ]] && echo 1)
    said=$(sed -n 's/^==[0-9]*== *//p' "$log" | awk -v signals="$signals" '
        function settle() { if (held != "" && !(held ~ /<inherited from parent>/ || signals && held ~ /(save_open|child_start) \(/)) printf "%s", held; held = "" }
        /^FILE DESCRIPTORS/ { next }
        /^Open (file descriptor|AF_)/ { settle(); held = $0 "\n"; next }
        /^$/ { settle(); next }
        held != "" { held = held $0 "\n"; next }
        { print }
        END { settle() }')
    if [ -z "$said" ]; then good; else bad "$(head -n 30 <<<"$said")"; fi
done
summary
