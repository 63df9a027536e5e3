# src/linear: the matrix library is found when it is needed, or our own loops multiply.
load helper

@test "without a BLAS, or with one that is none, our own loops multiply, to the same numbers" {
    mkdir none
    local name facts="rank stable_rank log10_condition exact_equal not_affine_percent superposition_error"
    for name in libopenblas.so.0 libcblas.so.3 libblas.so.3 libopenblas.so libcblas.so liblapacke.so.3 liblapacke.so; do
        echo 'no library' >none/$name
    done
    # rounded: sums come in another order
    numbers() { actfn "$@" -f json -q | grep -E "\"(${facts// /|})\"" | sed -E 's/(\.[0-9]{5})[0-9]*/\1/g'; }
    for words in 'collapse --width 80 --layers 4 --samples 400' 'ffn --dim 64 --hidden 128 --seed 3'; do
        # shellcheck disable=SC2086 # words
        numbers $words >with
        # shellcheck disable=SC2086
        LD_LIBRARY_PATH=$PWD/none numbers $words >without
        [ -s with ]
        diff with without
    done
    LD_LIBRARY_PATH=$PWD/none actfn_run ffn --dim 64 --hidden 128
    done_well
    says "no BLAS library found; install libopenblas0"
    rm none/lib[bco]*                                                        # a BLAS, but no LAPACKE
    [ "$(ls none)" = "liblapacke.so"$'\n'"liblapacke.so.3" ]
    LD_LIBRARY_PATH=$PWD/none numbers collapse --width 80 --layers 4 --samples 400 >without
    numbers collapse --width 80 --layers 4 --samples 400 >with
    diff with without
    command -v cc >/dev/null || return 0
    echo | tee none/lib{openblas,cblas,blas}.so.{0,3} none/lib{openblas,cblas}.so >/dev/null
    for name in none/*; do echo 'int nothing;' | cc -shared -fPIC -x c - -o "$name"; done
    LD_LIBRARY_PATH=$PWD/none actfn_run ffn --dim 64 --hidden 128
    done_well
    says "our own loops multiply, slower"
}
