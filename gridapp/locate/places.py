"""Places as columns: what a gazetteer is built from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gridapp.errors import InputError
from gridapp.messages import message

KIND_RADIUS_M: Final = {"address": 15.0, "poi": 20.0, "estate": 80.0, "crossing": 15.0}
"""How far the point of a place of each kind stands for the place; 30 m for any other."""


@dataclass(frozen=True, slots=True)
class Places:
    """The columns of a gazetteer, all of one length.

    ``aliases`` holds further names separated by "|"; ``x`` and ``y`` are float64 metres in the
    workspace's system; ``radii``, where given, is float64 metres, how far each point stands
    for its place, NaN where its kind says so (`KIND_RADIUS_M`).
    """

    ids: Sequence[str]
    kinds: Sequence[str]
    names: Sequence[str]
    addresses: Sequence[str]
    aliases: Sequence[str]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    radii: NDArray[np.float64] | None = None

    def __len__(self) -> int:
        return len(self.ids)

    def __post_init__(self) -> None:
        columns = (self.kinds, self.names, self.addresses, self.aliases, self.x, self.y)
        if any(len(column) != len(self.ids) for column in columns) or (
            self.radii is not None and len(self.radii) != len(self.ids)
        ):
            raise InputError(
                message("The gazetteer's columns differ in length."),
                message("Give every place a value in each column, empty where it has none."),
            )
        bad = np.flatnonzero(~(np.isfinite(self.x) & np.isfinite(self.y)))
        if len(bad):
            raise InputError(
                message("The place {id} has no position.", id=self.ids[int(bad[0])]),
                message("Give it coordinates or leave it out."),
            )

    def radius(self, place: int) -> float:
        """Return how far the point of a place stands for it, metres."""
        own = np.nan if self.radii is None else float(self.radii[place])
        return KIND_RADIUS_M.get(self.kinds[place], 30.0) if np.isnan(own) else own
