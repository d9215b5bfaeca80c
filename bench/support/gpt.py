"""Trains and evaluates a GPT in PyTorch; answers each line of JSON with how long each repetition took, in seconds.

The model, the optimiser and the clipping are those of lib/training: nanoGPT's layout with tied embeddings and the tanh
form of GELU, AdamW that decays matrices alone, the whole gradient clipped to norm 1.
"""

import json
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F


class Block(nn.Module):
    def __init__(self, hidden, heads):
        super().__init__()
        self.heads = heads
        self.ln_1, self.ln_2 = nn.LayerNorm(hidden), nn.LayerNorm(hidden)
        self.c_attn, self.c_proj = nn.Linear(hidden, 3 * hidden), nn.Linear(hidden, hidden)
        self.c_fc, self.c_out = nn.Linear(hidden, 4 * hidden), nn.Linear(4 * hidden, hidden)

    def forward(self, x):
        batch, length, hidden = x.shape
        parts = self.c_attn(self.ln_1(x)).split(hidden, dim=2)
        q, k, v = (part.view(batch, length, self.heads, -1).transpose(1, 2) for part in parts)
        attended = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.c_proj(attended.transpose(1, 2).reshape(batch, length, hidden))
        return x + self.c_out(F.gelu(self.c_fc(self.ln_2(x)), approximate="tanh"))


class GPT(nn.Module):
    def __init__(self, layers, heads, hidden, context, vocabulary):
        super().__init__()
        self.wte, self.wpe = nn.Embedding(vocabulary, hidden), nn.Embedding(context, hidden)
        self.h = nn.ModuleList(Block(hidden, heads) for _ in range(layers))
        self.ln_f = nn.LayerNorm(hidden)
        for parameter in self.parameters():
            if parameter.dim() > 1:
                nn.init.normal_(parameter, std=0.02)

    def forward(self, ids, targets):
        x = self.wte(ids) + self.wpe(torch.arange(ids.shape[1]))
        for block in self.h:
            x = block(x)
        logits = self.ln_f(x) @ self.wte.weight.T
        return F.cross_entropy(logits.view(-1, logits.shape[-1]), targets.view(-1))


def worker(shape, way):
    torch.manual_seed(0)
    sizes = [shape[name] for name in ("layers", "heads", "hiddenSize", "contextLength", "vocabularySize")]
    model = GPT(*sizes)
    parameters = list(model.parameters())
    decayed = [parameter for parameter in parameters if parameter.dim() > 1]
    others = [parameter for parameter in parameters if parameter.dim() <= 1]
    groups = [{"params": decayed, "weight_decay": 0.1}, {"params": others, "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, lr=1e-3, betas=(0.9, 0.95), fused=True)
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
