"""The preview of a page on the screen, and saving it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QKeySequence, QPixmap, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QWidget,
)

from gridapp.desktop.printing.pages import SUFFIXES, Page, picture_of, save_page
from gridapp.desktop.session import Session
from gridapp.desktop.widgets.panel import button, column, label
from gridapp.desktop.widgets.tokens import Tokens, space
from gridapp.errors import GridappError
from gridapp.language import say, tr

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

_SIDE = 240
_PREVIEW_PIXELS = 1600.0  # the longer side of the picture that is shown


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to stand on a page: phone numbers, the maps below the nets."""

    phones: bool
    backgrounds: bool


MakePage = Callable[[Wish], Page]
"""Reads what a page needs and lays it out; off the main thread."""


@dataclass(frozen=True, slots=True)
class Preview:
    """A page and a picture of it."""

    page: Page
    image: QImage


def preview(make: MakePage, wish: Wish) -> Preview:
    """Make a page and its picture; off the main thread."""
    page = make(wish)
    return Preview(page, picture_of(page, _PREVIEW_PIXELS / max(page.width, page.height)))


class PageDialog(QDialog):
    """Shows a page; saves it as PDF, SVG or PNG, or prints it.

    Pages are drawn on the thread of the network: a background may be long in coming.
    """

    def __init__(
        self,
        session: Session,
        make: MakePage,
        title: str,
        has_backgrounds: bool,
        tokens: Tokens,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._session, self._make = session, make
        self._preview: Preview | None = None
        self._printer: QPrinter | None = None  # while people choose
        self._is_open = True  # answers may come when it is closed and gone
        self.setWindowTitle(title)
        self.sheet = QLabel(tr("The page is being laid out…"))
        self.sheet.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.sheet.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.sheet.setMinimumSize(QSize(_SIDE, _SIDE))
        self.sheet.setAccessibleName(tr("Preview of the page"))
        self.phones = QCheckBox(tr("With phone numbers"))
        self.phones.setChecked(True)
        self.phones.toggled.connect(self.refresh)
        self.backgrounds = QCheckBox(tr("With background maps"))
        self.backgrounds.setChecked(has_backgrounds)
        self.backgrounds.toggled.connect(self.refresh)
        self.save = button(tr("Save the page…"), tokens, name="download", role="primary")
        self.save.setDefault(True)
        self.save.setEnabled(False)
        self.save.clicked.connect(self.ask_where)
        self.print = button(tr("Print…"), tokens, name="printer")
        self.print.setEnabled(False)
        self.print.clicked.connect(self.ask_printer)
        self.close_button = button(tr("Close"), tokens)
        self.close_button.clicked.connect(self.reject)
        self.told = label("", "muted", wraps=True)
        QShortcut(QKeySequence.StandardKey.Save, self, self.ask_where)
        QShortcut(QKeySequence.StandardKey.Print, self, self.ask_printer)
        side = QWidget()
        side.setFixedWidth(_SIDE)
        side.setLayout(
            column(label(title, "title", wraps=True), self.phones, self.backgrounds,
                   self.told, 1, self.save, self.print, self.close_button, gap=space["m"])
        )  # fmt: skip
        self.backgrounds.setVisible(has_backgrounds)
        row = QHBoxLayout(self)
        row.setContentsMargins(*(space["l"],) * 4)
        row.setSpacing(space["l"])
        row.addWidget(self.sheet, 1)
        row.addWidget(side)
        room = parent.window().size()
        self.resize(min(980, room.width() - space["xl"]), min(860, room.height() - space["xl"]))
        self.refresh()

    @property
    def is_ready(self) -> bool:
        """Whether there is a page to save."""
        return self.save.isEnabled()

    def refresh(self) -> None:
        """Lay the page out anew."""
        self._allow(False)
        make, wish = self._make, Wish(self.phones.isChecked(), self.backgrounds.isChecked())
        self._session.network.ask("page", lambda: preview(make, wish), self._show, self._refuse)

    def ask_where(self) -> None:
        """Ask for a file name and save the page there."""
        if self._preview is None or not self.is_ready:
            return
        dialog = QFileDialog(self, tr("Save the page…"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([f"{suffix[1:].upper()} (*{suffix})" for suffix in SUFFIXES])
        dialog.setDefaultSuffix(SUFFIXES[0][1:])
        dialog.filterSelected.connect(
            lambda chosen: dialog.setDefaultSuffix(chosen.partition(" ")[0].lower())
        )
        dialog.selectFile(_file_name(self._preview.page.title))
        dialog.fileSelected.connect(lambda path: self.save_to(Path(path)))
        dialog.open()

    def save_to(self, path: Path) -> None:
        """Save the page that is shown; off the main thread."""
        if self._preview is None:
            return
        page = self._preview.page

        def saved(_: None) -> None:
            self._tell(tr("The page is in {path}.", path=path))

        self._session.network.ask("save page", lambda: save_page(page, path), saved, self._refuse)

    def ask_printer(self) -> None:
        """Ask for a printer and print the page there."""
        if self._preview is None or not self.is_ready:
            return
        from PySide6.QtPrintSupport import QPrintDialog  # few print, and it asks for printers

        from gridapp.desktop.printing.printer import printer_for

        self._printer = printer_for(self._preview.page)
        asked = QPrintDialog(self._printer, self)
        asked.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        asked.setWindowModality(Qt.WindowModality.WindowModal)
        asked.accepted.connect(self.print_to)
        asked.show()

    def print_to(self, printer: "QPrinter") -> None:
        """Print the page that is shown; off the main thread."""
        if self._preview is None:
            return
        from gridapp.desktop.printing.printer import print_page

        page = self._preview.page

        def printed(_: None) -> None:
            where = printer.outputFileName() or printer.printerName()
            self._tell(tr("The page went to “{printer}”.", printer=where))

        self._session.network.ask(
            "print page", lambda: print_page(page, printer), printed, self._refuse
        )

    def done(self, result: int) -> None:
        """Close; what is under way is saved, but nothing is shown any more."""
        self._is_open = False
        super().done(result)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the picture into its new room."""
        super().resizeEvent(event)
        self._fit()

    def _show(self, found: Preview) -> None:
        if not self._is_open:
            return
        self._preview = found
        self._allow(True)
        self.told.setText("")
        self._fit()

    def _allow(self, is_ready: bool) -> None:
        self.save.setEnabled(is_ready)
        self.print.setEnabled(is_ready)

    def _tell(self, text: str) -> None:
        self._session.said.emit(text)
        if self._is_open:
            self.told.setText(text)

    def _refuse(self, error: GridappError) -> None:
        if not self._is_open:
            self._session.failed.emit(error)
            return
        remedy = f" {say(error.remedy)}" if error.remedy else ""
        self.told.setText(say(error.problem) + remedy)
        if self._preview is None:
            self.sheet.setText("")

    def _fit(self) -> None:
        if self._preview is None:
            return
        ratio = self.devicePixelRatioF()
        image = self._preview.image.copy()
        image.setDevicePixelRatio(1.0)
        fitted = image.scaled(
            self.sheet.size() * ratio,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        fitted.setDevicePixelRatio(ratio)
        self.sheet.setPixmap(QPixmap.fromImage(fitted))


def _file_name(title: str) -> str:
    """Make a file name of a title: what no system allows in one becomes a blank."""
    return " ".join("".join(" " if c in '<>:"/\\|?*·' else c for c in title).split()) + SUFFIXES[0]
