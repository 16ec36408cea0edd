"""Which column of a sheet of reports holds what: by its name, else by what stands in it."""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, tzinfo

from gridapp.exchange.report_times import parse_time
from gridapp.locate.datum import Datum

USUAL: Mapping[str, tuple[str, ...]] = {
    "number": ("工单编号", "工单号", "受理编号", "流水号", "案件编号", "事件编号", "热线编号",
               "诉求编号", "编号", "number", "ticket", "id", "ref"),
    "time": ("来电时间", "受理时间", "登记时间", "诉求时间", "上报时间", "发生时间", "创建时间",
             "反映时间", "时间", "日期", "time", "created", "reported_at", "date"),
    "text": ("诉求内容", "问题描述", "反映内容", "工单内容", "事件描述", "内容描述", "来电内容",
             "主要内容", "内容", "描述", "诉求", "text", "description", "report", "content"),
    "place": ("事发地址", "诉求地址", "发生地址", "事发地点", "发生地点", "问题地址", "详细地址",
              "地址", "地点", "位置", "place", "address", "location"),
    "lon": ("经度", "lon", "lng", "longitude", "x"),
    "lat": ("纬度", "lat", "latitude", "y"),
    "matter": ("事项名称", "问题类型", "问题分类", "诉求类型", "诉求分类", "事件类型", "事项",
               "类别", "类型", "小类", "matter", "category", "type"),
    "channel": ("诉求来源", "受理渠道", "信息来源", "事件来源", "来源", "渠道", "channel",
                "source"),
    "reporter": ("来电人", "诉求人", "反映人", "上报人", "联系人", "姓名", "reporter", "caller"),
    "urgent": ("紧急程度", "是否紧急", "紧急", "优先级", "urgent", "priority"),
}  # fmt: skip
"""Fields of a report → the usual names of their columns, the likeliest first."""

_DATUMS = (
    (("百度", "bd09", "bd-09"), Datum.BD09),
    (("高德", "腾讯", "火星", "gcj"), Datum.GCJ02),
    (("cgcs", "2000"), Datum.CGCS2000),
    (("wgs", "gps", "84"), Datum.WGS84),
)
_SAMPLE = 50  # rows whose contents are looked at
_MOST = 0.8  # of the filled cells must look like what the column is taken for
_HEADER_WITHIN = 10  # rows in which the names of the columns must stand
_ADDRESS = re.compile(r"[路街道巷弄村号幢栋小区园桥]|\d+号")
_OPENING = re.compile(r"[(（\[【].*$")


def find_header(lines: Sequence[Sequence[str]]) -> int:
    """Return the row of the column names, from 0; -1 when no row may be it.

    Titles and groups of columns, cells merged over several, stand above it: the row that has
    the most usual names is the one, else the first with more than one text.
    """
    head = lines[:_HEADER_WITHIN]
    known = [sum(_field_of(name) is not None for name in line) for line in head]
    if known and max(known) > 1:
        return known.index(max(known))
    filled = [sum(bool(cell) for cell in line) for line in head]
    return next((row for row, count in enumerate(filled) if count > 1 or count == max(filled)), -1)


def guess_columns(
    names: Sequence[str], rows: Sequence[Sequence[str]], zone: tzinfo, now: datetime
) -> dict[str, str]:
    """Guess the column of each field of `USUAL`, as far as one can be told."""
    chosen: dict[str, str] = {}
    for field, usual in USUAL.items():
        ranked = sorted(
            (rank, at)
            for at, name in enumerate(names)
            if name and name not in chosen.values() and (rank := _rank(name, usual)) is not None
        )
        if ranked:
            chosen[field] = names[ranked[0][1]]
    looks: tuple[tuple[str, Callable[[str], bool]], ...] = (
        ("lon", lambda cell: _is_between(cell, 73.0, 136.0)),
        ("lat", lambda cell: _is_between(cell, 3.0, 54.0)),
        ("time", lambda cell: parse_time(cell, zone, now) is not None),
        ("text", lambda cell: len(cell) >= 10 and not cell.isascii()),
        ("place", lambda cell: bool(_ADDRESS.search(cell))),
    )
    for field, fits in looks:
        if field in chosen:
            continue
        for at, name in enumerate(names):
            cells = [row[at] for row in rows[:_SAMPLE] if at < len(row) and row[at]]
            is_free = name and name not in chosen.values()
            if is_free and cells and sum(map(fits, cells)) >= _MOST * len(cells):
                chosen[field] = name
                break
    if not ("lon" in chosen and "lat" in chosen):  # half a coordinate is none
        chosen.pop("lon", None)
        chosen.pop("lat", None)
    return chosen


def datum_named(names: Sequence[str]) -> Datum | None:
    """Return the datum that the names of coordinate columns tell; None when they don't."""
    words = " ".join(names).casefold()
    return next((datum for signs, datum in _DATUMS if any(s in words for s in signs)), None)


def key_of(names: Sequence[str]) -> str:
    """Return a short name of a set of columns, under which its mapping is remembered."""
    return hashlib.sha256("\n".join(sorted(names)).encode()).hexdigest()[:16]


def _field_of(name: str) -> str | None:
    return next((field for field, usual in USUAL.items() if _rank(name, usual) is not None), None)


def _rank(name: str, usual: Sequence[str]) -> int | None:
    """Return how well a column's name fits, 0 best: the usual one, or one that contains it."""
    plain = _OPENING.sub("", name).strip().strip("*：:").casefold()
    if plain in usual:
        return usual.index(plain)
    long = [rank for rank, one in enumerate(usual) if not one.isascii() and one in plain]
    return len(usual) + long[0] if long and len(plain) <= 8 else None


def _is_between(cell: str, least: float, most: float) -> bool:
    try:
        return least <= float(cell) <= most and "." in cell
    except ValueError:
        return False
