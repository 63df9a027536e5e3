#!/usr/bin/env bats
# Lessons: what is shown is what was run.
load helper

names() { actfn lesson | sed -n 's/^ *[0-9]*  \([a-z-]*\) .*/\1/p'; }
# Without those that train for seconds: the pages (--html) run every lesson, and the terminal shows these.
quick() { names | grep -vxE 'nonlinearity|collapse|which-gelu|dying|ffn|choose|float32|checkpoint|history'; }

@test "without a name, the list" {
    actfn_run lesson
    done_well
    [ "$(names | wc -l)" -ge 10 ]
    narrow "$output"
}

@test "by name, by number, in any spelling; an unknown one is refused with a suggestion" {
    name=softmax
    actfn lesson "$name" >by_name
    actfn lesson "$(names | grep -nx "$name" | cut -d : -f 1)" >by_number
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

@test "lessons run to their end without a word on standard error, and leave no mark unfilled" {
    [ "$(quick | wc -l)" -ge 8 ]
    for name in $(quick); do
        actfn_run lesson "$name" --no-pause --notes
        [ "$status" -eq 0 ] && [ -z "$stderr" ] || { echo "$name: $status: $stderr"; return 1; }
        [[ $output != *'{{'* && $output != *'**'* && $output != *'<!--'* && $output != *'```'* ]] || { echo "$name: a mark is left"; return 1; }
        for part in Predict Run Result Why Try "Teaching notes"; do
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
    actfn_run lesson softmax
    [[ $output != *"Teaching notes"* ]]
    actfn_run lesson softmax --notes
    [[ $output == *"Teaching notes"* ]]
}

@test "a pipe gets no colour, no question and nothing wider than 80 columns but what commands print" {
    run bash -c 'actfn lesson saturation | cat'
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
    [[ $now != "$1" && $(grep . <<<"$now" | tail -n 1) =~ 'ny key'|'other key'|'Your guess' ]]
}
# Is the lesson over: at its end, or, once it has asked, the shell back after a signal?
ended() { [ -e ended ] || { [ -n "$1" ] && [ "$("${tmux[@]}" display-message -p '#{pane_current_command}')" = bash ]; }; }

@test "on a terminal it stops at the question; q asks, and then leaves" {
    on_terminal 80 'q Enter n q Enter y' actfn lesson 1
    grep -q '^end 0' screen
    grep -q '^Predict' screen
    run ! grep -q '^Run' screen
    cmp before after
}

@test "on a terminal any key goes on, and Ctrl-C gives the terminal back as it was" {
    on_terminal 80 'Enter Enter a C-c' actfn lesson softmax
    grep -q '^Run' screen
    run ! grep -q '^end 0' screen
    cmp before after
}

@test "colour on a terminal, none with NO_COLOR, on a dumb terminal or in a pipe" {
    command -v script >/dev/null || skip "no script(1)"
    escapes() { grep -ac $'\x1b' || true; }
    colours() { grep -acE $'\x1b''\[[0-9;]*m' || true; }       # what asks the terminal for pictures is no colour
    [ "$(TERM=xterm-256color script -qec 'actfn lesson softmax --no-pause' /dev/null | colours)" -gt 10 ]
    [ "$(TERM=xterm-256color NO_COLOR=1 script -qec 'actfn lesson softmax --no-pause' /dev/null | colours)" -eq 0 ]
    [ "$(TERM=dumb script -qec 'actfn lesson softmax --no-pause' /dev/null | escapes)" -eq 0 ]
    [ "$(TERM=xterm-256color actfn lesson softmax | escapes)" -eq 0 ]
}

@test "--no-pause does not stop" {
    on_terminal 60 '' actfn lesson softmax --no-pause
    grep -q '^end 0' screen
    grep -q '^Predict' screen
    run ! grep -q 'Any key' screen
}

@test "--html writes pages of all lessons that hold together" {
    sanitized && skip "one page is enough under the sanitizers: below"
    actfn_run lesson --html site
    done_well
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
        run ! grep -qE '\{\{|<!-- |```' "$page"
        for part in Predict Run Result Why Try "Teaching notes"; do
            grep -qE "<(h2|summary)>$part" "$page" || { echo "$page: no part '$part'"; return 1; }
        done
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
    actfn_run lesson softmax --html one
    done_well
    [ "$(ls one/*.html | wc -l)" -eq 1 ]
    [ ! -e one/index.html ]
    actfn_run lesson --html /proc/nowhere       # all of them: it is found out before the work
    fails 1 "/proc/nowhere"
    actfn_run lesson --handout one/index.html/x
    fails 1 "one/index.html/x"
    [ ! -e handouts ]
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

@test "an answer is judged against the run; the score is told, and the answers are kept" {
    on_terminal 80 'y e s Enter x Enter 0.7 Enter a a a a a a' actfn lesson softmax --answers answers.csv
    grep -q '^end 0' screen
    grep -q 'You said yes: right.' screen
    grep -q 'That is not a number' screen
    grep -q 'You said 0.7; it is 0.665' screen
    grep -q 'too high: close enough' screen
    grep -q 'Your score: 2 of 2 predictions were right.' screen
    cat >wanted <<'END'
lesson,question,answer,truth,right
softmax,works,yes,yes|y,1
softmax,largest,0.7,0.6652,1
END
    cmp wanted answers.csv
    cmp before after
}

@test "--tally counts the answers of a room" {
    cat >a.csv <<'END'
lesson,question,answer,truth,right
softmax,works,no,yes|y,0
softmax,largest,,0.6652,0
END
    printf 'lesson,question,answer,truth,right\nsoftmax,works,"yes, it does",yes|y,0\nsoftmax,works,No,yes|y,0\n' >b.csv
    actfn_run lesson --tally a.csv b.csv --format csv
    done_well
    [ "$output" = 'lesson,question,answer,count
softmax,works,no,2
softmax,works,"yes, it does",1
softmax,largest,(no guess),1' ]
    actfn lesson --tally a.csv b.csv -o tally.svg
    grep -q 'works: no' tally.svg
    refused lesson --tally -- "which files"
    actfn_run lesson --tally nowhere.csv
    fails 1 nowhere.csv "No such file"
    echo 'a,b' >c.csv
    actfn_run lesson --tally c.csv
    fails 1 c.csv "row 1"
    refused lesson softmax --format csv -- "only with --tally"
}

@test "a topic finds its lessons" {
    actfn_run lesson relu
    done_well
    [[ $output == *nonlinearity* && $output == *corner* && $output == *dying* ]]
    [[ $output != *Predict* ]]
    actfn lesson temperature --no-pause >by_topic
    actfn lesson softmax --no-pause >by_name
    cmp by_topic by_name
}

@test "--route plans a class within its minutes" {
    for minutes in 20 45 90; do
        actfn_run lesson --route $minutes
        done_well
        narrow "$output"
        [[ $output == *"0:00   2 min  Opening"* && $output == *Closing* && $output == *--slides* ]]
        total=$(grep -oE '^  [0-9]:[0-9]{2}  +[0-9]+ min' <<<"$output" | awk '{ sum += $2 } END { print sum }')
        [ "$total" -eq $minutes ]
        [[ $output == *"actfn lesson nonlinearity"* ]]
    done
    refused lesson --route 3 -- --route
    refused lesson softmax --route 45 -- "--route chooses"
}

@test "--slides is one offline file: sections, answers on a key, notes" {
    actfn_run lesson softmax --slides slides.html
    done_well
    [ "$(grep -c '<section class=' slides.html)" -ge 8 ]
    grep -q '<div class="later">' slides.html
    grep -q '<aside class="notes">' slides.html
    grep -q 'max(28px' slides.html
    run ! grep -qE '(src|href)="(https?:|//)' slides.html
    run ! grep -q '{{' slides.html
    actfn lesson corner --slides pictures.html >/dev/null
    grep -q 'src="data:image/svg+xml;base64,' pictures.html
    actfn_run lesson softmax --slides nowhere/slides.html
    fails 1 nowhere/slides.html
}

@test "--slides in a browser: keys turn and reveal" {
    command -v chromium >/dev/null || skip "no chromium"
    actfn lesson softmax --slides slides.html >/dev/null
    cat >test.html <<'END'
<!DOCTYPE html><iframe id="f" width="1280" height="720" src="slides.html"></iframe><pre id="found"></pre>
<script>
document.getElementById("f").onload = function () {
    const d = this.contentDocument, say = t => document.getElementById("found").textContent += t + "\n";
    const press = k => d.dispatchEvent(new this.contentWindow.KeyboardEvent("keydown", { key: k, bubbles: true }));
    const all = [...d.querySelectorAll("section")], at = () => all.findIndex(s => s.classList.contains("now"));
    say("first " + at());
    press("ArrowRight"); press("ArrowRight"); press("ArrowLeft");
    say("second " + at());
    const waits = all.findIndex(s => s.querySelector("div.later"));
    while (at() < waits) press("ArrowRight");
    press(" ");
    say("revealed " + all[waits].querySelector("div.later").classList.contains("shown") + " " + (at() === waits));
    const sizes = [...d.querySelectorAll("section *")].map(e => parseFloat(this.contentWindow.getComputedStyle(e).fontSize));
    say("smallest " + Math.min(...sizes));
};
</script>
END
    run timeout 60 chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
        --disable-component-update --disable-sync --allow-file-access-from-files --user-data-dir="$PWD/profile" \
        --virtual-time-budget=5000 --dump-dom "file://$PWD/test.html"
    for want in "first 0" "second 1" "revealed true true"; do
        [[ $output == *"$want"* ]] || { echo "not '$want': $output"; return 1; }
    done
    [[ $output =~ smallest\ (2[89]|[3-9][0-9]) ]] || { echo "$output"; return 1; }
}

@test "--handout writes a sheet with room for answers, and its key" {
    actfn_run lesson softmax --handout handouts
    done_well
    sheet=$(echo handouts/*-softmax-sheet.html) key=$(echo handouts/*-softmax-key.html)
    grep -q '<div class="room">' "$sheet"
    grep -q 'actfn eval softmax' "$sheet"
    run ! grep -q 'class="answer"' "$sheet"
    run ! grep -q '<h2>Result' "$sheet"
    grep -q '<details open class="answer">' "$key"
    grep -q '<h2>Result' "$key"
    run ! grep -q '{{' "$sheet" "$key"
}

@test "--handout: numbers of the command above are there though the sheet hides what it prints" {
    actfn_run lesson collapse --handout handouts
    done_well
    run ! grep -q '{{' handouts/*-sheet.html
}
