# child: what gnuplot finds where it is started and in its environment, which one is started, and when it is ended.
load helper

# fake NAME: a gnuplot, from standard input. Only exec lets it run another program.
fake() { { echo '#!/bin/bash'; cat; } >"$1"; chmod +x "$1"; }

# program NAME: one in C, from standard input: a gnuplot that is no script.
program() {
    command -v "${CC:=cc}" >/dev/null || skip "no C compiler"
    cat >"$1.c"
    "$CC" -o "$1" "$1.c"
}

# Lua, gnuplot, a shell's: whoever reads it as its own leaves a trace.
hostile='--[[
system("touch canary")
!touch canary
]] io.open("'$BATS_TEST_TMPDIR'/here/canary", "w"):close() os.execute("touch '$BATS_TEST_TMPDIR'/here/canary")'

# Files of every name that gnuplot 5.4 and 6 and their libraries look for, in the directory $1.
plant() {
    local name
    mkdir -p "$1/.config/fontconfig/conf.d" "$1/.fonts.conf.d" "$1/lua" "$1/js"
    for name in gnuplot-tikz.lua gnuplot.lua lua.lua tikz.lua lua/gnuplot-tikz.lua .gnuplot .gnuplotrc gnuplotrc gnuplot.ini \
        gnuplot.gih stat.inc colors_default.gp colors_mono.gp colors_podo.gp fit.log gnuplot_history .gnuplot_history .editrc .inputrc .Xdefaults \
        prologue.ps utf-8.ps 8859-1.ps cp1252.ps aglfn.txt js/gnuplot_common.js gnuplot_common.js gnuplot_svg.js canvastext.js \
        .fonts.conf .config/fontconfig/fonts.conf .config/fontconfig/conf.d/10-x.conf .fonts.conf.d/10-x.conf \
        fonts.conf arial.ttf Arial.ttf Lato.ttf Lato-Regular.ttf arial DISPLAY stdin gnuplot sh; do
        printf '%s\n' "$hostile" >"$1/$name"
        chmod +x "$1/$name"
    done
}

# What the environment can point at the planted directory $1; an unsearched list would be as good as none.
point() {
    local name
    export HOME=$1 XDG_CONFIG_HOME=$1/.config TMPDIR=$1
    for name in GNUPLOT_LIB GNUPLOT_DRIVER_DIR GNUPLOT_LUA_DIR GNUPLOT_PS_DIR GNUPLOT_FONTPATH GNUPLOT_SHARE_DIR GDFONTPATH LOADPATH \
        GCONV_PATH NLSPATH QT_PLUGIN_PATH GIO_MODULE_DIR GIO_EXTRA_MODULES LIBHEIF_PLUGIN_PATH PANGO_RC_FILE XAPPLRESDIR; do
        export "$name=$1"
    done
    export GNUHELP=$1/gnuplot.gih GNUTERM=tikz GNUPLOT_DEFAULT_GDFONT=$1/arial.ttf FIT_SCRIPT="$1/gnuplot" FIT_LOG="$1/fit.log" \
        PAGER=$1/gnuplot SHELL=$1/gnuplot EDITRC=$1/.editrc INPUTRC=$1/.inputrc XENVIRONMENT=$1/.Xdefaults \
        LUA_INIT="@$1/gnuplot.lua" LUA_INIT_5_4="@$1/gnuplot.lua" LUA_PATH="$1/?.lua" LUA_PATH_5_4="$1/?.lua" LUA_CPATH="$1/?.so"
}

@test "Lua in the current directory is not run" {
    printf '%s\n' "$hostile" >gnuplot-tikz.lua
    actfn_run plot gelu -o x.tex
    done_well
    grep -q 'end{tikzpicture}' x.tex
    actfn_run plot gelu --terminal tikz
    done_well
    [[ $output == *'end{tikzpicture}'* ]]
    [ ! -e canary ]
}

# opened TRACE: the calls by which gnuplot and its threads opened, ran or looked for a file
opened() {
    awk '/execve\("[^"]*gnuplot[^"\/]*"/ && / = 0$| <unfinished/ { its[$1] = 1; started = 1 }
        { if (!started) before[$1] = 1; else if (its[$1] || !before[$1]) print }' "$1"
}

# What fontconfig reads in HOME: rules for fonts, caches and fonts, none of which it runs.
FONTS='/here/(\.config/fontconfig|\.cache/fontconfig|\.fontconfig|\.fonts|\.local/share/fonts)'

