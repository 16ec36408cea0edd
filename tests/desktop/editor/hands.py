"""A hand on the editor's canvas: drags, clicks and keys at map positions."""

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from gridapp.desktop.map.canvas import MapCanvas

LEFT = Qt.MouseButton.LeftButton

Place = tuple[float, float]


def pixel(canvas: MapCanvas, place: Place) -> QPoint:
    return QPointF(*canvas.viewport.screen(*place)).toPoint()


def hold(canvas: MapCanvas, begin: Place, *way: Place) -> None:
    """Press at a place and move the pointer on, the button down."""
    QTest.mouseMove(canvas, pixel(canvas, begin))
    QTest.mousePress(canvas, LEFT, pos=pixel(canvas, begin))
    for place in way:
        QTest.mouseMove(canvas, pixel(canvas, place))


def drag(canvas: MapCanvas, begin: Place, *way: Place) -> None:
    hold(canvas, begin, *way)
    QTest.mouseRelease(canvas, LEFT, pos=pixel(canvas, way[-1]))


def click(canvas: MapCanvas, place: Place, *, is_adding: bool = False) -> None:
    held = Qt.KeyboardModifier.ShiftModifier if is_adding else Qt.KeyboardModifier.NoModifier
    QTest.mouseMove(canvas, pixel(canvas, place))
    QTest.mouseClick(canvas, LEFT, held, pixel(canvas, place))


def double_click(canvas: MapCanvas, place: Place) -> None:
    click(canvas, place)
    QTest.mouseDClick(canvas, LEFT, pos=pixel(canvas, place))


def draw(canvas: MapCanvas, *line: Place) -> None:
    """Draw a line and end it with Enter."""
    for place in line:
        click(canvas, place)
    QTest.keyClick(canvas, Qt.Key.Key_Return)


def key(canvas: MapCanvas, name: Qt.Key) -> None:
    QTest.keyClick(canvas, name)
