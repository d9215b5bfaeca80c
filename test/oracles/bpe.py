"""Expected merges, ids and files of byte-level BPE, from Python's `tokenizers`.

    python test/oracles/bpe.py              writes bpe.json beside this file
    python test/oracles/bpe.py --letters    prints the ranges of letters and numbers for lib/tokenizer/bpe/unicode16.ts

Made with tokenizers 0.23.3. Whether a folder that byhand wrote opens in Python, tokenizer.py checks.
"""

import hashlib
import json
import sys
import tempfile
from pathlib import Path

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers, processors, trainers

LLAMA3 = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+"
)
# Half a surrogate pair is written "\ud83d" in the JSON and read as U+FFFD here, as JavaScript's TextEncoder does.
TEXTS = {
    "English": "It's the cat's hat, isn't it? They'll say we're here; I'd say you've won. THE CAT'S HAT. the the\n" * 3,
    "repeated letters": "aaaa aaa aa a aaaaaaaa bananabanana abababab hahaha zzz zzzz zzzzz " * 2,
    "accents, composed and combining": "né ne\u0301 Ñandú straße STRASSE Ελλάδα Ξένος Жизнь жизнь été été naïve naïve " * 2,
    "Chinese, Japanese, Korean": "漢字とかな、漢字かな。한국어 한국말、𠮷野家と𠮷田。漢字とかな、漢字かな。",
    "emoji, some of several code points": "👍🏽 👍👍 👩‍👧 👩‍👧 🇫🇷🇫🇷 ☕️ 😀😀😀 😁 👍🏽👍🏽",
    "tabs and every kind of line end": "a\tb\t\tc\nd\r\ne\r\n\r\nf\rg\u2028h\u0085i\x0bj\x0ck\n\n\n l\n \n  m   \n",
    "odd spaces and invisible characters": " a  b\u00a0c\u200bd\ufeffe\u3000f\u00ad \u1680 \u2003x \u202f\u205fy\ufeff z !\ufeff! !\u0085! ",
    "digits, quotes and escapes": "0123456789 10 1000 1,000.00 ²½Ⅷ \"\\n\" \\ ' '' `${x}` </s> <|endoftext|> 's 'S '",
    "control characters": "a\x00b\x01c\x7fd\x00\x00 \x1b[0m\x1b[0m",
    "halves of surrogate pairs": "a\ud83db \udc4d\ud83d \ud83d\ud83d\udc4dx \udc80\udcff",
    "equal counts": "ba dc fe hg ji lk nm po rq ts vu xw zy",
}
SPECIAL = ["<|endoftext|>", "<|end", "<pad>", "👍", "end"]  # "end" is learned as a merge, too
SPECIAL_TEXT = "a<|endoftext|><|end|> <pad><pad>👍🏽 <|endoftext <|end<|endoftext|>"


def well_formed(text: str) -> str:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def train(text: str, size: int, special: list[str] | None = None) -> Tokenizer:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=size, special_tokens=special or [], show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
    )
    tokenizer.train_from_iterator([text], trainer)
    return tokenizer


def merges_of(tokenizer: Tokenizer) -> list[list[str]]:
    return json.loads(tokenizer.to_str())["model"]["merges"]


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def trained() -> list[dict]:
    everything = " ".join(TEXTS.values())
    cases = []
    for name, raw in {**TEXTS, "all of them": everything}.items():
        text = well_formed(raw)
        tokenizer = train(text, 256 + 60)
        assert tokenizer.decode(tokenizer.encode(text).ids) == text, name
        cases.append({
            "name": name, "text": raw, "vocabularySize": 256 + 60,
            "merges": merges_of(tokenizer), "ids": tokenizer.encode(text).ids,
            "idsOfAll": sha256(",".join(map(str, tokenizer.encode(well_formed(everything)).ids))),
        })
    return cases


def random_bytes(length: int) -> bytes:
    """The upper byte of a linear congruential generator (Numerical Recipes' constants), begun with 1."""
    result, state = bytearray(), 1
    for _ in range(length):
        state = (state * 1664525 + 1013904223) % 2**32
        result.append(state >> 24)
    return bytes(result)


