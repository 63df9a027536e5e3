/* What people have where a file of numbers is wanted: one row a kind, first match first. Nothing
 * here is read further; a row says what the file is and which command or line of Python makes of it
 * what is wanted. */
#include "input/known.h"

#include <stdlib.h>
#include <string.h>

#define MAGIC(bytes, at) .magic = (bytes), .length = sizeof(bytes) - 1, .offset = (at)
#define WORDS(text) .magic = (text), .length = sizeof(text) - 1, .words = true
#define PYTHON(line) "python3 -c \"" line "\""
#define SAVE_MODEL ", 'model.safetensors')"

static const char AGAIN[] = "fetch it again: the file itself (huggingface.co: /resolve/ in place "
                            "of /blob/, GitHub: Raw), and "
                            "log in where the page asks for it";
static const char SERVER[] =
    "check the address it was fetched from, and whether one must log in there";
static const char TABLE_PICTURE[] =
    "the numbers are wanted that it was drawn from, as .csv or .npy";
static const char EXPORT[] = "export the weights, from the model it was made of, as .safetensors";
static const char ONNX[] = PYTHON(
    "import onnx, onnx.numpy_helper as h, safetensors.numpy as s; "
    "s.save_file({t.name: h.to_array(t) for t in onnx.load(FILE).graph.initializer}" SAVE_MODEL);
static const char TORCH[] = "convert it to .npy: " PYTHON(
    "import numpy as np, torch; a = torch.load(FILE, map_location='cpu'); "
    "np.save('a.npy', (a['NAME'] if isinstance(a, dict) else a).detach().float().numpy())");
static const char TORCH_MODEL[] = "convert it to safetensors: " PYTHON(
    "import torch, safetensors.torch as s; "
    "d = torch.load(FILE, map_location='cpu'); s.save_file({k: v.clone().contiguous() "
    "for k, v in d.items() if torch.is_tensor(v)}" SAVE_MODEL);
static const char GGUF[] = PYTHON("import gguf, safetensors.numpy as s; s.save_file({t.name: "
                                  "gguf.quants.dequantize(t.data, t.tensor_type) for t in "
                                  "gguf.GGUFReader(FILE).tensors}" SAVE_MODEL);
static const char PICKLE[] = "where you trust it (a pickle runs code): " PYTHON(
    "import pickle, numpy as np; "
    "np.save('a.npy', np.asarray(pickle.load(open(FILE, 'rb'))))");

/* torch/serialization.py, MAGIC_NUMBER, as a pickle has it */
#define TORCH_OLD "\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19"

#define PICKLE_ROW(protocol)                                                                \
    {                                                                                       \
        KIND_FOREIGN, MAGIC("\x80" protocol, 0), .name = "a Python pickle", .cure = PICKLE, \
                                                 .model = TORCH_MODEL                       \
    }

