# figures: what must never happen with gnuplot, and what every format must be, whatever the text.
load helper

xml() { command -v xmllint >/dev/null || return 0; xmllint --noout --nonet "$@"; }

# fake NAME: a gnuplot, from standard input. The fence lets it start no other program but by exec.
fake() { { echo '#!/bin/sh'; cat; } > "$NAME_DIR$1"; chmod +x "$NAME_DIR$1"; }
NAME_DIR=

# refused GNUPLOT WORD: status 1 with that reason in one line, for a file, for a page and in the terminal; the old files as they were, nothing
# else here but the fakes, no child, and it ends
refused() {
    local words
    for words in 'plot gelu -o x.png' 'plot gelu -o x.html' 'plot gelu' 'plot gelu --terminal kitty' 'collapse --layers 2 --plot'; do
        # shellcheck disable=SC2086 # words
        GNUPLOT=$1 run --separate-stderr patient actfn $words
        fails 1 gnuplot "$2"
        [ "$(cat x.png x.html)" = $'old\nold' ]
        for left in *; do
            case $left in x.png | x.html | fake-*) ;; *) echo "left behind: $left"; return 1 ;; esac
        done
        # no child: whatever runs from here would hold this directory's fakes open
        ! pgrep -f "$PWD/fake-" || { echo "runs on"; return 1; }
    done
}
old() { echo old >x.png; echo old >x.html; }

@test "fake gnuplots: missing, forbidden, no program, killed, silent, failing, too old" {
    old
    refused "$PWD/fake-none" "not found"
    refused fake-nowhere-in-the-path "not found"
    refused "$PWD" "ermission denied"
    refused /dev/null "ermission denied"
    echo 'no program' >fake-plain
    refused "$PWD/fake-plain" "ermission denied"
    printf '\177ELFgarbage' >fake-garbage
    chmod +x fake-garbage
    refused "$PWD/fake-garbage" ""      # "not found" where the C library hands it to sh
    fake fake-killed <<<'kill -9 $$'
    refused "$PWD/fake-killed" "signal 9"
    fake fake-crashed <<<'kill -SEGV $$'
    refused "$PWD/fake-crashed" "signal 11"
    fake fake-silent <<<'exit 0'
    refused "$PWD/fake-silent" "status 0"
    fake fake-failing <<<'echo "no paint" >&2; exit 1'
    refused "$PWD/fake-failing" "no paint"
    fake fake-old <<<'exit 43'
    refused "$PWD/fake-old" "5.2"
    fake fake-version <<<'echo "gnuplot 4.6 patchlevel 6" >&2; exit 1'
    refused "$PWD/fake-version" "4.6"
}

@test "a talkative gnuplot's reason is one line, fit to be shown" {
    old
    fake fake-long <<<'exec head -c 100000 /dev/zero >&2'
    refused "$PWD/fake-long" "binary text"
    fake fake-lines <<<'i=0; while [ $i -lt 3000 ]; do echo "line $i" >&2; i=$((i + 1)); done; exit 1'
    refused "$PWD/fake-lines" "could not draw: line"
    fake fake-wide <<<'i=0; while [ $i -lt 3000 ]; do printf "word $i " >&2; i=$((i + 1)); done; exit 1'
    refused "$PWD/fake-wide" "could not draw: word"
    fake fake-escape <<<'printf "\033[31mred\033[0m\007\n" >&2; exit 1'
    refused "$PWD/fake-escape" "[31mred"
    [[ $stderr != *$'\e'* && $stderr != *$'\a'* ]]
}

@test "a lying gnuplot: says that all is well and drew nothing, or half a picture" {
    old
    fake fake-liar <<<'exit 42'
    refused "$PWD/fake-liar" "picture"
    # reads the script for the place of the picture, and writes a beginning there
    fake fake-half <<'E'
while read -r line; do
    case $line in "set output "*) place=${line#set output \'}; place=${place%\'} ;; esac
done
printf '\211PNG\r\n\032\nhalf of it' > "$place"
exit 42
E
    refused "$PWD/fake-half" "picture"
    # the same where SVG or drawing steps are wanted
    fake fake-begun <<'E'
while read -r line; do
    case $line in "set output "*) place=${line#set output \'}; place=${place%\'} ;; esac
done
printf '<?xml version="1.0"?>\nproc gnuplot {c} {\n' > "$place"
exit 42
E
    refused "$PWD/fake-begun" "picture"
    # a whole picture, and gnuplot's usual 0 after it
    fake fake-plausible <<'E'
while read -r line; do
    case $line in "set output "*) place=${line#set output \'}; place=${place%\'} ;; esac
done
printf '\211PNG\r\n\032\n....IEND\256B`\202' > "$place"
exit 0
E
    refused "$PWD/fake-plausible" "status 0"
}

