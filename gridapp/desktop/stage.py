"""The map with what floats on it: zoom buttons, list of layers, legend, overview."""

from PySide6.QtCore import QRect, QRectF, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QWidget

from gridapp.desktop.colour_box import ColourBox
from gridapp.desktop.legend_card import LegendCard
from gridapp.desktop.map.canvas import MapCanvas
from gridapp.desktop.map.furniture import BAR_HEIGHT
from gridapp.desktop.map.overview import Overview
from gridapp.desktop.scenery import OVERVIEW
from gridapp.desktop.widgets.layer_list import LayerList
from gridapp.desktop.widgets.panel import button, column, tool
from gridapp.desktop.widgets.tokens import Tokens, space
from gridapp.language import tr

_ZOOM = 2.0
_LIST_ROOM = 560  # pixels: a list of layers with less takes the overview's place too
_ROOM = (520, 430)  # pixels: a lesser map has no overview, which would cover what it shows


class MapStage(QWidget):
    """The canvas fills it; tools and cards float at its right edge."""

    def __init__(self, canvas: MapCanvas, tokens: Tokens) -> None:
        super().__init__()
        self.canvas = canvas
        canvas.setParent(self)
        self._beside: QWidget | None = None
        self.layers = LayerList(tokens)
        self.layers.setParent(self)
        self.layers.hide()
        self.colours = ColourBox()
        self.colours.resized.connect(self._arrange_later)
        self.layers.add_below(self.colours)
        self.backgrounds_button = button(tr("Background maps…"), tokens, name="map", role="quiet")
        self.layers.add_below(self.backgrounds_button)
        self.layers.resized.connect(self._arrange_later)
        self.legend = LegendCard(tokens)
        self.legend.setParent(self)
        self.legend.hide()
        self.legend.resized.connect(self._arrange)
        self.overview = Overview(canvas, OVERVIEW)
        self.overview.setParent(self)
        self.overview.hide()
        canvas.ready.connect(self._arrange)
        self.legend_button = tool("list", tr("Legend"), tokens)
        self.legend_button.setCheckable(True)
        self.legend_button.toggled.connect(self._show_legend)
        self.legend.closed.connect(lambda: self.legend_button.setChecked(False))
        self.overview_button = tool("map", tr("Overview map"), tokens)
        self.overview_button.setCheckable(True)
        self.overview_button.setChecked(True)
        self.overview_button.toggled.connect(self._arrange)
        self.layers_button = tool("layers", tr("Layers"), tokens)
        self.layers_button.setCheckable(True)
        self.layers_button.toggled.connect(self._show_layers)
        zoom_in = tool("plus", tr("Zoom in (+)"), tokens)
        zoom_in.clicked.connect(lambda: self._zoom(1 / _ZOOM))
        zoom_out = tool("minus", tr("Zoom out (−)"), tokens)
        zoom_out.clicked.connect(lambda: self._zoom(_ZOOM))
        fit = tool("fit", tr("Show everything (Home)"), tokens)
        fit.clicked.connect(lambda: canvas.fit())
        self.tools = QFrame(self)
        self.tools.setProperty("role", "card")
        self.tools.setLayout(
            column(
                self.layers_button,
                self.legend_button,
                self.overview_button,
                zoom_in,
                zoom_out,
                fit,
                margin=space["xs"],
                gap=space["xs"],
            )
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the floating things at their edge."""
        super().resizeEvent(event)
        self._place_canvas()
        self._arrange()

    def divide(self, beside: QWidget | None) -> None:
        """Give another view half of the room: at the right, or below where it is narrow.

        None gives the canvas all of it again.
        """
        self._beside = beside
        self._place_canvas()
        self.tools.raise_()

    def _place_canvas(self) -> None:
        room = self.rect()
        if self._beside is None:
            self.canvas.setGeometry(room)
            return
        across = room.width() >= room.height()
        half = QRect(room)
        (half.setWidth if across else half.setHeight)(
            (room.width() if across else room.height()) // 2 - 1
        )
        self.canvas.setGeometry(half)
        self._beside.setGeometry(
            half.translated(half.width() + 2, 0)
            if across
            else half.translated(0, half.height() + 2)
        )

    def _arrange(self) -> None:
        margin = space["m"]
        self.tools.adjustSize()
        frame = QRectF(self.tools.rect())
        left = self.width() - margin - round(frame.width())
        self.tools.move(left, margin)
        room = self.canvas.geometry()
        above = self.height() - 2 * margin - BAR_HEIGHT - space["s"]
        with_overview = above - self.overview.height() - space["s"]
        # The list of layers stays above scale bar and overview; where it is tight, in its place.
        is_tight = self.layers_button.isChecked() and with_overview < _LIST_ROOM
        self.layers.limit(above if is_tight or not self._has_overview(room) else with_overview)
        self.layers.adjustSize()
        self.layers.move(left - space["s"] - self.layers.width(), margin)
        self.legend.move(room.left() + margin, room.bottom() + 1 - margin - self.legend.height())
        self.overview.move(
            room.right() + 1 - margin - self.overview.width(),
            room.bottom() + 1 - margin - BAR_HEIGHT - space["s"] - self.overview.height(),
        )
        self.overview.setVisible(self._has_overview(room) and not is_tight)

    def _has_overview(self, room: QRect) -> bool:
        has_room = room.width() >= _ROOM[0] and room.height() >= _ROOM[1]
        return has_room and self.overview_button.isChecked() and self.overview.is_useful

    def _arrange_later(self) -> None:
        """Arrange once the layout has heard of it."""
        QTimer.singleShot(0, self, self._arrange)

    def _show_legend(self, is_shown: bool) -> None:
        self.legend.setVisible(is_shown)
        self._arrange()
        self.legend.raise_()

    def _show_layers(self, is_shown: bool) -> None:
        self.layers.setVisible(is_shown)
        self._arrange()
        self.layers.raise_()

    def _zoom(self, factor: float) -> None:
        view = self.canvas.viewport
        self.canvas.show_view(view.zoom_at(view.width / 2, view.height / 2, factor), glide=True)
