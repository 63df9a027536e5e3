#!/bin/bash
# SIGINT, SIGTERM, SIGHUP and others at random moments: actfn ends by the signal and soon, leaves no file and no gnuplot behind. SIGKILL: gnuplot
# goes too. The terminal is as it was. Two runs writing one file at once: always one whole picture. TIMES: how often each.
set -u
. "$(dirname "$0")/lib.sh"
TIMES=${TIMES:-100}
seed=${SEED:-$(date +%s)}
RANDOM=$seed
echo "# seed $seed"
slow=0 worst=0
# Later than 100 ms is a failure where nothing else wants the processors; LATE=counted: never, it is only counted.
idle() { [ "${LATE:-}" != counted ] && awk -v cpus="$(nproc)" '{ exit !($1 < cpus) }' /proc/loadavg; }

# Of the other signals that end a program, one by chance.
others=(QUIT ILL TRAP ABRT BUS FPE USR1 SEGV USR2 ALRM XCPU VTALRM PROF IO SYS RTMIN RTMAX)
[[ $ACTFN != *build-debug* ]] || others=(QUIT USR1 USR2 ALRM XCPU VTALRM PROF IO RTMIN RTMAX)
ulimit -c 0

gnuplots() { pgrep -P "$1" gnuplot 2>/dev/null; }
# Is any of these still running? A zombie that its new parent has not reaped yet is not.
alive() { local p; for p; do case $(ps -o stat= -p "$p" 2>/dev/null) in '' | Z*) ;; *) return 0 ;; esac; done; return 1; }
# They end, however long a busy machine takes.
all_gone() { local _; for _ in $(seq 600); do alive "$@" || return 0; sleep 0.1; done; return 1; }
now_ms() { echo $(($(date +%s%N) / 1000000)); }

# one SIGNAL LATEST_MS WORDS...
one() {
    local signal=$1 latest=$2 pid status start took children
    shift 2
    rm -rf "$work/here" && mkdir "$work/here" && cd "$work/here" || exit 1
    # a shell's background jobs ignore SIGINT; env gives it back
    env --default-signal=INT,HUP,TERM "$ACTFN" "$@" >"$work/out" 2>"$work/err" </dev/null &
    pid=$!
    sleep "$(printf '0.%03d' $((RANDOM % latest)))"
    children=$(gnuplots "$pid")
    start=$(now_ms)
    if ! kill -"$signal" "$pid" 2>/dev/null; then
        { wait "$pid"; } 2>/dev/null
        good   # it had ended before
        return
    fi
    { wait "$pid"; } 2>/dev/null
    status=$?
    took=$(($(now_ms) - start))
    [ "$took" -gt "$worst" ] && worst=$took
    [ "$took" -gt 100 ] && slow=$((slow + 1))
    if [ "$status" -ne 0 ] && [ "$status" -ne $((128 + $(kill -l "$signal"))) ]; then
        bad "$signal $*: status $status: $(head -1 "$work/err")"
    elif [ "$status" -ne 0 ] && [ -n "$(ls -A)" ]; then
        # ended between rename and exit: then it is whole
        if [ "$(ls -A | wc -l)" -eq 1 ] && [ -s "$(ls -A)" ] && [[ $(ls -A) != *.??????* ]]; then good; else bad "$signal $*: left $(ls -A)"; fi
    elif [ -n "$children" ] && ! all_gone $children; then
        bad "$signal $*: gnuplot lives"
    elif [ "$took" -gt 100 ] && idle; then
        bad "$signal $*: ended $took ms after the signal"
    else
        good
    fi
}

for kind in INT TERM HUP other; do
    for _ in $(seq "$TIMES"); do
        signal=$kind
        [ $kind != other ] || signal=${others[RANDOM % ${#others[@]}]}
        one $signal 60 plot gelu -o out.png
        one $signal 200 eval gelu -n 1e6 -o out.csv
        one $signal 300 dead --steps 100000
        one $signal 300 fit spiral --steps 100000
    done
done
echo "# later than 100 ms after the signal: $slow of $((16 * TIMES)); the latest $worst ms"

# ---- the terminal, while a lesson waits for a key ------------------------------------------------------
cat >"$work/session" <<'S'
stty -g >before
(until [ -s pid ]; do sleep 0.01; done; sleep "$2"; stty -g </dev/tty >during; kill -"$1" "$(cat pid)") &
sh -c 'echo $$ >pid; exec "$ACTFN" lesson softmax' >/dev/tty 2>&1
echo $? >status
stty -g >after
S
# somebody who presses nothing
mkfifo "$work/nobody" && exec 9<>"$work/nobody"
changed=0
for _ in $(seq "$TIMES"); do
    for signal in INT TERM HUP "${others[RANDOM % ${#others[@]}]}" "${others[RANDOM % ${#others[@]}]}"; do
        rm -rf "$work/here" && mkdir "$work/here" && cd "$work/here" || exit 1
        TERM=xterm timeout 60 script -qec "bash $work/session $signal $(printf '0.%03d' $((200 + RANDOM % 300)))" /dev/null <&9 >/dev/null 2>&1
        cmp -s before during || changed=$((changed + 1))
        if ! cmp -s before after; then
            bad "$signal: the terminal is not as it was"
        elif [ "$(cat status)" -ne $((128 + $(kill -l "$signal"))) ]; then
            bad "$signal: a lesson ended with status $(cat status)"
        else
            good
        fi
    done
done
[ "$changed" -gt 0 ] || bad "the terminal was never changed"

for _ in $(seq "$TIMES"); do
    cd "$work" || exit 1
    GNUPLOT="$here/slow_gnuplot.sh" "$ACTFN" plot gelu -o "$work/out.png" >/dev/null 2>&1 &
    pid=$!
    sleep 0.05
    children=$(pgrep -P "$pid")
    kill -KILL "$pid" 2>/dev/null
    { wait "$pid"; } 2>/dev/null
    if ! all_gone $children; then bad "KILL: gnuplot lives"; else good; fi
done

# ---- two at once --------------------------------------------------------------------------------------
rm -rf "$work/here" && mkdir "$work/here" && cd "$work/here" || exit 1
for name in gelu relu; do "$ACTFN" plot $name -q --size 320x240 -o "../$name.png"; done
for _ in $(seq $((2 * TIMES))); do
    "$ACTFN" plot gelu -q --size 320x240 -o both.png &
    "$ACTFN" plot relu -q --size 320x240 -o both.png &
    wait
    if [ "$(ls -A)" != both.png ]; then
        bad "two at once: left $(ls -A)"
    elif cmp -s both.png ../gelu.png || cmp -s both.png ../relu.png; then
        good
    else
        bad "two at once: neither picture"
    fi
done
summary
