/* ffn: the block against a plain double loop, for every naming scheme of the models; what is
 * linear; bad models. */
#include "experiment/model.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { DIM = 6, HIDDEN = 10, TOKENS = 5 };

/* ---- files ---------------------------------------------------------------------------------- */

struct writer {
    char header[8192];
    double data[4096];
    size_t count;
};

/* Adds a tensor of random numbers (F32) and returns where they are, as written. */
static const double *add(struct writer *w, struct random *chance, const char *name, size_t rows,
                         size_t columns)
{
    char entry[512], shape[64];
    size_t n = rows * (columns ? columns : 1), first = w->count;
    if (columns)
        snprintf(shape, sizeof shape, "[%zu,%zu]", rows, columns);
    else
        snprintf(shape, sizeof shape, "[%zu]", rows);
    snprintf(entry, sizeof entry,
             "%s\"%s\":{\"dtype\":\"F32\",\"shape\":%s,\"data_offsets\":[%zu,%zu]}",
             w->count ? "," : "", name, shape, 4 * first, 4 * (first + n));
    strcat(w->header, entry);
    for (size_t i = 0; i < n; i++)
        w->data[w->count++] = (double)(float)random_normal(chance);
    return w->data + first;
}

static char *path_new(void)
{
    char *folder = text_copy("/tmp/actfn-ffn-XXXXXX"), *path;
    assert_non_null(mkdtemp(folder));
    path = text_format("%s/model.safetensors", folder);
    free(folder);
    return path;
}

static void write_file(const struct writer *w, const char *path)
{
    char *header = text_format("{%s}", w->header);
    uint64_t length = strlen(header);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    for (int i = 0; i < 8; i++)
        putc((int)(length >> 8 * i & 255), f);
    fputs(header, f);
    for (size_t i = 0; i < w->count; i++) {
        float x = (float)w->data[i];
        fwrite(&x, sizeof x, 1, f);
    }
    fclose(f);
    free(header);
}

static void remove_all(char *path)
{
    char *folder = text_part(path, (size_t)(strrchr(path, '/') - path)),
         *config = text_format("%s/config.json", folder);
    unlink(path);
    unlink(config);
    rmdir(folder);
    free(config);
    free(folder);
    free(path);
}

/* ---- the plain double loop ------------------------------------------------------------------ */

struct plain {
    const double *up, *gate, *down, *up_bias, *down_bias;
    bool turned;
};

static double weight(const double *w, bool turned, size_t out, size_t in, size_t o, size_t i)
{
    return turned ? w[i * out + o] : w[o * in + i];
}

static void plain_forward(const struct plain *p, const struct function *g, const float *x,
                          double *y)
{
    double middle[HIDDEN];
    for (size_t h = 0; h < HIDDEN; h++) {
        double up = p->up_bias ? p->up_bias[h] : 0, gate = 0;
        for (size_t i = 0; i < DIM; i++) {
            up += weight(p->up, p->turned, HIDDEN, DIM, h, i) * (double)x[i];
            if (p->gate)
                gate += weight(p->gate, p->turned, HIDDEN, DIM, h, i) * (double)x[i];
        }
        middle[h] = p->gate ? function_at(g, gate).f * up : function_at(g, up).f;
    }
    for (size_t o = 0; o < DIM; o++) {
        y[o] = p->down_bias ? p->down_bias[o] : 0;
        for (size_t h = 0; h < HIDDEN; h++)
            y[o] += weight(p->down, p->turned, DIM, HIDDEN, o, h) * middle[h];
    }
}

static bool read_block(const char *path, uint64_t layer, const char *activation, struct ffn *block,
                       struct model *m, struct error *err)
{
    const struct model_wish wish = { .path = path, .layer = layer, .activation = activation };
    return model_read(&wish, block, m, err);
}

