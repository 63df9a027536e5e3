#!/bin/bash
# Every line of tests/torture/commands.txt on the program built with sanitizers: no report, and the status of the plain one.
# (The .bats files again under the sanitizers are `make sanitize`, for many minutes.) Speaks TAP. ACTFN: the sanitized program.
set -u
. "$(dirname "$0")/torture/lib.sh"
inputs
plain=$top/build/actfn

# one LINE: says what is wrong with it.
one() {
    local line=$1 dir status wanted
    dir=$(mktemp -d "$work/dir.XXXXXX") && cd "$dir" || exit 1
    eval "\"$plain\" $line" <"$IN/numbers" >/dev/null 2>&1
    wanted=$?
    eval "\"$ACTFN\" $line" <"$IN/numbers" >/dev/null 2>err
    status=$?
    [ "$status" -eq "$wanted" ] || echo "$line: status $status, not $wanted"
    grep -E 'runtime error|Sanitizer' err | head -n 3 | sed "s|^|$line: |"
    true
}
export -f one
export plain work
wrong=$(tr '\n' '\0' <"$here/commands.txt" | xargs -0 -P 1 -I '{}' bash -c 'one "$1"' bash '{}')
echo 1..1
if [ -z "$wrong" ]; then
    echo "ok 1 - $(wc -l <"$here/commands.txt") command lines without a report"
else
    echo "not ok 1 - command lines without a report"
    sed 's/^/# /' <<<"$wrong"
    exit 1
fi
