#!/bin/sh
# Installs what is missing (Debian, Ubuntu) and builds ./actfn. Asks nothing, and says nothing but what it does
# to the machine; when all is there it only builds.
# usage: sh tools/setup.sh [tests] [lint] [coverage]      with `tests`: also what the tests need; with `lint`: the checkers; with
# `coverage`: what adds up which lines the tests meet
set -eu
cd "$(dirname "$0")/.."

# To build; to run (gnuplot draws, OpenBLAS and LAPACKE multiply and factor matrices,
# Arb proves, MPFR rounds what doubles leave open, a font for the pictures).
packages='gcc make libc6-dev libjansson-dev libcmark-dev zlib1g-dev libmpfr-dev
    libopenblas0-pthread liblapacke fonts-lato'
# Arb is a library of its own in Debian 12, part of FLINT later.
if apt-cache show libflint-arb2 >/dev/null 2>&1; then packages="$packages libflint-arb2"; else packages="$packages libflint-dev"; fi
command -v gnuplot >/dev/null || packages="$packages gnuplot-nox"
for word; do
    case $word in
    tests) packages="$packages bats libcmocka-dev libgmp-dev clang libclang-rt-dev clang-format locales libxml2-utils patch mandoc groff-base tmux procps strace valgrind" ;;
    lint) packages="$packages clang-tidy cppcheck shellcheck" ;;
    coverage) packages="$packages gcovr" ;;
    *) echo "setup.sh: '$word': unknown; 'tests', 'lint' and 'coverage' are known" >&2; exit 2 ;;
    esac
done

log=$(mktemp)
trap 'rm -f "$log"' EXIT
trap 'exit 130' INT TERM
# Runs a command quietly; what it said is shown if it fails.
quietly() {
    "$@" >"$log" 2>&1 </dev/null && return
    status=$?
    tail -n 30 "$log" >&2
    echo "setup.sh: $1 failed with status $status; its last words stand above" >&2
    exit 1
}

missing() {
    for package in $packages; do
        case $(dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null) in
        ?i*) ;;
        *) echo "$package" ;;
        esac
    done
}
if command -v dpkg-query >/dev/null; then
    wanted=$(missing | tr '\n' ' ')
else
    wanted=
    echo "setup.sh: not a Debian system; README.md says what else to install" >&2
fi
if [ "$wanted" ]; then
    as_root=
    if [ "$(id -u)" -ne 0 ]; then
        as_root=sudo
        if ! command -v sudo >/dev/null; then
            echo "setup.sh: needs root to install; run as root: apt-get install $wanted" >&2
            exit 1
        fi
    fi
    echo "setup.sh: installing $wanted" >&2
    # Old lists may still do where the network does not.
    $as_root apt-get -qq update >"$log" 2>&1 </dev/null || true
    # shellcheck disable=SC2086 # words
    quietly $as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends \
        -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 install $wanted
fi
quietly make -j "$(getconf _NPROCESSORS_ONLN)"
