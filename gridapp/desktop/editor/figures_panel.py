"""The live panel: a card for each grid that is touched or chosen, drawn at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QWidget

from gridapp.desktop.editor.figure_cards import (
    Card,
    Cell,
    grid_card,
    known,
    mean_load,
    net_card,
    signed,
)
from gridapp.desktop.editor.workbench import Workbench
from gridapp.desktop.widgets.panel import button, column, label
from gridapp.desktop.widgets.style import figure_font
from gridapp.desktop.widgets.tokens import Tokens, radius, space
from gridapp.language import tr

_HEAD, _ROW, _BAR, _LINE, _FOOT = 52, 36, 26, 20, 10  # pixels of a card's parts
_ACROSS = 3  # figures in a row
_MOST = 12  # cards; who chooses more grids looks at their mean
_FULL = 1.0  # the deviation that fills half of the bar
_FAR = 0.5  # the deviation that wants looking at


class FigureCards(QWidget):
    """Cards below one another, painted: a drag changes them many times a second."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self._tokens = tokens
        self._cards: Sequence[Card] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def cards(self) -> Sequence[Card]:
        """What is shown."""
        return self._cards

    def show_cards(self, cards: Sequence[Card]) -> None:
        """Show other cards; where only figures are others, only these are painted anew."""
        before, self._cards = self._cards, cards
        self.setAccessibleDescription("; ".join(_spoken(card) for card in cards))
        if [_height(one) for one in before] != [_height(one) for one in cards]:
            self.setFixedHeight(self.sizeHint().height())
            self.update()
            return
        changed = QRegion()
        for card, was, box in zip(cards, before, self._boxes(), strict=True):
            for rect in _changed(card, was, box):
                changed += rect.toAlignedRect()
        self.update(changed)

    def sizeHint(self) -> QSize:
        """As high as the cards."""
        heights = sum(_height(card) + space["s"] for card in self._cards)
        return QSize(280, max(heights, 1))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the cards, as far as they want it."""
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for card, box in zip(self._cards, self._boxes(), strict=True):
                if event.region().intersects(box.toAlignedRect()):
                    self._draw(painter, card, box, event.region())
        finally:
            painter.end()  # a fault must not leave a widget with a painter at work on it

    def _boxes(self) -> list[QRectF]:
        boxes, top = [], 0.0
        for card in self._cards:
            boxes.append(QRectF(0.5, top + 0.5, self.width() - 1.0, _height(card) - 1.0))
            top += _height(card) + space["s"]
        return boxes

    def _draw(self, painter: QPainter, card: Card, box: QRectF, wanted: QRegion) -> None:
        surface = self._tokens.surface
        painter.setPen(QColor(surface.line))
        painter.setBrush(QColor(surface.raised))
        painter.drawRoundedRect(box, radius["l"], radius["l"])
        parts = _parts(card, box)
        role = surface.muted if card.is_whole else surface.danger
        for rect, text, colour, font in (
            (parts.title, card.title, surface.text, ("body", 600)),
            (parts.note, card.note, role, ("small", 400)),
            (parts.passed, card.passed, surface.accent, ("small", 500)),
        ):
            if text and wanted.intersects(rect.toAlignedRect()):
                _write(painter, rect, text, colour, *font)
        for cell, rect in zip(card.cells, parts.cells, strict=True):
            if wanted.intersects(rect.toAlignedRect()):
                self._draw_cell(painter, cell, rect)
        if card.deviation is not None and wanted.intersects(parts.bar.toAlignedRect()):
            self._draw_deviation(painter, card.deviation, card.of, parts.bar)

    def _draw_cell(self, painter: QPainter, cell: Cell, box: QRectF) -> None:
        surface = self._tokens.surface
        upper = QRectF(box.left(), box.top(), box.width() - space["xs"], 14)
        lower = QRectF(box.left(), box.top() + 14, box.width(), 18)
        _write(painter, upper, cell.name, surface.muted, "small")
        _write(painter, lower, cell.value, surface.text, "body", 500)
        if cell.change:
            taken = _advance(cell.value, "body", 500)
            lower.setLeft(lower.left() + taken + space["xs"])
            _write(painter, lower, cell.change, surface.accent, "small", 600)

    def _draw_deviation(self, painter: QPainter, deviation: float, of: str, box: QRectF) -> None:
        surface = self._tokens.surface
        text = tr("{what}: {share} from the mean", what=of, share=signed(f"{deviation:+.0%}"))
        colour = surface.warning if abs(deviation) > _FAR else surface.good
        bar = QRectF(box.left(), box.center().y() - 2, box.width() * 0.42, 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(surface.field_line))
        painter.drawRoundedRect(bar, 2, 2)
        half = bar.width() / 2
        reach = min(max(deviation / _FULL, -1.0), 1.0) * half
        middle = bar.center().x()
        painter.setBrush(QColor(colour))
        painter.drawRect(QRectF(min(middle, middle + reach), bar.top(), abs(reach), bar.height()))
        painter.setBrush(QColor(surface.muted))
        painter.drawRect(QRectF(middle - 0.5, bar.top() - 3, 1, bar.height() + 6))
        words = QRectF(bar.right() + space["s"], box.top(), box.right() - bar.right(), box.height())
        _write(painter, words, text, colour, "small", 500)


@dataclass(frozen=True, slots=True)
class _Parts:
    """Where a card's parts are drawn."""

    title: QRectF
    note: QRectF
    cells: list[QRectF]
    passed: QRectF
    bar: QRectF


