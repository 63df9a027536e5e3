# Files and numbers that users bring: told for what they are, never misread in silence, never waited for.
load helper

setup_file() { export BATS_TEST_TIMEOUT=60; }

rows() { awk -v n="$1" 'BEGIN { print "x,y"; for (i = 0; i < n; i++) print i * 0.1 "," i % 2 }'; }
# quick: a fit of a few steps, as JSON
quick() { actfn_run fit "$@" --steps 3 -q -f json; }
fact() { sed -n "s|^ *\"$1\": \"\{0,1\}\([^][\",]*\)\"\{0,1\},\{0,1\}$|\1|p" <<<"$output"; }

@test "what is no file of numbers is named with its cure, by every command that takes one" {
    local name command
    printf 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n' >lfs
    printf '<!DOCTYPE html>\n<html><head><title>Sign in</title></head></html>\n' >html
    for name in lfs html; do
        for command in 'dead a.npy' 'ffn a.safetensors' 'compare gelu a.csv' 'fit a.csv' 'dead --data a.csv' 'fit a.npz' 'compare gelu a.pt'; do
            cp "$name" "${command##* }"
            # shellcheck disable=SC2086 # words
            actfn_run $command
            case $name in
            lfs) fails 1 "'${command##* }'" "git-lfs" "git lfs pull" ;;
            html) fails 1 "'${command##* }'" HTML /resolve/ ;;
            esac
        done
    done
    mkdir m && cp lfs m/pytorch_model.bin
    actfn_run ffn m
    fails 1 "m/pytorch_model.bin" "git lfs pull"
    printf 'GGUF\3\0\0\0\1\0\0\0\0\0\0\0' >a.gguf
    actfn_run ffn a.gguf
    fails 1 "'a.gguf'" "cut off"
    actfn_run dead a.gguf:act
    fails 1 "'a.gguf'" "cut off"
    printf 'PK\3\4........................ archive/data.pkl PK\5\6' >a.pt
    actfn_run dead a.pt
    fails 1 "'a.pt'" "cut off" "fetch it again"
    actfn_run ffn a.pt
    fails 1 "'a.pt'" "cut off" "fetch it again"
}

@test "a FIFO, a device, a folder: refused at once, not waited for" {
    local command
    mkdir folder.npy w
    for command in 'dead p.npy' 'ffn p.safetensors' 'ffn m.safetensors --inputs p.npy' 'compare gelu p.csv' 'fit p.csv' 'dead --data p.csv' 'ffn w'; do
        case $command in
        *inputs*) continue ;;
        'ffn w') mkfifo w/model.safetensors ;;
        *) [ -p "${command##* }" ] || mkfifo "${command##* }" ;;
        esac
        # shellcheck disable=SC2086 # words
        run --separate-stderr patient actfn $command
        fails 1 "named pipe (FIFO)"
    done
    run --separate-stderr patient actfn dead /dev/zero
    fails 1 "'/dev/zero'" device
    actfn_run dead folder.npy
    fails 1 "'folder.npy'" folder
}

@test "a pipe that is open is read: -, /dev/stdin and <()" {
    local name want
    printf 'x,f\n0.5,0.5\n2,2\n' >exact.csv
    want=$(actfn compare relu exact.csv -f csv)
    [ "$(grep -c . <<<"$want")" -eq 3 ]
    for name in - /dev/stdin; do
        [ "$(actfn compare relu "$name" -f csv <exact.csv)" = "$want" ]
        [ "$(cat exact.csv | actfn compare relu "$name" -f csv)" = "$want" ]
    done
    [ "$(actfn compare relu <(cat exact.csv) -f csv)" = "$want" ]
    rows 40 >t.csv
    quick - <t.csv
    done_well
    [ "$(fact samples)" = 40 ]
    actfn eval relu -f npy -d 0 >z.npy
    [ "$(actfn compare relu <(cat z.npy) -f json -q | grep -c '"max_ulp": 0,')" -eq 1 ]
}

@test "compare guesses at no columns" {
    printf '0,1,1\n1,2,2\n2,3,3\n' >three.csv
    actfn_run compare relu three.csv
    fails 1 "'three.csv'" "3 columns without names" "names x, f"
    printf 'i,x,g\n0,1,1\n' >named.csv
    actfn_run compare relu named.csv
    fails 1 "'i', 'x', 'g'"
    printf 'i,f,x\n7,1,1\n7,2,2\n' >good.csv
    actfn_run compare relu good.csv -f json -q
    done_well
    [ "$(fact max_ulp)" = 0 ]
    { printf '\x93NUMPY\x01\x00\x76\x00%-117s\n' "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }"; head -c 48 /dev/zero; } >wide.npy
    actfn_run compare relu wide.npy
    fails 1 "'wide.npy'" "shape 2 x 3" "a.T"
}

