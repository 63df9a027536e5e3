# The front door: what people type before they know the commands, and what code calls a function.
load helper

# same WORDS... -- WORDS...: both lines print the same, and print something
same() {
    local first=()
    while [ "$1" != -- ]; do first+=("$1"); shift; done
    shift
    actfn_run "$@"
    done_well
    local want=$output
    actfn_run "${first[@]}"
    done_well
    [ -n "$want" ]
    # the label is what was typed
    [ "$output" = "$want" ] || { diff <(echo "$want") <(echo "$output"); return 1; }
}

# suggested: the command line that the last refusal offers
suggested() { sed -n 's/.*\(did you mean\|write\): \(actfn .*\)$/\2/p' <<<"$stderr" | sed 's/, or: .*//'; }

# offers WORDS... -- LINE: refused, offering that line, which then works
offers() {
    local words=()
    while [ "$1" != -- ]; do words+=("$1"); shift; done
    actfn_run "${words[@]}"
    fails 2
    [ "$(suggested)" = "$2" ] || { echo "offered: $(suggested)"; return 1; }
    run --separate-stderr bash -c "$2 >/dev/null"
    [ "$status" -eq 0 ] || { echo "$2: $stderr"; return 1; }
}

@test "a function alone is described, with points it is evaluated; commands win" {
    same gelu -- info gelu
    same 'x*sigmoid(1.702*x)' -f json --table series -- info 'x*sigmoid(1.702*x)' -f json --table series
    same help gelu -- info gelu
    same gelu 1.5 -2 -- eval gelu --at 1.5,-2
    same gelu -d 2 1.5 -f csv -- eval gelu --at 1.5 -d 2 -f csv
    same LeakyReLU -1,1 -- eval LeakyReLU --at=-1,1
    actfn_run list
    done_well
    [[ $output == *gelu* && $output == *relu* ]]
}

@test "words that mean a command offer its line, and the line works" {
    offers draw gelu -- 'actfn plot gelu'
    offers show 'x^2 + 1' -- "actfn plot 'x^2 + 1'"
    offers graph -- 'actfn plot gelu'
    offers view gelu -- 'actfn plot gelu'
    offers diff gelu -- 'actfn eval gelu'
    offers grad gelu -- 'actfn eval gelu'
    offers derivative gelu -- 'actfn eval gelu'
    offers train xor --steps 1 -- 'actfn fit xor --steps 1'
    offers learn xor --steps 1 -- 'actfn fit xor --steps 1'
    offers gain gelu -- 'actfn info gelu'
    offers tutorial -- 'actfn lesson'
    offers demo -- 'actfn lesson'
    offers course -- 'actfn lesson'
    offers evla gelu -- 'actfn eval gelu'
    offers gleu -- 'actfn gelu'
    offers help draw -- 'actfn plot gelu'
    local word
    for word in init gain; do
        refused "$word" -- "actfn info gelu" "actfn flow"
    done
    refused quiz -- "actfn exercise"
    for word in error ulp check; do
        refused "$word" gelu f.csv -- "actfn "
    done
}

@test "a file alone, and a word of no meaning" {
    refused mine.safetensors -- "a command comes first" ffn dead
    refused frobnicate -- "unknown command" "actfn --help"
}

@test "-V and version are --version; the first line is name and number" {
    local word
    for word in --version -V version; do
        actfn_run "$word"
        done_well
        [[ ${lines[0]} =~ ^actfn\ [0-9]+\.[0-9]+\.[0-9]+$ ]]
    done
}

@test "actfn alone on a terminal: four lines with three to try, each of which works" {
    command -v script >/dev/null || skip "script (util-linux) is not there"
    run script -qec actfn /dev/null
    [ "$status" -eq 0 ]
    [ "${#lines[@]}" -eq 4 ]
    local line
    while read -r line; do
        run --separate-stderr bash -c "${line//$'\r'/} </dev/null >/dev/null"
        [ "$status" -eq 0 ] || { echo "$line: $stderr"; return 1; }
    done < <(printf '%s\n' "${lines[@]}" | sed -n 's/^  \(actfn [a-z]* [^ ]*\( [0-9]*\)*\)  .*/\1/p')
    actfn_run
    fails 2
}

@test "--help fits one screen and groups the commands" {
    actfn_run --help
    done_well
    narrow "$output"
    [ "${#lines[@]}" -le 48 ]
    local group
    for group in "Explore functions" "Explore networks" Learn "Set up"; do
        [[ $output == *"$group"* ]]
    done
}

