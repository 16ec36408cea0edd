"""The live panel: a card for each grid that is touched or chosen, drawn at once."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

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
from gridapp.desktop.widgets.panel import column, label
from gridapp.desktop.widgets.style import figure_font, text_font
from gridapp.desktop.widgets.tokens import Tokens, radius, space
from gridapp.language import tr

_HEAD, _ROW, _BAR, _FOOT = 52, 36, 26, 10  # pixels of a card's parts
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
        """Show other cards."""
        if len(cards) != len(self._cards):
            self.updateGeometry()
        self._cards = cards
        self.setAccessibleDescription("; ".join(_spoken(card) for card in cards))
        self.setFixedHeight(self.sizeHint().height())
        self.update()

    def sizeHint(self) -> QSize:
        """As high as the cards."""
        heights = sum(_height(card) + space["s"] for card in self._cards)
        return QSize(280, max(heights, 1))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the cards."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top = 0.0
        for card in self._cards:
            box = QRectF(0.5, top + 0.5, self.width() - 1.0, _height(card) - 1.0)
            self._draw(painter, card, box)
            top += _height(card) + space["s"]
        painter.end()

    def _draw(self, painter: QPainter, card: Card, box: QRectF) -> None:
        surface = self._tokens.surface
        painter.setPen(QColor(surface.line))
        painter.setBrush(QColor(surface.raised))
        painter.drawRoundedRect(box, radius["l"], radius["l"])
        inner = box.adjusted(space["m"], space["s"] + 2, -space["m"], -space["s"])
        line = QRectF(inner.left(), inner.top(), inner.width(), 18)
        _write(painter, line, card.title, surface.text, text_font("body", 600))
        line.translate(0, 18)
        role = surface.muted if card.is_whole else surface.danger
        _write(painter, line, card.note, role, figure_font("small"))
        width = inner.width() / _ACROSS
        for number, cell in enumerate(card.cells):
            left = inner.left() + number % _ACROSS * width
            self._draw_cell(
                painter,
                cell,
                QRectF(left, inner.top() + 42 + number // _ACROSS * _ROW, width, _ROW),
            )
        if card.deviation is not None:
            bar = QRectF(inner.left(), inner.bottom() - 20, inner.width(), 20)
            self._draw_deviation(painter, card.deviation, card.of, bar)

    def _draw_cell(self, painter: QPainter, cell: Cell, box: QRectF) -> None:
        surface = self._tokens.surface
        upper = QRectF(box.left(), box.top(), box.width() - space["xs"], 14)
        lower = QRectF(box.left(), box.top() + 14, box.width(), 18)
        _write(painter, upper, cell.name, surface.muted, text_font("small"))
        _write(painter, lower, cell.value, surface.text, figure_font("body", 500))
        if cell.change:
            taken = QFontMetrics(figure_font("body", 500)).horizontalAdvance(cell.value)
            lower.setLeft(lower.left() + taken + space["xs"])
            _write(painter, lower, cell.change, surface.accent, figure_font("small", 600))

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
        _write(painter, words, text, colour, figure_font("small", 500))


class FiguresPanel(QWidget):
    """The cards of what the workbench touches."""

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
        self.setLayout(column(scroll))

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
    return _HEAD + rows * _ROW + (_FOOT if card.deviation is None else _BAR + _FOOT)


def _spoken(card: Card) -> str:
    return ", ".join(
        [card.title, *(" ".join((one.name, one.value, one.change)).strip() for one in card.cells)]
    )


def _write(painter: QPainter, box: QRectF, text: str, colour: str, font: QFont) -> None:
    painter.setFont(font)
    painter.setPen(QColor(colour))
    elided = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()))
    painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, elided)
