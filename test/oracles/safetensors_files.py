"""Writes python.safetensors (every dtype that `byhand` reads, by the reference implementation) and, beside it,
python.safetensors.json with the same values as numbers.

    python -m pip install -r test/oracles/requirements.txt
    python test/oracles/safetensors_files.py

To check the other direction, name a file that `byhand` wrote from the same tensors (the test does so when
BYHAND_ORACLE_PYTHON names a Python with these packages):

    python test/oracles/safetensors_files.py FILE
"""

import json
import sys
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file

HERE = Path(__file__).parent
METADATA = {"format": "pt", "grüße": 'quotes " and \\ and 日本'}

halves = [0.0, -0.0, 1.0, -2.5, 65504.0, 6.103515625e-05, 5.960464477539063e-08, 0.0999755859375, float("inf")]
tensors = {
    "matrix": torch.tensor([[1.5, -2.25, 3e-38], [1e-45, 3.4028234663852886e38, -0.0]]),
    "scalar": torch.tensor(7.25),
    "nothing": torch.zeros(0, 3),
    "ids": torch.tensor([[0, -1], [2147483647, -2147483648]], dtype=torch.int32),
    "wide": torch.tensor([0, -1, 2147483647, -2147483648], dtype=torch.int64),
    "half": torch.tensor(halves, dtype=torch.float16),
    "brain": torch.tensor([0.0, 1.0, -3.140625, 3.3895313892515355e38, 9.183549615799121e-41], dtype=torch.bfloat16),
    "transformer.h.0.ln_1.wéight": torch.arange(5, dtype=torch.float32) / 3,
}


def widened(tensor):
    """As `byhand` reads it: float32 or int32."""
    return tensor.to(torch.float32 if tensor.is_floating_point() else torch.int32)


def main():
    save_file(tensors, HERE / "python.safetensors", METADATA)
    described = {
        name: {
            "dtype": "float32" if tensor.is_floating_point() else "int32",
            "shape": list(tensor.shape),
            "values": [str(v) for v in widened(tensor).flatten().tolist()],  # text: JSON has neither -0 nor Infinity
        }
        for name, tensor in tensors.items()
    }
    content = {"metadata": METADATA, "tensors": described}
    (HERE / "python.safetensors.json").write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n")


def compare(path):
    with safe_open(path, "pt") as file:
        assert file.metadata() == METADATA, file.metadata()
    theirs = load_file(path)
    assert sorted(theirs) == sorted(tensors), sorted(theirs)
    for name, tensor in tensors.items():
        expected = widened(tensor)
        assert theirs[name].dtype == expected.dtype and theirs[name].shape == expected.shape, name
        assert theirs[name].numpy().tobytes() == expected.numpy().tobytes(), name
    print(f"{path}: {len(tensors)} tensors equal, bit for bit")


if __name__ == "__main__":
    compare(sys.argv[1]) if len(sys.argv) > 1 else main()
