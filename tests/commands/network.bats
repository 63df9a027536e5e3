# dead, flow, fit: nets that train. Numbers are checked against definitions and against each other.
load helper

# table WORDS...: the csv in $output; with a row at least, whatever is looked for in it
table() {
    actfn_run "$@" -q -f csv
    [ "$status" -eq 0 ] || { echo "status $status: $stderr"; return 1; }
    [ "${#lines[@]}" -ge 2 ] || { echo "no rows: $output"; return 1; }
}
fact() { sed -n "s/^$1 \{1,\}//p" <<<"$output"; }
# column NAME: of the csv in $output
column() { awk -F, -v name="$1" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) c = i; next } { print $c }' <<<"$output"; }

# ---- dead ------------------------------------------------------------------------------------------

@test "dead: text within 80 columns, every fact there" {
    actfn_run dead -q
    done_well
    narrow "$output"
    for name in samples units dead dead_percent always_on mixed loss accuracy died revived; do
        [ -n "$(fact $name)" ] || { echo "no $name"; return 1; }
    done
    [ "$(fact samples) $(fact units)" = "300 320" ]
    numbers 3 "$(fact dead)" "$(fact always_on)" "$(fact mixed)"
    [ $(($(fact dead) + $(fact always_on) + $(fact mixed))) -eq 320 ]
}

@test "dead: all of ten units are 100 percent, not nearly" {
    table dead --width 10 --layers 1 --steps 0 --bias-init=-1e9 --table layers
    done_well
    [[ ${lines[1]} == relu,he,42,init,1,10,10,0,0,100,100,100,0 ]]
}

@test "one step is a step" {
    actfn_run dead --steps 1
    [[ $output == *" 1 step of "* ]]
    actfn_run fit xor --steps 1
    [[ $output == *" 1 step of "* ]]
}

@test "dead: tables as the contract names them" {
    table dead --steps 20
    done_well
    [ "${lines[0]}" = activation,init,seed,moment,layer,units,dead,always_on,mixed,dead_percent,zero_percent,saturated_percent,mean_abs_slope ]
    [ "${#lines[@]}" -eq 11 ]
    table dead --steps 20 --table training
    [ "${lines[0]}" = activation,init,seed,step,loss,accuracy,dead_percent,died,revived ]
    table dead --steps 20 --table units
    [ "${lines[0]}" = activation,init,seed,layer,unit,active_percent,max_abs_slope ]
    [ "${#lines[@]}" -eq 321 ]
}

@test "dead: dead, always on and mixed make up each layer, and the units table agrees" {
    table dead --steps 200 --lr 0.3
    rows 10 1 '$7 + $8 + $9 == $6'
    local dead
    dead=$(awk -F, '$4 == "trained" { n += $7 } END { print n }' <<<"$output")
    table dead --steps 200 --lr 0.3 --table units
    [ "$(awk -F, 'NR > 1 && $7 == 0' <<<"$output" | wc -l)" -eq "$dead" ]
    [ "$(awk -F, 'NR > 1 && $6 == 0' <<<"$output" | wc -l)" -ge "$dead" ]
}

@test "dead: --steps 0 looks at the start only" {
    table dead --steps 0
    [ "$(column moment | sort -u)" = init ]
    actfn_run dead --steps 0 -q
    [ "$(fact died) $(fact revived)" = "0 0" ]
}

@test "dead: biases far below zero kill every relu, above zero leave all of the first layer on" {
    actfn_run dead --steps 0 --bias-init -100 -q
    [ "$(fact dead) $(fact dead_percent)" = "320 100" ]
    table dead --steps 0 --bias-init 100 --layers 1
    [ "$(column always_on)" = 64 ]
}

@test "dead: a dead net learns nothing" {
    actfn_run dead --bias-init -100 --steps 50 --weight-decay 0 -q
    [ "$(fact dead) $(fact revived)" = "320 0" ]
    close "$(fact loss)" 1.0986 0.0001      # ln 3
}

@test "dead: smooth functions have no dead units, sigmoid has saturated ones" {
    table dead --activation gelu,silu,tanh,sigmoid --steps 0
    [ "$(column dead | sort -u)" = 0 ]
    table dead --activation sigmoid --steps 0 --shift 20 --layers 1
    less 50 "$(column saturated_percent)"
}

