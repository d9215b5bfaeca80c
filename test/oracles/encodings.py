"""Encodings by Python's `tokenizers`: WordPiece, words, byte-level BPE and Unigram with templates, truncation and padding.

    python test/oracles/encodings.py            writes encodings.json beside this file
    python test/oracles/encodings.py FOLDER     opens each tokenizer.json that byhand wrote into FOLDER (as
                                                training.test.ts says) and writes made_here.json

Made with tokenizers 0.23.3. Its trainers number some tokens by chance, so a new encodings.json differs.
"""

import json
import sys
from pathlib import Path

from encoded import flat, plain
from texts import digest, digests, random_strings, random_texts
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

HERE = Path(__file__).parent
CORPUS = (HERE / "corpus.txt").read_text("utf-8")
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
TEXTS = [
    "Before we proceed any further, hear me speak.",
    "L'Élève, où est-il ? über 漢字とかな 👍🏽!",
    "[CLS] What is [MASK]? [SEP]unaffable\tcitizens\nResolved",
    "",
    "x" * 100 + " " + "y" * 101 + " zzz",
]
PAIRS = [
    (TEXTS[0], TEXTS[1]), (TEXTS[1], ""), ("", TEXTS[0]), ("", ""),
    ("Who is chief enemy to the people?", "First, you know Caius Marcius is chief enemy to the people; let us kill him."),
]


def bert_template():
    return processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )


def wordpiece(lowercase):
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=lowercase)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece(cleanup=lowercase)
    trainer = trainers.WordPieceTrainer(vocab_size=700, special_tokens=SPECIAL, show_progress=False)
    tokenizer.train_from_iterator([CORPUS], trainer)
    tokenizer.post_processor = bert_template() if lowercase else processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    if not lowercase:
        tokenizer.add_tokens([AddedToken("Élève", normalized=True), AddedToken("über", normalized=False)])
    return tokenizer


def words():
    tokenizer = Tokenizer(models.WordLevel(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    trainer = trainers.WordLevelTrainer(vocab_size=500, special_tokens=["[UNK]"], show_progress=False)
    tokenizer.train_from_iterator([CORPUS], trainer)
    return tokenizer


def bpe():
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=500, special_tokens=["<s>", "[PAD]"], initial_alphabet=alphabet, show_progress=False
    )
    tokenizer.train_from_iterator([CORPUS], trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A", pair="<s> $A <s>:1 $B:1", special_tokens=[("<s>", 0)]
    )
    return tokenizer


def unigram():
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    trainer = trainers.UnigramTrainer(
        vocab_size=700, special_tokens=["<unk>", "<s>", "</s>", "[PAD]"], unk_token="<unk>", show_progress=False
    )
    tokenizer.train_from_iterator([CORPUS], trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="$A </s>", pair="$A </s> $B </s>", special_tokens=[("</s>", 2)]
    )
    return tokenizer


def by_hand():
    """Pieces of equal scores, and characters that are no piece by themselves but part of one."""
    pieces = [("<unk>", 0.0), ("▁", -2.0), ("a", -1.0), ("b", -1.0), ("ab", -2.0), ("ba", -2.0), ("abab", -4.0), ("▁a", -3.0)]
    pieces += [("xy", -8.0), ("▁xya", -9.0), ("bx", -5.0)]
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=0))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="never", split=False)
    encodings = [tokenizer.encode(text) for text in random_strings(4, 3000, "aabbxyz ")]
    return {
        "tokenizer": json.loads(tokenizer.to_str()),
        "ids": digests([encoding.ids for encoding in encodings]),
        "offsets": digests([flat(encoding.offsets) for encoding in encodings]),
        "examples": [encoding.tokens for encoding in encodings[:20]],
    }


LIMITS = [
    {"pair": pair, "maxLength": length, "strategy": strategy, "stride": stride, "side": side}
    for pair, length, strategy, stride, side in [
        (4, 20, "longest_first", 0, "right"), (4, 21, "longest_first", 3, "right"), (4, 24, "longest_first", 2, "left"),
        (4, 26, "only_second", 5, "right"), (4, 28, "only_second", 0, "left"), (0, 26, "only_first", 4, "right"),
        (2, 9, "longest_first", 0, "right"), (4, 3, "longest_first", 0, "right"),
        (4, 300, "longest_first", 0, "right"),
    ]
]
SINGLE_LIMITS = [
    {"text": 0, "maxLength": length, "stride": stride, "side": side}
    for length, stride, side in [(6, 0, "right"), (7, 3, "right"), (7, 3, "left"), (8, 1, "left"), (2, 0, "right"), (99, 0, "left")]
]


