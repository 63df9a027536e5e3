# Functions with a name of one's own: --define, and the file of definitions.
load helper

config() {
    export XDG_CONFIG_HOME=$PWD/config
    mkdir -p config/actfn
    printf '%s\n' "$@" >config/actfn/functions
}

# caret STATUS WORDS ARGUMENT...: refused with the expression and a caret under the place
caret() {
    local want=$1 words=$2
    shift 2
    actfn_run "$@"
    [ "$status" -eq "$want" ]
    [ -z "$output" ]
    [[ $stderr == "actfn: "*"$words"*$'\n'*^ ]]
}

@test "--define makes a function that every command takes, as the first word too" {
    actfn_run eval 'bump(2*x)' bump 1 -d 0 -f csv --define 'bump=exp(-x^2)'
    done_well
    near "$(sed -n '2s/.*,\(.*\),.*/\1/p' <<<"$output")" 0.01831563888873418
    near "$(sed -n '2s/.*,//p' <<<"$output")" 0.36787944117144233
    actfn_run bump 1 -d 0 -f csv --define 'bump(x, a=2)=exp(-a*x^2)'
    done_well
    near "$(sed -n '2s/.*,//p' <<<"$output")" 0.1353352832366127
    actfn_run 'bump(a=1)' 1 -d 0 -f csv --define='bump(x, a=2)=exp(-a*x^2)'
    near "$(sed -n '2s/.*,//p' <<<"$output")" 0.36787944117144233
    actfn_run fit xor --activation mine --define 'mine=max(x, 0)^2' --steps 2 -f csv
    done_well
    [[ $output == *mine* ]]
    actfn_run list --family own --define 'one=x+1' --define 'two=one(2*x)' -f csv --table activations
    done_well
    [[ ${lines[1]} == one,own,x+1,* && ${lines[2]} == two,own,one\(2\*x\),* ]]
}

@test "--define refuses what is no definition, and names that are taken" {
    refused eval gelu 1 --define 'gelu=x' -- --define gelu taken
    refused eval gelu 1 --define bump -- --define NAME=EXPRESSION
    caret 2 "ends too early" eval gelu 1 --define 'bump=x*'
    caret 2 "unknown function" eval gelu 1 --define 'bump=bump(x)'
    refused eval b --define b=x --define b=2*x -- "defined already"
}

@test "the file of definitions: names for every command, list and completion" {
    config '# mine' '' 'bump = exp(-x^2)' $'\tlean(x, a=0.5) = a*bump(x)\r'
    actfn_run lean 1 -d 0 -f csv
    done_well
    near "$(sed -n '2s/.*,//p' <<<"$output")" 0.18393972058572117
    actfn_run list lean
    done_well
    [[ $output == *"a*bump(x)"*"a=0.5"* ]]
    actfn_run list
    [[ $output == *"own "*"bump lean"* ]]
    actfn_run completion bash
    [[ $output == *lean* ]]
    refused bumb -- "did you mean: actfn bump"
    unset XDG_CONFIG_HOME
    mkdir -p home/.config/actfn
    echo 'hers=2*x' >home/.config/actfn/functions
    HOME=$PWD/home actfn_run hers 4 -d 0 -f csv
    [ "$output" = $'x,hers\n4,8' ]
    XDG_CONFIG_HOME=config HOME=$PWD/home actfn_run hers 4 -d 0 -f csv # relative: not looked at
    [ "$output" = $'x,hers\n4,8' ]
}

@test "a bad line is named with file and line, and nothing is run" {
    config 'fine=x' 'touch ran' 'later=x'
    actfn_run eval fine 1
    fails 1
    [[ $stderr == *"config/actfn/functions:2"*"'touch ran'"* ]]
    config 'ran=$(touch ran)'
    caret 1 functions:1 eval gelu 1
    [ ! -e ran ]
    actfn_run help plot # what explains goes on
    done_well
    actfn_run --version
    done_well
}

@test "the file of definitions may be missing, a directory, a FIFO, unreadable, large, of bytes" {
    export XDG_CONFIG_HOME=$PWD/config
    actfn_run eval relu 1 -d 0 -f csv
    done_well
    mkdir -p config/actfn/functions
    actfn_run eval relu 1
    fails 1
    rmdir config/actfn/functions
    mkfifo config/actfn/functions
    actfn_run eval relu 1
    fails 1
    rm config/actfn/functions
    head -c 1048577 /dev/zero | tr '\0' '#' >config/actfn/functions
    actfn_run eval relu 1
    fails 1
    printf 'a=x\0\n' >config/actfn/functions
    actfn_run eval relu 1
    fails 1
    printf '\xef\xbb\xbfa=x' >config/actfn/functions
    actfn_run eval a 1 -d 0 -f csv
    [ "$output" = $'x,a\n1,1' ]
}
