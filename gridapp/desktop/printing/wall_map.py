"""The wall map of a net: an A0 sheet with every grid, and who answers for the level-one ones."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter

from gridapp.desktop.printing.legend import WALL, draw_legend
from gridapp.desktop.printing.look import HIGHLIGHT, PAPER, rule, width_of, write
from gridapp.desktop.printing.map_frame import draw_frame, fit_frame
from gridapp.desktop.printing.pages import Page, page_of
from gridapp.desktop.printing.reading import WallFacts
from gridapp.desktop.widgets.tokens import space
from gridapp.language import tr

A0_MM = (1189.0, 841.0)

_MAGNIFICATION = 1.7  # a wall is read from a pace or two
_MARGIN = 72.0
_HEAD = 96.0
_SIDE = 470.0
_LARGER = 1.3  # the words at the side: they are read, not looked up
_AROUND = 24.0
_ROW = 31.0


def wall_page(facts: WallFacts, *, with_phones: bool = True, with_backgrounds: bool = True) -> Page:
    """Lay out the wall map of a net on A0, on its side."""
    if not with_backgrounds:
        facts = replace(facts, backdrop=None)
    if not with_phones:
        facts = replace(
            facts, rows=tuple((n, owner, "", count) for n, owner, _, count in facts.rows)
        )
    return page_of(_title(facts), A0_MM, _MAGNIFICATION, partial(_draw, facts))


def _draw(facts: WallFacts, painter: QPainter) -> None:
    page = page_of("", A0_MM, _MAGNIFICATION, lambda _: None)
    left, right = _MARGIN, page.width - _MARGIN
    top, bottom = _MARGIN + _HEAD, page.height - _MARGIN
    painter.fillRect(QRectF(0, 0, page.width, page.height), QColor(PAPER.surface.raised))
    _draw_head(painter, facts, left)
    side = right - _SIDE * _LARGER
    box = QRectF(left, top, side - space["xl"] - left, bottom - top)
    frame = fit_frame(facts.bounds, box, page.mm_per_pixel, _AROUND)
    draw_frame(painter, frame, facts.layers, facts.backdrop)
    painter.save()
    painter.translate(side, top)
    painter.scale(_LARGER, _LARGER)
    height = (bottom - top) / _LARGER
    y = _draw_index(painter, facts, QRectF(0, 0, _SIDE, height)) + 2 * space["xl"]
    _draw_key(painter, facts, QRectF(0, y, _SIDE, height - y))
    painter.restore()


def _title(facts: WallFacts) -> str:
    return tr("{town} · Grid map", town=facts.imprint.town)


def _draw_head(painter: QPainter, facts: WallFacts, left: float) -> None:
    painter.fillRect(QRectF(left, _MARGIN, 6, _HEAD - space["xl"]), QColor(HIGHLIGHT))
    corner = QPointF(left + space["xl"], _MARGIN - 2)
    write(painter, _title(facts), corner, "wall", weight=700)


def _draw_index(painter: QPainter, facts: WallFacts, box: QRectF) -> float:
    """List the level-one grids as far as there is room; return where the list ends."""
    muted, y = PAPER.surface.muted, box.top()
    columns = (0.0, 0.42, 0.62, 0.98)
    heads = (tr("Level-one grid"), tr("Grid owner"), tr("Phone"), tr("Sub-grids"))
    cells = [heads, *((n, o, p, str(count)) for n, o, p, count in facts.rows)]
    room = int((box.height() * 0.72) // _ROW)
    for number, row in enumerate(cells[:room]):
        size, weight = ("body", 600) if number == 0 else ("title", 400)
        colour = muted if number == 0 else PAPER.surface.text
        for at, text in zip(columns[:3], row[:3], strict=True):
            wide = box.width() * (columns[columns.index(at) + 1] - at) - space["s"]
            where = QPointF(box.left() + at * box.width(), y)
            write(painter, text, where, size, weight=weight, colour=colour, room=wide)
        end = box.right() - width_of(row[3], size, weight)
        write(painter, row[3], QPointF(end, y), size, weight=weight, colour=colour)
        y += _ROW
        rule(painter, box.left(), box.right(), y - 4, PAPER.surface.line)
    if len(cells) > room:
        more = tr("and {count} more", count=len(cells) - room)
        write(painter, more, QPointF(box.left(), y), "small", colour=muted)
        y += _ROW
    return y


def _draw_key(painter: QPainter, facts: WallFacts, box: QRectF) -> None:
    muted = PAPER.surface.muted
    write(painter, tr("Legend"), box.topLeft(), "body", colour=muted)
    corner = QPointF(box.left(), box.top() + _ROW)
    height = draw_legend(painter, WALL, corner, (box.width() / 2,) * 2)
    lines = (
        tr("{count} level-one grids, {subgrids} sub-grids", count=len(facts.rows),
           subgrids=facts.subgrids),
        facts.imprint.edition,
        facts.imprint.printed,
        facts.imprint.system,
    )  # fmt: skip
    y = corner.y() + height + space["l"]
    for line in filter(None, lines):
        write(painter, line, QPointF(box.left(), y), "body", colour=muted, room=box.width())
        y += _ROW - 6
