# list: what there is.
load helper

@test "list: a table of activations with the columns that scripts rely on" {
    actfn_run list -f csv
    done_well
    [ "${lines[0]}" = "name,family,formula,parameters,smoothness,monotone,year,frameworks,aliases" ]
    local name
    for name in identity relu leaky_relu elu selu sigmoid tanh softplus gelu gelu_tanh silu swish mish; do
        grep -q "^$name," <<<"$output" || { echo "no $name"; return 1; }
    done
}

@test "list as text fits 80 columns" {
    actfn_run list
    done_well
    [[ $output == *gelu* ]]
    narrow "$output"
}

@test "--family and --framework choose" {
    local family
    family=$(actfn list -f csv | sed -n 's/^gelu,\([^,]*\),.*/\1/p')
    [ -n "$family" ]
    actfn_run list --family "$family" -f csv
    done_well
    grep -q '^gelu,' <<<"$output"
    [ -z "$(sed 1d <<<"$output" | grep -v "^[^,]*,$family,")" ]
    actfn_run list --framework torch -f csv
    done_well
    grep -q '^gelu,' <<<"$output"
    actfn_run list --family nosuch
    fails 2 nosuch
    actfn_run list --framework tocrh
    fails 2 tocrh torch
}

@test "list WORD: what has it in a name, an alias, its family or a framework's name" {
    actfn_run list gel -f csv
    done_well
    grep -q '^gelu,' <<<"$output"
    grep -q '^quick_gelu,' <<<"$output"
    run ! grep -q '^relu,' <<<"$output"
    actfn_run list hard swish -f csv
    [ "$(sed '1d;s/,.*//' <<<"$output")" = hard_swish ]
    refused list qqq -- "found in no name" "actfn list"
    actfn_run list
    done_well
    narrow "$output"
    [ "${#lines[@]}" -le 23 ]
}

@test "every name and alias in the list is a FUNCTION" {
    local name
    actfn list -f tsv | tail -n +2 | awk -F'\t' '{ print $1; n = split($9, a, /[ ,]+/); for (i = 1; i <= n; i++) if (a[i]) print a[i] }' >names
    [ "$(wc -l <names)" -ge 13 ]
    while read -r name; do
        actfn eval "$name" -a 1 -f csv >/dev/null || { echo "$name"; return 1; }
    done <names
}
