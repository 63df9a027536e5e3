# Where results go: formats, files, and what is left behind when it does not work.
load helper

@test "formats to standard output" {
    actfn_run eval relu -d 0 -a -1,0.1 -f tsv
    [ "$output" = $'x\trelu\n-1\t0\n0.1\t0.1' ]
    actfn_run eval relu -d 0 -a -1,0.1,nan,inf -f json
    done_well
    local word
    for word in '"command"' '"eval"' '"version"' '"arguments"' '"facts"' '"tables"' '"values"' '"x"' '"relu"' '"notes"' '"nan"' '"inf"'; do
        [[ $output == *$word* ]] || { echo "no $word"; return 1; }
    done
    actfn eval relu -a 1 -f npy >x.npy
    [ "$(head -c 8 x.npy | od -An -tx1 | tr -d ' ')" = 934e554d50590100 ]
}

@test "json and npy are what Python reads" {
    command -v python3 >/dev/null || skip "no python3"
    actfn eval gelu 'min(x,1)' -a -1,0.1,nan,inf,5e-324 -f json >x.json
    python3 -c '
import json
j = json.load(open("x.json"))
v = j["tables"]["values"]
assert set(j) >= {"command", "version", "arguments", "facts", "tables", "notes"}, j.keys()
assert v["x"] == [-1, 0.1, "nan", "inf", 5e-324], v["x"]
assert list(v) == ["x", "gelu", "gelu\u0027", "min(x,1)", "min(x,1)\u0027"], list(v)'
    python3 -c 'import numpy' 2>/dev/null || skip "no numpy"
    actfn eval gelu -r -3:3:0.1 -o x.npy
    actfn eval gelu -r -3:3:0.1 -o x.csv
    python3 -c '
import numpy as np
a = np.load("x.npy")
c = np.genfromtxt("x.csv", delimiter=",", skip_header=1)
assert a.dtype.names == ("x", "gelu", "gelu\u0027"), a.dtype
assert len(a) == 61 and a["x"][3] == -2.7
assert all((a[n] == c[:, i]).all() for i, n in enumerate(a.dtype.names))'
}

@test "-o goes by suffix; - is standard output; -f goes before the suffix" {
    actfn_run eval relu -d 0 -a 1,2 -o x.csv
    done_well
    [ -z "$output" ]
    [ "$(cat x.csv)" = $'x,relu\n1,1\n2,2' ]
    actfn eval relu -d 0 -a 1,2 -o x.tsv
    [ "$(head -n 1 x.tsv)" = $'x\trelu' ]
    actfn eval relu -d 0 -a 1,2 -o x.txt
    [ -s x.txt ]
    actfn eval relu -d 0 -a 1,2 -o x.data -f csv
    cmp x.csv x.data
    actfn eval relu -d 0 -a 1,2 -o - -f csv | cmp - x.csv
    [ "$(echo ./*)" = "./x.csv ./x.data ./x.tsv ./x.txt" ]
}

@test "a suffix or format that is none is refused before any work" {
    actfn_run eval relu -o x.docx
    fails 2 x.docx
    actfn_run eval relu -o x
    fails 2 "'x'"
    actfn_run eval relu -f xml
    fails 2 xml
    actfn_run eval relu --table none -f csv
    [ "$status" -ne 0 ]
    [[ $stderr == *none* && $stderr == *values* ]]
    [ -z "$(ls)" ]
}

@test "a file that cannot be written: status 1, the reason, nothing left" {
    actfn_run eval relu -o nowhere/x.csv
    fails 1 nowhere/x.csv "No such file"
    mkdir x.csv
    actfn_run eval relu -o x.csv
    fails 1 x.csv
    rmdir x.csv
    [ -z "$(ls -A)" ]
}

@test "a good file stays when the next try fails" {
    actfn eval relu -d 0 -a 1 -o x.csv
    cp x.csv good
    actfn_run eval gelo -o x.csv
    fails 2 gelo
    cmp x.csv good
    [ "$(ls -A | wc -l)" -eq 2 ]
}

@test "a file keeps the mode the umask gives; a link keeps being one" {
    (umask 027 && actfn eval relu -a 1 -o x.csv)
    [ "$(stat -c %a x.csv)" = 640 ]
    echo old >real.csv
    ln -s real.csv link.csv
    actfn eval relu -a 1 -o link.csv
    [ -L link.csv ]
    grep -q relu real.csv
}

@test "csv carries every double there and back" {
    actfn eval identity -d 0 -a 0.1,1e-320,1.7976931348623157e308,4.9e-324,123456789012345678,0.30000000000000004,1e22,1e23 -f csv --no-header |
        cut -d, -f1 | xargs >got
    [ "$(cat got)" = "0.1 1e-320 1.7976931348623157e308 5e-324 123456789012345680 0.30000000000000004 1e22 1e23" ] ||
        [ "$(cat got)" = "0.1 1e-320 1.7976931348623157e308 5e-324 1.2345678901234568e17 0.30000000000000004 1e22 1e23" ] ||
        { cat got; return 1; }
}

@test "a million rows in little memory" {
    sanitized && skip "address sanitizer takes all address space"
    [ "$(ulimit -v 200000; actfn eval gelu -n 1e6 -f csv | wc -l)" -eq 1000001 ]
    ulimit -v 200000
    actfn eval gelu -n 1e6 -f tsv -o /dev/null
    actfn eval gelu -n 1e6 -f npy -o /dev/null
    actfn eval gelu -n 1e6 -f json -o /dev/null
}

@test "binary output is kept from a terminal" {
    command -v script >/dev/null || skip "no script"
    run script -qec 'actfn eval gelu -f npy' /dev/null
    [ "$status" -eq 2 ] || [ "$status" -eq 1 ]
    [[ $output == *"not fit for a terminal"* ]]
}

@test "a suffix that says nothing: all that would do are named" {
    actfn_run eval gelu -o x.foo
    fails 2 "'x.foo'" .txt .csv .npy .png .gif .gp
}

@test "a long table of numbers has the same bytes by one thread, by all, and row by row" {
    OMP_NUM_THREADS=1 actfn eval gelu -n 20000 -d 2 -f csv >one.csv
    actfn eval gelu -n 20000 -d 2 -f csv >all.csv
    cmp one.csv all.csv
    [ "$(wc -l <all.csv)" = 20001 ]
    # Short tables are printed row by row.
    actfn eval gelu -d 2 -f csv -a "$(sed -n 12346,12349p all.csv | cut -d, -f1 | paste -sd,)" | sed 1d >rows.csv
    sed -n 12346,12349p all.csv | cmp - rows.csv
}
