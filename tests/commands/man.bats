#!/usr/bin/env bats
# The manual: well-formed mdoc, and nothing that a user can name is missing from it.
load helper

commands() { actfn --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\)  .*/\1/p'; }
page() { actfn man >actfn.1; mandoc -T ascii -O width=900 actfn.1 | sed 's/.\x08//g'; }

@test "mandoc finds nothing to say about it" {
    command -v mandoc >/dev/null || skip "no mandoc"
    actfn_run man
    done_well
    printf '%s\n' "$output" >actfn.1
    # Whether the system has gnuplot's page is the system's affair.
    run bash -c "mandoc -T lint actfn.1 2>&1 | grep -v 'mandoc.db\|referenced manual'"
    [ -z "$output" ] || { echo "$output"; return 1; }
}

@test "groff is content with it" {
    command -v groff >/dev/null || skip "no groff"
    actfn man >actfn.1
    [ -s actfn.1 ]
    run groff -mdoc -Kutf8 -ww -z actfn.1
    [ -z "$output" ] || { echo "$output"; return 1; }
}

@test "it has every section that a manual has" {
    actfn man >actfn.1
    for section in NAME SYNOPSIS DESCRIPTION COMMANDS ENVIRONMENT "EXIT STATUS" "SEE ALSO"; do
        grep -qx "\.Sh $section" actfn.1 || { echo "no $section"; return 1; }
    done
    run ! grep -q '<!--' actfn.1
}

@test "every command, with every option and example that its help shows" {
    command -v mandoc >/dev/null || skip "no mandoc"
    page >text
    count=0
    for command in $(commands) help; do
        grep -qE "^ +actfn $command( |$)" text || { echo "no $command"; return 1; }
        [ "$command" = help ] && continue
        for option in $(actfn help "$command" | grep -oE '^ +(-[a-z], )?--[a-z-]+' | grep -oE -- '--[a-z-]+'); do
            count=$((count + 1))
            grep -qE "^ +(-[a-z], )?$option( |$)" text || { echo "$command: no $option"; return 1; }
        done
        actfn help "$command" | sed '1,/^Examples:/d' | sed 's/^ *//' >examples
        [ -s examples ]
        sed 's/^ *//' text >flush
        run grep -vxFf flush examples
        [ -z "$output" ] || { echo "$command: missing example: $output"; return 1; }
    done
    [ "$count" -gt 50 ]
}

@test "every activation by all its names, every framework's name, family, format, suffix, theme and lesson" {
    command -v mandoc >/dev/null || skip "no mandoc"
    page | tr -s ' ;,.()|' '\n' | sort -u >words
    page | tr -s ' ;,()|' '\n' | sed 's/[.:]*$//' | sort -u >>words
    {
        actfn list --format tsv | sed 1d | cut -f 1,2,8,9 | tr '\t ' '\n' | grep .
        actfn lesson | sed -n 's/^ *[0-9]*  \([a-z-]*\) .*/\1/p'
        for command in collapse dead flow fit; do
            actfn "$command" --figure nosuch 2>&1 | sed -n 's/.*must be one of: //p' | tr ' ' '\n'
        done
        printf '%s\n' text csv tsv json npy light dark print auto window kitty iterm sixel braille ascii float64 float32 float16 bfloat16
        actfn plot --help | sed -n '/FILE ends in/,/standard output/p' | grep -oE '\.[a-z]+ ' | tr -d '. '
    } >names
    [ "$(wc -l <names)" -gt 130 ]
    run grep -vxFf words names
    [ -z "$output" ] || { echo "missing: $output"; return 1; }
}

@test "the same page every time" {
    actfn man >one
    actfn man >two
    [ -s one ]
    cmp one two
}

@test "man takes no operand" {
    actfn_run man plot
    fails 2 "'plot'" "takes no argument"
}

@test "docs/manual.md is the whole page as it is now (make manual)" {
    command -v mandoc >/dev/null || skip "no mandoc"
    "$TOP/tools/manual.sh" "$ACTFN" >manual.md
    diff manual.md "$TOP/docs/manual.md"
    grep -q '^\*\*gelu\*\*\|^gelu' manual.md
}
