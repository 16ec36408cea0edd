"""The whole town: each stage in turn, and the files it leaves."""

from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from data.maketown import write
from data.maketown.buildings import Built, build
from data.maketown.enterprises import register
from data.maketown.grids import DIVISION, Grid, comprehensive, weigh
from data.maketown.incidents import CLOCK, report
from data.maketown.land import water_shapes
from data.maketown.lists import DUTIES, powers
from data.maketown.nets import department_nets
from data.maketown.network import Network, grow
from data.maketown.patrol import walk
from data.maketown.people import BODIES, SQUADS, person, phone, staff
from data.maketown.places import gazetteer
from data.maketown.plan import WATERS, WIDTH
from data.maketown.quarters import Block, lay_out
from data.maketown.roads import Roads
from data.maketown.space import CRS, stage
from data.maketown.streets import Way, name_ways

SEED = 20260616


def _base(
    out: Path,
    blocks: list[Block],
    built: Built,
    ways: list[Way],
    roads: Roads,
    water: list[tuple[str, list[int], shapely.Geometry]],
) -> None:
    """Write the layers of the base map."""
    names = {e: w.name for w in ways for e in w.edges}
    write.geojson(
        out / "base" / "streets.geojson",
        [(w.line, {"name": w.name, "class": w.kind, "width": WIDTH[w.kind]}) for w in roads.ways],
    )
    titles = {"lake": "东湖"}
    write.geojson(
        out / "base" / "water.geojson",
        [
            (shape, {"name": names[edges[0]] if edges else titles.get(kind, ""), "class": kind})
            for kind, edges, shape in water
        ],
    )
    parks = [row for row in built.land if row[1] == "park"]
    write.geojson(
        out / "base" / "parks.geojson",
        [(shape, {"name": blocks[face].name, "class": "park"}) for shape, _, face in parks],
    )
    write.geojson(
        out / "base" / "landuse.geojson",
        [
            (shape, {"class": use, "name": blocks[face].name if use != "farmland" else ""})
            for shape, use, face in built.land
            if use != "park"
        ],
    )
    write.geojson(
        out / "base" / "buildings.geojson",
        [
            (
                b.shape,
                {
                    "class": b.use,
                    "name": f"{blocks[b.face].name}{b.number}幢" if b.number else "",
                    "floors": b.floors,
                    "households": b.households,
                },
            )
            for b in built.buildings
        ],
    )


def _nets(
    out: Path, net: Network, ones: list[Grid], twos: list[Grid], households: NDArray[np.int64]
) -> int:
    """Write the comprehensive net and the departments'; return how many of the latter."""
    for level, grids in (("level1", ones), ("level2", twos)):
        write.geojson(
            out / "comprehensive" / f"{level}.geojson",
            [
                (
                    g.shape,
                    {
                        "code": g.code,
                        "name": g.name,
                        "parent": g.parent,
                        "households": int(households[list(g.faces)].sum()),
                    },
                )
                for g in grids
            ],
        )
    nets = department_nets(net, ones, weigh(net, households), SEED)
    for number, (style, rows) in enumerate(nets, 1):
        write.geojson(
            out / "nets" / f"{number:02d}_{style.slug}.geojson",
            [
                (r.shape, {"code": r.code, "name": r.name, "department": r.department,
                           "owner": r.owner})
                for r in rows
            ],
        )  # fmt: skip
    return len(nets)


def _tables(out: Path, ones: list[Grid]) -> None:
    """Write the tables that need no ground: bodies, squads, lists."""
    rng = stage(SEED, "bodies")
    write.table(
        out / "bodies.csv",
        ("id", "name", "short", "level", "phone"),
        [(*body, phone(9000 + n)) for n, body in enumerate(BODIES, 1)],
    )
    write.table(
        out / "squads.csv",
        ("id", "name", "short", "leader", "phone", "grids"),
        [
            (i, name, short, person(rng), phone(9100 + n), "|".join(ones[k].code for k in held))
            for n, (i, name, short, held) in enumerate(SQUADS, 1)
        ],
    )
    write.table(
        out / "duties.csv",
        ("kind", "code", "name", "lead", "cooperating", "handler", "note"),
        DUTIES,
    )
    write.table(out / "powers.csv", ("code", "squad_may_enforce", "basis"), powers())


