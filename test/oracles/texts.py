"""Texts that the oracles of tokenizers and their tests make alike, from one sequence of random numbers."""

import hashlib

POOLS = [
    "the cat sat, don't! Ärger Ñandú naïve Straße ΣΊΣΥΦΟΣ İstanbul ",
    "e\u0301e\u0323\u0301 q\u0307\u0323 \u1100\u1161\u11a8각 ㄱㅏ ｶﾞ ﾊﾟ ﬁ ½ ① ㌔ ế ḍ̇ ",
    "漢字かな交じり文 한국어 русский язык ภาษาไทย हिन्दी עִבְרִית العَرَبِيَّة ",
    "0123456789 .,;:!?()[]{}«»„“—…'\"#$%&@`~^|\\/<>=+-_* ",
    " \t\n\r\x0b\x0c\x85\xa0\u2028\u3000\u200b\ufeff\xad\x00\x01\x7f\ufffd ",
    "👍🏽👩‍👧🇫🇷☕️𠮷𝔘𝟘\U000105d2\u0307 ▁ ## [UNK] ",
]


class Numbers:
    """A linear congruential generator, as in texts.ts."""

    def __init__(self, seed):
        self.state = seed

    def below(self, limit):
        self.state = (self.state * 1664525 + 1013904223) % 2**32
        return (self.state >> 8) % limit


def random_text(numbers):
    """Up to 40 characters: most from one or two pools, some of any plane."""
    pools = [POOLS[numbers.below(len(POOLS))], POOLS[numbers.below(len(POOLS))]]
    characters = []
    for _ in range(numbers.below(41)):
        if numbers.below(12) == 0:
            point = numbers.below(0x110000) if numbers.below(3) == 0 else numbers.below(0x3000)
            characters.append("a" if 0xD800 <= point < 0xE000 else chr(point))
        else:
            pool = pools[numbers.below(2)]
            characters.append(pool[numbers.below(len(pool))])
    return "".join(characters)


def random_texts(seed, count):
    numbers = Numbers(seed)
    return [random_text(numbers) for _ in range(count)]


def random_strings(seed, count, alphabet):
    numbers = Numbers(seed)
    return ["".join(alphabet[numbers.below(len(alphabet))] for _ in range(numbers.below(20))) for _ in range(count)]


def random_slices(seed, count, text):
    """One to three stretches of the text, of up to 30 characters each, one behind the other."""
    numbers = Numbers(seed)
    found = []
    for _ in range(count):
        starts = [(numbers.below(len(text)), numbers.below(31)) for _ in range(1 + numbers.below(3))]
        found.append("".join(text[start : start + length] for start, length in starts))
    return found


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def digests(values, size=100):
    """One digest for each hundred values, each value a list of whole numbers."""
    lines = [",".join(map(str, value)) for value in values]
    return [digest("\n".join(lines[i : i + size])) for i in range(0, len(lines), size)]
