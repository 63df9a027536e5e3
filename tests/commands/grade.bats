#!/usr/bin/env bats
# grade: kernels of others, with faults put into them; frameworks; the gate.
load helper

fact() { python3 -c 'import json,sys; print(json.load(sys.stdin)["facts"][sys.argv[1]])' "$1" <<<"$output"; }

# kernel FAULT: GELU in float32 by erfc in double (rounded once but for 1 in 2^27), with a fault.
kernel() {
    python3 - "$1" <<'PYTHON' >kernel.csv
import math, struct, sys
single = lambda v: struct.unpack('f', struct.pack('f', v))[0]
print('x,f,df')
for i in range(-4000, 4001):
    x = single(i / 500)
    p = math.erfc(-x / math.sqrt(2)) / 2
    f, df = single(x * p), single(p + x * math.exp(-x * x / 2) / math.sqrt(2 * math.pi))
    fault = sys.argv[1]
    if fault == 'sign' and i == 1234: f = -f
    if fault == 'region' and 2.1 < x < 2.2: f = single(f * (1 + 1e-4))
    if fault == 'slope' and i == -777: df = -df
    if fault == 'nan' and i == 5: f = math.nan
    print(f'{x!r},{f!r},{df!r}')
for k in 3567, -1070, 71: # even multiples of 2^-149: their halves are no ties
    x = k * 2.0**-148
    if fault != 'flush': print(f'{x!r},{x / 2!r},0.5')
    else: print(f'{x!r},0,0.5')
PYTHON
}

@test "grade: a good kernel has no wrong value" {
    kernel none
    actfn_run grade gelu kernel.csv --dtype f32 --max-ulp 1 -f json
    done_well
    [ "$(fact values)" = 8004 ]
    [ "$(fact wrong)" = 0 ]
    [ "$(fact wrong_slope)" = 0 ]
    [ "$(fact flushed)" = 0 ]
    less -1 "$(fact max_ulp)" 0.5001
    actfn_run compare gelu kernel.csv --dtype f32 -f json
    done_well
    [ "$(fact wrong)" = 0 ]
}

@test "grade: a sign, a flush to zero and a bad region are found and named" {
    kernel sign
    actfn_run grade gelu kernel.csv --dtype f32 -f json
    [ "$(fact sign_errors)" = 1 ]
    [ "$(fact wrong)" = 1 ]
    near "$(fact max_ulp_x)" 2.4679999351501465
    kernel flush
    actfn_run grade gelu kernel.csv --dtype f32 -f json
    [ "$(fact flushed)" = 3 ]
    [ "$(fact wrong)" = 3 ]
    actfn_run grade gelu kernel.csv --dtype f32 --flush --max-ulp 1 -f json
    done_well
    [ "$(fact flushed)" = 3 ]
    [ "$(fact wrong)" = 0 ]
    kernel region
    actfn_run grade gelu kernel.csv --dtype f32
    done_well
    says "the worst is x from 2 to 2.5"
    kernel slope
    actfn_run grade gelu kernel.csv --dtype f32 -f json
    [ "$(fact sign_errors_slope)" = 1 ]
    [ "$(fact sign_errors)" = 0 ]
}

@test "grade --max-ulp: a gate" {
    kernel sign
    actfn_run grade gelu kernel.csv --dtype f32 --max-ulp 2
    fails 1 kernel.csv "max-ulp 2" 2.467
    kernel nan
    actfn_run grade gelu kernel.csv --dtype f32 --max-ulp 1e9
    fails 1 inf 0.00999
}

@test "grade: histogram, errors and regions add up" {
    kernel region
    actfn_run grade gelu kernel.csv --dtype f32 -f json
    python3 -c '
import json, sys
r = json.load(sys.stdin)
t, f = r["tables"], r["facts"]
assert sum(t["histogram"]["count"]) == f["values"], t["histogram"]
assert len(t["errors"]["x"]) == 50
assert t["errors"]["ulp"] == sorted(t["errors"]["ulp"], reverse=True)
assert t["errors"]["ulp"][0] == f["max_ulp"] == max(t["regions"]["max_ulp"])
assert t["regions"]["x_low"] == sorted(t["regions"]["x_low"])' <<<"$output"
}

