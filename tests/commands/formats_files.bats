# Files of arrays and models in every format, against what numpy and torch find in them (tests/data/models/cases.txt).
load helper

# Every `name=value` of a case against the facts of the report in $output. The value is a number, or LOW..HIGH.
facts_hold() {
    local want name value got
    for want in $1; do
        name=${want%%=*} value=${want#*=}
        got=$(sed -n "s/^$name \{2,\}//p" <<<"$output")
        if [[ $value == *..* ]]; then
            less "${value%%..*}" "$got" "${value##*..}"
        else
            close "$got" "$value" 1e-5
        fi || { echo "$name is '$got', not $value"; return 1; }
    done
}

# A refusal is one line and has every `says=a/b`.
is_refused() {
    local want
    fails 1 || return 1
    for want in $1; do
        case $want in
        says=*) grep -qiE "$(sed 's/^says=//; s,/,|,g' <<<"$want")" <<<"$stderr" || { echo "no $want in: $stderr"; return 1; } ;;
        esac
    done
}

cases() { # PATTERN: those whose folder matches, each run in it
    local folder arguments want n=0
    while IFS='|' read -r folder arguments want; do
        folder=${folder% }
        [[ $folder == $1 ]] || continue
        cd "$BATS_TEST_DIRNAME/../data/models/$folder"
        # shellcheck disable=SC2086 # words
        actfn_run $arguments
        if [[ $want == *status=1* ]]; then
            is_refused "$want" || { echo "$folder"; return 1; }
        else
            [ "$status" -eq 0 ] && facts_hold "$want" || { echo "$folder: $output"; return 1; }
        fi
        n=$((n + 1))
    done <"$BATS_TEST_DIRNAME/../data/models/cases.txt"
    [ "$n" -gt 0 ]
}

@test "npz: stored, deflated, with data descriptors; damaged ones are refused" { cases '*npz*'; }
@test "torch: views, halves, nested dictionaries, protocols 2 and 4, big-endian storages" { cases 'dead_pt*'; }
@test "torch: what a pickle asks for beyond tensors is refused by name, and not run" { cases 'pt_*'; }
@test "GGUF: F32, BF16, alignment; types that cannot be read are named" { cases '*gguf*'; }
@test "csv: decimal commas, an index column" { cases 'csv*'; }
@test "ffn MODEL: checkpoints, modules, shards, experts, inputs, tensors by name, --list" { cases 'ffn_[!g]*'; }

@test "gzip: a csv file is read packed, other files are to be unpacked, and what is cut off says so" {
    cd "$BATS_TEST_TMPDIR"
    printf 'x,f\n-1,0\n2,2\n' | gzip >k.csv.gz
    actfn_run compare relu k.csv.gz
    done_well
    gzip -c "$BATS_TEST_DIRNAME/../data/models/ffn_mixtral_inputs/x.npy" >x.npy
    actfn_run dead x.npy
    fails 1 "packed by gzip; unpack it: gunzip -c"
    head -c 30 k.csv.gz >cut.csv.gz
    actfn_run dead cut.csv.gz
    fails 1 "packed by gzip and cut off"
}
