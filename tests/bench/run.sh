#!/bin/sh
# Speed beside what else one would use, measured in one run: quote the ratios. Peers that are not installed are left out.
# usage: tests/bench/run.sh BUILD      (make bench)     PYTHON: the Python that has matplotlib and torch
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=$1
python=${PYTHON:-$(command -v /usr/bin/python3 || command -v python3 || echo python3)}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
has() { "$python" -c "import $1" 2>/dev/null; }

echo "Start (at most 1.5 x)"
"$build/bench/race" 200 'empty C program' "$build/bench/empty" 'actfn --version' "./actfn --version"

echo "plot gelu, png, 640x480 (gnuplot by hand: at most 1.15 x; matplotlib: at least 8 x)"
./actfn eval gelu -n 1001 -o "$work/gelu.csv"
"$here/peers/plot_gnuplot.sh" "$work/gelu.csv" "$work/hand.png" >"$work/hand.gp"
"$build/bench/race" 31 'gnuplot by hand' "gnuplot $work/hand.gp" \
    'actfn plot gelu -o' "./actfn plot gelu -q --size 640x480 -o $work/actfn.png"
if has matplotlib; then
    "$build/bench/race" 5 'actfn plot gelu -o' "./actfn plot gelu -q --size 640x480 -o $work/actfn.png" \
        'matplotlib' "$python $here/peers/plot_matplotlib.py $work/peer.png"
fi

echo "Kernels (gelu: f, f' and f'' in at most half of PyTorch's f; silu: at most twice)"
"$build/bench/kernels" gelu silu gelu_tanh tanh sigmoid mish softplus
if has torch; then "$python" "$here/peers/torch_speed.py" gelu silu gelu_tanh tanh sigmoid mish softplus; fi

echo "Shortest decimals (at least 5 x)"
"$build/bench/number"

echo "A million rows x, f, f', f'' of gelu as csv (numpy.savetxt: at least 12 x)"
"$build/bench/race" 5 'csv' "./actfn eval gelu -r -8:8 -d 2 -n 1e6 -f csv"
if has scipy; then
    "$build/bench/race" 3 'csv' "./actfn eval gelu -r -8:8 -d 2 -n 1e6 -f csv" 'savetxt' "$python $here/peers/numpy_rows.py"
fi

echo "Ten million rows x, f, f' as npy (writing the same bytes from memory: at most 1.5 x)"
"$build/bench/race" 7 'bytes from memory' "$build/bench/write $work/bytes 240000128" \
    'npy' "./actfn eval gelu -q -r -8:8 -n 1e7 -o $work/rows.npy"

echo "collapse (default: under 50 ms; the shape of GPT-2 XL: under 3 s; 1000 layers 64 wide: under 1 s)"
"$build/bench/race" 9 'collapse' "./actfn collapse -q"
"$build/bench/race" 3 '1600,6400,1600' "./actfn collapse -q --shape 1600,6400,1600 --activation gelu --samples 256" \
    '1000 layers' "./actfn collapse -q --layers 1000 --width 64 --activation relu"

echo "Products (at least 0.9 of cblas_dgemm by hand; less where ours take one thread: from 2^18 to 2^30 multiply-adds)"
"$build/bench/products"
if has numpy; then "$python" "$here/peers/numpy_products.py"; fi

echo "The feedforward block of GPT-2 XL, 256 tokens (at least 0.85 of the products alone; not slower than PyTorch)"
"$build/bench/ffn"
if has torch; then "$python" "$here/peers/torch_ffn.py"; fi
