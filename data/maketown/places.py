"""The gazetteer: numbered houses, estates and their buildings, crossings, bridges, landmarks."""

from dataclasses import dataclass

import numpy as np
import shapely

from data.maketown.buildings import Built
from data.maketown.network import Network
from data.maketown.quarters import Block
from data.maketown.roads import NUMBER_EVERY, Roads, number_at
from data.maketown.space import Floats, stage
from data.maketown.words import BRIDGES, SURNAMES

TOWN = "云溪镇"


@dataclass(frozen=True, slots=True)
class Place:
    """A row of places.csv; `at` in local metres."""

    kind: str
    name: str
    address: str
    at: tuple[float, float]
    road: str = ""
    number: str = ""
    aliases: tuple[str, ...] = ()


def _xy(point: Floats) -> tuple[float, float]:
    return (float(point[0]), float(point[1]))


def _houses(net: Network, roads: Roads, rng: np.random.Generator) -> list[Place]:
    """Sample numbered doors along every road, closer together in town."""
    tree = shapely.STRtree(net.faces)
    spacing = {"main": 80.0, "street": 90.0, "lane": 130.0}
    rows = []
    for way in roads.numbered:
        s = float(rng.uniform(12, 30))
        while s < way.line.length - 8:
            for side in (1, -1):
                p = roads.beside(way, s, side, 8.0)
                inside = tree.query(shapely.Point(p), predicate="within")
                rural = not len(inside) or net.zones[int(inside[0])] == "rural"
                if not len(inside) or rng.random() < (0.75 if rural else 0.38):
                    continue
                number = number_at(s, left=side > 0)
                name = f"{way.name}{number}号"
                rows.append(Place("address", name, f"{TOWN}{name}", _xy(p), way.name, str(number)))
            s += max(NUMBER_EVERY, spacing[way.kind] * float(rng.uniform(0.5, 1.5)))
    return rows


def _estates(blocks: list[Block], built: Built, roads: Roads) -> list[Place]:
    rows = []
    slabs: dict[int, list[tuple[int, Floats]]] = {}
    for b in built.buildings:
        if b.number:
            c = b.shape.centroid
            slabs.setdefault(b.face, []).append((b.number, np.array([c.x, c.y])))
    for block in blocks:
        if block.use != "estate" or block.face not in slabs:
            continue
        c = block.ground.representative_point()
        way, number = roads.address(np.array([c.x, c.y]))
        road_address = f"{TOWN}{way.name}{number}号{block.name}"
        rows.append(
            Place("estate", block.name, road_address, (c.x, c.y), way.name, str(number),
                  (f"{block.name}小区",) if not block.name.endswith("小区") else ())
        )  # fmt: skip
        for n, p in slabs[block.face]:
            name = f"{block.name}{n}幢"
            rows.append(
                Place("address", name, f"{TOWN}{name}", _xy(p), "", str(n),
                      (f"{block.name}{n}号楼", f"{block.name}{n}栋"))
            )  # fmt: skip
    for face, ground in built.hamlets.items():
        c = ground.representative_point()
        name = blocks[face].name
        rows.append(
            Place("estate", name, f"{TOWN}{name}自然村", (c.x, c.y), aliases=(f"{name}自然村",))
        )
    return rows


def _crossings(roads: Roads, rng: np.random.Generator) -> list[Place]:
    rows, used = [], set[str]()
    bridges = [f"{b}桥" for b in rng.permutation(BRIDGES)]
    bridges += [f"{s}家桥" for s in rng.permutation(SURNAMES)]
    for j in roads.junctions:
        named = [r for r in j.roads if r in roads.by_name]
        if len(named) >= 2:
            a, b = named[:2]
            name = f"{a}{b}路口"
            if name not in used:
                used.add(name)
                aliases = (f"{b}{a}路口", f"{a}与{b}交叉口", f"{a}{b}交叉口")
                rows.append(Place("crossing", name, f"{TOWN}{name}", j.at, a, "", aliases))
        if j.bridge and named and bridges:
            wide = roads.by_name[named[0]].kind == "main"
            name = f"{named[0]}{j.waters[0]}桥" if wide else bridges.pop(0)
            if name not in used:
                used.add(name)
                alias = f"{named[0]}{j.waters[0]}大桥" if wide else f"{j.waters[0]}{name}"
                where = "" if wide else named[0]
                rows.append(
                    Place("bridge", name, f"{TOWN}{where}{name}", j.at, named[0], "", (alias,))
                )
    return rows


_SHOPS = (
    "便民超市 大药房 面馆 水果店 理发店 五金店 早餐店 烟酒店 洗衣店 奶茶店 "
    "彩票站 电动车行 菜鸟驿站 馄饨店 眼镜店 花店 文具店 诊所 麻将馆 宠物店"
)
_SHOP_WORDS = (
    "阿芳 老徐 霞客 小陈 惠民 好邻居 家家乐 福满 江南 阿娟 老顾 百姓 "
    "康泰 鑫鑫 美美 阿强 吉祥 缘来 双喜 四季 老街 云上 小周 万家"
)


def _landmarks(
    blocks: list[Block], built: Built, roads: Roads, rng: np.random.Generator
) -> list[Place]:
    rows, used = [], set[str]()

    def add(name: str, p: Floats, *aliases: str) -> None:
        if name in used:
            return
        used.add(name)
        way, number = roads.address(p)
        address = f"{TOWN}{way.name}{number}号"
        rows.append(Place("poi", name, address, _xy(p), way.name, str(number), aliases))

    for block in blocks:
        if block.use in ("civic", "school", "hospital", "market", "commercial", "park", "lake"):
            c = block.ground.representative_point()
            if block.use == "lake":
                add("东湖", np.array([c.x, c.y]), "东湖湖面")
            elif block.name:
                short = block.name.removeprefix(TOWN)
                add(block.name, np.array([c.x, c.y]), *([short] if short != block.name else []))
    add_aliases = {"云溪镇人民政府": "镇政府"}
    rows = [
        Place(r.kind, r.name, r.address, r.at, r.road, r.number, (*r.aliases, add_aliases[r.name]))
        if r.name in add_aliases else r
        for r in rows
    ]  # fmt: skip
    shops = [b for b in built.buildings if b.use in ("shop", "shophouse", "commercial")]
    for i in rng.permutation(len(shops))[:430]:
        c = shops[int(i)].shape.centroid
        p = np.array([c.x, c.y])
        way, _ = roads.address(p)
        title = f"{rng.choice(_SHOP_WORDS.split())}{rng.choice(_SHOPS.split())}"
        add(f"{title}({way.name}店)" if title in used else title, p)
    for way in roads.numbered:
        if way.kind == "main":
            for n, s in enumerate(np.arange(60, way.line.length - 30, 420), 1):
                p = roads.beside(way, float(s), 1 if n % 2 else -1, 1.5)
                add(f"{way.name}{n:03d}号灯杆", p, f"{way.name}{n:03d}号路灯杆")
    return rows


def gazetteer(
    net: Network, blocks: list[Block], built: Built, roads: Roads, seed: int
) -> list[Place]:
    """Return all places, sorted by kind and name."""
    rng = stage(seed, "places")
    rows = _estates(blocks, built, roads) + _crossings(roads, rng)
    rows += _landmarks(blocks, built, roads, rng) + _houses(net, roads, rng)
    seen: set[tuple[str, str]] = set()
    kept = []
    for row in rows:
        if (row.kind, row.name) not in seen:
            seen.add((row.kind, row.name))
            kept.append(row)
    return sorted(kept, key=lambda r: (r.kind, r.road, len(r.number), r.number, r.name))
