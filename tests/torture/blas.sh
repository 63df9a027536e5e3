#!/bin/sh
# What multiplies matrices, with every other BLAS that Debian has: BLIS, ATLAS, the reference BLAS, OpenBLAS with OpenMP and without threads.
# They are unpacked into a directory (network; nothing is installed) and stand first where libraries are looked for.
set -u
cd "$(dirname "$0")/../.." || exit 1
work=$(mktemp -d /var/tmp/actfn-blas.XXXXXX) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
passed=0 failed=0
make -j 2 all tests >/dev/null || exit 1

# with PACKAGE...: its libraries under the names that actfn and liblapacke look for
with() {
    (mkdir "$work/$1" && cd "$work/$1" && apt-get -qq download "$@" >/dev/null 2>&1 &&
        for package in *.deb; do dpkg -x "$package" . || exit 1; done) || { echo "# $1: not to be had, left out"; return; }
    libraries=$work/$1/first
    mkdir "$libraries"
    find "$work/$1/usr/lib" -name '*.so.*' -exec ln -sf -t "$libraries" {} +
    # A library without OpenBLAS's own calls stands in for the name that is tried first.
    [ -e "$libraries/libopenblas.so.0" ] || ln -s libblas.so.3 "$libraries/libopenblas.so.0"
    echo "# $1"
    SUMMARY=$work/summary tests/run.sh LD_LIBRARY_PATH="$libraries" build/tests/test_linear build/tests/test_collapse build/tests/test_ffn \
        build/tests/test_weights tests/commands/collapse.bats
    while read -r good _ bad _; do passed=$((passed + good)) failed=$((failed + bad)); done <"$work/summary"
}
with libblis4-pthread liblapack3
with libatlas3-base liblapack3
with libblas3 liblapack3
with libopenblas0-openmp
with libopenblas0-serial
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
