"""How characters sound: homophones alike, and the Latin letters that people type for them."""

import unicodedata
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from gridapp.locate.keys import Codes

_SIZE = 0x10000
_FIRST_CLASS = 0x110000  # above every code point
_LETTERS = 6  # of the longest syllable

# What people who speak with an accent, and their keyboards' fuzzy settings, don't tell apart.
_ALIKE = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in"))

READINGS = {
    "长": ("chang", "zhang"), "重": ("zhong", "chong"), "行": ("xing", "hang"),
    "朝": ("chao", "zhao"), "乐": ("le", "yue"), "厦": ("sha", "xia"), "都": ("du", "dou"),
    "单": ("dan", "shan"), "曾": ("ceng", "zeng"), "盛": ("sheng", "cheng"),
    "解": ("jie", "xie"), "弄": ("nong", "long"), "堡": ("bao", "pu"), "泊": ("po", "bo"),
    "六": ("liu", "lu"), "藏": ("cang", "zang"), "仇": ("chou", "qiu"), "召": ("zhao", "shao"),
}  # fmt: skip
"""The two readings of characters that names of places use with both, the usual one first."""


@dataclass(frozen=True, slots=True)
class Sounds:
    """Tables by code point below 65536.

    ``classes`` uint32: one number for all characters that sound alike, a code point for itself
    where it has no sound. ``syllables`` (65536, 6) uint8: the letters, zeros after them.
    """

    classes: NDArray[np.uint32]
    syllables: NDArray[np.uint8]

    def of(self, codes: Codes) -> NDArray[np.uint32]:
        """Return the classes of code points."""
        return np.where(codes < _SIZE, self.classes[np.minimum(codes, _SIZE - 1)], codes)

    def letters(self, codes: Codes) -> NDArray[np.uint8]:
        """Return the letters of code points, (n, 6)."""
        return self.syllables[np.minimum(codes, _SIZE - 1)]


@cache
def sounds() -> Sounds:
    """Return the tables, made at the first call: their library takes a fifth of a second."""
    from pypinyin.pinyin_dict import pinyin_dict

    classes = np.arange(_SIZE, dtype=np.uint32)
    syllables = np.zeros((_SIZE, _LETTERS), dtype=np.uint8)
    syllables[:128, 0] = np.arange(128)
    numbers: dict[str, int] = {}
    for code, readings in pinyin_dict.items():
        if code >= _SIZE:
            continue
        syllable, _ = READINGS.get(chr(code), (_plain(readings.partition(",")[0]), ""))
        letters = syllable.encode("ascii", "ignore")[:_LETTERS]
        syllables[code, : len(letters)] = list(letters)
        for said, meant in _ALIKE:
            syllable = syllable.replace(said, meant)
        classes[code] = _FIRST_CLASS + numbers.setdefault(syllable, len(numbers))
    return Sounds(classes, syllables)


def _plain(reading: str) -> str:
    """Take the tone off a syllable; ü becomes v, as keyboards have it."""
    bare = unicodedata.normalize("NFD", reading.replace("ü", "v").replace("ǚ", "v"))
    bare = bare.replace("ǜ", "v").replace("ǘ", "v").replace("u\u0308", "v")
    return "".join(letter for letter in bare if letter.isascii())