def _parts(card: Card, box: QRectF) -> _Parts:
    inner = box.adjusted(space["m"], space["s"] + 2, -space["m"], -space["s"])
    left, top, wide = inner.left(), inner.top(), inner.width()
    width, rows = wide / _ACROSS, -(-len(card.cells) // _ACROSS)
    return _Parts(
        QRectF(left, top, wide, 18),
        QRectF(left, top + 18, wide, 18),
        [
            QRectF(left + at % _ACROSS * width, top + 42 + at // _ACROSS * _ROW, width, _ROW)
            for at in range(len(card.cells))
        ],
        QRectF(left, top + 42 + rows * _ROW, wide, _LINE),
        QRectF(left, inner.bottom() - 20, wide, 20),
    )


def _changed(card: Card, was: Card, box: QRectF) -> Iterator[QRectF]:
    """Yield the parts of a card that say something else now."""
    parts = _parts(card, box)
    if card.title != was.title:
        yield parts.title
    if (card.note, card.is_whole) != (was.note, was.is_whole):
        yield parts.note
    if card.passed != was.passed:
        yield parts.passed
    if (card.deviation, card.of) != (was.deviation, was.of):
        yield parts.bar
    for rect, one, two in zip(parts.cells, card.cells, was.cells, strict=True):
        if one != two:
            yield rect


class FiguresPanel(QWidget):
    """The cards of what the workbench touches.

    Signals
    -------
    what_if_wanted()
        Tell more of the last days.
    """

    what_if_wanted = Signal()

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self._bench: Workbench | None = None
        self._figures: tuple[str, ...] = ()
        self._title = label("", "section")
        self.cards = FigureCards(tokens)
        inside = QWidget()
        inside.setLayout(column(self._title, self.cards, 1, margin=space["m"]))
        scroll = QScrollArea()
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.what_if = button(tr("The last 90 days …"), tokens, name="history")
        self.what_if.clicked.connect(self.what_if_wanted)
        foot = QHBoxLayout()
        foot.setContentsMargins(space["m"], 0, space["m"], space["m"])
        foot.addWidget(self.what_if, 1)
        self.setLayout(column(scroll, foot))

    def watch(self, bench: Workbench) -> None:
        """Follow another workbench."""
        self._bench = bench
        self._figures = known(bench.base_loads[min(bench.base_loads)])
        bench.changed.connect(self.refresh)
        bench.tried.connect(self.refresh)
        bench.chosen.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show what is touched or chosen now."""
        bench = self._bench
        if bench is None:
            return
        level, loads, number = bench.level, bench.loads(), bench.level.number
        base = bench.base_loads[number]
        mean = mean_load(loads)
        rows = [row for row in bench.subject.tolist() if loads.polygons[row] is not None]
        figures = self._figures
        cards = [grid_card(level, loads, base, row, mean, figures) for row in rows[:_MOST]]
        if not cards or len(rows) > _MOST:
            cards.insert(0, net_card(level, loads, figures))
        self._title.setText(
            tr("Beside the edition in force") if rows else tr("Choose grids to see their load")
        )
        self.cards.show_cards(cards)


def _height(card: Card) -> int:
    rows = -(-len(card.cells) // _ACROSS)
    line = _LINE if card.passed else 0
    return _HEAD + rows * _ROW + line + (_FOOT if card.deviation is None else _BAR + _FOOT)


def _spoken(card: Card) -> str:
    return ", ".join(
        [
            card.title,
            *(" ".join((one.name, one.value, one.change)).strip() for one in card.cells),
            card.passed,
        ]
    )


@cache
def _face(size: str, weight: int) -> tuple[QFont, QFontMetrics]:
    font = figure_font(size, weight)
    return font, QFontMetrics(font)


@lru_cache(maxsize=1024)
def _advance(text: str, size: str, weight: int) -> int:
    """Return the width of a text, most of which stay the same from step to step of a drag."""
    return _face(size, weight)[1].horizontalAdvance(text)


def _write(
    painter: QPainter, box: QRectF, text: str, colour: str, size: str, weight: int = 400
) -> None:
    font, metrics = _face(size, weight)
    painter.setFont(font)
    painter.setPen(QColor(colour))
    if _advance(text, size, weight) > box.width():
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()))
    painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
