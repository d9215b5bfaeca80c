"""What Python's `tokenizers` makes of each code point and of random texts: normalizers and pre-tokenizers.

    python test/oracles/normalization.py            writes normalization.json beside this file
    python test/oracles/normalization.py --tables   prints the sets of lib/tokenizer/normalize/unicodeSets.ts

Made with tokenizers 0.23.3.
"""

import json
import sys
from pathlib import Path

from bpe import range_steps
from texts import digest, digests, random_texts
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

POINTS = [point for point in range(0x110000) if not 0xD800 <= point < 0xE000]


def bert(**parts):
    off = {"clean_text": False, "handle_chinese_chars": False, "strip_accents": False, "lowercase": False}
    return normalizers.BertNormalizer(**{**off, **parts})


NORMALIZERS = {
    "NFC": normalizers.NFC(),
    "NFD": normalizers.NFD(),
    "NFKC": normalizers.NFKC(),
    "NFKD": normalizers.NFKD(),
    "Lowercase": normalizers.Lowercase(),
    "StripAccents": normalizers.StripAccents(),
    "Nmt": normalizers.Nmt(),
    "Strip": normalizers.Strip(),
    "Strip left": normalizers.Strip(right=False),
    "Replace": normalizers.Replace("e", "A\u0323"),
    "clean_text": bert(clean_text=True),
    "handle_chinese_chars": bert(handle_chinese_chars=True),
    "strip_accents": bert(strip_accents=True),
    "BERT": normalizers.BertNormalizer(),
    "BERT cased": normalizers.BertNormalizer(lowercase=False),
    "Sequence": normalizers.Sequence([normalizers.NFD(), normalizers.StripAccents(), normalizers.Lowercase()]),
    "spaces": normalizers.Sequence([normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]),
}
PRE_TOKENIZERS = {
    "BertPreTokenizer": pre_tokenizers.BertPreTokenizer(),
    "Whitespace": pre_tokenizers.Whitespace(),
    "WhitespaceSplit": pre_tokenizers.WhitespaceSplit(),
    "Metaspace": pre_tokenizers.Metaspace(),
    "Metaspace never": pre_tokenizers.Metaspace(prepend_scheme="never"),
    "Metaspace whole": pre_tokenizers.Metaspace(prepend_scheme="first", split=False),
    "Sequence": pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()]),
}


def block_text(block):
    """Each code point alone, between letters, and with marks on both sides."""
    points = [point for point in range(block * 0x1000, (block + 1) * 0x1000) if not 0xD800 <= point < 0xE000]
    return "".join(f"{c}A{c}\u0323{c}e\u0301\u1161{c}\u0345\u0334\n" for c in map(chr, points))


def of_blocks(run):
    return "".join(digest(run(block_text(block)))[:4] for block in range(0x110))


def character_offsets(normalizer, text):
    """Where each character of the normalized text comes from: a tokenizer that takes every character for a token."""
    tokenizer = Tokenizer(models.WordLevel({"?": 0}, unk_token="?"))
    tokenizer.normalizer = normalizer
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(r"[\s\S]"), "isolated")
    return [number for pair in tokenizer.encode(text).offsets for number in pair]


def piece_numbers(pre_tokenizer, text):
    pieces = pre_tokenizer.pre_tokenize_str(text)
    return [number for piece, (start, end) in pieces for number in (len(piece), start, end)]


def oracle():
    texts = random_texts(1, 3000)
    return {
        "texts": digests([list(map(ord, text)) for text in texts]),
        "examples": {name: [n.normalize_str(text) for text in texts[:12]] for name, n in NORMALIZERS.items()},
        "blocks": {name: of_blocks(n.normalize_str) for name, n in NORMALIZERS.items()},
        "normalized": {name: digests([list(map(ord, n.normalize_str(t))) for t in texts]) for name, n in NORMALIZERS.items()},
        "offsets": {name: digests([character_offsets(n, t) for t in texts]) for name, n in NORMALIZERS.items()},
        "pieces": {name: digests([piece_numbers(p, t) for t in texts]) for name, p in PRE_TOKENIZERS.items()},
        "pieceBlocks": {
            name: of_blocks(lambda text, p=p: ",".join(str(len(piece)) for piece, _ in p.pre_tokenize_str(text)))
            for name, p in PRE_TOKENIZERS.items()
        },
    }


def tables():
    removed = lambda normalizer: [p for p in POINTS if normalizer.normalize_str(chr(p)) == ""]
    bert_splitter, words = pre_tokenizers.BertPreTokenizer(), pre_tokenizers.Whitespace()
    print_set("MARKS", removed(normalizers.StripAccents()))
    print_set("NONSPACING_MARKS", removed(bert(strip_accents=True)))
    print_set("CONTROLS", removed(bert(clean_text=True)))
    print_set("PUNCTUATION", [p for p in POINTS if len(bert_splitter.pre_tokenize_str(f"a{chr(p)}b")) == 3])
    print_set("WORD_CHARACTERS", [p for p in POINTS if len(words.pre_tokenize_str(f"a{chr(p)}b")) == 1])


def print_set(name, points):
    lines, line = [], ""
    for step in range_steps(points):
        if len(line) + len(step) > 112:
            lines.append(line)
            line = ""
        line += step + " "
    lines.append(line.rstrip())
    print(f"export const {name} = ranges(\n  " + " +\n  ".join(f'"{line}"' for line in lines) + ",\n);")


if __name__ == "__main__":
    if sys.argv[1:] == ["--tables"]:
        tables()
    else:
        target = Path(__file__).with_name("normalization.json")
        target.write_text(json.dumps(oracle(), ensure_ascii=True, separators=(",", ":")) + "\n", "utf-8", newline="\n")
        print(f"{target}: {target.stat().st_size} bytes")
