# shellcheck shell=bash disable=SC2034,SC2154 # variables that the scripts and this share
# Shared by the torture scripts. ACTFN: the program; SHARE: try every SHARE-th fault only (1: all); JOBS: how many at once.
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$(cd "$here/../.." && pwd)
ACTFN=$(realpath "${ACTFN:-$top/actfn}")
SHARE=${SHARE:-1}
JOBS=${JOBS:-2}
passed=0 failed=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset DISPLAY WAYLAND_DISPLAY GNUPLOT ACTFN_DEADLINE ACTFN_CPU COLUMNS NO_COLOR POSIXLY_CORRECT
export ACTFN LC_ALL=C.UTF-8 TERM=dumb IN=$work/in

good() { passed=$((passed + 1)); }
bad() { failed=$((failed + 1)); echo "not ok: $*"; }
summary() { echo "$passed passed, $failed failed"; [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]; }
# The sum of such lines among other words on standard input; the other words are let through.
total() {
    local line passed=0 failed=0
    while IFS= read -r line; do
        if [[ $line =~ ^([0-9]+)" passed, "([0-9]+)" failed"$ ]]; then
            passed=$((passed + BASH_REMATCH[1])) failed=$((failed + BASH_REMATCH[2]))
        else
            printf '%s\n' "$line"
        fi
    done
    summary
}

# npy HEADER: the head of an .npy file of version 1; its data comes after.
npy() { printf '\x93NUMPY\x01\x00\x76\x00%-117s\n' "$1"; }
# floats N: N times the float32 0.0115
floats() { head -c $((4 * $1)) /dev/zero | tr '\0' '\074'; }
# safetensors NAME ROWS COLUMNS ...: these matrices of floats
safetensors() {
    local header='' end=0 begin length
    while [ $# -gt 0 ]; do
        begin=$end end=$((end + 4 * $2 * $3))
        header+="${header:+,}\"$1\":{\"dtype\":\"F32\",\"shape\":[$2,$3],\"data_offsets\":[$begin,$end]}"
        shift 3
    done
    length=$((${#header} + 2))
    # shellcheck disable=SC2059 # the length's bytes
    printf "\\x$(printf %x $((length % 256)))\\x$(printf %x $((length / 256)))\\0\\0\\0\\0\\0\\0"
    printf '{%s}' "$header"
    floats $((end / 4))
}

# What users bring: the files that commands.txt names as $IN/...
inputs() {
    mkdir -p "$IN/model"
    echo 1 2 3 >"$IN/numbers"
    "$ACTFN" eval gelu -d 0 -n 9 -o "$IN/table.csv"
    sed '1s/.*/x,f/' "$IN/table.csv" >"$IN/xf.csv"
    { npy "{'descr': '<f4', 'fortran_order': False, 'shape': (6, 2), }"; floats 12; } >"$IN/xf.npy"
    printf '%s\n' a,b,class 1,2,red -1,0,blue 2,2,red -2,1,blue 0,0,green >"$IN/classes.csv"
    { npy "{'descr': '<f4', 'fortran_order': True, 'shape': (4, 3), }"; floats 12; } >"$IN/z.npy"
    { npy "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }"; floats 12; } >"$IN/y.npy"
    { npy "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 8), }"; floats 16; } >"$IN/inputs.npy"
    safetensors h.0.mlp.c_fc.weight 8 16 h.0.mlp.c_proj.weight 16 8 >"$IN/model.safetensors"
    cp "$IN/model.safetensors" "$IN/model/"
    echo '{"activation_function": "gelu_new"}' >"$IN/model/config.json"
}

# each FUNCTION: calls it with every line of commands.txt
each() {
    while IFS= read -r line; do "$1" "$line"; done <"${COMMANDS:-$here/commands.txt}"
}
# build NAME FILE...: a driver in C
build() {
    local name=$1
    shift
    ${CC:-cc} -std=c11 -D_GNU_SOURCE -Wall -Wextra -Wshadow -Wconversion -O1 -o "$work/$name" "${@/#/$here/}" || exit 1
}
# drive WORDS...: the driver with every line of commands.txt after it, several at once; what it says, with the line before it, and
# at last the sum.
drive() {
    export -f one_line
    export ACTFN work
    # shellcheck disable=SC2016 # for the inner shell
    tr '\n' '\0' <"${COMMANDS:-$here/commands.txt}" |
        xargs -0 -P "$JOBS" -I '{}' bash -c 'one_line "$@"' bash '{}' "$@" | total
}
one_line() {
    local line=$1 dir
    shift
    dir=$(mktemp -d "$work/dir.XXXXXX") && cd "$dir" || exit 1
    eval "$(printf '%q ' "$@") \"\$ACTFN\" $line" <"$IN/numbers" | sed "/^[0-9]* passed/!s|^\(# \)\{0,1\}|&$(printf %s "$line" | sed 's/[&|\]/\\&/g'): |"
    cd "$work" && rmdir "$dir"
}
