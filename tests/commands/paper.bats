# paper: published results. That the numbers agree is what the command itself says; here: the list, the tables, and docs/papers.md.
load helper

@test "paper: a list of keys, each with its citation" {
    actfn_run paper -f tsv
    done_well
    [ "${lines[0]}" = "$(printf 'key\tresult\tcitation')" ]
    [ "${#lines[@]}" -gt 20 ]
    [ -z "$(cut -f1 <<<"$output" | sort | uniq -d)" ]
    [ -z "$(awk -F'\t' '$2 == "" || $3 == ""' <<<"$output")" ]
}

@test "paper KEY: the columns of the contract; what can be computed agrees to the last digit" {
    for key in klambauer2017 telgarsky2016 yarotsky2017 cover1965 cho2009; do
        actfn_run paper "$key" -f tsv
        done_well
        [ "${lines[0]}" = "$(printf 'claim\twhere\tpaper\tours\tlow\thigh\tagrees')" ]
        [ -z "$(awk -F'\t' 'NR > 1 && !($5 <= $3 && $3 <= $6 && $5 <= $4 && $4 <= $6 && $7 == "yes")' <<<"$output")" ]
        [ "${#lines[@]}" -gt 2 ]
    done
    actfn_run paper gains                                        # what does not come out is said, with the reason
    says "2 of 5 numbers agree"
    says "Differs gain of tanh"
    says "other conventions"
}

@test "paper --all: quick, and docs/papers.md says the same" {
    actfn_run paper --all --quick -q -f tsv
    done_well
    local page=$TOP/docs/papers.md
    for key in $(cut -f1 <<<"$output" | tail -n +2 | uniq); do
        # as many rows on the page, and as many that agree but for chance, a row at most
        local here there
        here=$(awk -F'\t' -v k="$key" '$1 == k { n++; y += $8 == "yes" } END { print n, y }' <<<"$output")
        there=$(awk -v k="$key" '/^## / { in_ = $2 == k } in_ && /^\|/ && !/^\|---|^\| claim/ { n++; y += / yes \|$/ } END { print n, y + 0 }' "$page")
        [ "${here% *}" = "${there% *}" ] || { echo "$key: $here rows here, $there on the page"; return 1; }
        close "${here#* }" "${there#* }" 1
    done
}

@test "paper: asked wrongly" {
    refused paper he2016 -- "'he2016'" "he2015"
    refused paper he2015 lu2019 -- "one paper"
    refused paper he2015 --all -- "--all"
    actfn_run paper saxe2014 --quick -o x.png
    done_well
    [ "$(head -c 4 x.png | tail -c 3)" = PNG ]
}
