#!/bin/sh
# A Debian package of what `make install` puts in place; the same bytes each time. Called by `make deb`.
# usage: packaging/deb.sh BUILD VERSION      writes BUILD/actfn_VERSION_ARCH.deb
set -eu
build=$1 version=$2
root=$build/deb
arch=$(dpkg --print-architecture)
# The time in the package is the release's, from the first heading with a date in CHANGELOG.md.
day=$(sed -n 's/^## .*(\([0-9-]*\)).*/\1/p' CHANGELOG.md | head -n 1)
[ "$day" ] || { echo "deb.sh: no heading with a date in CHANGELOG.md" >&2; exit 1; }
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(date -u -d "$day" +%s)}
export SOURCE_DATE_EPOCH LC_ALL=C TZ=UTC0
umask 022

rm -rf "$root"
make --no-print-directory install DESTDIR="$root" PREFIX=/usr >/dev/null
strip --strip-unneeded --remove-section=.comment --remove-section=.note "$root/usr/bin/actfn"
mv "$root/usr/share/zsh/site-functions" "$root/usr/share/zsh/vendor-completions"
doc=$root/usr/share/doc/actfn

# Jansson, cmark and zlib are linked in: their licences go along.
{
    printf 'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\nUpstream-Name: actfn\n\nFiles: *\n'
    sed -n 's/^Copyright (c) /Copyright: /p' LICENSE
    printf 'License: Expat\n'
    sed -e '1,4d' -e 's/^$/./' -e 's/^/ /' LICENSE
    printf '\nComment: The program is linked with three libraries, whose terms follow.\n'
    for library in libjansson-dev libcmark-dev zlib1g-dev; do
        printf ' .\n %s:\n' "$library"
        sed -e 's/^$/./' -e 's/^/ /' "/usr/share/doc/$library/copyright"
    done
} >"$doc/copyright"
rm -f "$doc/LICENSE"
{
    printf 'actfn (%s) unstable; urgency=medium\n\n  * See CHANGELOG.md.\n\n' "$version"
    printf ' -- The actfn authors <actfn@packages.invalid>  %s\n' "$(date -u -R -d "@$SOURCE_DATE_EPOCH")"
} | gzip -9n >"$doc/changelog.gz"
find "$root/usr/share/man" -name '*.[0-9]' -exec gzip -9n {} + 2>/dev/null || true

# The oldest C library that has every symbol the program asks for.
libc=$(objdump -T "$root/usr/bin/actfn" | sed -n 's/.*GLIBC_\([0-9.]*\).*/\1/p' | sort -Vu | tail -n 1)
[ "$libc" ] || { echo "deb.sh: objdump does not say which C library the program wants" >&2; exit 1; }
mkdir -p "$root/DEBIAN"
cat >"$root/DEBIAN/control" <<CONTROL
Package: actfn
Version: $version
Architecture: $arch
Maintainer: The actfn authors <actfn@packages.invalid>
Installed-Size: $(du -sk --apparent-size "$root/usr" | cut -f 1)
Depends: libc6 (>= $libc), gnuplot-nox (>= 5.2) | gnuplot-qt | gnuplot-x11 | gnuplot, libopenblas0-pthread | libopenblas0 | libblas3, liblapacke
Recommends: fonts-lato, libmpfr6, libflint-arb2 | libflint20 | libflint19 | libflint18
Section: math
Priority: optional
Description: see what activation functions of neural networks do
 Evaluates, plots and compares activation functions and their exact
 derivatives, and shows by running it that a stack of linear layers is
 one linear layer until a nonlinear function stands between them.
 .
 Figures go into files or, as braille, straight into the terminal; every
 table comes as text, CSV, JSON or NumPy's format.
CONTROL
(cd "$root" && find usr -type f | LC_ALL=C sort | xargs md5sum) >"$root/DEBIAN/md5sums"
find "$root" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
dpkg-deb --build --root-owner-group -Zxz "$root" "$build/actfn_${version}_$arch.deb" >/dev/null
echo "$build/actfn_${version}_$arch.deb"
