"""Grouping blocks into grids: grown from seeds, with borders along streets and canals."""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from data.maketown.network import Network
from data.maketown.plan import COMMUNITIES, VILLAGES
from data.maketown.quarters import Block
from data.maketown.space import Floats, stage

DIVISION = "320281198"
SUB_GRIDS = 179

# How hard a grid grows across an edge of this kind, as a multiple of the distance.
BARRIER = {
    "expressway": 7.0, "river": 6.0, "main": 3.6, "canal": 3.0, "street": 1.5, "creek": 1.8,
    "lane": 1.0, "ditch": 1.0, "boundary": 1.0,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Grid:
    """A grid of the comprehensive net; `faces` are indices of the network's blocks."""

    code: str
    name: str
    parent: str
    faces: tuple[int, ...]
    shape: shapely.Polygon


class Ground:
    """Blocks as a graph for growing groups: who borders whom, at what cost."""

    def __init__(self, net: Network, weight: Floats, barrier: dict[str, float]) -> None:
        self.weight = weight
        self.centres = np.array([[f.centroid.x, f.centroid.y] for f in net.faces])
        self.links: list[dict[int, float]] = [{} for _ in net.faces]
        self.borders: list[dict[int, float]] = [{} for _ in net.faces]
        for (a, b), kind, edge in zip(net.sides, net.kinds, net.edges, strict=True):
            if a < 0 or b < 0 or a == b:
                continue
            cost = float(np.hypot(*(self.centres[a] - self.centres[b]))) * barrier[kind]
            best = min(cost, self.links[a].get(b, np.inf))
            self.links[a][b] = self.links[b][a] = best
            # an edge that makes a good border holds two blocks together less
            shared = edge.length / barrier[kind] + self.borders[a].get(b, 0.0)
            self.borders[a][b] = self.borders[b][a] = shared

    def spread(self, faces: set[int], seeds: list[int], start: Floats) -> dict[int, int]:
        """Give each face to the seed that reaches it first; every group is contiguous."""
        owner = dict(zip(seeds, range(len(seeds)), strict=True))
        queue = [(float(start[i]), s, i) for i, s in enumerate(seeds)]
        heapq.heapify(queue)
        done: set[int] = set()
        while queue:
            cost, face, group = heapq.heappop(queue)
            if face in done or owner.get(face, group) != group:
                continue
            done.add(face)
            owner[face] = group
            for other, step in self.links[face].items():
                if other in faces and other not in done and other not in owner:
                    heapq.heappush(queue, (cost + step, other, group))
        return owner

    def divide(
        self, faces: set[int], seeds: list[int], *, rounds: int, settle: bool
    ) -> dict[int, int]:
        """Grow groups of about equal weight; with `settle` the seeds move to their middles."""
        count = len(seeds)
        start = np.zeros(count)
        pace = 60 * float(np.sqrt(len(faces) / count))
        best: tuple[float, dict[int, int]] | None = None
        for _ in range(rounds):
            owner = self.spread(faces, seeds, start - start.min())
            loads = np.zeros(count)
            for face, group in owner.items():
                loads[group] += self.weight[face]
            spread = float(loads.std() / loads.mean())
            if best is None or spread < best[0]:
                best = (spread, owner)
            start = start + pace * np.clip(loads / loads.mean() - 1, -1, 1)
            if settle:
                seeds = [self._middle(owner, g, s) for g, s in enumerate(seeds)]
        if best is None:
            raise ValueError("no rounds asked for")
        return best[1]

    def straighten(self, owner: dict[int, int]) -> dict[int, int]:
        """Hand over blocks that jut into a neighbour, where that doesn't tear their group."""
        owner = dict(owner)
        for _ in range(4):
            for face in sorted(owner):
                pull: dict[int, float] = {}
                for other, length in self.borders[face].items():
                    pull[owner[other]] = pull.get(owner[other], 0.0) + length
                group = max(pull, key=lambda g: (pull[g], -g))
                mine = owner[face]
                if pull[group] > 1.25 * pull.get(mine, 0.0) and self._holds_without(owner, face):
                    owner[face] = group
        return owner

    def _holds_without(self, owner: dict[int, int], face: int) -> bool:
        """Tell whether the face's group stays in one piece when the face leaves it."""
        rest = {f for f, g in owner.items() if g == owner[face]} - {face}
        if len(rest) < 6:
            return False
        reached, todo = set[int](), [min(rest)]
        while todo:
            here = todo.pop()
            if here not in reached:
                reached.add(here)
                todo += [f for f in self.links[here] if f in rest]
        return reached == rest

    def _middle(self, owner: dict[int, int], group: int, seed: int) -> int:
        mine = sorted(f for f, g in owner.items() if g == group)
        if not mine:
            return seed
        w = self.weight[mine]
        heart = (self.centres[mine] * w[:, None]).sum(axis=0) / w.sum()
        return mine[int(np.argmin(np.hypot(*(self.centres[mine] - heart).T)))]

    def scatter(self, faces: set[int], count: int, rng: np.random.Generator) -> list[int]:
        """Choose seeds far from one another, heavy ground first."""
        pool = sorted(faces)
        w = self.weight[pool] / self.weight[pool].sum()
        chosen = [int(rng.choice(pool, p=w))]
        while len(chosen) < count:
            gap = np.min(
                [np.hypot(*(self.centres[pool] - self.centres[c]).T) for c in chosen], axis=0
            )
            score = gap**2 * w
            score[[pool.index(c) for c in chosen]] = 0
            chosen.append(int(rng.choice(pool, p=score / score.sum())))
        return chosen


def shares(weights: Sequence[float], total: int, least: int) -> NDArray[np.int64]:
    """Share out `total` in proportion to weights, at least `least` each (largest remainder)."""
    w = np.asarray(weights, dtype=float)
    ideal = least + (total - least * len(w)) * w / w.sum()
    base: NDArray[np.int64] = np.floor(ideal).astype(np.int64)
    order = np.argsort(base - ideal, kind="stable")
    base[order[: total - int(base.sum())]] += 1
    return base


def west_to_east(centres: Floats) -> list[int]:
    """Order points west to east within bands, the bands north to south (GB/T 47678.5)."""
    bands = max(1, round(float(np.sqrt(len(centres))) * 0.8))
    north = np.argsort(-centres[:, 1], kind="stable")
    order: list[int] = []
    for band in np.array_split(north, bands):
        order += [int(i) for i in band[np.argsort(centres[band, 0], kind="stable")]]
    return order


def weigh(net: Network, households: NDArray[np.int64]) -> Floats:
    """Return the work a block makes: its households, and something for its area."""
    hectares = np.array([f.area for f in net.faces]) / 1e4
    return households + 9.0 * hectares + 6.0


def comprehensive(
    net: Network, blocks: list[Block], households: NDArray[np.int64], seed: int
) -> tuple[list[Grid], list[Grid]]:
    """Return level-one grids and sub-grids, in code order."""
    rng = stage(seed, "grids")
    ground = Ground(net, weigh(net, households), BARRIER)
    everything = set(range(len(net.faces)))
    places = (*COMMUNITIES, *VILLAGES)
    tree = shapely.STRtree(net.faces)
    seeds = [int(tree.nearest(shapely.Point(p))) for _, p in places]
    owner = ground.straighten(ground.divide(everything, seeds, rounds=5, settle=False))
    members: list[set[int]] = [{f for f, g in owner.items() if g == k} for k in range(len(places))]
    counts = shares([float(ground.weight[sorted(m)].sum()) for m in members], SUB_GRIDS, 4)
    ones, twos = [], []
    for k, (name, _) in enumerate(places):
        number = k + 1 if k < len(COMMUNITIES) else 200 + k - len(COMMUNITIES)
        division = f"{DIVISION}{number:03d}"
        faces = members[k]
        ones.append(Grid(f"{division}000", name, "", tuple(sorted(faces)), _union(net, faces)))
        parts = ground.divide(
            faces, ground.scatter(faces, int(counts[k]), rng), rounds=14, settle=True
        )
        groups = [sorted(f for f, g in parts.items() if g == i) for i in range(int(counts[k]))]
        shapes = [_union(net, g) for g in groups]
        order = west_to_east(np.array([[s.centroid.x, s.centroid.y] for s in shapes]))
        used: set[str] = set()
        for n, i in enumerate(order, 1):
            title = _title(name, n, groups[i], blocks, households, used)
            used.add(title)
            twos.append(
                Grid(f"{division}{n:03d}", title, f"{division}000", tuple(groups[i]), shapes[i])
            )
    return ones, twos


def _union(net: Network, faces: set[int] | list[int]) -> shapely.Polygon:
    merged = shapely.coverage_union_all([net.faces[f] for f in sorted(faces)])
    return shapely.orient_polygons(merged)


def _title(
    home: str,
    number: int,
    faces: list[int],
    blocks: list[Block],
    households: NDArray[np.int64],
    used: set[str],
) -> str:
    """Name a sub-grid after its largest estate or hamlet, else by its number."""
    named = [f for f in faces if blocks[f].use in ("estate", "rural") and households[f] > 30]
    if named:
        largest = max(named, key=lambda f: int(households[f]))
        title = f"{home[:-1] if home.endswith('村') else home}{blocks[largest].name}网格"
        if households[largest] > 0.5 * households[faces].sum() and title not in used:
            return title
    return f"{home}第{number}网格"
