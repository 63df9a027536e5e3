# windows: what gnuplot is told for each terminal that opens one; `make windows` opens them on a display of its own.
load helper

# A gnuplot that keeps its script and says that all went well. Another machine's display is taken at its word.
scribe() {
    printf '#!/bin/sh\ncat >"%s/script"\nexit ${1:-42}\n' "$PWD" >scribe
    sed -i "s/\${1:-42}/${1:-42}/" scribe
    chmod +x scribe
    export GNUPLOT=$PWD/scribe DISPLAY=elsewhere.invalid:0
}
# options TERMINAL: how it is set
options() { sed -n "s/.*set terminal $1 \(.*\)/\1/p" script; }

@test "each window has its own options; the first that gnuplot has is taken" {
    scribe
    actfn_run plot gelu --terminal window --theme dark
    done_well
    [ "$(sed -n "s/.*window = '\([a-z0-9][a-z0-9]*\)'.*/\1/p" script | tr '\n' ' ')" = "qt wxt x11 aqua " ]
    [[ $(options qt) != *background* && $(options qt) == *"persist size 1280,720 font 'Lato,19'"* ]]
    [[ $(options wxt) == *"background rgb '#14181d'"* ]]
    [[ $(options x11) == *"font 'Helvetica,25'"* ]]
    # a sheet of paper behind where the terminal has none
    grep -q "window = 'qt'; sheet = 1; latin = 0" script
    grep -q "window = 'wxt'; sheet = 0; latin = 0" script
    grep -q "window = 'x11'; sheet = 1; latin = 1" script
    grep -q 'exit status 44' script
}

@test "a window by name: its row alone, and the names of others where it is not there" {
    scribe
    for name in qt wxt x11 aqua; do
        actfn_run plot gelu --terminal $name
        done_well
        [ "$(grep -c "set terminal" script)" -eq 1 ]
        [ -n "$(options $name)" ]
        grep -q 'print GPVAL_TERMINALS; exit status 44' script
    done
    scribe 44
    actfn_run plot gelu --terminal qt
    fails 1 qt "no window"
}

@test "x11 takes a byte a letter: signs beyond Latin-1 are spelt there" {
    scribe
    actfn_run plot gelu --title 'f′ − 10¹⁴ x² é α ≤ … 語' --terminal x11
    done_well
    LC_ALL=C grep -aqF $'f\\0047 - 10\\13614 x\xb2 \xe9 alpha \\0074= ... \\0077' script
    grep -qF 'f′ − 10¹⁴ x² é α ≤ … 語' script
    LC_ALL=C grep -aqP '"if|^if \(!latin\) \{ set encoding utf8 \}' script
}

@test "a display that is gone or not there is said at once" {
    scribe
    DISPLAY=:59534 actfn_run plot gelu --terminal qt
    fails 1 ":59534" "nothing answers"
    DISPLAY=localhost:59534.0 actfn_run plot gelu --terminal window
    fails 1 "nothing answers"
    DISPLAY='' actfn_run plot gelu --terminal x11
    fails 1 "no display"
    [ ! -e script ]
}

@test "auto says why it opened no window, unless it is to be quiet" {
    command -v script >/dev/null || skip "no script"
    export DISPLAY=:59534
    script -qec "'$ACTFN' plot gelu --size 40x10 2>remark >/dev/tty" /dev/null >drawn
    [ "$(cat remark)" = "actfn: plot: drawn here since no window opened: DISPLAY is ':59534', and nothing answers there" ]
    grep -q gelu drawn
    script -qec "'$ACTFN' plot gelu -q --size 40x10 2>remark >/dev/tty" /dev/null >drawn
    [ ! -s remark ]
    # no display, no word
    DISPLAY='' script -qec "'$ACTFN' plot gelu --size 40x10 2>remark >/dev/tty" /dev/null >drawn
    [ ! -s remark ]
}

@test "sixel: what gnuplot 6 sends around the picture is dropped; half a picture is none" {
    cat >six <<'S'      # one process: the fence lets it start no other
#!/bin/sh
exec awk -F "'" '/^set output/ { file = $2 }
    END { printf "\033[H\033[2K\033P0;1;0q\"1;1;2;2#0~~\033\\\033[20;1H\n" >file; close(file); exit 42 }'
S
    chmod +x six
    GNUPLOT=$PWD/six actfn plot gelu --terminal sixel >x
    printf '\033P0;1;0q"1;1;2;2#0~~\033\\' | cmp - x
    GNUPLOT=$PWD/six actfn plot gelu --terminal sixelgd | cmp - x
    sed -i 's/~~.*20;1H/~~/' six
    GNUPLOT=$PWD/six actfn_run plot gelu --terminal sixel
    fails 1 "cut short"
}
