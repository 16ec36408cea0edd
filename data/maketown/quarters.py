"""What each block is used for, how it lies, and what it is called."""

from dataclasses import dataclass

import numpy as np
import shapely

from data.maketown.network import Network
from data.maketown.plan import ANCHORS, ROADS, WIDTH
from data.maketown.space import stage
from data.maketown.words import (
    ESTATE_ENDINGS,
    ESTATES,
    HAMLET_ENDINGS,
    HAMLET_HEADS,
    SURNAMES,
)


@dataclass(frozen=True, slots=True)
class Block:
    """A block of the network: its use, its buildable ground and the angle of its longest side."""

    face: int
    use: str
    name: str
    ground: shapely.Geometry
    angle: float
    style: str = ""


def _angle(block: shapely.Polygon) -> float:
    """Return the direction of the longest side, in [-45°, 45°) from east, radians."""
    box = np.array(shapely.oriented_envelope(block).exterior.coords)
    side = max(np.diff(box, axis=0)[:2], key=lambda s: float(np.hypot(*s)))
    quarter = np.pi / 2
    return float((np.arctan2(side[1], side[0]) + quarter / 2) % quarter - quarter / 2)


def _estate_names(rng: np.random.Generator) -> dict[str, list[str]]:
    """Give each style of estate its own shuffled names; no word twice in a style."""
    names = {}
    for style, endings in ESTATE_ENDINGS.items():
        pairs = [f"{w}{e}" for e in endings for w in ESTATES]
        names[style] = [str(p) for p in rng.permutation(pairs)]
    return names


def hamlet_names(rng: np.random.Generator) -> list[str]:
    """Return names of natural villages, shuffled, all different."""
    plain = [f"{s}{e}" for s in SURNAMES for e in HAMLET_ENDINGS]
    headed = [f"{h}{s}{e}" for h in HAMLET_HEADS for s in SURNAMES for e in ("家", "巷", "庄")]
    return [str(n) for n in rng.permutation(plain)] + [str(n) for n in rng.permutation(headed)]


def lay_out(net: Network, seed: int) -> list[Block]:
    """Decide the use of every block; anchors first, then by zone."""
    rng = stage(seed, "quarters")
    estates, hamlets = _estate_names(rng), iter(hamlet_names(rng))
    tree = shapely.STRtree(net.faces)
    anchored: dict[int, tuple[str, str]] = {}
    for use, name, point in ANCHORS:
        for face in tree.query_nearest(shapely.Point(point), all_matches=True):
            free = int(face) not in anchored and net.zones[int(face)] != "lake"
            if free:
                anchored[int(face)] = (use, name)
                break
    bounding: list[list[int]] = [[] for _ in net.faces]
    for i, (left, right) in enumerate(net.sides):
        for face in {left, right} - {-1}:
            bounding[face].append(i)
    blocks = []
    for i, (face, zone) in enumerate(zip(net.faces, net.zones, strict=True)):
        margins = [
            net.edges[e].buffer(
                WIDTH[net.kinds[e]] / 2 + (3.0 if net.kinds[e] in ROADS else 4.0), quad_segs=2
            )
            for e in bounding[i]
        ]
        ground = shapely.difference(face, shapely.union_all(margins))
        ground = max(shapely.get_parts(ground), key=lambda g: g.area, default=shapely.Polygon())
        style, name = "", ""
        if i in anchored:
            use, name = anchored[i]
        elif zone == "urban":
            hectares = ground.area / 1e4
            mains = sum(net.edges[e].length for e in bounding[i] if net.kinds[e] == "main")
            dice = rng.random()
            if hectares < 0.5 or dice < 0.04:
                use = "green"
            elif mains > 150 and dice < 0.22:
                use, style = "commercial", "mixed"
            elif dice < 0.1:
                use = "civic"
            else:
                use = "estate"
                heart = float(np.hypot(face.centroid.x, face.centroid.y - 200))
                far = heart > 1150
                odds = [0.16, 0.34, 0.4, 0.1] if far else [0.58, 0.28, 0.12, 0.02]
                style = str(rng.choice(list(ESTATE_ENDINGS), p=odds))
                name = estates[style].pop()
        elif zone == "rural":
            use, name = "rural", next(hamlets)
        elif zone == "old":
            use = "old" if rng.random() > 0.04 else "green"
        else:
            use = zone
        blocks.append(Block(i, use, name, ground, _angle(face), style))
    return blocks
