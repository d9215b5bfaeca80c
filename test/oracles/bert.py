"""Makes random BERTs of odd sizes in the folder bert/ with Hugging Face `transformers`, and what they compute.

    python -m pip install -r test/oracles/requirements.txt
    python test/oracles/bert.py

bert/<head>/config.json and model.safetensors come from save_pretrained, for each of Hugging Face's classes.
bert/<head>.safetensors holds, by the same model in double precision: every hidden state, the pooled output where there is
one, the head's scores, the loss, and the loss's gradient for every parameter; for the body all attention weights, too.
bert/inputs.safetensors holds ids (pairs of texts, some padded), token types, attention mask and labels.
bert/fineTuning.safetensors holds what three steps of PyTorch's AdamW make of the classifier of texts, in two ways: "layerwise",
with a smaller rate for each lower layer and weights for the classes, and "frozen", its head alone.

The loss of answers is that of the real tokens: Hugging Face's own counts padding, too, so that padding would change it.
"""

from pathlib import Path

import torch
import transformers
from safetensors.torch import save_file
from torch.nn.functional import cross_entropy

FOLDER = Path(__file__).parent / "bert"
BATCH, TIME, LABELS = 3, 13, 3
VOCABULARY = 31

HEADS = {
    "body": "BertModel",
    "pretraining": "BertForPreTraining",
    "maskedTokens": "BertForMaskedLM",
    "nextSentence": "BertForNextSentencePrediction",
    "sequences": "BertForSequenceClassification",
    "tokens": "BertForTokenClassification",
    "answers": "BertForQuestionAnswering",
}


def make_inputs():
    torch.manual_seed(3)
    lengths, seconds = [13, 10, 7], [6, 4, 5]  # tokens of each pair, and where its second text begins
    ids = torch.randint(1, VOCABULARY, (BATCH, TIME))
    mask = torch.zeros(BATCH, TIME, dtype=torch.int64)
    types = torch.zeros(BATCH, TIME, dtype=torch.int64)
    for row, (length, second) in enumerate(zip(lengths, seconds)):
        ids[row, length:] = 0
        mask[row, :length] = 1
        types[row, second:length] = 1
    chosen = (torch.rand(BATCH, TIME) < 0.3) & (mask == 1)
    labels = torch.where(chosen, torch.randint(1, VOCABULARY, (BATCH, TIME)), -100)
    tags = torch.where((mask == 1) & (torch.rand(BATCH, TIME) < 0.8), torch.randint(0, LABELS, (BATCH, TIME)), -100)
    return {
        "ids": ids,
        "tokenTypes": types,
        "attentionMask": mask,
        "tokens": labels,
        "nextSentence": torch.tensor([1, 0, 1]),
        "classes": torch.tensor([2, 0, 1]),
        "tags": tags,
        "spans": torch.tensor([[8, 11], [5, 5], [5, 6]]),
    }


def loss_of(head, outputs, given):
    tokens = lambda scores: cross_entropy(scores.flatten(0, 1), given["tokens"].flatten(), ignore_index=-100)
    if head == "pretraining":
        return tokens(outputs.prediction_logits) + cross_entropy(outputs.seq_relationship_logits, given["nextSentence"])
    if head == "maskedTokens":
        return tokens(outputs.logits)
    if head == "nextSentence":
        return cross_entropy(outputs.logits, given["nextSentence"])
    if head == "sequences":
        return cross_entropy(outputs.logits, given["classes"])
    if head == "tokens":
        return cross_entropy(outputs.logits.flatten(0, 1), given["tags"].flatten(), ignore_index=-100)
    if head == "answers":
        scores = [s.masked_fill(given["attentionMask"] == 0, -torch.inf) for s in (outputs.start_logits, outputs.end_logits)]
        return sum(cross_entropy(score, given["spans"][:, i]) for i, score in enumerate(scores)) / 2
    # Of real tokens: PyTorch keeps the padding's embedding from learning.
    return (outputs.last_hidden_state**2 * given["attentionMask"].unsqueeze(-1)).mean() + outputs.pooler_output.mean()


SCORES = {
    "prediction_logits": "tokenLogits",
    "seq_relationship_logits": "nextSentenceLogits",
    "logits": "logits",
    "start_logits": "startLogits",
    "end_logits": "endLogits",
    "pooler_output": "pooled",
}


