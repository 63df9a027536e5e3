#!/bin/sh
# Writes docs/performance.md: actfn beside what else one would use, measured in one run, in turn, so
# that the ratios hold on a busy machine too; then cost against size. Peers that are not installed
# are left out. Judges nothing and never fails for a number.
# usage: tests/bench/run.sh BUILD [PAGE]      (make bench)
#        PYTHON: the Python that has numpy and torch; QUICK=1: fewer rounds, smaller sizes
# shellcheck disable=SC2016  # backquotes are Markdown
set -u
here=$(cd "$(dirname "$0")" && pwd)
top=$here/../..
build=$1
page=${2:-$top/docs/performance.md}
python=${PYTHON:-$(command -v /usr/bin/python3 || command -v python3 || echo python3)}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
unset OPENBLAS_CORETYPE DISPLAY WAYLAND_DISPLAY
actfn=$top/actfn
has() { "$python" -c "import $1" 2>/dev/null; }
rounds() { if [ "${QUICK:-}" ]; then echo 3; else echo "$1"; fi; }
say() { printf '%s\n' "$@" >>"$work/page"; }
# section TITLE TEXT: a heading, and the table that race prints rows of
section() {
    say '' "## $1" '' "$2" '' '| | ms | processor ms | ratio | processor ratio |' '|---|---|---|---|---|'
    echo "$1" >&2
}
race() { "$build/bench/race" "$@" >>"$work/page"; }
block() { say '' '```text'; "$@" >>"$work/page" 2>&1; say '```'; }
# processor ROUNDS COMMAND: median processor milliseconds of one command
processor() { "$build/bench/race" "$1" x "$2" | awk -F'|' '{ print $4 + 0 }'; }

machine() {
    say '# Performance' '' \
        'Written by `make bench`: do not edit. Times are medians of runs in turn. Ratios are to the last' \
        'row above with 1.00; on a busy machine the processor time says more than the clock. The peers are as Debian packages them.' \
        '' '| | |' '|---|---|'
    say "| date | $(date -u +%Y-%m-%d) |"
    say "| processor | $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(getconf _NPROCESSORS_ONLN) cores, kernels for $("$actfn" bench identity -f json | sed -n 's/.*"cpu": "\(.*\)".*/\1/p') |"
    say "| load | $(cut -d' ' -f1 /proc/loadavg) when this began |"
    say "| compiler | $(${CC:-cc} --version | head -n 1) |"
    command -v gnuplot >/dev/null && say "| gnuplot | $(gnuplot --version) |"
    has numpy && say "| NumPy | $("$python" -c 'import numpy; print(numpy.__version__)') |"
    has torch && say "| PyTorch | $("$python" -c 'import torch; print(torch.__version__)') |"
}

start() {
    section 'Start' 'How long `actfn --version` takes beside an empty C program, and one that prints a sine.'
    ${CC:-cc} -O1 -no-pie -o "$work/sine" "$here/peers/sine.c" -lm
    race "$(rounds 200)" 'empty program' "$build/bench/empty" 'program with libm' "$work/sine" \
        '`actfn --version`' "$actfn --version"
}

rows() {
    "$actfn" eval gelu -q -r -8:8 -d 2 -n 1e6 -o "$work/rows.npy"
    section 'Numbers as text' 'A million rows x, f, f'"'"', f'"''"' of gelu as csv, to /dev/null. std::to_chars and numpy only print them; actfn computes them too.'
    set -- 'actfn' "$actfn eval gelu -r -8:8 -d 2 -n 1e6 -f csv" \
        'actfn, one thread' "env OMP_NUM_THREADS=1 $actfn eval gelu -r -8:8 -d 2 -n 1e6 -f csv"
    command -v g++ >/dev/null && g++ -O2 -std=c++17 -o "$work/to_chars" "$here/peers/csv_to_chars.cpp" &&
        set -- "$@" 'std::to_chars (Ryu), one thread' "$work/to_chars $work/rows.npy 4"
    race "$(rounds 9)" "$@"
    has numpy && race "$(rounds 3)" 'actfn' "$actfn eval gelu -r -8:8 -d 2 -n 1e6 -f csv" \
        'numpy.savetxt' "$python $here/peers/numpy_rows.py $work/rows.npy"
    section 'Numbers as bytes' 'Ten million rows x, f, f'"'"' as npy, beside writing as many bytes from memory.'
    race "$(rounds 7)" 'bytes from memory' "$build/bench/write $work/bytes 240000128" \
        '`actfn eval -o x.npy`' "$actfn eval gelu -q -r -8:8 -n 1e7 -o $work/rows.npy"
    rm -f "$work/bytes" "$work/rows.npy"
}