def megabyte() -> dict:
    text = random_bytes(1_000_000).decode("utf-8", "replace")
    tokenizer = train(text, 700)
    merges, ids = merges_of(tokenizer), tokenizer.encode(text).ids
    return {
        "vocabularySize": 700, "characters": len(text), "tokens": len(ids),
        "merges": sha256("\n".join(" ".join(pair) for pair in merges)), "firstMerges": merges[:5], "lastMerge": merges[-1],
        "ids": sha256(",".join(map(str, ids))), "firstIds": ids[:20],
    }


def special_tokens() -> dict:
    text = "end\nof the text, the end\nend\n" * 3
    tokenizer = train(text, 300, SPECIAL)
    ids = tokenizer.encode(SPECIAL_TEXT).ids
    result = {
        "trainingText": text, "specialTokens": SPECIAL, "vocabularySize": 300, "text": SPECIAL_TEXT,
        "ids": ids, "withoutSpecial": tokenizer.decode(ids, skip_special_tokens=True),
        "tokenizer": json.loads(tokenizer.to_str()),
    }
    assert tokenizer.decode(ids, skip_special_tokens=False) == SPECIAL_TEXT
    tokenizer.encode_special_tokens = True
    result["idsAsText"] = tokenizer.encode(SPECIAL_TEXT).ids
    with tempfile.TemporaryDirectory() as folder:
        text = TEXTS["English"] + TEXTS["repeated letters"]
        train(text, 300, ["<|endoftext|>"]).model.save(folder)
        result["older"] = {name: Path(folder, name).read_text("utf-8") for name in ("vocab.json", "merges.txt")}
        older = Tokenizer(models.BPE.from_file(f"{folder}/vocab.json", f"{folder}/merges.txt"))
        older.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
        older.add_special_tokens(["<|endoftext|>"])
        result["older"]["text"] = text + "<|endoftext|>"
        result["older"]["ids"] = older.encode(result["older"]["text"]).ids
    return result


def llama3() -> dict:
    """As Llama 3's: another pattern, special tokens behind the model's own, one of them before every text."""
    tokenizer = train(TEXTS["English"] + "1234567 1234567 " * 30, 290)
    state = json.loads(tokenizer.to_str())
    state["model"]["ignore_merges"] = True
    whole = "Ġzebra"  # a token that no merge makes
    state["model"]["vocab"][whole] = 290
    tokenizer = Tokenizer.from_str(json.dumps(state))
    tokenizer.pre_tokenizer = llama3_pre_tokenizer()
    tokenizer.add_special_tokens(["<|begin_of_text|>", "<|eot_id|>"])
    # Normalized ones are looked for last: "at|<|eot" finds nothing in "hat|<|eot_id|>", where all others come first.
    tokenizer.add_tokens([AddedToken("hat", normalized=False), AddedToken("at|<|eot", normalized=True), AddedToken("!?")])
    tokenizer.post_processor = processors.Sequence([
        processors.ByteLevel(trim_offsets=False),
        processors.TemplateProcessing(single="<|begin_of_text|> $A", pair="$A $B", special_tokens=[("<|begin_of_text|>", 291)]),
    ])
    text = "a zebra's HAT'S hat 1234567\r\n\r\n !?\n\n  IT'S  isn'T bat|<|eot_id|> !?! bat|<|eot the cat\n"
    return {
        "tokenizer": json.loads(tokenizer.to_str()), "text": text,
        "ids": tokenizer.encode(text).ids, "idsOfTextOnly": tokenizer.encode(text, add_special_tokens=False).ids,
        "decoded": tokenizer.decode(tokenizer.encode(text).ids, skip_special_tokens=True),
    }


def llama3_pre_tokenizer() -> pre_tokenizers.PreTokenizer:
    return pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(LLAMA3), "isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
    ])


