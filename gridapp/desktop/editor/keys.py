"""The editor's own keys: letters take tools while the map has the keys."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut

from gridapp.desktop.editor.toolbox import entries
from gridapp.desktop.map.canvas import MapCanvas

if TYPE_CHECKING:
    from gridapp.desktop.editor.editor import Editor


def make_keys(editor: "Editor", canvas: MapCanvas) -> list[QShortcut]:
    """Return the keys, to be switched on while a draft is on the map."""
    window, here = Qt.ShortcutContext.WindowShortcut, Qt.ShortcutContext.WidgetShortcut
    ways = (("Ctrl+Z", editor.undo), ("Ctrl+Y", editor.redo), ("Ctrl+Shift+Z", editor.redo))
    return [
        *(QShortcut(QKeySequence(key), canvas, act, context=window) for key, act in ways),
        *(
            QShortcut(QKeySequence(one.key), canvas, partial(editor.take, one.id), context=here)
            for one in entries()
        ),
    ]