plots() {
    command -v gnuplot >/dev/null || return 0
    section 'Figures' 'gelu and its slope, 640 x 480: gnuplot by hand, gnuplot on the script that `-o x.gp` saves, and actfn.'
    "$actfn" eval gelu -n 1001 -o "$work/gelu.csv"
    for kind in png svg; do
        "$here/peers/plot_gnuplot.sh" "$work/gelu.csv" "$work/hand.$kind" >"$work/hand_$kind.gp"
        "$actfn" plot gelu -q --size 640x480 -o "$work/own_png.gp"
        sed 's/^set terminal pngcairo/set terminal svg/' "$work/own_png.gp" >"$work/own_svg.gp"
        set -- "gnuplot -e picture='$work/own.$kind' $work/own_$kind.gp"
        race "$(rounds 21)" "$kind: gnuplot by hand" "gnuplot $work/hand_$kind.gp" "$kind: gnuplot x.gp" "$1" \
            "$kind: actfn" "$actfn plot gelu -q --size 640x480 -o $work/own.$kind" \
            "$kind: actfn, one panel" "$actfn plot gelu -q -d 0 --size 640x480 -o $work/own.$kind"
    done
    has matplotlib && race "$(rounds 5)" 'actfn' "$actfn plot gelu -q --size 640x480 -o $work/own.png" \
        'matplotlib' "$python $here/peers/plot_matplotlib.py $work/peer.png"
}

kernels() {
    say '' '## Functions' '' 'Nanoseconds a value, in double, in the cache, on one core: the least of many rounds.'
    echo Functions >&2
    set -- gelu gelu_tanh silu tanh sigmoid mish softplus elu selu
    block "$build/bench/kernels" "$@"
    has torch && block env ATEN_CPU_CAPABILITY=avx512 "$python" "$here/peers/torch_speed.py" "$@"
    say '' 'All functions of the catalog by the fastest loops of this processor: least, then median.'
    block "$build/bench/speed"
}

products() {
    say '' '## Products' '' 'Ours, which is one thread up to 2^30 multiply-adds, beside calling `cblas_dgemm` by hand with one thread.'
    echo Products >&2
    block env OPENBLAS_NUM_THREADS=1 "$build/bench/products"
}

# Processor milliseconds a step, from two runs of different length.
step_ms() {
    few=$(processor 3 "$actfn dead --layers $1 --width $2 --batch $3 --data two-spirals --steps 50 -q -f json")
    many=$(processor 3 "$actfn dead --layers $1 --width $2 --batch $3 --data two-spirals --steps $((50 + $4)) -q -f json")
    awk -v a="$few" -v b="$many" -v n="$4" 'BEGIN { printf "%.3f", (b - a) / n }'
}

training() {
    say '' '## Training' '' 'Processor milliseconds a step, batch 256, one thread.' '' '| net | actfn | PyTorch | ratio |' '|---|---|---|---|'
    echo Training >&2
    for net in '8 256 300' '8 32 2000'; do
        # shellcheck disable=SC2086
        set -- $net
        ours=$(OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1; export OMP_NUM_THREADS OPENBLAS_NUM_THREADS; step_ms "$1" "$2" 256 "$3")
        theirs=-
        has torch && theirs=$("$python" "$here/peers/torch_train.py" "$1" "$2" 256 "$3" 1 | cut -d' ' -f1)
        say "| $1 x $2 | $ours | $theirs | $(awk -v a="$ours" -v b="$theirs" 'BEGIN { if (b + 0) printf "%.2f", b / a }') |"
    done
}

collapses() {
    say '' '## collapse' '' 'Processor seconds of one thread beside those of numpy for the products of the weights and the singular values of' \
        'the last alone. actfn does it three times over (whole numbers, floating point with a proved bound, graded form for' \
        'singular values below rounding), and sends samples through the stack with each activation (`--samples 64`: hardly any).' '' \
        '| | actfn | `--samples 64` | numpy | ratio | ratio |' '|---|---|---|---|---|---|'
    echo collapse >&2
    for net in '512 100' '2048 10' '64 1000'; do
        # shellcheck disable=SC2086
        set -- $net
        ours=$(OPENBLAS_NUM_THREADS=1; export OPENBLAS_NUM_THREADS; processor 1 "$actfn collapse --width $1 --layers $2 -q -f json")
        few=$(OPENBLAS_NUM_THREADS=1; export OPENBLAS_NUM_THREADS; processor 1 "$actfn collapse --width $1 --layers $2 --samples 64 -q -f json")
        theirs=-
        has numpy && theirs=$(OPENBLAS_NUM_THREADS=1 "$python" "$here/peers/collapse_numpy.py" "$1" "$2")
        say "| $2 layers, $1 wide | $(awk -v a="$ours" -v f="$few" -v b="$theirs" 'BEGIN {
            printf "%.2f | %.2f | %s | %s | %s", a / 1e3, f / 1e3, b, b + 0 ? sprintf("%.1f", a / 1e3 / b) : "-",
                b + 0 ? sprintf("%.1f", f / 1e3 / b) : "-" }') |"
    done
}

