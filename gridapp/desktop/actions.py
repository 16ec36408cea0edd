"""The window's actions: what can be done from every screen, by name and by key."""

from typing import TYPE_CHECKING

from gridapp.desktop.palette import Action
from gridapp.language import tr

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
