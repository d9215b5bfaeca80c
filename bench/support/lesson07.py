"""Lesson 07's run in PyTorch, from the text to a sample, in a process of its own: lesson07.py TEXT SETTINGS WAY SEED

SETTINGS is what support/lesson07.ts has, as JSON; WAY is "eager" or "compiled" (torch.compile). Prints one line of JSON.
"""

import json
import math
import sys

import torch
from torch import nn
from torch.nn import functional as F

from nanogpt import GPT, adamw

path, settings, way, seed = sys.argv[1], json.loads(sys.argv[2]), sys.argv[3], int(sys.argv[4])
model_sizes, training, sampling = settings["model"], settings["training"], settings["sampling"]
torch.manual_seed(seed)

text = open(path, encoding="utf-8").read()
characters = sorted(set(text))
number_of = {character: number for number, character in enumerate(characters)}
ids = torch.tensor([number_of[character] for character in text])
most = ids[: len(ids) - len(ids) // 10]
validation, train = most[: settings["validation"]], most[settings["validation"] :]

context, batch, steps = model_sizes["contextLength"], training["batchSize"], training["steps"]
sizes = [model_sizes[name] for name in ("layers", "heads", "hiddenSize", "contextLength")]
model = GPT(*sizes, len(characters))
loss_of = torch.compile(model) if way == "compiled" else model
optimizer = adamw(model, training["learningRate"])
offsets = torch.arange(context)


def learning_rate(step):
    peak, warmup = training["learningRate"], training["warmup"]
    if step < warmup:
        return peak * (step + 1) / warmup
    progress = (step - warmup) / (steps - warmup)
    return peak * (0.1 + 0.9 * 0.5 * (1 + math.cos(math.pi * progress)))


def random_batch():
    places = torch.randint(len(train) - context, (batch, 1)) + offsets
    return train[places], train[places + 1]


@torch.no_grad()
def evaluate(text, windows=32):
    total = 0.0
    whole = (len(text) - 1) // context * context
    inputs, targets = text[:whole].view(-1, context), text[1 : whole + 1].view(-1, context)
    for some, expected in zip(inputs.split(windows), targets.split(windows)):
        total += model(some, expected).item() * expected.numel()
    rest = len(text) - 1 - whole
    if rest:
        total += model(text[whole:-1][None], text[whole + 1 :][None]).item() * rest
    return total / (len(text) - 1)


@torch.no_grad()
def sample(beginning):
    made = torch.tensor([[number_of[character] for character in beginning]])
    for _ in range(sampling["tokens"]):
        logits = model.logits(made[:, -context:])[:, -1] / sampling["temperature"]
        best, _ = logits.topk(sampling["topK"])
        logits[logits < best[:, -1:]] = -math.inf
        made = torch.cat([made, torch.multinomial(F.softmax(logits, dim=-1), 1)], dim=1)
    return "".join(characters[number] for number in made[0].tolist())


losses = []
validation_losses = []
parameters = list(model.parameters())
for step in range(steps):
    for group in optimizer.param_groups:
        group["lr"] = learning_rate(step)
    loss = loss_of(*random_batch())
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    nn.utils.clip_grad_norm_(parameters, training["clip"])
    optimizer.step()
    losses.append(loss.item())
    if (step + 1) % training["evaluateEvery"] == 0 or step + 1 == steps:
        validation_losses.append(evaluate(validation))
result = {
    "parameters": sum(parameter.numel() for parameter in parameters),
    "validation": validation_losses,
    "sample": sample(text[:6]),
    "versions": {"torch": torch.__version__},
}
print(json.dumps(result), flush=True)