@test "a hanging and a flooding gnuplot are ended in time" {
    old
    export ACTFN_DEADLINE=0.4
    fake fake-hanging <<<'exec sleep 10000'
    refused "$PWD/fake-hanging" "ACTFN_DEADLINE"
    fake fake-deaf <<<'exec 2>&-; exec sleep 10000'
    refused "$PWD/fake-deaf" "ACTFN_DEADLINE"
    fake fake-flooding <<<'exec cat /dev/zero >&2'
    refused "$PWD/fake-flooding" "more complaints than any gnuplot"
    fake fake-stubborn <<<'trap "" TERM INT HUP; exec sleep 10000'
    refused "$PWD/fake-stubborn" "ACTFN_DEADLINE"
    fake fake-stopped <<<'kill -STOP $$'
    refused "$PWD/fake-stopped" "ACTFN_DEADLINE"
}

@test "a gnuplot that never stops writing its picture is ended" {
    echo old >x.png
    fake fake-endless <<'E'
while read -r line; do
    case $line in "set output "*) place=${line#set output \'}; place=${place%\'} ;; esac
done
exec cat /dev/zero > "$place"
E
    GNUPLOT=$PWD/fake-endless actfn_run plot gelu -o x.png
    fails 1 gnuplot "more than any picture"
    [ "$(cat x.png)" = old ]
}

@test "the fence: what gnuplot would start does not start" {
    fake fake-starter <<< '(echo started > canary); exit 1'
    GNUPLOT=$PWD/fake-starter actfn_run plot gelu -o x.png
    fails 1 gnuplot
    [ ! -e canary ]
}

@test "ended by a signal, gnuplot is ended too and nothing is left" {
    sanitized && skip "the sanitizer keeps signals"
    fake fake-waiting <<< 'exec sleep 10000'
    GNUPLOT=$PWD/fake-waiting actfn plot gelu -o x.png &
    ours=$!
    soon pgrep -P $ours
    child=$(pgrep -P $ours)
    [ -n "$child" ]
    kill -TERM $ours
    status=0
    wait $ours || status=$?
    [ "$status" -eq 143 ]
    soon gone "$child"
    [ ! -e x.png ]
}

hostile=$'a ]]> b </svg></script><script>alert(1)</script> `touch canary` $(touch canary) \'; system("touch canary") # @x %s {^_} \\input{x} \x1b[31m \x80\xff é Φ'

@test "hostile titles come out as text in every format" {
    for suffix in svg html png pdf gif tex gp; do
        actfn_run plot gelu --title "$hostile" -o "x.$suffix"
        done_well
    done
    [ ! -e canary ]
    xml x.svg
    grep -qF 'a ]]&gt; b &lt;/svg' x.svg
    run ! grep -qF '<script>alert' x.html
    [ "$(grep -c '</script>' x.html)" -eq 2 ]
    [ "$(head -c 6 x.gif)" = GIF89a ]
    [ "$(tail -c 1 x.gif)" = ';' ]
    grep -qF '\textbackslash{}input\{x\}' x.tex
    run ! grep -qF '\input{x}' x.tex
    gnuplot x.gp > x2.png
    cmp x.png x2.png
    [ ! -e canary ]
    actfn_run plot gelu --title "$hostile"
    done_well
    [[ $output != *$'\e'* ]]
    [ ! -e canary ]
}

@test "a script stands alone and draws the same picture" {
    for figure in "plot relu gelu -d 2" "plot swish --sweep beta=0:4:5" "flow --layers 4 --width 8 --samples 64"; do
        # shellcheck disable=SC2086
        actfn $figure -q -o a.gp
        # shellcheck disable=SC2086
        actfn $figure -q -o a.png
        gnuplot -e "picture='b.png'" a.gp
        cmp a.png b.png
    done
}

