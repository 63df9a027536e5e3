# plot: the figure in files and in the terminal, and gnuplot's ways to fail.
load helper

braille=$(printf '\xe2\xa0')

# size FILE.png: WIDTHxHEIGHT from its header
size() { od -An -tu1 -j16 -N8 "$1" | awk '{ print $3 * 256 + $4 "x" $7 * 256 + $8 }'; }

@test "png: whole, in the size asked for" {
    actfn_run plot gelu -o x.png --size 640x480
    done_well
    [ -z "$output" ]
    [ "$(head -c 4 x.png | od -An -tx1 | tr -d ' ')" = 89504e47 ]
    [ "$(tail -c 8 x.png | head -c 4)" = IEND ]
    [ "$(size x.png)" = 640x480 ]
    [ "$(ls -A)" = x.png ]
}

@test "svg and pdf" {
    actfn plot gelu -o x.svg
    tail -n 3 x.svg | grep -q '</svg>'
    if command -v xmllint >/dev/null; then xmllint --noout --nonet x.svg; fi
    actfn plot gelu -o x.pdf
    [ "$(head -c 5 x.pdf)" = %PDF- ]
    tail -n 1 x.pdf | grep -q '%%EOF'
}

@test "a page and the script, where the help says so" {
    actfn plot --help | grep -qF .html || skip "not offered"
    actfn plot gelu -o x.html
    grep -qi '</html>' x.html
    grep -q '<svg' x.html
    actfn plot gelu -o x.gp
    grep -qE '^ *plot|plot ' x.gp
}

@test "a pipe gets braille without colour, within 80 columns" {
    actfn_run plot gelu
    done_well
    [[ $output == *$braille* ]]
    [[ $output != *$'\e'* ]]
    narrow "$output"
    [[ $output == *gelu* ]]
}

@test "a figure of any command: -p, or -o with a picture's suffix" {
    actfn_run eval gelu -p
    done_well
    [[ $output == *$braille* ]]
    actfn eval gelu -o x.svg
    grep -q '</svg>' x.svg
}

@test "plot gives its table too" {
    actfn_run plot relu -d 0 -a 1,2 -f csv
    done_well
    [ "$output" = $'x,relu\n1,1\n2,2' ]
}

@test "several functions, derivatives, an expression, a title, a theme" {
    actfn plot gelu silu 'x*sigmoid(1.702*x)' -d 2 --title 'Three of them' --theme dark -o x.svg
    grep -q 'Three of them' x.svg
    actfn_run plot gelu --theme pink -o x.svg
    fails 2 pink
    actfn_run plot gelu --size 10 -o x.svg
    fails 2 size
    actfn_run plot gelu --size 0x0 -o x.svg
    fails 2 size
    actfn_run plot gelu --terminal nonsense
    [ "$status" -ne 0 ]
    [[ $stderr == *nonsense* ]]
}

@test "the same picture every time" {
    actfn plot gelu -o a.svg
    actfn plot gelu -o b.svg
    cmp a.svg b.svg
    actfn plot gelu -o a.png
    actfn plot gelu -o b.png
    cmp a.png b.png
}

@test "nothing a user types is run by gnuplot" {
    local text
    for text in "'; system('touch canary') #'" '`touch canary`' '"; system("touch canary") #"' $'a\n!touch canary\n' \
        $'x\nsystem "touch canary"' '@ARG1' "it''s" '$(touch canary)' '{/Symbol a}' '%s%n'; do
        actfn_run plot gelu --title "$text" -o x.svg
        [ "$status" -eq 0 ] || { echo "$text: $stderr"; return 1; }
        if command -v xmllint >/dev/null; then xmllint --noout --nonet x.svg; fi
        [ ! -e canary ] || { echo "ran: $text"; return 1; }
    done
    mkdir "it's; \`touch canary\`"
    actfn plot gelu -o "it's; \`touch canary\`/|touch canary.png"
    [ -s "it's; \`touch canary\`/|touch canary.png" ]
    [ ! -e canary ]
}

@test "the user's gnuplot settings do not matter" {
    mkdir home
    echo 'set terminal dumb; print "from the start file"; system "touch canary"' >home/.gnuplot
    HOME=$PWD/home GNUTERM=nosuch GNUPLOT_LIB=/nowhere actfn_run plot gelu -o x.png
    done_well
    [ "$(tail -c 8 x.png | head -c 4)" = IEND ]
    [ ! -e canary ]
}

@test "no gnuplot: status 1, said what would do, nothing left" {
    GNUPLOT=/nonexistent/gnuplot actfn_run plot gelu -o x.png
    fails 1 gnuplot
    [ -z "$(ls -A)" ]
    GNUPLOT=/nonexistent/gnuplot actfn_run plot gelu
    fails 1 gnuplot
}

