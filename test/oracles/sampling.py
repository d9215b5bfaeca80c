"""Expected probabilities after temperature and top-k, from Hugging Face's logits processors.

    python test/oracles/sampling.py      writes sampling.json beside this file

Made with transformers 5.23.0 and torch 2.15.0; the logits are rounded so that the file stays small and exact.
"""

import json
from pathlib import Path

import torch
from transformers import LogitsProcessorList, TemperatureLogitsWarper, TopKLogitsWarper

torch.manual_seed(20)


def case(name: str, logits: torch.Tensor, temperature: float, top_k: int) -> dict:
    processors = LogitsProcessorList([TemperatureLogitsWarper(temperature), TopKLogitsWarper(top_k)])
    only_top_k = TopKLogitsWarper(top_k)(None, logits[None])[0]
    return {
        "name": name,
        "logits": logits.tolist(),
        "temperature": temperature,
        "topK": top_k,
        "kept": [index for index, logit in enumerate(only_top_k.tolist()) if logit != float("-inf")],
        "tempered": torch.softmax(TemperatureLogitsWarper(temperature)(None, logits[None])[0].double(), -1).tolist(),
        "probabilities": torch.softmax(processors(None, logits[None])[0].double(), -1).tolist(),
    }


def random(size: int, scale: float) -> torch.Tensor:
    return torch.round(torch.randn(size) * scale * 8) / 8


cases = [
    case("a sharp temperature", random(12, 2.0), 0.5, 5),
    case("a flat temperature", random(12, 2.0), 2.0, 12),
    case("temperature 1 and k 1, which is greedy", random(12, 1.0), 1.0, 1),
    case("large logits, which overflow exp without subtracting the maximum", random(9, 2.0) + 200, 0.8, 4),
    case("very negative logits", random(9, 2.0) - 300, 1.3, 3),
    case("ties at the threshold, all of which stay", torch.tensor([1.0, 3.0, 2.0, 2.0, 0.5, 2.0]), 0.7, 2),
]
target = Path(__file__).with_name("sampling.json")
target.write_text(json.dumps(cases, separators=(",", ":")) + "\n", "utf-8", newline="\n")
print(f"{len(cases)} cases in {target}")
