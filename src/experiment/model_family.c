/* The one table of families, and names against it. Where two rows fit a model, the first counts. */
#include "experiment/model_family.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define PLAIN(up, down) (up), NULL, (down)
#define GATED(gate, up, down) (up), (gate), (down)
#define OUT_IN .layout = STORED_OUT_IN
#define STACKED OUT_IN, .stacked = true
#define MLP "layers.%N.mlp."
#define EXPERT "layers.%N.mlp.experts.%E."
#define MIXTRAL "layers.%N.block_sparse_moe.experts.%E."
#define META "layers.%N.feed_forward."
#define T5(stack, place) stack ".block.%N.layer." place ".DenseReluDense."
#define SWITCH(stack, place) stack ".block.%N.layer." place ".mlp.experts.expert_%E."
#define T5_NORM(stack, place) stack ".block.%N.layer." place ".layer_norm"
#define LLAMA_NORM "layers.%N.post_attention_layernorm"

/* Activations are those of the models' own code; config.json, where there is one, says more. */
static const struct model_family families[] = {
    { "GPT-2", PLAIN("h.%N.mlp.c_fc", "h.%N.mlp.c_proj"), "h.%N.ln_2", "gelu_tanh",
      .layout = STORED_IN_OUT, .other = { "nanoGPT", "gelu" } },
    { "Qwen", GATED("h.%N.mlp.w2", "h.%N.mlp.w1", "h.%N.mlp.c_proj"), "h.%N.ln_2", "silu", OUT_IN },
    { "CLIP", PLAIN("resblocks.%N.mlp.c_fc", "resblocks.%N.mlp.c_proj"), "resblocks.%N.ln_2",
      "quick_gelu", OUT_IN },
    { "BERT", PLAIN("encoder.layer.%N.intermediate.dense", "encoder.layer.%N.output.dense"),
      "encoder.layer.%N.output.LayerNorm", "gelu", OUT_IN },
    { "DistilBERT", PLAIN("layer.%N.ffn.lin1", "layer.%N.ffn.lin2"), "layer.%N.output_layer_norm",
      "gelu", OUT_IN },
    { "ALBERT",
      PLAIN("albert_layer_groups.%N.albert_layers.0.ffn",
            "albert_layer_groups.%N.albert_layers.0.ffn_output"),
      "albert_layer_groups.%N.albert_layers.0.full_layer_layer_norm", "gelu_tanh", OUT_IN },
    { "XLNet", PLAIN("layer.%N.ff.layer_1", "layer.%N.ff.layer_2"), "layer.%N.ff.layer_norm",
      "gelu", OUT_IN },
    { "XLM", PLAIN("ffns.%N.lin1", "ffns.%N.lin2"), NULL, "gelu", OUT_IN },
    { "Llama", GATED(MLP "gate_proj", MLP "up_proj", MLP "down_proj"), LLAMA_NORM, "silu", OUT_IN },
    { "Phi-3", PLAIN(MLP "gate_up_proj", MLP "down_proj"), LLAMA_NORM, "silu", OUT_IN },
    { "Nemotron", PLAIN(MLP "up_proj", MLP "down_proj"), LLAMA_NORM, "relu2", OUT_IN },
    { "a mixture of experts", GATED(EXPERT "gate_proj", EXPERT "up_proj", EXPERT "down_proj"),
      LLAMA_NORM, "silu", OUT_IN },
    { "Mixtral", GATED(MIXTRAL "w1", MIXTRAL "w3", MIXTRAL "w2"), LLAMA_NORM, "silu", OUT_IN },
    { "Llama (Meta's names)", GATED(META "w1", META "w3", META "w2"), "layers.%N.ffn_norm", "silu",
      OUT_IN },
    { "Mixtral (Mistral's names)",
      GATED(META "experts.%E.w1", META "experts.%E.w3", META "experts.%E.w2"), "layers.%N.ffn_norm",
      "silu", OUT_IN },
    { "Llama 4",
      GATED(META "shared_expert.gate_proj", META "shared_expert.up_proj",
            META "shared_expert.down_proj"),
      LLAMA_NORM, "silu", OUT_IN },
    { "Llama 4's experts", PLAIN(META "experts.gate_up_proj", META "experts.down_proj"), LLAMA_NORM,
      "silu", .layout = STORED_IN_OUT, .stacked = true },
    { "a mixture of experts", PLAIN(MLP "experts.gate_up_proj", MLP "experts.down_proj"),
      LLAMA_NORM, "silu", STACKED },
    { "a mixture of experts",
      GATED(MLP "experts.gate_proj", MLP "experts.up_proj", MLP "experts.down_proj"), LLAMA_NORM,
      "silu", STACKED },
    { "Granite's experts",
      PLAIN("layers.%N.block_sparse_moe.input_linear", "layers.%N.block_sparse_moe.output_linear"),
      LLAMA_NORM, "silu", STACKED },
    { "ModernBERT", PLAIN(MLP "Wi", MLP "Wo"), "layers.%N.mlp_norm", "gelu", OUT_IN },
    { "Nomic BERT", GATED(MLP "fc12", MLP "fc11", MLP "fc2"), "layers.%N.norm2", "silu", OUT_IN },
    { "LitGPT", GATED("h.%N.mlp.fc_1", "h.%N.mlp.fc_2", "h.%N.mlp.proj"), "h.%N.norm_2", "silu",
      OUT_IN },
    { "LitGPT", PLAIN("h.%N.mlp.fc", "h.%N.mlp.proj"), "h.%N.norm_2", "gelu", OUT_IN },
    { "T5 v1.0", PLAIN(T5("encoder", "1") "wi", T5("encoder", "1") "wo"), T5_NORM("encoder", "1"),
      "relu", OUT_IN },
    { "T5 v1.1",
      GATED(T5("encoder", "1") "wi_0", T5("encoder", "1") "wi_1", T5("encoder", "1") "wo"),
      T5_NORM("encoder", "1"), "gelu_tanh", OUT_IN },
    { "T5 v1.0's decoder", PLAIN(T5("decoder", "2") "wi", T5("decoder", "2") "wo"),
      T5_NORM("decoder", "2"), "relu", OUT_IN },
    { "T5 v1.1's decoder",
      GATED(T5("decoder", "2") "wi_0", T5("decoder", "2") "wi_1", T5("decoder", "2") "wo"),
      T5_NORM("decoder", "2"), "gelu_tanh", OUT_IN },
    { "Switch Transformers", PLAIN(SWITCH("encoder", "1") "wi", SWITCH("encoder", "1") "wo"),
      T5_NORM("encoder", "1"), "relu", OUT_IN },
    { "BLOOM", PLAIN("h.%N.mlp.dense_h_to_4h", "h.%N.mlp.dense_4h_to_h"),
      "h.%N.post_attention_layernorm", "gelu_tanh", OUT_IN },
    { "ChatGLM", PLAIN("encoder." MLP "dense_h_to_4h", "encoder." MLP "dense_4h_to_h"),
      "encoder." LLAMA_NORM, "silu", OUT_IN },
    { "GPT-NeoX", PLAIN(MLP "dense_h_to_4h", MLP "dense_4h_to_h"), LLAMA_NORM, "gelu", OUT_IN },
    { "GPT-J", PLAIN("h.%N.mlp.fc_in", "h.%N.mlp.fc_out"), "h.%N.ln_1", "gelu_tanh", OUT_IN },
    { "MPT", PLAIN("blocks.%N.ffn.up_proj", "blocks.%N.ffn.down_proj"), "blocks.%N.norm_2", "gelu",
      OUT_IN },
    { "CLIP", PLAIN("encoder." MLP "fc1", "encoder." MLP "fc2"), "encoder.layers.%N.layer_norm2",
      "quick_gelu", OUT_IN },
    { "Phi", PLAIN(MLP "fc1", MLP "fc2"), "layers.%N.input_layernorm", "gelu_tanh", OUT_IN },
    { "a vision transformer", PLAIN("blocks.%N.mlp.fc1", "blocks.%N.mlp.fc2"), "blocks.%N.norm2",
      "gelu", OUT_IN },
    { "DINOv2", PLAIN("layer.%N.mlp.fc1", "layer.%N.mlp.fc2"), "layer.%N.norm2", "gelu", OUT_IN },
    { "minGPT", PLAIN("blocks.%N.mlp.0", "blocks.%N.mlp.2"), "blocks.%N.ln2", "gelu", OUT_IN },
    { "torchvision's ViT", PLAIN("encoder_layer_%N.mlp.0", "encoder_layer_%N.mlp.3"),
      "encoder_layer_%N.ln_2", "gelu", OUT_IN },
    { "torchvision's ViT", PLAIN("encoder_layer_%N.mlp.linear_1", "encoder_layer_%N.mlp.linear_2"),
      "encoder_layer_%N.ln_2", "gelu", OUT_IN },
    { "Swin", PLAIN("blocks.%N.intermediate.dense", "blocks.%N.output.dense"),
      "blocks.%N.layernorm_after", "gelu", OUT_IN },
    { "DINOv2", PLAIN("layer.%N.mlp.weights_in", "layer.%N.mlp.weights_out"), "layer.%N.norm2",
      "silu", OUT_IN },
    { "Wav2Vec 2",
      PLAIN("layers.%N.feed_forward.intermediate_dense", "layers.%N.feed_forward.output_dense"),
      "layers.%N.final_layer_norm", "gelu", OUT_IN },
    { "BART or Whisper", PLAIN("encoder.layers.%N.fc1", "encoder.layers.%N.fc2"),
      "encoder.layers.%N.final_layer_norm", "gelu", OUT_IN },
    { "OPT", PLAIN("decoder.layers.%N.fc1", "decoder.layers.%N.fc2"),
      "decoder.layers.%N.final_layer_norm", "relu", OUT_IN },
    { "ESM or fairseq", PLAIN("layers.%N.fc1", "layers.%N.fc2"), "layers.%N.final_layer_norm",
      "gelu", OUT_IN },
    { "torch.nn.Transformer", PLAIN("layers.%N.linear1", "layers.%N.linear2"), "layers.%N.norm2",
      "relu", OUT_IN },
    { "GGUF", GATED("blk.%N.ffn_gate", "blk.%N.ffn_up", "blk.%N.ffn_down"), "blk.%N.ffn_norm",
      "silu", OUT_IN },
    { "GGUF", GATED("blk.%N.ffn_gate_exps", "blk.%N.ffn_up_exps", "blk.%N.ffn_down_exps"),
      "blk.%N.ffn_norm", "silu", STACKED },
    { "GGUF", PLAIN("blk.%N.ffn_up", "blk.%N.ffn_down"), "blk.%N.ffn_norm", "gelu_tanh", OUT_IN },
    /* a block alone, or several whose names do not number them */
    { "torch.nn.TransformerEncoderLayer", PLAIN("linear1", "linear2"), "norm2", "relu", OUT_IN },
    { "a perceptron", PLAIN("fc1", "fc2"), NULL, "relu", OUT_IN },
    { "a block of Llama", GATED("gate_proj", "up_proj", "down_proj"), NULL, "silu", OUT_IN },
    { "a block of Llama (Meta's names)", GATED("w1", "w3", "w2"), NULL, "silu", OUT_IN },
    { "a block of GPT-2", PLAIN("c_fc", "c_proj"), NULL, "gelu_tanh", .layout = STORED_IN_OUT,
      .other = { "a block of nanoGPT", "gelu" } },
};
enum { FAMILIES = sizeof families / sizeof families[0] };
static const char *const ends[] = { ".weight", ".kernel", "" }; /* the last: of stacks only */

