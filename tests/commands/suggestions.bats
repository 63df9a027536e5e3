# What a refusal offers works: each line here is refused, and the same line with what it offers is not.
load helper

# offered: the last refusal's suggestion: a name in quotation marks behind "did you mean", or what
# stands behind "write"
offered() {
    sed -n "s/.*did you mean '\(.*\)'?.*/\1/p; s/.*; write \(.*\)$/\1/p" <<<"${stderr%%$'\n'*}" | head -n 1
}

# better TYPED ARGUMENT...: the argument @ is what was typed, then what is offered
better() {
    local typed=$1 offer words=() again=() word
    shift
    for word in "$@"; do words+=("${word//@/$typed}"); done
    actfn_run "${words[@]}"
    [ "$status" -eq 2 ] || { echo "not refused: ${words[*]}"; return 1; }
    offer=$(offered)
    [ -n "$offer" ] || { echo "offers nothing: $stderr"; return 1; }
    for word in "$@"; do again+=("${word//@/$offer}"); done
    actfn_run "${again[@]}"
    [ "$status" -eq 0 ] || { echo "$offer does not work: $stderr"; return 1; }
}

@test "names of functions that are nearly right, in every place for one" {
    local typed
    for typed in swishh 'torch.gleu' hard_mich 'swiglu(alpha=1.702,limit=7)' 'swish(2)' 'golu(1)' 'dyt(0.5)' \
        'torch.leaky_relu(0.2)'; do
        better "$typed" plot @ -f csv -n 2
    done
    better gleu info @ --effort 0.1
    better gleu eval @ 1
    better gleu compare @ relu --effort 0.1
    better gleu fit xor --activation @ --steps 1
    better gleu dead --activation @ --steps 0
    better gleu flow --activation @
    better gleu phase @ --table inits
    better gleu collapse --activation @ --layers 2
}

@test "names of commands' words that are nearly right" {
    better gat list --family @
    better troch list --framework @
    better hee flow --init @
    better spirla fit @ --steps 1
}
