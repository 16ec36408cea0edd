"""Which column holds the code, the name, the parent: the usual names, and values as text."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from gridapp.errors import InputError
from gridapp.messages import Message, message

USUAL_CODES = (
    "code", "grid_code", "gridcode", "grid_id", "gridid", "网格编码", "网格编号", "网格代码",
    "单元网格标识码", "dywgbsm", "szdywgbsm", "wgbm", "wgbh", "wgdm", "编码", "编号", "代码",
)  # fmt: skip
USUAL_NAMES = (
    "name", "grid_name", "gridname", "网格名称", "wgmc", "名称", "网格名", "mc",
)  # fmt: skip
USUAL_PARENTS = (
    "parent", "parent_code", "parentcode", "上级编码", "上级网格", "上级网格编码", "sjbm",
    "所属网格", "一级网格", "一级网格编码",
)  # fmt: skip
"""Usual column names, compared without regard to case, the likeliest first."""


def find_column(names: Sequence[str], usual: Sequence[str]) -> str | None:
    """Find the first of the usual names among a file's column names."""
    by_folded = {name.strip().casefold(): name for name in reversed(names)}
    return next((by_folded[name] for name in usual if name in by_folded), None)


def choose_column(
    names: Sequence[str], wanted: str | None, usual: Sequence[str], what: Message, file: str
) -> str | None:
    """Choose the column that was asked for, else one of the usual names, else None.

    Raises
    ------
    InputError
        The column asked for isn't there; the remedy lists the columns.
    """
    if wanted is None:
        return find_column(names, usual)
    if wanted in names:
        return wanted
    raise InputError(
        message(
            "{file} has no column {column} for the {what}.", file=file, column=wanted, what=what
        ),
        message("The columns are: {columns}.", columns=", ".join(names)),
    )


def as_texts(column: NDArray[np.generic]) -> NDArray[np.object_]:
    """Turn a column into stripped text: whole numbers without a point, missing values empty."""
    texts = np.empty(len(column), dtype=object)
    texts[:] = [_as_text(value) for value in column.tolist()]
    return texts


def _as_text(value: object) -> str:
    if value is None or value != value:  # NaN is the one value unlike itself
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def repeated(texts: NDArray[np.object_], counted: NDArray[np.bool_]) -> Mapping[str, list[int]]:
    """Find the texts that occur more than once among the counted rows, with their rows from 1."""
    rows: dict[str, list[int]] = {}
    for at in np.flatnonzero(counted).tolist():
        rows.setdefault(texts[at], []).append(at + 1)
    return {text: found for text, found in rows.items() if len(found) > 1}
