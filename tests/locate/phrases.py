"""Labelled phrases, seeded: how people name a place, and the point they mean."""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from pypinyin import Style, lazy_pinyin
from pypinyin.pinyin_dict import pinyin_dict

from data.maketown.phrases import CLOSINGS, MATTERS, OPENINGS
from tests.locate.grounds import Ground

NEAR_M = 60.0
"""A point is right this near to the one meant: the same doorway, crossing or building."""

_HOUSE = re.compile(r"^(\D{2,12}?)(\d{1,4})号$")
_SLAB = re.compile(r"^(\D{2,12}?)(\d{1,3})幢$")
_BEFORE = ("市民反映", "来电人称,", "你好,", "在", "我住在", "请到", "就是那个", "麻烦派人去", "")
_AFTER = ("有人乱倒垃圾", "路灯坏了", "下水道堵了,臭得很", "井盖没了", "车子停了好几天没人管",
          "门口有个坑", "这里积水很深", "太吵了", "的树倒了")  # fmt: skip
_COMMON = "的一是了我不人在他有这个上们来到时大地为子中你说生国年着就那和要她出也得里后自以会"
_DIGITS = "〇一二三四五六七八九"
_WINDS = {
    0: "北",
    45: "东北",
    90: "东",
    135: "东南",
    180: "南",
    225: "西南",
    270: "西",
    315: "西北",
}
_FAR = {
    20: "二十",
    30: "三十",
    50: "五十",
    80: "八十",
    100: "一百",
    120: "一百二十",
    150: "一百五十",
}


@dataclass(frozen=True, slots=True)
class Phrase:
    """What is said, of which kind, the point that is meant, and how far off still is right."""

    kind: str
    text: str
    x: float
    y: float
    tolerance_m: float = NEAR_M


