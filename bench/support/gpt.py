"""Trains and evaluates a GPT in PyTorch; answers each line of JSON with how long each repetition took, in seconds.

The model and the optimiser are those of lib/decoder and lib/training; the whole gradient is clipped to norm 1.
"""

import json
import sys
import time

import torch
from torch import nn

from nanogpt import GPT, adamw


def worker(shape, way):
    torch.manual_seed(0)
    model = GPT(*[shape[name] for name in ("layers", "heads", "hiddenSize", "contextLength", "vocabularySize")])
    parameters = list(model.parameters())
    optimizer = adamw(model, learning_rate=1e-3)
    loss_of = torch.compile(model) if way == "compiled" else model
    count = sum(parameter.numel() for parameter in parameters)

    def train(ids, targets):
        loss = loss_of(ids, targets)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        return loss.item()

    def evaluate(ids, targets):
        with torch.no_grad():
            return loss_of(ids, targets).item()

    def once(work):
        ids = torch.randint(0, shape["vocabularySize"], (shape["batchSize"], shape["contextLength"] + 1))
        begin = time.perf_counter()
        (train if work == "train" else evaluate)(ids[:, :-1].contiguous(), ids[:, 1:].contiguous())
        return time.perf_counter() - begin

    return once, count


workers = {}
for line in sys.stdin:
    question = json.loads(line)
    key = json.dumps([question["shape"], question["way"]])
    try:
        if key not in workers:
            workers[key] = worker(question["shape"], question["way"])
        once, count = workers[key]
        seconds = [once(question["work"]) for _ in range(question["repeats"])]
        answer = {"seconds": seconds, "parameters": count, "version": torch.__version__, "threads": torch.get_num_threads()}
    except Exception as error:  # torch.compile needs a C++ compiler
        answer = {"error": f"{type(error).__name__}: {error}".splitlines()[0]}
    print(json.dumps(answer), flush=True)
