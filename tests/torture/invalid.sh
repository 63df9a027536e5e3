#!/bin/bash
# Every option of every command with every value that makes no sense for it: the whole of what `make check` takes a share of.
set -u
. "$(dirname "$0")/lib.sh"
INVALID_SHARE=1 "$top/tests/run.sh" "ACTFN=$ACTFN" "$top/tests/commands/invalid.bats" | tail -n 1
