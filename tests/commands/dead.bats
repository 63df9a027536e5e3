# dead: units that are dead or always linear, before and after training, and in files of values.
load helper
load training

# Samples by units, as npy of doubles: two units never above zero, one always.
preactivations() {
    { printf '\x93NUMPY\x01\x00\x76\x00%-117s\n' "{'descr': '<f8', 'fortran_order': $1, 'shape': ($2), }"
      for value in "${@:3}"; do printf '%b' "$value"; done; } > z.npy
}
one='\x00\x00\x00\x00\x00\x00\xf0\x3f' minus='\x00\x00\x00\x00\x00\x00\xf0\xbf' zero='\x00\x00\x00\x00\x00\x00\x00\x00'

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
    [[ $output == *"The facts are of one network: gelu, seed 42."* ]]
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

@test "dead: where no gradient gets through" {
    actfn_run dead --activation step --steps 5 -q --layers 2 --width 8
    done_well
    says "no gradient gets through the last hidden layer: only the head learns."
}

@test "dead FILE: values that are not finite, units that hardly live" {
    actfn eval x -a -9,nan,-8,inf -d 0 -f csv | sed 1d >/dev/null
    { printf '\x93NUMPY\x01\x00\x76\x00%-117s\n' "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 2), }"
      printf '\0\0\0\0\0\0\xf8\x7f\0\0\0\0\0\0\x22\xc0\0\0\0\0\0\0\x24\xc0\0\0\0\0\0\0\x22\xc0'; } >z.npy        # nan -9, -10 -9
    actfn_run dead z.npy --activation gelu
    done_well
    says "values are not finite."
    says "not_finite 1"
    says "Nearly"
}

# ---- files of several layers ---------------------------------------------------------------------------------

@test "dead FILE...: a row a layer, named, and totals" {
    npy one.npy 2 3  1 -1 -1  2 -1 1
    npy two.npy 4 2  -1 5  -2 5  -3 5  -4 5
    table dead one.npy two.npy
    done_well
    [ "${lines[0]}" = name,activation,init,seed,moment,layer,units,dead,always_on,mixed,dead_percent,zero_percent,saturated_percent,mean_abs_slope ]
    [ "${lines[1]}" = one,relu,,nan,file,1,3,1,1,1,33.333333333333336,50,50,0.5 ]
    [ "${lines[2]}" = two,relu,,nan,file,2,2,1,1,0,50,50,50,0.5 ]
    actfn_run dead one.npy two.npy -q
    [ "$(fact layers) $(fact units) $(fact dead) $(fact always_on) $(fact mixed)" = "2 5 2 2 1" ]
    [ -z "$(fact samples)" ]     # 2 and 4
    narrow "$output"
    table dead one.npy two.npy --table units
    [ "$(column layer | xargs)" = "1 1 1 2 2" ]
    actfn_run dead one.npy missing.npy
    fails 1 "missing.npy"
}

@test "dead FILE: dormant units by tau, and the effective rank, by hand" {
    # mean |relu| of the units: 0, 0.1, 4, 3.9; of the layer: 2. Scores 0, 0.05, 2, 1.95
    npy z.npy 2 4  -1 0.1 4 3.9  -1 0.1 4 3.9
    for pair in "0 1" "0.049 1" "0.051 2" "2 4"; do
        read -r tau dormant <<<"$pair"
        actfn_run dead z.npy --tau "$tau" -q
        [ "$(fact dormant) $(fact tau)" = "$dormant $tau" ]
    done
    near "$(fact effective_rank)" 1
    npy diagonal.npy 3 3  2 0 0  0 2 0  0 0 2
    table dead diagonal.npy --table capacity
    [ "${lines[0]}" = name,activation,init,seed,moment,layer,units,dormant,dormant_percent,effective_rank ]
    near "$(column effective_rank)" 3
    npy two.npy 2 2  3 0  0 1          # shares 3/4 and 1/4
    table dead two.npy --table capacity
    near "$(column effective_rank)" 1.7547653506033
    npy large.npy 2 2 1e300 0  0 1e300
    table dead large.npy --table capacity
    near "$(column effective_rank)" 2
}

# ---- --recipe ------------------------------------------------------------------------------------------------

# with_module NAME: a Python that has it, in $python; else the test is skipped
with_module() {
    python=
    for name in python3 /usr/bin/python3; do
        "$name" -c "import $1" 2>/dev/null && python=$name && return
    done
    skip "no $1"
}

