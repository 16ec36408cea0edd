"""The map with what floats on it: zoom buttons and the list of layers."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QWidget

from gridapp.desktop.map.canvas import MapCanvas
from gridapp.desktop.widgets.layer_list import LayerList
from gridapp.desktop.widgets.panel import column, tool
from gridapp.desktop.widgets.tokens import Tokens, space
from gridapp.language import tr

_ZOOM = 2.0


class MapStage(QWidget):
    """The canvas fills it; tools and cards float at its right edge."""

    def __init__(self, canvas: MapCanvas, tokens: Tokens) -> None:
        super().__init__()
        self.canvas = canvas
        canvas.setParent(self)
        self.layers = LayerList(tokens)
        self.layers.setParent(self)
        self.layers.hide()
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
            column(self.layers_button, zoom_in, zoom_out, fit, margin=space["xs"], gap=space["xs"])
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the floating things at their edge."""
        super().resizeEvent(event)
        self.canvas.setGeometry(self.rect())
        self._arrange()

    def _arrange(self) -> None:
        margin = space["m"]
        self.tools.adjustSize()
        frame = QRectF(self.tools.rect())
        left = self.width() - margin - round(frame.width())
        self.tools.move(left, margin)
        self.layers.adjustSize()
        self.layers.move(left - space["s"] - self.layers.width(), margin)

    def _show_layers(self, is_shown: bool) -> None:
        self.layers.setVisible(is_shown)
        self._arrange()
        self.layers.raise_()

    def _zoom(self, factor: float) -> None:
        view = self.canvas.viewport
        self.canvas.show_view(view.zoom_at(view.width / 2, view.height / 2, factor), glide=True)
