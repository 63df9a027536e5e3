# For .bats files of commands that print facts and tables: `load results`.

# fact NAME: the number of that fact in the json of $output
fact() { sed -n "s/^ *\"$1\": \"\{0,1\}\([^][\",]*\)\"\{0,1\},\{0,1\}$/\1/p" <<<"$output"; }
# cell COLUMN ROW: of the csv in $output, both counted from 1
cell() { sed -n "$(($2 + 1))p" <<<"$output" | cut -d, -f"$1"; }
