# Where a C file could be changed, by a rule; or the file with one such change made.
# usage: awk -v rule=RULE -f changes.awk FILE                 lists the changes: FILE, number, line, what, the line's text
#        awk -v rule=RULE -v apply=NUMBER -f changes.awk FILE  prints the changed file
# Rules: slope    a slope that a function returns or stores, times 1 + 1e-9; curvature: a curvature
#        formula  a slope's formula (definition.c), the same way
#        compare  a comparison or a logical operator becomes its neighbour; delivery: the same
#        status   an exit status: 1 and 2 become less, 0 becomes 1
#        failure  a failure becomes a success
BEGIN {
    becomes["<"] = "<="; becomes["<="] = "<"; becomes[">"] = ">="; becomes[">="] = ">"
    becomes["=="] = "!="; becomes["!="] = "=="; becomes["&&"] = "||"; becomes["||"] = "&&"
    becomes["STATUS_DONE"] = "STATUS_FAILED"; becomes["STATUS_FAILED"] = "STATUS_DONE"; becomes["STATUS_USAGE"] = "STATUS_FAILED"
    becomes["return false"] = "return true"; becomes["return message_set"] = "return !message_set"
    becomes["good = false"] = "good = true"; becomes["die(1,"] = "die(0,"; becomes["_exit(status)"] = "_exit(0)"
}
{ text = text $0 "\n"; code = code blanked($0) "\n"; source[NR] = $0 }
END {
    if (rule == "slope") { returned("df"); stored("df") }
    else if (rule == "curvature") { returned("ddf"); stored("ddf") }
    else if (rule == "formula") formulas()
    else if (rule == "compare" || rule == "delivery") words("->|<<|>>|[<>=!]=|[<>]|&&|\\|\\|")
    else if (rule == "status") words("STATUS_(DONE|USAGE|FAILED)")
    else if (rule == "failure") words("return false|return message_set|good = false|die\\(1,|_exit\\(status\\)")
}

# The line with comments, texts and conditions of the preprocessor as blanks; quotation marks stay.
function blanked(line,    out, i, c) {
    if (line ~ /^#(include|if|elif|error)/) { gsub(/./, " ", line); return line }
    for (i = 1; i <= length(line); i++) {
        c = substr(line, i, 1)
        if (comment) { if (c == "*" && substr(line, i + 1, 1) == "/") { comment = 0; out = out " "; i++ } out = out " " }
        else if (quote != "") {
            if (c == "\\") { out = out "  "; i++ }
            else if (c == quote) { quote = ""; out = out c }
            else out = out " "
        }
        else if (c == "\"" || c == "'") { quote = c; out = out c }
        else if (c == "/" && substr(line, i + 1, 1) == "*") { comment = 1; out = out "  "; i++ }
        else out = out c
    }
    quote = ""
    return out
}

# Every match of the expression that becomes something.
function words(expression,    at, from, word, statement) {
    for (at = 1; match(substr(code, at), expression); at = from + length(word)) {
        from = at + RSTART - 1
        word = substr(code, from, RLENGTH)
        statement = substr(code, from, index(substr(code, from), ";"))
        if (word in becomes && !(word == "return message_set" && statement ~ /, *STATUS_[A-Z]+;$/))   # where a status comes after a comma
            site(from, length(word), becomes[word], word " to " becomes[word])
    }
}

# What a function that returns a jet (or a gate) returns.
function returned(member,    at, kind, end, found, from, length_, expression) {
    for (at = 1; match(substr(code, at), /\n[^\n;{}#]*struct (jet|gate) [a-z_0-9]+\([^;{}]*\)\n\{/); at = end) {
        kind = substr(code, at + RSTART - 1, RLENGTH) ~ /struct gate [a-z_0-9]+\(/ ? "gate" : "jet"
        at += RSTART + RLENGTH - 1
        end = at + index(substr(code, at), "\n}\n")
        for (; (found = index(substr(code, at, end - at), "return ")) > 0; at = from + length_) {
            from = at + found - 1
            length_ = index(substr(code, from), ";")
            expression = substr(text, from + 7, length_ - 8)
            if (!(expression ~ "\\{ *\\.f = [^,{}]*\\}$|, 0, 0 *\\}$|\\." member " = nan_of\\(x\\)[,}]"))   # 0 and NaN stay what they are
                site(from, length_, "{ struct " kind " y_ = " expression "; y_." member " *= 1 + 1e-9; return y_; }", member " times 1 + 1e-9")
        }
    }
}

# df[i] = ..., up to the end of the expression.
function stored(member,    at, from, i, c, depth, expression) {
    for (at = 1; match(substr(code, at), "[^a-z]" member "\\[i\\] = "); at = from) {
        from = at + RSTART + RLENGTH - 1
        depth = 0
        for (i = from; (c = substr(code, i, 1)) != ";" && !(depth == 0 && (c == "," || c == ")")); i++)
            depth += c == "(" || c == "[" ? 1 : c == ")" || c == "]" ? -1 : 0
        expression = substr(text, from, i - from)
        if (expression != "0" && expression != "NAN")   # nor do these change
            site(from, i - from, "(1 + 1e-9) * (" expression ")", member " times 1 + 1e-9")
    }
}

# The last text of a row.
function formulas(    at, from) {
    for (at = 1; match(substr(code, at), /" *"([ \n]+" *")* \}/); at += RSTART + RLENGTH - 1) {
        from = at + RSTART - 1
        if (substr(text, from, 3) != "\"0\"")
            site(from, RLENGTH - 2, "\"(1 + 1e-9)*(\" " substr(text, from, RLENGTH - 2) " \")\"", "slope times 1 + 1e-9")
    }
}

function site(from, length_, instead, what,    line, shown, before) {
    number++
    if (apply != "") {
        if (number == apply)
            printf "%s%s%s", substr(text, 1, from - 1), instead, substr(text, from + length_)
        return
    }
    before = substr(text, 1, from)
    line = gsub(/\n/, "", before) + 1
    shown = source[line]
    gsub(/^[ \t]+|[ \t]+$/, "", shown)
    gsub(/\t/, " ", shown)
    if (seen[line, what]++)
        what = what " #" seen[line, what]
    printf "%s\t%d\t%d\t%s\t%s\n", FILENAME, number, line, what, shown
}