@test "eval: numbers are points, expressions without x are evaluated once" {
    actfn_run eval relu 1.5 -2 -d 0 -f csv
    done_well
    [ "$output" = $'x,relu\n1.5,1.5\n-2,0' ]
    actfn_run eval 1.5 relu 2,3 --at 1 -d 0 -f csv
    [ "$output" = $'x,relu\n1,1\n1.5,1.5\n2,2\n3,3' ]
    actfn_run eval '2*3' 'relu(4)' -f csv
    done_well
    [ "$output" = $'2*3,relu(4)\n6,4' ]
    actfn_run eval 'gelu(1)' -f csv --at 1,2
    done_well
    [ "${lines[0]}" = 'gelu(1)' ]
    near "${lines[1]}" 0.8413447460685429486
    [ "${#lines[@]}" -eq 2 ]
    actfn_run eval 'relu(2)' -d 1 -f csv
    [ "$output" = $'relu(2),relu(2)\'\n2,0' ]
    actfn_run eval 'relu(2)' relu --at 1 -d 0 -f csv
    [ "$output" = $'x,relu(2),relu\n1,2,1' ]
    actfn_run eval 'gelu(1)' -o x.svg
    done_well
    [ -s x.svg ]
    refused eval 1.5 -- "no function given"
    echo 1 | refused eval relu - 2 -- "not both"
}

@test "a call with a number where a function is wanted: its value, and what was meant" {
    refused info 'swish(2)' -- 1.76159 'swish(beta=2)'
    refused plot 'leaky_relu(0.2)' -- 0.2 'leaky_relu(slope=0.2)'
    refused compare 'gelu(2)' relu -- 1.9545 'write gelu'
    refused fit xor --activation 'leaky_relu( 0.2 )' --steps 1 -- 'leaky_relu(slope=0.2)'
    refused info 'torch.leaky_relu(0.2)' -- 'torch.leaky_relu(negative_slope=0.2)'
    actfn_run info 'swish(beta=2)'
    done_well
    actfn_run plot gelu 1 -f csv -n 2 -d 0
    done_well
    [[ ${lines[0]} == x,gelu,1 ]]
}

@test "ranges as people write them" {
    local want=$'x,relu\n-3,0\n0,0\n3,3' way
    for way in "--range -3 3" "--range=-3 3" "-r -3 3" "--range -3,3" "--range -3:3" "-r=-3:3"; do
        # shellcheck disable=SC2086
        actfn_run eval relu $way -n 3 -d 0 -f csv
        done_well
        [ "$output" = "$want" ] || { echo "$way: $output"; return 1; }
    done
    refused eval relu --range 3:-3 -- "the smaller end first, -3:3"
    refused eval relu --range 3 -- "LO:HI"
    refused eval relu --range 1,2,3 -- "--at='1,2,3'"
    refused eval relu --range $'1,2\n3,4' -- "a list of points"
    refused show $'ge\nlu' -- "did you mean: actfn plot"
    refused show "$(printf 'x%.0s' {1..3000})" -- "did you mean: actfn plot"
    actfn_run plot relu --yrange -1 1 -f csv -n 2
    done_well
}

@test "--log x: points evenly in log x" {
    actfn_run eval identity --range 0.001:1000 -n 7 --log x -d 0 -f csv
    done_well
    [ "$output" = $'x,identity\n0.001,0.001\n0.01,0.01\n0.1,0.1\n1,1\n10,10\n100,100\n1000,1000' ]
    actfn_run eval identity --range 2:32 -n 5 --log xy -d 0 -f csv
    near "$(sed -n '3s/,.*//p' <<<"$output")" 4
    near "$(sed -n '5s/,.*//p' <<<"$output")" 16
    actfn_run eval identity --range 1:3:1 --log x -d 0 -f csv
    [ "$output" = $'x,identity\n1,1\n2,2\n3,3' ]
}

# is TYPED OURS: the same values and slopes
is() {
    local points=-3,-1,-0.5,0.25,1,3
    actfn_run eval "$1" --at=$points -d 1 -f csv --no-header
    done_well || { echo "of $1"; return 1; }
    local got=$output
    actfn_run eval "$2" --at=$points -d 1 -f csv --no-header
    [ "$got" = "$output" ] || { echo "$1 is not $2: $got"; return 1; }
}

