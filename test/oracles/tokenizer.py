"""Expected ids of character tokenizers, from Python's `tokenizers` and `transformers`.

    python test/oracles/tokenizer.py            writes tokenizer.json beside this file
    python test/oracles/tokenizer.py FOLDER     checks that a folder which byhand wrote opens here: for each text of
                                                FOLDER/texts.json ([{text, ids}]) equal ids and the same text back

Made with tokenizers 0.23.3 and transformers 5.23.0. The vocabulary is built by Python's own means (sorted(set(text)),
tokenizers' WordLevel, Split and Fuse), so that nothing of byhand is in the expected values.
"""

import json
import sys
import tempfile
from pathlib import Path

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers
from transformers import AutoTokenizer, PreTrainedTokenizerFast

UNKNOWN = "\ufffd"

TEXTS = {
    "English with spaces before full stops": "First Citizen:\nDon 't you 've , we 're  here .\n\nAll:\nSpeak , speak !\n",
    "accents, composed and combining": "né ne\u0301 Ñandú straße Ελλάδα Ξένος",
    "Chinese, Japanese, Korean": "漢字とかな、한국어。𠮷野家",
    "emoji, some of several code points": "👍🏽 👩‍👧 🇫🇷 ☕️ 😀",
    "tabs and every kind of line end": "a\tb\nc\r\nd\re\u2028f\u0085g\x0b\x0ch",
    "odd spaces and invisible characters": " a  b\u00a0c\u200bd\ufeffe\u3000f\u00ad ",
    "digits, quotes and escapes": '0123456789 10 "\\n" \\ \' `${x}` </s> [UNK] <|endoftext|>',
    "control characters": "a\x00b\x01c\x7fd",
}
UNSEEN = "zebra ☃ \U0001f680 [UNK]\n"


def build(text: str, unknown: bool) -> Tokenizer:
    characters = ([UNKNOWN] if unknown else []) + sorted(set(text))
    vocabulary = {character: index for index, character in enumerate(characters)}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token=UNKNOWN))
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(r"[\s\S]"), "isolated")
    tokenizer.decoder = decoders.Fuse()
    return tokenizer


def open_in_transformers(tokenizer: Tokenizer) -> PreTrainedTokenizerFast:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "tokenizer.json")
        tokenizer.save(str(path))
        return PreTrainedTokenizerFast(tokenizer_file=str(path), clean_up_tokenization_spaces=False)


def case(name: str, text: str) -> dict:
    tokenizer = build(text, unknown=False)
    ids = tokenizer.encode(text).ids
    fast = open_in_transformers(tokenizer)
    assert tokenizer.decode(ids) == text, name
    assert fast(text)["input_ids"] == ids and fast.decode(ids) == text, name
    with_unknown = build(text, unknown=True)
    unseen_ids = with_unknown.encode(UNSEEN).ids
    assert open_in_transformers(with_unknown)(UNSEEN)["input_ids"] == unseen_ids, name
    return {
        "name": name,
        "text": text,
        "ids": ids,
        "tokenizer": json.loads(tokenizer.to_str()),
        "unseen": {"text": UNSEEN, "ids": unseen_ids, "decoded": with_unknown.decode(unseen_ids)},
    }


def check(folder: Path) -> None:
    texts = json.loads((folder / "texts.json").read_text("utf-8"))
    plain = Tokenizer.from_file(str(folder / "tokenizer.json"))
    fast = AutoTokenizer.from_pretrained(str(folder))
    for number, expected in enumerate(texts):
        text, ids = expected["text"], expected["ids"]
        assert plain.encode(text).ids == ids, f"text {number}: ids differ in tokenizers"
        assert plain.decode(ids, skip_special_tokens=False) == text, f"text {number}: decoded text differs in tokenizers"
        assert fast(text)["input_ids"] == ids, f"text {number}: ids differ in transformers"
        assert fast.decode(ids) == text, f"text {number}: decoded text differs in transformers"
    print(f"{len(texts)} texts: equal ids and equal text back, in tokenizers and in {type(fast).__name__}")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        check(Path(sys.argv[1]))
    else:
        cases = [case(name, text) for name, text in TEXTS.items()]
        target = Path(__file__).with_name("tokenizer.json")
        target.write_text(json.dumps(cases, ensure_ascii=True, separators=(",", ":")) + "\n", "utf-8", newline="\n")
        print(f"{len(cases)} texts in {target}")
