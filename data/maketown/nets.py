"""Twenty-one department nets: each its own grids, drawn by its own hand."""

from dataclasses import dataclass

import numpy as np
import shapely

from data.maketown.grids import BARRIER, DIVISION, Grid, Ground
from data.maketown.network import Network
from data.maketown.space import Floats, Warp, stage
from data.maketown.words import GIVEN, SURNAMES


@dataclass(frozen=True, slots=True)
class Style:
    """How a department draws: `hand` is one of `nested`, `own`, `villages`."""

    slug: str
    department: str
    code: str  # with {n} and, for nested nets, {village}
    unit: str  # with {village}, {n}
    grids: int
    hand: str
    offset: float  # metres the borders stray from the centre line
    coarse: float  # metres of generalisation; below 1 keeps every bend
    torn: float  # share of grids drawn apart from their neighbours


STYLES = (
    Style(
        "shichangjianguan",
        "市场监管局",
        "SJ{n:03d}",
        "{village}市监第{n}格",
        36,
        "own",
        4.0,
        0.5,
        0.25,
    ),
    Style(
        "laodongbaozhang",
        "人社局",
        "LDBZ-{village}-{k:02d}",
        "{village}劳动保障{k}格",
        42,
        "nested",
        2.0,
        0.5,
        0.1,
    ),
    Style(
        "huanjingbaohu", "生态环境局", "HB32{n:04d}", "环保网格{n}", 21, "villages", 0.0, 14.0, 0.0
    ),
    Style("anquanjianguan", "安监局", "AJ-{n:03d}", "安监{n}片", 30, "own", 5.0, 2.0, 0.2),
    Style(
        "shehuizhian",
        "公安局",
        "3202811980{n:03d}",
        "云溪派出所第{n}警格",
        68,
        "own",
        1.5,
        0.5,
        0.15,
    ),
    Style(
        "jicengdangjian",
        "组织部",
        "DJ{village}{k:02d}",
        "{village}党支部网格{k}",
        96,
        "nested",
        0.0,
        0.5,
        0.05,
    ),
    Style("chengshiguanli", "城管局", "CG{n:04d}", "城管单元{n}", 120, "own", 2.5, 0.5, 0.3),
    Style(
        "weishengjiankang",
        "卫健委",
        "WJ-{village}-{k}",
        "{village}卫健网格{k}",
        48,
        "nested",
        3.0,
        4.0,
        0.1,
    ),
    Style("minzheng", "民政局", "MZ{n:03d}", "{village}民政网格", 21, "villages", 0.8, 0.5, 0.0),
    Style("nongyenongcun", "农业农村局", "NY{n:02d}", "农技{n}片", 15, "own", 6.0, 20.0, 0.2),
    Style("shuilihezhang", "水利局", "HZ-{n:02d}", "河长责任段{n}", 28, "water", 0.0, 1.0, 0.15),
    Style("xiaofang", "消防救援大队", "XF{n:02d}", "消防{n}区", 12, "own", 1.0, 10.0, 0.0),
    Style("jiaoyu", "教育局", "JY{n:02d}", "第{n}学区", 14, "own", 3.0, 6.0, 0.15),
    Style("wenhua", "文体旅局", "WT-{n:02d}", "{village}文化网格", 21, "villages", 5.0, 8.0, 0.3),
    Style(
        "ziranziyuan",
        "自然资源局",
        "ZR320281198{n:03d}",
        "自然资源{n}图斑区",
        54,
        "own",
        0.0,
        0.5,
        0.0,
    ),
    Style("jiaotong", "交通运输局", "JT{n:03d}", "路段片区{n}", 33, "road", 0.6, 0.5, 0.1),
    Style(
        "yingji",
        "应急管理局",
        "YJ-{village}-{k:02d}",
        "{village}应急{k}格",
        60,
        "nested",
        1.2,
        2.5,
        0.1,
    ),
    Style(
        "tongji",
        "统计局",
        "{village}{k:03d}",
        "{village}普查小区{k}",
        110,
        "nested",
        0.4,
        0.5,
        0.05,
    ),
    Style("shuiwu", "税务局", "SW{n:02d}", "税源{n}片", 18, "own", 2.0, 12.0, 0.1),
    Style(
        "tuiyijunren",
        "退役军人事务局",
        "TY{n:03d}",
        "{village}老兵网格",
        21,
        "villages",
        3.5,
        3.0,
        0.2,
    ),
    Style("xinfang", "信访局", "XFW-{n:02d}", "信访责任区{n}", 24, "own", 4.5, 5.0, 0.25),
)

