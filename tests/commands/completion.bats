#!/usr/bin/env bats
# What the shells complete. Every name a user may type has to come out of all three.
load helper

# in_bash WORDS...: what bash would offer for the last word.
in_bash() {
    # shellcheck disable=SC2016
    bash --norc -c 'source <(actfn completion bash)
        COMP_WORDS=(actfn "$@") COMP_CWORD=$#; _actfn; printf "%s\n" "${COMPREPLY[@]}"' bash "$@"
}
in_fish() { fish --no-config -c "actfn completion fish | source; complete -C '$1'" | cut -f 1; }

# The words after a command's name in `actfn --help`, the long options in `actfn COMMAND --help`.
commands() { actfn --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\)  .*/\1/p'; }
options() { actfn help "$1" | grep -oE '^ +(-[a-z], )?--[a-z-]+' | grep -oE -- '--[a-z-]+'; }
# All that `list` knows: names, aliases, frameworks' names.
functions() { actfn list --format tsv | sed 1d | cut -f 1,8,9 | tr '\t ' '\n' | grep .; }
# What a refusal of these words says must be there instead.
refusal() { actfn_run "$@"; echo "${stderr##*must be one of: }"; }
suffixes() { actfn plot --help | sed -n '/FILE ends in/,/standard output/p' | grep -oE '\.[a-z]+ ' | tr -d '. '; }

@test "an unknown shell and no shell are refused" {
    actfn_run completion tcsh
    fails 2 "completion" "'tcsh'" "bash zsh fish"
    actfn_run completion
    fails 2 "completion" "bash, zsh or fish"
}

@test "bash: commands, and only those that fit" {
    run in_bash ''
    [ "$(commands | wc -l)" -ge 10 ]
    for command in $(commands) help --help --version; do
        [[ $'\n'$output$'\n' == *$'\n'$command$'\n'* ]] || { echo "no $command"; return 1; }
    done
    run in_bash comp
    [[ $output == *completion* && $output != *plot* ]]
}

@test "bash: every option of every command" {
    count=0
    for command in $(commands); do
        run in_bash "$command" --
        for option in $(options "$command"); do
            count=$((count + 1))
            [[ $'\n'$output$'\n' == *$'\n'$option$'\n'* ]] || { echo "$command: no $option"; return 1; }
        done
    done
    [ "$count" -gt 50 ]
}

@test "bash: every name of an activation, also behind a comma" {
    functions >names
    [ "$(wc -l <names)" -gt 100 ]
    in_bash plot '' >offered
    run grep -vxFf offered names
    [ -z "$output" ] || { echo "missing: $output"; return 1; }
    run in_bash plot relu,torch.mis
    [ "$output" = relu,torch.mish ]
    run in_bash plot --activation relu,mis    # plot has no such option, yet the value is clear
    [[ $output == relu,mish ]]
}

@test "bash: values, with a blank and with =" {
    run in_bash eval --format ''
    [ "$(wc -l <<<"$output")" -gt 5 ]
    [ "${output//$'\n'/ }" = "$(refusal eval relu --format nosuch)" ]
    run in_bash eval --format = cs
    [ "$output" = csv ]
    run in_bash plot gelu --theme d
    [ "$output" = dark ]
    run in_bash list --framework to
    [ "$output" = torch ]
    run in_bash eval gelu --range ''
    [ -z "$output" ]
    run in_bash lesson cor
    [ "$output" = corner ]
    run in_bash completion z
    [ "$output" = zsh ]
    run in_bash help pl
    [ "$output" = plot ]
}

