"""Writes metrics.json: classification by scikit-learn, names by seqeval, answers by torchmetrics' SQuAD, weighted losses and
parameter-wise learning rates by PyTorch.

    python -m pip install -r test/oracles/requirements.txt
    python test/oracles/metrics.py
"""

import json
import random
import warnings
from importlib.metadata import version
from pathlib import Path

import numpy as np
import torch
from cases import case, normal, plain
from seqeval.metrics import classification_report as seqeval_report
from sklearn.metrics import accuracy_score, precision_recall_fscore_support
from sklearn.utils.class_weight import compute_class_weight
from torchmetrics.text import SQuAD

warnings.filterwarnings("ignore")
random.seed(3)
torch.manual_seed(3)
torch.set_default_dtype(torch.float64)


def scores(predictions, answers, classes=None):
    names = classes or sorted(set(predictions) | set(answers))
    options = {"labels": names, "zero_division": 0}
    precision, recall, f1, count = precision_recall_fscore_support(answers, predictions, **options)
    mean = {kind: precision_recall_fscore_support(answers, predictions, average=kind, **options)[2] for kind in ("macro", "micro")}
    each = zip(names, precision, recall, f1, count)
    return {
        "predictions": predictions, "answers": answers, "classes": classes,
        "accuracy": accuracy_score(answers, predictions),
        "byClass": {n: {"precision": p, "recall": r, "f1": f, "count": int(c)} for n, p, r, f, c in each},
        "macroF1": mean["macro"], "microF1": mean["micro"],
    }


def drawn(classes, length, right):
    answers = random.choices(classes, weights=range(1, len(classes) + 1), k=length)
    return [a if random.random() < right else random.choice(classes) for a in answers], answers


classification = [
    scores(*drawn(["bad", "good"], 40, 0.7)),
    scores(*drawn(["contradiction", "entailment", "neutral"], 60, 0.5)),
    scores(*drawn(["a", "b", "c", "d", "e"], 80, 0.3), classes=["b", "d"]),
    scores(["a", "a", "b"], ["a", "c", "c"]),  # a class that is never predicted, and one that never occurs
]

TAGS = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC"]


def entities(predictions, answers):
    report = seqeval_report(answers, predictions, output_dict=True, zero_division=0)
    pick = lambda row: {"precision": row["precision"], "recall": row["recall"], "f1": row["f1-score"], "count": int(row["support"])}
    kinds = {kind: pick(row) for kind, row in report.items() if "avg" not in kind}
    return {"predictions": predictions, "answers": answers, "all": pick(report["micro avg"]), "kinds": kinds}


names = []
for right in (0.95, 0.7, 0.3):
    pairs = [drawn(TAGS, random.randint(3, 12), right) for _ in range(25)]
    names.append(entities([p for p, _ in pairs], [a for _, a in pairs]))

WORDS = ["the", "red", "kite", "a", "drum", "Anna", "oslo", "an", "old", "kite."]
answers = []
fixed = [
    ("red kite", "the red kite"), ("the kite", "red kite"), ("", "the"), ("oslo", ""), ("The  Red, kite!", "red kite"),
    ("a a an the", "kite"), ("kite kite drum", "kite drum drum"), ("another", "other"), ("theatre", "atre"), ("in-law", "inlaw"),
]
drawn_pairs = [(" ".join(random.choices(WORDS, k=random.randint(1, 4))), " ".join(random.choices(WORDS, k=random.randint(1, 4)))) for _ in range(40)]
for prediction, truth in fixed + drawn_pairs:
    squad = SQuAD()
    squad.update([{"prediction_text": prediction, "id": "1"}], [{"answers": {"answer_start": [0], "text": [truth]}, "id": "1"}])
    result = squad.compute()
    answers.append({
        "prediction": prediction, "truth": truth,
        "exactMatch": float(result["exact_match"]) / 100, "f1": float(result["f1"]) / 100,
    })

targets = torch.tensor([0, 2, -100, 1, 2, 0], dtype=torch.int32)
weights = [0.5, 2.0, 0.0]
weighted = case(
    "weightedCrossEntropy",
    lambda logits: torch.nn.functional.cross_entropy(logits, targets.long(), weight=torch.tensor(weights), ignore_index=-100),
    {"logits": normal(6, 3, size=2.0)}, weights=weights,
)
labels = random.choices(range(4), weights=[8, 3, 1, 1], k=50)
balanced = compute_class_weight("balanced", classes=np.arange(4), y=labels).tolist()

# Three steps of AdamW with a group of parameters for each rate; the loss is Σ p³ / 3, so that gradients are p².
RATES = {"head.weight": 1.0, "encoder.layer.1.weight": 0.5, "encoder.layer.0.weight": 0.25, "embeddings.weight": 0.0}
start = {name: normal(3, 2) for name in RATES}
leaves = {name: value.clone().requires_grad_() for name, value in start.items()}
groups = [{"params": [leaves[name]], "lr": 0.1 * rate} for name, rate in RATES.items() if rate > 0]
optimizer = torch.optim.AdamW(groups, betas=(0.9, 0.95), eps=1e-8, weight_decay=0.1)
for _ in range(3):
    optimizer.zero_grad()
    sum((leaf ** 3).sum() / 3 for leaf in leaves.values()).backward()
    optimizer.step()

result = {
    **{name: version(name) for name in ("scikit-learn", "seqeval", "torchmetrics", "torch", "numpy")},
    "classification": classification, "entities": names, "answers": answers,
    "weighted": {**weighted, "targets": plain(targets)}, "balanced": {"labels": labels, "weights": balanced},
    "rates": {"rates": RATES, "start": {n: plain(t) for n, t in start.items()}, "end": {n: plain(t) for n, t in leaves.items()}},
}
lines = [f"{json.dumps(name)}: {json.dumps(value, separators=(',', ':'))}" for name, value in result.items()]
Path(__file__).with_suffix(".json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
