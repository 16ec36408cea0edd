"""The hand on the map: wheel, drag, rubber band and keys become views and signals."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QWidget

from gridapp.desktop.map.scene import Hit, Scene
from gridapp.desktop.map.tool import Pointer, Tool
from gridapp.desktop.map.view import Viewport

_NOTCH = 120.0  # a wheel's notch in eighths of a degree
_STEP = 2.0**0.5  # two notches or two presses halve or double the scale
_REACH = 6.0  # pixels within which a point or line is hit
_STRIDE = 0.2  # share of the window that an arrow key moves


@dataclass(frozen=True, slots=True)
class _Press:
    """Where and over which view the button went down."""

    point: QPointF
    view: Viewport
    is_band: bool
    is_drag: bool = False


class MapGestures(QWidget):
    """A widget that turns input into views and signals; `MapCanvas` draws it.

    A `tool` in the hand hears of the left button and the keys first; a drag that it leaves, the
    middle button and the wheel always move the map.

    Signals
    -------
    hovered(hit)
        The `Hit` under the cursor changed, None for nothing.
    clicked(hit, x, y)
        A click without a drag, at a map position; the hit may be None.
    menu_asked(hit, x, y, point)
        The context menu is wanted; `point` is the global screen position.
    cursor_moved(x, y)
        The cursor's map position.
    """

    hovered = Signal(object)
    clicked = Signal(object, float, float)
    menu_asked = Signal(object, float, float, object)
    cursor_moved = Signal(float, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.tool: Tool | None = None
        self._press: _Press | None = None
        self._band: QRectF | None = None
        self._is_held = False  # by the tool

    # What the canvas provides

    @property
    def scene(self) -> Scene:
        """The scene on show."""
        raise NotImplementedError

    @property
    def viewport(self) -> Viewport:
        """The view on show, or the one it glides to."""
        raise NotImplementedError

    def show_view(self, view: Viewport, glide: bool = False) -> None:
        """Show a view, at once or gliding there."""
        raise NotImplementedError

    def fit(self) -> None:
        """Show the whole scene."""
        raise NotImplementedError

    # Zoom

    def zoom(self, factor: float, at: QPointF | None = None, glide: bool = True) -> None:
        """Multiply metres per pixel by `factor`; the point stays (the middle if left out)."""
        view = self.viewport
        point = QPointF(view.width / 2, view.height / 2) if at is None else at
        self.show_view(view.zoom_at(point.x(), point.y(), factor), glide)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the cursor."""
        notches = event.angleDelta().y() / _NOTCH
        if notches:
            # Whole notches glide; the fine steps of a touchpad are smooth by themselves.
            self.zoom(_STEP**-notches, event.position(), glide=abs(notches) >= 1)
        event.accept()

    def event(self, event: QEvent) -> bool:
        """Zoom by a pinch on a touchpad."""
        if (
            isinstance(event, QNativeGestureEvent)
            and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture
        ):
            self.zoom(1 / max(1 + event.value(), 0.1), event.position(), glide=False)
            return True
        return super().event(event)

    # Drag, band, click

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a drag, a band (with Shift) or a click."""
        if event.button() not in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            return
        is_left = event.button() == Qt.MouseButton.LeftButton
        if is_left and self.tool is not None and self.tool.press(self._pointer(event)):
            self._is_held = True
            self._point_at(None)
            return
        is_band = is_left and bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self._press = _Press(event.position(), self.viewport, is_band)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the map or the band, or look what is under the cursor."""
        point, press = event.position(), self._press
        x, y = self.viewport.place(point.x(), point.y())
        self.cursor_moved.emit(x, y)
        if self.tool is not None and (self._is_held or press is None):
            self.tool.move(self._pointer(event))
        if press is None:
            if not self._is_held:
                self._look(point)
            return
        moved = point - press.point
        if not press.is_drag:
            if moved.manhattanLength() < QApplication.startDragDistance():
                return
            self._press = _Press(press.point, press.view, press.is_band, is_drag=True)
            shape = Qt.CursorShape.CrossCursor if press.is_band else Qt.CursorShape.ClosedHandCursor
            self.setCursor(shape)
        if press.is_band:
            self._band = QRectF(press.point, point).normalized()
            self.update()
        else:
            self.show_view(press.view.pan(moved.x(), moved.y()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a drag, zoom to the band, or click."""
        is_left = event.button() == Qt.MouseButton.LeftButton
        if self._is_held and is_left:
            self._is_held = False
            if self.tool is not None:
                self.tool.release(self._pointer(event))
            return
        press, band = self._press, self._band
        if press is None:
            return
        self._forget_press()
        if band is not None:
            left, top = press.view.place(band.left(), band.top())
            right, bottom = press.view.place(band.right(), band.bottom())
            self.show_view(self.viewport.fit((left, bottom, right, top), margin=0), glide=True)
        elif not press.is_drag and is_left:
            if self.tool is not None and self.tool.click(self._pointer(event)):
                return
            x, y = self.viewport.place(event.position().x(), event.position().y())
            self.clicked.emit(self._hit(event.position()), x, y)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Offer it to the tool; else it is a second press."""
        is_left = event.button() == Qt.MouseButton.LeftButton
        if is_left and self.tool is not None and self.tool.double_click(self._pointer(event)):
            return
        self.mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for a menu about what is under the cursor."""
        point = QPointF(event.pos())
        x, y = self.viewport.place(point.x(), point.y())
        self.menu_asked.emit(self._hit(point), x, y, event.globalPos())

    def leaveEvent(self, event: QEvent) -> None:
        """Point at nothing."""
        self._point_at(None)
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Plus and minus zoom, arrows move, Home shows all, Esc gives up a band or drag."""
        strides = {
            Qt.Key.Key_Left: (1, 0),
            Qt.Key.Key_Right: (-1, 0),
            Qt.Key.Key_Up: (0, 1),
            Qt.Key.Key_Down: (0, -1),
        }
        zooms = {
            Qt.Key.Key_Plus: 1 / _STEP,
            Qt.Key.Key_Equal: 1 / _STEP,
            Qt.Key.Key_Minus: _STEP,
            Qt.Key.Key_Underscore: _STEP,
        }
        key, view = Qt.Key(event.key()), self.viewport
        commands = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        if self.tool is not None and not event.modifiers() & commands and self.tool.key(key):
            return
        if key in strides:
            across, down = strides[key]
            moved = view.pan(across * view.width * _STRIDE, down * view.height * _STRIDE)
            self.show_view(moved, glide=True)
        elif key in zooms:
            self.zoom(zooms[key])
        elif key == Qt.Key.Key_Home:
            self.fit()
        elif key == Qt.Key.Key_Escape and self._press is not None:
            if not self._press.is_band:
                self.show_view(self._press.view)
            self._forget_press()
        else:
            super().keyPressEvent(event)

    def _pointer(self, event: QMouseEvent) -> Pointer:
        view, point = self.viewport, event.position()
        shifts = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier
        x, y = view.place(point.x(), point.y())
        return Pointer(x, y, view.scale, bool(event.modifiers() & shifts))

    def _forget_press(self) -> None:
        self._press = self._band = None
        self.rest_cursor()
        self.update()

    def rest_cursor(self) -> None:
        """Give the pointer the shape of the tool in the hand."""
        self.unsetCursor() if self.tool is None else self.setCursor(self.tool.cursor)

    def _hit(self, point: QPointF) -> Hit | None:
        view = self.viewport
        x, y = view.place(point.x(), point.y())
        return self.scene.hit(x, y, _REACH * view.scale, view.scale)

    def _look(self, point: QPointF) -> None:
        self._point_at(self._hit(point))

    def _point_at(self, hit: Hit | None) -> None:
        if hit != self.scene.hover:
            self.scene.set_hover(hit)
            self.hovered.emit(hit)