_TASTE = {
    "own": BARRIER,
    "water": {**BARRIER, "river": 0.6, "canal": 0.7, "creek": 0.8, "main": 5.0, "street": 2.5},
    "road": {**BARRIER, "main": 0.9, "river": 8.0, "canal": 5.0, "creek": 3.0},
}


@dataclass(frozen=True, slots=True)
class DepartmentGrid:
    """One grid of a department's net."""

    code: str
    name: str
    department: str
    owner: str
    shape: shapely.Geometry


def _groups(
    style: Style, net: Network, ones: list[Grid], weight: Floats, rng: np.random.Generator
) -> list[tuple[int, list[int]]]:
    """Return (level-one grid of most of it, faces) for each grid."""
    if style.hand == "villages":
        return [(i, list(g.faces)) for i, g in enumerate(ones)]
    if style.hand == "nested":
        ground = Ground(net, weight, BARRIER)
        extra = rng.multinomial(style.grids - len(ones), np.full(len(ones), 1 / len(ones)))
        groups = []
        for i, (one, more) in enumerate(zip(ones, extra, strict=True)):
            faces = set(one.faces)
            seeds = ground.scatter(faces, min(int(more) + 1, len(faces)), rng)
            owner = ground.divide(faces, seeds, rounds=4, settle=True)
            groups += [
                (i, sorted(f for f, g in owner.items() if g == k)) for k in range(len(seeds))
            ]
        return groups
    ground = Ground(net, weight ** rng.uniform(0.4, 1.1), _TASTE[style.hand])
    faces = set(range(len(net.faces)))
    seeds = ground.scatter(faces, style.grids, rng)
    owner = ground.divide(faces, seeds, rounds=5, settle=True)
    home = {f: i for i, one in enumerate(ones) for f in one.faces}
    groups = []
    for k in range(style.grids):
        mine = sorted(f for f, g in owner.items() if g == k)
        votes = np.bincount([home[f] for f in mine], minlength=len(ones))
        groups.append((int(np.argmax(votes)), mine))
    return groups


def _drawn(
    style: Style, shapes: list[shapely.Geometry], rng: np.random.Generator
) -> list[shapely.Geometry]:
    """Redraw a coverage as the department has it: astray, generalised, torn here and there."""
    if style.coarse >= 1:
        shapes = list(shapely.coverage_simplify(shapes, style.coarse))
    if style.offset:
        astray = Warp(rng, [(900, style.offset * 0.6), (160, style.offset * 0.4)])
        shapes = list(shapely.transform(shapes, astray))
    drawn = []
    for shape in shapes:
        if rng.random() < style.torn:
            kind = rng.integers(3)
            if kind == 0:  # drawn a little too small, or too large
                shape = shapely.buffer(shape, rng.uniform(-3.5, 2.0), join_style="mitre")
            elif kind == 1:  # its bends straightened without a look at the neighbours
                shape = shapely.simplify(shape, rng.uniform(2, 9))
            else:  # a sheet that didn't fit: shifted as a whole
                shift = rng.uniform(-4, 4, 2)
                shape = shapely.transform(shape, lambda xy, by=shift: xy + by)
        shape = shapely.make_valid(shape)
        parts = [g for g in shapely.get_parts(shape) if g.geom_type == "Polygon"]
        drawn.append(shapely.orient_polygons(max(parts, key=lambda g: g.area)))
    return drawn


def department_nets(
    net: Network, ones: list[Grid], weight: Floats, seed: int
) -> list[tuple[Style, list[DepartmentGrid]]]:
    """Draw all nets."""
    nets = []
    for style in STYLES:
        rng = stage(seed, style.slug)
        groups = _groups(style, net, ones, weight, rng)
        shapes = [shapely.coverage_union_all([net.faces[f] for f in g]) for _, g in groups]
        rows = []
        order = sorted(
            range(len(groups)),
            key=lambda i: (
                groups[i][0] if style.hand in ("nested", "villages") else 0,
                -shapes[i].centroid.y // 900,
                shapes[i].centroid.x,
            ),
        )
        drawn = _drawn(style, [shapes[i] for i in order], rng)
        within: dict[int, int] = {}
        for n, (i, shape) in enumerate(zip(order, drawn, strict=True), 1):
            home = groups[i][0]
            k = within[home] = within.get(home, 0) + 1
            village = ones[home].code[len(DIVISION) : len(DIVISION) + 3]
            owner = str(rng.choice(SURNAMES)) + "".join(
                str(g) for g in rng.choice(GIVEN, int(rng.integers(1, 3)))
            )
            rows.append(
                DepartmentGrid(
                    style.code.format(n=n, k=k, village=village),
                    style.unit.format(n=n, k=k, village=ones[home].name),
                    style.department,
                    owner,
                    shape,
                )
            )
        nets.append((style, rows))
    return nets
