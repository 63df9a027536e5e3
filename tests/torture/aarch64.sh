#!/bin/sh
# The program and all tests, compiled for aarch64 and run in an emulator: the libraries are Debian's own for arm64, unpacked into a
# directory; nothing of it is installed. Needs gcc-aarch64-linux-gnu, qemu-user-static, debootstrap and the network; an hour on two cores.
# gnuplot stays this machine's own. TESTS='render plot.bats': only these.
set -u
cd "$(dirname "$0")/../.." || exit 1
for tool in aarch64-linux-gnu-gcc qemu-aarch64-static debootstrap; do
    command -v "$tool" >/dev/null || { echo "no $tool: left out"; echo "0 passed, 0 failed"; exit 0; }
done
build=build-arm64 system=$PWD/build-arm64/system
if [ ! -e "$system/usr/lib/aarch64-linux-gnu/libjansson.a" ]; then
    sources=$(sed -n 's/^URIs: *//p; s/^deb [^h]*\(http[^ ]*\).*/\1/p' /etc/apt/sources.list /etc/apt/sources.list.d/debian.sources 2>/dev/null | head -n 1)
    mkdir -p "$system"
    debootstrap --arch=arm64 --foreign --variant=minbase --include=libc6-dev,libjansson-dev,libcmark-dev,zlib1g-dev,libcmocka-dev,libmpfr-dev,libgmp-dev,libopenblas0-pthread,liblapacke \
        bookworm "$system" "$sources" >$build/system.log 2>&1 || { tail "$build/system.log"; exit 1; }
    for package in "$system"/var/cache/apt/archives/*.deb; do dpkg -x "$package" "$system" || exit 1; done
    rm -rf "$system"/var/cache/apt
fi

libraries=/usr/lib/aarch64-linux-gnu
RUNNER="qemu-aarch64-static -L $system -E LD_LIBRARY_PATH=$libraries/openblas-pthread:$libraries/lapack"
export RUNNER
make -j 2 CC="aarch64-linux-gnu-gcc --sysroot=$system" HOSTCC=cc BUILD=$build tests || exit 1
# Not a script: sh complains of a working directory that is gone, perl of a locale, and tests hear that.
printf '#include <unistd.h>\nint main(int n, char **word)\n{\n    char *list[n + 9];\n    int i = 0;\n' >$build/emulated.c
for word in $RUNNER "$PWD/$build/actfn"; do printf '    list[i++] = "%s";\n' "$word" >>$build/emulated.c; done
printf '    while (*++word)\n        list[i++] = *word;\n    list[i] = 0;\n    return execvp(list[0], list);\n}\n' >>$build/emulated.c
cc -o $build/emulated $build/emulated.c || exit 1
export SLOW=1
make --no-print-directory CC="aarch64-linux-gnu-gcc --sysroot=$system" HOSTCC=cc BUILD=$build SUITE_PROGRAM=$build/emulated TESTS="${TESTS:-}" suite
