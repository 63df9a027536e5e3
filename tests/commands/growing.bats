# docs/how-it-works.md shows how to add an option, a command, a figure, a format and an activation, as diffs. They must fit, and do what it
# says.
load helper

# grow: all of those diffs, applied here
grow() {
    awk '/^```diff$/ { inside = 1; next } /^```/ { inside = 0 } inside' "$TOP/docs/how-it-works.md" >all.diff
    [ "$(grep -c '^+++ ' all.diff)" -ge 10 ]
    patch -p1 --no-backup-if-mismatch <all.diff
}

@test "the diffs of how-it-works.md apply to these sources" {
    command -v patch >/dev/null || skip "no patch"
    cp -r "$TOP/src" "$TOP/plots" .
    mkdir tests && cp -r "$TOP/tests/unit" tests/
    grow
    # shellcheck disable=SC2013 # no blanks in our names
    for file in $(sed -n 's|^+++ b/\(src/.*\.c\)$|\1|p' all.diff); do
        "${CC:-cc}" -std=c11 -D_GNU_SOURCE -Isrc -Wall -Wextra -Werror -fsyntax-only "$file"
    done
}

@test "built with those diffs, the program has what they add" {
    command -v patch >/dev/null || skip "no patch"
    sanitized && skip "the ordinary build is what grows"
    [ -e "$TOP/build/libactfn.a" ] || skip "nothing built in build"
    mkdir tests && cp -a "$TOP"/{Makefile,src,plots,docs,tools,build} . && cp -a "$TOP/tests/unit" tests/
    rm -rf build/tests
    grow
    # The objects know where they were built (-ffile-prefix-map), and by what: the same again, or all would be built anew.
    env -u MAKEFLAGS -u MAKELEVEL -u MFLAGS make -s CURDIR="$TOP" CC="$(cut -d ' ' -f 1 build/flags)"
    run ./actfn zeros 'x^3-2*x'
    [ "$(grep -c 'is 0 at x' <<<"$output")" -eq 3 ]
    run ./actfn list --since 2020 -f tsv
    [ "${#lines[@]}" -gt 1 ]
    awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "year") year = i; next } year == 0 || $year < 2020 { exit 1 }' <<<"$output"
    [ "$(./actfn eval quartic -a 2 -f csv)" = "x,quartic,quartic'"$'\n'"2,16,32" ]
    [ "$(./actfn eval relu -a 2 -d 0 -f md)" = $'|x|relu|\n|---|---|\n|2|2|' ]
    command -v gnuplot >/dev/null || return 0
    ./actfn list -o years.png
    [ -s years.png ]
}