def case(name, tokenizer, pad_token="[PAD]"):
    saved = json.loads(tokenizer.to_str())
    found = {
        "name": name, "tokenizer": saved,
        "texts": [plain(tokenizer.encode(text), [text]) for text in TEXTS],
        "withoutSpecial": [tokenizer.encode(text, add_special_tokens=False).ids for text in TEXTS],
        "pairs": [plain(tokenizer.encode(*pair), pair) for pair in PAIRS],
        "pairsWithoutSpecial": [plain(tokenizer.encode(*pair, add_special_tokens=False), pair) for pair in PAIRS],
        "decoded": [
            [tokenizer.decode(tokenizer.encode(text).ids, skip_special_tokens=skip) for skip in (False, True)]
            for text in TEXTS
        ],
        "ids": digests([tokenizer.encode(text).ids for text in random_texts(2, 3000)]),
        "offsets": digests([flat(tokenizer.encode(text).offsets) for text in random_texts(2, 3000)]),
        "corpus": len(tokenizer.encode(CORPUS).ids),
    }
    if name == "wordpiece":
        found["limits"] = [limited(tokenizer, **limit) for limit in LIMITS]
        found["singleLimits"] = [limited(tokenizer, **limit) for limit in SINGLE_LIMITS]
    tokenizer.no_truncation()
    if tokenizer.token_to_id(pad_token) is not None:
        found["padded"] = []
        for options in [{}, {"direction": "left"}, {"pad_to_multiple_of": 8}, {"length": 12, "pad_type_id": 3}]:
            tokenizer.enable_padding(pad_id=tokenizer.token_to_id(pad_token), pad_token=pad_token, **options)
            batch = tokenizer.encode_batch([TEXTS[0], TEXTS[3], PAIRS[0]])
            texts = [[TEXTS[0]], [TEXTS[3]], PAIRS[0]]
            file = json.loads(tokenizer.to_str())["padding"]
            found["padded"].append({"file": file, "encodings": [plain(e, t) for e, t in zip(batch, texts)]})
            tokenizer.no_padding()
    return found


def limited(tokenizer, maxLength, stride, side, strategy="longest_first", pair=None, text=None):
    tokenizer.enable_truncation(maxLength, stride=stride, strategy=strategy, direction=side)
    texts = [TEXTS[text]] if pair is None else list(PAIRS[pair])
    file = json.loads(tokenizer.to_str())["truncation"]
    try:
        result = plain(tokenizer.encode(*texts), texts)
    except BaseException as error:  # a panic of Rust is no Exception
        result = str(error)
    tokenizer.no_truncation()
    return {"file": file, "texts": texts, "result": result}


def made_here(folder):
    found = {}
    for path in sorted(Path(folder).glob("*.json")):
        tokenizer = Tokenizer.from_file(str(path))
        saved = json.loads(path.read_text("utf-8"))
        assert json.loads(tokenizer.to_str()) == saved, f"{path.name}: Python would write another file"
        found[path.stem] = {
            "file": digest(path.read_text("utf-8")),
            "ids": digests([tokenizer.encode(text).ids for text in random_texts(3, 2000)]),
            "corpus": len(tokenizer.encode(CORPUS).ids),
        }
    return found


if __name__ == "__main__":
    if len(sys.argv) > 1:
        target, oracle = HERE / "made_here.json", made_here(sys.argv[1])
    else:
        cases = [
            case("wordpiece", wordpiece(True)), case("wordpiece cased", wordpiece(False)), case("words", words()),
            case("bpe", bpe()), case("unigram", unigram()),
        ]
        target, oracle = HERE / "encodings.json", {"cases": cases, "byHand": by_hand()}
    target.write_text(json.dumps(oracle, ensure_ascii=True, separators=(",", ":")) + "\n", "utf-8", newline="\n")
    print(f"{target}: {target.stat().st_size} bytes")
