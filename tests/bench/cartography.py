"""Cartography: gathering incidents, colouring a city's grids, a heat map; ours alone."""

from importlib.metadata import version
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from gridapp import __version__
from gridapp.desktop.map.choropleth import figure_layer
from gridapp.desktop.map.classify import Floats, classify
from gridapp.desktop.map.clusters import ClusteredLayer
from gridapp.desktop.map.gathering import Crowd, gather, level_of
from gridapp.desktop.map.heat import density
from gridapp.desktop.map.layers import AreaLayer
from gridapp.messages import message
from tests.bench.fabric_scenes import make_city
from tests.bench.harness import Benchmark, timed

_VERSIONS = {name: version(name) for name in ("numpy", "shapely")} | {"gridapp": __version__}
_INCIDENTS = 100_000
_SCALES = (60.0, 30.0, 15.0, 8.0, 4.0, 2.0, 1.0)
_EXTENT = 60_000.0  # metres


def _incidents() -> tuple[Floats, NDArray[np.bool_]]:
    rng = np.random.default_rng(0)
    heaps = rng.uniform(0, _EXTENT, (400, 2))
    places = heaps[rng.integers(0, len(heaps), _INCIDENTS)] + rng.normal(0, 900, (_INCIDENTS, 2))
    return places, rng.random(_INCIDENTS) < 0.03


def clusters() -> Benchmark:
    """Gather 100,000 incidents for a scale nobody prepared: the slowest of seven scales."""
    places, alone = _incidents()
    crowd = Crowd(places[:, 0], places[:, 1], alone)
    assert crowd.nests  # made with the layer, off the main thread

    def slowest() -> float:
        times = []
        for scale in _SCALES:
            begin = perf_counter()
            gather(crowd, level_of(scale))
            times.append(perf_counter() - begin)
        return max(times)

    return Benchmark(
        ours=slowest,
        peer=None,
        peer_name="",
        scale={"incidents": _INCIDENTS, "scales": len(_SCALES)},
        versions=_VERSIONS,
        aim_s=0.03,
    )


def clusters_prepared() -> Benchmark:
    """Change the scale over a layer of 100,000 incidents that the worker prepared."""
    places, alone = _incidents()
    layer = ClusteredLayer(
        name="cases",
        x=places[:, 0],
        y=places[:, 1],
        style="case",
        classes=np.where(alone, "overdue", "handling"),
        alone=alone,
    ).prepare()

    def change() -> float:
        begin = perf_counter()
        for scale in _SCALES:
            layer.at(scale)
            layer.singles_at(scale).within((0.0, 0.0, 1000.0 * scale, 1000.0 * scale))
        return (perf_counter() - begin) / len(_SCALES)

    return Benchmark(
        ours=change,
        peer=None,
        peer_name="",
        scale={"incidents": _INCIDENTS, "scales": len(_SCALES)},
        versions=_VERSIONS,
        aim_s=0.005,
    )


def heat() -> Benchmark:
    """Spread 100,000 incidents over the finest raster of a heat map."""
    places, _ = _incidents()
    return Benchmark(
        ours=timed(lambda: density(places[:, 0], places[:, 1], 60.0)),
        peer=None,
        peer_name="",
        scale={"incidents": _INCIDENTS},
        versions=_VERSIONS,
        aim_s=0.03,
    )


def choropleth() -> Benchmark:
    """Cut the figures of 20,000 grids into seven natural classes: the worker's part of colours."""
    fine = make_city().of_level(2)
    shapes = AreaLayer(name="grids", polygons=fine.polygons, style="grid.level2")
    values = np.random.default_rng(1).gamma(2.0, 30.0, len(fine))

    def colour() -> None:
        classes = classify(values, "natural", 7)
        layer = figure_layer(shapes, values, classes, "figure", "figures", message("Figures"))
        assert len(layer.styles) == len(classes)

    return Benchmark(
        ours=timed(colour),
        peer=None,
        peer_name="",
        scale={"grids": len(fine), "classes": 7},
        versions=_VERSIONS,
        aim_s=0.2,
    )
