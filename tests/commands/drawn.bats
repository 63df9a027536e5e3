# drawn: figures claim nothing that is not so: what is seen, told by the variables of their scripts.
load helper

# value NAME [I]: a variable of x.gp, or the I-th of an array
value() {
    sed -n -E "s/^(array )?$1(\[[0-9]+\])? = //p" x.gp | tr -d '[]' | awk -v RS=', *' -v i="${2:-1}" 'NR == i { print $1 + 0 }'
}

@test "f is wholly visible, and its slopes below it on the same axis" {
    local f words
    for f in 'relu --range 5:10' 'gelu --range 3:5' 'exp(x)' 'x^3-20*x' tanh 'sin(x)+4'; do
        read -ra words <<<"$f"
        actfn plot "${words[@]}" -o x.gp
        actfn plot "${words[@]}" -d 0 -f csv -o x.csv
        [ "$(value panels)" = 2 ]
        awk -F, -v low="$(value panel_ylow)" -v high="$(value panel_yhigh)" \
            'NR > 1 && !($2 >= low && $2 <= high) { exit 1 }' x.csv || { echo "$f is cut"; return 1; }
        [ "$(value panel_left 1)" = "$(value panel_left 2)" ]
        [ "$(value panel_right 1)" = "$(value panel_right 2)" ]
        less "$(value panel_top 2)" "$(value panel_bottom 1)"
    done
}

@test "jumps have rings and gaps, poles an asymptote and arrows, nothing is drawn where nothing is" {
    actfn plot sign -o x.gp
    [ "$(value points)" = 3 ]
    grep -qE '^array point_ring\[3\] = \[0, 1, 1\]' x.gp
    grep -qE '^0 NaN ' x.gp
    actfn plot 'tan(x)' -d 0 -o x.gp
    [ "$(value asymptotes)" = 4 ]
    [ "$(value arrows)" = 8 ]
    actfn plot '1/x' -d 0 -o x.gp
    close "$(value panel_ylow)" "$(value panel_yhigh | sed 's/^/-/')" 1e-9
    actfn plot 'log(x)' -o x.gp
    grep -qF '"undefined"' x.gp
    [ "$(value tint_undefined)" = 1 ]
    actfn plot relu gelu -o x.gp
    [ "$(value asymptotes)" = 0 ]
    [ "$(value arrows)" = 0 ]
}

@test "what swings faster than the pixels is a band, with a remark" {
    actfn plot 'sin(1000*x)' -o x.gp
    [ "$(value curve_bands)" -gt 500 ]
    grep -q 'oscillates faster than the pixels' x.gp
    actfn plot 'sin(3*x)' gelu -o x.gp
    [ "$(value curve_bands)" = 0 ]
}

@test "points are points, a vector's numbers bars, many functions a panel each" {
    actfn plot gelu --at 1 -o x.gp
    [ "$(value draw_points)" = 1 ]
    actfn plot softmax --at 1,2,3 -o x.gp
    grep -q '^# vector:' x.gp
    actfn plot relu elu selu gelu silu mish tanh sigmoid -o x.gp
    [ "$(value panels)" = 8 ]
    [ "$(value multiples)" = 1 ]
    grep -q 'f without its slopes' x.gp
}

@test "an activation has one colour, by whatever name" {
    actfn plot -d 0 -o x.gp -- torch.GELU 'leaky_relu(slope=0.2)' '-relu(x)'
    grep -qE '^array curve_tone\[3\] = \["gelu", "leakyrelu", ""\]' x.gp
}

@test "compare speaks of the pair that differs most" {
    actfn_run compare gelu silu mish relu elu
    done_well
    [[ $output == *"relu and elu differ by at most 0.99"* ]]
}

@test "training as it happens: a film's frames, a strip's moments, a page's slider" {
    sanitized && skip "the same pictures"
    actfn fit moons --activation relu --width 4 --steps 40 --size 200x150 -o x.gif
    [ "$(grep -c . <(LC_ALL=C grep -aobP '\x21\xf9\x04' x.gif))" -gt 10 ]
    actfn fit moons --activation relu,tanh --width 4 --steps 40 --figure process -o x.gp
    [ "$(value moments_rows)" = 5 ]
    actfn fit moons --activation relu --width 4 --steps 40 -o x.html
    grep -q 'id="frame"' x.html
    grep -q '"moments":\["step 0' x.html
}

@test "the catalogue as a poster" {
    actfn list -o x.gp
    [ "$(value panels)" -gt 50 ]
    grep -q 'not drawn: softmax' x.gp
}
