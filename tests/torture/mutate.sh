#!/bin/bash
# Do the tests see a wrong program? Each activation's slope changed by one part in 10^9, each comparison of the parser turned into its
# neighbour, each status of the exit paths, one at a time; then the tests, the likeliest first, until one fails. The changes are found
# in the source by rule (changes.awk). A change that no test sees must stand in survivors.txt with the reason, else it is a failure.
# Speaks TAP; the last lines are the figures.
# usage: mutate.sh [FILE:LINE]...   the changes of these lines only
# SHARE=N: every N-th change. PICK=N: N changes drawn by SEED (printed). JOBS: how many at once (2).
# RULES='slope ...': these rules of changes.awk only. WHICH=likely: only tests that are likely to see a change (with PICK the default);
# WHICH=all: slow ones too.
set -u
shopt -s extglob
top=$(cd "$(dirname "$0")/../.." && pwd)
SHARE=${SHARE:-1} PICK=${PICK:-} SEED=${SEED:-$(date +%s)} JOBS=${JOBS:-${PICK:+1}}
JOBS=${JOBS:-2}
[ -z "$PICK" ] || : "${RULES:=slope formula compare status}"   # where a test of seconds sees the change
WHICH=${WHICH:-${PICK:+likely}} RULES=${RULES:-slope formula compare status delivery failure curvature}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
# Tree 0 stays as it is: what happens to the source from now on is no matter.
copy_tree() { mkdir "$work/$1" "$work/$1.tmp" && tar -C "$2" --exclude=.git --exclude='./build-*' -cf - . | tar -C "$work/$1" -xpf -; }
copy_tree 0 "$top" && cd "$work/0" || exit 1
unset MAKEFLAGS MAKELEVEL MFLAGS DISPLAY WAYLAND_DISPLAY GNUPLOT ACTFN_DEADLINE
export LC_ALL=C.UTF-8 TERM=dumb CMOCKA_MESSAGE_OUTPUT=TAP
export ACTFN_POINTS=1000   # of test_kernels: one part in 10^9 shows at any point