def make(head, architecture, given):
    torch.manual_seed(sum(map(ord, head)))
    config = transformers.BertConfig(
        vocab_size=VOCABULARY,
        hidden_size=15,
        num_hidden_layers=3,
        num_attention_heads=3,
        intermediate_size=22,
        max_position_embeddings=17,
        layer_norm_eps=1e-3,  # not the default, so that a reader that ignores it is found out
        num_labels=LABELS if head in ("sequences", "tokens") else 2,
        hidden_act={"nextSentence": "gelu_new", "tokens": "relu"}.get(head, "gelu"),
        hidden_dropout_prob=0.0 if head == "sequences" else 0.1,  # that one is trained, too
    )
    config._attn_implementation = "eager"  # the one that gives its weights
    model = getattr(transformers, architecture)(config).eval()
    with torch.no_grad():
        for name, parameter in model.named_parameters():  # lively: fresh biases are zero and norms one
            lift = 1.0 if name.endswith("LayerNorm.weight") else 0.0
            parameter.copy_(torch.randn(parameter.shape) * 0.3 + lift)
    model.save_pretrained(FOLDER / head)
    for file in (FOLDER / head).glob("*"):
        file.chmod(0o644)

    model = model.double()
    outputs = model(
        given["ids"],
        token_type_ids=given["tokenTypes"],
        attention_mask=given["attentionMask"],
        output_hidden_states=True,
        output_attentions=True,
    )
    loss = loss_of(head, outputs, given)
    loss.backward()
    results = {"loss": loss}
    results |= {ours: outputs[theirs] for theirs, ours in SCORES.items() if theirs in outputs}
    results |= {f"hiddenStates.{i}": state for i, state in enumerate(outputs.hidden_states)}
    if head == "body":
        results |= {f"attentions.{i}": weights for i, weights in enumerate(outputs.attentions)}
    results |= {f"gradient {name}": parameter.grad for name, parameter in model.named_parameters()}
    save({name: tensor.detach().float() for name, tensor in results.items()}, f"{head}.safetensors")


FACTOR = 0.5  # from each layer to the one below
RATES = {"embeddings": FACTOR**4, "layer.0": FACTOR**3, "layer.1": FACTOR**2, "layer.2": FACTOR, "pooler": 1.0, "classifier": 1.0}
CLASS_WEIGHTS = [0.5, 2.0, 1.25]


def fine_tune(way, given):
    model = transformers.BertForSequenceClassification.from_pretrained(FOLDER / "sequences").double().eval()
    groups = []
    for name, parameter in model.named_parameters():
        if way == "frozen":
            rate = 0.0 if name.startswith("bert.") else 1.0
        else:
            [rate] = [rate for part, rate in RATES.items() if f".{part}." in f".{name}"]
        parameter.requires_grad = rate > 0
        if rate > 0:
            groups.append({"params": [parameter], "lr": 0.03 * rate, "weight_decay": 0.1 if parameter.ndim > 1 else 0.0})
    # So large an epsilon that rounding does not decide where a gradient is next to nothing, as that of the keys' biases.
    optimizer = torch.optim.AdamW(groups, betas=(0.9, 0.95), eps=1e-3)
    weights = None if way == "frozen" else torch.tensor(CLASS_WEIGHTS, dtype=torch.float64)
    losses = []
    for _ in range(3):
        optimizer.zero_grad()
        scores = model(given["ids"], token_type_ids=given["tokenTypes"], attention_mask=given["attentionMask"]).logits
        loss = cross_entropy(scores, given["classes"], weight=weights)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 0.5)
        optimizer.step()
        losses.append(loss.detach())
    trained = {name: parameter for name, parameter in model.named_parameters() if parameter.requires_grad}
    results = {"losses": torch.stack(losses), **trained}
    return {f"{way} {name}": tensor.detach().float() for name, tensor in results.items()}


def save(tensors, name):
    save_file({n: t.contiguous() for n, t in tensors.items()}, FOLDER / name)
    (FOLDER / name).chmod(0o644)


given = make_inputs()
FOLDER.mkdir(exist_ok=True)
save({name: tensor.int() for name, tensor in given.items()}, "inputs.safetensors")
for head, architecture in HEADS.items():
    make(head, architecture, given)
save({**fine_tune("layerwise", given), **fine_tune("frozen", given)}, "fineTuning.safetensors")
