"""Trains and runs `tokenizers` on texts from standard input, one JSON object on each line, and says how long it took.

{"text", "train": "wordpiece" or "unigram", "vocabularySize"}: trains a tokenizer on the text
{"open": tokenizer.json's content}: opens what the next questions encode with
{"text"}: encodes it, as one text and line by line, which it does with its threads
"""

import hashlib
import json
import sys
import time

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers


def wordpiece(size):
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    return tokenizer, trainers.WordPieceTrainer(vocab_size=size, special_tokens=special, show_progress=False)


def unigram(size):
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    special = ["<unk>", "<s>", "</s>"]
    return tokenizer, trainers.UnigramTrainer(vocab_size=size, special_tokens=special, unk_token="<unk>", show_progress=False)


def train(text, kind, size):
    tokenizer, trainer = {"wordpiece": wordpiece, "unigram": unigram}[kind](size)
    begin = time.perf_counter()
    tokenizer.train_from_iterator([text], trainer)
    seconds = time.perf_counter() - begin
    return {"seconds": seconds, "tokens": len(tokenizer.encode(text, add_special_tokens=False).ids)}


def encode(tokenizer, text):
    begin = time.perf_counter()
    [encoding] = tokenizer.encode_batch_fast([text], add_special_tokens=False)
    whole = time.perf_counter() - begin
    lines = text.split("\n")
    begin = time.perf_counter()
    tokenizer.encode_batch_fast(lines, add_special_tokens=False)
    by_line = time.perf_counter() - begin
    ids = encoding.ids
    return {"whole": whole, "lines": by_line, "ids": hashlib.sha256(",".join(map(str, ids)).encode()).hexdigest()}


opened = None
for line in sys.stdin:
    question = json.loads(line)
    if "open" in question:
        opened = Tokenizer.from_str(json.dumps(question["open"]))
        answer = {}
    elif "train" in question:
        answer = train(question["text"], question["train"], question["vocabularySize"])
    else:
        answer = encode(opened, question["text"])
    print(json.dumps(answer), flush=True)
