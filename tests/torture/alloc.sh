#!/bin/bash
# Every allocation failing once, for every command: status 1, one line, no file, no child; or the right result, where a library made do.
# Then some of them again under valgrind (LEAKS: how many a command): nothing is lost on the way out.
set -u
LEAKS=${LEAKS:-5}
. "$(dirname "$0")/lib.sh"
inputs
${CC:-cc} -D_GNU_SOURCE -shared -fPIC -O1 -o "$work/fail_alloc.so" "$here/fail_alloc.c" -ldl || exit 1
export PRELOAD=$work/fail_alloc.so
build check check_alloc.c
build alloc alloc.c attempt.c

# What the C library asks for on its own goes through the same door.
for function in strdup strndup asprintf getline open_memstream fopen fdopen tmpfile reallocarray; do
    if echo text | LD_PRELOAD=$PRELOAD FAIL_AT=1 "$work/check" "$function"; then good; else bad "$function: its allocation did not fail"; fi
done

# leaks LINE: some of its allocations again under valgrind, which counts what was lost by then. Its own hooks must not stand before ours.
leaks() {
    local n at
    : >"$work/ways"
    eval "LD_PRELOAD=$PRELOAD FAIL_WAYS=$work/ways \"$ACTFN\" $1" >/dev/null 2>&1 <"$IN/numbers"
    n=$(($(wc -c <"$work/ways") / 8))
    for at in $(seq $((n / (LEAKS + 1) + 1)) $((n / (LEAKS + 1) + 1)) "$n"); do
        if eval "LD_PRELOAD=$PRELOAD FAIL_IN=$(basename "$ACTFN") FAIL_AT=$at valgrind -q --leak-check=full --errors-for-leak-kinds=definite --error-exitcode=99 \
            --soname-synonyms=somalloc=nouserintercepts --suppressions=$here/valgrind.supp --log-file=$work/valgrind \
            \"$ACTFN\" $1" >/dev/null 2>&1 <"$IN/numbers" || [ $? -ne 99 ]; then
            good
        else
            bad "$1: allocation $at of $n: $(head -n 20 "$work/valgrind")"
        fi
    done
}
{
    drive "$work/alloc" "$SHARE"
    mkdir "$work/here" && cd "$work/here" && [ "$LEAKS" -gt 0 ] && command -v valgrind >/dev/null && each leaks
    summary
} | total
