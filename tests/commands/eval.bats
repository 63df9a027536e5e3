# eval: an activation and its derivatives, at points.
load helper

csv() { actfn_run eval -f csv "$@"; }
column() { tail -n +2 <<<"$output" | cut -d, -f"$1"; }

@test "text by default: 21 points within 80 columns" {
    actfn_run eval gelu
    done_well
    [ "$(grep -cE '^ *-?[0-9.]+ ' <<<"$output")" -eq 21 ]
    narrow "$output"
    [[ $output == *"gelu'"* ]]
}

@test "csv by default: 1001 points from -5 to 5, value and slope" {
    csv gelu
    done_well
    [ "${lines[0]}" = "x,gelu,gelu'" ]
    [ "${#lines[@]}" -eq 1002 ]
    [[ ${lines[1]} == -5,* && ${lines[1001]} == 5,* && ${lines[501]} == 0,0,0.5 ]]
}

@test "-d says how many derivatives" {
    csv gelu -d 0 -a 0
    [ "${lines[0]}" = "x,gelu" ]
    csv gelu silu -d 2 -a 0
    [ "${lines[0]}" = "x,gelu,gelu',gelu'',silu,silu',silu''" ]
    [ "${lines[1]}" = "0,0,0.5,0.7978845608028654,0,0.5,0.5" ]
    actfn_run eval gelu -d 3
    fails 2 "'3'"
    actfn_run eval gelu -d -1
    fails 2 -- "-1"
}

@test "a grid by step is the decimal grid" {
    csv relu -d 0 -r -3:3:0.1
    done_well
    [ "$(column 1)" = "$(awk 'BEGIN { for (i = -30; i <= 30; i++) print i / 10 }')" ]
    csv relu -d 0 -r 0:1:0.3
    [ "$(column 1 | xargs)" = "0 0.3 0.6 0.9" ]
    csv relu -d 0 -r 1e-3:5e-3:1e-3
    [ "$(column 1 | xargs)" = "0.001 0.002 0.003 0.004 0.005" ]
}

@test "a grid by points is the decimal grid too" {
    csv relu -d 0 -r 0:1 -n 11
    [ "$(column 1 | xargs)" = "0 0.1 0.2 0.3 0.4 0.5 0.6 0.7 0.8 0.9 1" ]
    csv relu -d 0 -r -0.3:0.3 -n 7
    [ "$(column 1 | xargs)" = "-0.3 -0.2 -0.1 0 0.1 0.2 0.3" ]
    csv relu -d 0 -r -5:5 -n 101
    [ "$(column 1 | sed -n 24p)" = -2.7 ]
}

@test "ranges that make no sense are refused, each with its reason" {
    local bad
    for bad in 5:-5 1 1: :1 1:2:3:4 a:b 0:1:0 0:1:-0.1 0:inf nan:1 ''; do
        actfn_run eval gelu -r "$bad"
        fails 2 range
    done
    actfn_run eval gelu -r 0:1:1e-13
    fails 2 0:1:1e-13 STEP
    actfn_run eval gelu -n 0
    fails 2 points
    actfn_run eval gelu -n 1e13
    fails 2 points
    actfn_run eval gelu -n 1.5
    fails 2 points
    actfn_run eval gelu -n -3
    fails 2 points
}

@test "points from a list and from standard input, in the order given" {
    csv relu -d 0 -a 3,-1,2
    [ "$(column 1 | xargs)" = "3 -1 2" ]
    output=$(printf '3\n-1 2\n\n1e-3\n' | actfn eval relu -d 0 -f csv -)
    [ "$(column 2 | xargs)" = "3 0 2 0.001" ]
    run --separate-stderr actfn eval relu - -f csv <<<'1 two 3'
    [ "$status" -eq 1 ] || [ "$status" -eq 2 ]
    [[ $stderr == *two* ]]
}

