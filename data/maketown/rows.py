"""Rectangles in rows and rings: how buildings stand on their ground."""

import numpy as np
import shapely

from data.maketown.space import Floats, at, bearing


def rectangles(
    centres: Floats, width: Floats, depth: Floats, angle: float
) -> list[shapely.Polygon]:
    """Make rectangles turned by an angle; centres (n, 2), width and depth (n,) in metres."""
    e = np.array([np.cos(angle), np.sin(angle)])
    n = np.array([-e[1], e[0]])
    corners = np.array([[-0.5, -0.5], [0.5, -0.5], [0.5, 0.5], [-0.5, 0.5]])
    w, d = width[:, None, None] * e, depth[:, None, None] * n
    ring = centres[:, None, :] + corners[None, :, :1] * w + corners[None, :, 1:] * d
    return list(shapely.polygons(ring)) if len(ring) else []


def rows(
    ground: shapely.Geometry,
    angle: float,
    size: tuple[float, float],
    gaps: tuple[float, float],
    rng: np.random.Generator,
    *,
    loose: float = 0.0,
    drop: float = 0.0,
) -> list[shapely.Polygon]:
    """Fill ground with parallel rows of rectangles, size (long, deep), gaps (beside, between)."""
    if ground.is_empty:
        return []
    e = np.array([np.cos(angle), np.sin(angle)])
    n = np.array([-e[1], e[0]])
    ring = np.array(ground.envelope.exterior.coords)
    u, v = ring @ e, ring @ n
    across = np.arange(v.min() + size[1] / 2 + rng.uniform(0, 3), v.max(), size[1] + gaps[1])
    made = []
    for y in across:
        # each row starts where its ground starts, so rows end flush with the street
        ray = shapely.LineString([e * u.min() + n * y, e * u.max() + n * y])
        for run in shapely.get_parts(shapely.intersection(ground, ray)):
            if run.geom_type != "LineString" or run.length < size[0] + 1:
                continue
            ends = np.sort(np.array(run.coords)[[0, -1]] @ e)
            count = int((run.length + gaps[0]) // (size[0] + gaps[0]))
            spare = run.length - count * (size[0] + gaps[0]) + gaps[0]
            x = ends[0] + spare / 2 + size[0] / 2 + np.arange(count) * (size[0] + gaps[0])
            x = x[rng.random(count) >= drop]
            centre = x[:, None] * e + (y + rng.normal(0, loose, len(x)))[:, None] * n
            width = size[0] * (1 - rng.uniform(0, 0.22 if loose else 0.06, len(x)))
            made += rectangles(centre, width, np.full(len(x), size[1]), angle)
    shapely.prepare(ground)
    return (
        [s for s, ok in zip(made, shapely.contains(ground, made), strict=True) if ok]
        if made
        else []
    )


def along(
    ground: shapely.Geometry,
    inset: float,
    size: tuple[float, float],
    rng: np.random.Generator,
    gap: tuple[float, float],
    share: float = 1.0,
) -> list[shapely.Polygon]:
    """Line the rim of ground with houses of size (front, depth), each turned to its street."""
    made: list[shapely.Polygon] = []
    rim = shapely.buffer(ground, -inset - size[1] / 2, join_style="mitre")
    for part in shapely.get_parts(rim):
        if part.geom_type != "Polygon" or part.is_empty:
            continue
        line = shapely.LineString(part.exterior.coords)
        s = 0.0
        while s < line.length - size[0] / 2:
            front = size[0] * rng.uniform(0.7, 1.3)
            if rng.random() < share:
                made += rectangles(
                    at(line, s + front / 2)[None, :],
                    np.array([front]),
                    np.array([size[1] * rng.uniform(0.8, 1.05)]),
                    bearing(line, s + front / 2),
                )
            s += front + rng.uniform(*gap)
    return apart([m for m in made if shapely.contains_properly(ground, m)])


def apart(shapes: list[shapely.Polygon]) -> list[shapely.Polygon]:
    """Keep the shapes that don't overlap one kept before."""
    if not shapes:
        return []
    hits = shapely.STRtree(shapes).query(shapes, predicate="overlaps")
    clash: dict[int, list[int]] = {}
    for a, b in hits.T:
        clash.setdefault(int(a), []).append(int(b))
    kept: set[int] = set()
    for i in range(len(shapes)):
        if not any(j in kept for j in clash.get(i, ())):
            kept.add(i)
    return [shapes[i] for i in sorted(kept)]
