# collapse: a stack of linear layers and its one matrix.
load helper

# value NAME: the fact's number in $output
value() { awk -v name="$1" '$1 == name { print $2 }' <<<"$output"; }

# flat: $output as one line
flat() { tr -s ' \n' ' ' <<<"$output"; }

@test "ten layers: facts and sentences agree" {
    actfn_run collapse --layers 10
    done_well
    narrow "$output"
    [ "$(value layers)" = 10 ]
    [ "$(value parameters_stacked)" = 200 ]
    [ "$(value parameters_collapsed)" = 20 ]
    [ "$(value exact_outputs)" = "$(value exact_equal)" ]
    [[ $(flat) == *"200 parameters compute what 20 can;"* ]]
    [[ $output == *"seed 42"* ]]
    less -1 "$(value relative_error)" "$(value error_bound)" 1e-11
}

@test "the feedforward block of GPT-2 XL: parameters" {
    if sanitized; then skip "slow with sanitizers"; fi
    actfn_run collapse --shape 1600,6400,1600 --activation gelu --samples 16
    done_well
    [ "$(value parameters_stacked)" = 20488000 ]
    [ "$(value parameters_collapsed)" = 2561600 ]
    [ "$(value exact_outputs)" = "$(value exact_equal)" ]
    [[ $(flat) == *"20,488,000 parameters compute what 2,561,600 can;"* ]]
}

@test "no biases: fewer parameters, and no column of them" {
    actfn_run collapse --shape 3,5,2 --no-bias
    done_well
    [ "$(value parameters_stacked)" = 25 ]
    [ "$(value parameters_collapsed)" = 6 ]
    actfn_run collapse --shape 3,5,2 --no-bias -f csv --table matrix
    [ "$(wc -l <<<"$output")" -eq 9 ]
    rows 2 '$2 == 0' '$3 == 0'
}

@test "a bottleneck caps the rank" {
    actfn_run collapse --shape 8,20,2,20,8 --activation relu --samples 200
    done_well
    [ "$(value rank)" = 2 ]
    [ "$(value log10_condition)" = inf ]
    [[ $(flat) == *"rank is at most 2"* ]]
}

@test "the depth table: a column for each activation, pieces for the piecewise-linear ones" {
    actfn_run collapse --layers 3 --width 2 --activation 'relu,gelu,leaky_relu(slope=0.2),x>0?x:-x,identity' -f csv
    done_well
    [ "$(head -1 <<<"$output")" = 'depth,relative_error,error_bound,log10_norm,stable_rank,effective_rank,not_affine_percent:relu,pieces:relu,not_affine_percent:gelu,not_affine_percent:leaky_relu(slope=0.2),pieces:leaky_relu(slope=0.2),not_affine_percent:x>0?x:-x,pieces:x>0?x:-x,not_affine_percent:identity,pieces:identity' ]
    [ "$(wc -l <<<"$output")" -eq 4 ]
    rows 3 1 '$15 == 1 && $14 <= 1e-20 && $7 >= 0 && $7 <= 100'
    rows 1 'NR == 2' '$7 == 0 && $8 == 1'
    rows 1 'NR == 3' '$8 == 3 && $13 == 3'
}

@test "inits side by side" {
    actfn_run collapse --layers 3 --init he,torch,normal:0.5 --activation tanh --samples 500 -f csv
    done_well
    [[ $output == *"not_affine_percent:tanh:he,not_affine_percent:tanh:torch,not_affine_percent:tanh:normal:0.5"* ]]
}

@test "products beyond double's range carry their scale" {
    actfn_run collapse --layers 1000 --width 16 --init normal:3 --activation relu --samples 100
    done_well
    [ "$(value exact_modulus)" = 2147483647 ]
    [ "$(value exact_outputs)" = "$(value exact_equal)" ]
    [[ $(flat) == *"modulo the prime 2147483647"* ]]
    [[ $(flat) == *"leave double's range at layer"* ]]
    [ -n "$(value matrix_log2_scale)" ]
    actfn_run collapse --layers 1000 --width 16 --init normal:3 --activation relu --samples 100 -f csv
    rows 1 "NR == ${#lines[@]}" '$4 > 400 && $2 < $3 && $3 < 1e-6'
}

@test "too few samples for a fit: said, not guessed" {
    actfn_run collapse --layers 4 --width 16 --activation relu --samples 50
    done_well
    [[ $(flat) == *"needs more than 68 samples"* ]]
    actfn_run collapse --layers 4 --width 16 --activation relu --samples 50 -f csv
    [ "$(awk -F, 'END { print $7 }' <<<"$output")" = nan ]
    rows 1 'NR == 3' '$7 > 0'
}

@test "equal seeds, equal bytes; other seeds, others" {
    actfn collapse -f json >a
    actfn collapse -f json >b
    actfn collapse -f json --seed 43 >c
    cmp a b
    run ! cmp -s a c
}

