"""Fields: what the data of an event may hold, and how each is checked and read."""

import math
from collections.abc import Callable, Collection, Mapping
from typing import Final

from gridapp.cases.events import Json
from gridapp.errors import InputError
from gridapp.messages import Message, message

ASSIGNEE_KINDS: Final = ("owner", "squad", "body")


def _is_text(value: Json) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_flag(value: Json) -> bool:
    return isinstance(value, bool)


def _is_number(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _is_whole(value: Json) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_texts(value: Json) -> bool:
    return isinstance(value, list | tuple) and all(_is_text(item) for item in value)


def _is_codes(value: Json) -> bool:
    return isinstance(value, Mapping) and all(
        isinstance(level, str) and _is_text(code) for level, code in value.items()
    )


FIELDS: Final[Mapping[str, Callable[[Json], bool]]] = {
    "text": _is_text,
    "channel": _is_text,
    "reporter": _is_text,
    "source": _is_text,  # where the report came from, such as a row of a sheet
    "urgent": _is_flag,
    "matter_standard": _is_text,
    "matter_kind": _is_text,
    "matter_code": _is_text,
    "x": _is_number,  # metres, the workspace's system
    "y": _is_number,
    "uncertainty_m": _is_number,
    "place": _is_text,
    "datum": _is_text,
    "grids": _is_codes,  # level to grid code
    "edge_dispute": _is_flag,
    "main_case": _is_text,  # the case that this one is a duplicate of
    "assignee_kind": lambda value: value in ASSIGNEE_KINDS,
    "assignee_id": _is_text,
    "assignee_name": _is_text,
    "cooperating": _is_texts,
    "ticket_class": _is_text,
    "outcome": _is_text,
    "reason": _is_text,
    "result": _is_text,
    "note": _is_text,
    "compensates": _is_whole,  # the sequence of the event that this one undoes
}
"""Field to its check. The house itself adds ``role`` and ``due`` (clock id to UTC time)."""

REQUIRABLE: Final = ("matter_code", "x", "place", "grids", "ticket_class", "outcome")
"""Fields that a move may require to be known by then."""

_TOGETHER: Final = (
    ("x", "y"),
    ("matter_standard", "matter_kind", "matter_code"),
    ("assignee_kind", "assignee_id"),
)


def check(data: Mapping[str, Json], extra: Collection[str] = ()) -> None:
    """Refuse unknown fields, wrong values, and half of what belongs together.

    Parameters
    ----------
    data : mapping
        What a move brings.
    extra : collection of str
        Further fields that the profile lets this move bring, of any JSON value.
    """
    for field, value in data.items():
        if field in FIELDS:
            if not FIELDS[field](value):
                raise _wrong(message("The field {field} has a wrong value.", field=field))
        elif field not in extra:
            raise _wrong(message("The field {field} is not known.", field=field))
    for group in _TOGETHER:
        missing = [field for field in group if field not in data]
        if 0 < len(missing) < len(group):
            raise _wrong(
                message(
                    "{given} came without {missing}.",
                    given=", ".join(field for field in group if field in data),
                    missing=", ".join(missing),
                )
            )


def _wrong(problem: Message) -> InputError:
    return InputError(problem, message("Correct it and try again; nothing was recorded."))


def text(data: Mapping[str, Json], field: str) -> str | None:
    """Return a text field, None when it isn't there."""
    value = data.get(field)
    return value if isinstance(value, str) else None


def number(data: Mapping[str, Json], field: str) -> float | None:
    """Return a number field, None when it isn't there."""
    value = data.get(field)
    return float(value) if isinstance(value, int | float) else None


def texts(data: Mapping[str, Json], field: str) -> tuple[str, ...]:
    """Return a list field, empty when it isn't there."""
    value = data.get(field)
    return tuple(str(item) for item in value) if isinstance(value, list | tuple) else ()


def codes(data: Mapping[str, Json], field: str) -> dict[str, str]:
    """Return a field that maps texts to texts, empty when it isn't there."""
    value = data.get(field)
    return {k: str(v) for k, v in value.items()} if isinstance(value, Mapping) else {}
