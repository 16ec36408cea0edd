"""The ground of the map: what lies on what, and that each kind wears a style of its own."""

import numpy as np
import shapely

from gridapp.desktop.map.layers import AreaLayer
from gridapp.desktop.scenery import background_layers
from gridapp.desktop.widgets.tokens import dark
from gridapp.workspace.geography import Features

SQUARE = shapely.box(0, 0, 10, 10)


def features(kind: str, *classes: str) -> Features:
    def column(*values: object) -> np.ndarray:
        filled = np.empty(len(values), dtype=object)
        filled[:] = values
        return filled

    names, shapes = [""] * len(classes), [SQUARE] * len(classes)
    return Features(kind, column(*classes), column(*names), column(*shapes))


def test_a_lake_lies_on_the_park_round_it_and_houses_on_all() -> None:
    areas = [features(kind, "") for kind in ("buildings", "water", "fields", "parks", "landuse")]
    names = [layer.name for layer in background_layers(areas, [])]
    assert names == [
        f"ground.{kind}" for kind in ("landuse", "parks", "water", "fields", "buildings")
    ]


def test_each_use_of_land_has_its_colour() -> None:
    uses = features("landuse", "industrial", "commercial", "farmland", "orchard", "wood", "village")
    layers = [layer for layer in background_layers([uses], []) if isinstance(layer, AreaLayer)]
    plain = {layer.name for layer in layers if dark.area(layer.style) is dark.area("base.landuse")}
    assert plain == {"ground.landuse"}
    assert sum(len(layer) for layer in layers) == 6