@test "dead by depth: torch's biases leave half of the last layer dead and half always on" {
    table dead --data noise --shape 784,256,256,256,256,256,128,128,128,128,128 --init torch,he --steps 0
    done_well
    local torch he
    torch=$(awk -F, '$2 == "torch" && $5 == 10 { print $7, $8, $9 }' <<<"$output")
    he=$(awk -F, '$2 == "he" && $5 == 10 { print $10 }' <<<"$output")
    read -r dead on mixed <<<"$torch"
    [ "$dead" -ge 45 ]
    [ "$on" -ge 45 ]
    [ "$mixed" -le 3 ]
    less "$he" 25
}

@test "dead: one big step kills, and a shift of the inputs makes it worse" {
    local start step both
    actfn_run dead --layers 1 --width 100 --steps 200 -q
    start=$(fact dead)
    actfn_run dead --layers 1 --width 100 --steps 200 --big-step 30 -q
    step=$(fact dead)
    actfn_run dead --layers 1 --width 100 --steps 200 --big-step 30 --shift 2 -q
    both=$(fact dead)
    less "$start" "$step"
    less "$step" "$both"
}

@test "dead: every seed of --seeds gives what it gives alone" {
    table dead --steps 30 --seeds 2 --seed 7
    local eight
    eight=$(awk -F, '$3 == 8' <<<"$output")
    [ -n "$eight" ]
    table dead --steps 30 --seed 8
    [ "$(tail -n +2 <<<"$output")" = "$eight" ]
}

@test "the same seed gives the same bytes, on one thread and on more" {
    actfn_run dead --steps 60 --activation relu --seeds 1 -f json -q
    local all=$output
    OMP_NUM_THREADS=1 actfn_run dead --steps 60 --activation relu --seeds 1 -f json -q
    [ "$output" = "$all" ]
    actfn_run dead --steps 60 --activation relu --seeds 1 -f json -q --seed 43
    [ "$output" != "$all" ]
}

@test "diverged training is said, with the step, and not hidden" {
    actfn_run dead --lr 1e6 --steps 50 -q
    [ "$status" -eq 0 ]
    [[ $output == *Diverged*"step"* ]]
    [ -n "$(fact diverged_step)" ]
}

@test "dead: a diverged run says so first and has no trained units to count" {
    actfn_run dead --activation gelu --lr 1 -q
    done_well
    [[ ${lines[0]} == *"diverged at step $(fact diverged_step)"* ]]
    for name in dead dead_percent always_on mixed loss; do [ "$(fact $name)" = nan ]; done
    # what died by the last look is what is dead there
    [[ $output == *"$(fact died) of 320 units dead"* ]]
    [[ $output != *"Nearly"* ]]
    table dead --activation gelu --lr 1
    [ "$(awk -F, '$4 == "trained" { print $7, $8, $9 }' <<<"$output" | sort -u)" = "nan nan nan" ]
    actfn_run dead --activation gelu,tanh --lr 1
    [[ ${lines[0]} == *"gelu diverged, tanh 0 %"* ]]
    [[ $output == *"The facts are of one net: gelu, seed 42."* ]]
}

@test "dead: zeros are called sparse only where dead units are few" {
    actfn_run dead --bias-init -100 --layers 1 -q
    [[ $output != *sparse* && $output == *"all of them from dead units"* ]]
    actfn_run dead --lr 1 -q
    [[ $output != *sparse* && $output == *"dead units give"* ]]
    actfn_run dead --activation gelu -q
    [[ $output != *sparse* && $output != *"exactly 0"* ]]
    actfn_run dead -q
    [[ $output == *"sparse, not dead"* ]]
    preactivations False '2, 2' "$minus" "$minus" "$minus" "$minus"
    actfn_run dead z.npy -q
    [[ $output != *sparse* ]]
}

@test "dead: one layer has none below, a rate of 1 is not advised to itself, the big step is named" {
    actfn_run dead --layers 1 --big-step 100
    [[ $output != *"layers below"* && $output != *"--lr 1"* && $output == *"of the first step 100"* ]]
    actfn_run dead --layers 1
    [[ $output != *"--lr 1"* ]]
    actfn_run dead
    [[ $output == *"Try: --lr 1"* ]]
}

@test "dead: wrong words" {
    actfn_run dead --data sprial;              fails 2 "'sprial'" "did you mean 'spiral'"
    actfn_run dead --init hee;                 fails 2 "'hee'" "he"
    actfn_run dead --activation softmax;       fails 2 "softmax" "units"
    actfn_run dead --shape 3,4;                fails 2 "2 inputs"
    actfn_run dead --lr -1;                    fails 2 "--lr" "negative"
    actfn_run dead --lr nan;                   fails 2 "--lr"
    actfn_run dead --big-step 0;               fails 2 "--big-step"
    actfn_run dead --figure nosuch;            fails 2 "nosuch"
    actfn_run dead --layers 0;                 fails 2 "--layers"
    actfn_run dead --width 1000000 --layers 1000000; fails 2 "GB"
    actfn_run dead nosuch.npy;                 fails 1 "nosuch.npy"
}