def pieces(pre_tokenizer: pre_tokenizers.PreTokenizer) -> list[str]:
    """For each block of 4096 code points a hash of where texts with them are cut, in UTF-16 units."""
    blocks = []
    for begin in range(0, 0x110000, 0x1000):
        characters = [chr(c) for c in range(begin, begin + 0x1000) if not 0xD800 <= c < 0xE000]
        text = "".join(f"a{c}1{c}.{c} {c}'{c}\n" for c in characters)
        lengths = [len(text[a:b].encode("utf-16-le")) // 2 for _, (a, b) in pre_tokenizer.pre_tokenize_str(text)]
        blocks.append(sha256(",".join(map(str, lengths)))[:8])
    return blocks


def broken() -> list[dict]:
    """How bytes that are no valid UTF-8 decode."""
    tokenizer = train("a", 256)
    ids = {byte: tokenizer.token_to_id(char) for byte, char in enumerate(byte_characters(tokenizer))}
    examples = [
        b"\xff", b"a\x80b", b"\xe2\x80", b"\xe2\x28\xa1", b"\xf0\x9f\x91", b"\xf0\x9f\x91\x8d\x8d", b"\xed\xa0\x80",
        b"\xc0\xaf", b"\xf4\x90\x80\x80", b"\xe0\x80\x80", b"\xef\xbb\xbfa\xef\xbb\xbf", b"\xc3\xa9\xc3", b"\xf0\x90\xf0\x9f",
    ]
    return [{"bytes": list(b), "ids": [ids[x] for x in b], "text": tokenizer.decode([ids[x] for x in b])} for b in examples]


def byte_characters(tokenizer: Tokenizer) -> list[str]:
    """Found out by asking: the character that `tokenizers` writes for each byte."""
    found = {}
    for point in [*range(0x80), *range(0x80, 0x7C0, 0x10), *range(0x80, 0xC0), 0xFFFD, 0x20AC, *range(0x1000, 0x10000, 0x800),
                  *range(0x10000, 0x110000, 0x4000)]:
        if 0xD800 <= point < 0xE000:
            continue
        character = chr(point)
        written = "".join(token for token, _ in tokenizer.pre_tokenizer.pre_tokenize_str(character))
        found.update(zip(character.encode(), written))
    alphabet = sorted(set(pre_tokenizers.ByteLevel.alphabet()) - set(found.values()))
    missing = [byte for byte in range(256) if byte not in found]
    found.update(zip(missing, alphabet))  # bytes that no valid text has: in order
    return [found[byte] for byte in range(256)]


def letters() -> None:
    text = "".join(chr(c) for c in range(0x110000) if not 0xD800 <= c < 0xE000)
    for name in "LN":
        runs = pre_tokenizers.Split(Regex(rf"[^\p{{{name}}}]"), "removed").pre_tokenize_str(text)
        points = sorted(ord(character) for run, _ in runs for character in run)
        print(name, *range_steps(points))


def range_steps(points: list[int]) -> list[str]:
    """A set of code points as its ranges: from the last one's end to the start, and from there to the end, by turns."""
    steps, last = [], 0
    for i, point in enumerate(points):
        if i == 0 or points[i - 1] != point - 1:
            steps.append(base36(point - last))
            first = point
        if i + 1 == len(points) or points[i + 1] != point + 1:
            steps.append(base36(point - first))
            last = point
    return steps


def base36(number: int) -> str:
    digits = ""
    while number or not digits:
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[number % 36] + digits
        number //= 36
    return digits


if __name__ == "__main__":
    if sys.argv[1:] == ["--letters"]:
        letters()
    else:
        oracle = {
            "trained": trained(), "megabyte": megabyte(), "special": special_tokens(), "llama3": llama3(),
            "byteCharacters": "".join(byte_characters(train("a", 256))), "broken": broken(),
            "pieces": {
                "gpt2": pieces(pre_tokenizers.ByteLevel(add_prefix_space=False)), "llama3": pieces(llama3_pre_tokenizer()),
            },
        }
        target = Path(__file__).with_name("bpe.json")
        target.write_text(json.dumps(oracle, ensure_ascii=True, separators=(",", ":")) + "\n", "utf-8", newline="\n")
        print(f"{target}: {target.stat().st_size} bytes")