@test "the same bytes, however many threads the BLAS may use" {
    if sanitized; then skip "slow with sanitizers"; fi
    for threads in 1 2 3; do OPENBLAS_NUM_THREADS=$threads "$ACTFN" collapse --width 256 --layers 3 -f csv >"$threads"; done
    [ "$(wc -l <1)" -eq 4 ]
    cmp 1 2
    cmp 1 3
    # Products that several threads share.
    for threads in 1 2; do OPENBLAS_NUM_THREADS=$threads "$ACTFN" collapse --width 1100 --layers 2 --samples 64 -f json >"$threads"; done
    cmp 1 2
}

@test "figures" {
    for figure in spectrum meter grid all; do
        actfn collapse --layers 3 --width 3 --figure $figure -o $figure.svg --samples 200
        grep -q '</svg>' $figure.svg
    done
    actfn_run collapse --layers 3 --plot --samples 200
    done_well
    narrow "$output"
    [[ $output == *"Three linear layers are one matrix"* ]]
}

@test "asked wrongly" {
    actfn_run collapse 3
    fails 2 "'3'" "--activation"
    actfn_run collapse --activation rel
    fails 2 "'rel'" "did you mean"
    actfn_run collapse --activation relu,relu
    fails 2 "'relu'" twice
    actfn_run collapse --init hee
    fails 2 "'hee'" "did you mean 'he'"
    actfn_run collapse --shape 4
    fails 2 "'4'"
    actfn_run collapse --shape 4,4 --layers 3
    fails 2 "--layers 3"
    actfn_run collapse --shape 4,4 --width 3
    fails 2 "--width 3"
    actfn_run collapse --width 3,4
    fails 2 "--shape"
    actfn_run collapse --layers 2000000
    fails 2 "2000000"
    actfn_run collapse --shape 1000000000,1000000000
    fails 2 "MB"
    actfn_run collapse --figure pie
    fails 2 "'pie'" spectrum
    actfn_run collapse --table nothing
    fails 2 "'nothing'" depth
}

@test "collapse: one layer, five hundred, straight and lost activations" {
    actfn_run collapse --layers 1
    done_well
    says "One linear layer of width 4"
    says "One layer is one matrix: 20 parameters."
    actfn_run collapse --layers 1 --figure spectrum -f json
    done_well
    actfn_run collapse --layers 500 --samples 64
    done_well
    says "the tables hold"
    says "of 500 depths"
    actfn_run collapse --activation softmax,gelu --layers 3 --samples 64
    done_well
    says "With softmax between the layers,"
    actfn_run collapse --activation hard_tanh --init normal:1e-6 --layers 3 --samples 256 --no-bias
    done_well
    says "these inputs stay where it is affine, and one matrix computes the same"
    actfn_run collapse --activation gelu --samples 5 --layers 3
    done_well
    says "a fit to 4 inputs needs more than 20 samples; try --samples 24"
    actfn_run collapse --activation exponential --layers 30 --init normal:100 --samples 64
    done_well
    says "the numbers leave double's range at layer"
    actfn_run collapse --init he,xavier --samples 64 --layers 3
    done_well
    says "the first two acts use he"
    refused collapse --init xavie -- "did you mean 'xavier'?"
    refused collapse --init normal:-1 -- "not negative"
    refused collapse --init normal:x -- "needs a number"
}

@test "collapse and fit: lists with nothing between commas, twice the same, nets that diverge" {
    refused collapse --init he,,lecun -- "item 2 of the list is empty"
    refused collapse --init he,he -- "'he': twice"
    actfn_run collapse --no-bias --bias --layers 2 --samples 16            # the last one counts
    done_well
    says "parameters_stacked 40"
    actfn_run fit xor --lr 1e30 --optimizer sgd --steps 50 --seeds 2 -q --activation relu
    done_well
    says "diverged_step"
    says "Mean, min and max are of the networks that did not diverge."
    actfn_run dead --probe 50 --steps 5 --layers 2 --width 8 -q
    done_well
    says "samples 50"
}

@test "collapse: what the pictures are headed with" {
    # heads FIGURE TEXT WORDS...
    heads() {
        local figure=$1 text=$2
        shift 2
        actfn_run collapse --figure "$figure" -o p.svg "$@"
        done_well
        grep -q "<title>.*$text" p.svg || { grep -o '<title>[^<]*' p.svg | head -1; return 1; }
    }
    heads spectrum "Two layers stretch no direction more than another" --layers 2 --init orthogonal --no-bias
    heads spectrum "One layer stretches one direction .* times as much as another" --layers 1
    heads spectrum " × 10" --layers 30 --width 8
    heads grid "Three linear layers are one matrix" --activation identity --layers 3 --samples 16
    heads grid "are one matrix; with gelu between they are not" --activation gelu --layers 3 --samples 256
    heads meter "% of the variance is nonlinear" --activation gelu --layers 3 --samples 256
    actfn_run collapse --shape 2,3,2,3,2,3,2,3,2,3 --samples 16 --figure grid -o p.svg
    done_well
    grep -qF "to 2 to ... to 3" p.svg
}

# ---- a user's own matrices -----------------------------------------------------------------------------------

# matrix: table matrix of $output as "row column value" in one line
cells() { tail -n +2 <<<"$output" | tr ',' ' ' | xargs; }

