#!/usr/bin/env bats
# Lessons: what is shown is what was run.
load helper

names() { actfn lesson | sed -n 's/^ *[0-9]*  \([a-z-]*\) .*/\1/p'; }

@test "without a name, the list" {
    actfn_run lesson
    done_well
    [ "$(names | wc -l)" -ge 10 ]
    narrow "$output"
}

@test "by name, by number, in any spelling; an unknown one is refused with a suggestion" {
    name=$(names | head -n 1)
    actfn lesson "$name" >by_name
    actfn lesson 1 >by_number
    cmp by_name by_number
    actfn lesson "${name^^}" --no-pause >by_shout
    cmp by_name by_shout
    actfn_run lesson "${name}x"
    fails 2 "did you mean '$name'"
    actfn_run lesson 99
    fails 2 "'99'" "unknown lesson"
    actfn_run lesson 1 2
    fails 2 "'2'" "one lesson at a time"
}

@test "every lesson runs to its end without a word on standard error, and leaves no mark unfilled" {
    [ "$(names | wc -l)" -ge 10 ]
    for name in $(names); do
        actfn_run lesson "$name" --no-pause --notes
        [ "$status" -eq 0 ] && [ -z "$stderr" ] || { echo "$name: $status: $stderr"; return 1; }
        [[ $output != *'{{'* && $output != *'**'* && $output != *'<!--'* && $output != *'```'* ]] || { echo "$name: a mark is left"; return 1; }
        for part in Predict Run Reveal Explain Try "For the instructor"; do
            grep -q "^$part" <<<"$output" || { echo "$name: no part '$part'"; return 1; }
        done
        grep -q '^\$ actfn ' <<<"$output"
        [[ $output == *Answer.* ]]
    done
}

@test "what stands below a command is what that command prints" {
    actfn lesson softmax >shown.txt
    line=$(grep -m 1 '^\$ actfn .*' shown.txt)
    sh -c "${line#\$ }" >printed
    n=$(wc -l <printed)
    [ "$n" -gt 0 ]
    grep -m 1 -A "$n" -F -x "$line" shown.txt | sed 1d >shown
    cmp shown printed
}

@test "what is for the instructor is shown only with --notes" {
    actfn_run lesson 1
    [[ $output != *"For the instructor"* ]]
    actfn_run lesson 1 --notes
    [[ $output == *"For the instructor"* ]]
}

@test "a pipe gets no colour, no question and nothing wider than 80 columns but what commands print" {
    run bash -c 'actfn lesson 1 | cat'
    [ "$status" -eq 0 ]
    [[ $output == Lesson* || $output == *Predict* ]]
    [[ $output != *$'\x1b'* && $output != *"Any key"* ]]
    [ "$(grep -cE '^  [A-Za-z]' <<<"$output")" -ge 5 ]
    while IFS= read -r line; do
        [ "${#line}" -le 80 ] || { echo "wide: $line"; return 1; }
    done < <(grep -E '^  [A-Za-z]' <<<"$output")
}

# on_terminal COLUMNS KEYS COMMAND...: its screen in `screen`, the terminal's settings in `before` and `after`. Each key is pressed when
# the lesson waits for one, however long a slow machine takes to come there; ten minutes are given up on.
on_terminal() {
    command -v tmux >/dev/null || skip "no tmux"
    local columns=$1 keys=$2 key shown=
    shift 2
    tmux=(tmux -L "actfn-$$-$BATS_TEST_NUMBER" -f /dev/null)
    "${tmux[@]}" new-session -d -x "$columns" -y 50 "env TERM=xterm-256color PATH='$PATH' bash --norc --noprofile"
    "${tmux[@]}" set-option -g history-limit 5000
    "${tmux[@]}" send-keys "PS1=; clear; stty -a >before; $*; echo \"end \$?\"; touch ended" Enter
    for key in $keys; do
        shown_soon asked "$shown"
        shown=$("${tmux[@]}" capture-pane -p)
        "${tmux[@]}" send-keys "$key"
    done
    shown_soon ended "$shown"
    "${tmux[@]}" send-keys "stty -a >now; mv now after" Enter
    shown_soon test -s after
    "${tmux[@]}" capture-pane -p -S -2000 >screen
    "${tmux[@]}" kill-server
}
# shown_soon COMMAND...: soon, or the screen as it is then
shown_soon() {
    soon "$@" && return
    "${tmux[@]}" capture-pane -p
    "${tmux[@]}" kill-server
    return 1
}
# Is the last line on the screen a question, and the screen another than the one before?
asked() {
    local now
    now=$("${tmux[@]}" capture-pane -p)
    [[ $now != "$1" && $(grep . <<<"$now" | tail -n 1) == *[Aa]"ny key"* ]]
}
# Is the lesson over: at its end, or, once it has asked, the shell back after a signal?
ended() { [ -e ended ] || { [ -n "$1" ] && [ "$("${tmux[@]}" display-message -p '#{pane_current_command}')" = bash ]; }; }

