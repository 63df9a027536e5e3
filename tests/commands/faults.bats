# What goes wrong around the program: full disks, closed streams, readers that leave, signals, no memory.
load helper

# status_of COMMAND...: its status and standard error in files, for a standard output that is not ours to read
status_of() {
    local status=0
    "$@" 2>err || status=$?
    echo $status >status
}

@test "a full disk is a failure, with its reason" {
    [ -w /dev/full ] || skip "no /dev/full"
    local words
    for words in --version --help 'help eval' list 'eval gelu' 'eval gelu -f csv' 'eval gelu -f json' 'eval gelu -f npy' 'plot gelu' \
        'plot gelu -o - -f csv' 'collapse' 'eval gelu -f csv -n 1e6'; do
        # shellcheck disable=SC2086 # words
        status_of actfn $words >/dev/full
        [ "$(cat status)" = 1 ] || { echo "$words: $(cat status)"; return 1; }
        grep -q 'No space left' err || { echo "$words: $(cat err)"; return 1; }
        [ "$(wc -l <err)" -eq 1 ] || { echo "$words: $(cat err)"; return 1; }
    done
    actfn_run eval gelu -f csv -o /dev/full
    fails 1 /dev/full "No space left"
}

# tortured SCRIPT: with few commands what `make torture` does with all
tortured() {
    sanitized && skip "tests/torture has it"
    actfn eval tanh -n 9 -o out.csv         # what the faults are compared with is a good result
    [ "$(wc -l <out.csv)" -eq 10 ]
    rm out.csv
    printf '%s\n' 'eval tanh -n 9 -o out.csv' man >lines
    COMMANDS=$PWD/lines SHARE=1 LEAKS=0 run "$TOP/tests/torture/$1.sh"
    [ "$status" -eq 0 ] || { echo "$output"; return 1; }
}
@test "a file is whole or not there, whichever system call fails" { tortured syscalls; }

@test "status 1 and a word, whichever allocation fails" { tortured alloc; }

@test "a closed standard output is a failure" {
    local words
    for words in --version list 'eval gelu -f csv' 'plot gelu'; do
        # shellcheck disable=SC2086
        status_of actfn $words >&-
        [ "$(cat status)" = 1 ] || { echo "$words: $(cat status)"; return 1; }
        grep -q '^actfn: ' err || { echo "$words said: $(cat err)"; return 1; }
    done
}

@test "with standard output closed, a file still comes out right" {
    status_of actfn eval relu -d 0 -a 1 -o x.csv >&-
    [ "$(cat x.csv)" = $'x,relu\n1,1' ]
}

@test "closed standard input and standard error do no harm" {
    actfn eval relu -d 0 -a 1 -f csv <&- >x
    [ "$(cat x)" = $'x,relu\n1,1' ]
    actfn eval relu -d 0 -a 1 -f csv 2>&- >x
    [ "$(cat x)" = $'x,relu\n1,1' ]
    actfn plot gelu -o x.png <&- 2>&-
    [ "$(tail -c 8 x.png | head -c 4)" = IEND ]
}

@test "a reader that leaves ends the program by SIGPIPE, without a word" {
    bash -c 'actfn eval gelu -n 1e7 -f csv 2>err | head -n 1 >/dev/null; echo ${PIPESTATUS[0]}' >status
    [ "$(cat status)" = 141 ]
    [ ! -s err ]
}

@test "with SIGPIPE ignored, a reader that leaves is a write error" {
    bash -c 'trap "" PIPE; actfn eval gelu -n 1e7 -f csv 2>err | head -n 1 >/dev/null; echo ${PIPESTATUS[0]}' >status
    [ "$(cat status)" = 1 ]
    grep -q 'Broken pipe' err
}

