"""Writes operations.json: inputs, values and gradients of each differentiable operation, by PyTorch in double precision.

    python -m pip install -r test/oracles/requirements.txt
    python test/oracles/operations.py

Inputs are rounded to float32 first, so that both sides begin with the same numbers. Gradients are those of
sum(output · upstream), where attention sums over both its output and its weights.
"""

import json
import math
from pathlib import Path

import torch
import torch.nn.functional as F
from cases import case, normal

torch.manual_seed(3)
torch.set_default_dtype(torch.float64)


def linear(x, weight, bias=None):
    return F.linear(x, weight.T, bias)


def cross_entropy(ignore_index):
    return lambda logits, targets: F.cross_entropy(
        logits.flatten(0, -2), targets.flatten().long(), ignore_index=ignore_index
    )


def attention(scale=None):
    def run(query, key, value, mask=None):
        factor = 1 / math.sqrt(query.shape[-1]) if scale is None else scale
        scores = query @ key.transpose(-2, -1) * factor
        weights = torch.softmax(scores if mask is None else scores.masked_fill(~mask, -math.inf), -1)
        output = weights @ value
        fused = F.scaled_dot_product_attention(query, key, value, attn_mask=mask, scale=scale)
        assert torch.allclose(output, fused, atol=1e-12)  # PyTorch's own attention, which does not give its weights
        return {"output": output, "weights": weights}

    return run


def multi_head(heads):
    """torch.nn.MultiheadAttention with its matrices stored [in, out], as GPT-2's c_attn and c_proj have them."""

    def run(x, mask, **p):
        module = torch.nn.MultiheadAttention(x.shape[-1], heads, batch_first=True)
        matrices = {
            "in_proj_weight": p["c_attn.weight"].T,
            "in_proj_bias": p["c_attn.bias"],
            "out_proj.weight": p["c_proj.weight"].T,
            "out_proj.bias": p["c_proj.bias"],
        }
        forbidden = ~mask.expand(x.shape[0], heads, *mask.shape[-2:]).flatten(0, 1)
        options = {"attn_mask": forbidden, "average_attn_weights": False}
        output, weights = torch.func.functional_call(module, matrices, (x, x, x), options)
        return {"output": output, "weights": weights}

    return run


qkv = {"query": normal(2, 3, 5, 4), "key": normal(2, 3, 5, 4), "value": normal(2, 3, 5, 4)}
causal = torch.ones(5, 5).tril().bool()
real = torch.tensor([[1, 1, 1, 1, 1], [1, 1, 1, 0, 0]]).bool().reshape(2, 1, 1, 5)
scattered = (torch.rand(2, 3, 5, 5) < 0.5) | torch.eye(5).bool()
targets = torch.tensor([[1, 6, 0], [-100, 3, -100]], dtype=torch.int32)
hidden = 9
multi = {
    "x": normal(2, 4, hidden),
    "c_attn.weight": normal(hidden, 3 * hidden, size=0.5),
    "c_attn.bias": normal(3 * hidden),
    "c_proj.weight": normal(hidden, hidden, size=0.5),
    "c_proj.bias": normal(hidden),
}
causal4 = torch.ones(4, 4).tril().bool()
real4 = torch.tensor([[1, 1, 1, 1], [1, 1, 0, 0]]).bool().reshape(2, 1, 1, 4)

cases = {
    "linear": case("linear", linear, {"x": normal(2, 3, 5), "weight": normal(5, 4), "bias": normal(4)}),
    "linear without bias": case("linear", linear, {"x": normal(3, 5), "weight": normal(5, 2)}),
    "embedding": case(
        "embedding",
        lambda table, ids: F.embedding(ids.long(), table),
        {"table": normal(6, 4), "ids": torch.tensor([[1, 5, 1], [0, 1, 3]], dtype=torch.int32)},
    ),
    "layer norm": case(
        "layerNorm",
        lambda x, weight, bias: F.layer_norm(x, x.shape[-1:], weight, bias, 1e-5),
        {"x": (normal(2, 3, 7, size=2) + 3).float().double(), "weight": normal(7), "bias": normal(7)},
        epsilon=1e-5,
    ),
    "layer norm of little variance": case(
        "layerNorm",
        lambda x, weight, bias: F.layer_norm(x, x.shape[-1:], weight, bias, 0.01),
        {"x": normal(3, 4, size=0.1), "weight": normal(4), "bias": normal(4)},
        epsilon=0.01,
    ),
    "gelu": case("gelu", lambda x: F.gelu(x, approximate="tanh"), {"x": torch.linspace(-6, 6, 49).float().double()}),
    "softmax": case("softmax", lambda x: torch.softmax(x, -1), {"x": normal(2, 3, 5, size=3)}),
    "softmax of large scores": case(
        "softmax", lambda x: torch.softmax(x, -1), {"x": torch.tensor([[500.0, 499.0, -500.0], [-300.0, -301.5, -300.25]])}
    ),
    "cross-entropy": case("crossEntropy", cross_entropy(-100), {"logits": normal(2, 3, 7, size=2), "targets": targets}),
    "cross-entropy that ignores id 0": case(
        "crossEntropy",
        cross_entropy(0),
        {"logits": normal(5, 4, size=2), "targets": torch.tensor([0, 3, 0, 1, 2], dtype=torch.int32)},
        ignoreIndex=0,
    ),
    "cross-entropy of large logits": case(
        "crossEntropy",
        cross_entropy(-100),
        {
            "logits": torch.tensor([[200.0, -150.0, 198.5], [-120.0, -119.0, -300.0]]),
            "targets": torch.tensor([2, 0], dtype=torch.int32),
        },
    ),
    "attention": case("attention", attention(), qkv),
    "attention with a causal mask": case("attention", attention(), {**qkv, "mask": causal}),
    "attention with a padding mask": case("attention", attention(), {**qkv, "mask": real}),
    "attention with a random mask": case("attention", attention(), {**qkv, "mask": scattered}),
    "attention of 2 queries on 6 keys": case(
        "attention",
        attention(0.9),
        {
            "query": normal(3, 2, 4),
            "key": normal(3, 6, 4),
            "value": normal(3, 6, 5),
            "mask": torch.ones(2, 6).tril(4).bool(),
        },
        scale=0.9,
    ),
    "multi-head attention": case("multiHead", multi_head(3), {**multi, "mask": causal4}, heads=3),
    "multi-head attention with padding": case("multiHead", multi_head(3), {**multi, "mask": causal4 & real4}, heads=3),
}

lines = [f"{json.dumps(name)}: {json.dumps(value, separators=(',', ':'))}" for name, value in cases.items()]
text = '{\n"torch": ' + json.dumps(torch.__version__) + ',\n"cases": {\n' + ",\n".join(lines) + "\n}\n}\n"
Path(__file__).with_suffix(".json").write_text(text)
