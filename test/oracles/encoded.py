"""Encodings of Python's `tokenizers` as the oracles write them."""


def plain(encoding, texts, overflowing=True):
    """An encoding with offsets in UTF-16 units, as JavaScript counts."""
    offsets = []
    for (start, end), sequence in zip(encoding.offsets, encoding.sequence_ids):
        text = texts[sequence or 0]
        units = lambda place, text=text: len(text[:place].encode("utf-16-le")) // 2
        offsets.append([0, 0] if (start, end) == (0, 0) else [units(start), units(end)])
    found = {
        "ids": encoding.ids, "tokens": encoding.tokens, "typeIds": encoding.type_ids,
        "attentionMask": encoding.attention_mask, "specialTokensMask": encoding.special_tokens_mask,
        "offsets": offsets, "words": encoding.word_ids, "sequences": encoding.sequence_ids,
    }
    found["overflowing"] = [plain(each, texts, False) for each in encoding.overflowing] if overflowing else []
    return found


def flat(offsets):
    return [number for pair in offsets for number in pair]
