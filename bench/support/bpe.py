"""Trains `tokenizers` on texts from standard input, one JSON object on each line, and says how long it took."""

import json
import hashlib
import sys
import time

from tokenizers import Tokenizer, models, pre_tokenizers, trainers

for line in sys.stdin:
    question = json.loads(line)
    text, size = question["text"], question["vocabularySize"]
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    trainer = trainers.BpeTrainer(
        vocab_size=size, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False
    )
    begin = time.perf_counter()
    tokenizer.train_from_iterator([text], trainer)
    seconds = time.perf_counter() - begin
    merges = json.loads(tokenizer.to_str())["model"]["merges"]
    digest = hashlib.sha256("\n".join(" ".join(pair) for pair in merges).encode()).hexdigest()
    print(json.dumps({"seconds": seconds, "merges": digest}), flush=True)
