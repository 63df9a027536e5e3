#!/usr/bin/env bats
# Where output goes: standard output by its other names, names of any length, and files that must stay what they are.
load helper

relu=(eval relu -d 0 -a 1)
want=$'x,relu\n1,1'

# ---- standard output by its other names ---------------------------------------------------------------

@test "standard output by its other names goes on where it stands" {
    local name
    for name in /dev/stdout /dev/fd/1 /proc/self/fd/1; do
        [ -e "$name" ] || continue
        (echo first; actfn "${relu[@]}" -o "$name" -f csv; echo last) >whole
        [ "$(cat whole)" = $'first\n'"$want"$'\nlast' ] || { echo "$name: $(cat whole)"; return 1; }
        echo old >log
        actfn "${relu[@]}" -o "$name" -f csv >>log
        [ "$(cat log)" = $'old\n'"$want" ] || { echo "$name: $(cat log)"; return 1; }
        [ "$(actfn "${relu[@]}" -o "$name" -f csv | cat)" = "$want" ]
    done
    bash -c 'exec actfn "$@" -o /proc/$$/fd/1 -f csv' - "${relu[@]}" >own
    [ "$(cat own)" = "$want" ]
    ln -s /dev/stdout link
    (echo first; actfn "${relu[@]}" -o link -f csv) >whole
    [ "$(cat whole)" = $'first\n'"$want" ]
    [ -L link ]
}

@test "standard error and other descriptors too" {
    run --separate-stderr actfn "${relu[@]}" -o /dev/stderr -f csv
    [ "$status" -eq 0 ]
    [ -z "$output" ]
    [ "$stderr" = "$want" ]
    { echo first >&3; actfn "${relu[@]}" -o /dev/fd/3 -f csv; echo last >&3; } 3>three
    [ "$(cat three)" = $'first\n'"$want"$'\nlast' ]
    mkfifo through
    cat through >got &
    actfn "${relu[@]}" -o /dev/fd/4 -f csv 4>through
    wait
    [ "$(cat got)" = "$want" ]
}

@test "a file that has lost its name is written, and none is made" {
    local got
    exec 5<>gone
    rm gone
    actfn "${relu[@]}" -o /dev/fd/5 -f csv
    got=$(cat /proc/self/fd/5)
    [ "$got" = "$want" ]
    (sleep 60 & echo $! >pid) 6<>other
    rm other
    actfn "${relu[@]}" -o "/proc/$(cat pid)/fd/6" -f csv
    got=$(cat "/proc/$(cat pid)/fd/6")
    kill "$(cat pid)"
    [ "$got" = "$want" ]
    [ "$(ls -A)" = pid ]
}

@test "a descriptor that is not open, or only for reading, is refused" {
    actfn_run "${relu[@]}" -o /dev/fd/77 -f csv
    fails 1 "'/dev/fd/77'" "Bad file descriptor"
    echo old >x
    run --separate-stderr actfn "${relu[@]}" -o /dev/fd/0 -f csv <x
    fails 1 "'/dev/fd/0'" "Bad file descriptor"
    [ "$(cat x)" = old ]
}

@test "a figure goes there too, named by --format" {
    local want_head
    actfn plot gelu -o x.png --size 320x240
    want_head=$(cksum <x.png)
    [ "$(actfn plot gelu --size 320x240 -f png | cksum)" = "$want_head" ]
    [ "$(actfn plot gelu --size 320x240 -f png -o /dev/stdout | cksum)" = "$want_head" ]
    [ "$(bash -c 'actfn plot gelu --size 320x240 -f png -o >(cksum >sum); while [ ! -s sum ]; do sleep 0.02; done; cat sum')" = "$want_head" ]
    actfn_run paper -f svg
    fails 2 "--format svg" "no figure"
    if command -v script >/dev/null; then
        TERM=xterm script -qec 'actfn plot gelu -f png' /dev/null >said || true
        grep -q 'not fit for a terminal' said
        run ! grep -q IHDR said
    fi
}

# ---- names ----------------------------------------------------------------------------------------------