@test "collapse FILE...: whole numbers are multiplied exactly, the first layer first" {
    npy w1.npy 3 2   1 2  3 4  5 6
    npy w2.npy 2 3   1 0 -1  2 1 0
    actfn_run collapse w1.npy w2.npy -q
    done_well
    narrow "$output"
    [ "$(value layers) $(value parameters_stacked) $(value parameters_collapsed) $(value rank)" = "2 12 4 2" ]
    [ "$(value relative_error)" = 0 ]
    [ "$(value exact_outputs)" = "$(value exact_equal)" ]
    [[ $(flat) == *"hold whole numbers, and were multiplied exactly"* ]]
    [ -z "$(value init)" ]
    actfn_run collapse w1.npy w2.npy -f csv
    [ "${lines[0]}" = row,column,value ]
    [ "$(cells)" = "1 1 -4 1 2 -4 2 1 5 2 2 8" ]
    # saved as a plain array, which is read again as the same matrix
    actfn_run collapse w1.npy w2.npy -o w.npy
    done_well
    actfn_run collapse w.npy -f csv
    [ "$(cells)" = "1 1 -4 1 2 -4 2 1 5 2 2 8" ]
}

@test "collapse FILE...: whole numbers beyond 2^53 are exact too" {
    npy w.npy 1 1  3486784401        # 3^20
    actfn_run collapse w.npy w.npy w.npy -f csv
    done_well
    [ "${lines[1]}" = 1,1,4.23911582752162e28 ]      # the double nearest to 3^60
    actfn_run collapse w.npy w.npy w.npy
    [[ $(flat) == *"in 128 bits"* ]]
}

@test "collapse FILE...: vectors are biases, and table bias has theirs" {
    npy w1.npy 2 2  1 0  0 2
    npy b1.npy 2 "" 10 20
    npy w2.npy 1 2  3 4
    actfn_run collapse w1.npy b1.npy w2.npy -f csv --table bias
    done_well
    [ "$(cells)" = "1 110" ]
    actfn_run collapse w1.npy b1.npy w2.npy
    [ "$(value parameters_stacked) $(value parameters_collapsed)" = "8 3" ]
    [[ $output == *"1 of the 2 layers have a bias"* ]]
    actfn_run collapse w1.npy b1.npy w2.npy --no-bias
    [ "$(value parameters_stacked) $(value parameters_collapsed)" = "6 2" ]
    actfn_run collapse b1.npy w1.npy;        fails 1 "b1.npy"
    actfn_run collapse w1.npy b1.npy b1.npy; fails 1 "b1.npy"
}

@test "collapse FILE...: matrices that do not fit are refused with both shapes and what would help" {
    npy a.npy 3 2  1 2 3 4 5 6
    npy b.npy 2 4  1 2 3 4 5 6 7 8
    npy h.npy 5 4  1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20
    npy c.npy 2 3  1 2 3 4 5 6
    npy d.npy 4 2  1 2 3 4 5 6 7 8
    actfn_run collapse a.npy h.npy; fails 1 "h.npy" "5 x 4" "a.npy" "3 x 2"
    [[ $stderr != *"they fit"* ]]
    actfn_run collapse c.npy a.npy d.npy; fails 1 "d.npy" "4 x 2" "a.npy" "3 x 2"
    actfn_run collapse a.npy d.npy; fails 1 "d.npy"
    actfn_run collapse d.npy c.npy; fails 1 "c.npy" "or in the opposite order they fit"
    actfn_run collapse c.npy b.npy; fails 1
    npy e.npy 2 3  1 2 3 4 5 6
    npy f.npy 3 4  1 2 3 4 5 6 7 8 9 10 11 12
    actfn_run collapse e.npy f.npy; fails 1 "with --transpose (in x out)" "they fit"
    actfn_run collapse --transpose e.npy f.npy -f csv
    done_well
    [ "$(cells)" = "1 1 38 1 2 83 2 1 44 2 2 98 3 1 50 3 2 113 4 1 56 4 2 128" ]
    actfn_run collapse --transpose c.npy a.npy; done_well
    npy g.npy 1 2  1 nan
    actfn_run collapse g.npy; fails 1 "g.npy" "NaN" "[0, 1]"
}

@test "collapse FILE...: options that say what files say, and words that are none" {
    npy a.npy 2 2  1 2 3 4
    for option in "--layers 3" "--width 4" "--shape 2,2" "--init he"; do
        actfn_run collapse a.npy $option; fails 2 "${option%% *}"
    done
    actfn_run collapse gelu; fails 2 "'gelu'" "--activation"
    actfn_run collapse missing.npy; fails 1 "missing.npy"
}

@test "collapse FILE...: a low-rank pair has the rank of its narrow side, and activations go between" {
    npy down.npy 1 3  1 2 4
    npy up.npy 3 1    0.5 -1 0.25
    actfn_run collapse down.npy up.npy --activation gelu
    done_well
    [ "$(value rank)" = 1 ]
    [[ $(flat) == *"the narrowest layer allows no more"* ]]
    less 0.1 "$(awk '$1 == 2 && $2 ~ /^[0-9.e-]+$/ { print $NF }' <<<"$output" | tail -n 1)"
}
