"""Who works here: bodies, squads, grid heads and members, terminals."""

from dataclasses import dataclass

import numpy as np

from data.maketown.grids import Grid
from data.maketown.space import stage
from data.maketown.words import GIVEN, SURNAMES

ROLES = ("网格长", "网格员", "督查员", "信息员", "联络员", "巡查员")
TERMINALS = 60

# (id, name, short, level)
BODIES = (
    ("B01", "云溪镇综合执法局", "综合执法", "town"),
    ("B02", "云溪镇城市管理办公室", "城管", "town"),
    ("B03", "云溪镇环境卫生管理所", "环卫所", "town"),
    ("B04", "云溪镇市政园林管理站", "市政园林", "town"),
    ("B05", "江阴市市场监督管理局云溪分局", "市监", "county"),
    ("B06", "江阴市公安局云溪派出所", "派出所", "county"),
    ("B07", "江阴市公安局交通警察大队云溪中队", "交警", "county"),
    ("B08", "云溪镇安全生产监督管理和环境保护局", "安环局", "town"),
    ("B09", "云溪镇建设管理局", "建设局", "town"),
    ("B10", "云溪镇农村工作局", "农村局", "town"),
    ("B11", "云溪镇水利农机站", "水利站", "town"),
    ("B12", "云溪镇社会事业局", "社会事业局", "town"),
    ("B13", "云溪镇人力资源和社会保障所", "人社所", "town"),
    ("B14", "江阴市消防救援大队云溪专职队", "消防", "county"),
    ("B15", "江阴市自然资源和规划局云溪分局", "自然资源", "county"),
    ("B16", "江阴市交通运输局云溪交管所", "交管所", "county"),
    ("B17", "云溪镇便民服务中心", "便民中心", "town"),
    ("B18", "云溪自来水厂", "水厂", "enterprise"),
    ("B19", "云溪供电所", "供电所", "enterprise"),
    ("B20", "云溪燃气服务站", "燃气", "enterprise"),
    ("B21", "云溪电信支局", "电信", "enterprise"),
    ("B22", "云溪镇污水处理有限公司", "污水公司", "enterprise"),
    ("B23", "云溪镇指挥中心", "指挥中心", "town"),
    ("B24", "云溪镇司法所", "司法所", "town"),
    ("B25", "江阴市生态环境局云溪环境监察中队", "环境监察", "county"),
    ("B26", "云溪镇物业管理服务中心", "物业中心", "town"),
)

# Five squads hold all level-one grids; the numbers are indices in code order.
SQUADS = (
    ("S1", "综合执法一中队", "一中队", (0, 1, 3, 4)),
    ("S2", "综合执法二中队", "二中队", (2, 6, 14, 15)),
    ("S3", "综合执法三中队", "三中队", (5, 7, 18, 19)),
    ("S4", "综合执法四中队", "四中队", (8, 9, 10, 20)),
    ("S5", "综合执法五中队", "五中队", (11, 12, 13, 16, 17)),
)


@dataclass(frozen=True, slots=True)
class Member:
    """A row of members.csv."""

    id: str
    name: str
    role: str
    grid: str
    phone: str
    terminal: str


@dataclass(frozen=True, slots=True)
class Terminal:
    """A row of terminals.csv; `grid` is the sub-grid of its holder."""

    id: str
    holder: str
    kind: str
    squad: str
    grid: str


def person(rng: np.random.Generator) -> str:
    """Return a made-up name."""
    given = rng.choice(GIVEN, int(rng.integers(1, 3)), replace=False)
    return str(rng.choice(SURNAMES)) + "".join(str(g) for g in given)


def phone(number: int) -> str:
    """Return a telephone number of a block that is not in use."""
    return f"1990000{number:04d}"


def squad_of(ones: list[Grid]) -> dict[str, str]:
    """Return the squad that holds each level-one grid, by code."""
    return {ones[i].code: squad for squad, _, _, held in SQUADS for i in held}


def staff(
    ones: list[Grid], twos: list[Grid], urban: set[str], seed: int
) -> tuple[list[Member], list[Terminal]]:
    """Appoint heads and members and hand out the terminals; `urban` are sub-grid codes."""
    rng = stage(seed, "people")
    holds = squad_of(ones)
    every = np.linspace(0, len(twos) - 1, TERMINALS).round().astype(int)
    equipped = {twos[int(i)].code: n for n, i in enumerate(every, 1)}
    members: list[Member] = []
    terminals: list[Terminal] = []
    for grid in (*ones, *twos):
        roles = ROLES if grid.parent else ROLES[:1]
        for role in roles:
            number = len(members) + 1
            terminal = ""
            if role == "巡查员" and grid.code in equipped:
                n = equipped[grid.code]
                kind = "vehicle" if n % 8 == 0 else "handheld" if grid.code in urban else "ebike"
                terminal = f"T{n:03d}"
                squad = holds[grid.parent] if kind == "vehicle" else ""
                terminals.append(Terminal(terminal, f"M{number:04d}", kind, squad, grid.code))
            members.append(
                Member(f"M{number:04d}", person(rng), role, grid.code, phone(number), terminal)
            )
    return members, sorted(terminals, key=lambda t: t.id)
