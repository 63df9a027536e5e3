#!/bin/sh
# Runs every ```console block of the documents and compares what is printed with what stands there. Speaks TAP.
# A block holds lines "$ actfn ..." with their output below each; a line "..." stands for any lines.
# usage: tests/documents.sh [FILE.md]...      ACTFN: the program (./actfn)
# With UPDATE=1 the blocks are written anew from what the program prints, those that end in "..." as long as before.
set -u
top=$(cd "$(dirname "$0")/.." && pwd)
program=${ACTFN:-$top/actfn}
case $program in /*) ;; *) program=$PWD/$program ;; esac
[ $# -gt 0 ] || set -- "$top"/README.md "$top"/docs/*.md
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin" "$work/run"
ln -s "$program" "$work/bin/actfn"
PATH=$work/bin:$PATH
unset NO_COLOR DISPLAY WAYLAND_DISPLAY COLUMNS
export PATH TERM=dumb LC_ALL=C.UTF-8
number=0 status=0
for document; do
    [ -f "$document" ] || continue
    rm -f "$work"/*.cmd "$work"/*.want
    # One file a command (NNN.cmd, NNN.want).
    awk -v dir="$work" '
        /^```console$/ { inside = 1; next }
        /^```/ { inside = 0; next }
        inside && /^\$ / {
            name = sprintf("%s/%03d", dir, ++n)
            print substr($0, 3) > (name ".cmd"); close(name ".cmd")
            printf "" > (name ".want"); next
        }
        inside && n { print > (name ".want") }' "$document"
    for command in "$work"/*.cmd; do
        [ -f "$command" ] || continue
        number=$((number + 1)) base=${command%.cmd}
        (cd "$work/run" && sh "$command") >"$base.got" 2>&1 </dev/null
        if [ "${UPDATE:-}" ]; then      # cut short where it was cut short
            lines=$(grep -nx -m 1 '\.\.\.' "$base.want" | cut -d: -f1)
            if [ "$lines" ]; then
                head -n $((lines - 1)) "$base.got" >"$base.want" && echo ... >>"$base.want"
            else
                cp "$base.got" "$base.want"
            fi
        fi
        # Lines "..." in what is wanted match any lines.
        if awk -v want="$base.want" '
            BEGIN { while ((getline line < want) > 0) w[++n] = line }
            { g[++m] = $0 }
            function match_from(i, j) {
                while (i <= n && w[i] != "...") { if (j > m || w[i] != g[j]) return 0; i++; j++ }
                if (i > n) return j > m
                for (; j <= m + 1; j++) if (match_from(i + 1, j)) return 1
                return 0
            }
            END { exit !match_from(1, 1) }' "$base.got"; then
            echo "ok $number - ${document##*/}: $(cat "$command")"
        else
            echo "not ok $number - ${document##*/}: $(cat "$command")"
            diff "$base.want" "$base.got" | head -n 20 | sed 's/^/# /'
            echo "# where the new words are right: UPDATE=1 tests/documents.sh"
            status=1
        fi
    done
    if [ "${UPDATE:-}" ]; then
        awk -v dir="$work" '
            /^```console$/ { inside = 1; print; next }
            /^```/ { inside = 0; print; next }
            inside && /^\$ / {
                print; name = sprintf("%s/%03d.want", dir, ++n)
                while ((getline line < name) > 0) print line
                close(name); next
            }
            inside && n { next }
            { print }' "$document" >"$work/new.md" && cat "$work/new.md" >"$document"
    fi
done
echo "1..$number"
exit $status
