"""Edits and decisions as JSON and back; what doesn't fit is refused by name."""

import json
import math
import typing
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, asdict, fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import TYPE_CHECKING, cast

import numpy as np

from gridapp.errors import InputError
from gridapp.grid.balance_edit import MoveGrids, ShareFaces
from gridapp.grid.decisions import Decision
from gridapp.grid.edits.apply import Edit
from gridapp.grid.edits.borders import DetachBorder, GlueBorder
from gridapp.grid.edits.division import SplitGrid
from gridapp.grid.edits.ground import MergeGrids, MoveGrid, Rename, TransferFaces
from gridapp.grid.edits.shape import AddVertex, MoveNode, MoveVertex, RemoveVertex, ReshapeArc
from gridapp.messages import Message, message

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Record = dict[str, object]

KINDS: Mapping[str, type] = {
    "move_node": MoveNode,
    "move_vertex": MoveVertex,
    "add_vertex": AddVertex,
    "remove_vertex": RemoveVertex,
    "reshape_arc": ReshapeArc,
    "split_grid": SplitGrid,
    "merge_grids": MergeGrids,
    "transfer_faces": TransferFaces,
    "move_grid": MoveGrid,
    "move_grids": MoveGrids,
    "share_faces": ShareFaces,
    "rename": Rename,
    "detach_border": DetachBorder,
    "glue_border": GlueBorder,
}
"""The word that a record says for each kind of edit; a word once used keeps its meaning."""

_WORDS = {kind: word for word, kind in KINDS.items()}
_WORD = "edit"


def record_edit(edit: Edit) -> Record:
    """Return an edit as a JSON object.

    Raises
    ------
    TypeError
        It is a bare patch, which belongs to one state of one fabric and isn't kept.
    """
    word = _WORDS.get(type(edit))
    if word is None:
        raise TypeError(f"no edit that is kept: {type(edit).__name__}")
    return {_WORD: word, **_plain(asdict(cast("DataclassInstance", edit)))}


def read_edit(record: object, where: str) -> Edit:
    """Return the edit that a JSON object describes.

    Parameters
    ----------
    record : object
        As `json.loads` gives it.
    where : str
        What errors call it, such as “edit 3”.

    Raises
    ------
    InputError
        A field is missing, unknown or of another type; it is named.
    """
    values = dict(_object(record, where))
    word = values.pop(_WORD, None)
    if not isinstance(word, str) or word not in KINDS:
        raise InputError(
            message("{where} is no known edit: “{word}”.", where=where, word=word),
            message("Known are {words}.", words=", ".join(KINDS)),
        )
    return cast("Edit", _read_fields(KINDS[word], values, where))


def write_decisions(decisions: typing.Iterable[Decision]) -> str:
    """Return decisions as the text of a JSON file."""
    records = [_plain(asdict(one)) for one in decisions]
    return json.dumps(records, ensure_ascii=False, indent=1) + "\n"


def read_decisions(text: str, where: str) -> tuple[Decision, ...]:
    """Return the decisions in a JSON file's text.

    Parameters
    ----------
    where : str
        The file's name.

    Raises
    ------
    InputError
        It is no JSON, no list, or a field doesn't fit; row and field are named.
    """
    try:
        records = json.loads(text)
    except ValueError as error:
        raise InputError(
            message("{where} is no JSON: {reason}.", where=where, reason=str(error)),
            message("It is a list of decisions; “gridapp net merge --help” says how to make one."),
        ) from error
    if not isinstance(records, list):
        raise _misfit(where, "", _LIST)
    return tuple(
        cast("Decision", _read_fields(Decision, dict(_object(one, at)), at))
        for number, one in enumerate(records, start=1)
        for at in (f"{where}, {number}",)
    )


def _plain(values: Mapping[str, object]) -> Record:
    """Turn NumPy's numbers into Python's, which JSON knows."""
    return {name: _plain_value(value) for name, value in values.items()}


def _plain_value(value: object) -> object:
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, tuple | list):
        return [_plain_value(one) for one in value]
    return _plain(value) if isinstance(value, dict) else value


def _object(record: object, where: str) -> Record:
    if not isinstance(record, dict):
        raise _misfit(where, "", message("an object"))
    return record


@cache
def _fields(kind: type) -> tuple[tuple[Field[object], object], ...]:
    hints = typing.get_type_hints(kind)
    return tuple((one, hints[one.name]) for one in fields(kind))


def _read_fields(kind: type, values: Record, where: str) -> object:
    known = _fields(kind)
    names = [one.name for one, _ in known]
    for name in values:
        if name not in names:
            raise InputError(
                message("{where} has an unknown field “{field}”.", where=where, field=name),
                message("Its fields are {names}.", names=", ".join(names)),
            )
    for one, _ in known:
        if one.default is MISSING and one.name not in values:
            raise InputError(
                message("{where} has no “{field}”.", where=where, field=one.name),
                message("Its fields are {names}.", names=", ".join(names)),
            )
    return kind(
        **{
            one.name: _read(hint, values[one.name], where, one.name)
            for one, hint in known
            if one.name in values
        }
    )


def _read(hint: object, value: object, where: str, field: str) -> object:
    """Return a value as the field's type has it."""
    if is_dataclass(hint) and isinstance(hint, type):
        return _read_fields(hint, dict(_object(value, f"{where}, {field}")), f"{where}, {field}")
    origin, of = typing.get_origin(hint), typing.get_args(hint)
    if origin in (UnionType, typing.Union):
        inner = next(one for one in of if one is not NoneType)
        return None if value is None else _read(inner, value, where, field)
    if origin is typing.Literal:
        if value not in of:
            raise _misfit(where, field, message("one of {values}", values=", ".join(of)))
        return value
    if origin is tuple:
        kinds = of[:1] * len(value) if of[-1] is ... and isinstance(value, list) else of
        if not isinstance(value, list) or len(value) != len(kinds):
            is_open = of[-1] is ...
            raise _misfit(
                where, field, _LIST if is_open else message("a list of {count}", count=len(of))
            )
        return tuple(_read(one, v, where, field) for one, v in zip(kinds, value, strict=True))
    fits, wanted = _PLAIN[cast("type", hint)]
    if not fits(value):
        raise _misfit(where, field, wanted)
    return float(cast("float", value)) if hint is float else value


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


_LIST = message("a list")
_PLAIN: Mapping[type, tuple[Callable[[object], bool], Message]] = {
    bool: (lambda value: isinstance(value, bool), message("true or false")),
    str: (lambda value: isinstance(value, str), message("a text")),
    # Nodes, arcs, faces and rows are counted from 0.
    int: (lambda value: type(value) is int and value >= 0, message("a whole number from 0")),
    float: (_is_number, message("a number")),
}


def _misfit(where: str, field: str, wanted: Message) -> InputError:
    problem = (
        message("{where}: “{field}” is not {wanted}.", where=where, field=field, wanted=wanted)
        if field
        else message("{where} is not {wanted}.", where=where, wanted=wanted)
    )
    return InputError(problem, message("Put it right, or leave it out."))
