# info: what is known and computed about one function.
load helper
load results

@test "info gelu: facts to 12 digits" {
    actfn_run info gelu -f json
    done_well
    near "$(fact minimum)" -0.16997120747990369
    near "$(fact minimum_x)" -0.75179152469356446
    near "$(fact lipschitz)" 1.1289041451851547
    near "$(fact gain_forward)" 1.5335304411955
    near "$(fact underflow_x_double)" -38.5801402237828
    [ "$(fact range_upper)" = inf ]
    [ "$(fact monotone)" = no ]
    [ "$(fact limit_left)" = 0 ]
    run ! grep -q '"maximum"' <<<"$output"
}

@test "info: tables with the columns that scripts rely on" {
    actfn_run info silu --table slope_zeros -f csv
    done_well
    [ "${lines[0]}" = x ]
    near "${lines[1]}" -1.2784645427610738
    actfn_run info silu --table inflections -f csv
    [ "${#lines[@]}" -eq 3 ]
    actfn_run info relu6 --table kinks -f csv
    [[ ${lines[0]} == x,left,right,used* ]]
    [[ ${lines[1]} == 0,0,1,0* && ${lines[2]} == 6,1,0,0* ]]
    actfn_run info mish --table series -f csv
    [ "${lines[0]}" = power,coefficient ]
    near "$(cell 2 2)" 0.6
    near "$(cell 2 3)" 0.32
}

@test "info: expressions, frameworks' names, parameters" {
    actfn_run info 'x*sigmoid(1.702*x)' -f json
    done_well
    local expression
    expression=$(fact minimum)
    actfn_run info quick_gelu -f json
    near "$(fact minimum)" "$expression"
    actfn_run info jax.gelu
    done_well
    [[ $output == *gelu_tanh* || $output == *tanh* ]]
    actfn_run info 'leaky_relu(slope=0.2)'
    [[ $output == *keras.leaky_relu* ]]
    actfn_run info swish --set beta=2 -f json
    near "$(fact minimum)" -0.1392322713805369
    actfn_run info torch.softplus -f json
    [ "$(fact smoothness)" = jump ]
}

@test "info as text fits 80 columns" {
    local f
    for f in gelu leaky_relu hard_swish swiglu softmax torch.softplus 'x > 0 ? x : 0.1*x' sin; do
        actfn_run info "$f"
        done_well
        narrow "$output"
    done
}

@test "info: what is no function is said in one line, an expression in three" {
    actfn_run info gelo
    fails 2 "'gelo'" "did you mean 'gelu'?"
    actfn_run info
    fails 2 "no function"
    actfn_run info gelu,silu
    fails 2 "one function"
    actfn_run info 'softcap(c=0)'
    fails 2 "c > 0"
    actfn_run info 'elu(alpha=nan)'
    fails 2 alpha
    actfn_run info 'x*sigmod(x)'
    [ "$status" -eq 2 ]
    [ "${#stderr_lines[@]}" -eq 3 ]
    [ "${stderr_lines[1]}" = "  x*sigmod(x)" ]
    [ "${stderr_lines[2]}" = "    ^" ]
}

@test "on a terminal info draws a sketch, as wide as there is room" {
    command -v script >/dev/null || skip "no script"
    local columns
    for columns in 50 100 300; do
        run script -qec "stty cols $columns rows 40; TERM=xterm NO_COLOR=1 actfn info gelu" /dev/null
        [ "$status" -eq 0 ]
        [[ $output == *⠀* || $output == *⣀* || $output == *⡇* || $output == *⠤* ]] || { echo "no sketch: $output"; return 1; }
        [ "$(tr -d '\r' <<<"$output" | LC_ALL=C.UTF-8 wc -L)" -le "$columns" ]
    done
    # under 40 columns nothing would fit: then as for 80
    run script -qec "stty cols 40 rows 40; TERM=xterm NO_COLOR=1 actfn info gelu" /dev/null
    [ "$(tr -d '\r' <<<"$output" | LC_ALL=C.UTF-8 wc -L)" -le 40 ]
    run script -qec "stty cols 39 rows 40; TERM=xterm NO_COLOR=1 actfn info gelu" /dev/null
    [ "$(tr -d '\r' <<<"$output" | LC_ALL=C.UTF-8 wc -L)" -gt 60 ]
}

@test "info: bounds, domain and what is left out" {
    actfn_run info 'sqrt(4-x)-sqrt(x+1)' -f json
    done_well
    [[ $output == *'"domain": "[-1, 4]"'* ]]
    near "$(fact range_lower)" -2.2360679774997897
    actfn_run info gelu --table bounds -f csv
    [ "${lines[0]}" = fact,low,high,how ]
    [[ $output == *lipschitz,1.128904145185154*,1.12890414518515*enclosed* || $output == *lipschitz,1.12890414518515*converged* ]]
    actfn_run info 'floor(1/x)' --effort 0
    done_well
    [[ $output == *"Left out"* ]]
}

@test "info: the slope as a formula, LaTeX, C" {
    actfn_run info 'x/sqrt(1+x^2)' -d 2
    done_well
    [[ $output == *"f'(x) = 1/(1 + x^2)^(3/2)"* && $output == *"f''(x) = -3*x/(1 + x^2)^(5/2)"* ]]
    actfn_run info 'x*tanh(exp(x))' -f json
    [[ $output == *'"slope": "tanh(exp(x)) + x*exp(x)*(1 - tanh(exp(x))^2)"'* ]]
    actfn_run info 'log(1+exp(x))' --tex
    done_well
    [[ $output == *'\frac{e^{x}}{1 + e^{x}}'* ]]
    actfn_run info 'gelu(2*x)*max(x,0)' --c
    done_well
    [ "${lines[0]}" = '#include <math.h>' ]
    echo "$output" >"$BATS_TEST_TMPDIR/slope.c"
    printf '#include <stdio.h>\ndouble slope(double);\nint main(void) { printf("%%.17g\\n", slope(0.7)); }\n' >"$BATS_TEST_TMPDIR/main.c"
    cc -o "$BATS_TEST_TMPDIR/slope" "$BATS_TEST_TMPDIR/slope.c" "$BATS_TEST_TMPDIR/main.c" -lm
    near "$("$BATS_TEST_TMPDIR/slope")" 2.8673471867915008
    actfn_run info gelu --tex --c
    [ "$status" -eq 2 ]
}

@test "info: the function of the catalogue that an expression is" {
    actfn_run info 'x*tanh(exp(x))'
    done_well
    [[ $output == *"Same as"*"tanhexp (2020)"* ]]
    actfn_run info 'x/2*sigmoid(x/2)' -f json
    [ "$(fact same_as_scale)" = 2 ]
    [[ $output == *'"same_as": "silu"'* ]]
    actfn_run info 'x*sigmoid(x)+1e-12*x' -f json
    [[ $output != *same_as* ]]
}
