"""What closed cases teach: which pairs of characters go with which matter."""

import math
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from gridapp.cases.everyday import plain_words

_FEWEST = 3  # cases from which on a matter is known
_SMOOTHING = 0.2

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Experience(Generic[Key]):
    """Counts of character pairs in the reports of each matter; empty when nothing was learnt."""

    cases: Mapping[Key, int]
    pairs: Mapping[Key, Mapping[str, int]]
    known: frozenset[str]

    def shares(self, text: str) -> dict[Key, float]:
        """Return how likely each known matter is, by naive Bayes; the shares sum to 1.

        Only pairs that some report had count: a text of new words has an empty answer.
        """
        said = pairs_of(text) & self.known
        if not said or not self.cases:
            return {}
        total = sum(self.cases.values())
        scores = {
            key: math.log(count / total)
            + sum(
                math.log((self.pairs[key].get(pair, 0) + _SMOOTHING) / (count + 2 * _SMOOTHING))
                for pair in said
            )
            for key, count in self.cases.items()
        }
        best = max(scores.values())
        weights = {key: math.exp(score - best) for key, score in scores.items()}
        whole = sum(weights.values())
        return {key: weight / whole for key, weight in weights.items()}


def learn(reports: Iterable[tuple[str, Key]]) -> Experience[Key]:
    """Count the pairs of characters in reports whose matter is known; a pair once a report."""
    cases: Counter[Key] = Counter()
    pairs: dict[Key, Counter[str]] = {}
    for text, key in reports:
        cases[key] += 1
        pairs.setdefault(key, Counter()).update(pairs_of(text))
    enough = {key: count for key, count in cases.items() if count >= _FEWEST}
    kept = {key: dict(pairs[key]) for key in enough}
    return Experience(enough, kept, frozenset(pair for counts in kept.values() for pair in counts))


def pairs_of(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring letters, digits or characters of a text."""
    plain = plain_words(text)
    return frozenset(plain[k : k + 2] for k in range(len(plain) - 1) if plain[k : k + 2].isalnum())
