"""Writes decoder_operations.json: what operations.json is for GPT-2's operations, for those of Llama, Mistral and Gemma, of
the first Transformer's blocks, and of cross-attention: inputs, values and gradients by PyTorch and `transformers`.

    python -m pip install -r test/oracles/requirements.txt
    python test/oracles/decoder_operations.py

As there, inputs are rounded to float32 first and everything else is in double precision. Matrices are stored [in, out].
"""

import json
import math
from pathlib import Path

import torch
import torch.nn.functional as F
from cases import case, normal
from transformers import GemmaConfig, GPT2Config, LlamaConfig
from transformers.masking_utils import sliding_window_causal_mask_function
from transformers.models.gemma.modeling_gemma import GemmaMLP
from transformers.models.gpt2.modeling_gpt2 import GPT2MLP, GPT2Attention
from transformers.models.llama.modeling_llama import LlamaMLP, apply_rotary_pos_emb, repeat_kv

torch.manual_seed(8)
torch.set_default_dtype(torch.float64)


def rms_norm(epsilon):
    return lambda x, weight: F.rms_norm(x, x.shape[-1:], weight, epsilon)


def rotary(base):
    """apply_rotary_pos_emb with angles in double precision; turning complex numbers gives the same."""

    def run(x, positions):
        half = x.shape[-1] // 2
        frequencies = base ** (-torch.arange(half) / half)
        angles = positions[..., None] * frequencies  # [(batch,) time, half]
        angles = angles if angles.dim() == 3 else angles[None]
        both = torch.cat([angles, angles], -1)
        turned, _ = apply_rotary_pos_emb(x, x, both.cos(), both.sin())
        pairs = torch.complex(x[..., :half], x[..., half:]) * torch.polar(torch.ones_like(angles), angles)[:, None]
        assert torch.allclose(turned, torch.cat([pairs.real, pairs.imag], -1), atol=1e-12)
        return turned

    return run