@test "nothing planted is opened: not from here, from HOME or by the environment, on any terminal and for any file" {
    command -v strace >/dev/null || skip "no strace"
    strace -qq true 2>/dev/null || skip "strace may not trace here"
    local terminals to words
    terminals=$(gnuplot -e 'print GPVAL_TERMINALS' 2>&1)
    [ "$(wc -w <<<"$terminals")" -gt 20 ]
    plant "$PWD"
    point "$PWD"
    export ASAN_OPTIONS=detect_leaks=0
    for to in $(printf -- '-o=x.%s ' png svg pdf html gif tex) $(printf -- '--terminal=%s ' $terminals); do
        words=${to/o=/o }
        # shellcheck disable=SC2086 # words
        strace -f -qq --seccomp-bpf -e trace=%file -o trace actfn plot gelu --size 320x180 $words >/dev/null 2>err </dev/null || grep -q 'epslatex\|cairolatex\|Lua driver' err || {
            cat err; return 1; }
        opened trace >its
        grep -q '/dev/stdin' its || { echo "$to: no gnuplot seen"; return 1; }
        ! grep -F "$PWD" its | grep -vE "$FONTS" || { echo "looked for by $to"; return 1; }
        grep -vE '"/|""|AT_FDCWD, 0x|unfinished|resumed|gnuplot-tikz.lua|\[pid|\+\+\+|---' its >relative || true
        [ ! -s relative ] || { echo "relative, $to:"; cat relative; return 1; }
        # the one relative name is looked for in /
        grep -q 'chdir("/") *= 0' trace
        [ ! -e canary ]
        rm -f x.*
    done
}

@test "gnuplot is found from where we are: GNUPLOT and PATH may be relative, PATH may have empty entries" {
    mkdir -p bin sub
    fake bin/gnuplot <<<'echo "the one in bin, started in $PWD." >&2; exit 1'
    fake gnuplot <<<'echo "the one here, started in $PWD." >&2; exit 1'
    local plain=$PATH
    GNUPLOT=bin/gnuplot actfn_run plot gelu -o x.png
    fails 1 "the one in bin, started in /."
    GNUPLOT=./gnuplot actfn_run plot gelu -o x.png
    fails 1 "the one here"
    PATH=bin:$plain actfn_run plot gelu -o x.png
    fails 1 "the one in bin"
    PATH=:$plain actfn_run plot gelu -o x.png
    fails 1 "the one here"
    PATH=nowhere::$plain actfn_run plot gelu -o x.png
    fails 1 "the one here"
    cd sub
    GNUPLOT=../bin/gnuplot actfn_run plot gelu -o x.png
    fails 1 "the one in bin"
    # what stands before it and is no program is passed over
    mkdir gnuplot
    PATH=:../bin:$plain actfn_run plot gelu -o x.png
    fails 1 "the one in bin"
    run --separate-stderr env PATH="$BATS_FILE_TMPDIR/bin" "$ACTFN" plot gelu -o x.png
    fails 1 gnuplot "not found"
}

@test "a GNUPLOT that is no program is not handed to a shell" {
    echo 'echo run >&2' >plain
    chmod +x plain
    GNUPLOT=./plain actfn_run plot gelu -o x.png
    fails 1 "cannot be run"
    [[ $stderr != *": run"* ]]
}

@test "a script may stand for gnuplot and go on by exec" {
    fake wrapper <<<'exec gnuplot "$@"'
    GNUPLOT=./wrapper actfn_run plot gelu -o x.png
    done_well
    [ "$(head -c 4 x.png | od -An -tx1 | tr -d ' ')" = 89504e47 ]
}

@test "only what a picture needs of the environment passes, and a user's wish for fonts" {
    export GNUTERM=x LUA_PATH=x GDFONTPATH=x GCONV_PATH=x PAGER=x HOME=/home/me FONTCONFIG_PATH=/etc/fonts LC_NUMERIC=C DISPLAY=:77
    fake fake <<<'for n in GNUTERM LUA_PATH GDFONTPATH GCONV_PATH PAGER DISPLAY HOME FONTCONFIG_PATH LC_NUMERIC; do
        printf "%s " "${!n-none}" >&2; done; exit 1'
    GNUPLOT=./fake actfn_run plot gelu -o x.png
    fails 1 "none none none none none none /home/me /etc/fonts C"
}

