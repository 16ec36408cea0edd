"""What lies between the buildings: fields, orchards, fishponds, and the waters."""

import numpy as np
import shapely

from data.maketown.network import Network
from data.maketown.plan import WIDTH
from data.maketown.quarters import Block
from data.maketown.space import Warp


def cut_up(
    ground: shapely.Geometry, target: float, rng: np.random.Generator
) -> list[shapely.Polygon]:
    """Halve ground across its longer side until its parts are about `target` square metres."""
    todo = [g for g in shapely.get_parts(ground) if g.geom_type == "Polygon" and not g.is_empty]
    done = []
    while todo:
        plot = todo.pop()
        if plot.area < target * rng.uniform(1.0, 1.9):
            done.append(plot)
            continue
        box = np.array(shapely.oriented_envelope(plot).exterior.coords)
        long, short = box[1] - box[0], box[2] - box[1]
        if np.hypot(*long) < np.hypot(*short):
            box, long, short = np.roll(box[:-1], -1, axis=0), short, -long
        a = box[0] + rng.uniform(0.4, 0.6) * long
        half = shapely.Polygon([box[0] - short, a - short, a + 2 * short, box[0] + 2 * short])
        for part in (shapely.intersection(plot, half), shapely.difference(plot, half)):
            todo += [
                g for g in shapely.get_parts(part) if g.geom_type == "Polygon" and g.area > 150
            ]
    return done


def fields(
    block: Block, village: shapely.Geometry, rng: np.random.Generator, mood: float
) -> tuple[list[tuple[shapely.Geometry, str, int]], list[shapely.Polygon]]:
    """Parcel the rest into fields, orchards, woods and fishponds; `mood` about -1 to 1."""
    open_land = shapely.difference(block.ground, shapely.buffer(village, 5, quad_segs=1))
    land: list[tuple[shapely.Geometry, str, int]] = []
    ponds = []
    for plot in cut_up(open_land, 17000, rng):
        inset = shapely.simplify(shapely.buffer(plot, -1.6, join_style="mitre"), 1)
        if inset.is_empty or inset.geom_type != "Polygon":
            continue
        dice = rng.random()
        if mood > 0.75 and dice < 0.62 and inset.area > 2500:
            round_off = shapely.buffer(shapely.buffer(inset, -9), 4, quad_segs=2)
            ponds += [g for g in shapely.get_parts(round_off) if g.area > 900]
        elif dice < 0.035 and inset.area > 2500:
            blob = shapely.buffer(shapely.buffer(inset, -18), 6, quad_segs=3)
            ponds += [g for g in shapely.get_parts(blob) if g.area > 500]
        elif dice > 0.93 or (mood < -0.9 and dice > 0.6):
            land.append((inset, "orchard", block.face))
        elif dice > 0.89:
            land.append((inset, "wood", block.face))
        else:
            land.append((inset, "farmland", block.face))
    return land, ponds


def water_shapes(
    net: Network,
    blocks: list[Block],
    courses: list[list[int]],
    ponds: list[shapely.Polygon],
    rng: np.random.Generator,
) -> list[tuple[str, list[int], shapely.Geometry]]:
    """Return water surfaces as (class, edges it follows, shape); lake and ponds follow none.

    `courses` are the edges of each watercourse.
    """
    shapes: list[tuple[str, list[int], shapely.Geometry]] = []
    for block in blocks:
        if block.use == "lake":
            shore = Warp(rng, [(300, 14), (110, 5)])(
                np.array(shapely.segmentize(net.faces[block.face].buffer(-38).exterior, 25).coords)
            )
            shapes.append(("lake", [], shapely.Polygon(shore).buffer(0)))
    for edges in courses:
        kind = net.kinds[edges[0]]
        widths = WIDTH[kind] / 2 * rng.uniform(0.88, 1.12, len(edges))
        parts = [
            shapely.buffer(net.edges[e], w, quad_segs=3) for e, w in zip(edges, widths, strict=True)
        ]
        body = shapely.intersection(shapely.union_all(parts), net.outline)
        shapes.append((kind, edges, shapely.simplify(body, 0.3)))
    shapes += [("pond", [], pond) for pond in ponds]
    return shapes