static void compare(const struct plain *p, const char *path, uint64_t layer, const char *want_model,
                    const char *want_activation)
{
    struct ffn block;
    struct function g;
    struct error err;
    struct model m;
    float x[TOKENS * DIM], y[TOKENS * DIM], pre[TOKENS * HIDDEN], middle[TOKENS * HIDDEN];
    struct random chance;
    if (!read_block(path, layer, NULL, &block, &m, &err))
        fail_msg("%s", err.text);
    assert_string_equal(m.naming, want_model);
    assert_string_equal(m.activation, want_activation);
    assert_int_equal(block.dim, DIM);
    assert_int_equal(block.hidden, HIDDEN);
    assert_true(function_parse(&g, m.activation, NULL, 0, &err));
    block.activation = &g;
    random_seed(&chance, 7, 1);
    for (size_t i = 0; i < TOKENS * DIM; i++)
        x[i] = (float)random_normal(&chance);
    ffn_forward(&block, TOKENS, x, pre, middle, y, NULL);
    for (size_t t = 0; t < TOKENS; t++) {
        double want[DIM];
        plain_forward(p, &g, x + t * DIM, want);
        for (size_t i = 0; i < DIM; i++)
            assert_true(fabs((double)y[t * DIM + i] - want[i]) < 1e-4 * (1 + fabs(want[i])));
    }
    function_free(&g);
    ffn_free(&block);
    model_free(&m);
}

static void test_gpt2(void **state)
{
    struct writer w = { .count = 0 };
    struct plain p = { .turned = true };
    struct random chance;
    char *path = path_new();
    (void)state;
    random_seed(&chance, 1, 0);
    add(&w, &chance, "transformer.h.0.mlp.c_fc.weight", DIM, HIDDEN);
    add(&w, &chance, "transformer.h.0.mlp.c_proj.weight", HIDDEN, DIM);
    p.up = add(&w, &chance, "transformer.h.1.mlp.c_fc.weight", DIM, HIDDEN);
    p.up_bias = add(&w, &chance, "transformer.h.1.mlp.c_fc.bias", HIDDEN, 0);
    p.down = add(&w, &chance, "transformer.h.1.mlp.c_proj.weight", HIDDEN, DIM);
    p.down_bias = add(&w, &chance, "transformer.h.1.mlp.c_proj.bias", DIM, 0);
    add(&w, &chance, "transformer.h.1.attn.c_proj.weight", DIM, DIM);
    write_file(&w, path);
    compare(&p, path, 1, "GPT-2", "gelu_tanh");
    remove_all(path);
}

static void test_bert(void **state)
{
    struct writer w = { .count = 0 };
    struct plain p = { .turned = false };
    struct random chance;
    char *path = path_new();
    (void)state;
    random_seed(&chance, 2, 0);
    add(&w, &chance, "bert.encoder.layer.0.attention.output.dense.weight", DIM, DIM);
    p.up = add(&w, &chance, "bert.encoder.layer.0.intermediate.dense.weight", HIDDEN, DIM);
    p.up_bias = add(&w, &chance, "bert.encoder.layer.0.intermediate.dense.bias", HIDDEN, 0);
    p.down = add(&w, &chance, "bert.encoder.layer.0.output.dense.weight", DIM, HIDDEN);
    p.down_bias = add(&w, &chance, "bert.encoder.layer.0.output.dense.bias", DIM, 0);
    write_file(&w, path);
    compare(&p, path, 0, "BERT", "gelu");
    remove_all(path);
}

