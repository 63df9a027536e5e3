# flow: how signals and gradients change from layer to layer.
load helper
load training

@test "flow: the table of the contract, five activations by two inits by ten layers" {
    table flow
    done_well
    [ "${lines[0]}" = activation,init,layer,forward_mean,forward_std,backward_rms,weight_gradient_rms,saturated_percent,gain,predicted_std,predicted_backward ]
    [ "${#lines[@]}" -eq 101 ]
    actfn_run flow -q
    narrow "$output"
}

@test "flow: sigmoid falls off a cliff, relu with he is flat, gelu and silu with torch vanish faster than relu" {
    table flow --samples 2048
    first() { awk -F, -v a="$1" -v i="$2" '$1 == a && $2 == i && $3 == 1 { print $6 }' <<<"$output"; }
    less "$(first sigmoid torch)" 1e-6
    less 0.3 "$(first relu he)" 3
    less "$(first gelu torch)" "$(first relu torch)"
    less "$(first silu torch)" "$(first relu torch)"
    rows 10 '$3 == 10' '$6 >= 0.98 && $6 <= 1.02'                                 # N(0,1) at the last output
}

@test "flow: gains of functions, to many digits" {
    table flow --activation relu,tanh,identity --init he --layers 1 --width 4 --samples 10
    close "$(column gain | sed -n 1p)" 1.41421356 1e-6
    close "$(column gain | sed -n 2p)" 1.59253742 1e-6
    close "$(column gain | sed -n 3p)" 1 1e-9
}

@test "flow: orthogonal weights and no activation keep everything at any depth" {
    table flow --activation identity --init orthogonal --layers 100 --width 16
    rows 100 1 '$5 >= 0.97 && $5 <= 1.03 && $6 >= 0.97 && $6 <= 1.03'
}

@test "flow: a gradient too small for float is still a number" {
    table flow --activation sigmoid --init torch --layers 120 --width 16 --samples 64
    local first
    first=$(column backward_rms | head -1)
    less 0 "$first" 1e-60
}

@test "flow: histograms on request, each layer's shares making up nearly all" {
    table flow --activation tanh,relu --init he --table histogram
    done_well
    [ "${lines[0]}" = activation,init,layer,z,percent ]
    [ "${#lines[@]}" -eq 1001 ]
    rows 1000 1 '$5 >= 0'
    local sums
    sums=$(awk -F, 'NR > 1 { s[$1 $3] += $5 } END { for (k in s) print s[k] }' <<<"$output")
    # shellcheck disable=SC2086 # words
    numbers 20 $sums
    for sum in $sums; do less 97 "$sum" 100.0001; done
}

@test "flow: the headline says both ends, and nothing of one layer" {
    actfn_run flow --activation relu,gelu,silu --init torch --layers 30
    [[ ${lines[0]} == "From layer 30 to 1 a gradient of 1 becomes 1.7e-16 to 2.2e-12"*"seed 42" ]]
    [[ $output != *stays* && $output == *"^(1/29)"* ]]
    actfn_run flow --layers 1
    [[ ${lines[0]} == *"no layer to go back through"* && $output != *"Smallest"* ]]
}

@test "flow: one layer, overflow, a gradient that stays, where the values lie" {
    actfn_run flow --layers 1 --width 8 --samples 32
    done_well
    says "One hidden layer: a gradient has no layer to go back through"
    actfn_run flow --layers 8 --init normal:1e30 --activation relu --width 16 --samples 32
    done_well
    says "No gradient stays within float's range over 8 layers"
    says "relu with normal:1e30 init leaves float's range at layer 2."
    actfn_run flow --activation identity --layers 3 --init orthogonal --width 8 --samples 64
    done_well
    says "From layer 3 to 1 a gradient of 1 becomes"
    actfn_run flow --table histogram -f csv --layers 2 --width 4 --samples 8 --activation relu --init he
    done_well
    [ "${lines[0]}" = activation,init,layer,z,percent ]
    rows $((${#lines[@]} - 1)) 1 '$5 >= 0'
    local layer
    for layer in 1 2; do less 90 "$(awk -F, -v l=$layer '$3 == l { sum += $5 } END { printf "%.17g", sum }' <<<"$output")" 100.0001; done
    refused flow relu -- "flow takes no argument"
    refused flow --init nosuch -- "unknown init"
    refused flow --activation softmax -- "mixes the units of a layer"
    refused flow --width 1e6 --layers 100 -- "such a network would take 2e+06 GB"
}

# Logarithms of measured over predicted, mean over the seeds, against three of its standard errors; what a finite width shifts the
# mean by, about layers/width, is allowed for besides.
@test "flow: measured is what theory predicts, on fresh seeds" {
    local first=$((RANDOM * 32768 + RANDOM)) seed
    echo "seeds $first to $((first + 11))"
    for what in "" --residual "--norm rms"; do
        for seed in $(seq "$first" $((first + 11))); do
            # shellcheck disable=SC2086 # words
            actfn flow --activation relu,tanh,silu --init he --layers 4 --width 128 --samples 256 --seed "$seed" $what -f csv -q
        done >all
        awk -F, -v what="$what" '
            $1 != "activation" && $3 < 4 { for (k = 0; k < 2; k++) {
                d = log($(5 + k)/$(10 + k)); i = $1 " layer " $3 " column " 5 + k; n[i]++; sum[i] += d; square[i] += d*d } }
            END { for (i in n) { m = sum[i]/n[i]; e = sqrt((square[i]/n[i] - m*m)/(n[i] - 1)); seen++
                      if (!(m*m <= (3*e + 4/128)^2) || !(e < 0.2)) { print what, i, m, e; bad = 1 } }
                  exit bad || seen != 18 }' all
    done
}

@test "flow: own inputs, a function a layer, and what does not go together" {
    actfn flow --per-layer relu,tanh,gelu --init he -f csv -q >lines
    [ "$(wc -l <lines)" -eq 4 ]
    refused flow --per-layer relu,tanh --layers 3 -- per-layer "3 hidden"
    refused flow --per-layer relu --activation tanh -- per-layer
    refused flow --residual --shape 4,8,8 -- residual
    refused flow --norm batch -- norm
    refused flow --inputs nosuch.npy -- nosuch.npy || fails 1 nosuch.npy
    refused flow --init uniform -- uniform:0.1
    refused flow --init siren:0 -- siren
    table flow --activation relu --init zeros --layers 2 --width 8 --samples 8
    rows 2 1 '$5 == 0'
}
