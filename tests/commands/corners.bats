# What is asked seldom: refusals that name what was typed, and the sentences that only a rare result brings.
load helper

# refused WORDS... -- SAID...: status 2, one line that holds what is said
refused() {
    local words=()
    while [ "$1" != -- ]; do words+=("$1"); shift; done
    shift
    actfn_run "${words[@]}"
    fails 2 "$@" || { echo "of: actfn ${words[*]}"; return 1; }
}
# says TEXT: on standard output, line ends being blanks
says() { [[ $(tr -s ' \n' ' ' <<<"$output") == *"$1"* ]] || { echo "no '$1' in: $output"; return 1; }; }

@test "places to write to that are none" {
    refused eval gelu -o x.xyz -- "'x.xyz': the suffix says what to write" .csv .png
    refused list -o x.png -- "list has tables and no figure; .txt, .csv or .json would do"
    refused list --plot -- "--plot: list has tables and no figure"
    refused list -o . -- "the suffix says"
    ln -s a.csv b.csv
    ln -s b.csv a.csv
    actfn_run eval gelu -o a.csv
    fails 1 "'a.csv': cannot be written: " "ymbolic link"
    mkdir folder.csv
    actfn_run eval gelu -o folder.csv
    fails 1 "'folder.csv': cannot be written: Is a directory"
    actfn_run eval gelu -o nowhere/x.csv
    fails 1 "No such file or directory"
}

@test "a link is written through, wherever it leads, and stays a link" {
    mkdir down
    ln -s ../far.csv down/near.csv
    ln -s "$PWD/down/near.csv" far-away.csv
    actfn_run eval relu -a 1 -o far-away.csv
    done_well
    [ -L far-away.csv ]
    [ -L down/near.csv ]
    [ ! -L far.csv ]
    [ "$(cat far.csv)" = "x,relu,relu'"$'\n'"1,1,1" ]
    chmod 640 far.csv
    actfn_run eval relu -a 2 -o far-away.csv
    done_well
    [ "$(tail -n 1 far.csv)" = 2,2,1 ]
    [ "$(stat -c %a far.csv)" = 640 ]
}

@test "binary output is kept from a terminal" {
    command -v script >/dev/null || skip "no script"
    run script -qec 'actfn eval gelu -f npy' /dev/null
    [ "$status" -eq 2 ] || [ "$status" -eq 1 ]
    [[ $output == *"not fit for a terminal"* ]]
}

@test "on a terminal info draws a sketch, as wide as there is room" {
    command -v script >/dev/null || skip "no script"
    local columns
    for columns in 50 100 300; do
        run script -qec "stty cols $columns rows 40; TERM=xterm NO_COLOR=1 actfn info gelu" /dev/null
        [ "$status" -eq 0 ]
        [[ $output == *⠀* || $output == *⣀* || $output == *⡇* || $output == *⠤* ]] || { echo "no sketch: $output"; return 1; }
        [ "$(tr -d '\r' <<<"$output" | LC_ALL=C.UTF-8 wc -L)" -lt "$columns" ]
    done
    # under 40 columns nothing would fit: then as for 80
    run script -qec "stty cols 40 rows 40; TERM=xterm NO_COLOR=1 actfn info gelu" /dev/null
    [ "$(tr -d '\r' <<<"$output" | LC_ALL=C.UTF-8 wc -L)" -le 40 ]
    run script -qec "stty cols 39 rows 40; TERM=xterm NO_COLOR=1 actfn info gelu" /dev/null
    [ "$(tr -d '\r' <<<"$output" | LC_ALL=C.UTF-8 wc -L)" -gt 60 ]
}

@test "a suffix that says nothing: all that would do are named" {
    actfn_run eval gelu -o x.foo
    fails 2 "'x.foo'" .txt .csv .npy .png .gif .gp
}

@test "functions of a whole column, in streams and formats" {
    run --separate-stderr bash -c "printf '1 2 3' | actfn eval softmax - -f csv"
    done_well
    [ "${lines[3]%%,*}" = 3 ]
    rows 3 1 '$2 > 0'
    close "$(awk -F, 'NR > 1 { sum += $2 } END { printf "%.17g", sum }' <<<"$output")" 1 1e-9
    run --separate-stderr bash -c "printf '1\n2\n' | actfn eval gelu softmax - -f csv --dtype float16"
    done_well
    [ "${lines[2]}" = "2,1.9541015625,1.0849609375,0.73095703125,0.1966552734375" ]
    run --separate-stderr bash -c "seq 9000 | actfn eval softmax - -f csv -d 0 | wc -l"
    [ "$output" = 9001 ]
    run --separate-stderr bash -c "printf '1 2 x' | actfn eval softmax -"
    fails 1 "'x'"
    run --separate-stderr bash -c "actfn eval relu - -f csv <."
    [ "$status" -eq 1 ]
    [[ $stderr == "actfn: eval: standard input: read error: Is a directory" ]]
    refused eval softmax -n 1e11 -- "100000000000 points: functions of the whole column need"
    refused eval gelu gelu -- "'gelu': given twice"
    refused eval -- "no function given"
    refused eval gelu -d 3 -- "'3': too large; at most 2"
}

