"""Whole streets and watercourses: edges joined where they run on, and given names."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely

from data.maketown.network import Network
from data.maketown.plan import ROADS, WATERS
from data.maketown.space import stage
from data.maketown.words import LANES, STREETS, SURNAMES, WATER_ENDINGS


@dataclass(frozen=True, slots=True)
class Way:
    """A street or a watercourse from end to end; `edges` are indices into the network."""

    name: str
    kind: str
    line: shapely.LineString
    edges: tuple[int, ...]


def _directions(net: Network) -> dict[tuple[float, float], list[tuple[int, float]]]:
    """Return at each node the edges that leave it with their bearings."""
    nodes: dict[tuple[float, float], list[tuple[int, float]]] = defaultdict(list)
    for i, edge in enumerate(net.edges):
        coords = np.array(edge.coords)
        for a, b in ((coords[0], coords[1]), (coords[-1], coords[-2])):
            nodes[(float(a[0]), float(a[1]))].append((i, float(np.arctan2(*(b - a)[::-1]))))
    return nodes


def _runs(net: Network) -> list[list[int]]:
    """Group edges into runs: by name on the plan, else by the straightest way on."""
    parent = list(range(len(net.edges)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    first: dict[str, int] = {}
    for i, name in enumerate(net.names):
        if name:
            parent[root(i)] = root(first.setdefault(name, i))
    for _, leaving in sorted(_directions(net).items()):
        free = [(i, b) for i, b in leaving if not net.names[i] and net.kinds[i] != "boundary"]
        turns = []
        for k, (i, a) in enumerate(free):
            for j, b in free[k + 1 :]:
                turn = abs((a - b) % (2 * np.pi) - np.pi)
                if net.kinds[i] == net.kinds[j] and turn < 0.6:
                    turns.append((turn, i, j))
        taken: set[int] = set()
        for _, i, j in sorted(turns):
            if i not in taken and j not in taken and root(i) != root(j):
                parent[root(i)] = root(j)
                taken |= {i, j}
    runs: dict[int, list[int]] = defaultdict(list)
    for i, kind in enumerate(net.kinds):
        if kind != "boundary":
            runs[root(i)].append(i)
    return list(runs.values())


def _names(seed: int) -> dict[str, Iterator[str]]:
    rng = stage(seed, "street names")

    def streets() -> Iterator[str]:
        for ending in ("路", "街", "东路", "西路", "南路", "北路"):
            for word in rng.permutation(STREETS):
                yield f"{word}{ending}"

    def lanes() -> Iterator[str]:
        yield from (str(w) for w in rng.permutation(LANES))
        for ending in ("家弄", "家巷", "弄", "巷"):
            for word in rng.permutation(SURNAMES):
                yield f"{word}{ending}"

    def country() -> Iterator[str]:
        for middle in ("巷", "庄", "墩", "岸", "塘", "桥"):
            for word in rng.permutation(SURNAMES):
                yield f"{word}{middle}路"

    def creeks() -> Iterator[str]:
        for ending in WATER_ENDINGS:
            for word in rng.permutation(SURNAMES):
                yield f"{word}{ending}"

    return {"street": streets(), "lane": lanes(), "country": country(), "water": creeks()}


def name_ways(net: Network, seed: int) -> list[Way]:
    """Join and name all ways, the longest of each kind first; roads before waters."""
    names = _names(seed)
    taken = set(net.names)
    ways = []
    order = {kind: i for i, kind in enumerate((*ROADS, *WATERS))}
    runs = sorted(
        _runs(net),
        key=lambda r: (order[net.kinds[r[0]]], -sum(net.edges[i].length for i in r), r[0]),
    )
    for run in runs:
        kind, name = net.kinds[run[0]], net.names[run[0]]
        if not name:
            zones = {net.zones[f] for i in run for f in net.sides[i] if f >= 0}
            if kind in WATERS:
                pool = "water"
            elif kind == "lane":
                pool = "lane" if zones & {"old", "urban"} else "country"
            else:
                pool = "street"
            name = next(n for n in names[pool] if n not in taken)
        merged = shapely.line_merge(shapely.MultiLineString([net.edges[i] for i in run]))
        ways += [Way(name, kind, _oriented(line), tuple(run)) for line in shapely.get_parts(merged)]
    return ways


def _oriented(line: shapely.LineString) -> shapely.LineString:
    """Let house numbers run from east to west or from south to north, as in the province."""
    (ax, ay), (bx, by) = line.coords[0], line.coords[-1]
    forward = ax > bx if abs(bx - ax) > abs(by - ay) else ay < by
    return line if forward else shapely.reverse(line)
