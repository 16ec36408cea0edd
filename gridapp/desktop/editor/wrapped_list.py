"""A list whose lines wrap: rows are as high as their sentences need, at any width."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QListWidget, QStyledItemDelegate, QStyleOptionViewItem

from gridapp.desktop.widgets.tokens import space

_FRAME = 2  # pixels that the frame of the focus takes from a line


class WrappedList(QListWidget):
    """Sentences below one another, each with an icon or none.

    Parameters
    ----------
    name : str
        The accessible name.
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setWordWrap(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._measure = _Measure(self)
        self.setItemDelegate(self._measure)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines anew."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.scheduleDelayedItemsLayout()


class _Measure(QStyledItemDelegate):
    """Leaves out the padding of the style sheet, which Qt forgets when it breaks lines."""

    def __init__(self, parent: QListWidget) -> None:
        super().__init__(parent)
        self._list = parent

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Return the room of one sentence."""
        narrow = QStyleOptionViewItem(option)
        width = self._list.viewport().width()
        narrow.rect = QRect(0, 0, width - 2 * space["s"] - _FRAME, option.rect.height())
        return QSize(width, super().sizeHint(narrow, index).height())
