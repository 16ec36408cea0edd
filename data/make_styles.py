"""Write resources/styles/*.qml: our look for the layers of a workspace in QGIS, from the tokens.

Run it again whenever the tokens change: python data/make_styles.py
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

from gridapp.desktop.widgets.tokens import Tokens, light
from gridapp.paths import resource

_HEAD = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
_VERSION = "3.22"
_POINTS = 0.75  # points to a logical pixel
_SHAPES = {"ring": "circle", "hexagon": "hexagon", "square": "square", "triangle": "triangle",
           "diamond": "diamond", "circle": "circle", "cross": "cross_fill"}  # fmt: skip
_FAMILY = "Noto Sans CJK SC"

# The main net's newest edition is the newest that has sub-grids; without any, the newest.
_MAIN = '"edition_id" = coalesce(maximum("edition_id", filter:="level" = 2), maximum("edition_id"))'


@dataclass(frozen=True, slots=True)
class Rule:
    """What is drawn how: a condition (empty for all, ELSE for the rest) and a symbol.

    `largest` is the n of 1:n beyond which nothing is drawn, 0 for none.
    """

    title: str
    condition: str
    symbol: ET.Element
    largest: int = 0
    is_on: bool = True


@dataclass(frozen=True, slots=True)
class Words:
    """Labels: the column, whose, how, and the n of 1:n beyond which there are none."""

    column: str
    condition: str
    style: str
    largest: int


def symbol(kind: str, layer: str, options: Mapping[str, str]) -> ET.Element:
    """Make a symbol of one layer."""
    made = ET.Element("symbol", type=kind, alpha="1", clip_to_extent="1", force_rhr="0")
    part = ET.SubElement(
        made, "layer", {"class": layer, "enabled": "1", "pass": "0", "locked": "0"}
    )
    table = ET.SubElement(part, "Option", type="Map")
    for name, value in options.items():
        ET.SubElement(table, "Option", name=name, type="QString", value=value)
    return made


def area(fill: str | None, stroke: str | None, width: float = 1.0, dashes: str = "") -> ET.Element:
    """Make a fill symbol."""
    return symbol("fill", "SimpleFill", {
        "color": rgba(fill or "#00000000"),
        "style": "solid" if fill else "no",
        "outline_color": rgba(stroke or "#00000000"),
        "outline_style": (dashes or "solid") if stroke else "no",
        "outline_width": f"{width * _POINTS:.2f}",
        "outline_width_unit": "Point",
        "joinstyle": "round",
    })  # fmt: skip


def line(stroke: str, width: float) -> ET.Element:
    """Make a line symbol."""
    return symbol("line", "SimpleLine", {
        "line_color": rgba(stroke),
        "line_width": f"{width * _POINTS:.2f}",
        "line_width_unit": "Point",
        "capstyle": "round",
        "joinstyle": "round",
    })  # fmt: skip


def mark(tokens: Tokens, kind: str) -> ET.Element:
    """Make a marker of a symbol of ours."""
    ours = tokens.symbol(kind)
    is_ring = ours.shape == "ring"
    return symbol("marker", "SimpleMarker", {
        "name": _SHAPES[ours.shape],
        "color": rgba("#00000000" if is_ring else ours.colour),
        "outline_color": rgba(ours.colour if is_ring else tokens.symbol_edge),
        "outline_width": f"{(2.4 if is_ring else 1.2) * _POINTS:.2f}",
        "outline_width_unit": "Point",
        "size": f"{ours.size * _POINTS:.2f}",
        "size_unit": "Point",
    })  # fmt: skip


def document(rules: Iterable[Rule], words: Iterable[Words], tokens: Tokens) -> str:
    """Write a style as QGIS reads it."""
    labels = list(words)
    top = ET.Element("qgis", version=_VERSION, styleCategories="Symbology|Labeling",
                     labelsEnabled=str(int(bool(labels))))  # fmt: skip
    renderer = ET.SubElement(top, "renderer-v2", type="RuleRenderer", symbollevels="1",
                             enableorderby="0", forceraster="0")  # fmt: skip
    root = ET.SubElement(renderer, "rules", key="root")
    symbols = ET.SubElement(renderer, "symbols")
    for number, rule in enumerate(rules):
        entry = {"key": f"rule{number}", "symbol": str(number), "label": rule.title}
        entry |= {"filter": rule.condition} if rule.condition else {}
        entry |= {"scalemaxdenom": str(rule.largest)} if rule.largest else {}
        entry |= {} if rule.is_on else {"checkstate": "0"}
        ET.SubElement(root, "rule", entry)
        rule.symbol.set("name", str(number))
        for part in rule.symbol.iter("layer"):
            part.set("pass", str(number))  # rule by rule, not feature by feature
        symbols.append(rule.symbol)
    if labels:
        top.append(_labeling(labels, tokens))
    ET.indent(top, " ")
    return _HEAD + ET.tostring(top, encoding="unicode") + "\n"


def _labeling(labels: Iterable[Words], tokens: Tokens) -> ET.Element:
    made = ET.Element("labeling", type="rule-based")
    root = ET.SubElement(made, "rules", key="root")
    for number, words in enumerate(labels):
        look = tokens.texts[words.style]
        entry = {"key": f"label{number}", "scalemaxdenom": str(words.largest), "scalemindenom": "1"}
        rule = ET.SubElement(root, "rule", entry | ({"filter": words.condition} if words.condition
                                                    else {}))  # fmt: skip
        settings = ET.SubElement(rule, "settings", calloutType="simple")
        style = ET.SubElement(settings, "text-style", {
            "fieldName": words.column, "isExpression": "0", "fontFamily": _FAMILY,
            "fontSize": f"{look.size * _POINTS:.2f}", "fontSizeUnit": "Point",
            "fontWeight": "75" if look.weight >= 600 else "50", "textColor": rgba(look.colour),
            "textOpacity": "1", "multilineHeight": "1",
        })  # fmt: skip
        ET.SubElement(style, "text-buffer", {
            "bufferDraw": "1", "bufferSize": f"{look.halo_width * _POINTS:.2f}",
            "bufferSizeUnits": "Point", "bufferColor": rgba(look.halo), "bufferOpacity": "1",
        })  # fmt: skip
        ET.SubElement(settings, "placement", placement="3" if words.style == "street" else "0",
                      centroidInside="1", placementFlags="9")  # fmt: skip
        ET.SubElement(settings, "rendering", drawLabels="1", obstacle="0", displayAll="0")
    return made


def rgba(colour: str) -> str:
    """Turn #RRGGBB or #AARRGGBB into QGIS's r,g,b,a."""
    digits = colour.removeprefix("#")
    alpha, digits = (digits[:2], digits[2:]) if len(digits) == 8 else ("ff", digits)
    return ",".join(str(int(part, 16)) for part in (digits[:2], digits[2:4], digits[4:], alpha))


