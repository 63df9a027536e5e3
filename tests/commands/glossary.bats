# The field's words: what docs and outputs of the program must not say, and say instead. Lessons have their own tests.
load helper

# Words of a private vocabulary, as extended regular expressions. Not among them, for they are names that programs read: the facts
# always_on, mixed and revived, and the tables' columns of those names.
words() {
    cat <<'END'
learnt
bought nothing
out of reach
give or take
by hand
share of (the|right|variance)
pull of the weights
always on
came back
gets [0-9.]+ % right
does not add up
nothing between them
no such (activation|command|option|framework|lesson|table)
(is|are) wanted
given twice
with a lid
with a ruler
telephones
drawn anew
asked wrongly
samples a step
FLOPs a token
See it:
Why:
waste room
the chance that
a trace of
whole-number
initialisation
colour
behaviour
END
}

# clean WHAT <text: none of the words in it
clean() {
    local found
    found=$(words | grep -niEf - "$1") || return 0
    echo "$2: $found"
    return 1
}

@test "help of every command, and the manual" {
    local command
    for command in $(actfn --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\)  .*/\1/p'); do
        actfn help "$command" >"help-$command"
        clean "help-$command" "help $command"
    done
    actfn --help >help
    clean help --help
    actfn man >page
    clean page man
}

@test "reports of the commands" {
    local line
    printf '1,-1,3\n2,-2,4\n' >z.csv
    printf 'x,f\n1,1\n' >kernel.csv
    while read -r line; do
        eval "actfn $line" >report 2>&1 </dev/null || [[ $line == ev* || $line == *nosuch* || $line == "compare gelu" ]]
        [ -s report ]
        clean report "$line"
    done <<'END'
list
list --family rectifier
info gelu
info relu6
eval gelu 1
compare gelu silu
collapse --layers 10
collapse --layers 3 --activation identity
dead --steps 20
flow --samples 200
fit xor --steps 20
ffn --dim 32 --hidden 64 --samples 64
eval gelo
evla gelu
eval gelu --rnage 1:2
plot gelu --table nosuch -f csv
compare gelu
dead z.csv
dead --steps-of z.csv z.csv
dead --recipe numpy
phase tanh
paper
grade relu kernel.csv
exercise
exercise 1
lesson --route 45
END
}

@test "every function's own description" {
    actfn list -f tsv | sed '1d' | cut -f1 >names
    local name
    for name in $(head -n 100 names); do
        actfn info "$name" --format text 2>/dev/null | head -n 3
    done >abouts
    clean abouts info
}

@test "README and the documents" {
    local document
    for document in README.md CONTRIBUTING.md docs/manual.md docs/gallery.md docs/grade.md docs/how-it-works.md docs/papers.md; do
        # diffs and commands show source text
        sed '/^```diff/,/^```$/d' "$TOP/$document" >document
        clean document "$document"
    done
}
