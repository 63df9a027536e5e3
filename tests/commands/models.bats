# Models and dumps of the user's: what they hold is read, not guessed. Where least squares are wanted, a few lines of Python without numpy
# solve the normal equations; its numbers never come from actfn.
load helper

fact() { sed -n "s/^$1 \{2,\}//p" <<<"$output"; }    # a column apart, which a sentence is not
# Whatever the lines are broken at.
says() { [[ $(tr -s '\n ' '  ' <<<"$output") == *"$1"* ]] || { echo "no '$1' in: $output"; return 1; }; }
# near A B E: two numbers, no further apart than E; nan and nothing are neither
near() {
    python3 -c 'import sys; a, b, e = map(float, sys.argv[1:]); sys.exit(not abs(a - b) <= e)' "$1" "$2" "$3" ||
        { echo "'$1' is not '$2'"; return 1; }
}

setup() {
    mkdir "$BATS_TEST_TMPDIR/here" && cd "$BATS_TEST_TMPDIR/here" || return 1
    command -v python3 >/dev/null || skip "no python3"
    cat >make.py <<'END'
import json, math, random, struct, sys

def flat(v):
    return [y for x in v for y in flat(x)] if isinstance(v, list) else [v]

def shape(v):
    return [len(v)] + shape(v[0]) if isinstance(v, list) else []

def tensors(path, **named):
    header, data = {}, b''
    for name, v in named.items():
        b = struct.pack('<%df' % len(flat(v)), *flat(v))
        header[name] = {'dtype': 'F32', 'shape': shape(v), 'data_offsets': [len(data), len(data) + len(b)]}
        data += b
    h = json.dumps(header).encode()
    open(path, 'wb').write(struct.pack('<Q', len(h)) + h + data)

def npy(path, sizes, values, fortran=False):
    h = "{'descr': '<f4', 'fortran_order': %s, 'shape': (%s), }" % (fortran, ''.join('%d, ' % n for n in sizes))
    h = h.ljust(117) + '\n'
    open(path, 'wb').write(b'\x93NUMPY\x01\x00' + struct.pack('<H', len(h)) + h.encode() + struct.pack('<%df' % len(values), *values))

def single(x):
    return struct.unpack('<f', struct.pack('<f', x))[0]

def turned(m):
    return [list(r) for r in zip(*m)]

def dot(a, b):
    return sum(x * y for x, y in zip(a, b))

def block(up, up_bias, down, down_bias):
    gelu = lambda z: z * math.erfc(-z / math.sqrt(2)) / 2
    return lambda x: [dot(r, [gelu(dot(u, x) + b) for u, b in zip(up, up_bias)]) + c for r, c in zip(down, down_bias)]

def solve(a, b):                      # Gauss with pivots: a x = b, several columns of b
    m = [list(r) + list(s) for r, s in zip(a, b)]
    n = len(m)
    for i in range(n):
        p = max(range(i, n), key=lambda k: abs(m[k][i])); m[i], m[p] = m[p], m[i]
        for k in range(n):
            if k != i:
                q = m[k][i] / m[i][i]; m[k] = [x - q * y for x, y in zip(m[k], m[i])]
    return [[x / m[i][i] for x in m[i][n:]] for i in range(n)]

def not_affine(xs, ys):               # in percent, each sum divided by its degrees of freedom
    a = [[1.0] + list(x) for x in xs]; t = turned(a); yt = turned(ys)
    fit = solve([[dot(r, s) for s in t] for r in t], [[dot(r, y) for y in yt] for r in t])
    rest = sum((y - dot(r, c)) ** 2 for r, row in zip(a, ys) for y, c in zip(row, turned(fit)))
    means = [sum(c) / len(c) for c in yt]
    spread = sum((y - m) ** 2 for row in ys for y, m in zip(row, means))
    return 100 * rest / (len(xs) - len(t)) / (spread / (len(xs) - 1))

def superposition(f, xs):
    n = len(xs); off = size = 0; zero = f([0.0] * len(xs[0]))
    for i, a in enumerate(xs):
        b = xs[(i + n // 2) % n]
        both = f([x + y for x, y in zip(a, b)])
        off += sum((p - q - r + z) ** 2 for p, q, r, z in zip(both, f(a), f(b), zero)); size += dot(both, both)
    return math.sqrt(off / size)

random.seed(7)
D, H = 5, 20
rand = lambda n, s: [single(random.gauss(0, s)) for _ in range(n)]
up, up_bias = [rand(D, D ** -.5) for _ in range(H)], rand(H, .1)
down, down_bias = [rand(H, H ** -.5) for _ in range(D)], rand(D, .1)
f = block(up, up_bias, down, down_bias)
def model(path, scale=1.0, in_out=False, bias=True):
    u, d = [[x * scale for x in r] for r in up], [[x * scale for x in r] for r in down]
    t = {'h.0.mlp.c_fc.weight': turned(u) if in_out else u, 'h.0.mlp.c_proj.weight': turned(d) if in_out else d}
    if bias:
        t.update({'h.0.mlp.c_fc.bias': up_bias, 'h.0.mlp.c_proj.bias': down_bias})
    tensors(path, **t)
END
}
make() { python3 -c "exec(open('make.py').read()); $1"; }

@test "ffn FILE: nanoGPT's order and Conv1D's are told apart, and it is said by what" {
    make "model('linear.safetensors'); model('conv1d.safetensors', in_out=True); model('bare.safetensors', bias=False)"
    for name in linear conv1d; do
        actfn_run ffn $name.safetensors --activation gelu
        done_well
        [ "$(fact dim)" = 5 ]
        [ "$(fact hidden)" = 20 ]
        says "as 'h.0.mlp.c_fc.bias' has 20 numbers"
    done
    says "in x out (Conv1D)"
    [ "$(fact activation)" = gelu ]
    actfn_run ffn bare.safetensors
    done_well
    [ "$(fact dim)" = 5 ]
    [ "$(fact hidden)" = 20 ]
    [ "$(fact activation)" = gelu ]
    says "taking the larger size for the hidden one"
}

@test "ffn FILE --inputs: every number is of the inputs, by least squares" {
    make "
model('m.safetensors')
for name, size in ('small', .1), ('large', 1.):
    xs = [rand(D, size) for _ in range(600)]
    npy(name + '.npy', (600, D), flat(xs)); ys = [f(x) for x in xs]
    zs = [dot(u, x) + b for x in xs for u, b in zip(up, up_bias)]
    print(not_affine(xs, ys), superposition(f, xs), 100 * sum(z < 0 for z in zs) / len(zs), file=open(name + '.txt', 'w'))"
    for name in small large; do
        read -r percent misses negative <$name.txt
        actfn_run ffn m.safetensors --inputs $name.npy --activation gelu
        done_well
        [ "$(fact inputs_used)" = 600 ]
        near "$(fact not_affine_percent)" "$percent" 1e-4
        near "$(fact superposition_error)" "$misses" 1e-5
        near "$(fact negative_percent)" "$negative" 1e-4
        says "On 600 inputs"
        says "600 inputs of '$name.npy'"
        [[ $output != *"256 samples"* ]]
    done
    near "$(fact not_affine_percent)" 27 10          # and the small ones are far from that:
    near "$(cut -d' ' -f1 small.txt)" 1 2
    actfn_run ffn m.safetensors --inputs large.npy --samples 50
    done_well
    [ "$(fact inputs_used)" = 50 ]
    says "the first 50 of 600 rows were used"
}

@test "ffn FILE --inputs: so few rows that any affine map fits, rows without variance, numbers that are none" {
    make "
model('m.safetensors')
npy('six.npy', (6, D), rand(6 * D, 1)); npy('seven.npy', (7, D), rand(7 * D, 1)); npy('same.npy', (20, D), rand(D, 1) * 20)
npy('nan.npy', (9, D), rand(38, 1) + [math.nan] + rand(6, 1)); npy('inf.npy', (9, D), [math.inf] + rand(44, 1))"
    actfn_run ffn m.safetensors --inputs six.npy
    done_well
    [ "$(fact not_affine_percent)" = nan ]
    [ "$(fact inputs_used)" = 6 ]
    says "6 inputs are fewer than 7, the model's width + 2"
    actfn_run ffn m.safetensors --inputs seven.npy
    done_well
    near "$(fact not_affine_percent)" 50 50
    actfn_run ffn m.safetensors --inputs same.npy
    done_well
    [ "$(fact not_affine_percent)" = nan ]
    says "the output is the same for every input"
    actfn_run ffn m.safetensors --inputs nan.npy
    fails 1 "'nan.npy'" "row 7, column 3" "nan"
    actfn_run ffn m.safetensors --inputs inf.npy
    fails 1 "'inf.npy'" "row 0, column 0" "inf"
}

@test "ffn FILE: NaN, infinity and overflow have a name and a place" {
    make "
model('huge.safetensors', 1e30)
up[3][2] = math.nan; model('nan.safetensors')
up[3][2] = -math.inf; up[0][0] = math.nan; model('both.safetensors')"
    actfn_run ffn nan.safetensors
    fails 1 "'nan.safetensors'" "the weights hold NaN" "1 of the 100 numbers" "'h.0.mlp.c_fc.weight'" "[3, 2]"
    actfn_run ffn both.safetensors
    fails 1 "hold NaN" "2 of the 100 numbers" "[0, 0]"
    actfn_run ffn huge.safetensors
    fails 1 "'huge.safetensors'" "the output overflows float at output" "on input 0"
    make "npy('x.npy', (8, D), rand(8 * D, 1e-30)); npy('big.npy', (8, D), rand(8 * D, 1e37)); model('m.safetensors', 1000.)"
    actfn_run ffn huge.safetensors --inputs x.npy        # where it does not overflow there is something to measure
    done_well
    actfn_run ffn huge.safetensors --inputs big.npy
    fails 1 "the output overflows float at the pre-activation of unit" "--inputs"
    actfn_run ffn --dim 4 --hidden 8 --activation 'log(x)'
    fails 1 "'log(x)': is nan at -"
}

@test "ffn FILE: an activation of config.json that nobody knows is refused, --activation decides" {
    make "model('model.safetensors')"
    for config in '{"hidden_act": "mish_v2"}' '{"text_config": {"hidden_act": "mish_v2"}}'; do
        echo "$config" >config.json
        actfn_run ffn model.safetensors
        fails 1 "'mish_v2'" "hidden_act" "--activation"
        actfn_run ffn model.safetensors --activation mish
        done_well
        [ "$(fact activation)" = mish ]
    done
    while read -r name known; do
        echo "{\"text_config\": {\"hidden_act\": \"$name\"}}" >config.json
        actfn_run ffn model.safetensors
        done_well
        [ "$(fact activation)" = "$known" ] || { echo "$name: $(fact activation)"; return 1; }
        says "config.json ('text_config.hidden_act')"
    done <<'END'
gelu_new hf.gelu_new
gelu_pytorch_tanh hf.gelu_pytorch_tanh
quick_gelu hf.quick_gelu
swish hf.swish
relu2 hf.relu2
relu_squared relu_squared
gelu_fast hf.gelu_fast
END
}

# ---- dead FILE -----------------------------------------------------------------------------------------------

@test "dead FILE --axis: channels of images in both customs and both orders, every other axis too" {
    make "
sizes = (3, 4, 2, 5); n = 120
index = lambda i, order: [(i // math.prod(sizes[k + 1:] if order == 'C' else sizes[:k])) % sizes[k] for k in range(4)]
kind = {0: lambda v: v < 1, 1: lambda v: v in (0, 2), 2: lambda v: v == 1, 3: lambda v: v != 4}
for axis in kind:
    for order in 'CF':
        npy('%d%s.npy' % (axis, order), sizes, [-1.0 if kind[axis](index(i, order)[axis]) else 0.5 + i % 7 - 3 * (i % 2) for i in range(n)], order == 'F')"
    while read -r axis units dead; do
        for order in C F; do
            actfn_run dead $axis$order.npy --axis "$axis"
            done_well
            [ "$(fact units)" = "$units" ] && [ "$(fact dead)" = "$dead" ] && [ "$(fact samples)" = $((120 / units)) ] ||
                { echo "axis $axis, $order: $output"; return 1; }
            says "an array of 3 x 4 x 2 x 5 whose axis $axis counts the units"
        done
    done <<'END'
0 3 1
1 4 2
2 2 1
3 5 4
END
    actfn_run dead 3C.npy --axis -1
    done_well
    [ "$(fact dead)" = 4 ]
    actfn_run dead 3C.npy
    fails 2 "'3C.npy'" "3 x 4 x 2 x 5" "--axis 1 counts 4 channels (PyTorch)" "--axis 3 counts 5 channels (TensorFlow)"
    actfn_run dead 3C.npy --axis 4
    fails 2 "--axis 4" "axes 0 to 3"
    actfn_run dead 3C.npy --axis -5
    fails 2 "--axis -5"
    actfn_run dead 3C.npy --axis 1.5
    fails 2 "--axis" "'1.5'"
    actfn_run dead --axis 1
    fails 2 "--axis" "give the file"
}

@test "dead FILE: the shape is always told, layers have the file's name, tokens count their last axis" {
    make "
npy('tokens.npy', (2, 3, 4), [-1.0, 1.0, -1.0, 2.0] * 6); npy('two.npy', (6, 4), [-1.0, 1.0, -1.0, 2.0] * 6); npy('one.npy', (24,), [-1.0] * 24)
tensors('acts.safetensors', **{'net.conv': [[[[-1.0, 1.0]], [[-2.0, -3.0]], [[1.0, 2.0]]]] * 2})"
    actfn_run dead tokens.npy
    done_well
    [ "$(fact units)" = 4 ]
    [ "$(fact samples)" = 6 ]
    [ "$(fact dead)" = 2 ]
    says "samples x units, 6 x 4, from an array of 2 x 3 x 4"
    says "--axis N counts another axis"
    actfn_run dead two.npy
    says "samples x units, 6 x 4"
    actfn_run dead one.npy
    [ "$(fact units)" = 1 ]
    [ "$(fact dead)" = 1 ]
    actfn_run dead one.npy --axis 0
    [ "$(fact units)" = 24 ]
    [ "$(fact samples)" = 1 ]
    actfn_run dead acts.safetensors:net.conv --axis 1
    done_well
    [ "$(fact units)" = 3 ]
    [ "$(fact dead)" = 1 ]
    [ "$(fact always_on)" = 1 ]
    [ "$(fact mixed)" = 1 ]
    actfn_run dead acts.safetensors:net.conv --axis 1 --table layers -f csv
    [[ ${lines[0]} == name,activation,* ]] && [[ ${lines[1]} == net.conv,relu,* ]]
    actfn_run dead two.npy --table layers -f csv
    [[ ${lines[1]} == two,relu,* ]]
}

@test "dead FILE: values that contradict what the file is said to hold" {
    make "
z = rand(4000, 1.0)
npy('pre.npy', (400, 10), z); npy('post.npy', (400, 10), [max(x, 0.0) for x in z])
npy('gelu.npy', (400, 10), [x * math.erfc(-x / math.sqrt(2)) / 2 for x in z]); npy('small.npy', (400, 10), [x / 100 for x in z])
npy('tanh.npy', (400, 10), [math.tanh(x) for x in z])
print('%.3g' % (100 * sum(x < 0 for x in z) / 4000), file=open('negative.txt', 'w'))"
    actfn_run dead pre.npy --post
    done_well
    says "Beware: $(cat negative.txt) % of the values are below 0"
    says "--post."
    actfn_run dead post.npy
    done_well
    says "Beware: no value is below 0"
    actfn_run dead gelu.npy --activation gelu
    done_well
    says "Beware: no value is below -0.17"
    actfn_run dead pre.npy --post --activation tanh -f json
    done_well
    says "outputs of tanh cannot be"
    for words in 'pre.npy' 'post.npy --post' 'pre.npy --activation gelu' 'small.npy --activation gelu' 'small.npy' 'tanh.npy --activation tanh' \
        'tanh.npy --activation tanh --post'; do
        # shellcheck disable=SC2086
        actfn_run dead $words
        done_well
        [[ $output != *Beware* ]] || { echo "$words: $output"; return 1; }
    done
}

@test "dead FILE: a histogram of all values, whatever came first" {
    make "
small = [1e-4 * math.sin(i) for i in range(20000)]; large = [5 * math.sin(i) for i in range(80000)]
npy('first.npy', (1000, 100), small + large); npy('last.npy', (1000, 100), large + small)
npy('outlier.npy', (1000, 100), [0.9 * math.sin(i) for i in range(99999)] + [2000.0])
npy('zeros.npy', (10, 10), [0.0] * 100); npy('edges.npy', (4, 1), [3e38, -3e38, 1e-45, -1e-45])"
    sum() { awk -F, 'NR > 1 { s += $3; n++ } END { print n ? s : "none" }' <<<"$output"; }
    for name in first last; do
        actfn_run dead $name.npy --table histogram -f csv
        done_well
        near "$(sum)" 100 1e-6
        near "$(awk -F, 'NR > 1 && ($2 < -0.25 || $2 > 0.25) { s += $3 } END { print s }' <<<"$output")" 77.5 1
        echo "$output" >$name.csv
    done
    cmp first.csv last.csv
    actfn_run dead outlier.npy --table histogram -f csv
    done_well
    near "$(sum)" 99.999 1e-6
    [ "$(awk -F, 'NR > 1 && $3 > 0' <<<"$output" | wc -l)" -gt 20 ]
    actfn_run dead outlier.npy
    says "The histogram leaves out 1 values"
    for name in zeros edges; do
        actfn_run dead $name.npy --table histogram -f csv
        done_well
        near "$(sum)" 100 1e-6
    done
}

@test "dead FILE: a unit that holds NaN is not dead, and the first of them has a place" {
    make "npy('z.npy', (3, 2), [-1.0, -1.0, math.nan, -2.0, -3.0, -math.inf])"
    actfn_run dead z.npy
    done_well
    [ "$(fact dead)" = 1 ]
    [ "$(fact mixed)" = 1 ]
    [ "$(fact not_finite)" = 2 ]
    says "The first is at [1, 0]"
}

@test "dead --help: the PyTorch recipe, pasted as it stands" {
    local python=
    for name in python3 /usr/bin/python3; do
        "$name" -c 'import numpy, torch' 2>/dev/null && python=$name && break
    done
    [ "$python" ] || skip "no torch"
    actfn dead --help | sed -n '/^import numpy/,/^$/p' >recipe.py
    grep -q 'numpy.save' recipe.py
    cat >try.py <<'END'
import subprocess, sys
import torch, torch.nn as nn, torch.nn.functional as F
recipe = open('recipe.py').read()

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second = nn.Linear(8, 16), nn.Linear(16, 4)
    def forward(self, x):
        return self.second(F.relu(self.first(x)))

class Inplace(Net):
    def forward(self, x):
        return self.second(F.relu_(self.first(x)))

def sequential(inplace):
    return nn.Sequential(nn.Linear(8, 16), nn.ReLU(inplace=inplace), nn.Linear(16, 4))

for name, make in dict(plain=lambda: sequential(False), inplace=lambda: sequential(True), module=Net, module_inplace=Inplace).items():
    for dtype in torch.float32, torch.bfloat16, torch.float64:
        torch.manual_seed(3)
        net, inputs = make().to(dtype), torch.randn(100, 8).to(dtype)
        first = net[0] if isinstance(net, nn.Sequential) else net.first
        with torch.no_grad():
            first.bias[:5] = -100
            z = F.linear(inputs, first.weight, first.bias).float()
        want = int((z <= 0).all(0).sum()), int((z > 0).all(0).sum()), round(100 * float((z <= 0).double().mean()), 9)
        exec(recipe, dict(net=net, inputs=inputs))
        got = subprocess.run(['actfn', 'dead', 'z.npy', '-f', 'json'], capture_output=True, text=True, check=True).stdout
        import json
        facts = json.loads(got)['facts']
        got = facts['dead'], facts['always_on'], round(facts['zero_percent'], 9)
        assert want[0] >= 5 and facts['samples'] == 100 and facts['units'] == 16, facts
        assert got == want, (name, dtype, got, want)
        assert not any(h for h in first._forward_hooks), 'the hook stays'
        print(name, dtype, got)
END
    run "$python" try.py
    [ "$status" -eq 0 ] || { echo "$output"; return 1; }
    [ "${#lines[@]}" -eq 12 ]
}
