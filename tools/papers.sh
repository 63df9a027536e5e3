#!/bin/sh
# The papers that files define, as a C table; a file that defines `const struct publication paper_KEY` adds one.
# usage: tools/papers.sh FILE... > papers.h
set -eu
names=$(sed -n 's/^const struct publication \(paper_[a-z_0-9]*\) = {$/\1/p' "$@" | sort)
for name in $names; do
    echo "extern const struct publication $name;"
done
echo 'static const struct publication *const papers[] = {'
for name in $names; do
    echo "    &$name,"
done
echo '};'
echo 'enum { PAPERS = sizeof papers / sizeof *papers };'
