"""Tokenizers of the kinds that are published, trained on seventeen languages by Python's `tokenizers`: multilingual BERT,
RoBERTa, Llama 3's templates, T5, ALBERT; with added tokens that take spaces, and truncation and padding in the file.

    python test/oracles/published.py    writes published.json beside this file

Made with tokenizers 0.23.3. Its trainers number some tokens by chance, so a new file differs.
languages.txt is article 1 of the Universal Declaration of Human Rights.
"""

import json
from pathlib import Path

from encoded import flat, plain
from texts import digests, random_slices, random_texts
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

HERE = Path(__file__).parent
LANGUAGES = (HERE / "languages.txt").read_text("utf-8")
LINES = LANGUAGES.splitlines()
TEXTS = [
    LINES[7][:60], LINES[12][:60],
    "  I <mask> you, <mask>  <mask>x\t<mask>\n[MASK] and\u3000[MASK]\u00a0 ",
    "dignity <end>  rights<end>x <end> , x<end> <end>",
    "a word, awords, word. É<word>é (word) _word word_ 漢word 字 word",
    "``freedom'' and ''rights`` ½ ﬁne Ｗide e\u0301e\u0323\u0301",
    "",
    "   ",
]
PAIRS = [(LINES[2][:40], LINES[8][:40]), (LINES[13][:30], ""), ("", LINES[14][:20]), ("", ""), (" all <mask> ", "  equal <end> ")]



def trained(tokenizer, trainer):
    tokenizer.train_from_iterator(LINES, trainer)
    return tokenizer


def bert():
    """Cased, with a token that is a word by itself only, and one that is looked for in the normalized text."""
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=False)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece(cleanup=True)
    names = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    trained(tokenizer, trainers.WordPieceTrainer(vocab_size=1500, special_tokens=names, show_progress=False))
    tokenizer.add_tokens([
        AddedToken("word", single_word=True, normalized=False), AddedToken("<end>", rstrip=True, normalized=True),
        AddedToken("<mask>", lstrip=True, rstrip=True, normalized=False),
    ])
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    return tokenizer


def uncased(cased):
    tokenizer = Tokenizer.from_str(cased.to_str())
    tokenizer.normalizer = normalizers.BertNormalizer()
    return tokenizer


def gpt():
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    names = ["<s>", "<pad>", "</s>", "<unk>", AddedToken("<mask>", lstrip=True, special=True)]
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=1200, special_tokens=names, initial_alphabet=alphabet, show_progress=False)
    trained(tokenizer, trainer)
    tokenizer.add_tokens([AddedToken("<end>", rstrip=True), AddedToken("word", single_word=True)])
    tokenizer.post_processor = processors.ByteLevel(trim_offsets=True)
    return tokenizer


def roberta(base, add_prefix_space):
    tokenizer = Tokenizer.from_str(base.to_str())
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0), add_prefix_space=add_prefix_space)
    return tokenizer


def limited(base):
    tokenizer = roberta(base, add_prefix_space=False)
    tokenizer.enable_truncation(24, stride=3)
    tokenizer.enable_padding(pad_id=1, pad_token="<pad>", pad_to_multiple_of=8)
    return tokenizer


def llama(base):
    tokenizer = Tokenizer.from_str(base.to_str())
    tokenizer.post_processor = processors.Sequence([
        processors.ByteLevel(trim_offsets=True, add_prefix_space=False),
        processors.TemplateProcessing(single="<s> $A", pair="<s> $A <s>:1 $B:1", special_tokens=[("<s>", 0)]),
    ])
    return tokenizer


def unigram(normalizer, names, unknown, template):
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizer
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()])
    tokenizer.decoder = decoders.Metaspace()
    trained(tokenizer, trainers.UnigramTrainer(vocab_size=1300, special_tokens=names, unk_token=unknown, show_progress=False))
    tokenizer.add_tokens([AddedToken("<mask>", lstrip=True, normalized=False), AddedToken("word", single_word=True)])
    tokenizer.post_processor = template
    return tokenizer


def t5():
    template = processors.TemplateProcessing(single="$A </s>", pair="$A </s> $B </s>", special_tokens=[("</s>", 1)])
    normalizer = normalizers.Sequence([normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")])
    return unigram(normalizer, ["<pad>", "</s>", "<unk>"], "<unk>", template)


def albert():
    template = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    normalizer = normalizers.Sequence([
        normalizers.Replace("``", '"'), normalizers.Replace("''", '"'), normalizers.NFKD(), normalizers.StripAccents(),
        normalizers.Lowercase(),
    ])
    return unigram(normalizer, ["<pad>", "<unk>", "[CLS]", "[SEP]", "[MASK]"], "<unk>", template)


def encoded(tokenizer, *texts, special=True):
    found = plain(tokenizer.encode(*texts, add_special_tokens=special), texts)
    if "Roberta" in tokenizer.to_str():
        for part in found["overflowing"]:  # RoBERTa has one type; Python leaves the second text's 1 in what overflowed
            part["typeIds"] = [0] * len(part["typeIds"])
    return found


def case(name, tokenizer, base=None):
    """With a base, another case's name and its tokenizer, a case names only what differs from it."""
    random = [*random_texts(6, 1500), *random_slices(7, 1500, LANGUAGES)]
    encodings = [tokenizer.encode(text) for text in random]
    saved, of_base = json.loads(tokenizer.to_str()), json.loads(base[1].to_str()) if base else {}
    return {
        "name": name, "base": base[0] if base else None,
        "tokenizer": {key: part for key, part in saved.items() if key not in of_base or part != of_base[key]},
        "texts": [encoded(tokenizer, text) for text in TEXTS],
        "withoutSpecial": [tokenizer.encode(text, add_special_tokens=False).ids for text in TEXTS],
        "pairs": [encoded(tokenizer, *pair) for pair in PAIRS],
        "pairsWithoutSpecial": [encoded(tokenizer, *pair, special=False) for pair in PAIRS],
        "decoded": [
            [tokenizer.decode(tokenizer.encode(text).ids, skip_special_tokens=skip) for skip in (False, True)]
            for text in TEXTS
        ],
        "ids": digests([encoding.ids for encoding in encodings]),
        "offsets": digests([flat(encoding.offsets) for encoding in encodings]),
        "corpus": len(tokenizer.encode(LANGUAGES).ids),
    }


if __name__ == "__main__":
    cased, plain_bytes = ("multilingual BERT", bert()), ("GPT", gpt())
    cases = [
        case(*cased), case("multilingual BERT, uncased", uncased(cased[1]), cased), case(*plain_bytes),
        case("RoBERTa", roberta(plain_bytes[1], add_prefix_space=False), plain_bytes),
        case("RoBERTa after a space", roberta(plain_bytes[1], add_prefix_space=True), plain_bytes),
        case("RoBERTa, limited", limited(plain_bytes[1]), plain_bytes), case("Llama 3", llama(plain_bytes[1]), plain_bytes),
        case("T5", t5()), case("ALBERT", albert()),
    ]
    target = HERE / "published.json"
    content = {"texts": TEXTS, "pairs": PAIRS, "cases": cases}
    target.write_text(json.dumps(content, ensure_ascii=True, separators=(",", ":")) + "\n", "utf-8", newline="\n")
    print(f"{target}: {target.stat().st_size} bytes")
