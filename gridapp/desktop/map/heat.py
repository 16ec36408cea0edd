"""How dense points lie: a kernel density as a raster, for scales by the octave.

The kernel is a Gaussian; its width follows the scale, so that a town shows its quarters and a
quarter its corners. The raster holds points per square kilometre.
"""

from dataclasses import dataclass
from functools import cached_property
from math import ceil, exp, floor, log2, pi

import numpy as np
from numpy.typing import NDArray

from gridapp.desktop.map.layers import PointLayer
from gridapp.desktop.map.ragged import Geometries
from gridapp.desktop.map.view import Bounds

Floats = NDArray[np.float64]

_BANDWIDTH = 22.0  # pixels at the octave's middle: the kernel's standard deviation
_FINEST = 60.0  # metres: less than a block says where the houses are, not where much happens
_CELLS = 3.0  # cells to one standard deviation
_REACH = 3.0  # standard deviations beyond which the kernel ends
_MOST = 700  # cells a side of the raster
_BLOCK = 32  # rows that are spread at a time
_SMALL = 300.0  # pixels: who sees all points within these needs no coarser raster
_TOP = 99.5  # percentile of what is dense that wears the last colour


@dataclass(frozen=True, slots=True, eq=False)
class Density:
    """Points per square kilometre on a raster.

    Attributes
    ----------
    values : float64 array, shape (rows, columns)
        The first row is the northernmost.
    bounds : Bounds
        Of the raster, metres.
    bandwidth : float
        Standard deviation of the kernel, metres.
    top : float
        What the last colour of a ramp stands for.
    """

    values: Floats
    bounds: Bounds
    bandwidth: float
    top: float


def density(x: Floats, y: Floats, bandwidth: float) -> Density | None:
    """Spread points by a Gaussian kernel; None without points.

    Parameters
    ----------
    x, y : float64 arrays, shape (n,)
        Metres.
    bandwidth : float
        Standard deviation, metres; widened where the raster would get too large.
    """
    if not len(x):
        return None
    extent = max(float(np.ptp(x)), float(np.ptp(y)))
    bandwidth = max(bandwidth, extent * _CELLS / (_MOST - 2 * _REACH * _CELLS - 2))
    cell = bandwidth / _CELLS
    reach = ceil(_REACH * _CELLS)
    # Cells hang on the origin: another point doesn't shift the whole picture.
    first = floor(float(x.min()) / cell) - reach, floor(float(y.min()) / cell) - reach
    columns = floor(float(x.max()) / cell) - first[0] + 1 + reach
    rows = floor(float(y.max()) / cell) - first[1] + 1 + reach
    place = (np.floor(y / cell).astype(np.intp) - first[1]) * columns
    place += np.floor(x / cell).astype(np.intp) - first[0]
    counts = np.bincount(place, minlength=rows * columns).reshape(rows, columns).astype(float)
    kernel = np.array([exp(-((k / _CELLS) ** 2) / 2) for k in range(-reach, reach + 1)])
    kernel /= kernel.sum()
    across = _along(counts, kernel)
    spread = _along(np.ascontiguousarray(across.T), kernel).T
    spread /= (cell / 1000) ** 2
    dense = spread[spread > spread.max() * 0.02]
    bounds = (
        first[0] * cell,
        first[1] * cell,
        (first[0] + columns) * cell,
        (first[1] + rows) * cell,
    )
    top = max(float(np.percentile(dense, _TOP)), 1 / (2 * pi * (bandwidth / 1000) ** 2))
    return Density(np.ascontiguousarray(spread[::-1]), bounds, bandwidth, top)


def _along(values: Floats, kernel: Floats) -> Floats:
    """Convolve each row with a kernel; what leaves the raster is lost, and nothing is there."""
    half, columns = len(kernel) // 2, values.shape[1]
    padded = np.zeros((_BLOCK, columns + 2 * half))
    result = np.empty_like(values)
    for start in range(0, len(values), _BLOCK):  # so many rows stay in the processor's cache
        rows = values[start : start + _BLOCK]
        source, into = padded[: len(rows)], result[start : start + _BLOCK]
        source[:, half : half + columns] = rows
        np.multiply(rows, kernel[half], out=into)
        both = np.empty_like(into)
        for shift in range(1, half + 1):
            left, right = half - shift, half + shift
            np.add(source[:, left : left + columns], source[:, right : right + columns], out=both)
            both *= kernel[right]
            into += both
    return result


@dataclass(frozen=True, eq=False, kw_only=True)
class HeatLayer(PointLayer):
    """Points shown as their density, below the labels."""

    def at(self, scale: float) -> Density | None:
        """Return the density for a scale; reckoned once an octave."""
        bandwidth = max(_BANDWIDTH * 2.0 ** round(log2(scale)), _FINEST)
        if bandwidth not in self._known:
            self._known[bandwidth] = density(self.x, self.y, bandwidth)
        return self._known[bandwidth]

    def prepare(self) -> "HeatLayer":
        """Reckon for every scale that is of use, off the main thread; return the layer."""
        if len(self.x):
            coarsest = max(float(np.ptp(self.x)), float(np.ptp(self.y))) / _SMALL
            scale = _FINEST / _BANDWIDTH
            while self.at(scale) is not None and scale < coarsest:
                scale *= 2
        return self

    def _shapes(self) -> Geometries:
        return np.empty(0, dtype=object)  # nothing to point at, nothing to keep clear of

    @cached_property
    def _known(self) -> dict[float, Density | None]:
        return {}