@test "the same figure is the same bytes, whatever the hour and the zone" {
    for suffix in png svg pdf html gif tex gp; do
        TZ=UTC actfn plot gelu -o "a.$suffix"
        TZ=Asia/Kathmandu actfn plot gelu -o "b.$suffix"
        cmp "a.$suffix" "b.$suffix"
    done
}

@test "a page stands alone: nothing is fetched" {
    actfn plot gelu -o x.html
    run ! grep -oE '(src|href)="?(https?:)?//[^" ]*' x.html
    run ! grep -qE '@import|url\([^#]' x.html
    [ "$(tail -n 1 x.html)" = '</body></html>' ]
}

@test "large data is small in the picture, and nothing of it is lost" {
    sanitized && skip "slow"
    actfn plot 'x == 0.5 ? 3 : 0' --range 0:1 -n 1000001 -o x.svg
    [ "$(wc -c < x.svg)" -lt 300000 ]
    # one point of a million, three high, is drawn
    actfn plot 'x == 0.5 ? 3 : 0' --range 0:1 -n 1000001 -d 0 --yrange=-1:4 > spike
    actfn plot 'x == 2 ? 3 : 0' --range 0:1 -n 1000001 -d 0 --yrange=-1:4 > flat
    [ "$(tail -n +3 spike)" != "$(tail -n +3 flat)" ]
}

@test "a title that reads like gnuplot's own options moves and colours nothing" {
    actfn plot gelu --size 60x10 --title 'one -anchor e -fill #ff0000 -text two' >title
    [[ $(head -1 title) == "   one -anchor e -fill #ff0000 -text two"* ]]
}

@test "log axes, ranges, themes" {
    actfn_run plot 'exp(x)' -d 0 --log y -o x.png
    done_well
    actfn_run plot 'x^3' -d 0 --range 0:10 --log xy -o x.png
    done_well
    actfn_run plot 'x+0' -d 0 --range=-5:-1 --log x -o y.png
    fails 1 "above 0"
    actfn_run plot gelu --log y --yrange=-2:-1 -o y.png
    fails 1 "above 0 in --yrange"
    actfn_run plot gelu --yrange 2:3 -o x.png
    done_well
    for theme in light dark print; do
        actfn plot gelu --theme $theme -o $theme.svg
        xml $theme.svg
    done
    run ! cmp -s light.svg dark.svg
}

@test "gnuplot's own terminals by name; an unknown one is refused with those that there are" {
    actfn plot gelu --terminal dumb | grep -q gelu
    [ "$(actfn plot gelu --terminal pngcairo | head -c 4 | od -An -tx1 | tr -d ' ')" = 89504e47 ]
    actfn_run plot gelu --terminal nosuch
    [ "$status" -ne 0 ]
    [[ $stderr == *pngcairo* ]]
    actfn_run plot gelu --terminal 'x; system("touch canary")'
    [ "$status" -ne 0 ]
    [ ! -e canary ]
    actfn_run plot gelu --terminal window
    fails 1 "no display"
}

@test "a picture does not hang on how a system or a user sets up fonts, unless by a wish for this one" {
    [ -e /usr/share/fonts/truetype/lato/Lato-Regular.ttf ] || skip "no Lato where Debian has it"
    mkdir -p home/.config/fontconfig
    printf '%s' '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig><match target="pattern">' \
        '<edit name="family" mode="assign" binding="strong"><string>DejaVu Sans Mono</string></edit></match></fontconfig>' \
        >home/.config/fontconfig/fonts.conf
    actfn plot gelu -q --size 640x360 -o plain.png
    HOME=$PWD/home XDG_CONFIG_HOME=$PWD/home/.config actfn plot gelu -q --size 640x360 -o other.png
    cmp plain.png other.png
    FONTCONFIG_FILE=/etc/fonts/fonts.conf HOME=$PWD/home XDG_CONFIG_HOME=$PWD/home/.config actfn plot gelu -q --size 640x360 -o wished.png
    [ -s wished.png ]
    run ! cmp -s plain.png wished.png
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
