#!/bin/sh
# The same commands by two commits, in turn: did a change make something slower? Builds both beside
# each other in a temporary directory; prints a table with the times, and the ratios to the first.
# usage: tests/bench/commits.sh OLD NEW      (make bench-commits OLD=HEAD~10 NEW=HEAD)
#        ROUNDS: 7
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
old=${1:?usage: commits.sh OLD NEW} new=${2:-HEAD}
work=$(mktemp -d)
trap 'git -C "$top" worktree remove --force "$work/old" 2>/dev/null; git -C "$top" worktree remove --force "$work/new" 2>/dev/null; rm -rf "$work"' EXIT
# build SIDE COMMIT
build() {
    git -C "$top" worktree add -q --detach "$work/$1" "$2"
    make -C "$work/$1" -s -j2 >/dev/null
}
build old "$old"
build new "$new"
${CC:-cc} -std=c11 -D_GNU_SOURCE -O2 -o "$work/race" "$top/tests/bench/race.c"
printf '| %s, then %s | ms | processor ms | ratio | processor ratio |\n|---|---|---|---|---|\n' "$old" "$new"
while read -r command; do
    for side in old new; do # what one of them cannot do is left out
        # shellcheck disable=SC2086
        "$work/$side/actfn" $command >/dev/null 2>&1 </dev/null || continue 2
    done
    "$work/race" "${ROUNDS:-7}" "\`$command\`" "$work/old/actfn $command" "\`$command\`" "$work/new/actfn $command"
done <<S
--version
list
info gelu
info sin(x)/x
eval gelu -r -8:8 -d 2 -n 1e6 -f csv
eval gelu -q -r -8:8 -n 1e7 -f npy
plot gelu -q -o $work/x.png
plot gelu tanh mish -q -o $work/x.svg
collapse -q
collapse -q --width 256 --layers 20
collapse -q --width 16 --layers 1000
dead -q
dead -q --layers 8 --width 256 --batch 256 --steps 100
fit spiral -q --steps 500
S