# ---- what is changed ----------------------------------------------------------------------------------
families=$(grep -l '"map.h"' src/activation/*.c)
files_of() {
    case $1 in
    slope | curvature) echo "$families" src/activation/{function,elementary,jets,vectorwise}.c src/activation/map.h src/activation/kernel/*.h ;;
    formula) echo src/activation/definition.c ;;
    compare)
        echo src/parse/*.c src/activation/{lexer,syntax,name}.c
        [ -n "$PICK" ] || echo src/cli/option.c src/cli/arguments.c ;;
    delivery) echo src/main.c src/cli/{save,deliver}.c ;;
    status) echo src/main.c src/command/*.c ;;
    failure) echo src/main.c src/cli/{cli,save,deliver}.c src/base/{memory,cleanup,text}.c src/input/source.c src/render/out.c src/plot/{child,pipe,draw,picture,show,page}.c ;;
    esac
}
# Lines of: rule, file, number, line, what, text.
changes() {
    local rule file
    for rule in $RULES; do
        for file in $(files_of $rule); do awk -v rule="$rule" -f tests/torture/changes.awk "$file" | sed "s/^/$rule\t/"; done
    done
}
# What survivors.txt says of a change: FILE | WHAT | TEXT | reason
reason() {
    FILE=$1 WHAT=$2 TEXT=$3 awk -F ' [|] ' '$1 == ENVIRON["FILE"] && $2 == ENVIRON["WHAT"] && index($0, " | " ENVIRON["TEXT"] " | ") { print $NF; exit }' \
        tests/torture/survivors.txt
}

# ---- which tests --------------------------------------------------------------------------------------
# The likeliest first.
likely() {
    case $1 in
    src/activation/definition.c) echo test_property test_function info.bats ;;
    src/activation/vectorwise.c) echo test_vectorwise eval.bats ;;
    src/activation/function.c) echo test_function test_expression test_kernels ;;
    src/activation/map.h | src/activation/kernel/*) echo test_kernels test_expression test_property ;;
    src/activation/*) if grep -q '"map.h"' "$1"; then echo test_kernels test_property; else echo test_grammar test_expression test_function usage.bats eval.bats; fi ;;
    src/parse/*) echo test_exact test_parse usage.bats eval.bats plot.bats ;;
    src/base/*) echo test_base test_report faults.bats ;;
    src/input/*) echo test_input test_files test_weights faults.bats fit.bats dead.bats ;;
    src/render/*) echo test_render formats.bats ;;
    src/plot/child.c|src/plot/pipe.c) echo test_plot faults.bats child.bats syscalls.sh figures.bats ;;
    src/plot/*) echo test_plot test_terminal faults.bats figures.bats ;;
    src/cli/@(save|deliver).c) echo formats.bats faults.bats outputs.bats status.bats plot.bats usage.bats eval.bats ;;
    src/cli/option.c|src/cli/arguments.c) echo usage.bats eval.bats completion.bats plot.bats collapse.bats ;;
    src/main.c) echo status.bats usage.bats faults.bats ;;
    src/command/@(lesson|compare).c | src/cli/session.c) echo status.bats info.bats compare.bats usage.bats ;;
    src/experiment/*) echo test_ffn test_network fit.bats dead.bats models.bats status.bats ;;
    src/command/*) echo status.bats usage.bats "$(basename "$1" .c).bats" ;;
    esac
}
# Then all others that are quick, then, if asked for, the slow ones.
slow='test_number invalid.bats dead.bats flow.bats fit.bats lesson.bats'
tests_for() {
    local test
    {
        likely "$1" | tr ' ' '\n'
        [ "$WHICH" = likely ] || printf '%s\n' tests/unit/test_*.c tests/commands/*.bats | sed 's/.*\///; s/\.c$//' | grep -vxF "${slow// /$'\n'}"
        [ "$WHICH" != all ] || echo "${slow// /$'\n'}"
    } | awk '!seen[$0]++' | while read -r test; do [ ! -e "tests/unit/$test.c" ] && [ ! -e "tests/commands/$test" ] && [ ! -e "tests/torture/$test" ] || echo "$test"; done
}

# ---- a tree, a change, a test --------------------------------------------------------------------------
# Objects know where they were built (-ffile-prefix-map); in the copies they are to think they still are there.
make=(nice make -s CURDIR="$top")
# All changes together mean a thousand times one file to compile: less optimized, that takes half as long.
[ -n "$PICK" ] || make+=(OPT=-O1 KERNEL="$(sed -n 's/^KERNEL *:= -O3/-O1/p' Makefile)")

# A changed program may end any process, fill memory or never end: it gets a world, 8 GB and a time of its own.
if unshare --pid --fork --mount-proc true 2>/dev/null; then world=(unshare --pid --fork --mount-proc --kill-child)
elif unshare -r --pid --fork --mount-proc true 2>/dev/null; then world=(unshare -r --pid --fork --mount-proc --kill-child)
else world=(); fi

# One failure is enough; with bash the rest of its world ends.
# shellcheck disable=SC2016 # expanded by that bash
first_failure='while read -r line; do [[ $line != "not ok"* ]] || exit 1; done < <(exec bats --tap "$1"); wait $!'

# What a script of this folder tries here.
echo 'plot relu -d 0 -n 9 --terminal ascii' >"$work/few"

# in_tree TREE TEST: its status; 124: took too long; 99: does not compile
in_tree() {
    local tree=$work/$1 made=build/tests/$2 run=("build/tests/$2")
    case $2 in
    *.bats) made=build/actfn run=(bash -c "$first_failure" bash "tests/commands/$2") ;;
    *.sh) made=build/actfn run=(env SHARE=1 JOBS=1 COMMANDS="$work/few" "tests/torture/$2") ;;
    esac
    "${make[@]}" -C "$tree" "$made" >"$tree.log" 2>&1 || return 99
    (
        cd "$tree" && ulimit -c 0
        [ "$2" = page.bats ] || ulimit -v 8388608      # a browser does not start with so little
        export ACTFN=$tree/build/actfn TMPDIR=$tree.tmp
        exec nice timeout -k 5 200 "${world[@]}" "${run[@]}" </dev/null >"$tree.log" 2>&1
    )
}
# A test tells something only if it passes without a change; tree 0 has none.
trusted() {
    (
        flock 9
        [ -e "$work/passes.$1" ] && exit 0
        { in_tree 0 "$1" || in_tree 0 "$1"; } && touch "$work/passes.$1"
    ) 9>"$work/lock"
}

# put_back TREE FILE: the file as it was, and the room's objects, newer than it.
put_back() {
    local room=${2#src/}
    case $room in */*) room=${room%%/*} ;; *) room= ;; esac
    cp -p "$work/0/$2" "$work/$1/$2"
    cp "$work/0/build/$room"/*.o "$work/$1/build/$room/"
}

# one TREE NUMBER RULE FILE K LINE WHAT TEXT: a line of TAP, and a word for the count
one() {
    local tree=$1 number=$2 rule=$3 file=$4 k=$5 name="$4:$6: $7: $8" test status why result=survived
    awk -v rule="$rule" -v apply="$k" -f tests/torture/changes.awk "$file" >"$work/$tree/$file"
    for test in $(tests_for "$file"); do
        in_tree "$tree" "$test"
        status=$?
        # A busy machine can be too late for a picture: command tests must fail twice.
        if [ -z "$PICK" ] && [ $status -gt 0 ] && [ $status -lt 99 ] && [[ $test = *.bats ]]; then
            in_tree "$tree" "$test"
            status=$?
        fi
        [ $status -eq 0 ] && continue
        if [ $status -eq 99 ]; then result="not compiled"
        elif trusted "$test"; then result="killed by $test"; [ $status -ne 124 ] || result="$result (time)"
        else result="unknown: $test fails without a change too"; fi
        break
    done
    put_back "$tree" "$file"
    case $result in
    killed*) echo "ok $number - $name # $result" ;;
    "not compiled") echo "ok $number - $name # skip $result" ;;
    survived)
        why=$(reason "$file" "$7" "$8")
        if [ -n "$why" ]; then echo "ok $number - $name # skip survived: $why"; else echo "not ok $number - $name"; fi ;;
    *) echo "not ok $number - $name # $result" ;;
    esac
}

# ---- all of them ---------------------------------------------------------------------------------------
changes | awk -F '\t' -v share="$SHARE" -v lines=" $* " 'lines == "  " ? NR % share == 0 : index(lines, " " $2 ":" $4 " ")' >"$work/all"
if [ -n "$PICK" ]; then
    echo "# seed $SEED"
    while IFS=$'\t' read -r rule file k line what text; do
        [ -n "$(reason "$file" "$what" "$text")" ] || printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$rule" "$file" "$k" "$line" "$what" "$text"
    done <"$work/all" | awk -v seed="$SEED" 'BEGIN { srand(seed) } { print rand() "\t" $0 }' | sort -n | head -n "$PICK" | cut -f 2- >"$work/picked"
    mv "$work/picked" "$work/all"
fi
"${make[@]}" build/actfn tests >"$work/log" 2>&1 || { tail "$work/log" | sed 's/^/# /'; echo "1..1"; echo "not ok 1 - builds without a change"; exit 1; }
for tree in $(seq "$JOBS"); do
    copy_tree "$tree" "$work/0"
    awk -v n="$JOBS" -v tree="$tree" 'NR % n == tree % n { print NR "\t" $0 }' "$work/all" |
        while IFS=$'\t' read -r number rule file k line what text; do one "$tree" "$number" "$rule" "$file" "$k" "$line" "$what" "$text" </dev/null; done &
done | tee "$work/results"
wait
total=$(wc -l <"$work/all")
awk -v total="$total" '
    /^ok .* # killed by/ { killed++; next }
    / # skip not compiled/ { useless++; next }
    / # skip survived/ { known++; sub(/^ok [0-9]* - /, ""); list = list "# survived, known: " $0 "\n"; next }
    /^not ok/ { failed++; sub(/^not ok [0-9]* - /, ""); list = list "# survived: " $0 "\n" }
    END {
        n = total - useless
        printf "1..%d\n%s# %d of %d killed (%.1f %%), %d more are known to survive\n", total, list, killed, n, n ? 100 * killed / n : 0, known
        printf "%d passed, %d failed\n", killed, n - killed - known
        exit n - killed - known > 0
    }' "$work/results"
