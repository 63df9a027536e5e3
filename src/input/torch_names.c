/* What the pickle of a PyTorch file may ask for: a closed list. */
#include "input/torch.h"

#include <string.h>

static const struct torch_name names[] = {
    { "torch._utils._rebuild_tensor", TENSOR, { 0 }, NULL },
    { "torch._utils._rebuild_tensor_v2", TENSOR, { 0 }, NULL },
    { "torch._utils._rebuild_tensor_v3", TENSOR_OF_DTYPE, { 0 }, NULL },
    { "torch._utils._rebuild_parameter", VALUE, { 0 }, NULL },
    { "torch._utils._rebuild_parameter_with_state", VALUE, { 0 }, NULL },
    { "torch._tensor._rebuild_from_type_v2", REBUILT, { 0 }, NULL },
    { "torch.nn.parameter.Parameter", VALUE, { 0 }, NULL },
    { "torch.nn.parameter.Buffer", VALUE, { 0 }, NULL },
    { "torch.Tensor", OPAQUE, { 0 }, NULL },
    { "torch.Size", VALUE, { 0 }, NULL },
    { "torch.device", OPAQUE, { 0 }, NULL },
    { "torch.serialization._get_layout", OPAQUE, { 0 }, NULL },
    { "torch.torch_version.TorchVersion", OPAQUE, { 0 }, NULL },
    { "collections.OrderedDict", DICT, { 0 }, NULL },
    { "collections.defaultdict", DICT, { 0 }, NULL },
    { "collections.Counter", OPAQUE, { 0 }, NULL },
    { "builtins.dict", DICT, { 0 }, NULL },
    { "__builtin__.dict", DICT, { 0 }, NULL },
    { "builtins.set", OPAQUE, { 0 }, NULL },
    { "__builtin__.set", OPAQUE, { 0 }, NULL },
    { "builtins.frozenset", OPAQUE, { 0 }, NULL },
    { "__builtin__.frozenset", OPAQUE, { 0 }, NULL },
    { "builtins.complex", OPAQUE, { 0 }, NULL },
    { "argparse.Namespace", OPAQUE, { 0 }, NULL },
    { "_codecs.encode", OPAQUE, { 0 }, NULL },
    { "numpy.dtype", OPAQUE, { 0 }, NULL },
    { "numpy.core.multiarray.scalar", OPAQUE, { 0 }, NULL },
    { "numpy._core.multiarray.scalar", OPAQUE, { 0 }, NULL },
    { "torch.DoubleStorage", STORAGE, { ELEMENT_FLOAT, 8, false }, "float64" },
    { "torch.FloatStorage", STORAGE, { ELEMENT_FLOAT, 4, false }, "float32" },
    { "torch.HalfStorage", STORAGE, { ELEMENT_FLOAT, 2, false }, "float16" },
    { "torch.BFloat16Storage", STORAGE, { ELEMENT_BFLOAT, 2, false }, "bfloat16" },
    { "torch.LongStorage", STORAGE, { ELEMENT_SIGNED, 8, false }, "int64" },
    { "torch.IntStorage", STORAGE, { ELEMENT_SIGNED, 4, false }, "int32" },
    { "torch.ShortStorage", STORAGE, { ELEMENT_SIGNED, 2, false }, "int16" },
    { "torch.CharStorage", STORAGE, { ELEMENT_SIGNED, 1, false }, "int8" },
    { "torch.ByteStorage", STORAGE, { ELEMENT_UNSIGNED, 1, false }, "uint8" },
    { "torch.BoolStorage", STORAGE, { ELEMENT_UNSIGNED, 1, false }, "bool" },
    { "torch.ComplexFloatStorage", STORAGE, { ELEMENT_NONE, 8, false }, "complex64" },
    { "torch.ComplexDoubleStorage", STORAGE, { ELEMENT_NONE, 16, false }, "complex128" },
    { "torch.storage.UntypedStorage", STORAGE, { ELEMENT_UNSIGNED, 1, false }, "uint8" },
    { "torch.UntypedStorage", STORAGE, { ELEMENT_UNSIGNED, 1, false }, "uint8" },
    { "torch.float64", DTYPE, { ELEMENT_FLOAT, 8, false }, "float64" },
    { "torch.float32", DTYPE, { ELEMENT_FLOAT, 4, false }, "float32" },
    { "torch.float16", DTYPE, { ELEMENT_FLOAT, 2, false }, "float16" },
    { "torch.bfloat16", DTYPE, { ELEMENT_BFLOAT, 2, false }, "bfloat16" },
    { "torch.float8_e4m3fn", DTYPE, { ELEMENT_E4M3, 1, false }, "float8_e4m3fn" },
    { "torch.float8_e5m2", DTYPE, { ELEMENT_E5M2, 1, false }, "float8_e5m2" },
    { "torch.int64", DTYPE, { ELEMENT_SIGNED, 8, false }, "int64" },
    { "torch.int32", DTYPE, { ELEMENT_SIGNED, 4, false }, "int32" },
    { "torch.int16", DTYPE, { ELEMENT_SIGNED, 2, false }, "int16" },
    { "torch.int8", DTYPE, { ELEMENT_SIGNED, 1, false }, "int8" },
    { "torch.uint8", DTYPE, { ELEMENT_UNSIGNED, 1, false }, "uint8" },
    { "torch.uint16", DTYPE, { ELEMENT_UNSIGNED, 2, false }, "uint16" },
    { "torch.uint32", DTYPE, { ELEMENT_UNSIGNED, 4, false }, "uint32" },
    { "torch.uint64", DTYPE, { ELEMENT_UNSIGNED, 8, false }, "uint64" },
    { "torch.bool", DTYPE, { ELEMENT_UNSIGNED, 1, false }, "bool" },
    { "torch.complex64", DTYPE, { ELEMENT_NONE, 8, false }, "complex64" },
};

const struct torch_name *torch_name_find(const char *name)
{
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(names[i].name, name) == 0) {
            return &names[i];
        }
    }
    return NULL;
}

bool torch_allowed(const char *name)
{
    return torch_name_find(name) != NULL;
}