@test "names: case, - and _ do not matter; the label is what was typed, blanks removed" {
    csv ' Leaky-ReLU ' -a -1 -d 0
    done_well
    [ "$output" = $'x,Leaky-ReLU\n-1,-0.01' ]
    csv 'leaky_relu( slope = 0.25 )' -a -1
    [ "$output" = $'x,leaky_relu(slope=0.25),leaky_relu(slope=0.25)\'\n-1,-0.25,0.25' ]
    csv 'x * sigmoid(1.702 * x)' -d 0 -a 0
    [ "${lines[0]}" = 'x,x*sigmoid(1.702*x)' ]
    csv 'min(x, 1)' -d 0 -a 2
    [ "$output" = $'x,"min(x,1)"\n2,1' ]
}

@test "expressions: values and exact derivatives" {
    csv 'x^3' -d 2 -a 2
    [ "${lines[1]}" = "2,8,12,12" ]
    csv 'x > 0 ? x : 0.1*x' -a -1,1
    [ "$(column 2 | xargs)" = "-0.1 1" ]
    [ "$(column 3 | xargs)" = "0.1 1" ]
    csv 'a*x + b' --set a=2 --set b=-1 -a 3 -d 1
    [ "${lines[1]}" = "3,5,2" ]
    csv -d 0 -a 3 -- '-x^2'
    [ "${lines[1]}" = "3,-9" ]
    csv '2^3^2' -d 0 -a 0
    [ "${lines[1]}" = "512" ]
    csv 'x**2' -d 0 -a 3
    [ "${lines[1]}" = "3,9" ]
    csv 'swish(x^2, beta=2)' -d 0 -a 0
    [ "${lines[1]}" = "0,0" ]
}

@test "a mistake in an expression is shown by a caret" {
    actfn_run eval 'x*sigmid(x)'
    [ "$status" -eq 2 ]
    [ -z "$output" ]
    mapfile -t lines <<<"$stderr"
    [ "${#lines[@]}" -eq 3 ]
    [[ ${lines[0]} == "actfn: eval: "* && ${lines[0]} == *sigmoid* ]]
    [[ ${lines[1]} == *'x*sigmid(x)'* ]]
    [[ ${lines[2]} =~ ^\ *\^ ]]
    local before=${lines[1]%%sigmid*} caret=${lines[2]%%^*}
    [ "${#before}" -eq "${#caret}" ]
    local bad
    for bad in 'x+' '(x' 'x)' 'x x' '3x' 'x ? 1' '' ',' 'gelu(' 'gelu(x,x,x)' '1/' '@' 'x=1'; do
        actfn_run eval -- "$bad"
        [ "$status" -eq 2 ] || { echo "'$bad' gave $status: $output"; return 1; }
    done
}

@test "a free name wants --set; --set wants a name that is there" {
    actfn_run eval 'a*x'
    [ "$status" -eq 2 ]
    [[ $stderr == *a* && $stderr == *--set* ]]
    actfn_run eval 'x' --set q
    fails 2 set
    actfn_run eval 'a*x' --set a=hello
    fails 2 set hello
}

@test "parameters: unknown, out of range, no number" {
    actfn_run eval 'leaky_relu(slop=0.1)'
    [ "$status" -eq 2 ]
    [[ $stderr == *slop* && $stderr == *slope* ]]
    actfn_run eval 'leaky_relu(slope=abc)'
    [ "$status" -eq 2 ]
    actfn_run eval 'gelu(slope=1)'
    [ "$status" -eq 2 ]
}

@test "nan, infinities and both zeros keep their meaning" {
    csv gelu -a nan,inf,-inf -d 1
    done_well
    [ "${lines[1]}" = "nan,nan,nan" ]
    [ "${lines[2]}" = "inf,inf,1" ]
    [[ ${lines[3]} == -inf,-0,* || ${lines[3]} == -inf,0,* ]]
}

@test "tails keep their digits: gelu at -38 is not 0" {
    csv gelu -d 0 -a -38
    [[ ${lines[1]} == -38,-1.0* && ${lines[1]} == *e-314 ]] || { echo "$output"; return 1; }
    csv sigmoid -d 0 -a -700
    [[ ${lines[1]} == *e-305 ]]
}

@test "frameworks' names mean their defaults" {
    csv jax.gelu -d 0 -a 1
    local jax=${lines[1]}
    csv gelu_tanh -d 0 -a 1
    [ "$jax" = "${lines[1]}" ]
    csv torch.gelu -d 0 -a 1
    [ "$jax" != "${lines[1]}" ]
    [ "${lines[1]}" = "1,0.8413447460685429" ]
}

