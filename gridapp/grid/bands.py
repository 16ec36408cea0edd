"""Bands: between which bounds the loads of grids shall lie."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from gridapp.grid.fabric import Level
from gridapp.grid.segments import Floats, sum_by
from gridapp.messages import Message

Name = str | Message
"""What a load is called; a message is put into the reader's language where it is shown."""


@dataclass(frozen=True, slots=True, eq=False)
class Band:
    """Bounds for every grid of a level.

    Attributes
    ----------
    names : tuple of c str or Message
        What the columns count, as people read it: households, enterprises, cases.
    low, high : (g, c) float64 arrays
        Bounds for each row of the level, both included; ±inf where there is none.
    """

    names: tuple[Name, ...]
    low: Floats
    high: Floats


def loads_of_grids(level: Level, loads: Floats) -> Floats:
    """Return the load of each row of a level, (g, c), from the load of each face, (f, c)."""
    held = level.labels >= 0
    rows, size = level.labels[held], len(level.codes)
    return np.stack([sum_by(rows, column[held], size) for column in loads.T], axis=1)


def band_around_targets(names: Sequence[Name], targets: Floats, tolerance: Sequence[float]) -> Band:
    """Return the band of a tolerance round a target for each grid.

    Parameters
    ----------
    targets : (g, c) float64 array
    tolerance : c floats
        Shares of the target, 0.2 for ±20 %; inf for a column that is only told.
    """
    share = np.broadcast_to(np.array(tolerance, np.float64), targets.shape)
    bound = np.isfinite(share)
    reach = np.where(bound, share, 0.0) * np.abs(targets)
    return Band(
        tuple(names),
        np.where(bound, targets - reach, -np.inf),
        np.where(bound, targets + reach, np.inf),
    )


def band_around_mean(
    level: Level,
    names: Sequence[Name],
    loads: Floats,
    tolerance: Sequence[float],
    among: Literal["siblings", "level"] = "siblings",
) -> Band:
    """Return the band of a tolerance round the mean load.

    Parameters
    ----------
    loads : (f, c) float64 array
        What each face carries.
    tolerance : c floats
        Shares of the mean; inf for a column that is only told.
    among : {"siblings", "level"}
        The mean of the grids with the same parent, or of the whole level; rows without
        faces don't count.
    """
    held = loads_of_grids(level, loads)
    live = np.bincount(level.labels[level.labels >= 0], minlength=len(level.codes)) > 0
    family = level.parents + 1 if among == "siblings" else np.zeros(len(live), np.int64)
    n = int(family.max(initial=0)) + 1
    size = np.maximum(np.bincount(family[live], minlength=n), 1)
    means = [sum_by(family[live], column[live], n) / size for column in held.T]
    return band_around_targets(names, np.stack(means, axis=1)[family], tolerance)