@test "figures, themes, terminals: what a refusal names, all three shells offer" {
    actfn completion bash >script.bash
    actfn completion zsh >script.zsh
    actfn completion fish >script.fish
    count=0
    for command in $(commands); do
        actfn help "$command" | grep -qE -- '--figure NAME' || continue
        actfn_run "$command" --figure nosuch
        figures=${stderr##*must be one of: }
        [ "$figures" != "$stderr" ] || { echo "$command: $stderr"; return 1; }
        count=$((count + 1))
        run in_bash "$command" --figure ''
        [ "${output//$'\n'/ }" = "$figures" ]
        grep -qF -- "--figure=[which figure]:NAME:($figures)" script.zsh
        grep -qF "__fish_seen_subcommand_from $command' -l figure -x -a '$figures'" script.fish
    done
    [ "$count" -ge 3 ]
    actfn_run plot gelu --theme nosuch
    themes=${stderr##*must be one of: }
    run in_bash plot --theme ''
    [ "${output//$'\n'/ }" = "$themes" ]
    run in_bash plot --terminal ''
    for terminal in auto window kitty iterm sixel braille ascii; do
        [[ $'\n'$output$'\n' == *$'\n'$terminal$'\n'* ]] || { echo "no $terminal"; return 1; }
    done
}

@test "bash: files by the suffixes that --output takes, and those suffixes behind a dot" {
    touch a.png a.csv a.zip
    mkdir a.dir
    run in_bash plot gelu --output a
    [ "$(echo "$output" | sort | tr '\n' ' ')" = "a.csv a.dir a.png " ]
    run in_bash plot gelu -o picture.
    [ -n "$(suffixes)" ]
    for suffix in $(suffixes); do
        [[ $'\n'$output$'\n' == *$'\n'picture.$suffix$'\n'* ]] || { echo "no $suffix"; return 1; }
    done
    touch 'two words.png'
    run in_bash plot gelu -o two
    [ "$output" = 'two words.png' ]
}

@test "bash: a real Tab in a real shell" {
    command -v script >/dev/null || skip "no script(1)"
    printf 'source <(actfn completion bash)\nactfn list --fram\tjax -f csv --no-h\t| wc -l\nexit\n' >keys
    run patient script -qec 'bash --norc --noprofile -i' /dev/null <keys
    [[ $output == *"--framework jax"* ]] || { echo "$output"; return 1; }
}

@test "zsh: well-formed, and it names everything" {
    actfn completion zsh >_actfn
    if command -v zsh >/dev/null; then zsh -n _actfn; fi
    [ "$(head -n 1 _actfn)" = "#compdef actfn" ]
    tr -s " ,'{}()=[*" '\n' <_actfn | sed 's/+$//' >words
    [ "$(commands | wc -l)" -ge 10 ]
    { commands; functions; for c in $(commands); do options "$c"; done; suffixes | tr ' ' '\n'; printf '%s\n' light dark print; } | sort -u | grep . >names
    tr '|' '\n' <words >>words.more; cat words.more >>words
    run grep -vxFf words names
    [ -z "$output" ] || { echo "missing: $output"; return 1; }
}

@test "zsh: Tab completes commands, options, values and names" {
    command -v zsh >/dev/null || skip "no zsh"
    mkdir functions && actfn completion zsh >functions/_actfn
    cat >tab.zsh <<'END'
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "PS1= PROMPT= fpath=($PWD/functions \$fpath); autoload -Uz compinit; compinit -u -D; zstyle ':completion:*' list-prompt ''; LISTMAX=10000; stty cols 200"
send() { zpty -w -n shell "$1"$'\t'; sleep 0.6; zpty -w -n shell $'\C-a#\n'; sleep 0.2; }
sleep 1
send "actfn comple"
send "actfn plot gelu --theme d"
send "actfn plot gelu,softp"
send "actfn plot gelu --derivat"
send "actfn lesson cor"
send "actfn list --framework=tor"
while zpty -r -t shell line; do print -rn -- "$line"; done
zpty -d shell
END
    run patient zsh -f tab.zsh
    seen=$(printf '%s' "$output" | sed 's/\x1b\[[0-9;?]*[A-Za-z]//g' | tr -d '\r\b')
    for want in "completion" "--theme dark" "gelu,softplus" "--derivatives" "lesson corner" "--framework=torch"; do
        [[ $seen == *"$want"* ]] || { echo "no '$want' in: $seen"; return 1; }
    done
}

@test "fish: well-formed, and it completes what bash does" {
    command -v fish >/dev/null || skip "no fish"
    actfn completion fish >actfn.fish
    fish -n actfn.fish
    run in_fish "actfn comple"
    [ "$output" = completion ]
    functions | sort -u >names
    [ "$(wc -l <names)" -gt 100 ]
    in_fish "actfn plot " | sort -u >offered
    run comm -23 names offered
    [ -z "$output" ] || { echo "missing: $output"; return 1; }
    run in_fish "actfn plot relu,torch.mis"
    [ "$output" = relu,torch.mish ]
    run in_fish "actfn plot gelu --theme "
    [ "${output//$'\n'/ }" = "$(refusal plot gelu --theme nosuch | tr ' ' '\n' | sort | xargs)" ]
    run in_fish "actfn plot gelu -o x.pn"
    [ "$output" = x.png ]
    for command in $(commands); do
        in_fish "actfn $command --" >offered
        for option in $(options "$command"); do
            grep -qx -- "$option" offered || { echo "$command: no $option"; return 1; }
        done
    done
}
