#!/bin/bash
# Every system call failing once, for every command: status 1 with a message, or the right result; never a part of a file under
# its final name, never a temporary one beside it. strace injects the error into actfn alone, not into gnuplot.
set -u
. "$(dirname "$0")/lib.sh"
export ACTFN_DEADLINE=5   # a close that is refused leaves gnuplot waiting for an end that does not come
command -v strace >/dev/null || { echo "no strace: left out"; echo "0 passed, 0 failed"; exit 0; }
calls='write read openat close fstat rename fsync unlink pipe2 dup2 clone vfork execve wait4 poll ioctl mmap lseek fcntl memfd_create'

# What each call may fail with, as its manual page has it.
errors() {
    case $1 in
    write) echo "ENOSPC EIO EINTR" ;;
    read) echo "EIO EINTR" ;;
    openat) echo "EMFILE EACCES" ;;
    pipe2 | dup2 | memfd_create) echo "EMFILE" ;;
    clone | vfork | mmap) echo "ENOMEM" ;;
    poll | wait4) echo "EINTR" ;;
    *) echo "EIO" ;;
    esac
}

one() {
    before= run "$1"
    want=$status
    cp "$work/out" "$work/want"
    rm -rf "$work/made" && cp -r "$work/here" "$work/made"
    before="strace -o $work/trace -e trace=$(echo "$calls" | tr ' ' ,)"
    run "$1"
    # The first execve is actfn's own start; so are the loader's calls, whose failure is the system's to report.
    first=$(grep -n 'libc.so' "$work/trace" | tail -1 | cut -d: -f1)
    for call in $calls; do
        total=$(grep -c "^$call(" "$work/trace")
        begun=$(head -n "${first:-0}" "$work/trace" | grep -c "^$call(")
        [ "$call" = mmap ] && begun=$((begun + 8))   # the loader's maps of libc, read after it was opened
        [ "$call" = execve ] && begun=1
        n=$((begun + 1))
        n=$((n + (total > SHARE ? total % SHARE : 0)))
        while [ "$n" -le "$total" ]; do
            for error in $(errors "$call"); do judge "$1" "$call" "$n" "$error"; done
            n=$((n + SHARE))
        done
    done
}

judge() {
    before="strace -o /dev/null -e trace=$2 -e inject=$2:error=$4:when=$3"
    run "$1"
    if [ "$status" -eq "$want" ] && { timed "$1" || cmp -s "$work/out" "$work/want"; } && same_files; then
        good
    elif [ "$status" -eq 127 ] && grep -q 'error while loading shared libraries' "$work/err"; then
        good   # the system's loader, before the program began
    elif [ "$status" -ne 1 ]; then
        bad "$1: $2 number $3, $4: status $status: $(head -1 "$work/err")"
    elif [ "$2" != write ] && ! grep -Eq '^actfn:|error while loading' "$work/err"; then
        bad "$1: $2 number $3, $4: status 1 without a message"
    elif [ -n "$(left)" ] && [ "$2" != unlink ] && ! same_files; then
        bad "$1: $2 number $3, $4: left $(left)"
    else
        good
    fi
}
same_files() {
    [ "$(left)" = "$(ls -A "$work/made")" ] || return 1
    for file in $(left); do
        case $file in *.png | *.svg | *.pdf) [ "$(stat -c %s "$work/here/$file")" = "$(stat -c %s "$work/made/$file")" ] || return 1 ;;
        *) cmp -s "$work/here/$file" "$work/made/$file" || return 1 ;; esac
    done
}
each one
summary
