# Asking, and asking wrongly: help, version, names nearly right, options wherever they stand.
load helper

@test "--version: one line, name and number" {
    actfn_run --version
    done_well
    [[ ${lines[0]} =~ ^actfn\ [0-9]+\.[0-9]+\.[0-9]+$ ]]
}

@test "--help, help and -h print the same, and it lists every command" {
    actfn_run --help
    done_well
    local first=$output
    [[ $output == *eval* && $output == *plot* && $output == *list* && $output == *collapse* ]]
    actfn_run help
    done_well
    [ "$output" = "$first" ]
    actfn_run -h
    done_well
    [ "$output" = "$first" ]
}

@test "help of every command: status 0, an example, at most 80 columns, however it is asked for" {
    local command
    local commands
    commands=$(actfn --help | sed -n 's/^ \{2,4\}\([a-z][a-z]*\)  .*/\1/p' | sort -u)
    [ "$(wc -w <<<"$commands")" -ge 3 ]
    for command in $commands; do
        [ "$command" != help ] || continue
        actfn_run "$command" --help
        done_well
        [[ $output == *"actfn $command"* ]] || { echo "$command: no example"; return 1; }
        narrow "$output" || { echo "$command: too wide"; return 1; }
        local first=$output
        actfn_run help "$command"
        done_well
        [ "$output" = "$first" ]
    done
}

@test "-h anywhere is help, before any work" {
    actfn_run eval nonsense -h
    done_well
    [[ $output == *--range* ]]
    actfn_run plot gelu -o /nowhere/x.png --help
    done_well
}

@test "nothing asked: status 2 and a word on what would do" {
    actfn_run
    [ "$status" -eq 2 ]
    [ -z "$output" ]
    [[ $stderr == *actfn* && $stderr == *help* ]]
}

@test "a wrong command is refused with the nearest one" {
    actfn_run evla gelu
    fails 2 evla eval
    actfn_run frobnicate
    fails 2 frobnicate
    actfn_run --frobnicate
    fails 2 frobnicate
    actfn_run help evla
    fails 2 evla eval
}

@test "a wrong activation is refused with the nearest one" {
    actfn_run plot gelo
    fails 2 "plot: 'gelo'" gelu
    actfn_run eval qqqqqqqq
    fails 2 "eval: 'qqqqqqqq'"
    [[ $stderr != *"did you mean"* ]]
}

@test "a wrong option is refused with the nearest one" {
    actfn_run eval gelu --rnage 1:2
    fails 2 rnage range
    actfn_run eval gelu -Z
    fails 2 Z
    actfn_run eval gelu --range
    fails 2 range
    actfn_run eval gelu --points=
    fails 2 points
    actfn_run eval gelu --quiet=yes
    fails 2 quiet
}

@test "a command refuses the options of others" {
    actfn_run list --range 1:2
    fails 2 range
}

@test "long options may be cut short, but not to two meanings" {
    actfn_run eval relu --deriv 0 --at 2 --form csv
    done_well
    [ "$output" = $'x,relu\n2,2' ]
    actfn_run eval relu --t x
    fails 2
}

@test "an option with choices takes one of them" {
    actfn_run ffn --block 'gpt2 bert'
    fails 2 "must be one of"
    actfn_run eval gelu --dtype 'float64 float32'
    fails 2 "must be one of"
    actfn_run collapse --figure 'spectrum meter'
    fails 2 "must be one of"
}

@test "options stand before, between and after operands; -- ends them" {
    local want=$'x,relu,silu\n0,0,0'
    actfn_run eval -d 0 -a 0 -f csv relu silu
    [ "$output" = "$want" ]
    actfn_run eval relu -d 0 silu -a0 --format=csv
    [ "$output" = "$want" ]
    POSIXLY_CORRECT=1 actfn_run eval relu silu -d 0 -a 0 -f csv
    done_well
    [ "$output" = "$want" ]
    actfn_run eval -d 0 -a 2 -f csv -- -x
    done_well
    [ "$output" = $'x,-x\n2,-2' ]
}

@test "an option given more than once: the last one holds" {
    actfn_run eval relu -d 2 -d 0 -a 1 -f csv
    done_well
    [ "$output" = $'x,relu\n1,1' ]
}

@test "numbers: C syntax, hexadecimal, exponents; nothing else" {
    actfn_run eval relu -d 0 -f csv -a 0x10,1e-3,-2.5,.5,0x1p-3
    done_well
    [ "$output" = $'x,relu\n16,16\n0.001,0.001\n-2.5,0\n0.5,0.5\n0.125,0.125' ]
    local bad
    for bad in 1_000 1e 0x '' 1,,2 1e999 abc 1.2.3; do
        actfn_run eval relu -a "$bad"
        fails 2 at
    done
}

@test "an error shows control bytes escaped and long text cut" {
    actfn_run eval $'ge\e[31mlo\n'
    [ "$status" -eq 2 ]
    [[ $stderr != *$'\e'* ]]
    [[ ${stderr%%$'\n'*} == *'\x1b'* || ${stderr%%$'\n'*} == *'\033'* || ${stderr%%$'\n'*} == *'\e'* ]]
    actfn_run eval --theme "$(printf 'q%.0s' {1..5000})" relu
    [ "$status" -eq 2 ]
    [ "${#stderr}" -lt 300 ]
}

@test "other commands: operands that are none" {
    refused lesson nosuch -- "unknown lesson"
    refused lesson 99 -- "unknown lesson"
    refused bench gelo -- "did you mean 'gelu'?"
    refused compare gelu -- "compare needs two functions"
    refused compare gelu gelu -- "given more than once"
    printf '1\n2\n' >one.csv
    actfn_run compare gelu one.csv
    fails 1 "has 1 column" "expected two columns"
    actfn_run dead nosuch.npy
    fails 1 "No such file or directory"
    actfn_run ffn nosuch.safetensors
    fails 1 "No such file or directory"
}
