"""A column of short texts in one string, and which of them stand inside a sentence.

Half a million places as Python strings in a dict take half a gigabyte and ten seconds. Here a
text is a 64-bit number, a polynomial over its characters; numbers are sorted and looked up in
one go, and what is found is compared with the text itself. Because the numbers are sums, a text
with a character replaced or left out has its number without being written down.
"""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint32]
Hashes = NDArray[np.uint64]
Rows = NDArray[np.intp]

LONGEST = 32  # characters of a key that is looked for inside a sentence
_BASE = 0x9E3779B97F4A7C15  # odd, so that it has an inverse modulo 2**64
_INVERSE = np.uint64(pow(_BASE, -1, 2**64))
_BREAK = 10  # "\n"
_PART = 1 << 20  # characters counted at once


def codes_of(text: str) -> Codes:
    """Return the code points of `text`."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


def powers(count: int) -> Hashes:
    """Return the weights of the characters by position."""
    steps = np.full(max(count, 1), _BASE, dtype=np.uint64)
    steps[0] = 1
    return np.multiply.accumulate(steps)


def mixed(codes: NDArray[np.integer]) -> Hashes:
    """Spread code points over 64 bits (the finaliser of splitmix64)."""
    value = codes.astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15)
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return value ^ (value >> np.uint64(31))


def shifted_left(value: Hashes) -> Hashes:
    """Return the number of a text as if it began one position earlier."""
    return value * _INVERSE


class Keys:
    """Texts without line breaks, joined by line breaks; a text's position is its number.

    Attributes
    ----------
    text : all of them
    starts, ends : (n,) where each begins and ends in `text`
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self.text = "\n".join(texts)
        self.codes = codes_of(self.text)
        breaks = np.flatnonzero(self.codes == _BREAK)
        self.starts: Rows = np.concatenate([[0], breaks + 1])[: len(texts)].astype(np.intp)
        self.ends: Rows = np.concatenate([breaks, [len(self.codes)]])[: len(texts)].astype(np.intp)

    def __len__(self) -> int:
        return len(self.starts)

    def __getitem__(self, key: int) -> str:
        return self.text[self.starts[key] : self.ends[key]]

    @cached_property
    def lines(self) -> Rows:
        """The key that each character, line breaks too, belongs to."""
        lines = np.empty(len(self.codes), dtype=np.intp)
        line = 0
        # A part at a time: all at once the window would wait a fifth of a second for its turn.
        for start in range(0, len(lines), _PART):
            is_break = self.codes[start : start + _PART] == _BREAK
            lines[start : start + _PART] = line + np.cumsum(is_break) - is_break
            line += int(np.count_nonzero(is_break))
        return lines

    @cached_property
    def places(self) -> Rows:
        """The position of each character within its key."""
        return np.arange(len(self.codes)) - self.starts[self.lines]

    def weighted(self, codes: NDArray[np.integer] | None = None) -> Hashes:
        """Return each character's part of its key's number; line breaks have none."""
        parts = mixed(self.codes if codes is None else codes)
        if len(self):
            parts *= powers(int((self.ends - self.starts).max()) + 1)[self.places]
        parts[self.codes == _BREAK] = 0
        return parts

    def sums(self, codes: NDArray[np.integer] | None = None) -> Hashes:
        """Return running sums: a beginning's number is a difference of two of them."""
        return np.concatenate([np.zeros(1, np.uint64), np.cumsum(self.weighted(codes))])

    def forget(self) -> None:
        """Let go of what only building an index needs."""
        self.codes = np.empty(0, np.uint32)
        for name in ("lines", "places"):
            self.__dict__.pop(name, None)


class Lookup:
    """Rows by the number of their text.

    Parameters
    ----------
    hashes : uint64 array (n,)
    rows : intp array (n,)
        What each hash stands for.
    """

    def __init__(self, hashes: Hashes, rows: Rows) -> None:
        order = np.argsort(hashes, kind="stable")
        self._hashes = hashes[order]
        self._rows = rows[order].astype(np.int32)

    def holds(self, asked: Hashes) -> NDArray[np.bool_]:
        """Tell of each number whether it is known; any shape."""
        if not len(self._hashes):
            return np.zeros(asked.shape, dtype=np.bool_)
        at = np.searchsorted(self._hashes, asked)
        return np.asarray(self._hashes[np.minimum(at, len(self._hashes) - 1)] == asked)

    def rows(self, asked: np.uint64) -> Rows:
        """Return the rows of one number."""
        low = np.searchsorted(self._hashes, asked, "left")
        high = np.searchsorted(self._hashes, asked, "right")
        return self._rows[low:high].astype(np.intp)


class Windows:
    """The numbers of all short pieces of a sentence.

    Attributes
    ----------
    hashes : (length, LONGEST) uint64
        ``hashes[s, n]`` is the number of the n + 1 characters from s; 0 past the end.
    parts : (length, LONGEST) uint64
        What each character adds to a piece that begins at s.
    """

    def __init__(self, text: str, codes: NDArray[np.integer] | None = None) -> None:
        plain = mixed(codes_of(text) if codes is None else codes)
        count = len(plain)
        at = np.arange(count)[:, None] + np.arange(LONGEST)
        self.is_inside = at < count
        self.parts = plain[np.minimum(at, max(count - 1, 0))] * powers(LONGEST) if count else (
            np.empty((0, LONGEST), np.uint64)
        )  # fmt: skip
        self.hashes = np.cumsum(self.parts, axis=1, dtype=np.uint64)
        self.hashes[~self.is_inside] = 0

    def found(self, lookup: Lookup, shortest: int) -> list[tuple[int, int]]:
        """Return start and end of each piece that `lookup` holds, from the left, longest first."""
        known = lookup.holds(self.hashes) & self.is_inside
        known[:, : shortest - 1] = False
        starts, sizes = np.nonzero(known)
        pairs = sorted(zip(starts.tolist(), (-sizes).tolist(), strict=True))
        return [(start, start - size + 1) for start, size in pairs]

    def of(self, start: int, end: int) -> np.uint64:
        """Return the number of one piece, at most LONGEST characters long."""
        return np.uint64(self.hashes[start, end - start - 1])
