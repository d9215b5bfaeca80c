"""The Python half of `interchange` (course/commands/interchange.ts), which calls it; see there for how to run both.

    python interchange.py make FOLDER TYPE     a random model (gpt2, llama, mistral or gemma, with a byte-level BPE tokenizer, or
                                               bert, with WordPiece) by save_pretrained; texts.json: texts, ids, token types and
                                               decoded texts; expected.safetensors: the logits of each text, and for bert its
                                               hidden states
    python interchange.py open FOLDER PROBE AGAIN
                                               opens a model folder that `byhand` saved, and saves it again; PROBE is a
                                               texts.json that `byhand` wrote, with its logits in PROBE.safetensors
"""

import json
import sys
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file
import transformers
from tokenizers import BertWordPieceTokenizer, Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import AutoConfig, AutoModelForCausalLM, AutoTokenizer, BertTokenizerFast, PreTrainedTokenizerFast
from transformers.utils import logging

logging.set_verbosity_error()
logging.disable_progress_bar()

TEXTS = [
    "The cat sat on the mat; the dog did not, and it's late.",
    "Grüße aus Zürich: naïve café, Ελληνικά, русский текст, 日本語の文章。",
    "tabs\tand\r\nline ends\n\n\n   and spaces   at the end   ",
    "emoji 🙂👩‍👩‍👧‍👦🇨🇭 and numbers 1234567890 and CAPITALS, don't they'll we've",
    "the cat sat on the mat and the cat sat on the mat",
]
SIZES = {
    "gpt2": {"n_positions": 97, "n_embd": 44, "n_layer": 3, "n_head": 4, "n_inner": 100},
    "llama": {"hidden_size": 40, "intermediate_size": 52, "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 6},
    "mistral": {"hidden_size": 34, "intermediate_size": 46, "num_attention_heads": 6, "num_key_value_heads": 2, "head_dim": 8},
    "gemma": {"hidden_size": 30, "intermediate_size": 44, "num_attention_heads": 4, "num_key_value_heads": 1, "head_dim": 12},
    "bert": {"hidden_size": 40, "intermediate_size": 52, "num_attention_heads": 4},
}
PAIRS = [["Where did the cat sit?", TEXTS[0]], ["Who?", TEXTS[4]], [TEXTS[1], TEXTS[3]]]
# What the library calls the outputs of an encoder's heads.
OUTPUTS = {
    "prediction_logits": "tokenLogits",
    "seq_relationship_logits": "nextSentenceLogits",
    "logits": "logits",
    "start_logits": "startLogits",
    "end_logits": "endLogits",
}


def make_bpe(folder):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    special = ["<|endoftext|>"]
    trainer = trainers.BpeTrainer(vocab_size=340, initial_alphabet=alphabet, special_tokens=special, show_progress=False)
    tokenizer.train_from_iterator(TEXTS, trainer)
    wrapped = PreTrainedTokenizerFast(tokenizer_object=tokenizer, clean_up_tokenization_spaces=False)
    wrapped.save_pretrained(folder)
    return wrapped


def make_wordpiece(folder):
    tokenizer = BertWordPieceTokenizer()
    tokenizer.train_from_iterator(TEXTS, vocab_size=240, show_progress=False)
    tokenizer.save_model(str(folder))
    wrapped = BertTokenizerFast(vocab=str(folder / "vocab.txt"), clean_up_tokenization_spaces=False)
    wrapped.save_pretrained(folder)
    return wrapped


def make(folder, kind):
    torch.manual_seed(11)
    folder.mkdir(parents=True, exist_ok=True)
    wrapped = make_wordpiece(folder) if kind == "bert" else make_bpe(folder)

    sizes = {} if kind == "gpt2" else {"num_hidden_layers": 3, "max_position_embeddings": 97}
    sizes |= {"sliding_window": 11} if kind == "mistral" else {}
    tokens = {"bos_token_id": None, "eos_token_id": None, "pad_token_id": None}
    tokens |= {"pad_token_id": wrapped.pad_token_id} if kind == "bert" else {}
    config = AutoConfig.for_model(kind, vocab_size=len(wrapped), **sizes, **SIZES[kind], **tokens)
    model = (transformers.BertForPreTraining(config) if kind == "bert" else AutoModelForCausalLM.from_config(config)).eval()
    with torch.no_grad():
        for parameter in model.parameters():  # fresh biases are zero and norms one: make them lively
            parameter.add_(torch.randn(parameter.shape) * 0.2)
    model.save_pretrained(folder, max_shard_size="60KB" if kind == "mistral" else "5GB")

    texts = [*TEXTS, *PAIRS, "a [SEP] b"] if kind == "bert" else [*TEXTS, "a<|endoftext|>b"]
    encoded = encode(wrapped, texts)
    (folder / "texts.json").write_text(json.dumps({"texts": texts, **encoded}))
    save_file(outputs_of(model, encoded), folder / "expected.safetensors")


def encode(tokenizer, texts):
    encodings = [tokenizer(*([text] if isinstance(text, str) else text)) for text in texts]
    ids = [encoding["input_ids"] for encoding in encodings]
    types = [encoding.get("token_type_ids", [0] * len(row)) for encoding, row in zip(encodings, ids)]
    return {"ids": ids, "typeIds": types, "decoded": [tokenizer.decode(row) for row in ids]}


def outputs_of(model, encoded):
    context = getattr(model.config, "max_position_embeddings", None) or model.config.n_positions
    found = {}
    for i, (ids, types) in enumerate(zip(encoded["ids"], encoded["typeIds"])):
        row = torch.tensor([ids[:context]])
        with torch.no_grad():
            if model.config.model_type != "bert":
                found[f"logits.{i}"] = model(row).logits.float()
                continue
            output = model(row, token_type_ids=torch.tensor([types[:context]]), output_hidden_states=True)
            found[f"hiddenStates.{i}"] = torch.stack(output.hidden_states).float()
            found |= {f"{ours}.{i}": output[theirs].float() for theirs, ours in OUTPUTS.items() if theirs in output}
            body = getattr(model, "bert", model)
            if body.pooler is not None:
                found[f"pooled.{i}"] = body.pooler(output.hidden_states[-1]).float()
    return {name: tensor.contiguous() for name, tensor in found.items()}


def names_in(folder):
    return {name for file in folder.glob("model*.safetensors") for name in safe_open(file, "pt").keys()}


def open_ours(folder, probe, again):
    ours = json.loads(probe.read_text())
    expected = load_file(probe.with_suffix(".safetensors"))
    tokenizer = AutoTokenizer.from_pretrained(folder)
    config = AutoConfig.from_pretrained(folder)
    is_bert = config.model_type == "bert"
    kind = getattr(transformers, config.architectures[0]) if is_bert else AutoModelForCausalLM
    model = kind.from_pretrained(folder, dtype=torch.float32).eval()
    tied = {"lm_head.weight", "cls.predictions.decoder.weight", "cls.predictions.decoder.bias"}
    tied = tied if model.config.tie_word_embeddings else set()
    theirs = encode(tokenizer, ours["texts"])
    outputs = outputs_of(model, ours)
    assert outputs.keys() == expected.keys(), (outputs.keys(), expected.keys())
    model.save_pretrained(again)
    tokenizer.save_pretrained(again)
    print(
        json.dumps(
            {
                "model": type(model).__name__,
                "missing": sorted(set(model.state_dict()) - tied - names_in(folder)),
                "idsEqual": theirs["ids"] == ours["ids"] and (not is_bert or theirs["typeIds"] == ours["typeIds"]),
                "textsEqual": [tokenizer.decode(row) for row in ours["ids"]] == ours["decoded"],
                "largest": max((outputs[name] - expected[name]).abs().max().item() for name in outputs),
            }
        )
    )


if __name__ == "__main__":
    action, folder = sys.argv[1], Path(sys.argv[2])
    if action == "make":
        make(folder, sys.argv[3])
    else:
        open_ours(folder, Path(sys.argv[3]), Path(sys.argv[4]))