@test "dead --recipe: lines to save as they are, and no file is read" {
    for name in pytorch jax numpy; do
        actfn_run dead --recipe $name
        done_well
        [[ ${lines[0]} == "# "* && $output == *"numpy.savez('acts.npz'"* ]]
        [ "$(wc -L <<<"$output")" -le 100 ]
    done
    actfn_run dead --recipe matlab;      fails 2 "--recipe" "matlab"
    actfn_run dead --recipe numpy x.npy; fails 2 "x.npy"
}

@test "dead --recipe numpy: runs as it is printed" {
    with_module numpy
    actfn dead --recipe numpy >recipe.py
    run "$python" recipe.py
    [ "$status" -eq 0 ] || { echo "$output"; return 1; }
    run "$python" -c "import numpy; k = numpy.load('acts.npz'); print(*k.files, *k['layer2'].shape)"
    [ "$output" = "layer1 layer2 256 32" ]
}

@test "dead --recipe pytorch: modules, functions, methods, inplace, shared modules, bfloat16" {
    with_module torch
    actfn dead --recipe pytorch >recipe.py
    cat >try.py <<'END'
import numpy, torch, torch.nn as nn, torch.nn.functional as F
recipe = open('recipe.py').read()

class Functions(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b, self.act = nn.Linear(8, 16), nn.Linear(16, 12), nn.ReLU(inplace=True)
    def forward(self, x):
        return F.relu(self.b(F.relu(self.a(x))))
class Inplace(Functions):
    def forward(self, x):
        return F.relu_(self.b(F.relu(self.a(x), inplace=True)))
class Methods(Functions):
    def forward(self, x):
        return torch.relu(self.b(self.a(x).relu_()))
class Shared(Functions):
    def forward(self, x):
        return self.act(self.b(self.act(self.a(x))))

for make in Functions, Inplace, Methods, Shared:
    for dtype in torch.float32, torch.bfloat16:
        torch.manual_seed(3)
        model, inputs = make().to(dtype), torch.randn(50, 8).to(dtype)
        with torch.no_grad():
            first = F.linear(inputs, model.a.weight, model.a.bias)
            second = F.linear(F.relu(first), model.b.weight, model.b.bias)
        exec(recipe, dict(model=model, inputs=inputs))
        kept = numpy.load('acts.npz')
        assert len(kept.files) == 2, kept.files
        for name, z in zip(kept.files, (first, second)):
            assert name.endswith('.relu') and (kept[name] == z.float().numpy()).all(), (make, dtype, name)
        assert not any(m._forward_pre_hooks for m in model.modules()), 'a hook stays'
        print(make.__name__, dtype)
END
    run "$python" try.py
    [ "$status" -eq 0 ] || { echo "$output"; return 1; }
    [ "${#lines[@]}" -eq 8 ]
}

# gauss NAME SEED EXPRESSION: 100 samples of 20 units; EXPRESSION of $g ~ N(0, 1) (Box and Muller) and the unit $u
gauss() {
    local values
    values=$(awk -v seed="$2" 'BEGIN { srand(seed); for (i = 0; i < 100; i++) for (u = 0; u < 20; u++) {
        g = sqrt(-2 * log(1 - rand())) * cos(6.283185307179586 * rand()); printf "%.9f ", '"$3"' } }')
    npy "$1" 100 20 $values
}

@test "dead FILE...: the activation that all names end in, unless --activation says another" {
    gauss 0.mlp.silu.npy 1 'g'
    gauss 1.mlp.silu.npy 2 'g'
    gauss 2.mlp.tanh.npy 3 'g'
    table dead 0.mlp.silu.npy 1.mlp.silu.npy
    [ "$(column activation | sort -u)" = silu ]
    table dead 0.mlp.silu.npy 1.mlp.silu.npy --activation gelu
    [ "$(column activation | sort -u)" = gelu ]
    actfn_run dead 0.mlp.silu.npy 2.mlp.tanh.npy
    says "names say several activations; all are taken for relu"
}

# ---- --steps-of ----------------------------------------------------------------------------------------------

@test "dead --steps-of: died and recovered from file to file, by hand" {
    npy before.npy 2 4   -1  1  1  1   -1 1 1 1     # dead: 1
    npy middle.npy 2 4   -1 -1 -1  1   -1 -1 -1 1   # dead: 1 2 3
    npy after.npy 2 4    -1 -1  1 -1   -1 -1 1 -1   # dead: 1 2 4
    table dead --steps-of before.npy middle.npy after.npy --table steps
    done_well
    [ "${lines[0]}" = name,step,file,units,dead,always_on,dead_percent,died,revived ]
    [ "$(tail -n +2 <<<"$output" | cut -d, -f 2-5,8,9 | xargs)" = "1,before.npy,4,1,0,0 2,middle.npy,4,3,2,0 3,after.npy,4,3,1,1" ]
    actfn_run dead --steps-of before.npy middle.npy after.npy -q
    [ "$(fact units) $(fact dead) $(fact files) $(fact died) $(fact revived)" = "4 3 3 3 1" ]
    says "Dead in every dump, so before the first: 1. Died after it and dead now: 2."
    [[ $output != *"One file cannot tell"* ]]
    narrow "$output"
    table dead --steps-of before.npy middle.npy after.npy
    [ "$(column moment | xargs)" = "before middle after" ]
}

