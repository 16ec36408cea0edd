"""Refining gathered regions: units change sides while that makes the whole better."""

import heapq

import numpy as np

from gridapp.grid.adjacency import arc_lengths
from gridapp.grid.fabric import Fabric
from gridapp.grid.outlines import face_areas
from gridapp.grid.segments import Floats, Ints, sum_by
from gridapp.grid.units import stays_whole, touching
from gridapp.grid.wishes import Weights

_LEAST = 1e-9
"""A change of the whole's cost, in perimeters of a mean region, that is not worth a move."""


def refine(
    fabric: Fabric,
    units: Ints,
    regions: Ints,
    load: Floats,
    votes: Floats,
    weights: Weights,
    within: Ints | None = None,
) -> Ints:
    """Hand single units to a region beside them, the best move first, until none helps.

    The cost of the whole falls with every move, so the moves come to an end. It is

    - `agreement` × metres of arcs inside regions, each weighed by its vote for a border,
    - `compactness` × metres of border between regions,
    - `balance` × the perimeter of a square of the mean region's area, for each region
      × (load / mean load − 1)².

    Parameters
    ----------
    units, regions : (f,) int64 arrays
        Unit and region of each face, each numbered from 0; -1 for faces that take no part.
        A unit lies in one region.
    load : (f,) float64 array
    votes : (a,) float64 array
        How much each arc speaks for a border, 0 … 1.
    within : (f,) int64 array, optional
        Regions of a level above that no unit leaves.

    Returns
    -------
    (f,) int64 array
        As many regions, each in no more parts than before.
    """
    n, n_units = int(regions.max(initial=-1)) + 1, int(units.max(initial=-1)) + 1
    if n < 2:
        return regions
    open_arcs = None if within is None else within[fabric.left] == within[fabric.right]
    around = touching(fabric, units, n_units, open_arcs)
    # Cutting a pair of units apart costs its length and saves its votes.
    apart = weights.compactness * around.lengths
    apart -= weights.agreement * around.sum_over(votes * arc_lengths(fabric))
    gain: list[dict[int, float]] = [{} for _ in range(n_units)]
    for one, two, metres in zip(
        around.one.tolist(), around.two.tolist(), apart.tolist(), strict=True
    ):
        gain[one][two] = gain[two][one] = metres
    taking_part = units >= 0
    region = np.full(n_units, -1, np.int64)
    region[units[taking_part]] = regions[taking_part]
    loads = sum_by(units[taking_part], load[taking_part], n_units)
    fair = max(float(loads.sum()) / n, 1e-12)
    carried = (loads / fair).tolist()
    held = (sum_by(region, loads, n) / fair).tolist()
    size = np.bincount(region, minlength=n).tolist()
    scale = max(4 * float(np.sqrt(face_areas(fabric)[taking_part].sum() / n)), 1e-12)
    holder = region.tolist()

    def change(unit: int, to: int) -> float:
        mine, moved = holder[unit], carried[unit]
        total: float = 0.0
        for other, metres in gain[unit].items():
            if holder[other] == mine:
                total += metres
            elif holder[other] == to:
                total -= metres
        total += 2 * weights.balance * scale * moved * (held[to] - held[mine] + moved)
        return total

    offers: list[tuple[float, int, int]] = []

    def offer(unit: int) -> None:
        for to in sorted({holder[other] for other in gain[unit]} - {holder[unit]}):
            cost = change(unit, to)
            if cost < -_LEAST * scale:
                heapq.heappush(offers, (cost, unit, to))

    def settle() -> bool:
        """Make the offers that help, the best first; tell whether there was one."""
        moved = False
        while offers:
            cost, unit, to = heapq.heappop(offers)
            mine = holder[unit]
            if mine == to or all(holder[other] != to for other in gain[unit]):
                continue
            now = change(unit, to)
            if now >= -_LEAST * scale:
                continue
            if now > cost + _LEAST * scale:  # worth less than when it was offered
                heapq.heappush(offers, (now, unit, to))
                continue
            if not stays_whole(around.neighbours, holder, size, unit):
                continue
            moved = True
            holder[unit] = to
            size[mine] -= 1
            size[to] += 1
            held[mine] -= carried[unit]
            held[to] += carried[unit]
            for other in (unit, *gain[unit]):
                offer(other)
        return moved

    for unit in range(n_units):
        offer(unit)
    while settle():  # what would have torn a region may be free to go by now
        for unit in range(n_units):
            offer(unit)
    return np.where(taking_part, np.array(holder, np.int64)[units], -1)