@test "a gnuplot that fails: its reason, status 1, and the old picture stays" {
    # They may start nothing: gnuplot is fenced in.
    mkdir tools
    local read='while read -r line; do :; done'
    printf '#!/bin/sh\n%s\necho "out of paint" >&2\nexit 1\n' "$read" >tools/gnuplot-failing
    printf '#!/bin/sh\n%s\nexit 0\n' "$read" >tools/gnuplot-silent
    printf '#!/bin/sh\n%s\nprintf "\\211PNG half"\nexit 42\n' "$read" >tools/gnuplot-half
    printf '#!/bin/sh\nkill -9 $$\n' >tools/gnuplot-killed
    chmod +x tools/*
    echo old >x.png
    local kind
    for kind in failing silent half killed; do
        GNUPLOT=$PWD/tools/gnuplot-$kind actfn_run plot gelu -o x.png
        fails 1 gnuplot
        [ "$(cat x.png)" = old ]
        [ "$(ls -A | xargs)" = "tools x.png" ]
    done
    GNUPLOT=$PWD/tools/gnuplot-failing actfn_run plot gelu -o x.png
    fails 1 "out of paint"
}

@test "a gnuplot that hangs is ended after the deadline" {
    mkdir tools
    printf '#!/bin/sh\nexec sleep 10000\n' >tools/gnuplot-hanging
    chmod +x tools/gnuplot-hanging
    GNUPLOT=$PWD/tools/gnuplot-hanging ACTFN_DEADLINE=1 run --separate-stderr patient actfn plot gelu -o x.png
    fails 1 gnuplot
    [ "$(ls -A)" = tools ]
}

@test "the deadline is gnuplot's: a table that comes late has all the time it needs" {
    (sleep 6; seq 9) | ACTFN_DEADLINE=5 actfn plot gelu - -o x.png 2>err || { cat err; return 1; }
    [ -s x.png ]
    [ ! -s err ]
}

@test "ranges too far for gnuplot, and values that are all nan, end with a word, not with an empty picture" {
    actfn_run plot 'log(x)' -r -2:-1 -o x.png
    [ "$status" -eq 1 ]
    [ ! -e x.png ]
    [[ $stderr == actfn:* ]]
}

@test "--sweep draws a family" {
    actfn plot swish --sweep beta=0.5:4:5 -o x.svg
    grep -q '</svg>' x.svg
    actfn_run plot swish --sweep nosuch=0:1 -o y.svg
    [ "$status" -eq 2 ]
    [[ $stderr == *nosuch* ]]
}

@test "braille: panels' titles keep apart; an axis says two numbers; no leaders to words" {
    for width in 60 80; do
        actfn flow --plot --terminal braille --size ${width}x20 > shown
        grep -qE 'signal, forward.*  gradient, backward' shown
    done
    actfn plot relu gelu --derivatives 2 --size 60x18 > shown
    tail -n 1 shown | grep -qE '−4 +−2 +0 +2 +4'
    actfn plot gelu silu --yrange -0.3:0.1 --size 80x22 > shown
    grep -E '−0.2' shown | grep -qv '5'
    actfn plot gelu --size 80x22 > shown
    grep -q 'minimum −0.170' shown
    run ! grep -q 'slope negative' shown
}

@test "corners are marked in company; a log axis has one notation" {
    actfn plot relu gelu -o x.gp
    grep -qE '^points = 4$' x.gp
    actfn flow -o x.svg
    grep -q '>10⁻⁴<' x.svg
    run ! grep -qE '>(0\.0001|1e-05)<' x.svg
}

@test "where a function comes to rest is in sight: sigmoid reaches 1" {
    actfn_run plot sigmoid
    done_well
    grep -q '^ *1 ' <<<"$output"
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
    refused plot relu2 --table marks -f csv -- "unknown table"              # flat from there on: nothing to point at
    actfn_run plot 'x > 0 ? floor(2*x) : x' --table marks -f csv -r -2:2
    done_well
    [[ $output == *"0.5,1,jump from 0 to 1,"* ]]
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
    refused plot 'sin(30*x)' --table marks -f csv -- "unknown table"      # a forest of marks shows nothing
    actfn_run plot sin -r 100:110 --table marks -f csv
    done_well
    [[ $output == *"105.24335389525807,minimum"* || $output == *"105.24335389525807,−1,minimum"* || $output == *"105.24335389525807,-1,minimum −1 at x = 105.243"* ]]
    actfn_run plot gelu --terminal 'Q!'
    fails 1 "'Q!': unknown terminal"
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