class Speaker:
    """Somebody who names places of a ground."""

    def __init__(self, ground: Ground, seed: int) -> None:
        self._ground = ground
        self._draw = np.random.default_rng(seed)
        places = ground.places
        often = Counter(places.names)
        # A name that several places share has no one right answer.
        unique = [n for n in range(len(places)) if often[places.names[n]] == 1]
        self._houses = [n for n in unique if _HOUSE.match(places.names[n])]
        self._slabs = [n for n in unique if _SLAB.match(places.names[n])]
        self._pois = [
            n for n in unique
            if places.kinds[n] in ("poi", "enterprise") and len(places.names[n]) >= 4
            and not re.search(r"\d", places.names[n])
        ]  # fmt: skip
        self.withheld = self._draw.choice(
            [*self._houses, *self._pois], (len(self._houses) + len(self._pois)) // 10, replace=False
        )
        """Places that the gazetteer mustn't have: it will meet words for what it doesn't know."""
        hidden = set(self.withheld.tolist())
        self._hidden_houses = [n for n in self._houses if n in hidden]
        self._hidden_pois = [n for n in self._pois if n in hidden]
        self._houses = [n for n in self._houses if n not in hidden]
        self._pois = [n for n in self._pois if n not in hidden]
        self._crossings = list(_crossings(ground))
        self._alike = _alike()

    def phrases(self, count: int) -> list[Phrase]:
        """Make `count` phrases of each kind that this ground has places for."""
        kinds: dict[str, tuple[Callable[[], tuple[str, float, float] | None], bool]] = {
            "clean address": (self._clean, bool(self._houses)),
            "address with noise": (self._noisy, bool(self._houses)),
            "typing slip": (self._slip, True),
            "homophone": (self._homophone, True),
            "crossing": (self._crossing, bool(self._crossings)),
            "crossing and offset": (self._offset, bool(self._crossings)),
            "relative to a place": (self._relative, True),
            "building and room": (self._building, bool(self._slabs)),
            "abbreviation": (self._short, True),
            "hotline sentence": (self._sentence, True),
            "number not in the gazetteer": (self._unknown_number, len(self._hidden_houses) > 20),
            "place not in the gazetteer": (self._unknown_place, bool(self._hidden_pois)),
        }
        made = []
        for kind, (make, is_possible) in kinds.items():
            tries, mine = 0, 0
            while is_possible and mine < count and tries < 40 * count:
                tries += 1
                said = make()
                if said is not None:
                    made.append(Phrase(kind, *said))
                    mine += 1
        return made

    def _one(self, rows: list[int]) -> tuple[int, str, float, float]:
        n = rows[int(self._draw.integers(len(rows)))]
        places = self._ground.places
        return n, places.names[n], float(places.x[n]), float(places.y[n])

    def _any(self, *choices: str) -> str:
        return choices[int(self._draw.integers(len(choices)))]

    def _clean(self) -> tuple[str, float, float]:
        _, name, x, y = self._one(self._houses)
        match = _HOUSE.match(name)
        assert match
        road, number = match.groups()
        wide = number.translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)})
        read = "".join(_DIGITS[int(d)] for d in number)
        form = self._any(f"{road}{number}号", f"{self._ground.head}{road}{number}号",
                         f"{road}{wide}号", f"{road} {number} 号", f"{road}{number}#",
                         f"{road}{read}号", f"{road}{number}")  # fmt: skip
        return form, x, y

    def _noisy(self) -> tuple[str, float, float]:
        text, x, y = self._clean()
        if text[-1].isdigit():
            text += "号"
        return (
            f"{self._any(*_BEFORE)}{text}{self._any('', '门口', '这边')}{self._any(*_AFTER)}",
            x,
            y,
        )

    def _slip(self) -> tuple[str, float, float] | None:
        return self._spoilt(self._wrong)

    def _homophone(self) -> tuple[str, float, float] | None:
        return self._spoilt(self._misheard)

    def _spoilt(self, spoil: Callable[[str], str]) -> tuple[str, float, float] | None:
        rows = self._houses if self._houses and self._draw.random() < 0.5 else self._pois
        _, name, x, y = self._one(rows)
        letters = [n for n, sign in enumerate(name) if "\u4e00" <= sign <= "\u9fff"]
        # The signs of an address, 路 and 号, are seldom mistyped and never looked up.
        letters = [n for n in letters if name[n] not in "路街道巷号弄"]
        if len(letters) < 2:
            return None
        at = letters[int(self._draw.integers(len(letters)))]
        wrong = spoil(name[at])
        if wrong == name[at]:
            return None
        spoilt = name[:at] + wrong + name[at + 1 :]
        return (spoilt if self._draw.random() < 0.4 else f"{spoilt}{self._any(*_AFTER)}"), x, y

    def _wrong(self, sign: str) -> str:
        other = self._any(*_COMMON)
        # Another character; none; twice.
        return self._any(other, other, "", sign * 2)

    def _misheard(self, sign: str) -> str:
        alike = self._alike.get(lazy_pinyin(sign, style=Style.NORMAL)[0], sign)
        return self._any(*alike)

    def _crossing(self) -> tuple[str, float, float]:
        (a, b), x, y, _ = self._crossings[int(self._draw.integers(len(self._crossings)))]
        if self._draw.random() < 0.5:
            a, b = b, a
        return self._meeting(a, b), x, y

    def _meeting(self, a: str, b: str) -> str:
        return self._any(f"{a}{b}路口", f"{a}与{b}交叉口", f"{a}和{b}路口", f"{a}、{b}交汇处",
                         f"{a}跟{b}的十字路口", f"{a}/{b}路口", f"{a}{b}口")  # fmt: skip

    def _offset(self) -> tuple[str, float, float] | None:
        (a, b), x, y, line = self._crossings[int(self._draw.integers(len(self._crossings)))]
        far = int(self._draw.choice(list(_FAR)))
        start = shapely.line_locate_point(line, shapely.Point(x, y))
        goal = start + (far if self._draw.random() < 0.5 else -far)
        if not 0 <= goal <= line.length:
            return None
        there = shapely.line_interpolate_point(line, goal)
        wind = math.degrees(math.atan2(there.x - x, there.y - y)) % 360
        way = _WINDS[round(wind / 45) % 8 * 45]
        metres = _FAR[far] if self._draw.random() < 0.5 else str(far)
        step = self._any(f"往{way}{metres}米", f"以{way}{metres}米处", f"向{way}约{metres}米",
                         f"{way}侧{metres}米", f"往{way}走大概{metres}米")  # fmt: skip
        return f"{self._meeting(a, b)}{step}", float(there.x), float(there.y)

    def _relative(self) -> tuple[str, float, float]:
        _, name, x, y = self._one(self._pois)
        where = self._any("门口", "旁边", "附近", "后面", "斜对面", "对面", "东侧", "隔壁")
        return f"{name}{where}{self._any(*_AFTER, '')}", x, y

    def _building(self) -> tuple[str, float, float]:
        _, name, x, y = self._one(self._slabs)
        match = _SLAB.match(name)
        assert match
        estate, number = match.groups()
        slab = self._any(f"{number}幢", f"{number}号楼", f"{number}栋", f"{number}座")
        unit = f"{self._draw.integers(1, 5)}单元"
        room = f"{self._draw.integers(1, 7)}0{self._draw.integers(1, 5)}"
        inner = self._any("", f"{unit}{room}室", f"{unit}", f"{room}室", f"-{room}")
        return f"{estate}{slab}{inner}{self._any('', *_AFTER)}", x, y

    def _short(self) -> tuple[str, float, float] | None:
        rows = self._pois if self._draw.random() < 0.7 or not self._houses else self._houses
        n, name, x, y = self._one(rows)
        short = _shortened(name)
        if short is None or any(short in other for k, other in enumerate(self._ground.places.names)
                                if k != n):  # fmt: skip
            return None
        return f"{short}{self._any('', *_AFTER)}", x, y

    def _sentence(self) -> tuple[str, float, float]:
        rows = [n for n in (self._pois, self._houses, self._slabs) if n]
        _, name, x, y = self._one(rows[int(self._draw.integers(len(rows)))])
        matter = MATTERS[int(self._draw.integers(len(MATTERS)))]
        channel = self._any(*OPENINGS)
        told = self._any(*matter.sentences).format(place=name + self._any("", "门口", "旁边"))
        return f"{self._any(*OPENINGS[channel])}{told}{self._any(*CLOSINGS[channel])}", x, y

    def _unknown_number(self) -> tuple[str, float, float]:
        _, name, x, y = self._one(self._hidden_houses)
        return f"{self._any(*_BEFORE)}{name}{self._any('', *_AFTER)}", x, y

    def _unknown_place(self) -> tuple[str, float, float]:
        _, name, x, y = self._one(self._hidden_pois)
        return f"{self._any(*_BEFORE)}{name}{self._any('', '门口', *_AFTER)}", x, y


