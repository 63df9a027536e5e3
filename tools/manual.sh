#!/bin/sh
# docs/manual.md: the manual page as a page to read on the web, every list in it made by the program.
# usage: tools/manual.sh [PROGRAM] > docs/manual.md
set -eu
"${1:-./actfn}" man | mandoc -T markdown |
    sed -e '1s/.*/<!-- Made by tools\/manual.sh from `actfn man`; the text is in src\/cli\/manual.md. -->/' \
        -e '$d' -e 's/&#45;/-/g' | awk '{ line[NR] = $0 } END {
        while (NR && line[NR] == "") NR--
        for (i = 1; i <= NR; i++) print line[i] }'