def sinusoidal(size):
    """Vaswani et al. (2017), section 3.5, feature by feature."""

    def feature(position, i):
        angle = position / 10000 ** (2 * (i // 2) / size)
        return math.sin(angle) if i % 2 == 0 else math.cos(angle)

    return lambda positions: torch.tensor([[feature(p, i) for i in range(size)] for p in positions.tolist()])


def repeat(times):
    def run(x):
        assert torch.equal(repeat_kv(x, times), x.repeat_interleave(times, 1))
        return repeat_kv(x, times)

    return run


def module_of(build, weights):
    """Runs a module of transformers with these parameters, [in, out] as given, in the layout that it has them in."""
    return lambda x, **p: torch.func.functional_call(build, weights(p), (x,))


def gpt2_mlp(activation):
    module = GPT2MLP(10, GPT2Config(n_embd=6, activation_function=activation, resid_pdrop=0))
    names = {"c_fc.weight": "innerWeight", "c_fc.bias": "innerBias", "c_proj.weight": "outputWeight", "c_proj.bias": "outputBias"}
    return module_of(module, lambda p: {theirs: p[ours] for theirs, ours in names.items()})


def gated_mlp(module):
    names = {"gate_proj.weight": "gateWeight", "up_proj.weight": "upWeight", "down_proj.weight": "downWeight"}
    return module_of(module, lambda p: {theirs: p[ours].T for theirs, ours in names.items()})


def window_mask(window):
    """Mistral's mask, entry by entry."""

    def run(lengths):
        queries, keys = lengths.tolist()
        allowed = sliding_window_causal_mask_function(window)
        rows = [[bool(allowed(0, 0, torch.tensor(q), torch.tensor(k))) for k in range(keys)] for q in range(keys - queries, keys)]
        return torch.tensor(rows)

    return run


def cross_attention(hidden, heads):
    config = GPT2Config(n_embd=hidden, n_head=heads, attn_pdrop=0, resid_pdrop=0, attn_implementation="eager")
    module = GPT2Attention(config, is_cross_attention=True, layer_idx=0)

    def run(x, context, mask=None, **parameters):
        bias = None if mask is None else torch.zeros(mask.shape).masked_fill(~mask, -1e9)
        arguments = {"encoder_hidden_states": context, "encoder_attention_mask": bias, "output_attentions": True}
        output, weights = torch.func.functional_call(module, parameters, (x,), arguments)[:2]
        return {"output": output, "weights": weights}

    return run


def grouped_query(heads, key_heads, head_size):
    """Projections, F.scaled_dot_product_attention with enable_gqa, and the output projection."""

    def run(x, mask, **p):
        sizes = [heads * head_size, key_heads * head_size, key_heads * head_size]
        projected = (x @ p["c_attn.weight"] + p["c_attn.bias"]).split(sizes, -1)
        q, k, v = (part.unflatten(-1, (-1, head_size)).transpose(1, 2) for part in projected)
        output = F.scaled_dot_product_attention(q, k, v, attn_mask=mask, enable_gqa=True)
        return output.transpose(1, 2).flatten(2) @ p["c_proj.weight"] + p["c_proj.bias"]

    return run


def encoder_layer(hidden, heads, inner, norm_first):
    """torch.nn.TransformerEncoderLayer, the first Transformer's block, with a causal mask it is a decoder's."""
    options = {"dropout": 0.0, "activation": "relu", "batch_first": True, "norm_first": norm_first}
    module = torch.nn.TransformerEncoderLayer(hidden, heads, inner, **options)

    def run(x, mask, **p):
        parameters = {
            "self_attn.in_proj_weight": p["attn.c_attn.weight"].T,
            "self_attn.in_proj_bias": p["attn.c_attn.bias"],
            "self_attn.out_proj.weight": p["attn.c_proj.weight"].T,
            "self_attn.out_proj.bias": p["attn.c_proj.bias"],
            "linear1.weight": p["mlp.c_fc.weight"].T,
            "linear1.bias": p["mlp.c_fc.bias"],
            "linear2.weight": p["mlp.c_proj.weight"].T,
            "linear2.bias": p["mlp.c_proj.bias"],
            "norm1.weight": p["ln_1.weight"],
            "norm1.bias": p["ln_1.bias"],
            "norm2.weight": p["ln_2.weight"],
            "norm2.bias": p["ln_2.bias"],
        }
        return torch.func.functional_call(module, parameters, (x,), {"src_mask": ~mask})

    return run


def linear_parameters(name, inputs, outputs):
    return {f"{name}.weight": normal(inputs, outputs, size=0.5), f"{name}.bias": normal(outputs)}


hidden, heads, inner = 6, 3, 10
causal = torch.ones(4, 4).tril().bool()
feed_forward = {"x": normal(2, 3, 6), "innerWeight": normal(6, 10, size=0.5), "innerBias": normal(10)}
feed_forward |= {"outputWeight": normal(10, 6, size=0.5), "outputBias": normal(6)}
gated = {"x": normal(2, 3, 6), "gateWeight": normal(6, 10), "upWeight": normal(6, 10), "downWeight": normal(10, 6, size=0.5)}
cross = {"x": normal(2, 3, hidden), "context": normal(2, 5, hidden)}
cross |= linear_parameters("q_attn", hidden, hidden) | linear_parameters("c_attn", hidden, 2 * hidden)
cross |= linear_parameters("c_proj", hidden, hidden)
context_padding = torch.tensor([[1, 1, 1, 1, 1], [0, 1, 1, 0, 0]]).bool().reshape(2, 1, 1, 5)
grouped = {"x": normal(2, 4, 5)} | linear_parameters("c_attn", 5, (4 + 2 * 2) * 3) | linear_parameters("c_proj", 4 * 3, 5)
multi_query = {"x": normal(2, 4, 6)} | linear_parameters("c_attn", 6, (3 + 2) * 2) | linear_parameters("c_proj", 6, 6)
block = {"x": normal(2, 4, hidden)}
block |= linear_parameters("attn.c_attn", hidden, 3 * hidden) | linear_parameters("attn.c_proj", hidden, hidden)
block |= linear_parameters("mlp.c_fc", hidden, inner) | linear_parameters("mlp.c_proj", inner, hidden)
block |= {f"{norm}.{part}": normal(hidden) for norm in ("ln_1", "ln_2") for part in ("weight", "bias")}
llama = LlamaConfig(hidden_size=6, intermediate_size=10, num_attention_heads=1)
gemma = GemmaConfig(hidden_size=6, intermediate_size=10)

cases = {
    "RMS norm": case("rmsNorm", rms_norm(1e-6), {"x": normal(2, 3, 7, size=2), "weight": normal(7)}, epsilon=1e-6),
    "RMS norm of small numbers": case(
        "rmsNorm", rms_norm(0.01), {"x": normal(3, 4, size=0.1), "weight": normal(4)}, epsilon=0.01
    ),
    "SiLU": case("silu", lambda x: F.silu(x), {"x": torch.linspace(-9, 9, 49).float().double()}),
    "ReLU": case("relu", lambda x: F.relu(x), {"x": normal(4, 5)}),
    "rotary positions": case(
        "rotate", rotary(10000), {"x": normal(2, 3, 5, 6), "positions": torch.arange(5, dtype=torch.int32)}, base=10000
    ),
    "rotary positions, each text's own": case(
        "rotate",
        rotary(50),
        {"x": normal(2, 2, 3, 8), "positions": torch.tensor([[0, 1, 2], [7, 30, 400]], dtype=torch.int32)},
        base=50,
    ),
    "sinusoidal positions": case(
        "sinusoidal", sinusoidal(10), {"positions": torch.tensor([0, 1, 2, 63, 500], dtype=torch.int32)}, size=10
    ),
    "repeated heads": case("repeatHeads", repeat(3), {"x": normal(2, 2, 3, 4)}, times=3),
    "feed-forward of GPT-2": case("feedForward", gpt2_mlp("gelu_new"), feed_forward),
    "feed-forward with ReLU": case("feedForwardRelu", gpt2_mlp("relu"), feed_forward),
    "feed-forward of Llama": case("swiglu", gated_mlp(LlamaMLP(llama)), gated),
    "feed-forward of Gemma": case("geglu", gated_mlp(GemmaMLP(gemma)), gated),
    "a sliding window": case(
        "slidingWindow", window_mask(3), {"lengths": torch.tensor([7, 7], dtype=torch.int32)}, window=3
    ),
    "a sliding window after a cache": case(
        "slidingWindow", window_mask(4), {"lengths": torch.tensor([2, 9], dtype=torch.int32)}, window=4
    ),
    "cross-attention": case("crossAttention", cross_attention(hidden, heads), cross, heads=heads),
    "cross-attention to padded contexts": case(
        "crossAttention", cross_attention(hidden, heads), {**cross, "mask": context_padding}, heads=heads
    ),
    "grouped-query attention": case(
        "groupedQuery", grouped_query(4, 2, 3), {**grouped, "mask": causal}, heads=4, keyValueHeads=2, headSize=3
    ),
    "multi-query attention": case(
        "groupedQuery", grouped_query(3, 1, 2), {**multi_query, "mask": causal}, heads=3, keyValueHeads=1, headSize=2
    ),
    "a block with norms before": case(
        "preNormBlock", encoder_layer(hidden, heads, inner, True), {**block, "mask": causal}, heads=heads, innerSize=inner
    ),
    "a block with norms after": case(
        "postNormBlock", encoder_layer(hidden, heads, inner, False), {**block, "mask": causal}, heads=heads, innerSize=inner
    ),
}

lines = [f"{json.dumps(name)}: {json.dumps(value, separators=(',', ':'))}" for name, value in cases.items()]
text = '{\n"torch": ' + json.dumps(torch.__version__) + ',\n"cases": {\n' + ",\n".join(lines) + "\n}\n}\n"
Path(__file__).with_suffix(".json").write_text(text)
