"""Streets, waters and blocks: the plan's lines, the cuts that fill them in, one planar net."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from shapely.ops import split as split_polygon

from data.maketown.plan import BOUNDARY, ROADS, STROKES, WATERS
from data.maketown.space import GRAIN, Floats, Warp, Waves, curve, stage

# Zone -> (block size in hectares, up to which area a cut is only a lane).
BLOCKS = {"old": (1.1, 2.6), "urban": (3.6, 5.5), "industrial": (7.0, 9.0), "rural": (9.5, 99.0)}
_STRAIGHTEST = np.array([0.5, 0.44, 0.56, 0.38, 0.62])


@dataclass(frozen=True, slots=True)
class Network:
    """A planar net: edges between nodes, the blocks they enclose, and who lies on which side."""

    edges: list[shapely.LineString]
    kinds: list[str]
    names: list[str]
    faces: list[shapely.Polygon]
    zones: list[str]
    sides: list[tuple[int, int]]  # faces left and right of each edge, -1 outside
    outline: shapely.Polygon


class Zoning:
    """Which kind of quarter a point of the unwarped plan belongs to."""

    def __init__(self, seed: int) -> None:
        rng = stage(seed, "zoning")
        self._wobble = Waves(rng, 900)
        ring = [s for s in STROKES if s.name.startswith("环镇")]
        self.ring = shapely.Polygon(np.vstack([curve(s.points) for s in ring])).buffer(0)

    def __call__(self, x: float, y: float) -> str:
        """Return the zone at a point."""
        wobble = 0.22 * float(self._wobble(np.array([[x, y]]))[0])

        def near(cx: float, cy: float, rx: float, ry: float) -> float:
            return 1 - float(np.hypot((x - cx) / rx, (y - cy) / ry)) + wobble

        if near(-100, 240, 760, 600) > 0.02:
            return "old"
        if shapely.contains_xy(self.ring, x, y):
            return "urban"
        industry = (
            near(1650, -1500, 1250, 560), near(2350, -2200, 700, 500),
            near(-2420, -250, 480, 900), near(1330, 2420, 620, 330),
        )  # fmt: skip
        town = (
            near(2300, 800, 480, 800), near(-150, 1780, 1100, 300), near(-1650, 700, 420, 420),
            near(-300, -950, 900, 240), near(2250, -250, 420, 420),
        )  # fmt: skip
        if max(*industry, *town) < 0.05:
            return "rural"
        return "industrial" if max(industry) >= max(town) else "urban"


class _Growth:
    """The cuts made so far, and where they meet."""

    def __init__(self, seed: int) -> None:
        self.rng = stage(seed, "growth")
        self.zone = Zoning(seed)
        self.lines: list[tuple[shapely.LineString, str, str]] = []
        self.joints: list[tuple[float, float]] = []
        self._geometries: list[shapely.LineString] = []

    def add(self, line: shapely.LineString, kind: str, name: str) -> None:
        self.lines.append((line, kind, name))
        self._geometries.append(line)

    def clear(self) -> None:
        self.lines, self._geometries = [], []

    def kind_at(self, point: Floats) -> str:
        distances = shapely.distance(self._geometries, shapely.Point(point))
        return self.lines[int(np.argmin(distances))][1]

    def snap(self, point: Floats, ring: shapely.LinearRing, reach: float) -> Floats:
        """Prefer a joint that another cut already made on the same boundary."""
        if self.joints:
            joints = np.array(self.joints)
            gap = np.hypot(*(joints - point).T)
            for i in np.argsort(gap, kind="stable")[:4]:
                if gap[i] > reach:
                    break
                if shapely.distance(ring, shapely.Point(joints[i])) < 0.01:
                    return np.asarray(joints[i], dtype=float)
        return point


def _cut(growth: _Growth, block: shapely.Polygon, reach: float, bow: float) -> Floats | None:
    """Find a short, square cut across the middle of a block; shape (n, 2)."""
    box = np.array(shapely.oriented_envelope(block).exterior.coords)
    sides = np.diff(box[:3], axis=0)
    lengths = np.hypot(*sides.T)
    long = int(np.argmax(lengths))
    best: tuple[float, Floats] | None = None
    for axis in (long, 1 - long) if lengths.max() < 1.35 * lengths.min() else (long,):
        along, across = sides[axis], sides[1 - axis]
        start = box[0] if axis == 0 else box[1]
        if axis == 1:
            across = -across
        for share in _STRAIGHTEST + growth.rng.uniform(-0.03, 0.03):
            a = start + share * along
            ray = shapely.LineString([a - 0.1 * across, a + 1.1 * across])
            inside = shapely.intersection(block, ray)
            if inside.geom_type != "LineString" or inside.length < 20:
                continue
            ends = np.array(inside.coords)[[0, -1]]
            ends = np.array([growth.snap(e, block.exterior, reach) for e in ends])
            chord = ends[1] - ends[0]
            length = float(np.hypot(*chord))
            middle = shapely.Point(ends.mean(axis=0))
            if length < 20 or shapely.distance(block.exterior, middle) < max(12, 0.12 * length):
                continue  # it would run along a side instead of across
            slant = abs(float(chord @ along)) / (length * float(np.hypot(*along)))
            cost = abs(share - 0.5) + 1.5 * slant + 0.4 * length / float(lengths.max())
            cost -= 0.12 * sum(tuple(e) in growth.joints for e in ends)
            if best is None or cost < best[0]:
                best = (cost, ends)
    if best is None:
        return None
    a, b = best[1]
    normal = np.array([a[1] - b[1], b[0] - a[0]])
    t = np.linspace(0, 1, 9)[:, None]
    bend = float(growth.rng.uniform(-bow, bow))
    return np.asarray(a + (b - a) * t + 4 * bend * t * (1 - t) * normal, dtype=float)


def _kind_of_cut(growth: _Growth, zone: str, hectares: float, ends: list[str]) -> str:
    roads = sum(e in ROADS and e != "expressway" for e in ends)
    waters = sum(e in WATERS for e in ends)
    if roads == 0:  # no street leads here: only water can run on
        return "creek" if hectares > 14 else "ditch"
    if zone == "rural":
        if waters == 1 and growth.rng.random() < 0.42:
            return "creek" if hectares > 22 else "ditch"
        return "street" if hectares > 90 and roads == 2 else "lane"
    return "street" if hectares > BLOCKS[zone][1] else "lane"


def _fill(growth: _Growth, block: shapely.Polygon) -> None:
    """Cut a block until it has the size of its zone."""
    heart = block.representative_point()
    zone = growth.zone(heart.x, heart.y)
    hectares = block.area / 1e4
    if hectares < BLOCKS[zone][0] * growth.rng.uniform(1.2, 1.9):
        return
    reach = {"old": 18.0, "urban": 45.0, "industrial": 70.0, "rural": 70.0}[zone]
    bow = {"old": 0.05, "urban": 0.03, "industrial": 0.015, "rural": 0.09}[zone]
    path = _cut(growth, block, reach, bow)
    if path is None:
        return
    head, tail = path[0] - path[1], path[-1] - path[-2]
    longer = np.vstack([path[0] + head / np.hypot(*head), path, path[-1] + tail / np.hypot(*tail)])
    pieces = [g for g in split_polygon(block, shapely.LineString(longer)).geoms if g.area > 1]
    if len(pieces) != 2 or min(p.area for p in pieces) < 0.2 * block.area:
        return
    kind = _kind_of_cut(growth, zone, hectares, [growth.kind_at(path[0]), growth.kind_at(path[-1])])
    growth.add(shapely.LineString(path), kind, "")
    growth.joints += [tuple(path[0]), tuple(path[-1])]
    for piece in pieces:
        _fill(growth, piece)


def _planar(lines: list[shapely.LineString]) -> list[shapely.LineString]:
    noded = shapely.unary_union(lines, grid_size=GRAIN)
    return list(noded.geoms)


def _source(
    lines: list[tuple[shapely.LineString, str, str]], piece: shapely.LineString
) -> tuple[str, str]:
    """Return kind and name of the line that a noded piece is part of."""
    middle = piece.interpolate(0.5, normalized=True)
    nearest = int(np.argmin(shapely.distance([line for line, _, _ in lines], middle)))
    return lines[nearest][1:]


def _outline(seed: int) -> shapely.Polygon:
    """Draw the town's limit: a smooth ring made crooked, as old parish borders are."""
    rng = stage(seed, "outline")
    ring = curve(BOUNDARY, closed=True, step=70)[:-1]
    crooked = Warp(rng, [(700, 60), (260, 26)])(ring) + rng.normal(0, 7, ring.shape)
    return shapely.Polygon(crooked)


