# The tests' own checks: what cannot fail proves nothing. Each is shown what it must refuse.
load helper

# refuses WORDS...: the check fails, with a word on why
refuses() {
    run "$@"
    [ "$status" -ne 0 ] || { echo "passed: $*"; return 1; }
    [ -n "$output" ] || { echo "without a word: $*"; return 1; }
}
nothings=('' nan -nan NaN inf -inf +inf Infinity word 1x 0x10 '1 2' - . e5 1e 1e999 -1e999 '1,5')

@test "numbers: nan, infinities, words and nothing are refused, wherever they stand" {
    local word
    for word in "${nothings[@]}"; do
        refuses finite "$word"
        refuses finite 1 "$word"
        refuses numbers 1 "$word"
        refuses close "$word" 1 1e-5
        refuses close 1 "$word" 1e-5
        refuses close 1 1 "$word"
        refuses close "$word" "$word" 1
        refuses near "$word" 1
        refuses near 1 "$word"
        refuses near "$word" "$word"
        refuses less "$word" 1
        refuses less -1 "$word"
        refuses less -1 "$word" 1
        refuses less "$word" "$word"
    done
    refuses finite
    refuses close 1 1
    refuses near 1
    refuses less 1
    refuses numbers 1
    refuses numbers 2 1
    refuses numbers 1 1 1
}

@test "numbers: what holds passes, what does not is refused" {
    finite 0 -1 +1 .5 5. 1e-320 -1.5E+3
    numbers 2 1 -2e5
    close 1 1.00001 1e-4
    close 1.00001 1 1e-4
    near 1.5335304411955 1.53353044119551
    near 0 0
    less 1 2
    less -1e5 0 1e-300 2
    refuses close 1 1.1 1e-4
    refuses close 1.1 1 1e-4
    refuses near 1 1.00000001
    refuses near 1 -1
    refuses near 1e-300 0
    refuses less 2 1
    refuses less 1 1
    refuses less 1 3 2
    refuses less 10 9
}

@test "rows: so many, each with finite numbers that hold" {
    output=$'kind,a,b\nx,1,2\nx,3,4\ny,5,nan'
    rows 3 1 '$2 > 0'
    rows 2 '$1 == "x"' '$3 - $2 == 1'
    rows 1 '$1 == "y"' '$2 == 5'
    refuses rows 2 1 '$2 > 0'
    refuses rows 3 1 '$2 > 1'
    refuses rows 1 '$1 == "z"' '$2 > 0'
    refuses rows 3 1 '$3 > 0'
    refuses rows 3 1 '$3 < 9'
    refuses rows 3 1 '$3 == $3'
    refuses rows 3 1 '$4 < 9'
    refuses rows 3 1 '$1 > 0'
    refuses rows 3 1 '$2 >'
    local word
    for word in "${nothings[@]}"; do
        case $word in *,*) continue ;; esac
        output=$'a\n'$word
        refuses rows 1 1 '$1 < 9'
        refuses rows 1 1 '$1 > -9'
    done
    output=
    refuses rows 1 1 1
}

@test "narrow wants text" {
    narrow 'a line'
    run narrow ''
    [ "$status" -ne 0 ]
    run narrow "$(printf '%081d' 0)"
    [ "$status" -ne 0 ]
}

# In bats as under `set -e` a line `! command` never fails a test unless it stands last, and of `a && b` only b does: `run !`, or two lines.
@test "no line of these tests is written so that it cannot fail" {
    run grep -nE '^ *! [^|]*$' "$TOP"/tests/commands/*.bats "$TOP"/tests/commands/helper.bash
    [ -z "$output" ] || { echo "never fails: $output"; return 1; }
    run bash -c "grep -nE '^ *(\[|grep|cmp|less|close|near|finite|narrow|says|fails|done_well|test) .* && ' \"\$1\"/tests/commands/*.bats |
        grep -vE '\|\||&& (break|continue|skip|return)|\[\[ [^]]* && [^]]* \]\](\$| *#)|\\\$\([^)]* && [^)]*\)|'\\'" bash "$TOP"
    [ -z "$output" ] || { echo "only the last of these can fail: $output"; return 1; }
    # numbers are compared by helper.bash, where nan is refused
    run grep -nE 'awk .*exit !\(' "$TOP"/tests/commands/*.bats
    [ -z "$output" ] || { echo "may pass on nan: $output"; return 1; }
}
