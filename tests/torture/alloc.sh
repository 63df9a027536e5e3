#!/bin/sh
# Every allocation failing once, for every command: status 1, one line, no file; or the right result, where a library made do.
set -u
. "$(dirname "$0")/lib.sh"
cc -shared -fPIC -O1 -o "$work/fail_alloc.so" "$here/fail_alloc.c" -ldl || exit 1
preload=LD_PRELOAD=$work/fail_alloc.so

one() {
    before="env $preload FAIL_COUNT=$work/count"
    run "$1"
    want=$status
    cp "$work/out" "$work/want"
    n=$(cat "$work/count")
    i=$((1 + n % SHARE))
    while [ "$i" -le "$n" ]; do
        before="env $preload FAIL_AT=$i"
        run "$1"
        if [ "$status" -eq "$want" ] && { timed "$1" || cmp -s "$work/out" "$work/want"; }; then
            good
        elif [ "$status" -ne 1 ]; then
            bad "$1: allocation $i of $n: status $status: $(head -1 "$work/err")"
        elif ! grep -Eq '^(actfn|OpenBLAS):' "$work/err"; then
            bad "$1: allocation $i of $n: status 1 without a message"
        elif [ -n "$(left)" ]; then
            bad "$1: allocation $i of $n: left $(left)"
        else
            good
        fi
        i=$((i + SHARE))
    done
    echo "# $1: $n allocations"
}
each one
summary
