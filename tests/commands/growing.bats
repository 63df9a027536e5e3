# docs/how-it-works.md shows how to add a command, a figure, a format and an activation, as diffs. They must fit.
load helper

@test "the diffs of how-it-works.md apply to these sources" {
    command -v patch >/dev/null || skip "no patch"
    cp -r "$TOP/src" "$TOP/plots" .
    mkdir tests && cp -r "$TOP/tests/unit" tests/
    awk '/^```diff$/ { inside = 1; next } /^```/ { inside = 0 } inside' "$TOP/docs/how-it-works.md" >all.diff
    [ "$(grep -c '^+++ ' all.diff)" -ge 7 ]
    patch -p1 --no-backup-if-mismatch <all.diff
    # shellcheck disable=SC2013 # no blanks in our names
    for file in $(sed -n 's|^+++ b/\(src/.*\.c\)$|\1|p' all.diff); do
        "${CC:-cc}" -std=c11 -D_GNU_SOURCE -Isrc -Wall -Wextra -Werror -fsyntax-only "$file"
    done
}
