#!/usr/bin/env bats
# live: a network learns in the terminal; its numbers are those of fit and dead, forwards and back.
load helper

in_tmux() { tmux -L "actfn-$$-$BATS_TEST_NUMBER" -f /dev/null "$@"; }
teardown() { in_tmux kill-server 2>/dev/null || true; }
screen() { in_tmux capture-pane -p; }
on_screen() { screen | grep -q -e "$1"; }
# soon COMMAND...: waits until it succeeds; how long that takes is no verdict.
soon() {
    local i
    for i in $(seq 1200); do
        "$@" 2>/dev/null && return
        sleep 0.05
    done
    echo "never: $*"
    screen | grep .
    return 1
}
# a shell in a terminal of COLUMNS x ROWS
shell() {
    command -v tmux >/dev/null || skip "no tmux"
    in_tmux new-session -d -x "$1" -y "$2" "env TERM=xterm-256color PS1='% ' PATH='$PATH' bash --norc --noprofile"
    soon on_screen '^%'
}
type_line() { in_tmux send-keys -l "$*" && in_tmux send-keys Enter; }
# begin ARGUMENTS...: live, paused at step 0, in that shell
begin() {
    type_line "clear; actfn live --paused $* >/dev/tty; echo end \$?"
    soon on_screen '^step 0  '
}
# keys COUNT KEY: that key so many times
keys() { in_tmux send-keys -N "$1" "$2"; }
at_step() { soon on_screen "^step $1  "; }
# leave: q; what the last line says is in `said`
leave() {
    in_tmux send-keys q
    soon on_screen '^end 0'
    screen | grep '^step ' | tail -n 1 >said
}
# same TASK STEP OPTIONS...: the last line has fit's numbers, digit for digit
same() {
    local task=$1 step=$2
    shift 2
    actfn fit "$task" --activation relu "$@" --steps "$step" --table results --format csv >numbers.csv
    awk -F, 'NR == 2 { print $6, $7 }' numbers.csv >wanted
    awk '{ print $4, $6 }' said >got
    cmp wanted got || { cat said wanted; return 1; }
    grep -q "^step $step " said
}

@test "forwards, back and forwards again: fit's numbers to the last digit" {
    shell 100 30
    begin spiral
    keys 60 Right
    at_step 60
    keys 25 Left
    at_step 35
    keys 5 Right
    at_step 40
    leave
    same spiral 40
}

@test "a thousand steps on, and back, and on again end at the same weights, with memory and batches" {
    shell 100 30
    begin moons --optimizer adam --batch 50 --layers 2 --width 8
    keys 11 NPage
    at_step 1100
    keys 10 PPage
    at_step 100
    keys 10 NPage
    at_step 1100
    keys 10 PPage
    at_step 100
    leave
    same moons 100 --optimizer adam --batch 50 --layers 2 --width 8
}

@test "an expression; the next seed, the next function and another rate are those of fit" {
    shell 100 30
    begin "'sin(3*x)'" --range=-2:2 --width 8
    keys 1 n
    soon on_screen 'seed 43'
    keys 1 +
    soon on_screen 'learning rate 0.02'
    keys 1 a
    soon on_screen gelu
    keys 30 Right
    at_step 30
    leave
    same 'sin(3*x)' 30 --range=-2:2 --width 8 --activation gelu --seed 43 --lr 0.02
}

@test "with --data it is dead's network: loss, accuracy and dead units" {
    shell 100 30
    begin --data spiral --layers 2 --width 16 --big-step 30 --shift 1
    keys 20 Right
    at_step 20
    leave
    actfn dead --layers 2 --width 16 --big-step 30 --shift 1 --steps 20 --format json >dead.json
    for fact in loss accuracy dead_percent; do
        grep -o "\"$fact\": *[^,}]*" dead.json | head -n 1 | sed 's/.*: *//'
    done | xargs >wanted
    awk '{ print $4, $6, $8 }' said >got
    cmp wanted got
}

@test "it plays by itself, pauses at a key, and pauses where the steps end" {
    shell 100 30
    type_line 'actfn live spiral --steps 40 --stride 7 >/dev/tty'
    soon on_screen '^step 40  '
    on_screen 'space goes on'
    on_screen 'paused$'
    keys 1 Space
    soon on_screen 'playing$'
    keys 1 Space
    soon on_screen 'paused$'
    keys 1 r
    at_step 0
    keys 1 '?'
    soon on_screen 'next activation'
}