@test "dead --steps-of: what cannot be compared is refused" {
    npy a.npy 2 2  1 2 3 4
    npy b.npy 2 3  1 2 3 4 5 6
    actfn_run dead --steps-of a.npy b.npy; fails 1 "b.npy" "3 units" "a.npy"
    actfn_run dead --steps-of a.npy;       fails 2 "--steps-of"
    actfn_run dead --steps-of;             fails 2 "--steps-of"
}

# ---- diagnosis -----------------------------------------------------------------------------------------------

@test "diagnosis: the cause that made a layer is named first, with what shows it and a run to compare" {
    gauss step.npy 1 'u < 4 ? g - 6 : g'
    gauss shift.npy 2 '0.9 * g - 2.6'
    gauss alike.npy 3 '(u % 5 - 2) * 1.5 + 0.05 * g'
    gauss shrunk.npy 4 'u < 4 ? 0.05 * g - 0.4 : g'
    gauss same.npy 5 'u - 9.5'
    gauss well.npy 6 'g'
    table dead step.npy shift.npy alike.npy shrunk.npy same.npy well.npy --table diagnosis
    done_well
    [ "${lines[0]}" = name,finding,units,effect,rank,cause,evidence,experiment ]
    for pair in "step,dead,oversized step" "shift,dead,shift" "alike,dead,samples look alike" "shrunk,dead,small weights" "same,constant,no input"; do
        IFS=, read -r name finding cause <<<"$pair"
        grep -q "^$name,$finding,.*,1,$cause,.*actfn " <<<"$output" || { echo "not so: $pair"; return 1; }
    done
    grep -q '^well,healthy,0,' <<<"$output"
    # every run that is offered runs
    while read -r words; do
        actfn_run $words --seed 1
        done_well
    done < <(grep -oE 'actfn (dead|flow) [^",]*(,[a-z:.0-9]+)*[^",]*' <<<"$output" | sed 's/^actfn //' | sort -u)
    gauss wide.npy 7 '8 * g'
    table dead wide.npy --activation tanh --table diagnosis
    [[ ${lines[1]} == wide,saturated,*,1,scale,* ]]
}

@test "diagnosis: scale that drifts from layer to layer, and none where it does not" {
    for k in 0 1 2 3; do gauss d$k.npy "$k" "g * 0.3^$k"; done
    actfn_run dead d0.npy d1.npy d2.npy d3.npy -q
    says "shrinks from"
    says "by a factor of 0.3 per layer" || says "by a factor of 0.299 per layer" || says "by a factor of 0.301 per layer"
    actfn_run dead d0.npy d0.npy d0.npy -q
    [[ $output != *"per layer"* ]]
}

@test "dead --steps 0: the share of networks born dead, below the formula for one input" {
    actfn_run dead --steps 0 --seeds 300 --layers 6 --width 3 -q
    done_well
    close "$(fact born_dead_predicted)" 55.1205 1e-3
    less 20 "$(fact born_dead_percent)" 60
    actfn_run dead --steps 0 --seeds 100 --layers 6 --width 3 --init asymmetric -q
    less -1 "$(fact born_dead_percent)" 20
    run ! grep -q born_dead_predicted <<<"$output"
    actfn_run dead --steps 0 --seeds 20 --layers 6 --width 3 --activation gelu -q
    run ! grep -q born_dead_predicted <<<"$output"
}

@test "dead --figure born: by width and depth, never above the formula for one input, and less with asymmetric weights" {
    actfn_run dead --steps 0 --seeds 40 --init he,asymmetric --table born -f csv -q
    done_well
    [ "${lines[0]}" = init,layers,width,born_dead_percent,born_dead_predicted ]
    # three standard errors of 40 networks are 24 percent at most
    rows 54 '$1 == "he"' '$4 <= $5 + 24 && $4 >= 0 && $4 <= 100'
    local he other
    he=$(awk -F, '$1 == "he" { s += $4 } END { print s }' <<<"$output")
    other=$(awk -F, '$1 == "asymmetric" { s += $4 } END { print s }' <<<"$output")
    less "$other" "$he"
}
