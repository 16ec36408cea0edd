"""What was meant by words that aren't known: homophones, one character wrong, missing, extra.

Every word that begins a name or an address (人民路, 阳光花园) is known by its sound, and with
each of its characters replaced or left out; pieces of the sentence are looked up among these.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridapp.locate.keys import (
    LONGEST,
    Hashes,
    Keys,
    Lookup,
    Windows,
    codes_of,
    mixed,
    powers,
    shifted_left,
)  # fmt: skip
from gridapp.locate.sounds import sounds

_SHORTEST = 3  # two characters are like too many others
_LONGEST = 14  # characters of a piece that is put right
_MOST = 24  # readings of one sentence
_WILD = mixed(np.array([0xFFFFFF], np.uint32)) * powers(LONGEST)  # any character, by position


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence with one piece put right; the piece is at `start` to `end` of `text`.

    ``grown`` is by how many characters the piece grew; ``is_sound`` tells that the words sound
    alike, as typed with another character of the same sound.
    """

    text: str
    start: int
    end: int
    grown: int
    said: str
    meant: str
    is_sound: bool


class Slips:
    """The words of a gazetteer, by sound and with slips."""

    def __init__(self, words: Keys) -> None:
        self._words = words
        sizes = words.ends - words.starts
        fits = (sizes >= _SHORTEST) & (sizes < LONGEST)
        rows = np.flatnonzero(fits)
        sums = words.sums()
        whole = sums[words.ends] - sums[words.starts] if len(words) else np.empty(0, np.uint64)
        self._exact = Lookup(whole[rows], rows)
        heard = words.sums(sounds().of(words.codes))
        self._sounds = Lookup((heard[words.ends] - heard[words.starts])[rows], rows)
        at = np.flatnonzero(fits[words.lines] & (words.codes != 10)) if len(words) else rows
        line = words.lines[at] if len(words) else at
        before = sums[at] - sums[words.starts[line]]
        behind = sums[words.ends[line]] - sums[at + 1]
        wild = _WILD[words.places[at]] if len(words) else before
        self._wild = Lookup(before + behind + wild, line)
        self._less = Lookup(before + shifted_left(behind), line)

    def readings(self, text: str, known: NDArray[np.bool_]) -> tuple[Reading, ...]:
        """Return the sentences that may be meant, sound before slips, longer words first.

        `known` tells of each character whether it belongs to a word that is known as it stands.
        """
        windows = Windows(text)
        found: dict[tuple[int, int, int], bool] = {}
        for start, end, word, is_sound in (
            *self._heard(text), *self._replaced(windows), *self._missing(windows),
            *self._extra(windows),
        ):  # fmt: skip
            # Two characters are enough before a house number: 民路128号.
            is_long = end - start >= _SHORTEST or text[end : end + 1].isdigit()
            if is_long and not known[start:end].all():
                found.setdefault((start, end, word), is_sound)
        ranked = sorted(found.items(), key=lambda item: (not item[1], item[0][0] - item[0][1]))
        made = []
        for (start, end, word), is_sound in ranked[:_MOST]:
            meant, said = self._words[word], text[start:end]
            if meant != said:
                fixed = text[:start] + meant + text[end:]
                made.append(
                    Reading(fixed, start, start + len(meant), len(meant) - len(said), said, meant,
                            is_sound)
                )  # fmt: skip
        return tuple(made)

    def _heard(self, text: str) -> Iterator[tuple[int, int, int, bool]]:
        windows = Windows(text, sounds().of(codes_of(text)))
        for start, end in windows.found(self._sounds, _SHORTEST):
            for word in self._sounds.rows(windows.of(start, end)).tolist():
                yield start, end, word, True

    def _replaced(self, windows: Windows) -> Iterator[tuple[int, int, int, bool]]:
        """Yield pieces that are a word but for one character."""
        for skip in range(_LONGEST):
            sizes = slice(max(skip, _SHORTEST - 1), _LONGEST)
            without = windows.hashes[:, sizes] - windows.parts[:, [skip]] + _WILD[skip]
            yield from self._among(self._wild, without, windows, sizes)

    def _missing(self, windows: Windows) -> Iterator[tuple[int, int, int, bool]]:
        """Yield pieces that are a word with one character left out."""
        sizes = slice(_SHORTEST - 2, _LONGEST)
        yield from self._among(self._less, windows.hashes[:, sizes], windows, sizes)

    def _extra(self, windows: Windows) -> Iterator[tuple[int, int, int, bool]]:
        """Yield pieces that are a word with one more character inside."""
        for skip in range(1, _LONGEST - 1):
            sizes = slice(max(skip + 1, _SHORTEST), _LONGEST)
            head = windows.hashes[:, [skip - 1]]
            tail = windows.hashes[:, sizes] - windows.hashes[:, [skip]]
            yield from self._among(self._exact, head + shifted_left(tail), windows, sizes)

    def _among(
        self, lookup: Lookup, hashes: Hashes, windows: Windows, sizes: slice
    ) -> Iterator[tuple[int, int, int, bool]]:
        known = lookup.holds(hashes) & windows.is_inside[:, sizes]
        for start, column in np.argwhere(known).tolist():
            end = start + sizes.start + column + 1
            for word in lookup.rows(hashes[start, column]).tolist()[:_MOST]:
                yield start, end, word, False
