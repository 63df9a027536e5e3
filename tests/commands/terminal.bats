#!/usr/bin/env bats
# The terminal is the user's: given back whenever the program stops or ends while it waits for a key.
load helper


# ---- signals ----------------------------------------------------------------------------------------

# For every signal: a lesson, and when it waits for a key the signal. The terminal before and after, and the status.
cat_session() {
    cat <<'END'
ulimit -c 0
stty -a >before
set -- $(stty -g) "$@"
saved=$1
shift
for number; do
    rm -f pid
    (until [ -s pid ] && stty -a </dev/tty | grep -q -e '-icanon'; do sleep 0.01; done; kill "-$number" "$(cat pid)") &
    sh -c 'echo $$ >pid; exec actfn lesson softmax' >/dev/tty 2>&1
    echo "$number $?" >>statuses
    wait
    stty -a >after
    cmp -s before after || echo "$number" >>changed
    stty "$saved"
done
echo done >done
END
}

@test "every signal that ends the program gives the terminal back, and is what it ends by" {
    command -v script >/dev/null || skip "no script(1)"
    local number numbers=''
    for number in HUP INT QUIT ILL TRAP ABRT BUS FPE USR1 SEGV USR2 PIPE ALRM TERM STKFLT XCPU XFSZ VTALRM PROF IO PWR SYS RTMIN RTMAX; do
        case $number in
        ILL | ABRT | BUS | FPE | SEGV) sanitized && continue ;;     # those have handlers of their own
        esac
        numbers+=" $(kill -l $number)"
    done
    cat_session >session
    mkfifo nobody && exec 9<>nobody
    env --default-signal=HUP,INT,QUIT,PIPE TERM=xterm script -qec "bash session $numbers" /dev/null <&9 >/dev/null 2>&1
    [ -s done ]
    [ ! -e changed ] || { echo "the terminal is not as it was: $(xargs <changed)"; return 1; }
    [ "$(wc -l <statuses)" -eq "$(wc -w <<<"$numbers")" ]
    while read -r number status; do
        [ "$status" -eq $((128 + number)) ] || { echo "$number: status $status"; return 1; }
    done <statuses
}

# ---- Ctrl-Z -----------------------------------------------------------------------------------------

in_tmux() { tmux -L "actfn-$$-$BATS_TEST_NUMBER" -f /dev/null "$@"; }
on_screen() { in_tmux capture-pane -p | grep -q -e "$1"; }
# prompts N: does the lesson's question stand there N times?
prompts() { [ "$(in_tmux capture-pane -p | grep -c 'Your guess')" -eq "$1" ]; }
type_line() { in_tmux send-keys -l "$*" && in_tmux send-keys Enter; }
# settings FILE: what the terminal's settings are, typed into the shell
settings() {
    type_line "stty -a >$1.new; mv $1.new $1"
    soon [ -s "$1" ]
}

# stops SHELL...: Ctrl-Z, fg, a key, twice; then q
stops() {
    command -v tmux >/dev/null || skip "no tmux"
    command -v "$1" >/dev/null || skip "no $1"
    local round
    in_tmux new-session -d -x 80 -y 200 "env TERM=xterm-256color PS1='% ' PATH='$PATH' $*"
    settings before
    type_line actfn lesson softmax
    soon prompts 1
    for round in 1 2; do
        in_tmux send-keys C-z
        soon on_screen Stopped
        settings "stopped$round"
        type_line clear
        soon prompts 0
        type_line fg
        soon prompts 1
    done
    in_tmux send-keys yes Enter
    soon prompts 2
    in_tmux send-keys Enter
    soon on_screen 'runs it (q leaves)'
    in_tmux send-keys a                      # no Enter: keys come one by one
    soon on_screen '^Run'
    run ! on_screen '(q leaves) *a'          # and unseen
    soon on_screen 'reveals the result (q leaves)'
    in_tmux send-keys q
    soon on_screen 'Leave the lesson'
    in_tmux send-keys y
    soon on_screen '^%$'
    settings after
    in_tmux kill-server
    cmp before stopped1
    cmp before stopped2
    cmp before after
}

teardown() { in_tmux kill-server 2>/dev/null || true; }

@test "Ctrl-Z gives bash its terminal, and fg asks again" { stops bash --norc --noprofile; }

@test "Ctrl-Z gives dash its terminal, and fg asks again" { stops dash; }

@test "what was set while it was stopped stays set" {
    command -v tmux >/dev/null || skip "no tmux"
    in_tmux new-session -d -x 80 -y 200 "env TERM=xterm-256color PS1='% ' PATH='$PATH' dash"
    type_line actfn lesson softmax
    soon prompts 1
    in_tmux send-keys C-z
    soon on_screen Stopped
    type_line 'stty -ixon; clear'
    soon prompts 0
    type_line fg
    soon prompts 1
    in_tmux send-keys q Enter
    soon on_screen 'Leave the lesson'
    in_tmux send-keys y
    soon on_screen '^%$'
    settings after
    grep -q -e '-ixon' after
    grep -q -e ' echo ' after
}

@test "ended in the background it leaves the terminal to the shell" {
    command -v tmux >/dev/null || skip "no tmux"
    in_tmux new-session -d -x 80 -y 200 "env TERM=xterm-256color PS1='% ' PATH='$PATH' dash"
    settings before
    type_line "sh -c 'echo \$\$ >pid; exec actfn lesson softmax'"
    soon prompts 1
    in_tmux send-keys C-z
    soon on_screen Stopped
    type_line 'stty -ixon; kill %1; fg; stty -a >after.new; mv after.new after'
    soon [ -s after ]
    run ! kill -0 "$(cat pid)"
    grep -q -e '-ixon' after
}