static void write_config(const char *path, const char *text)
{
    char *config = text_format("%.*s/config.json", (int)(strrchr(path, '/') - path), path);
    FILE *f = fopen(config, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
    free(config);
}

static void test_llama_and_gemma(void **state)
{
    struct writer w = { .count = 0 };
    struct plain p = { .turned = false };
    struct random chance;
    char *path = path_new();
    (void)state;
    random_seed(&chance, 3, 0);
    p.gate = add(&w, &chance, "model.layers.0.mlp.gate_proj.weight", HIDDEN, DIM);
    p.up = add(&w, &chance, "model.layers.0.mlp.up_proj.weight", HIDDEN, DIM);
    p.down = add(&w, &chance, "model.layers.0.mlp.down_proj.weight", DIM, HIDDEN);
    write_file(&w, path);
    compare(&p, path, 0, "Llama", "silu");
    write_config(path, "{\"model_type\": \"gemma\", \"hidden_act\": \"gelu\"}");
    compare(&p, path, 0, "Llama", "gelu_tanh");
    write_config(path, "{\"model_type\": \"gemma2\"}");
    compare(&p, path, 0, "Llama", "gelu_tanh");
    write_config(path,
                 "{\"model_type\": \"gemma3_text\", \"hidden_activation\": \"gelu_pytorch_tanh\"}");
    compare(&p, path, 0, "Llama", "hf.gelu_pytorch_tanh");
    write_config(path, "{\"hidden_act\": \"relu\"}");
    compare(&p, path, 0, "Llama", "hf.relu");
    write_config(path, "{\"text_config\": {\"hidden_act\": \"relu\"}}");
    compare(&p, path, 0, "Llama", "hf.relu");
    write_config(path, "{\"hidden_act\": \"relu_squared\"}");
    compare(&p, path, 0, "Llama", "relu_squared");
    write_config(path, "{\"feed_forward_proj\": \"gated-gelu\"}");
    compare(&p, path, 0, "Llama", "gelu_tanh");
    write_config(path, "{\"feed_forward_proj\": \"gated-silu\"}");
    compare(&p, path, 0, "Llama", "hf.silu");
    remove_all(path);
}

/* An activation that nobody knows is no reason to guess either; the user may decide. What a file
 * says is never an expression. */
static void test_unknown_activation(void **state)
{
    static const char *const names[] = { "mish_v2", "x*x", "relu(x)", "pi", "x", "" };
    struct writer w = { .count = 0 };
    struct random chance;
    char *path = path_new();
    (void)state;
    random_seed(&chance, 3, 0);
    add(&w, &chance, "layers.0.mlp.gate_proj.weight", HIDDEN, DIM);
    add(&w, &chance, "layers.0.mlp.up_proj.weight", HIDDEN, DIM);
    add(&w, &chance, "layers.0.mlp.down_proj.weight", DIM, HIDDEN);
    write_file(&w, path);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        for (int nested = 0; nested < 2; nested++) {
            struct ffn block;
            struct model m;
            struct error err;
            char *quoted = text_copy(quote(names[i]).text);
            char *config = text_format(nested ? "{\"text_config\": {\"hidden_act\": \"%s\"}}"
                                              : "{\"hidden_act\": \"%s\"}",
                                       names[i]);
            write_config(path, config);
            assert_false(read_block(path, 0, NULL, &block, &m, &err));
            assert_non_null(strstr(err.text, quoted));
            assert_non_null(strstr(err.text, nested ? "'text_config.hidden_act'" : "'hidden_act'"));
            assert_non_null(strstr(err.text, "--activation"));
            assert_true(read_block(path, 0, "mish", &block, &m, &err));
            assert_string_equal(m.activation, "mish");
            ffn_free(&block);
            model_free(&m);
            free(config);
            free(quoted);
        }
    remove_all(path);
}

/* ---- which way round ------------------------------------------------------------------------ */

enum { UP_BIAS = 1, DOWN_BIAS = 2, NORM = 4, EMBEDDING = 8 };

/* GPT-2's names, in either order, with this evidence beside them. */
static char *gpt2_names(struct plain *p, bool in_out, int evidence, size_t dim, size_t hidden)
{
    struct writer w = { .count = 0 };
    struct random chance;
    char *path = path_new();
    *p = (struct plain){ .turned = in_out };
    random_seed(&chance, 9, 0);
    p->up = add(&w, &chance, "h.0.mlp.c_fc.weight", in_out ? DIM : HIDDEN, in_out ? HIDDEN : DIM);
    p->down =
        add(&w, &chance, "h.0.mlp.c_proj.weight", in_out ? HIDDEN : DIM, in_out ? DIM : HIDDEN);
    if (evidence & UP_BIAS)
        p->up_bias = add(&w, &chance, "h.0.mlp.c_fc.bias", hidden, 0);
    if (evidence & DOWN_BIAS)
        p->down_bias = add(&w, &chance, "h.0.mlp.c_proj.bias", dim, 0);
    if (evidence & NORM)
        add(&w, &chance, "h.0.ln_2.weight", dim, 0);
    if (evidence & EMBEDDING)
        add(&w, &chance, "wte.weight", 3, dim);
    write_file(&w, path);
    struct plain kept = *p; /* w goes out of scope: copies */
    static double data[4096];
    memcpy(data, w.data, sizeof data);
    const double **all[] = { &kept.up, &kept.down, &kept.up_bias, &kept.down_bias };
    for (size_t i = 0; i < 4; i++)
        *all[i] = *all[i] ? data + (*all[i] - w.data) : NULL;
    *p = kept;
    return path;
}

static void test_orientation(void **state)
{
    static const struct {
        int evidence;
        const char *told;
    } cases[] = {
        { UP_BIAS, "c_fc.bias" },
        { DOWN_BIAS, "c_proj.bias" },
        { UP_BIAS | DOWN_BIAS | NORM | EMBEDDING, "c_fc.bias" },
        { NORM, "ln_2.weight" },
        { EMBEDDING, "wte.weight" },
        { 0, "larger size" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int in_out = 0; in_out < 2; in_out++) {
            struct plain p;
            struct ffn block;
            struct model m;
            struct error err;
            char *path = gpt2_names(&p, in_out, cases[i].evidence, DIM, HIDDEN);
            compare(&p, path, 0, in_out ? "GPT-2" : "nanoGPT", in_out ? "gelu_tanh" : "gelu");
            assert_true(read_block(path, 0, NULL, &block, &m, &err));
            assert_non_null(strstr(m.layout, cases[i].told));
            assert_non_null(strstr(m.layout, in_out ? "in x out" : "out x in"));
            ffn_free(&block);
            model_free(&m);
            remove_all(path);
        }
}

/* Evidence beats the rule that the hidden size is the larger one; evidence against evidence is
 * refused. */
static void test_orientation_disputed(void **state)
{
    struct plain p;
    struct ffn block;
    struct model m;
    struct error err;
    (void)state;
    char *path =
        gpt2_names(&p, true, NORM, HIDDEN, DIM); /* c_fc is DIM x HIDDEN, the model HIDDEN wide */
    assert_true(read_block(path, 0, NULL, &block, &m, &err));
    assert_int_equal(block.dim, HIDDEN);
    assert_int_equal(block.hidden, DIM);
    ffn_free(&block);
    model_free(&m);
    remove_all(path);
    for (int evidence = DOWN_BIAS; evidence <= EMBEDDING; evidence *= 2) {
        path = gpt2_names(&p, false, UP_BIAS | evidence, HIDDEN, HIDDEN);
        assert_false(read_block(path, 0, NULL, &block, &m, &err));
        assert_non_null(strstr(err.text, "the other way round"));
        remove_all(path);
    }
}

/* ---- weights that are no numbers ------------------------------------------------------------ */

static void test_not_finite(void **state)
{
    static const struct {
        double value;
        const char *says;
    } cases[] = {
        { NAN, "hold NaN" },
        { INFINITY, "hold infinity" },
        { -INFINITY, "hold infinity" },
    };
    (void)state;
    for (size_t i = 0; i < 3; i++)
        for (int where = 0; where < 2; where++) {
            struct writer w = { .count = 0 };
            struct random chance;
            struct ffn block;
            struct model m;
            struct error err;
            char *path = path_new();
            random_seed(&chance, 10, 0);
            add(&w, &chance, "h.0.mlp.c_fc.weight", DIM, HIDDEN);
            add(&w, &chance, "h.0.mlp.c_proj.weight", HIDDEN, DIM);
            w.data[where ? DIM * HIDDEN + 2 * DIM + 5 : 3 * HIDDEN + 7] = cases[i].value;
            write_file(&w, path);
            assert_false(read_block(path, 0, NULL, &block, &m, &err));
            assert_non_null(strstr(err.text, cases[i].says));
            assert_non_null(
                strstr(err.text, where ? "1 of the 60 numbers of tensor 'h.0.mlp.c_proj.weight'"
                                       : "'h.0.mlp.c_fc.weight'"));
            assert_non_null(strstr(err.text, where ? "[2, 5]" : "[3, 7]"));
            remove_all(path);
        }
}

/* One that cannot be read is no reason to guess. */
static void test_bad_config(void **state)
{
    struct writer w = { .count = 0 };
    struct random chance;
    struct ffn block;
    struct error err;
    struct model m;
    char *path = path_new();
    (void)state;
    random_seed(&chance, 3, 0);
    add(&w, &chance, "h.0.mlp.c_fc.weight", DIM, HIDDEN);
    add(&w, &chance, "h.0.mlp.c_proj.weight", HIDDEN, DIM);
    write_file(&w, path);
    write_config(path, "{\"activation_function\": ");
    assert_false(read_block(path, 0, NULL, &block, &m, &err));
    assert_non_null(strstr(err.text, "config.json"));
    assert_non_null(strstr(err.text, "not JSON"));
    remove_all(path);
}

static void test_t5(void **state)
{
    struct random chance;
    (void)state;
    random_seed(&chance, 4, 0);
    for (int gated = 0; gated < 2; gated++) {
        struct writer w = { .count = 0 };
        struct plain p = { .turned = false };
        char *path = path_new();
        if (gated)
            p.gate =
                add(&w, &chance, "encoder.block.0.layer.1.DenseReluDense.wi_0.weight", HIDDEN, DIM);
        p.up = add(&w, &chance,
                   gated ? "encoder.block.0.layer.1.DenseReluDense.wi_1.weight"
                         : "encoder.block.0.layer.1.DenseReluDense.wi.weight",
                   HIDDEN, DIM);
        p.down = add(&w, &chance, "encoder.block.0.layer.1.DenseReluDense.wo.weight", DIM, HIDDEN);
        write_file(&w, path);
        compare(&p, path, 0, gated ? "T5 v1.1" : "T5 v1.0", gated ? "gelu_tanh" : "relu");
        remove_all(path);
    }
}

static void refused(const struct writer *w, uint64_t layer, const char *reason)
{
    struct ffn block;
    struct error err;
    struct model m;
    char *path = path_new();
    write_file(w, path);
    assert_false(read_block(path, layer, NULL, &block, &m, &err));
    if (!strstr(err.text, reason))
        fail_msg("'%s' does not say '%s'", err.text, reason);
    remove_all(path);
}

static void test_refused(void **state)
{
    struct writer none = { .count = 0 }, wrong = { .count = 0 }, one = { .count = 0 };
    struct random chance;
    (void)state;
    random_seed(&chance, 5, 0);
    add(&none, &chance, "nothing.weight", 2, 2);
    refused(&none, 0, "no feedforward block");
    add(&wrong, &chance, "h.0.mlp.c_fc.weight", DIM, HIDDEN);
    add(&wrong, &chance, "h.0.mlp.c_proj.weight", DIM, DIM);
    refused(&wrong, 0, "would have to be");
    add(&one, &chance, "h.0.mlp.c_fc.weight", DIM, HIDDEN);
    add(&one, &chance, "h.0.mlp.c_proj.weight", HIDDEN, DIM);
    refused(&one, 3, "has layer 0");
    add(&one, &chance, "h.0.mlp.c_fc.bias", DIM + 1, 0);
    refused(&one, 0, "a bias of 10 numbers");
}

/* ---- what the activation buys --------------------------------------------------------------- */

/* The identity buys nothing; a wide relu block leaves the share that theory gives for z ~ N(0,1):
 * residual of relu over its variance, (1/4 - 1/(2 pi)) / (1/2 - 1/(2 pi)) = 26.69 %. */
static void test_effect(void **state)
{
    static const struct {
        const char *name;
        double percent, off;
    } cases[] = {
        { "identity", 0, 1e-9 },
        { "relu", 100 * (0.25 - 0.5 / M_PI) / (0.5 - 0.5 / M_PI), 1 },
        { "abs(x)", 100, 1 },
    };
    struct init init;
    struct error err;
    (void)state;
    assert_true(init_parse("lecun", &init, &err));
    for (size_t i = 0; i < 3; i++) {
        struct function g;
        struct ffn block = { .dim = 256, .hidden = 1024, .activation = &g };
        struct ffn_effect e;
        assert_true(function_parse(&g, cases[i].name, NULL, 0, &err));
        ffn_random(&block, &init, 1);
        ffn_effect(&block, 256, 1, &e);
        assert_true(fabs(e.not_affine_percent - cases[i].percent) <= cases[i].off);
        assert_true(i ? e.superposition_error > 0.1 : e.superposition_error < 1e-5);
        ffn_free(&block);
        function_free(&g);
    }
}

/* With identity as its gate a gated block is quadratic and nothing else: affine maps explain none
 * of it. */
static void test_gated_effect(void **state)
{
    struct function g;
    struct error err;
    struct init init;
    struct ffn block = { .dim = 256, .hidden = 1024, .gated = true, .activation = &g };
    struct ffn_effect e;
    (void)state;
    assert_true(init_parse("lecun", &init, &err) && function_parse(&g, "identity", NULL, 0, &err));
    ffn_random(&block, &init, 1);
    ffn_effect(&block, 256, 1, &e);
    assert_true(fabs(e.not_affine_percent - 100) < 1);
    ffn_free(&block);
    function_free(&g);
}

/* ---- on inputs of the user's ---------------------------------------------------------------- */

/* relu(x) of one unit on -2, -1, 0, 1, 2, three times over, by hand: the best line is 0.6 + x/2,
 * its residuals are 0.4 -0.1 -0.6 -0.1 0.4, 0.7 in square of 3.2 about the mean; 15 rows, 13 and 14
 * degrees of freedom. */
static void test_given(void **state)
{
    static const float one[] = { 1 };
    struct function g;
    struct error err;
    struct ffn block = { .dim = 1, .hidden = 1, .activation = &g, .up.at = one, .down.at = one };
    struct ffn_effect e;
    float x[15], y[15], pre[15], middle[15];
    (void)state;
    assert_true(function_parse(&g, "relu", NULL, 0, &err));
    for (int i = 0; i < 15; i++)
        x[i] = (float)(i % 5 - 2);
    ffn_forward(&block, 15, x, pre, middle, y, NULL);
    ffn_effect_given(&block, 15, x, y, &e);
    assert_true(fabs(e.not_affine_percent - 100 * (0.7 / 13) / (3.2 / 14)) < 1e-9);
    assert_true(e.sampling_error > 0 && e.sampling_error < 50);
    assert_int_equal(e.pairs, 15);
    ffn_effect_given(&block, 2, x, y, &e);
    assert_true(e.too_few && isnan(e.not_affine_percent));
    ffn_effect_given(&block, 3, x, y, &e); /* -2, -1, 0: the same for every input */
    assert_true(e.constant && !e.too_few && isnan(e.not_affine_percent));
    function_free(&g);
}

static void test_parts(void **state)
{
    struct function g;
    struct error err;
    struct part_check c;
    (void)state;
    assert_true(function_parse(&g, "relu", NULL, 0, &err));
    assert_true(part_count() >= 8);
    for (size_t i = 0; i < part_count(); i++) {
        part_check(i, &g, 42, &c);
        if (strncmp(c.part, "linear", 6) == 0 || strncmp(c.part, "residual", 8) == 0)
            assert_true(c.superposition_error < 1e-14);
        else
            assert_true(c.superposition_error > 0.05);
        if (strcmp(c.part, "activation") == 0)
            assert_true(c.degree == 1); /* relu scales */
        if (strcmp(c.part, "LayerNorm") == 0 || strcmp(c.part, "RMSNorm") == 0)
            assert_true(c.degree == 0);
        if (strcmp(c.part, "gate product") == 0 || strcmp(c.part, "attention scores") == 0)
            assert_true(c.degree == 2);
        if (strcmp(c.part, "softmax") == 0)
            assert_true(isnan(c.degree));
    }
    function_free(&g);
}

static void test_sizes(void **state)
{
    static const struct {
        const char *name;
        uint64_t parameters, flops;
    } want[] = {
        { "gpt2", 20488000, 40960000 },    { "bert", 4722432, 9437184 },
        { "llama", 135266304, 270532608 }, { "t5", 4718592, 9437184 },
        { "gemma", 100663296, 201326592 },
    };
    (void)state;
    for (size_t i = 0; i < 5; i++) {
        const struct ffn_row *row = ffn_find(want[i].name);
        struct ffn block = {
            .dim = row->dim, .hidden = row->hidden, .gated = row->gated, .bias = row->bias
        };
        assert_int_equal(ffn_parameters(&block), want[i].parameters);
        assert_int_equal(ffn_flops(&block), want[i].flops);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gpt2),
        cmocka_unit_test(test_bert),
        cmocka_unit_test(test_llama_and_gemma),
        cmocka_unit_test(test_bad_config),
        cmocka_unit_test(test_t5),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_effect),
        cmocka_unit_test(test_unknown_activation),
        cmocka_unit_test(test_orientation),
        cmocka_unit_test(test_orientation_disputed),
        cmocka_unit_test(test_not_finite),
        cmocka_unit_test(test_given),
        cmocka_unit_test(test_gated_effect),
        cmocka_unit_test(test_parts),
        cmocka_unit_test(test_sizes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