@test "names as long as the system takes them" {
    local length name deep=$PWD/deep
    for length in 248 249 250 254 255; do
        printf -v name '%*s.csv' $((length - 4)) ''
        name=${name// /n}
        actfn "${relu[@]}" -o "$name"
        [ "$(cat "$name")" = "$want" ]
        actfn "${relu[@]}" -o "$name"                 # over the old one
    done
    [ "$(ls -A | wc -l)" -eq 5 ]
    actfn_run "${relu[@]}" -o "x$name"
    fails 1 "File name too long"
    mkdir deep
    printf -v name '%*s' 200 ''
    while [ ${#deep} -lt 3800 ]; do
        deep+=/${name// /d}
        mkdir "$deep"
    done
    printf -v name '%*s.csv' $((4095 - ${#deep} - 5 > 251 ? 251 : 4095 - ${#deep} - 5)) ''
    name=$deep/${name// /n}
    actfn "${relu[@]}" -o "$name"
    [ "$(cat "$name")" = "$want" ]
}

@test "names with control characters are shown escaped" {
    local sneaky=$'p\x1b[31m\xe2\x80\xae'
    actfn_run "${relu[@]}" -o "$sneaky/x.csv"
    fails 1 "'p\\x1b[31m\\xe2\\x80\\xae/x.csv'"
    actfn_run lesson 11 --html "$sneaky"
    done_well
    [ "$output" = 'Written to p\x1b[31m\xe2\x80\xae' ]
    [ -s "$sneaky/style.css" ]
}

# ---- files that must stay what they are -----------------------------------------------------------------

# someone COMMAND...: as somebody who is not root, from a directory that they may enter
someone() {
    [ "$(id -u)" -eq 0 ] || { "$@"; return; }
    setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
}
# a place that `someone` may enter, with a program they may run
open_place() {
    [ "$(id -u)" -ne 0 ] || command -v setpriv >/dev/null || skip "no setpriv"
    place=$(mktemp -d /tmp/actfn-place.XXXXXX)
    chmod 755 "$place"
    cp "$ACTFN" "$place/actfn"
    mkdir "$place/dir"
    cd "$place/dir" || return 1
}
teardown() { [ -z "${place:-}" ] || rm -rf "$place"; }

@test "all links of a file stay links of it" {
    echo old >a.csv
    ln a.csv b.csv
    actfn "${relu[@]}" -o a.csv
    [ "$(cat b.csv)" = "$want" ]
    [ a.csv -ef b.csv ]
    [ "$(ls -A | wc -l)" -eq 2 ]
    seq 1000 >a.csv                           # a longer one is cut
    actfn "${relu[@]}" -o a.csv
    [ "$(cat b.csv)" = "$want" ]
    ln -s a.csv c.csv
    actfn "${relu[@]}" -d 1 -o c.csv
    [ -L c.csv ]
    [ a.csv -ef b.csv ]
    [ "$(sed -n 1p b.csv)" = "x,relu,relu'" ]
}

@test "owner and mode stay; a new file gets what the umask leaves" {
    echo old >own.csv
    chmod 604 own.csv
    actfn "${relu[@]}" -o own.csv
    [ "$(stat -c %a own.csv)" = 604 ]
    (umask 027; actfn "${relu[@]}" -o new.csv)
    [ "$(stat -c %a new.csv)" = 640 ]
    [ "$(id -u)" -eq 0 ] || skip "not root: the rest is for root"
    local owner
    for owner in 65534:65534 0:65534; do
        echo old >other.csv
        chown $owner other.csv
        actfn "${relu[@]}" -o other.csv
        [ "$(stat -c %u:%g other.csv)" = $owner ]
        [ "$(cat other.csv)" = "$want" ]
    done
}

@test "a file that may be written is, in a directory that may not" {
    open_place
    echo old >x.csv
    [ "$(id -u)" -ne 0 ] || chown 65534:65534 . x.csv
    chmod 555 .
    someone ../actfn "${relu[@]}" -o x.csv
    [ "$(cat x.csv)" = "$want" ]
    run --separate-stderr someone ../actfn "${relu[@]}" -o y.csv
    fails 1 "'y.csv'" "Permission denied"
    [ "$(ls -A)" = x.csv ]
    chmod 755 .
}

@test "a directory that may not be listed takes files" {
    open_place
    [ "$(id -u)" -ne 0 ] || chown 65534:65534 .
    chmod 333 .
    someone ../actfn "${relu[@]}" -o x.csv
    chmod 755 .
    [ "$(cat x.csv)" = "$want" ]
}

@test "access lists and attributes stay" {
    command -v python3 >/dev/null || skip "no python3 to set them with"
    echo old >x.csv
    python3 -c 'import os; os.setxattr("x.csv", "user.note", b"kept")' 2>/dev/null || skip "no attributes here"
    actfn "${relu[@]}" -o x.csv
    [ "$(cat x.csv)" = "$want" ]
    [ "$(python3 -c 'import os; print(os.getxattr("x.csv", "user.note").decode())')" = kept ]
}

@test "what is written over keeps its old content when the disk is full or a file may not grow" {
    echo old >a.csv
    ln a.csv b.csv
    run --separate-stderr bash -c 'trap "" XFSZ; ulimit -f 1; actfn eval relu -n 1e5 -o a.csv'
    fails 1 "'a.csv'" "write error"
    [ "$(cat b.csv)" = old ]
    run --separate-stderr actfn eval softmax nonsense -o a.csv
    [ "$status" -eq 2 ]
    [ "$(cat b.csv)" = old ]
}

@test "pages are written when all are done, or not at all" {
    run bash -c 'GNUPLOT=/nowhere/gnuplot actfn lesson 3 --html site'
    [ "$status" -eq 1 ]
    [ ! -e site ]
    touch file
    actfn_run lesson 11 --html file
    fails 1 "--html 'file'" "Not a directory"
}

# ---- places that cannot be written, and links ------------------------------------------------------

@test "places to write to that are none" {
    refused eval gelu -o x.xyz -- "'x.xyz': the suffix says what to write" .csv .png
    refused paper -o x.png -- "paper has tables and no figure; .txt, .csv or .json would do"
    refused paper --plot -- "--plot: paper has tables and no figure"
    refused list -o . -- "the suffix says"
    ln -s a.csv b.csv
    ln -s b.csv a.csv
    actfn_run eval gelu -o a.csv
    fails 1 "'a.csv': cannot be written: " "ymbolic link"
    mkdir folder.csv
    actfn_run eval gelu -o folder.csv
    fails 1 "'folder.csv': cannot be written: Is a directory"
    actfn_run eval gelu -o nowhere/x.csv
    fails 1 "No such file or directory"
}

@test "a link is written through, wherever it leads, and stays a link" {
    mkdir down
    ln -s ../far.csv down/near.csv
    ln -s "$PWD/down/near.csv" far-away.csv
    actfn_run eval relu -a 1 -o far-away.csv
    done_well
    [ -L far-away.csv ]
    [ -L down/near.csv ]
    [ ! -L far.csv ]
    [ "$(cat far.csv)" = "x,relu,relu'"$'\n'"1,1,1" ]
    chmod 640 far.csv
    actfn_run eval relu -a 2 -o far-away.csv
    done_well
    [ "$(tail -n 1 far.csv)" = 2,2,1 ]
    [ "$(stat -c %a far.csv)" = 640 ]
}
