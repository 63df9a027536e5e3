#!/bin/sh
# Runs the commands of docs/gallery.md in docs/images/gallery. usage: tools/gallery.sh [ACTFN]
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
program=${1:-$top/actfn}
case $program in /*) ;; *) program=$PWD/$program ;; esac
mkdir -p "$top/docs/images/gallery"
cd "$top/docs/images/gallery"
lines=$(sed -n 's/^\$ actfn //p' "$top/docs/gallery.md")
[ "$lines" ] || { echo "gallery.sh: no commands in docs/gallery.md" >&2; exit 1; }
echo "$lines" | while IFS= read -r words; do
    echo "actfn $words"
    eval "\"$program\" $words"
done
