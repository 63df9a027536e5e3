# page: the HTML page in a browser without a screen: click, hover, zoom, slider, light and dark.
load helper

browser() { command -v chromium || command -v chromium-browser || command -v google-chrome; }

# in_browser FILE: what page_check.js saw there
in_browser() {
    { sed 's#</body></html>##' "$1"; echo '<script>'; cat "$TOP/tests/commands/page_check.js"; echo '</script>'; } > checked.html
    patient "$(browser)" --headless --no-sandbox --disable-gpu --user-data-dir="$PWD/profile" --dump-dom "file://$PWD/checked.html" 2>/dev/null |
        sed -n '/<pre id="result">/,/<\/pre>/p'
}

@test "curves hide at a click, values are read under the pointer, zoom and back" {
    browser >/dev/null || skip "no chromium here"
    sanitized && skip "the same page"
    actfn plot relu gelu -o x.html
    run in_browser x.html
    [[ $output == *"ok hidden"* ]]
    [[ $output == *"ok by its name"* ]]
    [[ $output == *"ok zoomed"* ]]
    [[ $output == *"ok whole"* ]]
    [[ $output == *"gelu = "* ]]
    [[ $output != *NOT* ]]
}

@test "a slider for a sweep" {
    browser >/dev/null || skip "no chromium here"
    sanitized && skip "the same page"
    actfn plot swish --sweep beta=0:10:9 -o x.html
    run in_browser x.html
    [[ $output == *"ok slider beta = 2.5"* ]]
    [[ $output != *NOT* ]]
}

@test "colours follow the reader, unless a theme was asked for" {
    actfn plot gelu -o x.html
    grep -q 'prefers-color-scheme:dark' x.html
    grep -q 'var(--c1f6fe0)' x.html
    actfn plot gelu --theme dark -o y.html
    run ! grep -q 'prefers-color-scheme:dark' y.html
    # the table of numbers is there, first and last row
    grep -q '<tr><td>-5<td>' x.html
    grep -q '<tr><td>5<td>' x.html
}