static const struct known rows[] = {
    /* what is read */
    { KIND_NPY, MAGIC("\x93NUMPY", 0), .name = "an npy file: one array without names",
      .cure = "a model is wanted, with a name for each tensor: .safetensors" },
    { KIND_SAFETENSORS, MAGIC("????\0\0\0\0{", 0), .name = "a safetensors file",
      .cure = "write FILE:TENSOR where one array is wanted; "
              "for a table: " PYTHON("import numpy as np, safetensors.numpy as s; np.save('a.npy', "
                                     "s.load_file(FILE)['NAME'])") },
    /* what a download leaves in the place of a file */
    { KIND_FOREIGN, WORDS("version https://git-lfs.github.com/spec/"),
      .name = "a git-lfs pointer, not the file itself", .cure = "fetch the file: git lfs pull" },
    { KIND_FOREIGN, WORDS("<!doctype"),
      .name = "an HTML page, not the file that was to be downloaded", .cure = AGAIN },
    { KIND_FOREIGN, WORDS("<html"), .name = "an HTML page, not the file that was to be downloaded",
      .cure = AGAIN },
    { KIND_FOREIGN, WORDS("<head"), .name = "an HTML page, not the file that was to be downloaded",
      .cure = AGAIN },
    { KIND_FOREIGN, WORDS("<!--"), .name = "an HTML page, not the file that was to be downloaded",
      .cure = AGAIN },
    { KIND_FOREIGN, WORDS("<?xml"), .name = "XML, as servers answer where a file cannot be had",
      .cure = SERVER },
    { KIND_FOREIGN, WORDS("404: not found"), .name = "a server's answer, 404: Not Found",
      .cure = SERVER },
    { KIND_FOREIGN, WORDS("entry not found"), .name = "a server's answer, Entry not found",
      .cure = SERVER },
    { KIND_FOREIGN, WORDS("repository not found"),
      .name = "a server's answer, Repository not found", .cure = SERVER },
    { KIND_FOREIGN, WORDS("invalid username or password"),
      .name = "a server's answer, Invalid username or password", .cure = SERVER },
    { KIND_FOREIGN, WORDS("access to model"),
      .name = "a server's answer, Access to model is restricted", .cure = SERVER },
    /* packed */
    { KIND_FOREIGN, MAGIC("\x1f\x8b", 0), .name = "packed by gzip",
      .cure = "unpack it: gunzip -c FILE > unpacked" },
    { KIND_FOREIGN, MAGIC("BZh", 0), .name = "packed by bzip2",
      .cure = "unpack it: bunzip2 -c FILE > unpacked" },
    { KIND_FOREIGN,
      MAGIC("\xfd"
            "7zXZ\0",
            0),
      .name = "packed by xz", .cure = "unpack it: xz -dc FILE > unpacked" },
    { KIND_FOREIGN, MAGIC("\x28\xb5\x2f\xfd", 0), .name = "packed by zstd",
      .cure = "unpack it: zstd -dc FILE > unpacked" },
    { KIND_FOREIGN, MAGIC("\x04\x22\x4d\x18", 0), .name = "packed by lz4",
      .cure = "unpack it: lz4 -dc FILE > unpacked" },
    { KIND_FOREIGN, MAGIC("7z\xbc\xaf\x27\x1c", 0), .name = "a 7z archive",
      .cure = "unpack it: 7z x FILE" },
    { KIND_FOREIGN, MAGIC("ustar", 257), .name = "a tar archive",
      .cure = "unpack it: tar -xf FILE" },
    { KIND_TORCH, MAGIC("PK\3\4", 0), .inside = "data.pkl", .name = "a PyTorch file", .cure = TORCH,
      .model = TORCH_MODEL },
    { KIND_NPZ, MAGIC("PK\3\4", 0), .inside = ".npy",
      .name = "an npz file, several arrays in a zip", .cure = "a configuration is wanted, JSON" },
    { KIND_FOREIGN, MAGIC("PK\3\4", 0), .inside = "[Content_Types].xml", .name = "an xlsx sheet",
      .cure = "save it as csv there, or: " PYTHON(
          "import pandas as pd; pd.read_excel(FILE).to_csv('a.csv', index=False)") },
    { KIND_FOREIGN, MAGIC("PK\3\4", 0), .inside = "metadata.json", .name = "a Keras model",
      .cure = EXPORT },
    { KIND_FOREIGN, MAGIC("PK\3\4", 0), .name = "a zip archive", .cure = "unpack it: unzip FILE" },
    { KIND_FOREIGN, MAGIC("PK\5\6", 0), .name = "a zip archive with nothing in it",
      .cure = "make it again" },
    /* other formats of models and tables */
    { KIND_FOREIGN, MAGIC("\x89HDF\r\n\x1a\n", 0), .name = "an HDF5 file",
      .cure = "convert it to .npy: " PYTHON(
          "import h5py, numpy as np; np.save('a.npy', h5py.File(FILE)['NAME'][()])"),
      .model = "convert it to safetensors: " PYTHON(
          "import h5py, safetensors.numpy as s; d = {}; h5py.File(FILE).visititems(lambda n, o: "
          "d.update({n: o[()]}) if hasattr(o, 'shape') else None); s.save_file(d" SAVE_MODEL) },
    { KIND_GGUF, MAGIC("GGUF", 0), .name = "a GGUF file", .cure = GGUF },
    { KIND_FOREIGN, MAGIC("TFL3", 4), .name = "a TensorFlow Lite model", .cure = EXPORT },
    { KIND_FOREIGN, MAGIC("\x08\x01\x12", 0), .name = "a TensorFlow SavedModel", .cure = EXPORT },
    { KIND_FOREIGN, MAGIC("\x08?\x12", 0), .name = "an ONNX model", .cure = ONNX },
    { KIND_FOREIGN, MAGIC("\x08?\x3a", 0), .name = "an ONNX model", .cure = ONNX },
    { KIND_TORCH_OLD, MAGIC("\x80?" TORCH_OLD, 0), .name = "a PyTorch file of the old kind",
      .cure = TORCH, .model = TORCH_MODEL },
    { KIND_TORCH_OLD, MAGIC("\x80?\x95????????" TORCH_OLD, 0),
      .name = "a PyTorch file of the old kind", .cure = TORCH, .model = TORCH_MODEL },
    PICKLE_ROW("\2"),
    PICKLE_ROW("\3"),
    PICKLE_ROW("\4"),
    PICKLE_ROW("\5"),
    { KIND_FOREIGN, MAGIC("PAR1", 0), .name = "a parquet table",
      .cure = PYTHON("import pandas as pd; pd.read_parquet(FILE).to_csv('a.csv', index=False)") },
    { KIND_FOREIGN, MAGIC("ARROW1", 0), .name = "an Arrow table",
      .cure = PYTHON("import pandas as pd; pd.read_feather(FILE).to_csv('a.csv', index=False)") },
    { KIND_FOREIGN, MAGIC("FEA1", 0), .name = "a Feather table",
      .cure = PYTHON("import pandas as pd; pd.read_feather(FILE).to_csv('a.csv', index=False)") },
    { KIND_FOREIGN, MAGIC("\xd0\xcf\x11\xe0", 0), .name = "an xls sheet of the old kind",
      .cure = "save it as csv there" },
    { KIND_FOREIGN, MAGIC("MATLAB 5.0", 0), .name = "a MATLAB file",
      .cure =
          PYTHON("import numpy as np, scipy.io as m; np.save('a.npy', m.loadmat(FILE)['NAME'])") },
    { KIND_FOREIGN, MAGIC("\x89PNG", 0), .name = "a PNG image", .cure = TABLE_PICTURE },
    { KIND_FOREIGN, MAGIC("\xff\xd8\xff", 0), .name = "a JPEG image", .cure = TABLE_PICTURE },
    { KIND_FOREIGN, MAGIC("GIF8", 0), .name = "a GIF image", .cure = TABLE_PICTURE },
    { KIND_FOREIGN, MAGIC("%PDF", 0), .name = "a PDF document", .cure = TABLE_PICTURE },
    { KIND_FOREIGN,
      MAGIC("\x7f"
            "ELF",
            0),
      .name = "a program", .cure = "a file of numbers is wanted" },
    /* text */
    { KIND_FOREIGN, MAGIC("\xff\xfe", 0), .name = "text in UTF-16",
      .cure = "save it in UTF-8: iconv -f UTF-16 -t UTF-8 FILE > a.csv" },
    { KIND_FOREIGN, MAGIC("\xfe\xff", 0), .name = "text in UTF-16",
      .cure = "save it in UTF-8: iconv -f UTF-16 -t UTF-8 FILE > a.csv" },
    { KIND_JSON, WORDS("{"), .name = "JSON",
      .cure = "a table is wanted, .csv or .npy: " PYTHON(
          "import pandas as pd; pd.read_json(FILE).to_csv('a.csv', index=False)") },
};
static const struct known text = {
    .kind = KIND_TEXT,
    .name = "text",
    .cure = "an array is wanted, .npy: " PYTHON(
        "import numpy as np; np.save('a.npy', np.genfromtxt(FILE, delimiter=',', "
        "skip_header=1))") ", skip_header=0 where it has no header",
    .model = "a model is wanted, .safetensors"
};
static const struct known unknown = { .kind = KIND_UNKNOWN,
                                      .name = "of no kind that is known here" };

