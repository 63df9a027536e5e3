#!/usr/bin/env bats
# exercise: what is solved is remembered, whatever happens; tests/unit/test_exercise.c judges answers.
load helper

state() { export XDG_STATE_HOME=$PWD/state; }
solved() { actfn exercise | grep -c ' done '; }

@test "the list, a task, a hint, an answer, and what is done" {
    state
    actfn_run exercise
    done_well
    [[ $output == *"0 of "*"actfn exercise 1 shows the next one"* ]]
    narrow "$output"
    actfn_run exercise abs
    done_well
    says "Write |x| with ReLU"
    says "actfn exercise abs --try"
    actfn exercise abs >by_name
    actfn exercise 3 >by_number
    cmp by_name by_number
    actfn_run exercise abs --hint
    done_well
    says "on the right"
    [ ! -e state ]
    actfn_run exercise abs --try 'relu(-x) + relu(x)'
    done_well
    [[ $output == Right.* ]]
    says "Next: actfn exercise 1"
    [ "$(solved)" -eq 1 ]
    [ "$(cat state/actfn/exercises)" = abs ]
}

@test "status 0 right, 1 wrong, 2 not understood; nothing is done by a wrong answer" {
    state
    actfn_run exercise abs --try 'relu(x)'
    fails 1 "not right yet" "at x = "
    actfn_run exercise abs --try 'abs(x)'
    fails 1 "use only relu"
    actfn_run exercise abs --try 'relu('
    fails 2 --try "ends too early"
    actfn_run exercise gain --try '-3'
    fails 1 "not right yet"
    actfn_run exercise gain --try=many
    fails 2 "give a number"
    [ ! -e state ]
}

@test "--reset forgets one or all" {
    state
    actfn exercise abs --try 'relu(x)+relu(-x)' >/dev/null
    actfn exercise hat --try 'relu(x+1)-2*relu(x)+relu(x-1)' >/dev/null
    actfn exercise abs --try 'relu(x)+relu(-x)' >/dev/null      # again: once is enough
    [ "$(solved)" -eq 2 ]
    actfn exercise abs --reset
    [ "$(cat state/actfn/exercises)" = hat ]
    actfn exercise --reset
    run ! solved
}

@test "without XDG_STATE_HOME below HOME; where nothing can be kept an answer is judged all the same" {
    unset XDG_STATE_HOME
    HOME=$PWD/home actfn exercise pieces --try 3 >/dev/null
    [ "$(cat home/.local/state/actfn/exercises)" = pieces ]
    XDG_STATE_HOME=relative HOME=$PWD/other actfn exercise pieces --try 3 >/dev/null
    [ -s other/.local/state/actfn/exercises ]
    [ ! -e relative ]
    XDG_STATE_HOME=/proc/nowhere actfn_run exercise pieces --try 3
    [ "$status" -eq 0 ]
    [[ $output == Right.* ]]
    [[ $stderr == *"not remembered"* ]]
}

@test "killed at any moment it leaves a whole file" {
    state
    actfn exercise abs --try 'relu(x)+relu(-x)' >/dev/null
    for _ in $(seq 10); do
        actfn exercise hat --try 'relu(x+1)-2*relu(x)+relu(x-1)' >/dev/null 2>&1 &
        kill -9 $!
        wait $! 2>/dev/null || true
        head -n 1 state/actfn/exercises | grep -qx abs
        run ! grep -vx -e abs -e hat state/actfn/exercises
    done
}

@test "what makes no sense is refused" {
    refused exercise nosuch -- "unknown exercise"
    refused exercise abss -- "did you mean 'abs'"
    refused exercise 0 -- "unknown exercise"
    refused exercise 1 2 -- "one exercise at a time"
    refused exercise --try 3 -- "--try" "which exercise"
    refused exercise --hint -- "which exercise"
    refused exercise abs --try x --hint -- "not together"
    refused exercise abs --try "relu(x)'" -- "no answer that could be read"
    refused exercise abs --try '' -- --try
}
