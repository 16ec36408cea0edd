"""Where backgrounds lie among the map's layers."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from gridapp.desktop.map.layers import Layer, RasterLayer
from gridapp.desktop.map.scene import Scene
from gridapp.errors import GridappError
from gridapp.exchange.backgrounds.source import Background

PREFIX = "ground.background."
"""How the layers' names begin: as part of the ground they lie below every net."""


@dataclass(frozen=True, slots=True)
class Brought:
    """A background and its layers, the lowest first; or why there are none."""

    background: Background
    layers: tuple[Layer, ...] = ()
    error: GridappError | None = None


@contextmanager
def lent(scene: Scene, brought: Iterable[Brought]) -> Iterator[None]:
    """Put backgrounds into a scene for a while; then their sources are let go of."""
    put_below(scene, brought)
    try:
        yield
    finally:
        put_below(scene, ())


def put_below(scene: Scene, brought: Iterable[Brought]) -> None:
    """Put backgrounds above the workspace's own ground and below every net.

    Those that were there before go; their sources are let go of.
    """
    ground: list[Layer] = []
    above: list[Layer] = []
    for layer in scene.layers:
        if layer.name.startswith(PREFIX):
            if isinstance(layer, RasterLayer):
                layer.feed.close()
        elif layer.name.startswith("ground."):
            ground.append(layer)
        else:
            above.append(layer)
    for one in brought:
        for layer in one.layers:
            ground.append(layer)
            scene.set_visible(layer.name, one.background.is_shown)
    scene.set_layers([*ground, *above])