@test "the window changes its size at any moment" {
    shell 120 40
    begin spiral --layers 3
    for size in '60 20' '30 6' '20 4' '200 50' '80 24'; do
        # shellcheck disable=SC2086 # two numbers
        in_tmux resize-window -x ${size% *} -y ${size#* }
        keys 1 Right
    done
    at_step 5
    soon on_screen 'Loss'
    [ "$(screen | wc -L)" -le 80 ]
    leave
    same spiral 5 --layers 3
}

@test "Ctrl-Z gives the shell its screen, fg brings the frame back; Ctrl-C ends by the signal" {
    shell 100 30
    type_line 'stty -a >before; echo here I am'
    soon on_screen '^here'
    type_line 'actfn live spiral --paused >/dev/tty'
    at_step 0
    for _ in 1 2; do
        in_tmux send-keys C-z
        soon on_screen Stopped
        on_screen '^here I am'
        type_line 'stty -a >stopped'
        soon [ -s stopped ]
        cmp before stopped
        rm stopped
        type_line fg
        at_step 0
        on_screen 'space play'
    done
    in_tmux send-keys C-c
    soon on_screen '^%$'
    type_line 'echo "was $?"; stty -a >after'
    soon on_screen '^was 130'
    soon [ -s after ]
    cmp before after
    [ "$(in_tmux display-message -p '#{alternate_on} #{cursor_flag}')" = '0 1' ]
}

@test "killed while it plays it leaves the terminal whole" {
    shell 100 30
    type_line 'stty -a >before; sh -c "echo \$\$ >pid; exec actfn live spiral >/dev/tty"; stty -a >after'
    soon on_screen '^step [1-9]'
    kill -TERM "$(cat pid)"
    soon [ -s after ]
    cmp before after
    [ "$(in_tmux display-message -p '#{alternate_on} #{cursor_flag}')" = '0 1' ]
}

# in_script COMMAND: in a terminal that answers nothing; what it wrote is in `seen`
in_script() {
    command -v script >/dev/null || skip "no script(1)"
    mkfifo nobody
    exec 9<>nobody
    TERM=xterm-256color script -qec "$1" seen <&9 >/dev/null 2>&1
}

@test "only what changed is written, and a frame that did not change is not written again" {
    in_script 'stty cols 100 rows 30; actfn live spiral --paused --frames 2'
    size=$(wc -c <seen)
    rm nobody
    in_script 'stty cols 100 rows 30; actfn live spiral --paused --frames 9'
    [ "$(wc -c <seen)" -eq "$size" ]
    grep -q 'step 0  loss [0-9.]*  accuracy [0-9.]*  dead [0-9.]* %' seen
    run ! grep -q $'\x1b''\[?2026h' seen      # nobody said that this terminal has it
}

@test "monochrome where colors are not wanted" {
    in_script 'NO_COLOR=1 actfn live spiral --paused --frames 2'
    grep -q 'step 0' seen
    run ! grep -q $'\x1b''\[[0-9;]*38;' seen
}

@test "--record keeps a film, or what asciinema plays; a place that cannot be written is refused first" {
    in_script 'actfn live spiral --stride 20 --frames 6 --record x.cast && actfn live xor --frames 4 --record x.gif'
    head -n 1 x.cast | grep -q '"version": 2'
    tail -n 1 x.cast | grep -q '^\[[0-9.]*, "o", ".*"\]$'
    if command -v python3 >/dev/null; then
        python3 -c 'import json; [json.loads(line) for line in open("x.cast")]'
    fi
    [ "$(head -c 6 x.gif)" = GIF89a ]
    [ "$(tail -c 1 x.gif)" = ';' ]
    rm nobody
    in_script 'actfn live --record nowhere/x.gif; echo "status $?"; actfn live --record x.png; echo "status $?"'
    grep -q 'nowhere/x.gif.*cannot be written' seen
    grep -q 'must end in .gif or .cast' seen
    grep -q 'status 1' seen
    grep -q 'status 2' seen
    run ! grep -q 1049 seen
}

@test "where there is no terminal it says what would do" {
    actfn_run live
    fails 2 "actfn fit spiral -o x.gif"
    actfn_run live 'sin(3*x)'
    fails 2 "actfn fit 'sin(3*x)' -o x.gif"
}

@test "one network at a time" {
    in_script 'actfn live spiral --width 4,8; echo "status $?"; actfn live spiral --init he,torch; echo "status $?"; actfn live spiral moons; echo "status $?"; actfn live spiral --data moons; echo "status $?"'
    [ "$(grep -c 'status 2' seen)" -eq 4 ]
    grep -q 'one width' seen
    grep -q 'one initialization' seen
}
