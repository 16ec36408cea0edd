"""Events: what happened to a case, one after the other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from gridapp.errors import InputError
from gridapp.messages import message

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of a case's history.

    ``sequence`` counts from 1 inside the case; ``kind`` is the profile's move; ``at`` is
    timezone-aware; ``data`` holds plain JSON values by field (see `gridapp.cases.fields`).
    """

    case_id: str
    sequence: int
    kind: str
    at: datetime
    actor: str
    data: Mapping[str, Json]

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise InputError(
                message(
                    "Event {sequence} of case {case}: its time has no time zone.",
                    sequence=self.sequence,
                    case=self.case_id,
                ),
                message("Give the time with its zone, such as +08:00."),
            )
