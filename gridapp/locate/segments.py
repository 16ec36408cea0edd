"""An address taken apart: division, road, lane, number, building, unit, floor, room."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

ROAD_ENDS: Final = ("路", "街", "道", "巷", "弄", "线", "桥")
"""What the name of a road ends with."""

_UNITS: Final = {
    "支弄": "lane", "弄": "lane", "巷": "lane", "号": "number", "幢": "building",
    "单元": "unit", "层": "floor", "楼": "floor", "室": "room", "户": "room", "组": "group",
}  # fmt: skip
"""The sign behind a number → what the number counts."""

# One Latin letter or heavenly stem may stand for a number (a幢, 甲单元) or behind it (128号甲).
_PART = re.compile(
    r"-?(?P<value>\d{1,5}(?!\d)(?:-\d{1,4})?[a-z]?|(?<![a-z])[a-z甲乙丙丁](?=幢|单元))"
    rf"(?P<unit>{'|'.join(_UNITS)})?(?![公千]?[米里])"
)
_DIVISIONS = re.compile(
    r"(?P<province>[^\W\d_]{2,7}?(?:省|自治区|特别行政区))?"
    r"(?P<city>[^\W\d_]{2,5}?(?<![超城门夜菜])市(?![场民政]))?"
    r"(?P<county>[^\W\d_]{1,5}?(?:县|旗|(?<![小社园校厂景片新])区))?"
    r"(?P<town>[^\W\d_]{2,5}?(?:镇|乡|街道)(?![路街]))?"
    r"(?P<village>[^\W\d_]{2,6}?(?:社区|居委会|村委会))?"
    r"(?!大道|大街|小区|[\d路街道巷])(?=..)"
)
_ROAD = re.compile(rf"(?P<road>[^\W\d_]{{1,9}}?(?:{'|'.join(ROAD_ENDS)}))(?!路|[口边旁])")


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of an address: what it is, its text, and where it stands in normalised text.

    ``kind`` is province, city, county, town, village, road, lane, number, building, unit,
    floor, room, group or name.
    """

    kind: str
    text: str
    start: int
    end: int


def segment(text: str) -> tuple[Segment, ...]:
    """Take a normalised address apart; what has no sign of its own is a name.

    ``人民路128弄5号3幢2单元501室`` gives road, lane, number, building, unit, room.
    """
    found: list[Segment] = []
    head = _DIVISIONS.match(text)
    at = head.end() if head else 0
    if head:
        found += [
            Segment(kind, value, *head.span(kind))
            for kind, value in head.groupdict().items()
            if value
        ]
    name = at
    while at < len(text):
        road = _ROAD.match(text, at) if at == name and not _has(found, "road") else None
        if road:
            found.append(Segment("road", road["road"], at, road.end()))
            at = name = road.end()
            continue
        parts = tuple(parts_after(text, at))
        if parts:
            if at > name:
                found.append(Segment("name", text[name:at], name, at))
            found += parts
            at = name = parts[-1].end
        else:
            at += 1
    if at > name:
        found.append(Segment("name", text[name:at], name, at))
    return tuple(found)


def parts_after(text: str, at: int) -> Iterator[Segment]:
    """Yield the numbered parts that follow one another from `at`, outer before inner."""
    is_first = True
    while match := _PART.match(text, at):
        unit = match["unit"]
        if unit is None and not is_first and len(match["value"].lstrip("0")) < 3:
            return  # a number of something else, such as 128号2
        kind = _UNITS[unit] if unit else "number" if is_first else "room"
        yield Segment(kind, match[0].lstrip("-"), match.start(), match.end())
        at, is_first = match.end(), False


def _has(found: list[Segment], kind: str) -> bool:
    return any(one.kind == kind for one in found)