@test "Ctrl-C ends by the signal and leaves nothing behind" {
    local signal number
    for signal in INT TERM HUP; do
        # exec in a subshell of its own: a shell's background job would ignore SIGINT.
        bash -c 'set -m; actfn eval gelu -n 1e9 -o x.csv & sleep 0.3; kill -'$signal' $!; wait $!; echo $?' >status 2>/dev/null
        case $signal in HUP) number=129 ;; INT) number=130 ;; TERM) number=143 ;; esac
        [ "$(cat status)" = "$number" ] || { echo "$signal: $(cat status)"; return 1; }
        [ "$(ls -A)" = status ] || { ls -A; return 1; }
    done
}

@test "no memory left: status 1 and one line" {
    sanitized && skip "address sanitizer takes all address space"
    run --separate-stderr bash -c 'ulimit -v 40000; actfn collapse --layers 4 --width 4000'
    [ "$status" -eq 1 ]
    [[ $stderr == actfn:* ]]
}

# OpenBLAS asks again for ever where it gets no memory: the processor's time is limited, so that it ends.
@test "little address space: our own loops multiply, or one line says what is missing" {
    sanitized && skip "address sanitizer takes all address space"
    local words kilobytes
    for words in 'ffn --dim 32 --hidden 64' 'collapse --width 300'; do
        for kilobytes in 60000 70000 80000 90000 150000 200000; do
            # shellcheck disable=SC2016,SC2086 # for the inner shell; words
            run --separate-stderr bash -c 'ulimit -t 60; ulimit -v $0; exec actfn "$@"' $kilobytes $words
            [ "$status" -eq 0 ] || { echo "$words, $kilobytes: status $status: $stderr"; return 1; }
            [ -z "$stderr" ]
            [[ $output == *"too little memory for the BLAS library"*"our own loops"* ]] || { echo "$kilobytes: $output"; return 1; }
        done
        # shellcheck disable=SC2016,SC2086
        run --separate-stderr bash -c 'ulimit -t 60; ulimit -v 300000; exec actfn "$@"' - $words
        done_well
        [[ $output != *"our own loops"* ]]
    done
}

@test "no thread to be had: one does it, with the same result" {
    sanitized && skip "the sanitizer's libraries are not another user's"
    [ "$(id -u)" -eq 0 ] || skip "needs a user without a process: root"
    local other words
    other=$(mktemp -d)
    chmod 755 "$other"
    cp "$ACTFN" "$other/actfn"
    for words in 'collapse --layers 2 --width 100 --samples 8192 -f csv' 'dead --steps 20 -f csv' 'flow --layers 3 -f csv'; do
        # shellcheck disable=SC2086
        actfn $words >want
        # shellcheck disable=SC2016,SC2086
        run --separate-stderr setpriv --reuid 61803 --regid 61803 --clear-groups bash -c 'ulimit -t 60 -u 1; exec "$@"' - "$other/actfn" $words
        done_well
        [ "$output" = "$(cat want)" ] || { echo "$words: $output"; return 1; }
    done
    rm -rf "$other"
}

@test "a stack of 128 KB is enough, a smaller one is refused in words" {
    sanitized && skip "the sanitizers' frames are larger"
    local words
    for words in 'eval gelu' 'eval gelu -n 100000 -f csv' 'compare gelu silu' 'plot gelu' 'dead --steps 5' 'flow --layers 3' 'fit spiral --steps 5 -f csv --table nets' \
        'collapse --width 300' 'info gelu' 'lesson 1'; do
        # shellcheck disable=SC2086
        actfn $words >want </dev/null
        # shellcheck disable=SC2016,SC2086
        run --separate-stderr bash -c 'ulimit -s 128; exec actfn "$@" </dev/null' - $words
        done_well
        [ "$output" = "$(cat want)" ] || { echo "$words: $output"; return 1; }
    done
    run --separate-stderr bash -c 'ulimit -s 48; exec actfn eval gelu'
    fails 1 "stack" "48 KB" "ulimit -s 128"
}

@test "the right result or one line, whatever the machine refuses" {
    sanitized && skip "tests/torture has it"
    printf '%s\n' 'eval relu -n 5000 -o out.npy' >lines
    COMMANDS=$PWD/lines SHARE=1 run "$TOP/tests/torture/machine.sh"
    [ "$status" -eq 0 ] || { echo "$output"; return 1; }
}