@test "sweeps that sweep nothing" {
    refused plot swish --sweep beta=3 -- "'beta=3': '3': no ':'"
    refused plot swish --sweep beta=1:2:1 -- "'1': too small; at least 2"
    refused plot swish --sweep beta=x:2 -- "LO is not a number"
    refused plot swish --sweep beta=1:2:999999 -- "too large"
    refused plot swish --sweep 3:4 -- "3:4"
    refused plot swish --sweep gamma=1:2 -- "'gamma': no function here has such a parameter"
    refused plot relu swish --sweep beta=1:2:0.5 -- "beta=1:2:0.5"
    actfn_run plot 'a*x^b' --set b=2 --sweep a=1:3:3 -f csv -a 2
    done_well
    [ "${lines[1]}" = 2,4,8,12 ]
}

@test "turns at places where two pieces meet without a corner are marked" {
    actfn_run plot 'x < 0.3 ? (x-0.3)^2 : 3*(x-0.3)^2' --table marks -f csv -r -2:2
    done_well
    [[ ${lines[1]} == "0.3,0,minimum 0 at x = 0.3"*",minimum" ]]
    actfn_run plot 'x < 0.5 ? -(x-0.5)^2 : -3*(x-0.5)^2' --table marks -f csv -r -2:2
    done_well
    [[ ${lines[1]} == "0.5,"*"maximum"*",maximum" ]]
    actfn_run plot 'x*abs(x)' --table marks -f csv -r -2:2
    done_well
    [[ $output == *"0,0,slope 0,"*"slope_zero"* ]]
    refused plot relu2 --table marks -f csv -- "no such table"              # flat from there on: nothing to point at
    actfn_run plot 'x > 0 ? floor(2*x) : x' --table marks -f csv -r -2:2
    done_well
    [[ $output == *"0.5,1,jump from 0 to 1,"* ]]
}

@test "collapse: one layer, five hundred, straight and lost activations" {
    actfn_run collapse --layers 1
    done_well
    says "One linear layer, 4 wide"
    says "One layer is one matrix: 20 parameters."
    actfn_run collapse --layers 1 --figure spectrum -f json
    done_well
    actfn_run collapse --layers 500 --samples 64
    done_well
    says "the tables hold"
    says "of 500 depths"
    actfn_run collapse --activation softmax,gelu --layers 3 --samples 64
    done_well
    says "With softmax between the layers no matrix will do"
    actfn_run collapse --activation hard_tanh --init normal:1e-6 --layers 3 --samples 256 --no-bias
    done_well
    says "With hard_tanh between, these inputs stay where it is straight, and one matrix does it all"
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
    refused collapse --init normal:-1 -- "no such standard deviation"
    refused collapse --init normal:x -- "no such standard deviation"
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
    refused fit xor --init nosuch -- "--init 'nosuch': no such init"
    refused fit xor --init he,,lecun -- "item 2 of the list is empty"
    refused fit xor --shape 3,4 -- "begins with 3, but the data have 2 inputs; write --shape 2,..."
    refused fit xor --lr -1 -- "must not be negative"
    refused fit xor --lr nan -- "must be finite"
    refused dead --big-step 0 -- "a learning rate above 0"
    refused fit xor --figure nosuch -- "must be one of: result loss width"
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
    refused flow --init nosuch -- "no such init"
    refused flow --activation softmax -- "mixes the units of a layer"
    refused flow --width 1e6 --layers 100 -- "such a net takes 2e+06 GB"
}

@test "ffn: what does not go together" {
    refused ffn --gated --ungated -- "only one of the two"
    refused ffn --layer 1 -- "--layer: goes with a model's file"
    refused ffn --inputs x.npy -- "--inputs: goes with a model's file"
    refused ffn --init nosuch -- "no such init"
    refused ffn --activation softmax -- "acts on a whole vector"
    refused ffn --check --activation softmax -- "acts on a whole vector"
    refused ffn --dim 1e6 --hidden 1e6 -- "needs 24000024 MB"
    refused ffn --block nosuch -- "must be one of: gpt2 bert llama t5 gemma"
    actfn_run ffn --dim 8 --hidden 2 --block llama
    done_well
    says "three matrices"
    actfn_run ffn --dim 4 --hidden 8 --activation 'x > 1e9 ? 1 : 0'
    done_well
    says "Nothing that can be measured: the output is the same for every input."
}

