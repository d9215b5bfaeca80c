"""What beam search and contrastive search find in the random GPT-2 of gpt2/ (made by gpt2.py).

    python test/oracles/search.py      writes search.json beside this file

Made with transformers 5.23.0 and torch 2.15.0. Beam search is Hugging Face's `generate`. Contrastive search left
`transformers` with version 5; here it is written out from Su et al. (2022) with a whole forward pass for each candidate, so
that it shares no shortcut with the library's.
"""

import json
from pathlib import Path

import torch
from transformers import GPT2LMHeadModel

FOLDER = Path(__file__).parent
torch.manual_seed(8)
model = GPT2LMHeadModel.from_pretrained(FOLDER / "gpt2").double().eval()
CONTEXT, VOCABULARY = model.config.n_positions, model.config.vocab_size


@torch.no_grad()
def beam(prompt, beams, max_new_tokens, length_penalty=1.0, early_stopping=False, stop=()):
    found = model.generate(
        torch.tensor([prompt]),
        attention_mask=torch.ones(1, len(prompt), dtype=torch.long),
        num_beams=beams,
        num_return_sequences=beams,
        max_new_tokens=max_new_tokens,
        length_penalty=length_penalty,
        early_stopping=early_stopping,
        eos_token_id=list(stop) or None,
        pad_token_id=0,
        do_sample=False,
        return_dict_in_generate=True,
        output_scores=True,
    )
    texts = []
    for ids in found.sequences[:, len(prompt):].tolist():
        ends = [i for i, each in enumerate(ids) if each in stop]
        texts.append(ids[: ends[0] + 1] if ends else ids)
    options = {"beams": beams, "maxNewTokens": max_new_tokens, "lengthPenalty": length_penalty, "earlyStopping": early_stopping}
    return {
        "prompt": prompt,
        "options": options | ({"stop": list(stop)} if stop else {}),
        "found": [{"ids": ids, "score": round(score, 6)} for ids, score in zip(texts, found.sequences_scores.tolist())],
    }


@torch.no_grad()
def contrastive(prompt, top_k, penalty, max_new_tokens):
    text = list(prompt)
    margin = float("inf")
    while len(text) < len(prompt) + max_new_tokens:
        probabilities = model(torch.tensor([text[-CONTEXT:]])).logits[0, -1].softmax(-1)
        chances, candidates = probabilities.topk(top_k)
        scores = []
        for chance, candidate in zip(chances, candidates):
            window = torch.tensor([(text + [int(candidate)])[-CONTEXT:]])
            states = model(window, output_hidden_states=True).hidden_states[-1][0]
            states = states / states.norm(dim=-1, keepdim=True)
            scores.append((1 - penalty) * chance - penalty * (states[:-1] @ states[-1]).max())
        ranked = torch.stack(scores).sort(descending=True)
        if top_k > 1:
            margin = min(margin, float(ranked.values[0] - ranked.values[1]))
        text.append(int(candidates[ranked.indices[0]]))
    return {
        "prompt": prompt,
        "options": {"topK": top_k, "penalty": penalty, "maxNewTokens": max_new_tokens},
        "ids": text[len(prompt):],
        "margin": margin if margin < float("inf") else None,
    }


def prompt(length):
    return torch.randint(0, VOCABULARY, (length,)).tolist()


PROMPTS = [prompt(5), prompt(1), prompt(9)]
STOPS = [17, 22, 64]  # likely here, so that texts end at different times
beams = [beam(each, 3, 8) for each in PROMPTS]
beams += [beam(PROMPTS[1], 5, 22), beam(PROMPTS[2], 2, 15)]
for penalty in [0.0, 0.5, 1.0, 2.0, -1.0]:
    for early in [False, True, "never"]:
        beams.append(beam(PROMPTS[2], 3, 12, penalty, early, STOPS))
beams += [beam(PROMPTS[1], 6, 10, 1.0, early, range(0, 67, 3)) for early in [False, True, "never"]]
beams += [beam(PROMPTS[2], 3, 9, 1.5, "never", range(1, 67, 5))]
beams += [beam(PROMPTS[2], 70, 2, 1.0, False, STOPS)]
searches = [contrastive(each, 4, 0.6, 12) for each in PROMPTS]
searches += [contrastive(PROMPTS[0], 1, 0.6, 10), contrastive(PROMPTS[0], 8, 0.9, 14), contrastive(PROMPTS[0], 5, 0.0, 8)]
searches += [contrastive(PROMPTS[1], 5, 0.3, 30), contrastive(PROMPTS[0], 4, 0.7, 36), contrastive(PROMPTS[2], 3, 1.0, 8)]
target = FOLDER / "search.json"
target.write_text(json.dumps({"beams": beams, "contrastive": searches}, separators=(",", ":")) + "\n", "utf-8", newline="\n")
print(f"{len(beams)} + {len(searches)} cases in {target}")
for each in beams:
    print(each["options"], [(f["ids"], f["score"]) for f in each["found"][:2]])
for each in searches:
    print(each)
