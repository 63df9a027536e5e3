# phase: mean-field theory of wide random networks. The numbers themselves are tests/unit/test_meanfield.c's.
load helper

# fact NAME: of the json in $output; tables have columns of the same names
fact() { sed -n "/\"facts\"/,/}/s/^ *\"$1\": \"\{0,1\}\([^\",]*\)\"\{0,1\},\{0,1\}$/\1/p" <<<"$output"; }

@test "phase: the facts of the contract, and its tables" {
    actfn_run phase tanh --weight-variance 2.5 --bias-variance 0.05 -f json
    done_well
    near "$(fact q_star)" 1.06395837741681
    near "$(fact chi_1)" 1.13351569870427
    near "$(fact c_star)" 0.446804232344267
    near "$(fact xi_q)" 1.17987291647952
    close "$(fact xi_c)" 11.7955975158776 1e-9
    near "$(fact edge_weight_variance)" 1.76095463960670
    [ "$(fact phase)" = chaotic ]
    actfn_run phase tanh --bias-variance 0.05 -f csv
    [ "${lines[0]}" = weight_variance,bias_variance,q_star,chi_1,phase ]
    rows "$((${#lines[@]} - 1))" 1 '$1 > 0 && $2 > 0 && $3 > 0 && $4 > 0'
    rows "$(grep -c chaotic <<<"$output")" '$5 == "chaotic"' '$4 > 1'
    rows "$(grep -c ordered <<<"$output")" '$5 == "ordered"' '$4 < 1'
    actfn_run phase tanh --table edge -f csv
    [ "${lines[0]}" = bias_variance,weight_variance,q_star ]
    actfn_run phase tanh --table c_map -f csv --weight-variance 0.9 --bias-variance 0.1
    rows 41 1 '$2 >= $1 - 1e-12 && $2 <= 1'                                 # ordered: alike and more alike
}

@test "phase: expressions and their settings, the same as the function" {
    for f in 'x*sigmoid(b*x)' 'swish(beta=b)'; do
        [ "$f" = 'swish(beta=b)' ] && f=swish\(beta=1.5\)
        actfn_run phase "$f" $([[ $f == *b\** ]] && echo --set b=1.5) --weight-variance 1.9 --bias-variance 1 -f json
        done_well
        q+=("$(fact q_star)")
    done
    close "${q[0]}" "${q[1]}" 1e-9
    refused phase tanh --set b=1 -- b parameter
}

@test "phase: says where there is no fixed point, and leaves its facts out" {
    actfn_run phase relu --weight-variance 3
    done_well
    says "no fixed point"
    says diverges
    run ! grep -q ^q_star <<<"$output"
    actfn_run phase 'log(x)'
    done_well
    says "no fixed point"
    actfn_run phase relu
    says "Every mean square q"
    [[ $output == *phase*edge* ]]
}

@test "phase: one function of one number" {
    refused phase -- function
    refused phase tanh relu -- "'relu'" "one function"
    refused phase softmax -- "'softmax'"
    refused phase gleu -- "'gelu'"
    refused phase tanh --weight-variance 0 -- weight-variance
    refused phase tanh --bias-variance -1 -- bias-variance
}

@test "phase: its figure appears, of what diverges too" {
    for f in 'tanh' 'relu --weight-variance 3' 'gelu --weight-variance 1'; do
        # shellcheck disable=SC2086 # words
        actfn_run phase $f -o x.png
        done_well
        [ "$(head -c 4 x.png | tail -c 3)" = PNG ]
        rm x.png
    done
}

@test "phase: what cannot be integrated is not established; what has no mean has no fixed point" {
    actfn_run phase 'sin(1/x)' -f json
    done_well
    [ "$(fact phase)" = "not established" ]
    [ -z "$(fact q_star)" ]
    actfn_run phase '1/x' -f json
    [ "$(fact phase)" = "no fixed point" ]
}