static unsigned char lower(unsigned char c)
{
    return c >= 'A' && c <= 'Z' ? (unsigned char)(c - 'A' + 'a') : c;
}

static bool blank(unsigned char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Past a byte order mark and blanks. */
static size_t words_begin(const unsigned char *head, size_t n)
{
    size_t i = n >= 3 && memcmp(head, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    while (i < n && blank(head[i])) {
        i++;
    }
    return i;
}

static bool contains(const unsigned char *head, size_t n, const char *part)
{
    size_t length = strlen(part);
    for (size_t i = 0; i + length <= n; i++) {
        if (memcmp(head + i, part, length) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_text(const unsigned char *head, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if ((head[i] < ' ' && !(head[i] >= '\t' && head[i] <= '\r')) || head[i] == 0x7f) {
            return false;
        }
    }
    return true;
}

static bool matches(const struct known *k, const unsigned char *head, size_t n)
{
    size_t at = k->words ? words_begin(head, n) : k->offset;
    if (k->kind == KIND_NPY && n > 0 && n < k->length) { /* the beginning of its magic is no text */
        return memcmp(head, k->magic, n) == 0;
    }
    if (n < k->length || at > n - k->length) {
        return false;
    }
    for (size_t i = 0; i < k->length; i++) {
        unsigned char wanted = (unsigned char)k->magic[i],
                      is = k->words ? lower(head[at + i]) : head[at + i];
        if (wanted != '?' && wanted != is) {
            return false;
        }
    }
    return k->kind == KIND_JSON ? is_text(head, n)
                                : k->inside == NULL || contains(head, n, k->inside);
}

const struct known *known_find(const unsigned char *head, size_t length)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (matches(&rows[i], head, length)) {
            return &rows[i];
        }
    }
    return is_text(head, length) ? &text : &unknown;
}

/* The cure with the file's name in the place of FILE; the caller's. */
static char *filled(const char *cure, const char *name)
{
    char *all = text_copy("");
    for (const char *at; (at = strstr(cure, "FILE")) != NULL; cure = at + 4) {
        char *more = text_format("%s%.*s%s", all, (int)(at - cure), cure, name);
        free(all);
        all = more;
    }
    char *whole = text_format("%s%s", all, cure);
    free(all);
    return whole;
}

bool known_suits(const struct known *k, unsigned wanted, const char *name, struct error *err)
{
    /* Readers say themselves what they miss in bytes that nobody knows, and why text is no JSON. */
    bool passes = k->kind == KIND_UNKNOWN || (k->kind & wanted) != 0 ||
                  (k->kind == KIND_TEXT && wanted == WANT_CONFIG);
    if (passes) {
        return true;
    }
    char *cure =
        filled((wanted & KIND_SAFETENSORS) != 0 && k->model != NULL ? k->model : k->cure, name);
    (void)error_set(err, "%s: is %s; %s", name, k->name, cure);
    free(cure);
    return false;
}

bool known_is_zip(const struct known *k)
{
    return k->magic != NULL && strncmp(k->magic, "PK", 2) == 0;
}

bool known_is_gzip(const struct known *k)
{
    return k->magic != NULL && strncmp(k->magic, "\x1f\x8b", 2) == 0;
}

const struct known *known_zip(const struct known *k, const unsigned char *tail, size_t length)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (known_is_zip(&rows[i]) && rows[i].inside != NULL &&
            contains(tail, length, rows[i].inside)) {
            return &rows[i];
        }
    }
    return k;
}