def make(out: Path) -> dict[str, int]:
    """Make the town and write its files under `out`; returns the counts of town.toml."""
    net = grow(SEED)
    blocks = lay_out(net, SEED)
    built = build(net, blocks, SEED)
    ways = name_ways(net, SEED)
    courses = {w.edges: list(w.edges) for w in ways if w.kind in WATERS}
    water = water_shapes(net, blocks, list(courses.values()), built.ponds, stage(SEED, "water"))
    wide = [shape for kind, _, shape in water if kind in ("river", "canal", "creek")]
    roads = Roads(net, ways, shapely.union_all(wide))
    households = np.zeros(len(net.faces), dtype=np.int64)
    for b in built.buildings:
        households[b.face] += b.households
    ones, twos = comprehensive(net, blocks, households, SEED)
    _base(out, blocks, built, ways, roads, water)
    nets = _nets(out, net, ones, twos, households)
    _tables(out, ones)

    places = gazetteer(net, blocks, built, roads, SEED)
    write.table(
        out / "places.csv",
        ("id", "kind", "name", "address", "road", "number", "aliases", "lon", "lat"),
        [
            (f"P{n:05d}", p.kind, p.name, p.address, p.road, p.number, "|".join(p.aliases), *ll)
            for n, (p, ll) in enumerate(
                zip(places, write.degrees([p.at for p in places]), strict=True), 1
            )
        ],
    )
    firms = register(built, roads, SEED)
    write.table(
        out / "enterprises.csv",
        ("id", "name", "uscc", "industry", "staff", "address", "lon", "lat"),
        [
            (f"E{n:04d}", e.name, e.uscc, e.industry, e.staff, e.address, *ll)
            for n, (e, ll) in enumerate(
                zip(firms, write.degrees([e.at for e in firms]), strict=True), 1
            )
        ],
    )
    urban = {
        g.code
        for g in twos
        if sum(net.zones[f] in ("urban", "old") for f in g.faces) * 2 > len(g.faces)
    }
    members, terminals = staff(ones, twos, urban, SEED)
    write.table(
        out / "members.csv",
        ("id", "name", "role", "grid", "phone", "terminal"),
        [(m.id, m.name, m.role, m.grid, m.phone, m.terminal) for m in members],
    )
    write.table(
        out / "terminals.csv",
        ("id", "holder", "kind", "squad"),
        [(t.id, t.holder, t.kind, t.squad) for t in terminals],
    )
    incidents = report(places, firms, roads, members, twos, SEED)
    write.table(
        out / "incidents.csv",
        ("id", "at", "channel", "reporter", "text", "place", "kind", "code", "lon", "lat",
         "urgent", "dispatch_after", "accept_after", "handled_after", "closed_after", "outcome",
         "satisfied"),
        [
            (f"I{n:04d}", i.at.isoformat(), i.channel, i.reporter, i.text, i.place, i.kind,
             i.code, *ll, int(i.urgent), *("" if m is None else m for m in i.steps), i.outcome,
             i.satisfied or "")
            for n, (i, ll) in enumerate(
                zip(incidents, write.degrees([i.where for i in incidents]), strict=True), 1
            )
        ],
    )  # fmt: skip
    fixes = walk(net, roads, terminals, ones, twos, incidents, SEED)
    write.table(
        out / "patrol.csv.gz", ("terminal", "time", "lon", "lat", "speed_kmh", "heading"), fixes
    )
    counts = {
        "nets": nets,
        "level1_grids": len(ones),
        "level2_grids": len(twos),
        "households": int(households.sum()),
        "buildings": len(built.buildings),
        "streets": len(roads.ways),
        "places": len(places),
        "enterprises": len(firms),
        "bodies": len(BODIES),
        "squads": len(SQUADS),
        "members": len(members),
        "terminals": len(terminals),
        "duties": len(DUTIES),
        "incidents": len(incidents),
        "fixes": len(fixes),
    }
    write.toml(
        out / "town.toml",
        {
            "name": "云溪镇",
            "name_en": "Yunxi Town",
            "division": DIVISION,
            "crs": CRS,
            "clock": CLOCK.isoformat(),
            "seed": SEED,
        },
        counts,
    )
    return counts