def _shortened(name: str) -> str | None:
    """Return what one would say for short, None where there is nothing to leave out."""
    for pattern, short in (
        (r"^(?:江苏|江阴市|无锡)?(.{2,6})(?:有限公司|股份有限公司|公司)$", r"\1"),
        (r"第(.)中学$", r"\1中"),
        (r"第(.)小学$", r"\1小"),
        (r"人民政府$", "政府"),
        (r"实验小学$", "实小"),
        (r"^(\D{2,4})[东西南北中]路(\d+号)$", r"\1路\2"),
        (r"^(\D{2,4})大道(\d+号)$", r"\1路\2"),
        (r"^(?:上海)(.{4,})$", r"\1"),
        (r"^(.{3,})[(（].*[)）]$", r"\1"),
    ):
        shorter = re.sub(pattern, short, name)
        if shorter != name and len(shorter) >= 3:
            return shorter
    return None


def _crossings(ground: Ground) -> Iterator[tuple[tuple[str, str], float, float, shapely.Geometry]]:
    """Yield two roads that meet in one place, the point, and the line of the first."""
    parts: dict[str, list[shapely.Geometry]] = {}
    for name, line in zip(ground.lines.names, ground.lines.lines, strict=True):
        if name and re.fullmatch(r"[\u4e00-\u9fff]+[路街道巷]", name):
            parts.setdefault(name, []).append(line)
    whole = {name: shapely.line_merge(shapely.union_all(found)) for name, found in parts.items()}
    names = sorted(whole)
    tree = shapely.STRtree([whole[name] for name in names])
    for i, j in tree.query([whole[name] for name in names], "intersects").T.tolist():
        met = shapely.get_coordinates(shapely.intersection(whole[names[i]], whole[names[j]]))
        if i == j or len(met) == 0 or np.ptp(met, axis=0).max() > 60:
            continue
        x, y = (float(value) for value in met.mean(axis=0))
        near = [line for line in shapely.get_parts(whole[names[i]])
                if line.dwithin(shapely.Point(x, y), 30)]  # fmt: skip
        yield (names[i], names[j]), x, y, max(near, key=lambda line: line.length)


def _alike() -> dict[str, str]:
    """Return common characters by syllable."""
    found: dict[str, str] = {}
    for code in sorted(pinyin_dict):
        sign = chr(code)
        try:
            sign.encode("gb2312")
        except UnicodeEncodeError:
            continue
        syllable = lazy_pinyin(sign, style=Style.NORMAL)[0]
        found[syllable] = found.get(syllable, "") + sign
    return found
