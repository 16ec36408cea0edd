"""What the words typed so far may become: by beginning, by a part, by Latin letters."""

import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from gridapp.locate.keys import Keys, Rows, codes_of
from gridapp.locate.pieces import Pieces
from gridapp.locate.sounds import READINGS, sounds

_BREAK, _ZERO, _NINE = 10, 48, 57
_SIGN_BITS, _LETTER_BITS = 21, 7  # of a code point, of a Latin letter
_LATIN = re.compile(r"[a-z0-9' ]{2,}")


class _Text:
    """A text of lines, searched from the beginnings of lines and from inside them."""

    def __init__(
        self, codes: NDArray[np.unsignedinteger], inside: NDArray[np.bool_], bits: int
    ) -> None:
        self._breaks = np.flatnonzero(codes == _BREAK)
        starts = np.append(0, self._breaks + 1)[: len(self._breaks)]
        inside[starts] = False
        self._first = Pieces(codes, starts, bits)
        self._inner = Pieces(codes, np.flatnonzero(inside), bits)
        self._dtype = codes.dtype

    def find(self, piece: NDArray[np.unsignedinteger], limit: int, *, first: bool) -> Rows:
        """Return the first lines that begin with the piece, or that have it inside."""
        pieces = self._first if first else self._inner
        at = pieces.find(piece.astype(self._dtype), limit)
        return np.searchsorted(self._breaks, at, "left")


class Suggester:
    """Finds keys by what is typed; `keys` stand in the order in which they are offered.

    Three texts are searched: the keys, the initials of their pinyin, and all of it. A key
    that reads in two ways (长江, 重庆) has a second line in the latter two.
    """

    def __init__(self, keys: Keys) -> None:
        self._sizes = np.maximum(keys.ends - keys.starts, 1)
        codes = codes_of(f"{keys.text}\n")
        self._signs = _Text(codes, _may_begin(codes), _SIGN_BITS)
        second = _second_lines(keys)
        self._key_of = np.append(np.arange(len(keys)), [k for _, k in second]).astype(np.int32)
        codes = np.concatenate([codes, *(more for more, _ in second)])
        letters = sounds().letters(codes)
        # A character with no reading keeps its place, so that what follows isn't joined to it.
        letters[(letters[:, 0] == 0), 0] = ord("?")
        for reading, at in _second_readings(codes, len(keys.text) + 1):
            letters[at] = reading
        begins = _may_begin(codes)
        self._initials = _Text(letters[:, 0].copy(), begins, _LETTER_BITS)
        spelled = letters.ravel()
        begins_spelled = np.zeros(letters.shape, dtype=np.bool_)
        begins_spelled[:, 0] = begins
        self._spelled = _Text(
            spelled[spelled != 0], begins_spelled.ravel()[spelled != 0], _LETTER_BITS
        )

    def find(self, text: str, limit: int) -> tuple[list[int], list[float]]:
        """Return keys that normalised `text` may become, the likeliest first, and how likely.

        The figure is between 0 and 1: a beginning counts more than a part, characters more
        than letters, and a key of which much is typed more than one of which little is.
        """
        found: dict[int, float] = {}
        for key, worth in self._each(text, limit):
            share = worth * min(1.0, 0.5 + 0.5 * len(text) / int(self._sizes[key]))
            found[key] = max(found.get(key, 0.0), share)
        # Equal ones keep the order in which they were found.
        best = sorted(found.items(), key=lambda item: -item[1])[:limit]
        return [key for key, _ in best], [worth for _, worth in best]

    def holding(self, piece: str, limit: int) -> list[int]:
        """Return keys that have normalised `piece` in them, at most `limit`."""
        if not len(self._sizes) or not piece:
            return []
        typed = codes_of(piece)
        begun: list[int] = self._signs.find(typed, limit, first=True).tolist()
        if len(begun) < limit:
            begun += self._signs.find(typed, limit - len(begun), first=False).tolist()
        return begun

    def _each(self, text: str, limit: int) -> Iterator[tuple[int, float]]:
        if not len(self._sizes):
            return
        typed = codes_of(text)
        searches = [(self._signs, typed, True, 1.0), (self._signs, typed, False, 0.7)]
        if _LATIN.fullmatch(text):
            bare = codes_of(text.replace("'", "").replace(" ", ""))
            searches += [
                (spelling, bare, first, worth)
                for first, worth in ((True, 0.8), (False, 0.5))
                for spelling in (self._initials, self._spelled)
            ]
        count = 0
        for lines, piece, first, worth in searches:
            if count >= limit or not len(piece):
                return
            found = lines.find(piece, limit, first=first)
            keys = found if lines is self._signs else self._key_of[found]
            yield from ((key, worth) for key in keys.tolist())
            count += len(keys)


def _may_begin(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Tell where people begin to type inside a name: not in the middle of a number."""
    is_digit = (codes >= _ZERO) & (codes <= _NINE)
    goes_on = np.append(False, is_digit[:-1])[: len(codes)] & is_digit
    begins: NDArray[np.bool_] = (codes != _BREAK) & ~goes_on
    return begins


def _second_lines(keys: Keys) -> list[tuple[NDArray[np.uint32], int]]:
    """Return the keys, with a line break behind, in which a character reads in two ways."""
    pattern = re.compile(f"[{''.join(READINGS)}]")
    at = np.fromiter((match.start() for match in pattern.finditer(keys.text)), np.intp)
    rows = np.unique(np.searchsorted(keys.starts, at, "right") - 1)
    return [(codes_of(f"{keys[key]}\n"), key) for key in rows.tolist()]


def _second_readings(
    codes: NDArray[np.uint32], start: int
) -> Iterator[tuple[NDArray[np.uint8], NDArray[np.intp]]]:
    """Yield the other reading of each such character, and where it stands from `start` on."""
    for sign, (_, syllable) in READINGS.items():
        reading = np.zeros(6, np.uint8)
        reading[: len(syllable)] = list(syllable.encode())
        yield reading, start + np.flatnonzero(codes[start:] == ord(sign))
