"""Writes half_precision.json: float32 bits, and the bits that PyTorch rounds them to in float16 and bfloat16.

    python -m pip install -r test/oracles/requirements.txt
    python test/oracles/half_precision.py

Bits are hexadecimal, 8 digits for each float32 and 4 for each half, without gaps. There are random bit patterns of every
exponent, every tie between two neighbours that differs in kind (normal, subnormal, the last before Infinity), and the
float32 right above and below it.
"""

import json
from pathlib import Path

import numpy as np
import torch

random = np.random.default_rng(17)


def around(bits):
    """Each pattern, with its neighbours and with the sign bit."""
    near = np.concatenate([bits - 1, bits, bits + 1]).astype(np.uint32)
    return np.concatenate([near, near | np.uint32(0x80000000)])


def ties(dtype, words):
    """The float32 half-way between each half and the next one up, both finite and positive."""
    pair = torch.tensor(np.stack([words, words + 1]).astype(np.int16)).view(dtype).double()
    return (pair.sum(0) / 2).numpy().astype(np.float32).view(np.uint32)


float16_words = np.concatenate([[0, 1, 2, 3, 0x3FE, 0x3FF, 0x400, 0x401, 0x3BFF, 0x3C00, 0x7BFD], random.integers(0, 0x7BFE, 60)])
bfloat16_words = np.concatenate([[0, 1, 2, 0x7E, 0x7F, 0x80, 0x3F80, 0x3F81, 0x7F7D], random.integers(0, 0x7F7E, 60)])
every_exponent = (np.arange(255, dtype=np.uint32) << 23) + random.integers(0, 1 << 23, 255).astype(np.uint32)
largest = np.array([65519.996, 65520.0, 65536.0, 3.3961775e38, 3.4028235e38, 2.0**-25, 2.0**-24], dtype=np.float32)
bits = np.concatenate(
    [
        np.array([0, 0x80000000, 0x7F800000, 0xFF800000, 1, 0x80000001], dtype=np.uint32),
        every_exponent,
        every_exponent | np.uint32(0x80000000),
        around(ties(torch.float16, float16_words)),
        around(ties(torch.bfloat16, bfloat16_words)),
        around(largest.view(np.uint32)),
    ]
)
values = torch.tensor(bits.view(np.float32))
assert not values.isnan().any()  # a NaN's bits are not the same in all of PyTorch's own kernels


def hexadecimal(dtype):
    return "".join(f"{word & 0xFFFF:04x}" for word in values.to(dtype).view(torch.int16).tolist())


text = json.dumps(
    {
        "torch": torch.__version__,
        "float32": "".join(f"{word:08x}" for word in bits.tolist()),
        "float16": hexadecimal(torch.float16),
        "bfloat16": hexadecimal(torch.bfloat16),
    },
    indent=0,
)
Path(__file__).with_suffix(".json").write_text(text + "\n")
