#!/bin/bash
# Options and files at their limits: the right result, or one clear line with its status; and how long it took and how much memory it needed.
# SHARE other than 1: a hundredth of the points, and nothing that takes gigabytes.
set -u
. "$(dirname "$0")/lib.sh"
inputs
build cost cost.c
mkdir "$work/here" && cd "$work/here" || exit 1
whole=$((SHARE == 1))
big=$((whole ? 100000000 : 1000000))

# measured WORDS...: actfn with these, its output to standard output
measured() { timeout 7200 "$work/cost" "$work/figures" "$ACTFN" "$@" 2>"$work/err" || status=$?; }
# report WHAT MOST: not more than MOST megabytes
report() {
    local seconds peak
    read -r seconds peak <"$work/figures"
    echo "# $1: $seconds s, $peak MB"
    [ "$peak" -le "$2" ] || bad "$1: $peak MB, not at most $2"
}
# expect WHAT MOST TEST...: the status was 0, nothing was said, and the test holds
expect() {
    local what=$1 most=$2
    shift 2
    report "$what" "$most"
    if [ "$status" -ne 0 ] || [ -s "$work/err" ]; then
        bad "$what: status $status: $(head -c 300 "$work/err")"
    elif ! "$@"; then
        bad "$what: not the right result"
    else
        good
    fi
}
# refused WHAT STATUS TEXT: that status, one line (an expression has two more) with the text, nothing else
refused() {
    report "$1" 500
    if [ "$status" -eq "$2" ] && [ "$(wc -l <"$work/err")" -le 3 ] && head -n 1 "$work/err" | grep -q "^actfn: .*$3" && [ ! -s "$work/out" ]; then
        good
    else
        bad "$1: status $status: $(head -c 300 "$work/err")"
    fi
}
run() { status=0; measured "$@" >"$work/out"; }
is() { [ "$1" = "$2" ]; }
holds() { grep -q -- "$1" "$work/out"; }
whole_png() { [ "$(tail -c 8 "$1" | od -An -tx1 | tr -d ' \n')" = 49454e44ae426082 ]; }
repeat() { printf "%0.s$2" $(seq "$1"); }

# ---- points -------------------------------------------------------------------------------------------

status=0
lines=$({ measured eval gelu -n "$big" -f csv; echo "$status" >"$work/status"; } | tee >(tail -n 1 >"$work/last") | wc -l)
status=$(cat "$work/status")
expect "eval gelu -n $big -f csv" 50 is "$lines $(cut -d, -f1 "$work/last")" "$((big + 1)) 5"
run eval relu -d 0 -n "$big" -o x.npy
expect "eval relu -n $big -o x.npy" 50 is "$(stat -c %s x.npy)" $((16 * big + 128))
rm -f x.npy
run plot gelu -n "$big" --range -5:5 -o x.png
expect "plot gelu -n $big -o x.png" 200 whole_png x.png
run compare gelu gelu_tanh -n "$big"
expect "compare gelu gelu_tanh -n $big" 200 holds 0.000473
if [ "$whole" -eq 1 ]; then
    status=0
    seq "$((big / 10))" | measured eval relu - -d 0 -f csv | tail -n 1 >"$work/out"
    expect "$((big / 10)) numbers from standard input" 50 is "$(cat "$work/out")" "$((big / 10)),$((big / 10))"
fi
run eval gelu -n 1e13
refused "eval gelu -n 1e13" 2 1e13

# ---- functions ----------------------------------------------------------------------------------------

mapfile -t thousand < <(seq -f 'relu(x-%g)' 1000)
run eval "${thousand[@]}" -n 3 -d 2 -f csv
expect "a thousand functions, eval" 100 is "$(head -n 1 "$work/out" | tr ',' '\n' | wc -l) $(wc -l <"$work/out")" "3001 4"
run eval "${thousand[@]}" -n 3 -d 0
expect "a thousand functions, eval as text" 100 holds 'relu(x-1000)'
run plot "${thousand[@]}" -d 0 -n 100 -o x.png
if [ "$status" -eq 0 ]; then expect "a thousand functions, plot" 500 whole_png x.png; else refused "a thousand functions, plot" 1 function; fi
run plot "${thousand[@]}" -d 0 -n 100 --size 80x24
if [ "$status" -eq 0 ]; then expect "a thousand functions, plot in the terminal" 500 test -s "$work/out"; else refused "a thousand functions, terminal" 1 function; fi
run compare "${thousand[@]:0:40}" -f csv
expect "forty functions, compare" 200 is "$(wc -l <"$work/out")" 781

