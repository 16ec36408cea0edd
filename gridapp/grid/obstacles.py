"""Obstacles: in words, why the grids of one parent can't be balanced, and what would help."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from gridapp.grid.bands import Band, Name
from gridapp.grid.blocks import Block, Blocks
from gridapp.grid.fabric import Fabric, Level
from gridapp.grid.families import Family, Units
from gridapp.grid.outlines import inside_points
from gridapp.messages import Message, message


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why the grids of one parent can't be balanced.

    Attributes
    ----------
    blocks : {"locked", "too big", "parent", "contiguity", "depth", "search"}
        See `Block`.
    codes : tuple of str
        The grids concerned.
    column : str or Message
        The load concerned.
    load, low, high : float
        What these grids together, or the unit that is too big, have; and the bounds.
    x, y : float
        A place in the first of them, or in the unit, metres.
    message, remedy : Message
    """

    blocks: Blocks
    codes: tuple[str, ...]
    column: Name
    load: float
    low: float
    high: float
    x: float
    y: float
    message: Message
    remedy: Message


Values = Mapping[str, object]


def _locked(values: Values) -> tuple[Message, Message]:
    return (
        message(
            "With the locks, {codes} stay at {load} {column}; the band is {low} to {high}.",
            **values,
        ),
        message("Unlock a grid, or widen the band."),
    )


def _too_big(values: Values) -> tuple[Message, Message]:
    return (
        message(
            "One piece of grid {codes} at {x}, {y} alone has {load} {column}; "
            "the band is {low} to {high}.",
            **values,
        ),
        message("Split the piece with a line, or widen the band."),
    )


def _parent(values: Values) -> tuple[Message, Message]:
    return (
        message(
            "All grids of this parent, {codes}, have {load} {column} together; "
            "the band allows them {low} to {high}.",
            **values,
        ),
        message("Move a grid to or from another parent, or widen the band."),
    )


def _contiguity(values: Values) -> tuple[Message, Message]:
    return (
        message(
            "{codes} can't leave {load} {column} without tearing a grid; "
            "the band is {low} to {high}.",
            **values,
        ),
        message("Split a face so that smaller pieces can be handed over, or widen the band."),
    )


def _depth(values: Values) -> tuple[Message, Message]:
    return (
        message(
            "{codes} can reach only {load} {column} with what may be handed over; "
            "the band is {low} to {high}.",
            **values,
        ),
        message("Allow more depth, unlock a grid, or widen the band."),
    )


def _search(values: Values) -> tuple[Message, Message]:
    return (
        message(
            "No way was found to bring {codes} from {load} {column} into {low} to {high}.",
            **values,
        ),
        message("Widen the band, or search longer."),
    )


_WORDS: dict[Blocks, Callable[[Values], tuple[Message, Message]]] = {
    "locked": _locked,
    "too big": _too_big,
    "parent": _parent,
    "contiguity": _contiguity,
    "depth": _depth,
    "search": _search,
}


def explain(
    fabric: Fabric, level: Level, units: Units, family: Family, band: Band, block: Block
) -> Obstacle:
    """Put a block into words, with its place."""
    rows = [family.grids[grid] for grid in block.grids]
    if block.unit is None:
        faces = np.flatnonzero(level.labels == rows[0])[:1]
    else:
        faces = np.flatnonzero(units.of_face == family.units[block.unit])[:1]
    x, y = inside_points(fabric, faces)[0].tolist()
    codes = tuple(str(level.codes[row]) for row in rows)
    column = band.names[block.column]
    problem, remedy = _WORDS[block.blocks](
        {
            "codes": ", ".join(codes),
            "column": column,
            "load": round(block.load, 2),
            "low": round(block.low, 2),
            "high": round(block.high, 2),
            "x": round(x, 3),
            "y": round(y, 3),
        }
    )
    return Obstacle(
        block.blocks, codes, column, block.load, block.low, block.high, x, y, problem, remedy
    )
