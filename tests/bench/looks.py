"""The one look that ours and QGIS draw the made-up city in: layers for it, tokens for us."""

from collections.abc import Sequence
from dataclasses import replace

from gridapp.desktop.widgets.tokens import AreaStyle, Tokens
from tests.bench.qgis import Layer

AREAS = (
    Layer("level2", fill="#0a8fb8da", stroke="#7c9db2"),
    Layer("level1", stroke="#62d6e8", width=2.0),
)
POINTS = Layer("incidents", fill="#f7c948", stroke="#0b1016")


def tokens_of(layers: Sequence[Layer], base: Tokens, ground: str = "") -> Tokens:
    """Return tokens in which the areas of these layers (``grid.level1`` …) look as they say."""
    areas = {
        f"grid.{layer.table}": AreaStyle(
            fill=layer.fill or None, stroke=layer.stroke, widths=((1.0, layer.width),)
        )
        for layer in layers
    }
    return replace(base, ground=ground or base.ground, areas={**base.areas, **areas})
