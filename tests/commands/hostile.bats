# hostile: what a user's words hold reaches no terminal, figure, page or JSON as something that acts there.
load helper

# every kind: C0, DEL, C1, turns of direction, marks, separators, tags, no UTF-8 at all
BAD=$'p\e[31m\a\x7f\u009b\u202e\u2066\u200f\u061c\u2028\ufeff\U000e0041\xff\xc0\xafq'

# acts FILE...: does any file hold one of them raw? (line ends and what the formats themselves need apart: see calls)
acts() { LC_ALL=C grep -aqP '[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\xc2[\x80-\x9f]|\xd8\x9c|\xe2\x80[\x8b\x8e\x8f\xa8-\xae]|\xe2\x81[\xa6-\xaf]|\xef\xbb\xbf|\xf3\xa0[\x80-\x83]' "$@"; }
valid() { iconv -f UTF-8 -t UTF-8 "$1" >/dev/null; }
clean() {
    for file; do
        [ -s "$file" ] || { echo "$file: empty"; return 1; }
        ! acts "$file" || { echo "$file: acts: $(LC_ALL=C cat -v "$file" | head -5)"; return 1; }
        valid "$file"
    done
}

@test "the check sees each kind" {
    for bad in $'\e' $'\a' $'\x7f' $'\u009b' $'\u202e' $'\u2066' $'\u200f' $'\u061c' $'\u2028' $'\ufeff' $'\U000e0041'; do
        printf 'a%sb' "$bad" >x
        acts x
    done
    printf 'plain − ′ é α\tx\n' >x
    clean x
}

@test "--title: figures of every kind, in files and in the terminal" {
    for suffix in svg html tex gp; do
        actfn plot gelu --title "$BAD" -o x.$suffix
        clean x.$suffix
    done
    for terminal in braille ascii dumb svg; do
        actfn plot gelu --title "$BAD" --terminal $terminal >x
        clean x
    done
    for suffix in png pdf gif; do
        actfn plot gelu --title "$BAD" -o x.$suffix
        LC_ALL=C grep -aqF $'\u202e' x.$suffix && return 1
        [ -s x.$suffix ]
    done
}

@test "json: escaped, and the same text to whoever reads it" {
    local good=${BAD%$'\xff'*}
    actfn eval gelu --at 1 --title "$good" -f json >x
    clean x
    [ "$(jq -r '.arguments | .[-3]' x)" = "$good" ]
    grep -qF '\u202e' x
    grep -qF '\u009b' x
    grep -qF '\udb40\udc41' x
}

@test "columns of a csv: text, json, figures and pages; as they are in csv" {
    local bad=${BAD//$'\xff\xc0\xaf'/}
    { printf '%s,y,%s\n' "$bad" "$bad"; for i in $(seq 12); do echo "$i,$((i * i % 7)),$((i % 2))"; done; } >in.csv
    for suffix in txt json html svg; do
        actfn fit in.csv --steps 2 -q -o x.$suffix
        clean x.$suffix
    done
    cp in.csv "$bad.csv"
    actfn fit "$bad.csv" --steps 2 -q >x 2>y
    clean x
    actfn fit "$bad.csv" --steps 2 -q --plot --terminal braille >x
    clean x
    actfn fit "$bad.csv" --steps 2 -q -f json >x
    clean x
}

@test "messages: whatever is wrong with it" {
    local option
    for option in at range step number dtype output format table terminal size theme log yrange seed columns set sweep title; do
        actfn eval gelu "--$option=$BAD" >x 2>y </dev/null || true
        ! acts y || { echo "$option: $(cat -v y)"; return 1; }
    done
    for words in "$BAD" "eval $BAD" "info $BAD" "plot $BAD" "compare $BAD gelu" "fit $BAD" "dead $BAD" "ffn $BAD" "lesson $BAD" "help $BAD" \
        "list --family $BAD" "dead --init $BAD" "flow --activation $BAD" "completion $BAD" "ffn --block $BAD" "collapse --shape $BAD"; do
        # shellcheck disable=SC2086 # words
        run ! actfn $words >x 2>y </dev/null
        ! acts y x || { echo "$words: $(cat -v y x)"; return 1; }
    done
}

@test "lesson --html: the directory's name" {
    actfn lesson 1 --html "$BAD" >x
    clean x
    grep -q '^Written to p\\x1b' x
}

@test "data and a drawing do not share one standard output" {
    for format in csv tsv json npy; do
        actfn_run eval relu -f $format --plot
        fails 2 "$format" "--output FILE"
        actfn eval relu -f $format --plot -o x.$format >drawn
        [ -s x.$format ]
        grep -q relu drawn
    done
    actfn eval relu -f text --plot --terminal braille | grep -q relu
}
