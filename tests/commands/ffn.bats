# ffn: one feedforward block, by its sizes or from a file. models.bats has more of files.
load helper

@test "ffn: what does not go together" {
    refused ffn --gated --ungated -- "only one of the two"
    refused ffn --layer 1 -- "--layer: goes with a model's file"
    refused ffn --inputs x.npy -- "--inputs: goes with a model's file"
    refused ffn --init nosuch -- "unknown init"
    refused ffn --activation softmax -- "acts on a whole vector"
    refused ffn --check --activation softmax -- "acts on a whole vector"
    refused ffn --dim 1e6 --hidden 1e6 -- "needs 24000024 MB"
    refused ffn --block nosuch -- "must be one of: gpt2 bert llama t5 gemma"
    actfn_run ffn --dim 8 --hidden 2 --block llama
    done_well
    says "three matrices"
    actfn_run ffn --dim 4 --hidden 8 --activation 'x > 1e9 ? 1 : 0'
    done_well
    says "Nothing that can be measured: the output is the same for every input."
}

@test "ffn FILE: what the file must hold" {
    weights() {         # TYPE SHAPE BYTES: a model whose first matrix is this
        local header="{\"h.0.mlp.c_fc.weight\":{\"dtype\":\"$1\",\"shape\":$2,\"data_offsets\":[0,$3]},\"h.0.mlp.c_proj.weight\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[$3,$(($3 + 16))]}}"
        local n=${#header}
        # shellcheck disable=SC2059
        { printf "\\x$(printf %x $((n % 256)))\\x$(printf %x $((n / 256)))\\0\\0\\0\\0\\0\\0"; printf %s "$header"; head -c $(($3 + 16)) /dev/zero; } >m.safetensors
    }
    weights F32 '[4]' 16
    actfn_run ffn m.safetensors
    fails 1 "not a matrix"
    weights F32 '[0,2]' 0
    actfn_run ffn m.safetensors
    fails 1 "sizes out of reach"
    weights I64 '[2,2]' 32
    actfn_run ffn m.safetensors
    done_well
    weights F6 '[2,2]' 32
    actfn_run ffn m.safetensors
    fails 1 "is of type 'F6', which cannot be read"
    weights F32 '[2,2]' 16
    actfn_run ffn m.safetensors
    done_well
    actfn_run ffn m.safetensors --activation softmax
    fails 2 "acts on a whole vector"
    actfn_run ffn m.safetensors --dim 4
    fails 2 "the file has its own"
    printf '\x93NUMPY\x01\x00\x76\x00%-117s\n' "{'descr': '<f4', 'fortran_order': False, 'shape': (0, 2), }" >rows.npy
    actfn_run ffn m.safetensors --inputs rows.npy
    fails 1 "has no rows"
    { printf '\x93NUMPY\x01\x00\x76\x00%-117s\n' "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 3), }"; head -c 12 /dev/zero; } >rows.npy
    actfn_run ffn m.safetensors --inputs rows.npy
    fails 1 "rows.npy"
    truncate -s 17M config.json
    actfn_run ffn m.safetensors
    fails 1 "config.json"
}
