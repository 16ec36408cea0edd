"""A made-up city of half a million places, seeded: houses, estates, shops and crossings."""

from collections.abc import Iterator
from functools import cache

import numpy as np

from gridapp.locate.gazetteer import Places

SEED = 20_260_617
_FIRST = (
    "人中解建和平胜利光明新华长江东西南北文化振兴创业锡澄虹桥天河青云紫金春申望海临溪竹园梅香松柏"
)
_LAST = "民山放设安阳泰兴海湖泉林塘浦泾桥园岭川原源溪庭苑湾堤门坊亭台村河江"
_ENDS = ("路", "街", "东路", "西路", "大道", "巷")
_ESTATES = ("花园", "新村", "家园", "名邸", "公寓", "华庭")
_SHOPS = ("便民超市", "大药房", "面馆", "水果店", "理发店", "五金店", "幼儿园", "卫生室", "快递站")


def _names(rng: np.random.Generator, count: int, ends: tuple[str, ...]) -> list[str]:
    made: dict[str, None] = {}
    while len(made) < count:
        size = int(rng.integers(1, 3))
        first = "".join(rng.choice(list(_FIRST), size))
        made[f"{first}{rng.choice(list(_LAST))}{rng.choice(ends)}"] = None
    return list(made)


@cache
def city_places(count: int = 500_000, seed: int = SEED) -> Places:
    """Make `count` places on a plane of 40 by 40 km; four in five have an address of a road."""
    rng = np.random.default_rng(seed)
    roads = _names(rng, max(count // 150, 4), _ENDS)
    estates = _names(rng, max(count // 100, 4), _ESTATES)
    rows = list(_rows(rng, count, roads, estates))
    kinds, names, addresses = (list(column) for column in zip(*rows, strict=True))
    ids = [f"C{n:07d}" for n in range(count)]
    return Places(
        ids, kinds, names, addresses, [""] * count,
        rng.uniform(500_000, 540_000, count), rng.uniform(3_500_000, 3_540_000, count),
    )  # fmt: skip


def _rows(
    rng: np.random.Generator, count: int, roads: list[str], estates: list[str]
) -> Iterator[tuple[str, str, str]]:
    road = rng.integers(len(roads), size=count).tolist()
    other = rng.integers(len(roads), size=count).tolist()
    estate = rng.integers(len(estates), size=count).tolist()
    number = rng.integers(1, 1500, size=count).tolist()
    shop = rng.integers(len(_SHOPS), size=count).tolist()
    for n, draw in enumerate(rng.random(count).tolist()):
        house = f"{roads[road[n]]}{number[n]}号"
        if draw < 0.5:
            yield "address", house, f"江阴市云溪镇{house}"
        elif draw < 0.7:
            slab = f"{estates[estate[n]]}{number[n] % 60 + 1}幢"
            yield "address", slab, f"云溪镇{slab}"
        elif draw < 0.95:
            yield "poi", f"{estates[estate[n]][:-2]}{_SHOPS[shop[n]]}", f"云溪镇{house}"
        else:
            yield "crossing", f"{roads[road[n]]}{roads[other[n]]}路口", ""