def styles(tokens: Tokens) -> dict[str, str]:
    """Return the style of each table, by the table's name."""
    areas, lines = tokens.areas, tokens.lines
    one, two, net = areas["grid.level1"], areas["grid.level2"], areas["net"]
    street = {name: lines[f"base.street{tail}"] for name, tail in
              (("expressway", ".expressway"), ("main", ".main"), ("street", ""),
               ("lane", ".lane"))}  # fmt: skip
    done = "\"outcome\" <> '' OR \"main_case\" <> ''"
    grid = [
        Rule("Sub-grids", f'"level" = 2 AND {_MAIN}', area(None, two.stroke, 0.7)),
        Rule("Level-one grids", f'"level" = 1 AND {_MAIN}', area(None, one.stroke, 2.6)),
        Rule("Other nets and editions", "ELSE", area(None, net.stroke, 0.7, "dash"), is_on=False),
    ]
    ground = [("parks", "base.park"), ("water", "base.water"), ("buildings", "base.building")]
    base_area = [Rule("Land use", "\"kind\" = 'landuse' AND \"class\" <> 'farmland'",
                      area(areas["base.landuse"].fill, None)),
                 Rule("Farmland", "\"kind\" = 'landuse' AND \"class\" = 'farmland'",
                      area(areas["base.landuse.farmland"].fill, None))]  # fmt: skip
    base_area += [
        Rule(kind.title(), f"\"kind\" = '{kind}'", area(areas[key].fill, areas[key].stroke, 0.6),
             30_000 if kind == "buildings" else 0)
        for kind, key in ground
    ]  # fmt: skip
    streets = [
        Rule(f"{name.title()}, casing", f"\"class\" = '{name}'",
             line(look.casing or look.stroke, look.widths[1][1] + 2))
        for name, look in reversed(street.items())
    ] + [
        Rule(name.title(), f"\"class\" = '{name}'", line(look.stroke, look.widths[1][1]))
        for name, look in reversed(street.items())
    ]  # fmt: skip
    cases = [
        Rule("Done", done, mark(tokens, "case.done")),
        Rule("Waiting", f"NOT ({done}) AND \"assignee\" = ''", mark(tokens, "case.waiting")),
        Rule("Overdue", f'NOT ({done}) AND "assignee" <> \'\' AND "due_at" < now()',
             mark(tokens, "case.overdue")),
        Rule("Being handled", f"NOT ({done}) AND \"assignee\" <> '' AND coalesce(\"due_at\" >= "
             "now(), true)", mark(tokens, "case.handling")),
    ]  # fmt: skip
    track = lines["track"]
    return {
        "grid": document(grid, [
            Words("name", f'"level" = 1 AND {_MAIN}', "level1", 150_000),
            Words("name", f'"level" = 2 AND {_MAIN}', "level2", 20_000),
        ], tokens),
        "base_area": document(base_area, [Words("name", "\"kind\" = 'water'", "water", 50_000)],
                              tokens),
        "base_line": document(streets, [Words("name", "", "street", 15_000)], tokens),
        "case": document(cases, [Words("ref", f"NOT ({done})", "point", 10_000)], tokens),
        "place": document([Rule("Places", "", mark(tokens, "place"), 10_000)],
                          [Words("name", "", "place", 3_000)], tokens),
        "leg": document([Rule("Tracks", "", line(track.stroke, 1.2))], [], tokens),
    }  # fmt: skip


def main(folder: Path) -> None:
    """Write all styles into a folder."""
    folder.mkdir(exist_ok=True)
    for table, text in styles(light).items():
        (folder / f"{table}.qml").write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(resource("styles"))
