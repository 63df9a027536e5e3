# Every option of every command with values that make no sense for it: an answer or a refusal, never a crash, a hang or a half-word.
load helper

# Operands that a command needs, and what keeps it short.
operands_of() {
    case $1 in
    eval | plot | info | compare) echo relu gelu | cut -d' ' -f "$([ "$1" = compare ] && echo 1,2 || echo 1)" ;;
    fit) echo xor --steps 2 ;;
    dead) echo --steps 2 --samples 64 ;;
    flow) echo --samples 64 ;;
    phase) echo tanh ;;
    collapse) echo --samples 64 --layers 3 ;;
    ffn) echo --dim 8 --hidden 8 ;;
    completion) echo bash ;;
    lesson) echo 1 --no-pause ;;
    bench) echo relu ;;
    *) ;;
    esac
}
commands() { actfn --help | sed -n '/^Commands/,/^$/s/^  \([a-z][a-z]*\)  .*/\1/p' | grep -vx -e bench -e lesson; }
# The options of a command that take a value.
options() { actfn "$1" --help | sed -n 's/^ *\(-[a-z], \)\{0,1\}--\([a-z-]*\) [A-Zt].*/\2/p' | grep -vx -e output -e terminal; }

# judge WORDS...: runs actfn and fails on a signal, a status above 2, a hang, or an error that is not ours.
# INVALID_SHARE=13: every thirteenth only, which is what `make check` has time for; all of them: make torture.
judge() {
    local status=0
    tried=$((tried + 1))
    [ $((tried % ${INVALID_SHARE:-1})) -eq 0 ] || return 0
    patient actfn "$@" >out 2>err </dev/null || status=$?
    if [ "$status" -gt 2 ] || { [ "$status" -ne 0 ] && ! head -n 1 err | grep -q '^actfn: '; } ||
        [ "$(wc -l <err)" -gt 3 ] || grep -qE 'runtime error|Sanitizer' err; then
        echo "status $status: actfn $*" >>bad
        head -n 5 err >>bad
    fi
    if [ "$status" -ne 0 ] && [ "$status" -ne 1 ] && [ -s out ]; then
        echo "status $status, and wrote: actfn $*" >>bad
    fi
}

@test "values that make no sense" {
    local command option value tried=0
    for command in $(commands); do
        for option in $(options "$command"); do
            for value in -1 0 nosuch 1e999 nan 1:2:3:4 ',' "$(printf 'x%.0s' {1..300})" '%n%s' "'"; do
                # shellcheck disable=SC2046 # words
                judge "$command" $(operands_of "$command") "--$option=$value"
            done
        done
    done
    [ "$tried" -gt 200 ]
    [ ! -e bad ] || { cat bad; return 1; }
}

@test "operands that make no sense" {
    local command value tried=0
    for command in $(commands); do
        for value in '' nosuch ',' / . '(' 'x+' "$(printf '(%.0s' {1..5000})" "$(printf -- '-%.0s' {1..5000})x" $'\xff\xfe' /nonexistent.npy; do
            judge "$command" -- "$value"
            judge "$command" "$value" "$value"
        done
    done
    [ "$tried" -gt 100 ]
    [ ! -e bad ] || { cut -c1-300 bad; return 1; }
}

@test "sizes beyond any machine are refused before any work" {
    local words
    for words in 'eval gelu -n 1e13' 'collapse --layers 1e7' 'collapse --width 1e7' 'collapse --samples 1e15' 'dead --width 1e8' 'dead --layers 1e7' \
        'flow --width 1e8' 'fit xor --width 1e9' 'ffn --dim 1e9 --check'; do
        # shellcheck disable=SC2086 # words
        run --separate-stderr patient actfn $words
        [ "$status" -eq 1 ] || [ "$status" -eq 2 ] || { echo "$words: $status"; return 1; }
        [ -z "$output" ]
        [[ $stderr == actfn:* ]] || { echo "$words: $stderr"; return 1; }
    done
}

@test "more than the memory there is is refused before any work" {
    refused() {
        local option=$1
        shift
        # shellcheck disable=SC2016
        run --separate-stderr bash -c 'ulimit -t 60; exec actfn "$@"' - "$@"
        fails 2 "--$option: " " GB and "
    }
    refused points fit 'sin(x)' -n 2e9
    refused points fit 'sin(x)' -n 1e12
    refused probe dead --data noise --shape 20000,8 --probe 1e8
    refused seeds dead --width 4096 --layers 60 --steps 0 --batch 1 --seeds 10000
    refused samples flow --samples 1e9
    refused samples flow --samples 1e9 --layers 1 --figure histogram
    refused width fit xor --width 1e8
    refused shape dead --data noise --shape 9e7,2
}
