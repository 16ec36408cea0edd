"""Two scenes in one place: under a divider that is drawn across, or side by side."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QRegion,
)
from PySide6.QtWidgets import QWidget

from gridapp.desktop.map.canvas import MapCanvas
from gridapp.desktop.map.scene import Scene
from gridapp.desktop.map.view import Viewport
from gridapp.desktop.widgets.style import text_font
from gridapp.desktop.widgets.tokens import Tokens, radius, space
from gridapp.language import tr

_GRIP = 14.0  # pixels: radius of the divider's handle
_STEP, _LEAP = 0.01, 0.1  # shares of the window that a key moves the divider
_NEAR = 0.05  # pixels by which two views may differ and still show the same


class Follower(MapCanvas):
    """A canvas that shows the ground that another one shows, frame by frame.

    Parameters
    ----------
    leader : MapCanvas
    scene : Scene
        What it shows of that ground.
    title : str
        Stands on a plate at the top.
    """

    def __init__(self, leader: MapCanvas, scene: Scene, title: str, parent: QWidget | None) -> None:
        super().__init__(leader.tokens, parent)
        self._leader = leader
        self._is_led = False
        self.has_furniture = False
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the leader has the keys
        self.setAccessibleName(title)
        self.set_scene(scene)
        self.show_view(leader.viewport)
        self._overlay = self._follow  # one object: what is put on is what is taken off
        leader.overlays.append(self._overlay)
        self.view_changed.connect(self._lead)

    def let_go(self) -> None:
        """Follow no more, and go."""
        self._leader.overlays.remove(self._overlay)
        self.set_scene(Scene())
        self.hide()
        self.deleteLater()

    def _follow(self, _painter: QPainter, view: Viewport, _tokens: Tokens) -> None:
        """See what the leader paints just now, also amid a glide."""
        if not _shows_the_same(self.viewport, view):
            self._is_led = True
            self.show_view(view)
            self._is_led = False

    def _lead(self) -> None:
        """Take the leader along where the hand is on this canvas."""
        if not self._is_led and not _shows_the_same(self.viewport, self._leader.viewport):
            self._leader.show_view(self.viewport)


def _shows_the_same(one: Viewport, two: Viewport) -> bool:
    apart = max(abs(one.x - two.x), abs(one.y - two.y))
    return apart < _NEAR * two.scale and abs(one.scale / two.scale - 1) < 1e-9


class Divider(QWidget):
    """A line across the map with a handle: by mouse, or by arrows, Home and End.

    Signals
    -------
    moved(share)
        Where it is wanted, 0 at the left to 1 at the right.
    """

    moved = Signal(float)

    def __init__(self, tokens: Tokens, parent: QWidget) -> None:
        super().__init__(parent)
        self._tokens, self._map = tokens, parent
        self._share = 0.5
        self.setCursor(Qt.CursorShape.SplitHCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Divider: left and right move it"))
        self.setToolTip(tr("Drag, or press left and right; with Shift in leaps"))

    @property
    def share(self) -> float:
        """Where it stands, 0 at the left to 1 at the right."""
        return self._share

    def put(self, share: float) -> None:
        """Stand elsewhere."""
        self._share = min(max(share, 0.0), 1.0)
        width = round(2 * _GRIP) + 4
        left = round(self._map.width() * self._share - width / 2)
        self.setGeometry(QRect(left, 0, width, self._map.height()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the hand."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            x = self.mapToParent(event.position().toPoint()).x()
            self.moved.emit(x / max(self._map.width(), 1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the keys as well."""
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move it, Home and End take it to the edges."""
        step = _LEAP if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else _STEP
        places = {
            Qt.Key.Key_Left: self._share - step,
            Qt.Key.Key_Right: self._share + step,
            Qt.Key.Key_Home: 0.0,
            Qt.Key.Key_End: 1.0,
        }
        place = places.get(Qt.Key(event.key()))
        if place is None:
            super().keyPressEvent(event)
        else:
            self.moved.emit(place)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line and the handle."""
        look, middle = self._tokens.furniture, self.width() / 2
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for colour, width in ((look.pin_edge, 4.0), (look.pin, 2.0)):
            painter.setPen(QPen(QColor(colour), width))
            painter.drawLine(QPointF(middle, 0), QPointF(middle, self.height()))
        centre = QPointF(middle, self.height() / 2)
        edge = look.selection_stroke if self.hasFocus() else look.pin
        painter.setPen(QPen(QColor(edge), 2.4 if self.hasFocus() else 1.6))
        painter.setBrush(QColor(self._tokens.surface.raised))
        painter.drawEllipse(centre, _GRIP - 1, _GRIP - 1)
        painter.setPen(QPen(QColor(self._tokens.surface.text), 1.8))
        for side in (-1, 1):
            tip = centre + QPointF(side * 8, 0)
            painter.drawLine(tip, tip + QPointF(-side * 4, -4))
            painter.drawLine(tip, tip + QPointF(-side * 4, 4))
        painter.end()


