"""The Python half of `interchange` (course/commands/interchange.ts), which calls it; see there for how to run both.

    python interchange.py make FOLDER TYPE     a random model (gpt2, llama, mistral or gemma) and a byte-level BPE tokenizer by
                                               save_pretrained; texts.json: texts, ids and decoded texts; expected.safetensors:
                                               the logits of each text
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
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import AutoConfig, AutoModelForCausalLM, AutoTokenizer, PreTrainedTokenizerFast
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
}


def make(folder, kind):
    torch.manual_seed(11)
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    special = ["<|endoftext|>"]
    trainer = trainers.BpeTrainer(vocab_size=340, initial_alphabet=alphabet, special_tokens=special, show_progress=False)
    tokenizer.train_from_iterator(TEXTS, trainer)
    wrapped = PreTrainedTokenizerFast(tokenizer_object=tokenizer, clean_up_tokenization_spaces=False)
    wrapped.save_pretrained(folder)

    sizes = {} if kind == "gpt2" else {"num_hidden_layers": 3, "max_position_embeddings": 97}
    sizes |= {"sliding_window": 11} if kind == "mistral" else {}
    tokens = {"bos_token_id": None, "eos_token_id": None, "pad_token_id": None}
    config = AutoConfig.for_model(kind, vocab_size=tokenizer.get_vocab_size(), **sizes, **SIZES[kind], **tokens)
    model = AutoModelForCausalLM.from_config(config).eval()
    with torch.no_grad():
        for parameter in model.parameters():  # fresh biases are zero and norms one: make them lively
            parameter.add_(torch.randn(parameter.shape) * 0.2)
    model.save_pretrained(folder, max_shard_size="60KB" if kind == "mistral" else "5GB")

    texts = [*TEXTS, "a<|endoftext|>b"]
    ids = [wrapped(text)["input_ids"] for text in texts]
    (folder / "texts.json").write_text(json.dumps({"texts": texts, "ids": ids, "decoded": [wrapped.decode(row) for row in ids]}))
    save_file({f"logits.{i}": logits_of(model, row) for i, row in enumerate(ids)}, folder / "expected.safetensors")


def logits_of(model, ids):
    context = getattr(model.config, "max_position_embeddings", None) or model.config.n_positions
    with torch.no_grad():
        return model(torch.tensor([ids[:context]])).logits.float()


def names_in(folder):
    return {name for file in folder.glob("model*.safetensors") for name in safe_open(file, "pt").keys()}


def open_ours(folder, probe, again):
    ours = json.loads(probe.read_text())
    expected = load_file(probe.with_suffix(".safetensors"))
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
    tied = {"lm_head.weight"} if model.config.tie_word_embeddings else set()
    ids = [tokenizer(text)["input_ids"] for text in ours["texts"]]
    differences = [(logits_of(model, row) - expected[f"logits.{i}"]).abs().max().item() for i, row in enumerate(ours["ids"])]
    model.save_pretrained(again)
    tokenizer.save_pretrained(again)
    print(
        json.dumps(
            {
                "model": type(model).__name__,
                "missing": sorted(set(model.state_dict()) - tied - names_in(folder)),
                "idsEqual": ids == ours["ids"],
                "textsEqual": [tokenizer.decode(row) for row in ours["ids"]] == ours["decoded"],
                "largest": max(differences),
            }
        )
    )


if __name__ == "__main__":
    action, folder = sys.argv[1], Path(sys.argv[2])
    if action == "make":
        make(folder, sys.argv[3])
    else:
        open_ours(folder, Path(sys.argv[3]), Path(sys.argv[4]))