/* ---- one name against one pattern ----------------------------------------------------------- */

static bool number_take(const char **name, uint64_t *number)
{
    enum { DIGITS_MOST = 6 };
    size_t digits = strspn(*name, "0123456789");
    if (digits == 0 || digits > DIGITS_MOST)
        return false;
    *number = strtoull(*name, NULL, 10);
    *name += digits;
    return true;
}

/* From the first letter on, and to the last. */
static bool matches_here(const char *pattern, const char *name, struct family_block *b)
{
    while (*pattern) {
        if (pattern[0] == '%') {
            if (!number_take(&name, pattern[1] == 'N' ? &b->layer : &b->expert))
                return false;
            b->has_expert = b->has_expert || pattern[1] == 'E';
            pattern += 2;
        } else if (*pattern++ != *name++) {
            return false;
        }
    }
    return strcmp(name, b->end) == 0;
}

/* Anything that ends in '.' may come before. *prefix: how many letters. */
static bool matches(const char *pattern, const char *name, struct family_block *b, size_t *prefix)
{
    for (size_t i = 0; name[i]; i++)
        if ((i == 0 || name[i - 1] == '.') && matches_here(pattern, name + i, b)) {
            *prefix = i;
            return true;
        }
    return false;
}

/* ---- blocks --------------------------------------------------------------------------------- */

