#!/bin/bash
# Where the results cannot go: a full disk, a closed standard output, a reader that leaves; for every command and every format, help and
# version too. Then a small file system as the target of -o: the old file stays, byte for byte, and nothing beside it.
set -u
. "$(dirname "$0")/lib.sh"
inputs
cd "$work" || exit 1

# ---- standard output ----------------------------------------------------------------------------------

# To a pipe that nobody reads: open for reading and writing, then for writing, and the first one closed.
mkfifo pipe
# shellcheck disable=SC2094 # that is the point
unread() { exec 3<>pipe 4>pipe 3<&-; "$@" >&4 4>&-; }
to_full() { "$@" >/dev/full; }
to_closed() { "$@" >&-; }
lines() { wc -l <err; }

# judge WHERE STATUS TEXT WORDS...: that status, and one line with the text; no line where there is no text
judge() {
    local where=$1 want=$2 text=$3 status=0
    shift 3
    ("$where" "$ACTFN" "$@") 2>err <"$IN/numbers" || status=$?
    if [ "$status" -ne "$want" ]; then
        bad "$where: $*: status $status: $(head -n 1 err)"
    elif [ -z "$text" ] && [ -s err ]; then
        bad "$where: $*: said $(head -n 1 err)"
    elif [ "$text" ] && { [ "$(lines)" -ne 1 ] || ! grep -q "^actfn: .*$text" err; }; then
        bad "$where: $*: said $(head -n 2 err)"
    else
        good
    fi
}
everywhere() {
    [ ! -w /dev/full ] || judge to_full 1 'No space left on device' "$@"
    judge to_closed 1 'Bad file descriptor' "$@"
    judge unread 141 '' "$@"
}

# What has tables, and what keeps it short; then which of them draw; then what only prints.
tables=('list --family gate' 'info relu' 'eval relu -n 5' 'plot relu' 'compare relu gelu' 'collapse --layers 2' 'dead --steps 2'
    'dead in/z.npy' 'flow --layers 2' 'fit xor --steps 2' 'ffn --dim 8 --hidden 16' 'ffn --check' 'ffn in/model.safetensors' 'bench relu')
for words in "${tables[@]}"; do
    # shellcheck disable=SC2086 # words
    for format in text csv tsv json npy; do everywhere $words --format "$format"; done
    # shellcheck disable=SC2086
    case $words in
    list* | bench* | *model* | *check*) ;;
    *)
        everywhere $words --plot
        everywhere $words --plot --terminal ascii --theme dark
        everywhere $words --plot --terminal kitty --size 320x240
        ;;
    esac
done
commands=$("$ACTFN" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\)  .*/\1/p')
for command in $commands; do
    everywhere help "$command"
    everywhere "$command" --help
done
for words in --version --help -h help man lesson 'lesson 11' 'completion bash' 'completion zsh' 'completion fish' 'eval gelu -f csv -n 1e6' \
    'eval softmax -' 'plot relu -o - -f json'; do
    # shellcheck disable=SC2086
    everywhere $words
done

# ---- files --------------------------------------------------------------------------------------------

# full_file WORDS...: every suffix of -o, to a file that is always full
suffixes='txt csv tsv json npy png svg pdf html gif tex gp'
for suffix in $suffixes; do
    [ -w /dev/full ] || break
    ln -sf /dev/full "full.$suffix"
    status=0
    "$ACTFN" plot relu -o "full.$suffix" 2>err || status=$?
    if [ "$status" -ne 1 ] || [ "$(lines)" -ne 1 ] || ! grep -q "^actfn: plot: 'full.$suffix': .*No space left on device" err; then
        bad "-o full.$suffix: status $status: $(head -n 1 err)"
    elif [ ! -L "full.$suffix" ] || [ "$(readlink "full.$suffix")" != /dev/full ]; then
        bad "-o full.$suffix: the link is gone"
    else
        good
    fi
done

# Standard output by another name, closed, full and unread
for words in 'eval gelu -f csv' 'plot relu -f svg'; do
    # shellcheck disable=SC2086 # words
    everywhere $words -o /dev/stdout
done

# A small file system of our own, seen by nobody else, that is all but full: room is left for `$1` bytes, or for no further file.
small() {
    local suffix format files status
    mkdir -p small && mount -t tmpfs -o "$1" tmpfs small || return
    cd small || exit 1
    for suffix in $suffixes; do
        head -c 3000 /dev/urandom >"x.$suffix"
        cp "x.$suffix" "../old.$suffix"
    done
    if [ "$2" = no-space ]; then
        ln x.txt linked        # written over, not renamed
        head -c 1M /dev/zero >filler 2>/dev/null
        for format in text csv tsv json npy; do
            status=0
            "$ACTFN" eval relu -n 5000 -f $format -o linked 2>../err || status=$?
            if [ "$status" -ne 1 ] || ! grep -q "^actfn: .*No space left on device" ../err; then
                bad "$2: -f $format -o linked: status $status: $(head -n 1 ../err)"
            elif ! cmp -s linked ../old.txt; then
                bad "$2: -f $format -o linked: the old content is gone"
            else
                good
            fi
        done
        rm linked
    fi
    files=$(ls -A)
    for suffix in $suffixes; do
        for command in "plot relu gelu -d 2" "collapse --layers 2 --width 6 --figure all"; do
            status=0
            # shellcheck disable=SC2086
            "$ACTFN" $command -o "x.$suffix" 2>../err || status=$?
            if [ "$status" -ne 1 ] || [ "$(wc -l <../err)" -ne 1 ] || ! grep -q "^actfn: .*No space left on device" ../err; then
                bad "$2: $command -o x.$suffix: status $status: $(head -n 1 ../err)"
            elif ! cmp -s "x.$suffix" "../old.$suffix"; then
                bad "$2: $command -o x.$suffix: the old file is gone"
            elif [ "$(ls -A)" != "$files" ]; then
                bad "$2: $command -o x.$suffix: left $(ls -A)"
            else
                good
            fi
        done
    done
    summary
}
export -f small good bad summary
export suffixes
# Root has mounts of its own; others are root in a user namespace of their own, where that is allowed.
own=$([ "$(id -u)" -eq 0 ] && echo -m || echo -rm)
{
    summary
    for kind in 'size=128k no-space' 'size=1m,nr_inodes=13 no-inode'; do
        # shellcheck disable=SC2086 # words
        unshare "$own" bash -c 'passed=0 failed=0; small "$@"' bash $kind || echo "# no file system of our own: left out"
    done
} | total
