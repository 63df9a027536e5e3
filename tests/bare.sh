#!/bin/sh
# From nothing: the README's two commands in a bare Debian, as root without sudo and as a user with it, and the Debian package
# in another. Needs root, debootstrap and the network; takes some ten minutes. Speaks TAP. (make bare)
# RELEASE=trixie: another Debian than 12, with a newer gnuplot, compiler and matrix library.
# The bare system takes its package sources from this one's. (make bare RELEASE=trixie)
set -u
top=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d /var/tmp/actfn-bare.XXXXXX) || exit 1
# Nothing of this machine is mounted inside but /proc and terminals of its own, and they are gone before anything is removed.
# shellcheck disable=SC2317 # called by the trap
clean() {
    for mounted in "$work"/*/dev/pts "$work"/*/proc; do umount "$mounted" 2>/dev/null; done
    if grep -q " $work" /proc/mounts; then
        echo "# $work is still in use" >&2
    else
        rm -rf --one-file-system "$work"
    fi
}
trap clean EXIT
trap 'exit 130' INT TERM
number=0 failed=0
try() {
    name=$1
    shift
    number=$((number + 1))
    started=$(date +%s)
    if "$@" >"$work/out" 2>&1; then
        echo "ok $number - $name ($(($(date +%s) - started)) s)"
    else
        echo "not ok $number - $name ($(($(date +%s) - started)) s)"
        tail -n 40 "$work/out" | sed 's/^/# /'
        failed=1
    fi
}
# bare NAME: a fresh copy of the bare system, with the checkout in /srv/actfn
bare() {
    cp -a "$work/base" "$work/$1"
    mount -t proc proc "$work/$1/proc" && mkdir -p "$work/$1/dev/pts" &&
        mount -t devpts -o newinstance,ptmxmode=0666 devpts "$work/$1/dev/pts" || exit 1
    mkdir -p "$work/$1/srv/actfn"
    (cd "$top" && git archive HEAD) | tar -x -C "$work/$1/srv/actfn"
}
block() { awk -v n="$1" '/^```sh$/ { block++; inside = 1; next } /^```/ { inside = 0 } inside && block == n' "$top/README.md"; }
inside() { chroot "$work/$1" sh -c "cd /srv/actfn && $2"; }

sources=$(sed -n 's/^URIs: *//p; s/^deb [^h]*\(http[^ ]*\).*/\1/p' /etc/apt/sources.list /etc/apt/sources.list.d/debian.sources 2>/dev/null | head -n 1)
release=${RELEASE:-bookworm}
debootstrap --variant=minbase "$release" "$work/base" "$sources" >"$work/out" 2>&1 || { tail "$work/out"; exit 1; }
cp -r /etc/apt/apt.conf.d /etc/apt/sources.list.d "$work/base/etc/apt/"
rm -f "$work/base/etc/apt/sources.list"
sed -i "s/bookworm/$release/g" "$work"/base/etc/apt/sources.list.d/*
cp /etc/resolv.conf /etc/hosts "$work/base/etc/"
find "$work/base/var/lib/apt/lists" "$work/base/var/cache/apt/archives" -xdev -type f -delete

bare root
try "root: the first command" inside root "$(block 1)"
try "root: the same again" inside root "$(block 1)"
try "root: the tests" inside root "$(block 2)"
try "the Debian package is built" inside root 'make deb'

bare user
inside user 'apt-get -qq update; DEBIAN_FRONTEND=noninteractive apt-get -qq -y install --no-install-recommends sudo; useradd -m student;
    echo "student ALL=(ALL) NOPASSWD: ALL" >/etc/sudoers.d/student; chown -R student /srv/actfn' >/dev/null 2>&1
try "a user with sudo: the first command" chroot "$work/user" su student -c "cd /srv/actfn && $(block 1)"
try "a user with sudo: the same again" chroot "$work/user" su student -c "cd /srv/actfn && $(block 1)"

bare package
cp "$work"/root/srv/actfn/build/actfn_*.deb "$work/package/srv/"
try "the Debian package is installed" inside package \
    'apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq -y install --no-install-recommends /srv/actfn_*.deb'
try "and draws and multiplies" inside package 'cd / && actfn plot gelu -o /tmp/x.png && test -s /tmp/x.png && actfn collapse --layers 10 --width 300'
try "and goes without a trace" inside package 'apt-get -qq -y remove actfn && ! test -e /usr/bin/actfn && ! test -e /usr/share/man/man1/actfn.1.gz'
echo "1..$number"
exit $failed
