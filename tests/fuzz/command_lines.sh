#!/bin/bash
# Random whole command lines for the program as it is run, built with sanitizers (make DEBUG=1): every command, its options with values that
# are right, nearly right and wrong, random functions and expressions, small files whole and damaged. Wanted is: status 0, 1 or 2; no report
# of a sanitizer, no signal, no hang; with status 0 nothing on standard error, otherwise exactly one line "actfn: ..." there (a mistake in
# an expression has two more); with 2 nothing on standard output; nothing left where -o should have written.
# What there is to say is asked of the program itself: `actfn completion bash` knows commands, options, values and names.
# usage: [SECONDS=60] [SEED=N] [JOBS=N] [ACTFN=build-debug/actfn] tests/fuzz/command_lines.sh
limit=$SECONDS      # bash counts on from what it was given
set -u
cd "$(dirname "$0")/../.." || exit 1
ACTFN=${ACTFN:-build-debug/actfn}
[ -x "$ACTFN" ] || { echo "no $ACTFN; make DEBUG=1 builds it"; echo "0 passed, 1 failed"; exit 1; }
. tests/torture/lib.sh
[ "$limit" -gt 0 ] || limit=60
seed=${SEED:-$(date +%s)}
echo "# seed $seed, $limit s, $JOBS at once"
inputs
# A sanitizer's status is its own; more memory than this is refused as malloc refuses it.
export ASAN_OPTIONS=exitcode=99:detect_leaks=1:allocator_may_return_null=1:max_allocation_size_mb=1024
export UBSAN_OPTIONS=exitcode=99:halt_on_error=1:print_stacktrace=1 ACTFN_DEADLINE=300 PATH=$work/bin:$PATH
mkdir "$work/bin" && ln -s "$ACTFN" "$work/bin/actfn"
# shellcheck source=/dev/null
. <(actfn completion bash)
compopt() { :; }    # only a shell that completes has it
commands=() functions=()
# shellcheck disable=SC2154 # the completion's
for word in $_actfn_commands; do [ "$word" = bench ] || commands+=("$word"); done
# shellcheck disable=SC2154
read -ra functions <<<"$_actfn_functions"
if [ ${#commands[@]} -lt 10 ] || [ ${#functions[@]} -lt 100 ]; then echo "nothing to say: ${commands[*]}"; echo "0 passed, 1 failed"; exit 1; fi

# Whole files, and each damaged: cut short, bytes changed, doubled.
files=()
for file in "$IN"/*.* "$IN/numbers" "$IN/model"; do
    files+=("$file")
    [ -f "$file" ] || continue
    suffix=${file##*/} suffix=${suffix#"${suffix%.*}"}
    head -c $(($(stat -c %s "$file") * 2 / 3)) "$file" >"$work/cut$suffix"
    tr '0123\000\074' '9,:.\377\000' <"$file" >"$work/changed$suffix"
    cat "$file" "$file" >"$work/doubled$suffix"
    files+=("$work/cut$suffix" "$work/changed$suffix" "$work/doubled$suffix")
done
files+=(/nonexistent.csv / . "$work/empty.npy" "$work/empty.csv" "$work/noise.safetensors" /dev/null /dev/full)
: >"$work/empty.npy"
: >"$work/empty.csv"
head -c 500 /dev/zero | tr '\0' '\355' >"$work/noise.safetensors"

# pick WORDS...: one of them, in $REPLY; so do all of the following
pick() { local n=$((RANDOM % $# + 1)); REPLY=${!n}; }
one_in() { [ $((RANDOM % $1)) -eq 0 ]; }
# None of these is a wish for hours of work: what is large is beyond any machine.
number() { pick 0 1 2 3 4 5 7 8 12 16 -1 -2.5 0.1 0.5 1.5 1e-3 1e-300 5e-324 .5 3. 0x10 1e15 1e30 1e308 1e999 nan inf -inf -0 1e abc ''; }
small() { pick 0 1 2 3 4 5 6 8 9 16 -1 1.5 nan x ''; }
hostile() {
    # shellcheck disable=SC2016 # as they stand
    pick '' ' ' , : = - -- --- '%n%s' "'" '"' '`x`' '$(x)' $'\n' $'\e[31m' $'\xff\xfe' é '∂' '1,,2' '1:2:3:4' 'x=' '=x' 'a=b=c' / . .. nosuch \
        "$(printf '(%.0s' {1..300})" "$(printf 'x%.0s' {1..3000})"
}
expression() {
    local depth=$1 a b
    if [ "$depth" -eq 0 ] || one_in 4; then
        pick x x x a pi e 1 2 0 0.5 -1 1e300 1e-300 'x x' '' ')'
        one_in 12 || [[ $REPLY != 'x x' && $REPLY != ')' && -n $REPLY ]] || REPLY=x
        return
    fi
    expression $((depth - 1)); a=$REPLY
    expression $((depth - 1)); b=$REPLY
    case $((RANDOM % 9)) in
    0) pick "${functions[@]}"; REPLY="$REPLY($a)" ;;
    1) pick sin cos exp log sqrt abs floor erf tanh min max sign; REPLY="$REPLY($a)" ;;
    2) pick min max pow; REPLY="$REPLY($a,$b)" ;;
    3) REPLY="($a)^($b)" ;;
    4) pick '<' '>' '==' '<=' '!='; REPLY="$a$REPLY$b?$a:$b" ;;
    5) REPLY="-($a)" ;;
    *) pick + - '*' / ^ '&&' '||'; REPLY="($a)$REPLY($b)" ;;
    esac
}
function_word() {
    local name
    case $((RANDOM % 8)) in
    0 | 1 | 2) pick "${functions[@]}" ;;
    3) pick "${functions[@]}"; name=$REPLY; pick slope alpha beta p a b c n lambda; name+="($REPLY"; number; REPLY="$name=$REPLY)" ;;
    4 | 5 | 6) expression 3 ;;
    7) hostile ;;
    esac
}
list() {
    local how=$1 words n
    "$how"; words=$REPLY
    for ((n = RANDOM % 4; n > 0; n--)); do "$how"; words+=,$REPLY; done
    REPLY=$words
}
# value COMMAND OPTION: mostly of its kind, as the program itself completes it
value() {
    local command=$1 option=$2 a b
    if one_in 10; then hostile; return; fi
    case $option in
    --steps | --seeds | --layers | --width | --dim | --hidden | --samples | --probe | --batch)
        small
        [ "$option" != --width ] || ! one_in 3 || list small
        one_in 12 && [[ $option != --steps && $option != --seeds ]] && REPLY=1e15
        return ;;
    --points) small; ! one_in 4 || pick 1 100 1000 1e13; return ;;
    --range | --yrange) number; a=$REPLY; number; b=$REPLY; REPLY=$a:$b; ! one_in 4 || { small; REPLY=$a:$b:$REPLY; }; ! one_in 2 || REPLY=-3:3
        [[ $option == --range && $REPLY == *:*:* ]] && pick -3:3:0.5 0:1:0.25 0:1:0 1:0:0.1 -1:1:nan
        return ;;
    --at) list number; return ;;
    --shape) list small; return ;;
    --set) pick a alpha beta slope x nosuch; a=$REPLY; number; REPLY=$a=$REPLY; return ;;
    --sweep) pick a alpha beta slope x nosuch; a=$REPLY; small; b=$REPLY; small; REPLY=$a=$b:$REPLY; ! one_in 2 || REPLY+=:3; return ;;
    --activation) list function_word; return ;;
    --size) pick 80x24 40x12 20x5 640x480 10x10 1x1 0x0 x 80 99999x99999 ''; return ;;
    --output) pick txt csv tsv json npy png svg pdf html gif tex gp xyz; REPLY=out/x.$REPLY; ! one_in 15 || pick /dev/full.csv / '' - out nowhere/x.csv; return ;;
    --html) pick out/site out/site /dev/null/x; return ;;
    --inputs) pick "${files[@]}"; return ;;
    --data) one_in 2 && { pick "${files[@]}"; return; } ;;
    --terminal) pick auto kitty iterm sixel braille ascii dumb pngcairo nosuch; return ;;
    esac
    local COMP_WORDS=(actfn "$command" "$option" '') COMP_CWORD=3 COMPREPLY=()
    _actfn 2>/dev/null
    if [ ${#COMPREPLY[@]} -gt 0 ]; then pick "${COMPREPLY[@]}"; else number; fi
}
# options_of COMMAND: in $REPLY; does this one take a value? Asked of the help.
declare -A takes
for command in "${commands[@]}"; do
    for option in $(actfn help "$command" 2>/dev/null | sed -nE 's/^ +(-[a-z], )?(--[a-z-]+) [A-Zt].*/\2/p'); do takes[$command$option]=1; done
done
[ ${#takes[@]} -ge 100 ] || { echo "options with values: ${#takes[@]}"; echo "0 passed, 1 failed"; exit 1; }

# operands COMMAND: into words
operands() {
    local n
    case $1 in
    eval | plot | compare)
        for ((n = RANDOM % 3 + 1; n > 0; n--)); do function_word; words+=("$REPLY"); done
        ! one_in 6 || words+=(-)
        [ "$1" != compare ] || ! one_in 2 || { pick "${files[@]}"; words+=("$REPLY"); } ;;
    info) function_word; words+=("$REPLY") ;;
    fit) if one_in 2; then pick spiral two-spirals circles moons xor; elif one_in 2; then pick "${files[@]}"; else function_word; fi; words+=("$REPLY") ;;
    dead | ffn) ! one_in 2 || { pick "${files[@]}"; words+=("$REPLY"); } ;;
    lesson) one_in 3 || { pick 99 nosuch '' 11 0 -1; words+=("$REPLY"); } ;;
    completion) pick bash zsh fish tcsh; words+=("$REPLY") ;;
    help) pick "${commands[@]}"; words+=("$REPLY") ;;
    esac
    ! one_in 15 || { hostile; words+=("$REPLY"); }
}
command_line() {
    local command option n options
    pick "${commands[@]}"; command=$REPLY
    words=("$command")
    ! one_in 60 || { hostile; words=("$REPLY"); }
    operands "$command"
    _actfn_options "$command"
    read -ra options <<<"$REPLY"
    for ((n = RANDOM % 5; n > 0; n--)); do
        pick "${options[@]}"; option=$REPLY
        [ "$option" != --help ] || one_in 10 || continue
        if [ "${takes[$command$option]:-}" ]; then
            value "$command" "$option"
            if one_in 2; then words+=("$option=$REPLY"); else words+=("$option" "$REPLY"); fi
        else
            words+=("$option")
        fi
    done
    # short: what trains or draws samples would take its time under sanitizers
    # all lessons as pages are minutes
    [[ $command != lesson || " ${words[*]} " != *' --html'* ]] || words=(lesson 11 --html out/site)
    case $command in
    dead | fit) [[ " ${words[*]} " == *' --steps'* ]] || words+=(--steps 3) ;;
    esac
    case $command in
    collapse | flow | ffn) [[ " ${words[*]} " == *' --samples'* ]] || words+=(--samples 40) ;;
    esac
    case $command in
    ffn) [[ " ${words[*]} " == *' --block'* || " ${words[*]} " == *' --dim'* || " ${words[*]} " == *.* ]] || words+=(--dim 8 --hidden 12) ;;
    esac
}

