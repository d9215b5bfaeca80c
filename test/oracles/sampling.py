"""Expected probabilities after each logits processor, alone and composed, from Hugging Face's own list of them.

    python test/oracles/sampling.py      writes sampling.json beside this file

Made with transformers 5.23.0 and torch 2.15.0; the logits are rounded so that the file stays small and exact. The list
comes from `GenerationMixin._get_logits_processor`, so that its order is the one that `generate` applies.
"""

import json
from pathlib import Path

import torch
from transformers import GenerationConfig, GPT2Config, GPT2LMHeadModel, LogitsProcessorList

torch.manual_seed(20)
NAMES = {
    "RepetitionPenaltyLogitsProcessor": "repetitionPenalty",
    "TemperatureLogitsWarper": "temperature",
    "TopKLogitsWarper": "topK",
    "TopPLogitsWarper": "topP",
    "MinPLogitsWarper": "minP",
}
SPELLED = {"repetitionPenalty": "repetition_penalty", "topK": "top_k", "topP": "top_p", "minP": "min_p"}
OFF = {"top_k": 0, "top_p": 1.0, "temperature": 1.0, "repetition_penalty": 1.0}
model = GPT2LMHeadModel(GPT2Config(vocab_size=4, n_positions=4, n_embd=4, n_layer=1, n_head=1))


def case(name: str, logits: list, ids: list = (), **options) -> dict:
    settings = GenerationConfig(do_sample=True, **(OFF | {SPELLED.get(option, option): v for option, v in options.items()}))
    processors = model._get_logits_processor(
        generation_config=settings,
        input_ids_seq_length=len(ids),
        encoder_input_ids=None,
        prefix_allowed_tokens_fn=None,
        logits_processor=LogitsProcessorList(),
        device="cpu",
    )
    order = [NAMES[type(processor).__name__] for processor in processors]
    assert sorted(order) == sorted(options), (name, order, options)
    scores = torch.tensor([logits])
    text = torch.tensor([list(ids)], dtype=torch.int64)
    steps = [torch.softmax(scores.double(), -1)]
    for processor in processors:
        scores = processor(text, scores)
        steps.append(torch.softmax(scores.double(), -1))
    return {
        "name": name,
        "logits": ["-Infinity" if logit == float("-inf") else logit for logit in logits],
        "ids": list(ids),
        "options": options,
        "order": order,
        "steps": [[round(p, 9) for p in step[0].tolist()] for step in steps],
    }


def random(size: int, scale: float, shift: float = 0.0) -> list:
    return (torch.round(torch.randn(size) * scale * 8) / 8 + shift).tolist()


TIED = [1.0, 3.0, 2.0, 2.0, 0.5, 2.0]
IMPOSSIBLE = [0.5, float("-inf"), 2.0, -1.0, float("-inf"), 1.25]
cases = [
    case("a sharp temperature", random(12, 2.0), temperature=0.5),
    case("a flat temperature", random(12, 2.0), temperature=2.0),
    case("the likeliest token alone", random(12, 1.0), topK=1),
    case("the three likeliest", random(12, 1.0), topK=3),
    case("ties at top-k's threshold, all of which stay", TIED, topK=2),
    case("a nucleus of 0.9", random(14, 1.5), topP=0.9),
    case("a nucleus of 0.5", random(14, 1.5), topP=0.5),
    case("a nucleus smaller than the likeliest token", random(14, 2.0), topP=0.05),
    case("a nucleus that nearly all are in", random(14, 1.0), topP=0.999),
    case("ties at the nucleus's threshold, of which the later stay", TIED, topP=0.8),
    case("a nucleus of equal tokens", [0.0] * 8, topP=0.6),
    case("a nucleus that a power of two reaches exactly", [0.0, 0.0, 0.0, 0.0], topP=0.5),
    case("half as likely as the likeliest", random(12, 1.0), minP=0.5),
    case("a tenth as likely as the likeliest", random(12, 1.5), minP=0.1),
    case("as likely as the likeliest, ties too", [1.0, 3.0, 3.0, 2.0], minP=1.0),
    case("min-p of an unsure model, which keeps many", random(16, 0.3), minP=0.3),
    case("repetitions made less likely, positive and negative logits", [2.0, -1.0, 0.0, 1.5, -2.5, 0.5], [0, 1, 1, 4],
         repetitionPenalty=1.3),
    case("repetitions rewarded", [2.0, -1.0, 0.0, 1.5, -2.5, 0.5], [1, 3, 3, 3], repetitionPenalty=0.7),
    case("tokens ruled out beforehand", IMPOSSIBLE, [1, 2], repetitionPenalty=1.5, temperature=0.8, topP=0.9, minP=0.05),
    case("temperature and top-k", random(12, 2.0), temperature=0.7, topK=4),
    case("temperature, then top-p, which then keeps more", random(14, 1.5), temperature=1.8, topP=0.7),
    case("temperature, then min-p", random(14, 1.5), temperature=1.8, minP=0.2),
    case("top-k, then top-p of what it left", random(14, 0.5), topK=5, topP=0.7),
    case("all of them", random(20, 1.5), [3, 5, 5, 7, 0, 19], repetitionPenalty=1.2, temperature=1.3, topK=12, topP=0.95,
         minP=0.08),
    case("large logits, which overflow exp without subtracting the maximum", random(9, 2.0, 200.0), temperature=0.8, topK=4,
         topP=0.95, minP=0.01),
    case("very negative logits", random(9, 2.0, -300.0), [2, 3], repetitionPenalty=1.01, temperature=1.3, topP=0.9),
    case("a model that is sure", [0.0, 60.0, -60.0, 20.0], temperature=0.9, topP=0.9, minP=0.1),
]
target = Path(__file__).with_name("sampling.json")
target.write_text(json.dumps(cases, separators=(",", ":")) + "\n", "utf-8", newline="\n")
print(f"{len(cases)} cases in {target}")
