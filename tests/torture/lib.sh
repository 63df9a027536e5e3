# shellcheck shell=sh disable=SC2034,SC2154 # variables that the scripts and this share
# Shared by the torture scripts. ACTFN: the program; SHARE: try every SHARE-th fault only (1: all).
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
ACTFN=$(realpath "${ACTFN:-$top/actfn}")
SHARE=${SHARE:-1}
passed=0 failed=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset DISPLAY WAYLAND_DISPLAY GNUPLOT ACTFN_DEADLINE
export LC_ALL=C.UTF-8 TERM=dumb

good() { passed=$((passed + 1)); }
bad() { failed=$((failed + 1)); echo "not ok: $*"; }
summary() { echo "$passed passed, $failed failed"; [ "$failed" -eq 0 ]; }

# each FUNCTION: calls it with every line of commands.txt
each() {
    while IFS= read -r line; do "$1" "$line"; done <"${COMMANDS:-$here/commands.txt}"
}
# run LINE: in an empty folder; out, err and status are kept
run() {
    rm -rf "$work/here" && mkdir "$work/here"
    status=0
    (cd "$work/here" && eval "timeout 60 $before \"\$ACTFN\" $1" >"$work/out" 2>"$work/err" </dev/null) || status=$?
}
# Output that holds times differs from run to run.
timed() { case $1 in fit* | ffn* | bench* | lesson*) true ;; *) false ;; esac; }
left() { ls -A "$work/here"; }
