"""The catalogue: what a case can be about, from versioned code tables."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from gridapp.errors import InputError, NotFoundError
from gridapp.messages import message

KINDS: Final = ("component", "matter")
COLUMNS: Final = ("standard", "kind", "code", "class_name", "name")


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
    """An entry that a text seems to be about; ``score`` 0 to 1 is its share of the name."""

    matter: Matter
    score: float


class Catalogue:
    """Entries by key, in the order of their tables."""

    def __init__(self, matters: Iterable[Matter]) -> None:
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
        self._pairs = {key: _pairs(matter.name) for key, matter in self._matters.items()}
        held = Counter(pair for pairs in self._pairs.values() for pair in pairs)
        # Rare pairs tell entries apart; 异常 ends a hundred and fifty names and tells nothing.
        self._rarity = {pair: math.log(len(self._pairs) / n + 1.0) ** 2 for pair, n in held.items()}

    @classmethod
    def from_rows(cls, rows: Iterable[Mapping[str, str]]) -> "Catalogue":
        """Build a catalogue from rows with the columns `COLUMNS`.

        Raises
        ------
        InputError
            A column is missing or empty, a kind unknown, a code not five digits, or a key
            there twice; names the row (the first after the header is 2).
        """
        return cls(_matter(row, number) for number, row in enumerate(rows, start=2))

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
        self, text: str, *, kind: str | None = "matter", limit: int = 5
    ) -> tuple[Suggestion, ...]:
        """Return the entries whose names share most character pairs with `text`, best first."""
        said = _pairs(text)
        found = []
        for key, pairs in self._pairs.items():
            if kind is not None and key.kind != kind:
                continue
            shared = sum(self._rarity[pair] for pair in pairs & said)
            if shared:
                whole = sum(self._rarity[pair] for pair in pairs)
                found.append(Suggestion(self._matters[key], shared / whole))
        return tuple(sorted(found, key=lambda s: (-s.score, s.matter.key))[:limit])


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


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[k : k + 2] for k in range(len(text) - 1) if text[k : k + 2].isalnum())
