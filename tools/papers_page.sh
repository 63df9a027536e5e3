#!/bin/sh
# docs/papers.md: all papers, each with its table of numbers.
# usage: tools/papers_page.sh ACTFN > docs/papers.md
set -eu
actfn=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$actfn" paper --all -q -f tsv --table papers >"$work/papers"
"$actfn" paper --all -q -f tsv --table results >"$work/results"
cat <<'END'
# Published results, reproduced

What papers say about activation functions, initialization and depth, beside what actfn finds. `actfn paper KEY` runs one of
them, `actfn paper --all` all of them, and `make papers` writes this page anew (seed 42).

"Ours" has an interval: three standard errors of what was measured, plus half a unit of the last digit that the paper prints; of
what was computed, rounding. A number agrees if the paper's lies within it. Nothing is adjusted until it agrees: where a number
does not, the verdict says why. "formula" means that the paper's formula was evaluated.
END
awk -F'\t' '
    function cell(s) { gsub(/\|/, "\\|", s); return s }
    FNR == 1 { for (i = 1; i <= NF; i++) at[FILENAME, $i] = i; next }
    FILENAME ~ /results$/ {
        key = $(at[FILENAME, "key"]); p = $(at[FILENAME, "paper"]); o = $(at[FILENAME, "ours"])
        half = ($(at[FILENAME, "high"]) - $(at[FILENAME, "low"]))/2
        rows[key] = rows[key] sprintf("| %s | %s | %.8g | %.8g ± %.1g | %s |\n", cell($(at[FILENAME, "claim"])),
                                      cell($(at[FILENAME, "where"])), p, o, half, $(at[FILENAME, "agrees"]))
        next
    }
    {
        key = $(at[FILENAME, "key"])
        printf "\n## %s\n\n%s\n\n%s\n\n| claim | where | paper | ours | agrees |\n|---|---|---|---|---|\n%s\n%s\n", key,
               $(at[FILENAME, "result"]), $(at[FILENAME, "citation"]), rows[key], $(at[FILENAME, "verdict"])
    }' "$work/results" "$work/papers"