@test "on a terminal it stops at the question; q leaves" {
    on_terminal 80 q actfn lesson 1
    grep -q '^end 0' screen
    grep -q '^Predict' screen
    run ! grep -q '^Run' screen
    cmp before after
}

@test "on a terminal any key goes on, and Ctrl-C gives the terminal back as it was" {
    on_terminal 80 'a C-c' actfn lesson 1
    grep -q '^Run' screen
    run ! grep -q '^end 0' screen
    cmp before after
}

@test "colour on a terminal, none with NO_COLOR, on a dumb terminal or in a pipe" {
    command -v script >/dev/null || skip "no script(1)"
    escapes() { grep -c $'\x1b' || true; }
    [ "$(TERM=xterm-256color script -qec 'actfn lesson softmax --no-pause' /dev/null | escapes)" -gt 10 ]
    [ "$(TERM=xterm-256color NO_COLOR=1 script -qec 'actfn lesson softmax --no-pause' /dev/null | escapes)" -eq 0 ]
    [ "$(TERM=dumb script -qec 'actfn lesson softmax --no-pause' /dev/null | escapes)" -eq 0 ]
    [ "$(TERM=xterm-256color actfn lesson softmax | escapes)" -eq 0 ]
}

@test "--no-pause does not stop" {
    on_terminal 60 '' actfn lesson 1 --no-pause
    grep -q '^end 0' screen
    grep -q '^Predict' screen
    run ! grep -q 'Any key' screen
}

@test "--html writes pages that hold together" {
    sanitized && skip "one page is enough under the sanitizers: below"
    actfn_run lesson --html site
    [ "$status" -eq 0 ] || { echo "$stderr"; return 1; }
    [ -s site/index.html ]
    [ -s site/style.css ]
    [ "$(names | wc -l)" -ge 10 ]
    for name in $(names); do
        page=$(echo site/*-"$name".html)
        [ -s "$page" ]
        grep -q "href=\"${page#site/}\"" site/index.html
        grep -q '<details class="reveal">' "$page"
        grep -q '<details class="answer">' "$page"
        grep -q '<details class="notes">' "$page"
        run ! grep -q '{{' "$page"
        # shellcheck disable=SC2013 # no blanks in our names
        for file in $(grep -oE '(src|srcset|href)="[^"]*"' "$page" | cut -d '"' -f 2); do
            [ -s "site/$file" ] || { echo "$page: no $file"; return 1; }
        done
        if command -v xmllint >/dev/null; then
            run bash -c "xmllint --html --noout '$page' 2>&1 | grep -v 'Tag .* invalid' | grep error"
            [ -z "$output" ] || { echo "$page: $output"; return 1; }
        fi
    done
    run grep -lE 'https?://' site/*.html
    for page in $output; do
        run ! grep -E '(src|srcset|<link[^>]*href)="https?:' "$page"
    done
    if command -v xmllint >/dev/null; then xmllint --noout site/*.svg; fi
}

@test "--html of one lesson is one page; a place that cannot be written is refused" {
    actfn_run lesson 1 --html one
    done_well
    [ "$(ls one/*.html | wc -l)" -eq 1 ]
    [ ! -e one/index.html ]
    actfn_run lesson 1 --html /proc/nowhere
    fails 1 "/proc/nowhere"
}

@test "--html in a browser: pictures load, answers open on a click, nothing runs off a phone's screen" {
    command -v chromium >/dev/null || skip "no chromium"
    actfn lesson saturation --html site
    cat >site/test.html <<'END'
<!DOCTYPE html><iframe id="f" width="400" height="800" src="PAGE"></iframe><pre id="found"></pre>
<script>
document.getElementById("f").onload = async function () {
    const d = this.contentDocument, say = t => document.getElementById("found").textContent += t + "\n";
    const details = [...d.querySelectorAll("details")], answer = d.querySelector("details.answer");
    say("closed " + details.every(x => !x.open));
    say("hidden " + (answer.querySelector("p").offsetHeight === 0 || !answer.querySelector("p").checkVisibility()));
    answer.querySelector("summary").click();
    say("opened " + answer.open);
    details.forEach(x => x.open = true);
    const images = [...d.images];
    await Promise.all(images.map(i => i.decode().catch(() => 0)));
    say("pictures " + images.length + " " + images.every(i => i.naturalWidth > 100 && i.alt.length > 10));
    say("fits " + (d.documentElement.scrollWidth <= 400));
    say("scripts " + d.scripts.length);
};
</script>
END
    sed -i "s/PAGE/$(basename site/0*-saturation.html)/" site/test.html
    run patient chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
        --disable-component-update --disable-sync --allow-file-access-from-files --user-data-dir="$PWD/profile" \
        --virtual-time-budget=5000 --dump-dom "file://$PWD/site/test.html"
    for want in "closed true" "hidden true" "opened true" "fits true" "scripts 0"; do
        [[ $output == *"$want"* ]] || { echo "not '$want': $output"; return 1; }
    done
    [[ $output =~ pictures\ [2-9]\ true ]] || { echo "$output"; return 1; }
}