@test "framework names as they stand in code" {
    is "torch.nn.GELU(approximate='tanh')" gelu_tanh
    is 'torch.nn.GELU(approximate="none")' gelu
    is 'torch.nn.functional.leaky_relu(negative_slope=0.2)' 'leaky_relu(slope=0.2)'
    is 'torch.leaky_relu(negative_slope=0.2)' 'leaky_relu(slope=0.2)'
    is 'nn.GELU()' gelu
    is 'nn.GELU()(x)' gelu
    is F.silu silu
    is F.gelu gelu
    is 'F.leaky_relu(x, 0.2)' 'leaky_relu(slope=0.2)'
    is 'F.leaky_relu(x, negative_slope=0.2, inplace=True)' 'leaky_relu(slope=0.2)'
    is 'nn.LeakyReLU(0.2)' 'leaky_relu(slope=0.2)'
    is 'nn.LeakyReLU(0.2, True)' 'leaky_relu(slope=0.2)'
    is 'nn.ReLU(inplace=True)' relu
    is 'nn.ReLU(True)' relu
    is 'nn.Hardtanh(-2, 2)' 'min(max(x, -2), 2)'
    is 'jax.nn.gelu(approximate=False)' gelu
    is 'jax.nn.gelu' gelu_tanh
    is 'tf.nn.leaky_relu(alpha=0.2)' 'leaky_relu(slope=0.2)'
    is 'keras.layers.LeakyReLU(negative_slope=0.3)' 'leaky_relu(slope=0.3)'
    is 'tf.keras.activations.gelu' gelu
    is 'keras.layers.ReLU(max_value=None)' relu
    is 'keras.ops.relu' relu
    is 'nn.Softmax(dim=-1)' softmax
    is 'F.gelu(x, approximate="tanh") + 1' 'gelu_tanh(x) + 1'
    is pytorch.gelu gelu
    is tensorflow.nn.leaky_relu 'leaky_relu(slope=0.2)'
    is huggingface.gelu_new gelu_tanh
    is flux.gelu gelu_tanh
}

@test "more frameworks, each with its own defaults" {
    is paddle.nn.functional.gelu gelu
    is 'paddle.nn.GELU(approximate=True)' gelu_tanh
    is paddle.hardsigmoid 'hard_sigmoid(alpha=0.1666667)'
    is mlx.nn.gelu_approx gelu_tanh
    is "mlx.nn.GELU(approx='fast')" quick_gelu
    is mlx.selu '1.0507*elu(x, alpha=1.67326)'
    is nnlib.gelu gelu_tanh
    is nnlib.leakyrelu 'leaky_relu(slope=0.01)'
    is 'mxnet.gluon.nn.LeakyReLU(0.1)' 'leaky_relu(slope=0.1)'
    is burn.hard_sigmoid 'hard_sigmoid(alpha=0.2)'
    is candle.gelu gelu_tanh
    is candle.gelu_erf gelu
    is tinygrad.gelu gelu_tanh
    is chainer.leaky_relu 'leaky_relu(slope=0.2)'
    is chainer.clipped_relu 'min(max(x, 0), 20)'
    local framework
    for framework in paddle mlx nnlib mxnet burn candle tinygrad chainer tensorflow pytorch huggingface flux; do
        actfn_run list --framework "$framework"
        done_well || { echo "$framework"; return 1; }
        [[ $output == *relu* ]]
    done
    refused eval foo.gelu -- "unknown framework" paddle torch
    refused eval 'nn.LeakyReLU(slop=1)' -- negative_slope
}

@test "--version says what is installed, and what brings the rest" {
    actfn_run --version
    done_well
    [[ $output == *processor* && $output == *matrices* ]]
    [[ $output == *"$(command -v gnuplot)"* ]]
    GNUPLOT=/nonexistent/gnuplot actfn_run --version
    done_well
    [[ $output == *"apt-get install gnuplot-nox"* ]]
    # It is found by its name, and nothing is started or loaded for it.
    printf '#!/bin/sh\ntouch %s/started\n' "$PWD" >own
    chmod +x own
    GNUPLOT=$PWD/own actfn_run --version
    done_well
    [[ $output == *"$PWD/own"* && ! -e started ]]
    GNUPLOT=$PWD actfn_run --version
    done_well
    [[ $output == *"apt-get install gnuplot-nox"* ]]
}

@test "what is refused names the option to change, or what does the same" {
    refused fit xor --layers 0 -- "--layers '0'" "--activation identity"
    refused collapse --samples 1e9 -- --samples: MB
    refused collapse --width 1e6 -- --width: MB
}