def grow(seed: int) -> Network:
    """Draw the plan, fill it in, warp it and node it."""
    growth = _Growth(seed)
    outline = _outline(seed)
    growth.add(shapely.LineString(outline.exterior.coords), "boundary", "")
    lake = shapely.Polygon()
    for stroke in STROKES:
        line = shapely.LineString(curve(stroke.points, closed=stroke.closed))
        if stroke.closed:
            lake = shapely.Polygon(line)
        for part in shapely.get_parts(shapely.intersection(line, outline)):
            growth.add(part, stroke.kind, stroke.name)
    # from here on the noded plan stands for the drawn one: a cut must end on the line itself
    skeleton = _planar([line for line, _, _ in growth.lines])
    drawn = growth.lines
    growth.clear()
    for piece in skeleton:
        growth.add(piece, *_source(drawn, piece))
    blocks = list(shapely.get_parts(shapely.polygonize(skeleton)))
    growth.joints += sorted({c for e in skeleton for c in (e.coords[0], e.coords[-1])})
    for block in sorted(blocks, key=lambda b: b.bounds):
        if not lake.buffer(5).contains(block):
            _fill(growth, block)

    pieces = _planar([line for line, _, _ in growth.lines])
    warp = Warp(stage(seed, "warp"), [(2600, 55), (1100, 24), (420, 7)])
    rows = []
    for piece in pieces:
        if piece.length < 1e-6:
            continue
        bent = warp(np.array(shapely.segmentize(piece, 28).coords))
        bent = np.round(bent / GRAIN) * GRAIN
        edge = shapely.simplify(shapely.LineString(np.round(bent, 2)), 0.5)
        rows.append((edge, *_source(growth.lines, piece)))
    rows.sort(key=lambda r: (r[0].bounds, r[0].length))
    return _assemble(rows, growth.zone, warp, lake)