# ---- names and paths ----------------------------------------------------------------------------------

long=$(head -c 10000 /dev/zero | tr '\0' n)
for words in "eval $long" "plot gelu --set $long=1" "info torch.$long" "lesson $long" "help $long" "$long" "list --family $long" "dead --data $long" \
    "compare gelu $long.csv" "eval gelu --$long" "collapse --init $long" "plot gelu --terminal $long" "ffn $long.safetensors" "dead z.npy:$long"; do
    # shellcheck disable=SC2086 # words
    run $words
    case $status in 1 | 2) refused "${words%%nnn*}..., 10,000 letters" "$status" n ;; *) bad "${words%%nnn*}...: status $status" ;; esac
done
run eval "$long*x" --set "$long=2" -a 3 -d 0 -f csv
refused "a parameter of 10,000 letters" 2 'no name is that long'
run plot gelu --title "$long" -o x.png
expect "a title of 10,000 letters" 200 whole_png x.png
run plot gelu --title "$long" --size 80x24
expect "a title of 10,000 letters in the terminal" 200 test "$(LC_ALL=C.UTF-8 wc -L <"$work/out")" -le 80
run plot gelu -o "$long.png"
refused "-o of 10,000 letters" 1 'File name too long'
deep=$(repeat 40 "$(head -c 90 /dev/zero | tr '\0' d)/")
# shellcheck disable=SC2086
mkdir -p "$deep"
run eval relu -a 1 -d 0 -o "${deep}x.csv"
expect "a path of 3,640 letters" 50 is "$(cat "${deep}x.csv")" $'x,relu\n1,1'
run eval "$(repeat 5000 'x+')x" -a 1 -d 1 -f csv
expect "a sum of 5,001 terms" 100 is "$(tail -n 1 "$work/out" | rev | cut -d, -f1,2 | rev)" 5001,5001

# ---- depth --------------------------------------------------------------------------------------------

for levels in 64 90; do
    run eval "$(repeat "$levels" 'sin(')x$(repeat "$levels" ')')" -a 0 -d 2 -f csv
    expect "$levels levels of sin()" 50 is "$(tail -n 1 "$work/out")" 0,0,1,0
done
run eval "$(repeat 64 '(')x$(repeat 64 ')')" -a 7 -d 1 -f csv
expect "64 parentheses" 50 is "$(tail -n 1 "$work/out")" 7,7,1
# as deep as a word may be long
for token in '(' 'sin(' '-' '!' '-(' 'x^' 'x?' 'x?x:' '2**' 'max(x,' 'x+(' '+'; do
    run eval -- "$(repeat $((99000 / ${#token})) "$token")x"
    case $status in
    0) expect "$((99000 / ${#token})) times $token" 200 test -s "$work/out" ;;
    *) refused "$((99000 / ${#token})) times $token" 2 "'" ;;
    esac
done
run eval -- "$(repeat 120000 -)x"
refused "120,000 times -" 2 'too long'

# ---- width --------------------------------------------------------------------------------------------

run eval gelu -a "$(seq -s, 20000)" -d 0 -f csv
expect "20,000 points in one word" 50 is "$(tail -n 1 "$work/out")" 20000,20000
run dead --shape "2$(repeat 399 ,4)" --steps 1 -f csv
expect "400 layers by --shape" 200 holds '^relu,he,42,trained,399,'
if [ "$whole" -eq 1 ]; then
    run collapse --width 2048 --layers 3 --samples 64 --activation relu
    expect "collapse --width 2048" 1000 holds 'bit for bit'
    run flow --width 8192 --layers 2 --samples 4 --activation relu --init he
    expect "flow --width 8192" 3000 holds Gradient
    run ffn --dim 8192 --hidden 8192 --samples 8
    expect "ffn --dim 8192 --hidden 8192" 3000 holds '134,234,112 parameters'
    run dead --width 8192 --layers 2 --steps 1 --data "$IN/classes.csv"
    expect "dead --width 8192" 6000 holds " 8192 "
    run collapse --width 8192 --layers 2 --samples 16 --activation relu
    expect "collapse --width 8192" 16000 holds 'bit for bit'
fi
# More than any machine has: refused before any work, with the size.
for words in 'collapse --width 1e6' 'flow --width 1e7' 'dead --width 1e7' 'fit xor --width 1e8' 'ffn --dim 1e6 --hidden 1e6'; do
    # shellcheck disable=SC2086
    run $words
    refused "$words" "$([ "$status" -eq 2 ] && echo 2 || echo 1)" 'this machine has\|at most'
done
summary