# ---- flow ------------------------------------------------------------------------------------------

@test "flow: the table of the contract, five activations by two inits by ten layers" {
    table flow
    done_well
    [ "${lines[0]}" = activation,init,layer,forward_mean,forward_std,backward_rms,weight_gradient_rms,saturated_percent,gain ]
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

# ---- fit -------------------------------------------------------------------------------------------

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

@test "figures of dead, flow and fit appear" {
    command -v gnuplot >/dev/null || skip "no gnuplot"
    for words in "dead --steps 50" "dead --steps 50 --figure training" "dead --steps 50 --figure histogram" \
                 "dead --steps 0 --activation relu,gelu,tanh" flow "flow --activation tanh --figure histogram" "fit spiral --steps 50" "fit spiral --steps 50 --figure loss" "fit x^2 --steps 50" \
                 "fit x^2 --steps 50 --width 2,4 --figure width" "dead --steps 50 --figure map"; do
        for kind in png svg; do
            # shellcheck disable=SC2086 # words
            actfn_run $words -q -o figure.$kind
            done_well
            [ -s figure.$kind ]
        done
    done
}

# ---- files of the user's ----------------------------------------------------------------------------

# Samples by units, as npy of doubles: two units never above zero, one always.
preactivations() {
    { printf '\x93NUMPY\x01\x00\x76\x00%-117s\n' "{'descr': '<f8', 'fortran_order': $1, 'shape': ($2), }"
      for value in "${@:3}"; do printf '%b' "$value"; done; } > z.npy
}
one='\x00\x00\x00\x00\x00\x00\xf0\x3f' minus='\x00\x00\x00\x00\x00\x00\xf0\xbf' zero='\x00\x00\x00\x00\x00\x00\x00\x00'

@test "dead FILE: counts by hand, in C and in Fortran order" {
    preactivations False '3, 4' "$one" "$minus" "$zero" "$one"  "$one" "$minus" "$minus" "$minus"  "$one" "$minus" "$zero" "$one"
    actfn_run dead z.npy -q
    done_well
    [ "$(fact samples) $(fact units) $(fact dead) $(fact always_on) $(fact mixed)" = "3 4 2 1 1" ]
    local c=$output
    preactivations True '3, 4' "$one" "$one" "$one"  "$minus" "$minus" "$minus"  "$zero" "$minus" "$zero"  "$one" "$minus" "$one"
    actfn_run dead z.npy -q
    [ "$output" = "$c" ]
    table dead z.npy --table units
    [ "$(column max_abs_slope | xargs)" = "1 0 0 1" ]
}

@test "dead FILE --post: activations say as much as pre-activations, where the function lets them" {
    preactivations False '2, 3' "$one" "$zero" "$zero"  "$one" "$zero" "$one"
    actfn_run dead z.npy --post -q
    done_well
    [ "$(fact dead) $(fact always_on) $(fact mixed)" = "1 1 1" ]
    actfn_run dead z.npy --post --activation gelu
    fails 2 "--post" "gelu"
    actfn_run dead --post
    fails 2 "--post"
}

@test "dead FILE: files that are none" {
    actfn_run dead nosuch.npy;  fails 1 "nosuch.npy"
    echo text > bad.npy
    actfn_run dead bad.npy;     fails 1 "bad.npy"
    preactivations False '0, 4'
    actfn_run dead z.npy;       fails 1 "z.npy"
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

@test "more than the memory there is is refused before any work" {
    refused() {
        local option=$1
        shift
        # shellcheck disable=SC2016
        run --separate-stderr bash -c 'ulimit -t 60; exec actfn "$@"' - "$@"
        fails 2 "--$option: " " GB and "
    }
    refused points fit 'sin(x)' -n 2e9
    refused points fit 'sin(x)' -n 1e12
    refused probe dead --data noise --shape 20000,8 --probe 1e8
    refused seeds dead --width 4096 --layers 60 --steps 0 --batch 1 --seeds 10000
    refused samples flow --samples 1e9
    refused samples flow --samples 1e9 --layers 1 --figure histogram
    refused width fit xor --width 1e8
    refused shape dead --data noise --shape 9e7,2
}