@test "behind the fence no file is written" {
    program landlock <<<$'#include <unistd.h>\nint main(void) { return syscall(444, 0, 0, 1) < 1; }'
    ./landlock || skip "no Landlock here"
    fake writer <<<'echo written >'"$PWD"'/canary; echo after >>'"$PWD"'/old; exit 1'
    echo before >old
    GNUPLOT=./writer actfn_run plot gelu -o x.png
    fails 1 "ermission denied"
    [ ! -e canary ]
    [ "$(cat old)" = before ]
}

@test "behind the fence a program cannot become another" {
    program starter <<'E'
#include <stdio.h>
#include <unistd.h>
int main(void)
{
    char *words[] = { "sh", "-c", "echo started >&2; exit 1", 0 };
    execv("/bin/sh", words);
    perror("exec");
    return 1;
}
E
    GNUPLOT=./starter actfn_run plot gelu -o x.png
    fails 1 "exec: Operation not permitted"
}

@test "a gnuplot that works has the time it needs, however long beside the deadline" {
    fake busy <<<'while [ $SECONDS -lt 5 ]; do :; done; exec gnuplot "$@"'
    GNUPLOT=./busy ACTFN_DEADLINE=2 actfn_run plot gelu -o x.png
    done_well
    [ -s x.png ]
}

@test "a gnuplot that only waits is ended, even if it wakes up now and then" {
    program idle <<'E'
#include <unistd.h>
int main(void)
{
    for (;;)
        usleep(50000);
}
E
    GNUPLOT=./idle ACTFN_DEADLINE=1 actfn_run plot gelu -o x.png
    fails 1 gnuplot "no sign of life for 1 s" ACTFN_DEADLINE
    [ ! -e x.png ]
}

@test "an endless loop is ended after thirty deadlines of processor time, and at once by a signal" {
    fake spinning <<<'while :; do :; done'
    GNUPLOT=./spinning ACTFN_DEADLINE=0.1 actfn_run plot gelu -o x.png
    fails 1 gnuplot "used the processor for 3 s" ACTFN_DEADLINE
    [ ! -e x.png ]
    sanitized && skip "the sanitizer keeps signals"
    local ours its status=0 signal
    for signal in INT TERM; do
        GNUPLOT=./spinning env --default-signal=INT "$ACTFN" plot gelu -o x.png &
        ours=$!
        until its=$(pgrep -P $ours); do sleep 0.05; done
        kill -$signal $ours
        status=0
        wait $ours || status=$?
        [ "$status" -eq $((128 + $(kill -l $signal))) ]
        soon gone "$its"
        [ ! -e x.png ]
    done
}

@test "the time in which actfn itself was stopped is nobody's silence" {
    sanitized && skip "the sanitizer keeps signals"
    fake slow <<<"until [ -e '$PWD/go' ]; do :; done; exec gnuplot \"\$@\""
    GNUPLOT=./slow ACTFN_DEADLINE=3 "$ACTFN" plot gelu -o x.png &
    local ours=$! its
    until its=$(pgrep -P $ours); do sleep 0.05; done
    kill -STOP "$ours" "$its"
    sleep 5
    kill -CONT "$its" "$ours"
    touch go
    wait $ours
    [ -s x.png ]
}

@test "after half a second a terminal shows that gnuplot is at work" {
    command -v script >/dev/null || skip "no script"
    fake slow <<<'while [ $SECONDS -lt 3 ]; do :; done; exec gnuplot "$@"'
    export TERM=xterm GNUPLOT=./slow
    run script -qec "stty cols 80; '$ACTFN' plot gelu -o x.png" /dev/null </dev/null
    [ "$status" -eq 0 ]
    [[ $output == *"Plotting: 0 KB so far"* ]]
    run script -qec "stty cols 80; '$ACTFN' plot gelu -q -o x.png" /dev/null </dev/null
    [ "$status" -eq 0 ]
    [[ $output != *Plotting* ]]
}

@test "a signal ends gnuplot too" {
    local ours its status=0
    fake hanging <<<'exec sleep 10000'
    GNUPLOT=./hanging "$ACTFN" plot gelu -o x.png &
    ours=$!
    soon pgrep -P $ours
    its=$(pgrep -P $ours)
    kill -TERM $ours
    wait $ours || status=$?
    [ "$status" -eq 143 ]
    soon gone "$its"
    [ ! -e x.png ]
}
