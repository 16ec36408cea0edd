"""Datums: ten million points shifted, beside the fastest package of the registry that we found."""

from collections.abc import Callable
from importlib import import_module
from importlib.metadata import version

import numpy as np
from numpy.typing import NDArray

from gridapp import __version__
from gridapp.locate.datum import Datum, convert
from tests.bench.harness import Benchmark, MissingPeerError, RunError, timed

_POINTS = 10_000_000
_PEER = "xyconvert"

Floats = NDArray[np.float64]


def forward() -> Benchmark:
    """Shift 10,000,000 points from WGS-84 to GCJ-02, beside xyconvert (NumPy)."""
    return _compare(Datum.WGS84, Datum.GCJ02, "wgs2gcj", within_m=0.01)


def forward_baidu() -> Benchmark:
    """Shift 10,000,000 points from WGS-84 to BD-09, beside xyconvert (NumPy)."""
    return _compare(Datum.WGS84, Datum.BD09, "wgs2bd", within_m=0.01)


def inverse() -> Benchmark:
    """Shift 10,000,000 points from GCJ-02 to WGS-84: ours exact, xyconvert's metres off."""
    return _compare(Datum.GCJ02, Datum.WGS84, "gcj2wgs", within_m=10.0)


def _compare(source: Datum, target: Datum, function: str, within_m: float) -> Benchmark:
    rng = np.random.default_rng(1)
    points = np.column_stack([rng.uniform(73, 135, _POINTS), rng.uniform(18, 53, _POINTS)])
    lon, lat = points[:, 0].copy(), points[:, 1].copy()
    peer = _peer(function)
    ours, theirs = convert(lon[:9999], lat[:9999], source, target), peer(points[:9999])
    apart_m = float(np.abs(np.column_stack(ours) - theirs).max() * 111_320)
    if apart_m > within_m:
        raise RunError(f"the answers differ by {apart_m} m")
    return Benchmark(
        ours=timed(lambda: convert(lon, lat, source, target)),
        peer=timed(lambda: peer(points)),
        peer_name=_PEER,
        scale={"points": _POINTS, "greatest_difference_m": round(apart_m, 4)},
        versions={"numpy": version("numpy"), "gridapp": __version__, _PEER: version(_PEER)},
        runs=3,
    )


def _peer(function: str) -> Callable[[Floats], Floats]:
    try:
        module = import_module(_PEER)
    except ImportError as error:
        raise MissingPeerError(_PEER, f"pip install --no-deps {_PEER}") from error
    found: Callable[[Floats], Floats] = getattr(module, function)
    return found
