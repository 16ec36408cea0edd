"""The look of what lies above pictures: on an aerial photo a boundary needs a halo to be seen."""

from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType

from gridapp.desktop.map.layers import RasterLayer
from gridapp.desktop.widgets.tokens import AreaStyle, Tokens

_HALOS = {"grid.level1": 3.2, "grid.level2": 1.4, "net": 1.4}
"""Pixels of halo, both sides together: the main structure stays the stronger one."""

_FADE = (6.0, 24.0)  # pixels a side of a typical grid at which halos are gone, and whole
_DENSE = 0.4  # opacity from which pictures hide the ground


def hides_ground(layer: object) -> bool:
    """Return whether a layer is a picture behind which the map's own ground is lost."""
    return isinstance(layer, RasterLayer) and layer.opacity >= _DENSE


@lru_cache(maxsize=4)
def above_pictures(tokens: Tokens) -> Tokens:
    """Return the look of a theme for layers above pictures: boundaries wear their labels' halo."""
    areas = {key: _haloed(tokens.areas[key], tokens, wide) for key, wide in _HALOS.items()}
    return replace(tokens, areas=MappingProxyType({**tokens.areas, **areas}))


def _haloed(style: AreaStyle, tokens: Tokens, beside: float) -> AreaStyle:
    if style.label is None:
        return style
    width = max(width for _, width in style.widths) + beside
    halo = tokens.texts[style.label].halo
    return replace(style, glow=halo, glow_width=width, glow_fade=_FADE)
