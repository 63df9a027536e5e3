# fit: networks that learn a task, with an activation and without.
load helper
load training

@test "fit spiral: about half without an activation, nearly all with one" {
    table fit spiral
    done_well
    [ "${lines[0]}" = activation,init,width,seed,parameters,loss,accuracy,steps_per_second ]
    less "$(column accuracy | sed -n 1p)" 0.62
    less 0.95 "$(column accuracy | sed -n 2p)"
    less 0.95 "$(column accuracy | sed -n 3p)"
    [ "$(column parameters | sort -u)" = 195 ]          # 3 x 32 + 33 x 3
    actfn_run fit spiral -q
    narrow "$output"
}

@test "the width ladder: linear nets reach the same loss at every width, relu does not" {
    table fit two-spirals --layers 3 --width 4,8,16,32 --activation identity,relu
    local linear relu
    linear=$(awk -F, '$1 == "identity" { printf "%.3f\n", $6 }' <<<"$output" | sort -u)
    relu=$(awk -F, '$1 == "relu" { printf "%.3f\n", $6 }' <<<"$output" | sort -u | wc -l)
    [ "$(wc -l <<<"$linear")" -eq 1 ] || { echo "$linear"; return 1; }
    [ "$relu" -eq 4 ]
    less 0.98 "$(awk -F, '$1 == "relu" && $3 == 32 { print $7 }' <<<"$output")"
}

@test "fit of a line by linear nets is least squares" {
    # y = x^2 on -1..2, 256 points: the best line's residual, by the normal equations
    local want
    want=$(awk 'BEGIN { n = 256; for (i = 0; i < n; i++) { x = -1 + 3 * i / (n - 1); y = x * x; sx += x; sy += y; sxx += x * x; sxy += x * y; syy += y * y }
        b = (n * sxy - sx * sy) / (n * sxx - sx * sx); a = (sy - b * sx) / n
        printf "%.9f", (syy - a * sy - b * sxy) / n }')
    table fit 'x^2' --range -1:2 --activation identity --width 2,8,32 --optimizer sgd --lr 0.05
    # shellcheck disable=SC2046 # words
    numbers 3 $(column loss)
    for loss in $(column loss); do close "$loss" "$want" 1e-5; done
    table fit 'x^2' --range -1:2 --activation relu,gelu
    # shellcheck disable=SC2046
    numbers 2 $(column loss)
    for loss in $(column loss); do less "$loss" 0.01; done
}

@test "fit: at a rate that narrow nets bear, a wide one diverges: said, with the step and what would help, and as nan, not as a number" {
    local words=(fit 'x^2' --range -1:2 --activation identity --optimizer sgd --lr 0.1)
    table "${words[@]}" --width 2,8,32
    rows 2 '$3 < 32' '$6 < 0.458'
    [[ ${lines[3]} == identity,he,32,42,97,nan,nan,* ]]
    actfn_run "${words[@]}" --width 32
    done_well
    [[ ${lines[0]} == "x^2: identity diverged "* ]]
    [[ $(tr -s ' \n' ' ' <<<"$output") == *"at step $(fact diverged_step) the loss was no finite number any more"*"Try a smaller --lr."* ]]
    less 1 "$(fact diverged_step)" 100
    [ "$(fact loss) $(fact r2)" = "nan nan" ]
    actfn_run "${words[@]}" --width 32 -f json
    [[ $output == *'"diverged_step": '* ]]
}

@test "fit: a share that is not all is not 100 %, rounding noise is 0 %" {
    actfn_run fit 'x^2' --activation identity,relu,gelu -q
    [[ ${lines[0]} == *"identity 0 %, relu 99.9"* ]]
    [[ ${lines[0]} != *100* ]]
}

@test "fit: numbers have r2 instead of accuracy" {
    table fit 'tanh(3*x)' --activation relu --steps 500
    [ "${lines[0]}" = activation,init,width,seed,parameters,loss,r2,steps_per_second ]
    table fit 'tanh(3*x)' --activation relu --steps 500 --table prediction
    [ "${lines[0]}" = activation,init,width,x,target,prediction ]
}

@test "fit: nets of one seed differ in what is compared and in nothing else" {
    table fit moons --activation relu,identity --steps 100 --table training
    local with
    with=$(grep '^relu' <<<"$output")
    [ -n "$with" ]
    table fit moons --activation relu --steps 100 --table training
    [ "$(grep '^relu' <<<"$output")" = "$with" ]
}

@test "fit: batches, optimizers, seeds" {
    for optimizer in sgd momentum adam; do
        table fit circles --activation relu --optimizer $optimizer --batch 50 --steps 400 --seeds 2
        done_well
        [ "${#lines[@]}" -eq 3 ]
        # shellcheck disable=SC2046 # words
        numbers 2 $(column accuracy)
        for accuracy in $(column accuracy); do less 0.9 "$accuracy"; done
    done
}

@test "fit: wrong words" {
    actfn_run fit;                        fails 2 "task"
    actfn_run fit spiral moons;           fails 2 "one task"
    actfn_run fit sprial;                 fails 2 "did you mean 'spiral'"
    actfn_run fit spiral --optimizer sdg; fails 2 "sdg"
    actfn_run fit '1/x' --range -1:1 -n 3; fails 2 "x = 0"
    actfn_run fit spiral --width 3,x;     fails 2 "--width"
}

