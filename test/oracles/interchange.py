"""The Python half of `interchange` (course/commands/interchange.ts), which calls it; see there for how to run both.

    python interchange.py make FOLDER     a random GPT-2 by save_pretrained, and expected.safetensors: ids and logits
    python interchange.py open FOLDER PROBE
                                          opens a model folder that `byhand` saved; PROBE is a JSON file of texts, and
                                          PROBE's .safetensors beside it holds the ids and logits that `byhand` got
"""

import json
import sys
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from transformers import AutoModelForCausalLM, AutoTokenizer, GPT2Config, GPT2LMHeadModel
from transformers.utils import logging

logging.set_verbosity_error()
logging.disable_progress_bar()


def make(folder):
    torch.manual_seed(11)
    config = GPT2Config(
        vocab_size=131, n_positions=37, n_embd=44, n_layer=3, n_head=4, n_inner=100, bos_token_id=None, eos_token_id=None
    )
    model = GPT2LMHeadModel(config).eval()
    with torch.no_grad():
        for parameter in model.parameters():  # fresh biases are zero and norms one: make them lively
            parameter.add_(torch.randn(parameter.shape) * 0.2)
        ids = torch.randint(0, 131, (3, 37))
        logits = model(ids).logits
    model.save_pretrained(folder)
    save_file({"ids": ids.int(), "logits": logits}, folder / "expected.safetensors")


def open_ours(folder, probe):
    texts = json.loads(probe.read_text())
    ours = load_file(probe.with_suffix(".safetensors"))
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForCausalLM.from_pretrained(folder).eval()
    missing = set(model.state_dict()) - {"lm_head.weight"} - set(load_file(folder / "model.safetensors"))
    ids = tokenizer(texts)["input_ids"]
    with torch.no_grad():
        logits = model(torch.tensor(ids)).logits
    print(
        json.dumps(
            {
                "model": type(model).__name__,
                "missing": sorted(missing),
                "idsEqual": ids == ours["ids"].tolist(),
                "textsEqual": [tokenizer.decode(row) for row in ids] == texts,
                "largest": (logits - ours["logits"]).abs().max().item(),
            }
        )
    )


if __name__ == "__main__":
    action, folder = sys.argv[1], Path(sys.argv[2])
    make(folder) if action == "make" else open_ours(folder, Path(sys.argv[3]))