@test "other commands: operands that are none" {
    refused lesson nosuch -- "no such lesson"
    refused lesson 99 -- "no such lesson"
    refused bench gelo -- "did you mean 'gelu'?"
    refused compare gelu -- "compare wants two functions"
    refused compare gelu gelu -- "given twice"
    printf '1\n2\n' >one.csv
    actfn_run compare gelu one.csv
    fails 1 "has 1 column; wanted are two, x and f"
    actfn_run dead nosuch.npy
    fails 1 "No such file or directory"
    actfn_run ffn nosuch.safetensors
    fails 1 "No such file or directory"
}

@test "without a BLAS, or with one that is none, our own loops multiply, to the same numbers" {
    mkdir none
    local name facts="rank stable_rank log10_condition exact_equal not_affine_percent superposition_error"
    for name in libopenblas.so.0 libcblas.so.3 libblas.so.3 libopenblas.so libcblas.so liblapacke.so.3 liblapacke.so; do
        echo 'no library' >none/$name
    done
    # rounded: sums come in another order
    numbers() { actfn "$@" -f json -q | grep -E "\"(${facts// /|})\"" | sed -E 's/(\.[0-9]{5})[0-9]*/\1/g'; }
    for words in 'collapse --width 80 --layers 4 --samples 400' 'ffn --dim 64 --hidden 128 --seed 3'; do
        # shellcheck disable=SC2086 # words
        numbers $words >with
        # shellcheck disable=SC2086
        LD_LIBRARY_PATH=$PWD/none numbers $words >without
        [ -s with ]
        diff with without
    done
    LD_LIBRARY_PATH=$PWD/none actfn_run ffn --dim 64 --hidden 128
    done_well
    says "no BLAS library found; install libopenblas0"
    rm none/lib[bco]*                                                        # a BLAS, but no LAPACKE
    [ "$(ls none)" = "liblapacke.so"$'\n'"liblapacke.so.3" ]
    LD_LIBRARY_PATH=$PWD/none numbers collapse --width 80 --layers 4 --samples 400 >without
    numbers collapse --width 80 --layers 4 --samples 400 >with
    diff with without
    command -v cc >/dev/null || return 0
    echo | tee none/lib{openblas,cblas,blas}.so.{0,3} none/lib{openblas,cblas}.so >/dev/null
    for name in none/*; do echo 'int nothing;' | cc -shared -fPIC -x c - -o "$name"; done
    LD_LIBRARY_PATH=$PWD/none actfn_run ffn --dim 64 --hidden 128
    done_well
    says "our own loops multiply, slower"
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

@test "collapse and fit: lists with nothing between commas, twice the same, nets that diverge" {
    refused collapse --init he,,lecun -- "item 2 of the list is empty"
    refused collapse --init he,he -- "'he': twice"
    actfn_run collapse --no-bias --bias --layers 2 --samples 16            # the last one counts
    done_well
    says "parameters_stacked 40"
    actfn_run fit xor --lr 1e30 --optimizer sgd --steps 50 --seeds 2 -q --activation relu
    done_well
    says "diverged_step"
    says "Means, least and most are of the nets that did not diverge."
    actfn_run dead --probe 50 --steps 5 --layers 2 --width 8 -q
    done_well
    says "samples 50"
}

@test "eval: a number is a function" {
    actfn_run eval -3 -n 2 -f csv
    done_well
    [ "${lines[1]}" = "-5,-3,0" ]
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

@test "ffn FILE: what the file must hold" {
    weights() {         # TYPE SHAPE BYTES: a model whose first matrix is this
        local header="{\"h.0.mlp.c_fc.weight\":{\"dtype\":\"$1\",\"shape\":$2,\"data_offsets\":[0,$3]},\"h.0.mlp.c_proj.weight\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[$3,$(($3 + 16))]}}"
        local n=${#header}
        # shellcheck disable=SC2059
        { printf "\\x$(printf %x $((n % 256)))\\x$(printf %x $((n / 256)))\\0\\0\\0\\0\\0\\0"; printf %s "$header"; head -c $(($3 + 16)) /dev/zero; } >m.safetensors
    }
    weights F32 '[4]' 16
    actfn_run ffn m.safetensors
    fails 1 "not a matrix"
    weights F32 '[0,2]' 0
    actfn_run ffn m.safetensors
    fails 1 "sizes out of reach"
    weights I64 '[2,2]' 32
    actfn_run ffn m.safetensors
    fails 1 "is of type I64; only F16, BF16, F32 and F64 can be read"
    weights F32 '[2,2]' 16
    actfn_run ffn m.safetensors
    done_well
    actfn_run ffn m.safetensors --activation softmax
    fails 2 "acts on a whole vector"
    actfn_run ffn m.safetensors --dim 4
    fails 2 "the file has its own"
    printf '\x93NUMPY\x01\x00\x76\x00%-117s\n' "{'descr': '<f4', 'fortran_order': False, 'shape': (0, 2), }" >rows.npy
    actfn_run ffn m.safetensors --inputs rows.npy
    fails 1 "has no rows"
    { printf '\x93NUMPY\x01\x00\x76\x00%-117s\n' "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 3), }"; head -c 12 /dev/zero; } >rows.npy
    actfn_run ffn m.safetensors --inputs rows.npy
    fails 1 "rows.npy"
    truncate -s 17M config.json
    actfn_run ffn m.safetensors
    fails 1 "config.json"
}

@test "figures: titles, shades, single points, far ranges, other terminals" {
    actfn_run plot gelu --title 'a"<b>&c' -o p.svg
    done_well
    grep -q '<title>a&quot;&lt;b&gt;&amp;c</title>' p.svg
    actfn_run plot gelu --title 'a"<b>&c' -n 5000 -o p.html
    done_well
    grep -q 'every 3 rows of 5000' p.html
    actfn_run plot gelu --title "$(printf 'word%.0s ' {1..80})" -o p.svg
    done_well
    grep -q … p.svg
    actfn_run plot gelu --title "$(printf 'w%.0s' {1..400})" -o p.svg
    done_well
    actfn_run plot 'a*x' --sweep a=-2:2:5 -o p.svg
    done_well
    grep -q '−2' p.svg
    actfn_run plot gelu -a 1 -o p.svg
    done_well
    actfn_run plot '-1-9*(x/5)^2' -f csv -o p.csv -n 3
    done_well
    actfn_run plot '-1-2*(x/5)^2' -o p.gp
    done_well
    actfn_run plot '-1-2*(x/5)^2' -d 0 -o p.gp
    done_well
    actfn_run plot 'x == 0 ? 1000 : sin(x)' -d 0 -n 101 -o p.gp
    done_well
    actfn_run plot 'x == 0 ? -1000 : sin(x)' -d 0 -n 101 -o p.gp
    done_well
    actfn_run plot 'x<1&&x>0?x:1' -o p.html
    done_well
    grep -qF 'x\u003c1\u0026\u0026x\u003e0?x:1' p.html                      # in the page's program, where < would end it
    actfn_run plot swish --sweep beta=1:3:3 --terminal braille
    done_well
    ACTFN_DEADLINE=soon actfn_run plot gelu -o p.svg
    done_well
    actfn_run plot softmax -o p.svg
    done_well
    refused plot 'sin(30*x)' --table marks -f csv -- "no such table"      # a forest of marks shows nothing
    actfn_run plot sin -r 100:110 --table marks -f csv
    done_well
    [[ $output == *"105.24335389525807,minimum"* || $output == *"105.24335389525807,−1,minimum"* || $output == *"105.24335389525807,-1,minimum −1 at x = 105.243"* ]]
    actfn_run plot gelu --terminal 'Q!'
    fails 1 "'Q!': no such terminal"
    run --separate-stderr bash -c "actfn plot gelu --terminal sixelgd | head -c 2 | od -An -tx1"
    [ "${output// /}" = 1b50 ]
    run --separate-stderr bash -c "actfn plot gelu --terminal canvas --title '</script>x' | grep -c '</script>x'"
    [ "$output" = 0 ]
    refused plot gelu --yrange 0:1:0.5 -- "a step has no meaning here"
    for name in x11 qt wxt; do
        actfn_run plot gelu --terminal $name
        [ "$status" -le 1 ]
    done
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
    heads meter "is out of every matrix's reach" --activation gelu --layers 3 --samples 256
    actfn_run collapse --shape 2,3,2,3,2,3,2,3,2,3 --samples 16 --figure grid -o p.svg
    done_well
    grep -qF "to 2 to ... to 3" p.svg
}

@test "dead: where no gradient gets through" {
    actfn_run dead --activation step --steps 5 -q --layers 2 --width 8
    done_well
    says "no gradient gets through the last hidden layer: only the head learns."
}