@test "a list of functions is split at commas outside parentheses" {
    actfn_run eval relu,'leaky_relu(slope=0.5)' -a -2 -d 0 -f csv
    done_well
    [ "${lines[1]}" = "-2,0,-1" ]
}

@test "vector-wise functions act on the whole column" {
    csv softmax -a 0,0,0,0
    [ "${lines[1]}" = "0,0.25,0.1875" ]
}

@test "--dtype rounds x, then the exact result" {
    csv relu -d 0 -a 0.1 --dtype float16
    [ "${lines[1]}" = "0.0999755859375,0.0999755859375" ]
    csv relu -d 0 -a 0.1 --dtype float32
    [ "${lines[1]}" = "0.10000000149011612,0.10000000149011612" ]
    csv relu -d 0 -a 0.1 --dtype bfloat16
    [ "${lines[1]}" = "0.10009765625,0.10009765625" ]
    csv relu -d 0 -a 70000 --dtype float16
    [ "${lines[1]}" = "inf,inf" ]
    actfn_run eval relu --dtype float31
    fails 2 float31 float32
}

@test "--dtype: formats by the names that people use, and those of 8 bits" {
    for name in f16 fp16 half float16; do
        csv relu -d 0 -a 0.1 --dtype "$name"
        [ "${lines[1]}" = "0.0999755859375,0.0999755859375" ]
    done
    csv relu -d 0 -a 464,465 --dtype e4m3
    [ "${lines[1]}" = "448,448" ]
    [ "${lines[2]}" = "nan,nan" ]
    csv relu -d 0 -a 61439,61440 --dtype float8_e5m2
    [ "${lines[1]}" = "57344,57344" ]
    [ "${lines[2]}" = "inf,inf" ]
}

@test "--dtype: one rounding, though the double is a tie, and where an expression cancels" {
    # silu(x) = x/2 + x^2/4 at an odd multiple of 2^-149: the midpoint and a little more
    csv silu gelu -d 0 -a 2.184838611418775e-38,-0x1p-149 --dtype float32
    [ "${lines[1]}" = "2.184838564417585e-38,1.0924193522737158e-38,1.0924193522737158e-38" ]
    [ "${lines[2]}" = "-1.401298464324817e-45,-0,-0" ]
    csv 'log(1+exp(x))' softplus -a -50,-100 --dtype float32
    IFS=, read -r _ f df g dg <<<"${lines[1]}"
    [ "$f" = "$g" ]
    [ "$df" = "$dg" ]
    IFS=, read -r _ f df g dg <<<"${lines[2]}"
    [ "$f" = "$g" ]
    [ "$df" = "$dg" ]
}

@test "--points all: every value of a format, ascending" {
    csv relu -d 0 --points all --dtype e5m2
    [ "${#lines[@]}" -eq 249 ]
    [ "${lines[1]}" = "-57344,0" ]
    [ "${lines[124]}" = "-0,0" ]
    [ "${lines[248]}" = "57344,57344" ]
    csv gelu -d 0 --points all --dtype e4m3 --range -1:-0.6
    [ "${#lines[@]}" -eq 8 ]
    [ "${lines[1]}" = "-1,-0.15625" ]
    refused eval gelu --points all -- "--dtype"
    refused eval gelu --points all --dtype float32 -- float32 grade
    refused eval gelu --points all --dtype half --range 1.00001:1.00002 -- "no value"
}

@test "--no-header leaves the header row out" {
    csv relu -d 0 -a 1 --no-header
    [ "$output" = "1,1" ]
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
    refused eval gelu gelu -- "'gelu': given more than once"
    refused eval -- "no function given"
    refused eval gelu -d 3 -- "'3': too large; at most 2"
}

@test "--compute-dtype: elementary functions of the catalogue are one operation" {
    actfn_run eval tanh 'sin(x)' 'exp(x)' --compute-dtype float16 --at 0.3 -f csv
    done_well
    # numpy 1.24: np.tanh, np.sin and np.exp of np.float16(0.3)
    [ "$(cut -d, -f1,2,4,6 <<<"${lines[1]}")" = 0.300048828125,0.291259765625,0.295654296875,1.349609375 ]
}
