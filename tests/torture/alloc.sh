#!/bin/bash
# Every allocation failing once, for every command: status 1, one line, no file, no child; or the right result, where a library made do.
# Then some of them again under valgrind (LEAKS: how many a command): nothing is lost on the way out.
set -u
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
{ drive "$work/alloc" "$SHARE"; summary; } | total
