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
    printf '#!/bin/sh\nexec sleep 60\n' >tools/gnuplot-hanging
    chmod +x tools/gnuplot-hanging
    local start=$SECONDS
    GNUPLOT=$PWD/tools/gnuplot-hanging ACTFN_DEADLINE=1 actfn_run plot gelu -o x.png
    fails 1 gnuplot
    [ $((SECONDS - start)) -lt 10 ]
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
    tail -n 1 shown | grep -qE '−5 +0 +5 +−5 +0 +5'
    actfn plot gelu silu --yrange -0.3:0.1 --size 80x22 > shown
    grep -E '−0.3' shown | grep -qv '5'
    actfn plot gelu --size 80x22 > shown
    grep -q 'minimum −0.170' shown
    run ! grep -q 'slope negative' shown
}

@test "corners are marked in company; a log axis has one notation" {
    actfn plot relu gelu -o x.gp
    grep -qE '^points = 4$' x.gp
    actfn flow -o x.svg
    grep -q '>1e−4<' x.svg
    run ! grep -qE '>(0\.0001|1e-05)<' x.svg
}

@test "where a function comes to rest is in sight: sigmoid reaches 1" {
    actfn_run plot sigmoid
    done_well
    grep -q '^ *1 ' <<<"$output"
}
