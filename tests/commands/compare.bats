# compare: two functions, or an implementation and its exact values.
load helper
load results

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

@test "compare: where the first is 0 on a stretch and the second is not, the relative difference has no bound" {
    run bash -c "actfn compare relu abs -f csv | tail -n 1 | cut -d, -f7,8"
    [ "$output" = "inf,-5" ]
    actfn_run compare gelu gelu_erf
    [[ $output == *"are equal"* ]]
}

@test "compare: files of infinite numbers, for functions of a vector, without rows" {
    printf 'x,f\n1,inf\n2,2\n-1,nan\n' >inf.csv
    actfn_run compare relu inf.csv
    done_well
    says "2 values are nan or infinite where the function is not"
    says "mean_ulp 0"
    actfn eval softmax -a 1,2,3 -d 0 -f csv | sed '1s/.*/x,f/' >soft.csv
    actfn_run compare softmax soft.csv -f json
    done_well
    [[ $output == *'"max_ulp": 0'* ]]
    printf 'x,f\n' >none.csv
    actfn_run compare relu none.csv
    fails 1 "'none.csv': has no rows"
    refused compare softmax gelu -- "acts on a whole vector"
    refused compare relu gelu - -- "compare looks at a whole range; give it by --range LO:HI"
}

@test "compare --dtype, --compute-dtype: obeyed" {
    actfn_run compare gelu gelu_tanh --dtype bfloat16 -f csv
    done_well
    IFS=, read -r _ _ d x _ <<<"${lines[1]}"
    close "$d" 0.015625 1e-12
    actfn_run compare gelu torch.gelu --compute-dtype bfloat16 --points all -f csv
    done_well
    IFS=, read -r _ _ d x _ <<<"${lines[1]}"
    less 0 "$d" 0.01
    refused compare gelu jax.silu --compute-dtype bfloat16 -- "not known"
}

@test "compare: needles, ties and jumps are found, and every place is told" {
    actfn_run compare x 'x+exp(-(x-3.3)^2*1e6)' -r -1000:1000 -f csv --table pairs
    done_well
    near "$(cell 3 1)" 1
    near "$(cell 4 1)" 3.3
    actfn_run compare gelu silu -f csv --table places
    [ "${#lines[@]}" -eq 3 ]
    [[ ${lines[0]} == x_low,x_high* ]]
    actfn_run compare 'x>0?1:0' sigmoid --table relative_places -f csv
    [[ ${lines[1]} == -5,0,* ]]
}