@test "classes or numbers: the rule is said, and --target decides" {
    local n
    for n in 9 10; do
        rows "$n" >t.csv
        quick t.csv
        done_well
        [ "$(fact target)" = "$([ "$n" = 9 ] && echo numbers || echo classes)" ]
        [[ $output == *"The target 'y' has 2 distinct whole values in $n rows"*"--target "* ]]
        quick t.csv --target classes
        done_well
        [ "$(fact target)" = classes ]
        [[ $output == *'"accuracy"'* ]]
        quick t.csv --target numbers
        done_well
        [ "$(fact target)" = numbers ]
        [[ $output == *'"r2"'* ]]
    done
    actfn_run dead --data t.csv --target numbers --steps 1 -q -f json
    done_well
    [ "$(fact target)" = numbers ]
    printf 'x,y\n1,a\n2,b\n3,a\n' >words.csv
    quick words.csv --target numbers
    fails 1 "'words.csv'" "holds words, like 'a'"
    awk 'BEGIN { for (i = 0; i < 1001; i++) print i "," i / 2 }' >many.csv
    quick many.csv --target classes
    fails 1 "1001 different values"
    quick xor --target classes
    fails 2 "'xor'" "--target is for files"
    quick t.csv --target no
    fails 2 "--target 'no'" "classes numbers"
    actfn fit --help | tr -s ' \n' ' ' | grep -q 'at most 20 different ones with 5 rows or more'
}

@test "the index column of pandas and R is no input" {
    local header
    for header in ',x,y' '"",x,y' 'Unnamed: 0,x,y'; do
        awk -v h="$header" 'BEGIN { print h; for (i = 0; i < 20; i++) print (i * 7) % 20 "," i * 0.1 "," i * 0.3 }' >index.csv
        quick index.csv --activation identity
        done_well
        [[ $output == *"left out of the inputs"* ]]
        [ "$(fact parameters)" = 97 ]                 # one input: 32 + 32 + 32 + 1
    done
    sed 's/^"",\|^Unnamed: 0,/i,/; s/^,x/i,x/' index.csv >named.csv
    quick named.csv --activation identity
    done_well
    [ "$(fact parameters)" = 129 ]
    awk 'BEGIN { print ",x,y"; for (i = 0; i < 20; i++) print i * 0.5 "," i * 0.1 "," i * 0.3 }' >halves.csv
    quick halves.csv --activation identity
    [ "$(fact parameters)" = 129 ]
}

@test "a comma in a number of standard input: refused where it could be two" {
    run --separate-stderr bash -c "echo 1,5 | actfn eval gelu -"
    fails 1 "line 1" "'1,5'" "decimal comma, or two?" "write 1.5, or 1 5"
    [ "$(echo '1,5;2,5' | actfn eval x - -d 0 -f csv --no-header)" = $'1.5,1.5\n2.5,2.5' ]
    [ "$(printf '\xef\xbb\xbf1\r\n2\r\n' | actfn eval x - -d 0 -f csv --no-header)" = $'1,1\n2,2' ]
    [ "$(echo '1,2,3' | actfn eval x - -d 0 -f csv --no-header)" = $'1,1\n2,2\n3,3' ]
}

@test "blanks inside a name are not blanks removed" {
    local typed
    for typed in 'ge lu' 'swi sh(beta = 2)' 'torch. gelu' 'hard - swish'; do
        actfn_run eval "$typed" --at 1
        [ "$status" -eq 2 ]
        [ -z "$output" ]
    done
    actfn_run eval 'ge lu' --at 1
    fails 2 "'ge lu': unknown activation; names have no blanks, did you mean 'gelu'?"
    for typed in 'x * sig moid(x)' 'swish(beta = 1 2)' '1 2' 'x x' '1 e3'; do
        actfn_run eval "$typed" --at 1
        [ "$status" -eq 2 ]
        [ -z "$output" ]
    done
    [ "$(actfn eval ' swish ( beta = - 1 / 2 ) ' --at 1 -d 0 -f csv | head -n 1)" = "x,swish(beta=-1/2)" ]
    [ "$(actfn eval 'softplus( beta = 2 )' --at 0 -d 0 -f csv --no-header)" = "$(actfn eval 'softplus(beta=2)' --at 0 -d 0 -f csv --no-header)" ]
}

@test "a file's name is never a framework" {
    local name
    for name in nosuch.npz nosuch.pt ./nosuch nosuch.dat /nosuch/x; do
        actfn_run fit "$name"
        fails 1 "'$name'" "No such file"
        actfn_run compare gelu "$name"
        fails 1 "'$name'" "No such file"
        actfn_run eval "$name"
        fails 2 "'$name'" "expected a function, got a file"
    done
    rows 20 >kernel.out1
    quick kernel.out1
    done_well
}

@test "a column that is left out is named, by every command that reads arrays" {
    printf ',a,b\n0,1,-1\n1,2,-2\n2,0.5,-3\n' >index.csv
    local words
    for words in 'dead index.csv' 'collapse index.csv' 'flow --layers 2 --inputs index.csv' 'fit index.csv --steps 2'; do
        # shellcheck disable=SC2086 # words
        actfn_run $words
        done_well
        says "no name and counts the rows" || { echo "actfn $words"; return 1; }
    done
    says "left out"
}
