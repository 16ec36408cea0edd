"""The dialog in which background maps are added, ordered, looked at and removed."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QPixmap, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QStackedLayout,
    QWidget,
)

from gridapp.desktop.backgrounds.examining import Found, examine
from gridapp.desktop.backgrounds.form import BackgroundForm
from gridapp.desktop.backgrounds.presets import PRESETS, Preset, free_title, new_backgrounds
from gridapp.desktop.map.canvas import MapCanvas
from gridapp.desktop.session import Session
from gridapp.desktop.widgets.panel import button, column, empty, label, tool
from gridapp.desktop.widgets.tokens import space
from gridapp.errors import GridappError
from gridapp.exchange.backgrounds.source import Background, Kind, checked
from gridapp.exchange.backgrounds.wmts import Offer
from gridapp.language import say, tr

_WIDTH, _HEIGHT, _LIST = 860, 560, 250
_PREVIEW = QSize(360, 150)
_ONE = Qt.ItemDataRole.UserRole

Keep = Callable[[Sequence[Background]], None]


class BackgroundDialog(QDialog):
    """The backgrounds of a workspace: the topmost first, those that are ticked on the map.

    Parameters
    ----------
    backgrounds : sequence of Background
        The lowest first.
    keep : callable
        Called with all backgrounds, the lowest first, when they are to be kept.
    """

    def __init__(
        self,
        session: Session,
        backgrounds: Sequence[Background],
        canvas: MapCanvas,
        keep: Keep,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Background maps"))
        self._session, self._canvas, self._keep = session, canvas, keep
        tokens = canvas.tokens
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Background maps"))
        self.list.currentItemChanged.connect(lambda *_: self._show_current())
        self.add = button(tr("Add"), tokens, name="plus")
        self.menu = QMenu(self)
        for preset in PRESETS:
            self.menu.addAction(say(preset.text), partial(self.add_preset, preset))
        self.add.setMenu(self.menu)
        self.up = tool("chevron-up", tr("Further up"), tokens)
        self.down = tool("chevron-down", tr("Further down"), tokens)
        self.remove = tool("delete", tr("Remove (Del)"), tokens)
        self.up.clicked.connect(lambda: self._move(-1))
        self.down.clicked.connect(lambda: self._move(1))
        self.remove.clicked.connect(self._remove)
        QShortcut(QKeySequence.StandardKey.Delete, self.list, self._remove,
                  context=Qt.ShortcutContext.WidgetShortcut)  # fmt: skip
        self.form = BackgroundForm()
        self.form.edited.connect(self._take_edit)
        self.offers = QComboBox()
        self.offers.setAccessibleName(tr("Layers that the service offers"))
        self.offers.activated.connect(self._take_offer)
        self.offers.hide()
        self.look = button(tr("Look at it"), tokens, name="eye")
        self.look.clicked.connect(self.examine)
        self.picture = QLabel()
        self.picture.setFixedSize(_PREVIEW)
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture.setProperty("role", "card")
        self.told = label("", "muted", wraps=True)
        self.ok = button(tr("Keep"), tokens, role="primary")
        self.ok.clicked.connect(self.accept)
        self.cancel = button(tr("Cancel"), tokens)
        self.cancel.clicked.connect(self.reject)
        for quiet in (self.add, self.look, self.cancel):
            quiet.setAutoDefault(False)
        self.ok.setDefault(True)
        self._lay_out()
        for one in reversed(backgrounds):
            self._append(one)
        self.list.setCurrentRow(0)
        self._allow()
        room = parent.window().size()
        self.resize(min(_WIDTH, room.width() - space["xl"]),
                    min(_HEIGHT, room.height() - space["xl"]))  # fmt: skip

    @property
    def backgrounds(self) -> list[Background]:
        """What the dialog has, the lowest first."""
        items = (self.list.item(row) for row in reversed(range(self.list.count())))
        return [
            replace(item.data(_ONE), is_shown=item.checkState() == Qt.CheckState.Checked)
            for item in items
        ]

    def add_preset(self, preset: Preset) -> None:
        """Add what an entry of the menu says; a file is asked for."""
        if preset.kind is Kind.WEB:
            key = next((one.key for one in self.backgrounds if one.key), "")
            for one in new_backgrounds(preset, self._titles(), key if preset.attribution else ""):
                self._insert(one)
            (self.form.key if preset.attribution else self.form.where).setFocus()
            return
        dialog = QFileDialog(self, say(preset.text))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        patterns = " ".join(f"*{suffix}" for suffix in preset.suffixes)
        dialog.setNameFilters([f"{patterns} ({patterns})"])
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self.add_file(preset.kind, Path(path)))
        dialog.open()

    def add_file(self, kind: Kind, path: Path) -> None:
        """Add a file and look at it."""
        self._insert(Background(kind, free_title(path.stem, self._titles()), str(path)))
        self.examine()

    def examine(self) -> None:
        """Look at the background that is chosen: this asks its source."""
        background = self.form.background
        if background is None:
            return
        self.offers.hide()
        self.look.setEnabled(False)
        self._tell("muted", tr("Looking…"))
        self.picture.clear()
        tokens, crs = self._canvas.tokens, self._session.workspace.crs
        size = _PREVIEW
        view = self._canvas.viewport.resized(size.width(), size.height(), self.devicePixelRatioF())
        self._session.worker.ask(
            "look at background",
            lambda: examine(background, crs, view, tokens),
            self._show_found,
            self._show_error,
        )

    def accept(self) -> None:
        """Keep what the dialog has, if all of it can be kept."""
        kept = self.backgrounds
        titles = [one.title for one in kept]
        for number, one in enumerate(kept):
            try:
                checked(one)
            except GridappError as error:
                self.list.setCurrentRow(len(kept) - 1 - number)
                self._show_error(error)
                return
            if titles.count(one.title) > 1:
                self.list.setCurrentRow(len(kept) - 1 - number)
                self._tell(
                    "danger", tr("There is a background “{title}” already.", title=one.title)
                )
                return
        self._keep([checked(one) for one in kept])
        super().accept()

    def _lay_out(self) -> None:
        tools = QHBoxLayout()
        tools.setSpacing(space["xs"])
        tools.addWidget(self.add)
        tools.addStretch()
        for one in (self.up, self.down, self.remove):
            tools.addWidget(one)
        left = QWidget()
        left.setFixedWidth(_LIST)
        left.setLayout(column(self.list, tools))
        below = QHBoxLayout()
        below.setSpacing(space["m"])
        below.addWidget(self.picture)
        beside = column(self.look, self.told, 1)
        below.addLayout(beside, 1)
        fields = QWidget()
        fields.setLayout(column(self.form, self.offers, 1, below, gap=space["m"]))
        right = QWidget()
        self._stack = QStackedLayout(right)
        nothing = tr("No background yet. Add a file, or tiles from a network that you may use; "
                     "nothing is fetched before that.")  # fmt: skip
        self._stack.addWidget(empty(nothing, "map", self._canvas.tokens))
        self._stack.addWidget(fields)
        middle = QHBoxLayout()
        middle.setSpacing(space["l"])
        middle.addWidget(left)
        middle.addWidget(right, 1)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(self.cancel)
        foot.addWidget(self.ok)
        whole = column(label(tr("Background maps"), "title"), middle, foot, margin=space["l"],
                       gap=space["m"])  # fmt: skip
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def _titles(self) -> list[str]:
        return [one.title for one in self.backgrounds]

    def _insert(self, background: Background) -> None:
        """Put a background on top of the others."""
        self._append(background, 0)
        self.list.setCurrentRow(0)
        self._allow()

    def _append(self, background: Background, row: int | None = None) -> None:
        item = QListWidgetItem(background.title)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        shown = Qt.CheckState.Checked if background.is_shown else Qt.CheckState.Unchecked
        item.setCheckState(shown)
        item.setData(_ONE, background)
        self.list.insertItem(self.list.count() if row is None else row, item)

    def _move(self, step: int) -> None:
        row = self.list.currentRow()
        if 0 <= row < self.list.count() and 0 <= row + step < self.list.count():
            item = self.list.takeItem(row)
            self.list.insertItem(row + step, item)
            self.list.setCurrentRow(row + step)

    def _remove(self) -> None:
        row = self.list.currentRow()
        if row >= 0:
            self.list.takeItem(row)
            self._show_current()

    def _show_current(self) -> None:
        item: QListWidgetItem | None = self.list.currentItem()
        self.form.show_background(None if item is None else item.data(_ONE))
        self.offers.hide()
        self.picture.clear()
        self._tell("muted", "")
        self._allow()

    def _take_edit(self) -> None:
        item: QListWidgetItem | None = self.list.currentItem()
        edited = self.form.background
        if item is not None and edited is not None:
            item.setData(_ONE, edited)
            item.setText(edited.title)

    def _take_offer(self, row: int) -> None:
        offer = self.offers.itemData(row)
        background = self.form.background
        if isinstance(offer, Offer) and background is not None:
            others = [title for title in self._titles() if title != background.title]
            chosen = replace(
                background,
                title=free_title(offer.title, others),
                where=offer.template,
                max_zoom=offer.max_zoom,
            )
            self.form.show_background(chosen)
            self._take_edit()
            self.examine()

    def _show_found(self, found: Found) -> None:
        self._allow()
        self._tell("good", say(found.said))
        if found.image is not None:
            self.picture.setPixmap(QPixmap.fromImage(found.image))
        self.offers.clear()
        for offer in found.offers:
            self.offers.addItem(offer.title, offer)
        self.offers.setCurrentIndex(-1)
        self.offers.setVisible(bool(found.offers))

    def _show_error(self, error: GridappError) -> None:
        self._allow()
        remedy = f" {say(error.remedy)}" if error.remedy else ""
        self._tell("danger", say(error.problem) + remedy)

    def _tell(self, role: str, text: str) -> None:
        self.told.setProperty("role", role)
        self.told.style().unpolish(self.told)
        self.told.style().polish(self.told)
        self.told.setText(text)

    def _allow(self) -> None:
        row, count = self.list.currentRow(), self.list.count()
        self._stack.setCurrentIndex(bool(count))
        self.up.setEnabled(row > 0)
        self.down.setEnabled(0 <= row < count - 1)
        self.remove.setEnabled(row >= 0)
        self.look.setEnabled(row >= 0)
