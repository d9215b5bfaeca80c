"""Writes adamw.json: 10 steps of PyTorch's AdamW with global-norm clipping, warm-up and cosine, in double precision.

    python -m pip install -r test/oracles/requirements.txt
    python test/oracles/adamw.py
"""

import json
from pathlib import Path

import torch
from torch.optim.lr_scheduler import CosineAnnealingLR, LinearLR, SequentialLR

torch.manual_seed(20)
torch.set_default_dtype(torch.float64)
STEPS, WARMUP, PEAK, FLOOR, CLIP = 10, 4, 0.05, 0.005, 1.0
BETAS, EPSILON, DECAY = (0.9, 0.999), 1e-8, 0.3

# The names are not in order, and matrices and vectors alternate: layouts that go by position are found out.
shapes = {"norm.weight": [3], "mlp.weight": [3, 2], "mlp.bias": [2], "embedding": [2, 3]}
parameters = {name: torch.nn.Parameter(torch.randn(shape).float().double()) for name, shape in shapes.items()}
groups = [
    {"params": [p for p in parameters.values() if p.dim() >= 2], "weight_decay": DECAY},
    {"params": [p for p in parameters.values() if p.dim() < 2], "weight_decay": 0.0},
]
optimizer = torch.optim.AdamW(groups, lr=PEAK, betas=BETAS, eps=EPSILON)
schedule = SequentialLR(
    optimizer,
    [
        LinearLR(optimizer, start_factor=1 / WARMUP, total_iters=WARMUP - 1),
        CosineAnnealingLR(optimizer, T_max=STEPS - WARMUP, eta_min=FLOOR),
    ],
    milestones=[WARMUP],
)


def plain(tensors):
    return {name: tensor.tolist() for name, tensor in tensors.items()}


start = plain({name: p.detach() for name, p in parameters.items()})
steps = []
for step in range(STEPS):
    size = 2.0 if step % 3 else 0.1  # some gradients are clipped, others pass
    for name, p in parameters.items():
        p.grad = (torch.randn(p.shape) * size * (3 if name == "mlp.bias" else 1)).float().double()
    gradients = plain({name: p.grad for name, p in parameters.items()})
    norm = torch.nn.utils.clip_grad_norm_(parameters.values(), CLIP)
    clipped = plain({name: p.grad for name, p in parameters.items()})
    learning_rate = optimizer.param_groups[0]["lr"]
    optimizer.step()
    schedule.step()
    after = plain({name: p.detach() for name, p in parameters.items()})
    steps.append(
        {
            "gradients": gradients,
            "norm": norm.item(),
            "clipped": clipped,
            "learningRate": learning_rate,
            "parameters": after,
        }
    )

content = {
    "torch": torch.__version__,
    "options": {"beta1": BETAS[0], "beta2": BETAS[1], "epsilon": EPSILON, "weightDecay": DECAY, "clip": CLIP},
    "schedule": {"peak": PEAK, "warmup": WARMUP, "total": STEPS, "floor": FLOOR},
    "start": start,
    "steps": steps,
}
Path(__file__).with_suffix(".json").write_text(json.dumps(content, indent=1) + "\n")
