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

# refused WORDS... -- SAID...: status 2, one line that holds what is said
refused() {
    local words=()
    while [ "$1" != -- ]; do words+=("$1"); shift; done
    shift
    actfn_run "${words[@]}"
    fails 2 "$@" || { echo "of: actfn ${words[*]}"; return 1; }
}

# done_well: status 0, nothing on standard error.
done_well() {
    [ "$status" -eq 0 ] || { echo "status $status: $stderr"; return 1; }
    [ -z "$stderr" ] || { echo "said: $stderr"; return 1; }
}

# ---- time: how long something takes is no verdict, only whether it ends ----

# patient COMMAND...: ended after ten minutes, which is a hang on any machine
patient() { timeout -k 10 600 "$@"; }

# soon COMMAND...: waits until it succeeds
soon() {
    local _
    for _ in $(seq 6000); do
        "$@" 2>/dev/null && return
        sleep 0.1
    done
    echo "never: $*"
    return 1
}
gone() { ! kill -0 "$1" 2>/dev/null; }

# says TEXT: on standard output, line ends being blanks
says() { [[ $(tr -s ' \n' ' ' <<<"$output") == *"$1"* ]] || { echo "no '$1' in: $output"; return 1; }; }

# narrow TEXT: there is some, and no line of it wider than 80 columns
narrow() { [ -n "$1" ] && [ "$(LC_ALL=C.UTF-8 wc -L <<<"$1")" -le 80 ]; }

# ---- numbers: here and nowhere else, as to some awks nan equals everything and a missing word is 0 (helper.bats has the proof) ----

# finite WORDS...: one or more, and each a finite number
finite() {
    local word
    [ $# -gt 0 ] || { echo "no number"; return 1; }
    for word; do
        [[ $word =~ ^[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?$ ]] || { echo "'$word': no finite number"; return 1; }
    done
    awk 'BEGIN { for (i = 1; i < ARGC; i++) if (ARGV[i] + 0 > 1.79e308 || ARGV[i] + 0 < -1.79e308) exit 1 }' "$@" ||
        { echo "beyond every double: $*"; return 1; }
}
# numbers COUNT WORDS...: so many, each finite; for a list to go through
numbers() {
    [ $# -eq $(($1 + 1)) ] || { echo "$(($# - 1)) words, not $1: ${*:2}"; return 1; }
    finite "${@:2}"
}
# close A B E: no further apart than E
close() {
    numbers 3 "$@" || return 1
    awk -v a="$1" -v b="$2" -v e="$3" 'BEGIN { exit !(a - b <= e && b - a <= e) }' || { echo "$1 is not $2"; return 1; }
}
# near A B: equal to 12 digits
near() {
    numbers 2 "$@" || return 1
    awk -v a="$1" -v b="$2" 'BEGIN { d = a - b; m = b < 0 ? -b : b; exit !(d <= 1e-12*m && -d <= 1e-12*m) }' ||
        { echo "$1, not $2"; return 1; }
}
# less A B...: each below the next
less() {
    finite "$@" || return 1
    [ $# -ge 2 ] || { echo "nothing to compare $1 with"; return 1; }
    while [ $# -ge 2 ]; do
        awk -v a="$1" -v b="$2" 'BEGIN { exit !(a < b) }' || { echo "$1 is not below $2"; return 1; }
        shift
    done
}
# rows COUNT WHICH CONDITION: of the csv in $output awk's WHICH (1: all) chooses so many rows, and CONDITION holds in each; the cells
# that CONDITION names are finite numbers
rows() {
    local cells
    cells=$(grep -oE '\$[0-9]+' <<<"$3" | tr -d '$' | tr '\n' ' ')
    awk -F, -v want="$1" -v cells="$cells" '
        function number(w) { return w ~ /^[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?$/ && w + 0 < 1.79e308 && w + 0 > -1.79e308 }
        NR > 1 && ('"$2"') {
            seen++
            good = n = split(cells, c, " ")
            for (i = 1; i <= n; i++) good = good && number($c[i])
            if (!good || !('"$3"')) { print "row " NR - 1 ": " $0; bad = 1 }
        }
        END { if (seen != want) { print seen + 0 " rows, not " want; bad = 1 } exit bad + 0 }' <<<"$output"
}

# npy NAME ROWS COLUMNS VALUES...: an array of doubles; ROWS alone (COLUMNS empty): a vector
npy() {
    local name=$1 shape="$2,${3:+ $3}"
    shift 3
    { printf '\x93NUMPY\x01\x00\x76\x00%-117s\n' "{'descr': '<f8', 'fortran_order': False, 'shape': ($shape), }"
      perl -e 'print pack "d<*", @ARGV' -- "$@"; } >"$name"
}

# Is the program many times slower than it should be: built with sanitizers, or (SLOW) under valgrind or in an emulator?
sanitized() { [[ $ACTFN == *build-debug* || ${SLOW:-} ]]; }
