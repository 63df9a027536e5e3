# For every .bats file: `load helper`. The program under test is `actfn` on the PATH; ACTFN names another.
bats_require_minimum_version 1.5.0
TOP=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
case ${ACTFN:=$TOP/actfn} in /*) ;; *) ACTFN=$PWD/$ACTFN ;; esac
export ACTFN
unset DISPLAY WAYLAND_DISPLAY NO_COLOR COLUMNS GNUPLOT ACTFN_DEADLINE ACTFN_CPU
export TERM=dumb LC_ALL=C.UTF-8 ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=1}
mkdir -p "$BATS_FILE_TMPDIR/bin"
ln -sf "$ACTFN" "$BATS_FILE_TMPDIR/bin/actfn"
PATH=$BATS_FILE_TMPDIR/bin:$PATH

# Every test in an empty directory of its own.
setup() { mkdir "$BATS_TEST_TMPDIR/here" && cd "$BATS_TEST_TMPDIR/here" || return 1; }

# actfn's output, error and status apart: $output, $stderr, $status.
actfn_run() { run --separate-stderr actfn "$@"; }

# fails STATUS WORDS...: that status, nothing on standard output, one line of error that holds every word.
fails() {
    local want=$1 word
    shift
    [ "$status" -eq "$want" ] || { echo "status $status, not $want: $stderr"; return 1; }
    [ -z "$output" ] || { echo "wrote to standard output: $output"; return 1; }
    [ "$(printf '%s\n' "$stderr" | wc -l)" -eq 1 ] || { echo "not one line: $stderr"; return 1; }
    [[ $stderr == actfn:* ]] || { echo "not ours: $stderr"; return 1; }
    for word; do
        [[ $stderr == *"$word"* ]] || { echo "no '$word' in: $stderr"; return 1; }
    done
}

# done_well: status 0, nothing on standard error.
done_well() {
    [ "$status" -eq 0 ] || { echo "status $status: $stderr"; return 1; }
    [ -z "$stderr" ] || { echo "said: $stderr"; return 1; }
}

# narrow TEXT: no line wider than 80 columns
narrow() { [ "$(LC_ALL=C.UTF-8 wc -L <<<"$1")" -le 80 ]; }

# Is the program many times slower than it should be: built with sanitizers, or (SLOW) under valgrind or in an emulator?
sanitized() { [[ $ACTFN == *build-debug* || ${SLOW:-} ]]; }
