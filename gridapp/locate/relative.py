"""Where from there: 对面, 附近, 往东五十米 after the name of a place."""

import math
import re
from dataclasses import dataclass

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

_SHIFT = re.compile(
    r"^.{0,6}?(?:以|往|向|朝)?(东南|东北|西南|西北|东|南|西|北)(?:侧|面|边|方向|方)?"
    r"(?:走|约|大概|大约){0,2}(\d{1,5}(?:\.\d)?)(米|公里)"
)
_NEAR = (
    (re.compile(r"^.{0,4}?(?:斜对面|对面|对过|马路对面)"), 40.0),
    (re.compile(r"^.{0,4}?(?:附近|周边|一带|旁|边上|隔壁|不远)"), 60.0),
    (re.compile(r"^.{0,2}?(?:东|南|西|北)(?:侧|面|边|门|头|首)"), 50.0),
)


@dataclass(frozen=True, slots=True)
class Shift:
    """A step from a place: metres east and north, by how many metres it widens, its words."""

    east_m: float
    north_m: float
    widen_m: float
    reason: Message
    words: str


def shift_after(rest: str) -> Shift | None:
    """Read the step that follows a place's name in normalised text, if there is one."""
    match = _SHIFT.match(rest)
    if match:
        metres = float(match[2]) * (1000.0 if match[3] == "公里" else 1.0)
        bearing = math.radians(_BEARINGS[match[1]])
        return Shift(
            metres * math.sin(bearing),
            metres * math.cos(bearing),
            10.0 + 0.2 * metres,
            message("Moved {metres:g} m: “{words}”.", metres=metres, words=match[0]),
            match[0],
        )
    for words, widen_m in _NEAR:
        match = words.match(rest)
        if match:
            why = message("Widened: “{words}” gives no distance.", words=match[0])
            return Shift(0.0, 0.0, widen_m, why, match[0])
    return None
