"""The window's actions: what can be done on every screen, by name, by key, on the rail."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut

from gridapp.desktop.palette import Action
from gridapp.desktop.widgets.rail import Entry
from gridapp.desktop.widgets.tokens import Tokens
from gridapp.language import current, tr

if TYPE_CHECKING:
    from gridapp.desktop.window import MainWindow

MAP_KEYS = frozenset({"Home", "I", "R", "Shift+R"})
"""Keys that the map has to itself: letters are for writing everywhere else."""


def actions_of(window: "MainWindow") -> list[Action]:
    """Return the actions of a window."""
    looking = window.looking
    return [
        Action(tr("Go to the operator's console"), lambda: window.go_to("console"), "F1"),
        Action(tr("Go to the inspector's replay"), lambda: window.go_to("replay"), "F2"),
        Action(tr("Go to the supervisor's editor"), lambda: window.go_to("editor"), "F3"),
        Action(tr("Take down a report"), window.take_report, "Ctrl+N"),
        Action(tr("Filter the queue"), window.filter_queue, "Ctrl+F"),
        Action(tr("Import a sheet of reports"), window.import_reports, "Ctrl+I"),
        Action(tr("Go to the next doubt or edge dispute"), window.next_doubt, "F7"),
        Action(tr("Join cases of one trouble"), window.join_cases, "Ctrl+J"),
        Action(tr("Go to a grid, a place or a coordinate"), looking.ask_where, "Ctrl+G"),
        Action(tr("Bookmarks"), looking.show_bookmarks, "Ctrl+B"),
        Action(tr("Bookmark what the map shows"), looking.add_bookmark, "Ctrl+Shift+B"),
        Action(tr("Measure a distance"), lambda: looking.measure("distance"), "R"),
        Action(tr("Measure an area"), lambda: looking.measure("area"), "Shift+R"),
        Action(tr("Identify what lies under a point"), looking.identify, "I"),
        Action(tr("Compare editions, or see the net of a day"), window.compare_editions),
        Action(tr("Show everything on the map"), window.canvas.fit, "Home"),
        Action(tr("Show or hide the list of layers"), window.stage.layers_button.toggle, "F4"),
        *window.desk.actions(),
        *window.paper.actions(),
        Action(tr("Switch between dark and light"), window.theme_asked.emit, "F8"),
        Action(tr("Switch between Chinese and English"), window.language_asked.emit, "F9"),
        Action(tr("Close the window"), lambda: (window.close(), None)[1], "Ctrl+Q"),
    ]


def moves_of(window: "MainWindow") -> list[Action]:
    """Return what can be done with what is open: a case, a track, a draft."""
    replay = window.replay
    if window.screen_name == "replay" and replay.has_right:
        return [
            Action(tr("Play or pause"), replay.toggle, "Space"),
            Action(tr("Follow the terminal"), replay.transport.follow.toggle),
        ]
    if window.screen_name == "editor":
        return [Action(*offer) for offer in window.editor.actions()]
    return [Action(*offer) for offer in window.console.offers()]


def bind_keys(window: "MainWindow") -> None:
    """Let the actions' keys do them; letters do so only while the map has the keys."""
    QShortcut(QKeySequence("Ctrl+K"), window, window.show_palette)
    here = Qt.ShortcutContext.WidgetShortcut
    for action in actions_of(window):
        keys = QKeySequence(action.keys)
        if action.keys in MAP_KEYS - {"Home"}:  # Home is a gesture of the map itself
            QShortcut(keys, window.canvas, action.act, context=here)
        elif action.keys != "Home" and action.keys:
            QShortcut(keys, window, action.act)


def rail_entries(window: "MainWindow", tokens: Tokens) -> tuple[list[Entry], list[Entry]]:
    """Return the screens and the switches of the rail."""
    other = "EN" if current() == "zh_CN" else "中文"
    is_dark = tokens.name == "dark"
    screens = [
        Entry("console", tr("Command"), tr("The operator's console (F1)"), "radio",
              lambda: window.go_to("console")),
        Entry("replay", tr("Tracks"), tr("The inspector's replay (F2)"), "route",
              lambda: window.go_to("replay")),
        Entry("editor", tr("Grids"), tr("The supervisor's editor (F3)"), "grid",
              lambda: window.go_to("editor")),
    ]  # fmt: skip
    switches = [
        Entry("theme", tr("Light") if is_dark else tr("Dark"), tr("Dark or light (F8)"),
              "sun" if is_dark else "moon", window.theme_asked.emit),
        Entry("language", other, tr("Chinese or English (F9)"), "language",
              window.language_asked.emit),
    ]  # fmt: skip
    return screens, switches
