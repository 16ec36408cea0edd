"""The desk where maps leave the screen: a notice map, a wall map, a page for any browser."""

from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from gridapp.desktop.backgrounds.placing import PREFIX
from gridapp.desktop.map.canvas import MapCanvas
from gridapp.desktop.palette import Action
from gridapp.desktop.printing.dialog import MakePage, PageDialog
from gridapp.desktop.printing.notice import notice_page
from gridapp.desktop.printing.reading import read_notice, read_wall
from gridapp.desktop.printing.wall_map import wall_page
from gridapp.desktop.scenery import LEVEL_ONE, LEVEL_TWO
from gridapp.desktop.session import Session
from gridapp.errors import NotFoundError
from gridapp.language import tr
from gridapp.messages import message

_PAGE_LAYERS = ("net", "cases", "streets", "water")


class PrintDesk(QObject):
    """Offers the ways of a map out of a window."""

    def __init__(self, session: Session, canvas: MapCanvas, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._canvas, self._window = session, canvas, window

    def actions(self) -> list[Action]:
        """Return what can be done here."""
        return [
            Action(tr("Print a notice map of the grid…"), self.print_selected, "Ctrl+P"),
            Action(tr("Print a wall map…"), self.print_wall),
            Action(tr("Save a web map…"), self.ask_for_page),
        ]

    def print_selected(self) -> None:
        """Open the preview of the notice map of the grid that is selected."""
        selection = self._canvas.scene.selection
        codes = [code for layer in (LEVEL_TWO, LEVEL_ONE) for code in selection.get(layer, ())]
        if codes:
            self.print_notice(str(codes[0]))
        else:
            self._session.failed.emit(
                NotFoundError(
                    message("No grid is selected."),
                    message("Click on a grid, or go to one by Ctrl+G; then print its map."),
                )
            )

    def print_notice(self, code: str) -> None:
        """Open the preview of a grid's notice map."""
        workspace = self._session.workspace
        self._open(
            lambda wish: notice_page(
                read_notice(workspace, code),
                with_phone=wish.phones,
                with_backgrounds=wish.backgrounds,
            ),
            tr("Notice map"),
        )

    def print_wall(self) -> None:
        """Open the preview of the net's wall map."""
        workspace = self._session.workspace
        self._open(
            lambda wish: wall_page(
                read_wall(workspace),
                with_phones=wish.phones,
                with_backgrounds=wish.backgrounds,
            ),
            tr("Wall map"),
        )

    def ask_for_page(self) -> None:
        """Ask where a map page is to go that opens in any browser without a network."""
        dialog = QFileDialog(self._window, tr("Save a web map…"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter("HTML (*.html)")
        dialog.setDefaultSuffix("html")
        dialog.selectFile(f"{self._session.workspace.title}.html")
        dialog.fileSelected.connect(lambda path: self.save_page(Path(path)))
        dialog.open()

    def save_page(self, path: Path) -> None:
        """Write the net, the cases and the ground as a page; the file dialog asked to replace."""
        workspace = self._session.workspace

        def write() -> int:
            from gridapp.desktop.web_page import write_page  # brings folium and pandas with it

            there = {f.kind for s in ("area", "line") for f in workspace.geography.background(s)}
            names = [name for name in _PAGE_LAYERS if name in {"net", "cases", *there}]
            names = names if workspace.casework.rows() else [n for n in names if n != "cases"]
            return write_page(workspace, path, names, overwrite=True)

        def told(_: int) -> None:
            self._session.said.emit(tr("The web map is in {path}.", path=path))

        self._session.ask("web page", write, told)

    def _open(self, make: MakePage, title: str) -> None:
        shown = self._canvas.scene.visible
        has_backgrounds = any(layer.name.startswith(PREFIX) for layer in shown)
        dialog = PageDialog(
            self._session, make, title, has_backgrounds, self._canvas.tokens, self._window
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
