# From gcovr's text report the lines that no test met, each with its reason. reasons: a file of "FILE | PART OF THE LINE | REASON".
BEGIN {
    FS = " [|] "
    while ((getline < reasons) > 0)
        if ($0 !~ /^#/ && NF == 3)
            why[++n] = $3 SUBSEP $1 SUBSEP $2
    FS = "[ \t]+"
}

function reason_of(file, text,    i, part)
{
    for (i = 1; i <= n; i++) {
        split(why[i], part, SUBSEP)
        if (part[2] == file && index(text, part[3]))
            return part[1]
    }
    return ""
}

$1 ~ /^src\// && NF >= 5 {
    file = $1
    split("", line)
    for (last = 0; (getline text < file) > 0;)
        line[++last] = text
    close(file)
    ranges = split($5, range, ",")
    for (r = 1; r <= ranges; r++) {
        ends = split(range[r], end, "-")
        said = ""
        for (k = end[1] + 0; k <= end[ends] + 0 && said == ""; k++)
            said = reason_of(file, line[k])
        first = line[end[1] + 0]
        sub(/^[ \t]+/, "", first)
        printf "%s: %s:%s: %s\n", said == "" ? "no reason" : said, file, range[r], first
    }
}
