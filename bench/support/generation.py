"""Continues prompts with a random GPT-2 124M by transformers' generate; answers each line of JSON with one of JSON.

{"make": FOLDER} writes the model there. {"way", "prompt", "tokens"} continues greedily, in one of these ways:
"eager" as generate comes; "static" with its cache of fixed size; "compiled" with that cache and torch.compile.
"""

import json
import sys
import time

import torch
import transformers

transformers.utils.logging.disable_progress_bar()
model = compiled_forward = None


def make(folder):
    global model, compiled_forward
    torch.manual_seed(0)
    model = transformers.GPT2LMHeadModel(transformers.GPT2Config()).eval()
    model.save_pretrained(folder)
    compiled_forward = torch.compile(model.forward)
    count = sum(parameter.numel() for parameter in model.parameters())
    versions = {"torch": torch.__version__, "transformers": transformers.__version__}
    return {"parameters": count, "versions": versions, "threads": torch.get_num_threads()}


@torch.no_grad()
def generate(way, prompt, tokens):
    ids = torch.tensor([prompt])
    options = {} if way == "eager" else {"cache_implementation": "static"}
    if way == "compiled":
        model.forward = compiled_forward
    try:
        begin = time.perf_counter()
        made = model.generate(
            ids, attention_mask=torch.ones_like(ids), pad_token_id=0, do_sample=False,
            max_new_tokens=tokens, min_new_tokens=tokens, **options,
        )
        return {"seconds": time.perf_counter() - begin, "ids": made[0, len(prompt):].tolist()}
    finally:
        if way == "compiled":
            del model.forward  # the class's own again


for line in sys.stdin:
    question = json.loads(line)
    try:
        answer = make(question["make"]) if "make" in question else generate(**question)
    except Exception as error:  # torch.compile needs a C++ compiler
        answer = {"error": f"{type(error).__name__}: {error}".splitlines()[0]}
    print(json.dumps(answer), flush=True)