def _assemble(
    rows: list[tuple[shapely.LineString, str, str]],
    zone: Zoning,
    warp: Warp,
    lake: shapely.Polygon,
) -> Network:
    faces = list(shapely.get_parts(shapely.polygonize([r[0] for r in rows])))
    faces = sorted((shapely.orient_polygons(f) for f in faces), key=lambda f: f.bounds)
    owner: dict[tuple[float, ...], int] = {}
    for i, face in enumerate(faces):
        ring = face.exterior.coords
        for a, b in pairwise(ring):
            owner[(*a, *b)] = i
        for hole in face.interiors:
            for a, b in pairwise(hole.coords):
                owner[(*a, *b)] = i
    kept, sides = [], []
    for row in rows:
        a, b = row[0].coords[0], row[0].coords[1]
        side = (owner.get((*a, *b), -1), owner.get((*b, *a), -1))
        if side != (-1, -1):
            kept.append(row)
            sides.append(side)
    zones = []
    pool = shapely.Polygon(warp(np.array(lake.exterior.coords)))
    for face in faces:
        p = face.representative_point()
        # the warp moves a point by less than a block: good enough to look a zone up
        if shapely.contains_xy(pool, p.x, p.y):
            zones.append("lake")
        else:
            here = np.array([[p.x, p.y]])
            back = (2 * here - warp(here))[0]
            zones.append(zone(float(back[0]), float(back[1])))
    return Network(
        edges=[r[0] for r in kept],
        kinds=[r[1] for r in kept],
        names=[r[2] for r in kept],
        faces=faces,
        zones=zones,
        sides=sides,
        outline=shapely.union_all(faces),
    )
