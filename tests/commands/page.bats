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
    [[ $output == *"ok zoomed"* && $output == *"ok its numbers"* ]]
    [[ $output == *"ok whole"* && $output == *"ok a tangent"* && $output == *"ok by keyboard"* ]]
    [[ $output == *"gelu = "* ]]
    [[ $output != *NOT* ]]
}

@test "a page fits 360, 700 and 1280 pixels, its figure as wide as there is room" {
    browser >/dev/null || skip "no chromium here"
    sanitized && skip "the same page"
    actfn plot relu gelu -o x.html
    cat >widths.html <<'END'
<!DOCTYPE html><pre id="result"></pre><script>
for (const w of [360, 700, 1280]) {
    const f = document.createElement('iframe');
    f.width = w; f.height = 700; f.src = 'x.html';
    f.onload = () => {
        const d = f.contentDocument, shown = [...d.querySelectorAll('figure')].filter(e => e.offsetWidth > 0);
        const fits = d.documentElement.scrollWidth <= w && shown.length === 1 && shown[0].querySelector('svg').getBoundingClientRect().width > .85 * Math.min(w, 1200) - 40;
        document.getElementById('result').textContent += (fits ? 'fits ' : 'NOT ') + w + '\n';
    };
    document.body.append(f);
}
</script>
END
    run bash -c "$(declare -f patient); patient '$(browser)' --headless --no-sandbox --disable-gpu --allow-file-access-from-files --user-data-dir='$PWD/profile' --virtual-time-budget=5000 --dump-dom 'file://$PWD/widths.html' 2>/dev/null"
    for width in 360 700 1280; do
        [[ $output == *"fits $width"* ]] || { echo "$output"; return 1; }
    done
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

@test "no words stand on each other or leave the sheet" {
    browser >/dev/null || skip "no chromium here"
    sanitized && skip "the same figures"
    local n=0 line
    echo '<!DOCTYPE html><body>' >all.html
    # what was seen to fail: names at ends, long titles, ticks beside names, ridges, rows of panels
    while read -r line; do
        n=$((n + 1))
        # shellcheck disable=SC2086 # words of a command
        actfn $line -o x.svg
        { echo "<div id=\"$line\">"; sed "1,/<svg/{/<svg/!d}; s/gp_/f${n}_/g" x.svg; echo '</div>'; } >>all.html
    done <<'END'
plot gelu silu mish -d 2
plot floor(x)
plot 1/x -r -3:3
plot acos(x) -r -2:2
plot x+1e9
plot relu gelu silu mish tanh sigmoid elu --size 640x360
plot softmax sparsemax --at=-2,-1,0,1,2,3
plot swish --sweep beta=0:10:9
compare gelu quick_gelu --log y
collapse --activation relu,gelu --samples 256
flow --figure histogram --samples 64
flow --samples 64
dead --lr 1 --activation relu,gelu,leaky_relu --steps 300 --figure map
fit xor --activation identity,relu,gelu,tanh,silu,mish --steps 20
fit sin(3*x) --steps 20 --width 2,4,8 --figure width
phase tanh
ffn --dim 64 --hidden 64
END
    echo '<script>' >>all.html
    cat "$TOP/tests/commands/boxes_check.js" >>all.html
    echo '</script>' >>all.html
    run bash -c "$(declare -f patient); patient '$(browser)' --headless --no-sandbox --disable-gpu --window-size=1400,900 --user-data-dir='$PWD/profile' --dump-dom 'file://$PWD/all.html' 2>/dev/null | sed -n '/<pre id=\"result\">/,/<\/pre>/p'"
    [ "$(grep -c 'words looked at' <<<"$output")" -eq "$n" ] || { echo "$output"; return 1; }
    run ! grep -v 'words looked at' <<<"$output"
}
