# For .bats files of commands that train networks: `load training`. Numbers are checked against definitions and
# against each other.

# table WORDS...: the csv in $output; with a row at least, whatever is looked for in it
table() {
    actfn_run "$@" -q -f csv
    [ "$status" -eq 0 ] || { echo "status $status: $stderr"; return 1; }
    [ "${#lines[@]}" -ge 2 ] || { echo "no rows: $output"; return 1; }
}
fact() { sed -n "s/^$1 \{1,\}//p" <<<"$output"; }
# column NAME: of the csv in $output
column() { awk -F, -v name="$1" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) c = i; next } { print $c }' <<<"$output"; }
