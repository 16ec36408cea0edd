"""Where from there: 对面, 附近, 往东五十米 after the name of a place."""

import math
import re
from dataclasses import dataclass
from typing import Final

from gridapp.messages import Message, message

_BEARINGS = {
    "东": 90.0,
    "南": 180.0,
    "西": 270.0,
    "北": 0.0,
    "东南": 135.0,
    "东北": 45.0,
    "西南": 225.0,
    "西北": 315.0,
}  # degrees clockwise from grid north

_WIND = "(?P<wind>东南|东北|西南|西北|东|南|西|北)"
_FAR = r"(?P<far>\d{1,5}(?:\.\d)?)(?P<unit>米|公里)(?:左右|开外)?(?:处|的地方|的样子|远)?"
_ABOUT = r"(?:走|行|约|大约|大概|差不多|左右|过去|再){0,3}"
_SHIFTS: Final = (
    re.compile(rf"^.{{0,6}}?(?:以|往|向|朝|偏|靠)?{_WIND}(?:侧|面|边|方向|方)?{_ABOUT}{_FAR}"),
    re.compile(rf"^.{{0,3}}?{_ABOUT}{_FAR}(?:以|往|向|朝)?{_WIND}(?:侧|面|边|方)?"),
)
_AWAY = re.compile(
    rf"^.{{0,4}}?(?:往|向|朝)?(?:前|里|内|后|左|右|上|下|外)(?:面|边|方)?{_ABOUT}{_FAR}"
)
_VAGUE: Final = (
    (re.compile(r"^.{0,4}?(?:斜对面|斜对过)"), 60.0, True),
    (re.compile(r"^.{0,4}?(?:马路对面|正对面|对面|对过|对门)"), 40.0, True),
    (re.compile(r"^.{0,4}?(?:附近|周边|周围|一带|不远)"), 60.0, False),
    (re.compile(r"^.{0,4}?(?:旁|边上|隔壁|隔邻|门外|围墙外)"), 40.0, False),
    (re.compile(r"^.{0,2}?(?:后面|背后|后门|后侧|后头|屋后)"), 50.0, False),
    (re.compile(r"^.{0,2}?(?:东南|东北|西南|西北)(?:侧|面|边|角|方)"), 50.0, False),
    (re.compile(r"^.{0,2}?(?:东|南|西|北)(?:侧|面|边|门|头|首|角)"), 50.0, False),
    (re.compile(rf"^.{{0,3}}?(?:往|向|朝){_WIND}"), 120.0, False),
    (re.compile(r"^.{0,2}?(?:门口|门前|前面|楼下|楼前|大门|入口|出口)"), 5.0, False),
)
"""Words without a distance, by how many metres they widen, and whether they cross a road."""

BETWEEN: Final = re.compile(r"之间|中间|当中|(?<=[路街道巷口])段")
"""Stands behind two places; what is meant lies between them."""


@dataclass(frozen=True, slots=True)
class Shift:
    """A step from a place: metres east and north, by how many metres it widens, its words.

    ``wind`` is in degrees clockwise from grid north, NaN where none is said; ``far_m`` how far;
    ``is_across`` tells that the other side of the road is meant.
    """

    east_m: float
    north_m: float
    widen_m: float
    reason: Message
    words: str
    wind: float = math.nan
    far_m: float = 0.0
    is_across: bool = False


def shift_after(rest: str) -> Shift | None:
    """Read the step that follows a place's name in normalised text, if there is one."""
    for pattern in _SHIFTS:
        match = pattern.match(rest)
        if match:
            metres, wind = _metres(match), _BEARINGS[match["wind"]]
            bearing = math.radians(wind)
            return Shift(
                metres * math.sin(bearing),
                metres * math.cos(bearing),
                10.0 + 0.2 * metres,
                message("Moved {metres:g} m: “{words}”.", metres=metres, words=match[0]),
                match[0],
                wind,
                metres,
            )
    match = _AWAY.match(rest)
    if match:
        metres = _metres(match)
        why = message("Widened by {metres:g} m: “{words}” doesn't say which way.",
                      metres=metres, words=match[0])  # fmt: skip
        return Shift(0.0, 0.0, 10.0 + metres, why, match[0])
    # The first word that is said counts: “旁边” in “对面超市旁边” belongs to the supermarket.
    said = [
        (match.end(), number)
        for number, (words, _, _) in enumerate(_VAGUE)
        if (match := words.match(rest))
    ]
    if not said:
        return None
    end, number = min(said)
    _, widen_m, is_across = _VAGUE[number]
    why = message("Widened: “{words}” gives no distance.", words=rest[:end])
    return Shift(0.0, 0.0, widen_m, why, rest[:end], is_across=is_across)


def _metres(match: re.Match[str]) -> float:
    return float(match["far"]) * (1000.0 if match["unit"] == "公里" else 1.0)
