#!/bin/bash
# The scripts of tests/torture, one after the other and whole; each one's figure, then the sum. SHARE=20 tries every twentieth fault.
# PART=alloc: a share of that one, for `make check`; speaks TAP.
set -u
cd "$(dirname "$0")/.." || exit 1
parts='invalid outputs environment limits machine syscalls alloc signals memcheck mutate blas musl aarch64'

# What `make check` has time for.
case ${PART:-} in
alloc) export SHARE=5000 LEAKS=0 ;;
syscalls) export SHARE=100 ;;
environment) export SHARE=60 ;;
signals) export TIMES=1 LATE=counted ;;
limits) export SHARE=100 ;;
machine) export SHARE=25 COMMANDS=$PWD/tests/torture/machine.txt ;;
memcheck) export SHARE=17 ;;
mutate) export PICK=4 SEED=1 ;;    # the same four each time: a check must not hang on luck
esac
if [ "${PART:-}" ]; then
    if [ -z "${COMMANDS:-}" ]; then     # a third of the command lines
        COMMANDS=$(mktemp)
        trap 'rm -f "$COMMANDS"' EXIT
        awk 'NR % 3 == 1' tests/torture/commands.txt >"$COMMANDS"
        export COMMANDS
    fi
    if said=$(bash "tests/torture/$PART.sh" 2>&1); then
        echo "ok 1 - $PART: $(tail -n 1 <<<"$said")"
    else
        echo "not ok 1 - $PART: $(tail -n 1 <<<"$said")"
        grep -v '^# ' <<<"$said" | head -n 50 | sed 's/^/# /'
    fi
    echo 1..1
    exit
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
passed=0 failed=0
for part in $parts; do
    echo "== $part"
    bash "tests/torture/$part.sh" 2>&1 | tee "$log" | grep -v 'tried$'
    if [[ $(tail -n 1 "$log") =~ ^([0-9]+)" passed, "([0-9]+)" failed"$ ]]; then
        passed=$((passed + BASH_REMATCH[1])) failed=$((failed + BASH_REMATCH[2]))
    else
        failed=$((failed + 1))
    fi
done
echo "== all of it"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