# ---- cost against size: NAME | what grows | COMMAND with %s | sizes | what to ask of it ----------
sizes() {
    cat <<'S'
eval-npy|points|eval gelu -q -f npy -n %s|1e5 1e6 1e7 1e8|1e10
eval-csv|points|eval gelu -q -f csv -n %s|1e4 1e5 1e6 4e6|1e10
plot|points|plot gelu -q -o WORK/x.png -n %s|1e4 1e5 1e6 1e7 1e8|1e10
collapse-layers|layers|collapse -q -f json --width 16 --layers %s|10 100 1000 10000 100000|1e6
collapse-width|units of a layer|collapse -q -f json --width %s|32 128 512 1024|8192
dead-width|units of a layer|dead -q -f json --steps 20 --width %s|32 128 512 1024|8192
dead-samples|samples|dead -q -f json --steps 10 --probe %s|1e3 1e4 1e5 1e6|1e8
fit-seeds|seeds|fit two-spirals -q -f json --steps 100 --seeds %s|1 10 100|1e5
dead-file|megabytes|dead WORK/%s.npy -q -f json|1 10 100|100000
S
}

# A file of N megabytes: 125 units, 8 bytes each.
file_of() {
    "$python" -c "
import numpy as np, sys
rng = np.random.default_rng(1)
a = np.lib.format.open_memmap('$work/$1.npy', mode='w+', dtype='<f8', shape=(1000 * $1, 125))
for i in range(0, len(a), 1000): a[i:i + 1000] = rng.standard_normal((1000, 125))"
}

growth() {
    say '' '## Cost against size' '' \
        'Processor seconds as the work grows. The slope is that of the last two sizes on logarithmic axes: 1 is in proportion,' \
        'below 1 the start still counts. The last column follows that slope to a size that was not run.' '' \
        '| command | what grows | seconds | slope | at that slope |' '|---|---|---|---|---|'
    echo 'Cost against size' >&2
    sizes | while IFS='|' read -r name what command list far; do
        case $name in dead-file) has numpy || continue ;; esac
        : >"$work/$name.cost"
        for size in $list; do
            [ "${QUICK:-}" ] && [ "$size" = "${list##* }" ] && continue
            [ "$name" = dead-file ] && file_of "$size"
            ms=$(processor 1 "$actfn $(printf '%s' "$command" | sed "s|WORK|$work|; s|%s|$size|")")
            rm -f "$work"/*.npy
            echo "$size $ms" >>"$work/$name.cost"
        done
        shown=$(printf '%s' "$command" | sed 's|WORK/||; s| -q||; s| -f json||; s|%s|N|')
        awk -v command="$shown" -v what="$what" -v far="$far" '
            { n[NR] = $1; t[NR] = $2 / 1e3; text = text (NR > 1 ? ", " : "") sprintf("%.3g: %.2g", $1, $2 / 1e3) }
            END { slope = log(t[NR] / t[NR - 1]) / log(n[NR] / n[NR - 1])
                  e = t[NR] * (far / n[NR]) ^ slope
                  unit = e < 120 ? sprintf("%.2g s", e) : e < 7200 ? sprintf("%.2g min", e / 60) : sprintf("%.2g h", e / 3600)
                  printf "| `actfn %s` | %s | %s | %.2f | %.3g: %s |\n", command, what, text, slope, far, unit }' \
            "$work/$name.cost" >>"$work/page"
    done
    picture
}

# One panel a command.
picture() {
    command -v gnuplot >/dev/null || return 0
    {
        printf "set terminal svg size 900,720 font 'Lato,12' background rgb 'white'\nset output '%s'\n" "$work/cost.svg"
        printf "set multiplot layout 3,3\nset logscale xy\nset format x '10^{%%T}'\nset format y '10^{%%T}'\nset grid\nunset key\nset offsets graph 0.05, graph 0.05, graph 0.05, graph 0.05\n"
        sizes | while IFS='|' read -r name what command list far; do
            [ -s "$work/$name.cost" ] || continue
            printf "set title '%s' noenhanced\nset xlabel '%s'\nset ylabel 'seconds'\n" "$name" "$what"
            printf "plot '%s' using 1:(\$2/1000) with linespoints lw 2 pt 7 ps 0.6 lc rgb '#0072b2'\n" "$work/$name.cost"
        done
    } >"$work/cost.gp"
    gnuplot "$work/cost.gp" && mkdir -p "$(dirname "$page")/images" && cp "$work/cost.svg" "$(dirname "$page")/images/cost.svg" &&
        say '' '![Processor seconds against size, a panel a command](images/cost.svg)'
}

machine
for part in ${PARTS:-start rows plots kernels products training collapses growth}; do
    "$part"
done
mv "$work/page" "$page"
echo "$page" >&2
