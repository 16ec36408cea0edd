"""People's everyday words for the entries of a catalogue, and how much each word tells."""

import math
import unicodedata
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from typing import Generic, NamedTuple, TypeVar

_REST = 0.3  # what further phrases of an entry add to its best one
_MORE = 3  # further phrases that count
_GROWTH = 0.7  # a word of four characters tells 1.6 times as much as one of two

Key = TypeVar("Key", bound=Hashable)
Phrase = tuple[tuple[str, ...], ...]


class Hit(NamedTuple):
    """What a text has of an entry's words."""

    evidence: float
    words: tuple[str, ...]  # of the phrase that tells most


def plain_words(text: str) -> str:
    """Return `text` as words are compared: half width, lower case, without spaces."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


def parse_phrases(words: str) -> tuple[Phrase, ...]:
    """Read a cell of a table of words.

    Phrases are divided by spaces. “+” joins parts that must all be in a text, in any order;
    “/” divides words of which a part needs one: 路灯+不亮/坏.
    """
    return tuple(
        tuple(tuple(filter(None, part.split("/"))) for part in phrase.split("+"))
        for phrase in plain_phrases(words)
    )


def plain_phrases(words: str) -> list[str]:
    """Divide a cell into its phrases, in the form that texts are compared in."""
    return [plain_words(phrase) for phrase in words.split()]


class Everyday(Generic[Key]):
    """An index over everyday words; a word that many entries use tells little."""

    def __init__(self, table: Mapping[Key, Iterable[Phrase]]) -> None:
        self._table = {key: tuple(phrases) for key, phrases in table.items()}
        used = Counter(
            word
            for phrases in self._table.values()
            for word in {word for phrase in phrases for part in phrase for word in part}
        )
        scale = math.log(len(self._table) + 1) or 1.0
        self._weights = {
            word: len(word) ** _GROWTH * math.log((len(self._table) + 1) / n) / scale
            for word, n in used.items()
        }

    def hits(self, text: str) -> dict[Key, Hit]:
        """Return the entries whose words a plain text has."""
        said = {word: weight for word, weight in self._weights.items() if word in text}
        found = {}
        for key, phrases in self._table.items():
            kept = sorted(
                (hit for phrase in phrases if (hit := _hit(phrase, said)) is not None),
                reverse=True,
            )
            if kept:
                rest = sum(hit.evidence for hit in kept[1 : 1 + _MORE])
                found[key] = Hit(kept[0].evidence + _REST * rest, kept[0].words)
        return found


def _hit(phrase: Phrase, said: Mapping[str, float]) -> Hit | None:
    words = []
    for part in phrase:
        there = [word for word in part if word in said]
        if not there:
            return None
        words.append(max(there, key=said.__getitem__))
    return Hit(sum(said[word] for word in words), tuple(words))
