#!/bin/bash
# The machine says no: every command with little address space, data, stack, with few processes, files, seconds, and so on, from roomy to
# absurd. SHARE=20 tries every twentieth.
set -u
. "$(dirname "$0")/lib.sh"
inputs
build machine machine.c attempt.c
chmod 755 "$work"
chmod -R a+rX "$IN"
# Other users must reach it (RLIMIT_NPROC is tried as one).
cp "$ACTFN" "$work/actfn" && ACTFN=$work/actfn
mkdir "$work/none"
for name in libopenblas.so.0 libcblas.so.3 libblas.so.3 libopenblas.so libcblas.so; do : >"$work/none/$name"; done
export NO_BLAS=$work/none
export COMMANDS=${COMMANDS:-$work/commands}
cat >"$work/commands" <<'L'
list
info gelu
eval gelu silu -d 2 -n 20000 -f csv
eval softmax --at 1,2,3
eval 'sin(3*x) + b' --set b=1 -n 5 -f json
eval relu -n 100000 -o out.npy
plot gelu -o out.png
plot gelu -o out.svg
plot gelu
plot swish --sweep beta=0:2:3 -o out.gif
compare gelu gelu_tanh
collapse --layers 3
collapse --layers 2 --width 300 -f csv
dead --steps 20
dead "$IN/z.npy"
flow --layers 3
fit spiral --steps 20
ffn --dim 32 --hidden 64
ffn "$IN/model.safetensors"
bench relu --range 0:1
lesson 3
man
completion bash
help plot
L
drive "$work/machine" "$SHARE"