fault() {
    failed=$((failed + 1))
    {
        printf 'not ok: %s: actfn' "$1"
        printf ' %q' "${words[@]}"
        printf ' <%q\n' "$input"
        head -c 2000 err | head -n 12 | sed 's/^/    /'
    } >>"$work/faults.$worker"
}
judge() {
    local status=0 said
    # a hang is a minute of the processor's time, or ten minutes of any
    (ulimit -t 60; exec timeout -k 5 600 actfn "${words[@]}") <"$input" >out.txt 2>err || status=$?
    said=$(grep -c '^actfn: ' err)
    if grep -qE 'runtime error|Sanitizer' err || [ "$status" -eq 99 ]; then fault "sanitizer"
    elif [ "$status" -eq 124 ] || [ "$status" -eq 137 ] || [ "$status" -eq 152 ]; then fault "hangs ($status)"
    elif [ "$status" -gt 2 ]; then fault "status $status"
    elif [ "$status" -eq 0 ] && [ -s err ]; then fault "well, and said"
    elif [ "$status" -ne 0 ] && [ "$said" -ne 1 ]; then fault "status $status, $said lines of ours"
    elif [ "$status" -ne 0 ] && [ "$(wc -l <err)" -gt 3 ]; then fault "status $status, too many lines"
    elif [ "$status" -eq 2 ] && [ -s out.txt ]; then fault "status 2, and wrote"
    elif [ "$status" -ne 0 ] && [ -n "$(ls -A out)" ] && [[ ${words[0]} != lesson ]]; then fault "status $status, left $(ls -A out)"
    else passed=$((passed + 1)) ends[status]=$((${ends[status]:-0} + 1))
    fi
}
work_on() {
    worker=$1 passed=0 failed=0
    local words input ends=() end=$((EPOCHSECONDS + limit))
    RANDOM=$((seed + 7919 * worker))
    mkdir "$work/at.$worker" && cd "$work/at.$worker" || exit 1
    while [ "$EPOCHSECONDS" -lt "$end" ] && [ "$failed" -lt 50 ]; do
        rm -rf out && mkdir out
        command_line
        pick /dev/null "$IN/numbers" "$IN/numbers" "$work/noise.safetensors"; input=$REPLY
        if [ "${DRY:-}" ]; then printf '%q ' "${words[@]}"; echo; continue; fi
        judge
    done
    echo "# ended with 0, 1, 2: ${ends[0]:-0}, ${ends[1]:-0}, ${ends[2]:-0}"
    echo "$passed passed, $failed failed"
}
{
    for ((worker = 1; worker <= JOBS; worker++)); do
        work_on "$worker" >"$work/said.$worker" 2>&1 &
    done
    wait
    cat "$work"/faults.* 2>/dev/null
    cat "$work"/said.*
} | total