@test "grade: columns by name, and what is refused" {
    kernel none
    sed '1s/.*/input,output,slope/' kernel.csv >named.csv
    actfn_run grade gelu named.csv --dtype f32
    fails 1 input output --columns
    actfn_run grade gelu named.csv --dtype f32 --columns input,output,slope -f json
    [ "$(fact wrong)" = 0 ]
    [ "$(fact wrong_slope)" = 0 ]
    actfn_run grade gelu named.csv --columns input,nothing
    fails 1 nothing
    refused grade gelu named.csv --columns input -- "two or three"
    refused grade gelu -- "a function and a file"
    refused grade gelu torch.gelu -- --compute-dtype
    refused grade gelu jax.silu --compute-dtype float32 -- "not known"
    refused grade gelu named.csv --points all -- --points
    echo x,f >empty.csv
    actfn_run grade gelu empty.csv
    fails 1 rows
}

@test "grade: numbers that the format cannot hold are counted" {
    printf 'x,f\n0.1,0.1\n0.25,0.25\n' >k.csv
    actfn_run grade relu k.csv --dtype half
    done_well
    says "2 numbers of the file are none of float16"
}

@test "grade: torch's GELU in bfloat16 is wrong where it was measured to be" {
    # 708 of 65,280 patterns, 182 slopes; 0 from -5.5625 on (5.543 in float32)
    actfn_run grade gelu torch.gelu --compute-dtype bfloat16 --points all -f json
    done_well
    [ "$(fact values)" = 65280 ]
    [ "$(fact wrong)" = 708 ]
    [ "$(fact wrong_slope)" = 182 ]
    [ "$(fact first_zero_x)" = -5.5625 ]
    actfn_run grade silu torch.silu --compute-dtype bf16 -f json
    [ "$(fact wrong)" = 1210 ]
    [ "$(fact wrong_slope)" = 1806 ]
    actfn_run grade gelu torch.gelu --compute-dtype float32 --range -5.5431:-5.543 --points 100 -f json
    close "$(fact first_zero_x)" -5.5430408 1e-6
}

@test "rows in order are counted by blocks, rows out of order one by one: the same numbers" {
    cd "$BATS_TEST_TMPDIR"
    for f in gelu_tanh tanhshrink; do
        "$ACTFN" eval "torch.$f" --compute-dtype bfloat16 --points all --dtype bfloat16 -f csv -q >a.csv
        sed -i '1s/.*/x,f,df/' a.csv
        { head -n 1 a.csv; tail -n +2 a.csv | sort -t, -k2,2; } >b.csv
        for file in a b; do
            "$ACTFN" grade "$f" $file.csv --dtype bfloat16 -f json |
                grep -E '^ *"(values|max_ulp|wrong|wrong_percent|max_ulp_slope|wrong_slope|sign_errors|flushed)"' >$file.facts
            for table in histogram regions; do
                "$ACTFN" grade "$f" $file.csv --dtype bfloat16 -f csv --table $table >>$file.facts
            done
        done
        [ "$(wc -l <a.facts)" -gt 50 ]
        cmp a.facts b.facts
    done
}

@test "compare --points all: all values of float32 within a range, not a sample" {
    # FRAMEWORKS: torch's erf form is 0 from -5.5430408 leftwards; between 1 and 2 lie 2^23 floats
    actfn_run compare gelu torch.gelu --compute-dtype float32 --points all --range=-5.5431:-5.543
    done_well
    [[ $output != *"1,048,576"* ]]
    actfn_run compare gelu torch.gelu --compute-dtype float32 --range=-5.5431:-5.543
    [[ $output == *"--points all: every one"* ]]
    actfn_run eval gelu --dtype float32 --points all
    fails 2 "too many values for a table"
}