@test "fit and dead learn from csv: classes in numbers, in words, and numbers" {
    awk 'BEGIN { srand(3); print "a,b,kind"; for (i = 0; i < 200; i++) { a = 9 * rand(); b = rand(); print a "," b "," (a * b > 2 ? "yes" : "no") } }' > words.csv
    table fit words.csv --activation relu
    done_well
    [ "${lines[0]}" = activation,init,width,seed,parameters,loss,accuracy,steps_per_second ]
    less 0.95 "$(column accuracy)"
    sed 's/yes/1/; s/no/0/' words.csv > numbers.csv
    table fit numbers.csv --activation relu --table training
    [ "$(head -1 <<<"$output")" = activation,init,width,seed,step,loss,accuracy ]
    awk 'BEGIN { srand(3); for (i = 0; i < 200; i++) { a = 9 * rand(); b = rand(); print a "," b "," 3 * a - b } }' > plane.csv
    table fit plane.csv --activation identity
    less 0.999 "$(column r2)"
    actfn_run dead --data words.csv --steps 100 -q
    [ "$(fact samples)" = 200 ]
}

@test "fit: csv files that will not do" {
    actfn_run fit nosuch.csv;           fails 1 "nosuch.csv"
    printf 'x,y\n1,2\n' > short.csv
    actfn_run fit short.csv;            fails 1 "short.csv" "1 row"
    printf 'x\n1\n2\n' > thin.csv
    actfn_run fit thin.csv;             fails 1 "one column"
    printf 'x,y\n1,2\n3,inf\n' > inf.csv
    actfn_run fit inf.csv;              fails 1 "inf.csv" "row 2"
    printf 'x,y\n1,2\n3,2\n' > flat.csv
    actfn_run fit flat.csv;             fails 1 "flat.csv" "is 2 in every row"
    printf 'x,kind\n1,cat\n3,cat\n' > alike.csv
    actfn_run fit alike.csv;            fails 1 "alike.csv" "one class"
    actfn_run fit relu --range -5:-1;   fails 2 "relu" "0 at every x" "nothing to learn"
    actfn_run dead --data short.csv --probe 10; fails 2 "--probe"
}

@test "fit: tasks that are none" {
    refused fit -- "nothing to fit: give one task"
    refused fit spiral moons -- "'moons': give one task"
    refused fit sprial -- "did you mean 'spiral'?"
    refused fit 'log(x)' -- "'log(x)': is nan at x = -5; choose a --range"
    refused fit x --points 1 -- "2 points or more"
    refused dead --data 'x^2' -- "there are spiral, two-spirals, circles, moons, xor, noise, csv files"
    printf '1\n2\n' >one.csv
    actfn_run fit one.csv
    fails 1 "'one.csv': has one column"
    printf 'x,y\n1,2\n' >row.csv
    actfn_run fit row.csv
    fails 1 "'row.csv': has 1 row"
    printf 'x,y\n1,2\n3,nan\n' >nan.csv
    actfn_run fit nan.csv
    fails 1 "row 2, column 2 is nan"
    refused dead --data row.csv --probe 5 -- "'row.csv': a file has no fresh samples; leave out --probe"
    refused fit xor --optimizer nosuch -- "must be one of: sgd momentum adam"
    refused fit xor --activation softmax -- "mixes the units of a layer"
    refused fit xor --activation gelo -- "did you mean 'gelu'?"
    refused fit xor --init nosuch -- "--init 'nosuch': unknown init"
    refused fit xor --init he,,lecun -- "item 2 of the list is empty"
    refused fit xor --shape 3,4 -- "begins with 3, but the data have 2 inputs; write --shape 2,..."
    refused fit xor --lr -1 -- "must not be negative"
    refused fit xor --lr nan -- "must be finite"
    refused dead --big-step 0 -- "a learning rate above 0"
    refused fit xor --figure nosuch -- "must be one of: result process loss width"
}

@test "fit: csv files of numbers, of few whole numbers and of words" {
    awk 'BEGIN { print "a,b,y"; for (i = 0; i < 60; i++) print i / 60 "," (i * 7) % 60 / 60 "," 3 * i / 60 + 0.5 }' >numbers.csv
    actfn_run fit numbers.csv --steps 300 -q -f json
    done_well
    [[ $output == *'"r2"'* ]]
    awk 'BEGIN { for (i = 0; i < 60; i++) print i / 60 "," (i % 2) "," 1 + 2 * (i > 30) }' >classes.csv
    actfn_run fit classes.csv --steps 200 -q
    done_well
    says accuracy
    awk 'BEGIN { for (i = 0; i < 60; i++) print i / 60, (i % 2), (i > 30 ? "up" : "down") }' >words.csv
    actfn_run fit words.csv --steps 200 -q
    done_well
    says accuracy
    actfn_run dead --data classes.csv --steps 20 -q --shift 2
    done_well
    awk 'BEGIN { for (i = 0; i < 40; i++) print i "," i * i }' >many.csv      # too many values to be classes
    actfn_run fit many.csv --steps 20 -q
    done_well
    says r2
    printf '1,7\n2,7\n3,7\n' >same.csv                                         # a target that never changes
    actfn_run fit same.csv --steps 5 -q
    fails 1 "is 7 in every row; there is nothing to learn"
}
