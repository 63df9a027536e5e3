# The exit status of every end: 0 done, 1 could not, 2 was asked for wrongly.
load helper

# ends STATUS WORDS...: actfn with these words ends so
ends() {
    local want=$1 got=0
    shift
    actfn "$@" >out 2>err <"${INPUT:-/dev/null}" || got=$?
    [ "$got" -eq "$want" ] || { echo "actfn $*: status $got, not $want: $(head -n 1 err)"; return 1; }
    if [ "$want" -eq 0 ] && [[ " $* " != *" -o "* ]]; then [ -s out ] || { echo "actfn $*: no word"; return 1; }; fi
    if [ "$want" -eq 0 ]; then [ ! -s err ]; else [ "$(grep -c '^actfn: ' err)" -eq 1 ]; fi || { echo "actfn $*: said $(cat err)"; return 1; }
}

# layer ROWS: z.npy, a column of ones
layer() {
    printf '\x93NUMPY\x01\x00\x76\x00%-117s\n' "{'descr': '<f8', 'fortran_order': False, 'shape': ($1, 1), }" >z.npy
    for _ in $(seq "$1"); do printf '\x00\x00\x00\x00\x00\x00\xf0\x3f'; done >>z.npy
}

# model.safetensors: one feedforward block of GPT-2's names, 2 wide, 8 hidden, all zeros
model() {
    local header
    header='{"h.0.mlp.c_fc.weight":{"dtype":"F32","shape":[2,8],"data_offsets":[0,64]},"h.0.mlp.c_fc.bias":{"dtype":"F32","shape":[8],'
    header+='"data_offsets":[64,96]},"h.0.mlp.c_proj.weight":{"dtype":"F32","shape":[8,2],"data_offsets":[96,160]},'
    header+='"h.0.mlp.c_proj.bias":{"dtype":"F32","shape":[2],"data_offsets":[160,168]}}'
    { printf "\\x$(printf %x $((${#header} % 256)))\\x$(printf %x $((${#header} / 256)))\0\0\0\0\0\0%s" "$header"; head -c 168 /dev/zero; } >model.safetensors
}

@test "a standard stream that is closed, and nothing to put in its place" {
    sanitized && skip "the sanitizers want more than the program"
    mkdir root
    local enter=(chroot)
    unshare -r true 2>/dev/null && enter=(unshare -r chroot)
    "${enter[@]}" / true || skip "no chroot here"
    cp "$ACTFN" root/actfn
    ldd "$ACTFN" >libraries 2>&1 || skip "a program for another C library"
    grep -o '/[^ ]*' libraries | xargs -I{} cp --parents {} root
    "${enter[@]}" root /actfn list >out
    local got=0
    "${enter[@]}" root /actfn list >out 2>err <&- || got=$?
    [ "$got" -eq 1 ]
    [ ! -s out ]
    [ ! -s err ]
}

@test "every command, asked rightly: 0" {
    printf 'x,y\n0,1\n1,2\n2,4\n3,8\n' >data.csv
    printf 'x,y\n0,0.5\n1,0.7310585786300049\n' >sigmoid.csv
    layer 2
    model
    local words
    while read -r words; do
        # shellcheck disable=SC2086 # words
        ends 0 $words
    done <<'END'
--help
-h
--version
help
help plot
plot --help
list
list -f json
eval gelu -n 3
eval gelu -n 3 -o x.csv
eval softmax --at 1,2
plot gelu -o x.svg
plot gelu -n 3 -f csv
plot tanh
info gelu
info softmax
info x^2
info gelu -o x.svg
compare gelu silu
compare sigmoid sigmoid.csv
bench relu
collapse --layers 2 --width 4 --samples 4
dead --steps 2
dead z.npy
flow --layers 2 --width 8 --samples 8
fit xor --steps 2
fit data.csv --steps 2
fit sin(x) --steps 2
ffn --dim 8 --hidden 16 --samples 4
ffn --check
ffn model.safetensors
lesson
lesson 5
lesson 5 --html pages
man
completion bash
END
}

@test "what lessons run is shown, in the terminal and in pages" {
    ends 0 lesson 5
    grep -A 4 '^\$ actfn eval' out | grep -q '^ *x  '
    ends 0 lesson 3 --html pages
    grep -q '^Written to pages' out
    grep -q '<figure' pages/*.html
    grep -q '<svg' pages/*.svg
}

@test "every command, asked wrongly: 2" {
    printf 'x,y\n0,1\n1,2\n' >data.csv
    layer 2
    model
    local words
    while read -r words; do
        # shellcheck disable=SC2086
        ends 2 $words
    done <<'END'

lst
help lst
list --family nothing
eval
eval gelo
eval gelu -o x.nothing
eval gelu -o x
paper -o x.png
list --plot
eval gelu --table nothing
info softmax --table values
plot gelo
plot gelu --range 1:0
info gelo
info gelu silu
compare gelu
compare gelo silu
compare softmax gelu
compare gelo data.csv
bench gelo
bench gelu --range 1:0
collapse x
collapse --layers 0
collapse --activation gelo
collapse --init nothing
collapse --layers 1000 --width 1000000
dead --post
dead --post
dead --data nothing
dead --activation gelo
dead --width 100000000 --layers 1000
eval softmax -n 1e12
dead z.npy --figure training
dead z.npy --activation gelo
dead z.npy --post --activation gelu
flow x
flow --activation gelo
flow --width 100000000 --layers 1000
fit
fit xor moons
fit nothing.at.all
fit xor --activation gelo
fit xor --width 100000000 --layers 1000
fit data.csv --probe 5
ffn x y
ffn --gated --ungated
ffn --layer 1
ffn --inputs x.npy
ffn --init nothing
ffn --activation gelo
ffn --check --activation gelo
ffn --dim 10000000 --hidden 10000000
ffn model.safetensors --dim 8
ffn model.safetensors --activation gelo
lesson nothing
lesson 1 2
man plot
completion
completion csh
completion bash zsh
END
}

@test "what could not be done: 1" {
    printf 'x,y\n0,a\n' >words.csv
    layer 0 && mv z.npy empty.npy
    model
    export INPUT=$PWD/words.csv
    local words
    while read -r words; do
        # shellcheck disable=SC2086
        ends 1 $words
    done <<'END'
eval gelu -n 3 -o /nowhere/x.csv
eval gelu -
eval softmax -
plot gelu -o /nowhere/x.svg
compare gelu missing.csv
compare gelu words.csv
dead missing.csv
dead empty.npy
dead words.csv
dead --data missing.csv
fit missing.csv
fit words.csv
ffn missing.safetensors
ffn model.safetensors --inputs missing.npy
lesson 1 --html /dev/null/x
END
    ends 1 info softmax - -o x.svg
    grep -q "standard input: line 1: 'x': not a number" err
    ends 1 plot softmax -
    grep -q "standard input: line 1: 'x': not a number" err
    GNUPLOT=/nowhere ends 1 plot gelu
    GNUPLOT=/nowhere ends 1 plot gelu -o x.svg
    GNUPLOT=/nowhere run actfn lesson 1
    [ "$status" -eq 1 ]
    [[ $output == *"of its commands could not be run; see above"* ]]
    GNUPLOT=/nowhere run actfn lesson 1 --html pages
    [ "$status" -eq 1 ]
}
