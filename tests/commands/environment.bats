# What must not change a result: locales, environment variables, the directory.
load helper

@test "locales with a decimal comma or a dotless i change nothing" {
    command -v localedef >/dev/null || skip "no localedef"
    mkdir locales
    localedef -i de_DE -f UTF-8 locales/de_DE.UTF-8 >/dev/null 2>&1 || true
    localedef -i tr_TR -f UTF-8 locales/tr_TR.UTF-8 >/dev/null 2>&1 || true
    [ -d locales/de_DE.UTF-8 ] || skip "no locale sources"
    actfn eval GELU 'x*sigmoid(1.5*x)' INVALID_NAME 2>want || true
    actfn eval GELU SiLU 'x*sigmoid(1.5*x)' -r -1.5:1.5:0.5 -f csv >want.csv
    actfn plot gelu -o want.svg
    local locale
    for locale in de_DE.UTF-8 tr_TR.UTF-8 C POSIX nonsense; do
        export LOCPATH=$PWD/locales LC_ALL=$locale
        actfn eval GELU 'x*sigmoid(1.5*x)' INVALID_NAME 2>got || true
        cmp want got
        actfn eval GELU SiLU 'x*sigmoid(1.5*x)' -r -1.5:1.5:0.5 -f csv >got.csv
        cmp want.csv got.csv
        actfn plot gelu -o got.svg
        cmp want.svg got.svg
    done
}

@test "POSIXLY_CORRECT changes nothing" {
    POSIXLY_CORRECT=1 actfn_run eval relu -d 0 -a 1 -f csv
    done_well
    [ "$output" = $'x,relu\n1,1' ]
}

@test "an empty environment and a strange directory do no harm" {
    run env -i "$ACTFN" eval relu -d 0 -a 1 -f csv
    [ "$output" = $'x,relu\n1,1' ]
    mkdir gone
    cd gone
    rmdir ../gone
    actfn_run eval relu -d 0 -a 1 -f csv
    done_well
}
