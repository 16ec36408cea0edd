"""The catalogue: what a case can be about, from versioned code tables."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from gridapp.cases.everyday import Everyday, parse_phrases, plain_words
from gridapp.cases.experience import Experience, pairs_of
from gridapp.errors import InputError, NotFoundError
from gridapp.messages import Message, message

KINDS: Final = ("component", "matter")
COLUMNS: Final = ("standard", "kind", "code", "class_name", "name")

_BY_NAME = 2.0  # evidence of a text that has the whole name of an entry
_BY_CASES = 3.0  # evidence of closed cases that were all of one matter
_LEAST_SHARE = 0.02
_HALF = 2.0  # evidence that makes a score of one half


class MatterKey(NamedTuple):
    """What names an entry: components and matters of one standard share codes."""

    standard: str
    kind: str
    code: str


@dataclass(frozen=True, slots=True)
class Matter:
    """An entry of the catalogue: a component (部件) or a matter (事项)."""

    standard: str
    kind: str
    code: str
    name: str
    class_name: str

    @property
    def key(self) -> MatterKey:
        """Standard, kind and code."""
        return MatterKey(self.standard, self.kind, self.code)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An entry that a text seems to be about; ``score``, 0 to 1, grows with the evidence."""

    matter: Matter
    score: float
    reasons: tuple[Message, ...] = ()


class Catalogue:
    """Entries by key, in the order of their tables, and the words that people use for them.

    Parameters
    ----------
    matters : the entries
    words : key → everyday words, as `gridapp.cases.everyday.parse_phrases` reads them; those of a
        component serve for the matter of its code too
    """

    def __init__(
        self, matters: Iterable[Matter], words: Mapping[MatterKey, str] | None = None
    ) -> None:
        self._matters: dict[MatterKey, Matter] = {}
        for matter in matters:
            if matter.key in self._matters:
                raise InputError(
                    message(
                        "{kind} {code} of {standard} is in the catalogue twice.",
                        kind=matter.kind,
                        code=matter.code,
                        standard=matter.standard,
                    ),
                    message("Keep one of the two rows."),
                )
            self._matters[matter.key] = matter
        self._pairs = {key: pairs_of(matter.name) for key, matter in self._matters.items()}
        self._everyday = Everyday(
            {
                key: parse_phrases(cell)
                for key, cell in (words or {}).items()
                if key in self._matters
            }
        )
        held = Counter(pair for pairs in self._pairs.values() for pair in pairs)
        # Rare pairs tell entries apart; 异常 ends a hundred and fifty names and tells nothing.
        self._rarity = {pair: math.log(len(self._pairs) / n + 1.0) ** 2 for pair, n in held.items()}

    @classmethod
    def from_rows(
        cls, rows: Iterable[Mapping[str, str]], words: Iterable[Mapping[str, str]] = ()
    ) -> "Catalogue":
        """Build a catalogue from rows with the columns `COLUMNS`.

        The rows of `words` have the columns standard, kind, code and words.

        Raises
        ------
        InputError
            A column is missing or empty, a kind unknown, a code not five digits, or a key
            there twice; names the row (the first after the header is 2).
        """
        return cls(
            (_matter(row, number) for number, row in enumerate(rows, start=2)),
            {MatterKey(row["standard"], row["kind"], row["code"]): row["words"] for row in words},
        )

    def __len__(self) -> int:
        return len(self._matters)

    def __iter__(self) -> Iterator[Matter]:
        return iter(self._matters.values())

    def get(self, standard: str, kind: str, code: str) -> Matter:
        """Return one entry; NotFoundError when there is none."""
        try:
            return self._matters[MatterKey(standard, kind, code)]
        except KeyError:
            raise NotFoundError(
                message(
                    "The catalogue has no {kind} {code} of {standard}.",
                    kind=kind,
                    code=code,
                    standard=standard,
                ),
                message("Check code and kind: components and matters reuse each other's codes."),
            ) from None

    def suggest(
        self,
        text: str,
        *,
        kind: str | None = "matter",
        limit: int = 5,
        experience: Experience[MatterKey] | None = None,
    ) -> tuple[Suggestion, ...]:
        """Return the entries that a text seems to be about, best first.

        What counts are everyday words, character pairs of the names, and what closed cases
        taught. With both kinds asked for, a component stands for the matter of its code.

        Parameters
        ----------
        kind : one of `KINDS`, or None for both
        experience : of the workspace's closed cases
        """
        plain, said = plain_words(text), pairs_of(text)
        hits = self._everyday.hits(plain)
        learnt = experience.shares(text) if experience else {}
        found: dict[MatterKey, Suggestion] = {}
        for key, pairs in self._pairs.items():
            if kind is not None and key.kind != kind:
                continue
            reasons = []
            evidence = 0.0
            hit = hits.get(key) or hits.get(key._replace(kind="component"))
            if hit is not None:
                evidence += hit.evidence
                reasons.append(message("The words “{words}”.", words="…".join(hit.words)))
            if shared := sum(self._rarity[pair] for pair in pairs & said):
                evidence += _BY_NAME * shared / sum(self._rarity[pair] for pair in pairs)
                reasons.append(message("The words resemble its name."))
            if (share := learnt.get(key, 0.0)) > _LEAST_SHARE:
                evidence += _BY_CASES * share
                reasons.append(message("Closed cases with such words were of this matter."))
            if evidence:
                score = evidence / (evidence + _HALF)
                found[key] = Suggestion(self._matters[key], score, tuple(reasons))
        if kind is None:
            found = {key: one for key, one in found.items() if not _is_told_by(key, found)}
        ranked = sorted(found.values(), key=lambda s: (-s.score, s.matter.key))
        return tuple(ranked[:limit])


def _is_told_by(key: MatterKey, found: Mapping[MatterKey, Suggestion]) -> bool:
    """Tell whether the component of a matter's code is there too, and no weaker."""
    twin = found.get(key._replace(kind="component"))
    return key.kind == "matter" and twin is not None and twin.score >= found[key].score


def _matter(row: Mapping[str, str], number: int) -> Matter:
    values = {column: (row.get(column) or "").strip() for column in COLUMNS}
    for column, value in values.items():
        if not value:
            raise InputError(
                message(
                    "Row {row} of the catalogue: {column} is empty.", row=number, column=column
                ),
                message("The columns are {columns}.", columns=", ".join(COLUMNS)),
            )
    if values["kind"] not in KINDS:
        raise InputError(
            message(
                "Row {row} of the catalogue: “{kind}” is not a kind.",
                row=number,
                kind=values["kind"],
            ),
            message("Write one of {kinds}.", kinds=", ".join(KINDS)),
        )
    code = values["code"]
    if not (len(code) == 5 and code.isascii() and code.isdigit()):
        raise InputError(
            message("Row {row} of the catalogue: “{code}” is not a code.", row=number, code=code),
            message("A code is two digits of class and three of sub-class."),
        )
    return Matter(**values)
