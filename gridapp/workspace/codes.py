"""Codes typed in place of an address: of divisions, grids and components."""

import re
from collections.abc import Iterator, Sequence

import numpy as np
import shapely

from gridapp.errors import InputError
from gridapp.grid.grids import Grids
from gridapp.locate.datum import Datum
from gridapp.locate.find import Candidate
from gridapp.locate.gazetteer import Gazetteer
from gridapp.locate.parsed import is_alone, plain
from gridapp.messages import Message, message

_CODE = re.compile(r"(?<![\d.])(\d{12}|\d{14,17})(?![\d.]*\d)", re.ASCII)
_DIVISION = 12  # digits of a committee, which is a level-one grid
_GRID, _OLD_GRID, _COMPONENT = 15, 14, (16, 17)
_SURE = 0.95


def has_code(text: str) -> bool:
    """Tell whether a text has digits that may be a code."""
    return _CODE.search(plain(text)) is not None


def places_of_codes(
    text: str, levels: Sequence[Grids], gazetteer: Gazetteer
) -> Iterator[Candidate]:
    """Find the grids, and the components among the places, whose whole codes a text gives.

    A grid is given by a point inside it, and as an uncertainty how far it reaches from there.

    Raises
    ------
    InputError
        The text is nothing but the code of a component that the workspace doesn't have.
    """
    said = plain(text)
    for match in _CODE.finditer(said):
        code = match[0]
        if len(code) in _COMPONENT:
            yield from _component(code, gazetteer, by_itself=is_alone(said, *match.span()))
        elif len(code) == _OLD_GRID:
            reason = message("The community of the 14-digit grid code {code}.", code=code)
            yield from _grid(code[:_DIVISION] + "000", levels, reason)
        elif len(code) == _GRID:
            yield from _grid(code, levels, message("The grid of this code, as far as it reaches."))
        else:
            yield from _grid(code + "000", levels, message("The community of this division code."))


def _grid(code: str, levels: Sequence[Grids], reason: Message) -> Iterator[Candidate]:
    for grids, row in ((one, row) for one in levels for row in np.flatnonzero(one.codes == code)):
        polygon = grids.polygons[row]
        inside = shapely.point_on_surface(polygon)
        reach = float(shapely.hausdorff_distance(inside, polygon))
        label = f"{grids.names[row]} ({code})" if grids.names[row] else code
        yield Candidate(
            inside.x, inside.y, reach, _SURE, label, "grid", Datum.CGCS2000, (reason,), code
        )


def _component(code: str, gazetteer: Gazetteer, *, by_itself: bool) -> Iterator[Candidate]:
    places = gazetteer.places
    if code in places.ids:
        row = places.ids.index(code)
        yield Candidate(
            float(places.x[row]), float(places.y[row]), 10.0, _SURE, places.names[row],
            "component", Datum.CGCS2000, (message("The component of this code."),), code,
        )  # fmt: skip
    elif by_itself:
        raise InputError(
            message("No component “{code}” is in this workspace.", code=code),
            message("Import the components with their codes, or type the address."),
        )