class Swipe(QObject):
    """A second scene over the right part of a canvas, as far as the divider.

    Parameters
    ----------
    canvas : MapCanvas
        Its own scene is at the left; tools and keys stay with it.
    scene : Scene
        At the right.
    left, right : str
        What the two are called.
    """

    def __init__(self, canvas: MapCanvas, scene: Scene, left: str, right: str) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._titles = (left, right)
        self.over = Follower(canvas, scene, right, canvas)
        self.over.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.divider = Divider(canvas.tokens, canvas)
        self.divider.moved.connect(self.put)
        self._draw = self._draw_titles
        canvas.overlays.append(self._draw)
        self.over.overlays.append(self._draw)
        canvas.installEventFilter(self)
        self.put(0.5)
        self.over.show()
        self.divider.show()
        self.divider.raise_()

    def put(self, share: float) -> None:
        """Put the divider elsewhere, 0 at the left to 1 at the right."""
        canvas = self._canvas
        self.divider.put(share)
        self.over.setGeometry(canvas.rect())
        left = round(canvas.width() * self.divider.share)
        self.over.setMask(QRegion(left, 0, max(canvas.width() - left, 1), canvas.height()))
        canvas.update()
        self.over.update()

    def close(self) -> None:
        """Show the one scene again."""
        self._canvas.removeEventFilter(self)
        self._canvas.overlays.remove(self._draw)
        self.over.let_go()
        self.divider.hide()
        self.divider.deleteLater()
        self._canvas.update()
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the share when the window has another size."""
        if event.type() == QEvent.Type.Resize:
            self.put(self.divider.share)
        return super().eventFilter(watched, event)

    def _draw_titles(self, painter: QPainter, view: Viewport, tokens: Tokens) -> None:
        left, right = self._titles
        x = view.width * self.divider.share
        draw_title(painter, tokens, left, x - _GRIP, is_left_of=True)
        draw_title(painter, tokens, right, x + _GRIP)


class SideBySide(QObject):
    """A second canvas beside the first; each moves with the other.

    Parameters
    ----------
    canvas : MapCanvas
    scene : Scene
        On the second canvas.
    left, right : str
        What the two are called.
    divide : callable
        Gives a widget the half of the canvas' room; with None the canvas has all again.
    """

    def __init__(
        self,
        canvas: MapCanvas,
        scene: Scene,
        left: str,
        right: str,
        divide: Callable[[QWidget | None], None],
    ) -> None:
        super().__init__(canvas)
        self._canvas, self._divide = canvas, divide
        self.beside = Follower(canvas, scene, right, canvas.parentWidget())
        self._here = _titled(left)
        canvas.overlays.append(self._here)
        self.beside.overlays.append(_titled(right))
        divide(self.beside)
        self.beside.show()

    def close(self) -> None:
        """Give the canvas its room back."""
        self._canvas.overlays.remove(self._here)
        self.beside.let_go()
        self._divide(None)
        self._canvas.update()
        self.deleteLater()


def _titled(text: str) -> Callable[[QPainter, Viewport, Tokens], None]:
    def draw(painter: QPainter, _view: Viewport, tokens: Tokens) -> None:
        draw_title(painter, tokens, text, 0.0)

    return draw


def draw_title(
    painter: QPainter, tokens: Tokens, text: str, x: float, *, is_left_of: bool = False
) -> None:
    """Draw a title on a plate at the top, beside an x in pixels."""
    font = text_font("body", 500)
    width = QFontMetricsF(font).horizontalAdvance(text) + 2 * space["s"]
    margin = float(space["m"])
    left = x - margin - width if is_left_of else x + margin
    plate = QRectF(left, margin, width, 26)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(tokens.surface.line), 1))
    painter.setBrush(QColor(tokens.surface.raised))
    painter.drawRoundedRect(plate, radius["s"], radius["s"])
    painter.setFont(font)
    painter.setPen(QColor(tokens.surface.text))
    painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, text)
