# info, compare, bench: what is computed about functions.
load helper

# fact NAME: the number of that fact in the json of $output
fact() { sed -n "s/^ *\"$1\": \"\{0,1\}\([^\",]*\)\"\{0,1\},\{0,1\}$/\1/p" <<<"$output"; }
# cell COLUMN ROW: of the csv in $output, both counted from 1
cell() { sed -n "$(($2 + 1))p" <<<"$output" | cut -d, -f"$1"; }

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

@test "compare: maxima located" {
    actfn_run compare gelu silu -f csv
    done_well
    [ "${lines[0]}" = "f,g,max_difference,at_x,max_slope_difference,slope_at_x,max_relative_difference,relative_at_x,rms_difference" ]
    near "$(cell 3 1)" 0.19300198798001
    actfn_run compare torch.hard_sigmoid onnx.hard_sigmoid -r 0:5 -f csv
    near "$(cell 3 1)" 0.083333333333333
    near "$(cell 4 1)" 2.5
    actfn_run compare relu gelu silu -f csv
    [ "${#lines[@]}" -eq 4 ]
    actfn_run compare gelu
    fails 2 "two functions"
    actfn_run compare gelu softmax
    fails 2 vector
}

@test "compare: a kernel is graded" {
    actfn eval gelu -r -3:3:0.5 -d 0 -f csv | sed '1s/.*/x,f/' >exact.csv
    actfn_run compare gelu exact.csv -f json
    done_well
    less -1 "$(fact max_ulp)" 2.001
    printf 'x,f\n1,0.8413447460685430\n2,1.9\n' >wrong.csv
    actfn_run compare gelu wrong.csv -f csv
    done_well
    [ "${lines[0]}" = x,got,want,ulp ]
    [[ ${lines[1]} == 2,1.9,1.95449973610* ]]
    printf 'x,f\n0.5,0.345703125\n' >half.csv
    actfn_run compare gelu half.csv --dtype float16 -f json
    done_well
    less -1 "$(fact max_ulp)" 0.5001
    actfn_run compare gelu missing.csv
    fails 1 missing.csv
    printf 'x\n1\n' >one.csv
    actfn_run compare gelu one.csv
    fails 1 "x and f"
    printf 'x,f\n0,a\n' >words.csv
    actfn_run compare gelu words.csv
    fails 1 words.csv "'f'" "'a': not a number"
    for words in 'exact.csv gelu' 'gelu silu exact.csv' 'exact.csv wrong.csv' exact.csv; do
        # shellcheck disable=SC2086 # words
        actfn_run compare $words
        fails 2 "'exact.csv'" "stands before it"
    done
}

@test "compare, graded files: figures" {
    actfn_run compare gelu silu -o a.png
    done_well
    [ -s a.png ]
    actfn eval gelu -d 0 -f csv | sed '1s/.*/x,f/' >mine.csv
    actfn_run compare gelu mine.csv -o b.svg
    done_well
    grep -q '<svg' b.svg
}

@test "bench: a row for each number of slopes" {
    actfn_run bench gelu 'gelu(2*x)-silu(x)' -f csv
    done_well
    [ "${lines[0]}" = "function,derivatives,ns_per_value,values_per_second,relative_to_copy,max_error_ulp" ]
    [ "${#lines[@]}" -eq 7 ]
    less 0 "$(cell 6 1)" 3
    actfn_run bench nothing
    fails 2 nothing
}

@test "compare: where the first is 0 on a stretch and the second is not, the relative difference has no bound" {
    run bash -c "actfn compare relu abs -f csv | tail -n 1 | cut -d, -f7,8"
    [ "$output" = "inf,-5" ]
    actfn_run compare gelu gelu_erf
    [[ $output == *"are equal"* ]]
}
