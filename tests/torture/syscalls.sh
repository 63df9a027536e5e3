#!/bin/bash
# Every system call failing once, for every command: status 1 with one line, or the right result; never a part of a file under its final
# name, never a temporary one beside it, no child left.
set -u
. "$(dirname "$0")/lib.sh"
inputs
build calls calls.c attempt.c
drive "$work/calls" "$SHARE"