char *family_name(const struct family_block *b, const char *pattern, const char *end)
{
    struct buffer name = { 0 };
    buffer_text(&name, b->prefix);
    for (; *pattern; pattern++)
        if (*pattern == '%')
            buffer_print(&name, "%llu",
                         (unsigned long long)(*++pattern == 'N' ? b->layer : b->expert));
        else
            buffer_add(&name, pattern, 1);
    buffer_text(&name, end);
    return buffer_take(&name);
}

static bool has(const struct tensors *t, const struct family_block *b, const char *pattern)
{
    char *name = family_name(b, pattern, b->end);
    bool there = tensors_find(t, name) != NULL;
    free(name);
    return there;
}

/* Blocks without a number of their own are counted as they come. */
static uint64_t next_number(const struct family_blocks *b, const struct model_family *f)
{
    uint64_t n = 0;
    for (size_t i = 0; i < b->count; i++)
        n += b->block[i].family == f;
    return n;
}

static void take_name(struct family_blocks *b, const struct tensors *t,
                      const struct model_family *f, const char *name)
{
    for (size_t e = 0; e < sizeof ends / sizeof ends[0]; e++) {
        struct family_block one = { .family = f, .end = ends[e], .has_expert = f->stacked };
        size_t prefix = 0;
        if ((!*ends[e] && !f->stacked) || !matches(f->up, name, &one, &prefix))
            continue;
        one.prefix = text_part(name, prefix);
        if (!has(t, &one, f->down) || (f->gate && !has(t, &one, f->gate))) {
            free(one.prefix);
            continue;
        }
        if (!strchr(f->up, '%'))
            one.layer = next_number(b, f);
        if ((b->count & (b->count - 1)) == 0)
            b->block = memory_resize(b->block, b->count ? 2 * b->count : 1, sizeof *b->block);
        b->block[b->count++] = one;
    }
}

/* A name counts for the first row that it suits: those of one family may end in another's. */
void family_blocks_find(struct family_blocks *b, const struct tensors *t)
{
    bool *claimed = memory_new(t->count, sizeof *claimed);
    *b = (struct family_blocks){ 0 };
    for (size_t f = 0; f < FAMILIES; f++)
        for (size_t i = 0; i < t->count; i++) {
            size_t before = b->count;
            if (!claimed[i])
                take_name(b, t, &families[f], t->tensor[i].name);
            claimed[i] = claimed[i] || b->count > before;
        }
    free(claimed);
}

void family_blocks_free(struct family_blocks *b)
{
    for (size_t i = 0; i < b->count; i++)
        free(b->block[i].prefix);
    free(b->block);
    *b = (struct family_blocks){ 0 };
}
