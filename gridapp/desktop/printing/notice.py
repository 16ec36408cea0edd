"""The notice map of one grid: an A4 sheet for the board at the gate."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter

from gridapp.desktop.inspector import GridFacts
from gridapp.desktop.printing.legend import NOTICE, ROW, draw_legend
from gridapp.desktop.printing.look import HIGHLIGHT, PAPER, rule, width_of, write
from gridapp.desktop.printing.map_frame import draw_frame, fit_frame
from gridapp.desktop.printing.pages import Page, page_of
from gridapp.desktop.printing.reading import Imprint, NoticeFacts
from gridapp.desktop.widgets.tokens import space
from gridapp.language import tr

A4_MM = (210.0, 297.0)

_MARGIN = 48.0
_HEAD = 118.0
_FOOT = 30.0
_PANEL = 190.0
_AROUND = 36.0  # pixels of surroundings shown at least on each side of the grid
_LINE = 22.0
_PEOPLE = 0.54  # the part of the panel's width that names and phone take


def notice_page(
    facts: NoticeFacts, *, with_phone: bool = True, with_backgrounds: bool = True
) -> Page:
    """Lay out the notice map of a grid on A4."""
    if not with_backgrounds:
        facts = replace(facts, backdrop=None)
    title = tr("{grid} · Grid notice map", grid=facts.grid.name or facts.grid.code)
    return page_of(title, A4_MM, 1.0, partial(_draw, facts, with_phone))


def _draw(facts: NoticeFacts, with_phone: bool, painter: QPainter) -> None:
    page = page_of("", A4_MM, 1.0, lambda _: None)
    left, right = _MARGIN, page.width - _MARGIN
    painter.fillRect(QRectF(0, 0, page.width, page.height), QColor(PAPER.surface.raised))
    _draw_head(painter, facts, left, right)
    top, foot = _MARGIN + _HEAD, page.height - _MARGIN - _FOOT
    box = QRectF(left, top, right - left, foot - _PANEL - top)
    west, south, east, north = facts.polygon.bounds
    frame = fit_frame((west, south, east, north), box, page.mm_per_pixel, _AROUND)
    draw_frame(painter, frame, facts.layers, facts.backdrop, facts.polygon)
    panel = QRectF(left, box.bottom() + space["l"], right - left, _PANEL - 2 * space["l"])
    _draw_people(painter, facts.grid, panel, with_phone)
    _draw_key(painter, facts.grid, panel)
    _draw_foot(painter, facts.imprint, left, right, foot)


def _draw_head(painter: QPainter, facts: NoticeFacts, left: float, right: float) -> None:
    grid = facts.grid
    kind = tr("Level-one grid") if grid.level == 1 else tr("Sub-grid")
    painter.fillRect(QRectF(left, _MARGIN, 5, _HEAD - space["xl"]), QColor(HIGHLIGHT))
    indent, room = left + space["l"], right - left - space["l"]
    kicker = " · ".join(filter(None, (facts.imprint.town, tr("Grid notice map"))))
    write(painter, kicker, QPointF(indent, _MARGIN - 4), "title", colour=PAPER.surface.muted)
    name = grid.name or grid.code
    size = "wall" if width_of(name, "wall", 700) <= room else "figure"
    rise = 10.0 if size == "wall" else 30.0
    write(painter, name, QPointF(indent, _MARGIN + rise), size, weight=700, room=room)
    parts = (kind, grid.code, tr("in {parent}", parent=grid.parent) if grid.parent else "")
    line = " · ".join(filter(None, parts))
    below = QPointF(indent, _MARGIN + _HEAD - space["xl"] - 20)
    write(painter, line, below, "title", colour=PAPER.surface.muted, room=room)


def _draw_people(painter: QPainter, grid: GridFacts, panel: QRectF, with_phone: bool) -> None:
    """Write who answers for the grid, large enough to read from a step away."""
    x, y, room = panel.left(), panel.top(), panel.width() * _PEOPLE - space["l"]
    muted = PAPER.surface.muted
    write(painter, tr("Grid owner"), QPointF(x, y), "body", colour=muted)
    y += _LINE
    owner = grid.owner or tr("not named yet")
    box = write(painter, owner, QPointF(x, y), "figure", weight=700, room=room)
    if with_phone and grid.phone:
        beside = QPointF(box.right() + space["xl"], y)
        write(painter, grid.phone, beside, "figure", weight=600, colour=HIGHLIGHT)
    y += box.height() + space["m"]
    half = room / 2
    for number, (role, name) in enumerate(grid.members):
        corner = QPointF(x + number % 2 * half, y + number // 2 * _LINE)
        if corner.y() + _LINE > panel.bottom():
            break
        said = write(painter, tr(role), corner, "body", colour=muted, room=half * 0.68)
        beside = QPointF(said.right() + space["s"], corner.y())
        write(painter, name, beside, "body", weight=600, room=half - said.width() - space["l"])


def _draw_key(painter: QPainter, grid: GridFacts, panel: QRectF) -> None:
    """Draw the legend and the grid's few figures at the right."""
    left = panel.left() + panel.width() * _PEOPLE
    width = panel.right() - left
    entries = NOTICE if grid.level == 2 or grid.subgrids else NOTICE[:2] + NOTICE[3:]
    write(painter, tr("Legend"), QPointF(left, panel.top()), "body", colour=PAPER.surface.muted)
    corner = QPointF(left, panel.top() + _LINE)
    height = draw_legend(painter, entries, corner, (width * 0.58, width * 0.42))
    figures = [(tr("Area"), tr("{area} ha", area=f"{grid.hectares:.1f}"))]
    if grid.subgrids:
        figures.append((tr("Sub-grids"), str(grid.subgrids)))
    y = corner.y() + height + space["m"]
    for name, value in figures:
        said = write(painter, name, QPointF(left, y), "body", colour=PAPER.surface.muted)
        write(painter, value, QPointF(said.right() + space["s"], y), "body", weight=600)
        y += ROW + 2


def _draw_foot(painter: QPainter, imprint: Imprint, left: float, right: float, top: float) -> None:
    rule(painter, left, right, top, PAPER.surface.field_line)
    y = top + space["s"]
    muted = PAPER.surface.muted
    begun = " · ".join(filter(None, (imprint.edition, imprint.printed)))
    write(painter, begun, QPointF(left, y), "small", colour=muted)
    width = width_of(imprint.system, "small")
    write(painter, imprint.system, QPointF(right - width, y), "small", colour=muted)
