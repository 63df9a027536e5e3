#!/bin/sh
# The program against another C library: musl, with cmark, jansson and zlib built for it from Debian's sources. Needs musl-tools, cmake,
# dpkg-dev and the network; nothing is installed. The matrix library stays glibc's, so what multiplies is left out.
set -u
cd "$(dirname "$0")/../.." || exit 1
for tool in musl-gcc cmake dpkg-source; do
    command -v "$tool" >/dev/null || { echo "no $tool: left out"; echo "0 passed, 0 failed"; exit 0; }
done
work=$PWD/build-musl/libraries
mkdir -p "$work/lists/partial"

sources() {
    sed 's/^Types: .*/Types: deb-src/' /etc/apt/sources.list.d/debian.sources >"$work/debian.sources"
    set -- -qq -o Dir::Etc::sourceparts=/dev/null -o Dir::Etc::sourcelist="$work/debian.sources" -o Dir::State::lists="$work/lists"
    apt-get "$@" update && cd "$work" && apt-get "$@" source jansson cmark zlib
}
# library NAME OPTION...
library() {
    (cd "$work/$1"-*/ && shift && CC=musl-gcc cmake -B for-musl -DCMAKE_INSTALL_PREFIX="$work" "$@" && make -C for-musl install)
}
plain() {
    (cd "$work/$1"-*/ && CC=musl-gcc ./configure --static --prefix="$work" && make install)
}
all() {
    (sources) && plain zlib && library jansson -DJANSSON_BUILD_DOCS=OFF -DJANSSON_WITHOUT_TESTS=ON -DJANSSON_EXAMPLES=OFF &&
        library cmark -DCMARK_TESTS=OFF -DCMARK_SHARED=OFF
}
if [ ! -e "$work/lib/libcmark.a" ] && ! all >"$work/log" 2>&1; then
    tail "$work/log"
    exit 1
fi
# the kernel's headers, which every musl system has, come from this one
make -j 2 CC=musl-gcc HOSTCC=cc BUILD=build-musl CPPFLAGS="-isystem $work/include -idirafter /usr/include -idirafter /usr/include/$(cc -dumpmachine)" \
    LDFLAGS="-L$work/lib" || exit 1
# shellcheck disable=SC2046 # words
tests/run.sh ACTFN="$PWD/build-musl/actfn" $(ls tests/commands/*.bats | grep -Ev 'collapse|dead|flow|fit|lesson|growing|install')
