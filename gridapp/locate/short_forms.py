"""What people say for long names: 一中 for 第一中学, 人民路 for 人民中路, a firm's own words."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

_RULES: Final = (
    (re.compile(r"第?([一二三四五六七八九十]{1,2})(?:实验)?中学$", re.MULTILINE), r"\1中"),
    (re.compile(r"第?([一二三四五六七八九十]{1,2})(?:实验)?小学$", re.MULTILINE), r"\1小"),
    (re.compile(r"第?([一二三四五六七八九十]{1,2})人民医院$", re.MULTILINE), r"\1院"),
    (re.compile(r"实验小学$", re.MULTILINE), "实小"),
    (re.compile(r"中心小学$", re.MULTILINE), "小学"),
    (re.compile(r"中心幼儿园$", re.MULTILINE), "幼儿园"),
    (re.compile(r"高级中学$", re.MULTILINE), "高中"),
    (re.compile(r"初级中学$", re.MULTILINE), "初中"),
    (re.compile(r"汽车客运站$", re.MULTILINE), "汽车站"),
    (re.compile(r"汽车客运站$", re.MULTILINE), "客运站"),
    (re.compile(r"(?:国际|集团|金融)(?=大[厦楼]$)", re.MULTILINE), ""),
    (re.compile(r"(?:国际)?大厦$", re.MULTILINE), "大楼"),
    (re.compile(r"(?:国际)?大楼$", re.MULTILINE), "大厦"),
    (re.compile(r"人民政府$", re.MULTILINE), "政府"),
    (re.compile(r"^.{1,5}([镇乡区县市])人民政府$", re.MULTILINE), r"\1政府"),
    (re.compile(r"社区居民委员会$", re.MULTILINE), "居委会"),
    (re.compile(r"居民委员会$", re.MULTILINE), "居委会"),
    (re.compile(r"村民委员会$", re.MULTILINE), "村委会"),
    (re.compile(r"社区卫生服务中心$", re.MULTILINE), "卫生院"),
    (re.compile(r"农贸市场$", re.MULTILINE), "菜场"),
    (re.compile(r"(?:居民|住宅)?小区$", re.MULTILINE), ""),
    (re.compile(r"(?<=..)(?:东|西|南|北|中)路$", re.MULTILINE), "路"),
    (re.compile(r"(?<=.)大(?:道|街)$", re.MULTILINE), "路"),
    (re.compile(r"(?<=..)公路$", re.MULTILINE), "路"),
    (re.compile(r"(?:股份|有限责任|集团)?(?:有限)?公司$", re.MULTILINE), ""),
)
_ENDS: Final = frozenset("学院园府会心场区路道街司站厦楼")
"""What the names that have a short form end with."""

_BRACKETS = (")", "）")
_BRANCH = re.compile(r"([^()（）]{3,})[(（][^()（）]{1,12}[)）]$")
_LONG = 6  # characters of a name that may do without its region
_COMMON = 0.02  # names that share their first two characters: a region, which nobody says
_SHORTEST = 2


def short_forms(names: Sequence[str]) -> tuple[list[str], list[int]]:
    """Return short forms of normalised names, and which name each belongs to.

    A head that many long names share (江苏, 上海) is a region and is left out too.
    """
    rows = [row for row, name in enumerate(names) if not name[-1:].isdigit()]
    regions = _regions(names[row] for row in rows)
    found: dict[tuple[str, int], None] = {}

    def keep(form: str, row: int) -> None:
        if _SHORTEST <= len(form) < len(names[row]):
            found[form, row] = None
        if form[:2] in regions and len(form) - 2 > _SHORTEST:
            found[form[2:], row] = None

    for row in rows:
        if len(names[row]) >= _LONG and names[row][:2] in regions:
            keep(names[row], row)
    rows = [row for row in rows if names[row][-1:] in _ENDS]
    chosen = [names[row] for row in rows]
    joined = "\n".join(chosen)
    for pattern, short in _RULES if chosen else ():
        lines = pattern.sub(short, joined).split("\n")
        for row, name, line in zip(rows, chosen, lines, strict=True):
            if line != name:
                keep(line, row)
    return [form for form, _ in found], [row for _, row in found]


def branches(names: Sequence[str]) -> tuple[list[str], list[int]]:
    """Return what stands before the brackets of names as written, 老徐面馆(南河沿店), and whose."""
    rows = [row for row, name in enumerate(names) if name[-1:] in _BRACKETS]
    heads = [(match[1].strip(), row) for row in rows if (match := _BRANCH.match(names[row]))]
    return [head for head, _ in heads], [row for _, row in heads]


def _regions(names: Iterable[str]) -> frozenset[str]:
    heads = Counter(name[:2] for name in names if len(name) >= _LONG and name[-1] != "号")
    least = max(5, int(_COMMON * sum(heads.values())))
    return frozenset(head for head, count in heads.items() if count >= least)
