"""The Python half of `interchange --tokenizers` (course/interchange/tokenizers.ts), which calls it.

    python interchange_tokenizers.py FOLDER

FOLDER/probe.json, which `byhand` wrote, has texts and pairs, and what each tokenizer NAME.json in the folder makes of them.
Opens each, compares, and writes again-NAME.json. Then trains tokenizers of the same kinds on the texts, and writes
theirs-NAME.json and, with what these make of the texts, theirs.json. Prints the names of those that agree and the first
difference of each that does not.
"""

import json
import sys
from pathlib import Path

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

BERT = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


def around(begin, end, ids):
    special = [(token, ids[token]) for token in (begin, end) if token]
    one = " ".join(filter(None, [begin, "$A", end]))
    two = " ".join(filter(None, [begin, "$A", end, "$B:1", end and f"{end}:1"]))
    return processors.TemplateProcessing(single=one, pair=two, special_tokens=special)


def wordpiece():
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    tokenizer.post_processor = around("[CLS]", "[SEP]", {"[CLS]": 2, "[SEP]": 3})
    return tokenizer, trainers.WordPieceTrainer(vocab_size=900, special_tokens=BERT, show_progress=False)


def unigram():
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Sequence([normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    tokenizer.post_processor = around(None, "</s>", {"</s>": 1})
    special = ["<unk>", "</s>"]
    return tokenizer, trainers.UnigramTrainer(vocab_size=900, special_tokens=special, unk_token="<unk>", show_progress=False)


def words():
    tokenizer = Tokenizer(models.WordLevel(unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    return tokenizer, trainers.WordLevelTrainer(special_tokens=["[UNK]"], show_progress=False)


def bpe():
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", 1), ("<s>", 0), add_prefix_space=False)
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    special = ["<s>", "</s>"]
    return tokenizer, trainers.BpeTrainer(vocab_size=900, special_tokens=special, initial_alphabet=alphabet, show_progress=False)


def encoded(tokenizer, texts):
    encodings = [tokenizer.encode(*([text] if isinstance(text, str) else text)) for text in texts]
    return {
        "texts": texts, "ids": [e.ids for e in encodings], "typeIds": [e.type_ids for e in encodings],
        "decoded": [tokenizer.decode(e.ids, skip_special_tokens=False) for e in encodings],
    }


def difference(found, expected):
    for key in ("ids", "typeIds", "decoded"):
        for text, here, there in zip(found["texts"], found[key], expected[key]):
            if here != there:
                return f"{key} of {text!r}: {here} in Python, {there} in byhand"
    return None


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    probe = json.loads((folder / "probe.json").read_text("utf-8"))
    report = {}
    for name, expected in probe["encoded"].items():
        tokenizer = Tokenizer.from_file(str(folder / f"{name}.json"))
        report[name] = difference(encoded(tokenizer, probe["texts"]), expected)
        tokenizer.save(str(folder / f"again-{name}.json"))
    theirs = {}
    for name, make in {"wordpiece": wordpiece, "unigram": unigram, "words": words, "bpe": bpe}.items():
        tokenizer, trainer = make()
        tokenizer.train_from_iterator(probe["corpus"].split("\n"), trainer)
        tokenizer.save(str(folder / f"theirs-{name}.json"))
        theirs[name] = encoded(tokenizer, probe["texts"])
    (folder / "theirs.json").write_text(json.dumps(theirs), "utf-8")
    print(json.dumps(report))
