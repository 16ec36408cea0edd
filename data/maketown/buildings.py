"""What stands on each block: slabs, shophouses, sheds, halls, farmhouses, shops."""

from dataclasses import dataclass

import numpy as np
import shapely

from data.maketown.land import cut_up, fields
from data.maketown.network import Network
from data.maketown.plan import WIDTH
from data.maketown.quarters import Block
from data.maketown.rows import along, apart, rectangles, rows
from data.maketown.space import Waves, at, bearing, stage


@dataclass(frozen=True, slots=True)
class Building:
    """A building; `number` is its 幢 within an estate or the plot on its street, else 0."""

    shape: shapely.Polygon
    use: str
    floors: int
    households: int
    face: int
    number: int = 0


@dataclass(frozen=True, slots=True)
class Built:
    """All that stands or grows on the blocks."""

    buildings: list[Building]
    land: list[tuple[shapely.Geometry, str, int]]  # shape, land use, face
    ponds: list[shapely.Polygon]
    hamlets: dict[int, shapely.Geometry]  # face -> village ground


# style -> (long, deep, gap beside, gap between, floors from, to, households per floor)
_SLABS = {
    "walkup": (46.0, 12.0, 9.0, 17.0, 5, 6, 4),
    "midrise": (42.0, 14.0, 14.0, 27.0, 9, 11, 3),
    "highrise": (31.0, 16.0, 22.0, 42.0, 17, 26, 2),
    "villa": (15.0, 12.0, 8.0, 15.0, 3, 3, 1),
}


def _estate(block: Block, rng: np.random.Generator) -> list[Building]:
    long, deep, beside, between, low, high, per_floor = _SLABS[block.style]
    yard = shapely.buffer(block.ground, -6)
    slabs = rows(yard, block.angle, (long, deep), (beside, between), rng, drop=0.06)
    slabs.sort(key=lambda s: (-round(s.centroid.y / 20), s.centroid.x))
    made = []
    for number, slab in enumerate(slabs, 1):
        floors = int(rng.integers(low, high + 1))
        homes = 1 if block.style == "villa" else floors * per_floor
        made.append(Building(slab, "residential", floors, homes, block.face, number))
    return made


def _old(block: Block, rng: np.random.Generator) -> list[Building]:
    made = along(block.ground, 0.3, (11, 10), rng, (0.2, 1.6))
    inner: list[shapely.Polygon] = []
    for depth in (14.0, 30.0, 46.0, 62.0):  # courtyards behind courtyards
        core = shapely.buffer(block.ground, -depth)
        if not core.is_empty:
            inner += [s for s in along(core, 2.0, (12, 9), rng, (1.0, 5.0), 0.8) if s.area > 30]
    return [
        Building(s, "shophouse" if i < len(made) else "residential", int(rng.integers(1, 4)),
                 int(rng.integers(1, 4)), block.face)
        for i, s in enumerate(apart(made + inner))
    ]  # fmt: skip


def _sheds(block: Block, rng: np.random.Generator) -> list[Building]:
    made: list[Building] = []
    for plot in cut_up(shapely.buffer(block.ground, -4), 26000, rng):
        yard = shapely.buffer(plot, -7)
        if yard.is_empty:
            continue
        size = (float(rng.uniform(55, 115)), float(rng.uniform(26, 48)))
        angle = block.angle
        sheds = rows(yard, angle, size, (12, 14), rng, drop=0.1)
        if not sheds:
            sheds = rows(yard, angle, (38, 20), (10, 12), rng, drop=0.1)
        made += [Building(s, "industrial", int(rng.integers(1, 3)), 0, block.face) for s in sheds]
        room = shapely.difference(yard, shapely.union_all([s.buffer(9) for s in sheds]))
        for part in shapely.get_parts(room):
            offices = rows(part, angle, (34, 13), (9, 20), rng)[:1]
            made += [Building(s, "office", int(rng.integers(3, 6)), 0, block.face) for s in offices]
    return made


_HALLS = {
    "civic": ("office", (58.0, 17.0), (18.0, 30.0), (4, 8)),
    "school": ("school", (64.0, 15.0), (16.0, 26.0), (3, 5)),
    "hospital": ("hospital", (62.0, 20.0), (14.0, 24.0), (5, 12)),
    "market": ("market", (70.0, 38.0), (12.0, 14.0), (1, 2)),
    "commercial": ("commercial", (56.0, 36.0), (16.0, 18.0), (2, 6)),
}


def _halls(block: Block, rng: np.random.Generator) -> list[Building]:
    use, size, gaps, (low, high) = _HALLS[block.use]
    yard = shapely.buffer(block.ground, -8)
    shapes = rows(yard, block.angle, size, gaps, rng, drop=0.12)
    if not shapes:
        shapes = rows(yard, block.angle, (size[0] * 0.6, size[1] * 0.8), gaps, rng)
    if block.use in ("school", "civic") and len(shapes) > 5:  # a sports ground or a forecourt
        shapes = shapes[len(shapes) * 2 // 5 :]
    return [Building(s, use, int(rng.integers(low, high + 1)), 0, block.face) for s in shapes]


def _village(
    block: Block, net: Network, lanes: list[int], rng: np.random.Generator
) -> tuple[list[Building], shapely.Geometry]:
    """Settle houses in rows beside one or two stretches of lane or canal."""
    bands = []
    for e in lanes:
        line = net.edges[e]
        if line.length < 120 or rng.random() < 0.25:
            continue
        reach = float(rng.uniform(40, 95))
        length = min(line.length * 0.85, float(rng.uniform(160, 420)))
        start = float(rng.uniform(0, line.length - length))
        stretch = shapely.line_interpolate_point(line, np.linspace(start, start + length, 9))
        reaches = reach * rng.uniform(0.6, 1.15, 9)
        bands += [p.buffer(r, quad_segs=3) for p, r in zip(stretch, reaches, strict=True)]
    if not bands:
        return [], shapely.Polygon()
    ground = shapely.intersection(shapely.union_all(bands), block.ground)
    ground = shapely.simplify(shapely.buffer(shapely.buffer(ground, -8), 6, quad_segs=2), 2)
    houses: list[Building] = []
    angle = float(np.clip(block.angle, -0.3, 0.3))
    for part in shapely.get_parts(ground):
        if part.geom_type != "Polygon" or part.area < 900:
            continue
        shapes = rows(
            part, angle, (float(rng.uniform(11, 13.5)), float(rng.uniform(9, 11))),
            (float(rng.uniform(2.5, 6)), float(rng.uniform(11, 16))), rng, loose=0.9, drop=0.3,
        )  # fmt: skip
        houses += [
            Building(s, "farmhouse", int(rng.integers(2, 4)), int(rng.integers(1, 3)), block.face)
            for s in apart(shapes)
        ]
    return houses, ground


_LAND = {
    "estate": "residential", "old": "old_town", "industrial": "industrial", "civic": "public",
    "school": "public", "hospital": "public", "market": "commercial", "commercial": "commercial",
    "park": "park", "green": "park", "lake": "park",
}  # fmt: skip


def build(net: Network, blocks: list[Block], seed: int) -> Built:
    """Fill every block."""
    rng = stage(seed, "buildings")
    mood = Waves(stage(seed, "mood"), 1500)
    buildings: list[Building] = []
    land: list[tuple[shapely.Geometry, str, int]] = []
    ponds: list[shapely.Polygon] = []
    hamlets: dict[int, shapely.Geometry] = {}
    beside: dict[int, list[int]] = {}
    for i, sides in enumerate(net.sides):
        for face in set(sides) - {-1}:
            beside.setdefault(face, []).append(i)
    for block in blocks:
        if block.ground.is_empty:
            continue
        if block.use == "rural":
            lanes = [e for e in beside[block.face] if net.kinds[e] in ("lane", "creek", "canal")]
            lanes = [lanes[int(k)] for k in rng.permutation(len(lanes))[:2]]
            houses, village = _village(block, net, lanes, rng)
            buildings += houses
            if houses:
                hamlets[block.face] = village
                land += [(g, "village", block.face) for g in shapely.get_parts(village)]
            here = np.array([[block.ground.centroid.x, block.ground.centroid.y]])
            parcels, water = fields(block, village, rng, float(mood(here)[0]))
            land += parcels
            ponds += water
            continue
        land.append((shapely.simplify(block.ground, 0.4), _LAND[block.use], block.face))
        if block.use == "estate":
            buildings += _estate(block, rng)
        elif block.use == "old":
            buildings += _old(block, rng)
        elif block.use == "industrial":
            buildings += _sheds(block, rng)
        elif block.use in _HALLS:
            buildings += _halls(block, rng)
    buildings += _shops(net, buildings, blocks, rng)
    return Built(buildings, land, ponds, hamlets)


def _shops(
    net: Network, standing: list[Building], blocks: list[Block], rng: np.random.Generator
) -> list[Building]:
    """Line main streets with rows of shops where there is room in front of the estates."""
    tree = shapely.STRtree([b.shape for b in standing])
    made: list[Building] = []
    for i, edge in enumerate(net.edges):
        if net.kinds[i] not in ("main", "street") or edge.length < 70:
            continue
        for face, sign in zip(net.sides[i], (1, -1), strict=True):
            if face < 0 or blocks[face].use != "estate" or rng.random() < 0.3:
                continue
            side = shapely.offset_curve(edge, sign * (WIDTH[net.kinds[i]] / 2 + 9.0))
            if side.geom_type != "LineString":
                continue
            s = 14.0
            while s < side.length - 40:
                front = float(rng.uniform(18, 40))
                shape = rectangles(
                    at(side, s + front / 2)[None, :], np.array([front]), np.array([9.5]),
                    bearing(side, s + front / 2),
                )[0]  # fmt: skip
                s += front + float(rng.uniform(3, 22))
                fits = shapely.contains(blocks[face].ground, shape)
                if fits and not len(tree.query(shape.buffer(3), predicate="intersects")):
                    made.append(Building(shape, "shop", int(rng.integers(1, 4)), 0, face))
    kept = {id(s) for s in apart([b.shape for b in made])}
    return [b for b in made if id(b.shape) in kept]
