"""Ours and a peer, timed in turn; the medians are compared."""

import os
import platform
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter


class MissingPeerError(Exception):
    """What we want to be compared with isn't here; says what to install."""

    def __init__(self, peer: str, remedy: str) -> None:
        super().__init__(f"{peer} is missing. {remedy}")
        self.peer = peer
        self.remedy = remedy


class RunError(Exception):
    """A side broke off, so there is nothing to compare."""


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One comparison, with everything prepared that isn't timed.

    Attributes
    ----------
    ours, peer : do the work once, return how many seconds it took
    peer_name : the program compared with; empty, and `peer` None, where nobody does such work
    scale : how much work it is, such as ``{"polygons": 20_000}``
    versions : of the programs on both sides
    aim_s : seconds that ours should stay under, where one is set
    figures : what else ours found out, filled in as it runs
    runs : how often each side is timed
    warm_ups : turns before them that don't count; they fill the disk's caches for both
    """

    ours: Callable[[], float]
    peer: Callable[[], float] | None
    peer_name: str
    scale: Mapping[str, object]
    versions: Mapping[str, str]
    runs: int = 5
    warm_ups: int = 1
    aim_s: float | None = None
    figures: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Result:
    """What a benchmark measured; the fields are the keys of the JSON line.

    Attributes
    ----------
    ours_s, peer_s : median seconds
    ratio : peer_s / ours_s; above 1 ours is faster; both None without a peer
    aim_s : seconds that ours should stay under, None where none is set
    ours_runs_s, peer_runs_s : each run, in order
    """

    name: str
    ours_s: float
    aim_s: float | None
    peer: str
    peer_s: float | None
    ratio: float | None
    ours_runs_s: list[float]
    peer_runs_s: list[float]
    scale: Mapping[str, object]
    versions: Mapping[str, str]
    machine: Mapping[str, object]
    figures: Mapping[str, object] = field(default_factory=dict)


def run(name: str, benchmark: Benchmark, runs: int | None = None) -> Result:
    """Time the sides in turn, so that a machine that slows down slows both."""
    sides = [side for side in (benchmark.ours, benchmark.peer) if side is not None]
    for _ in range(benchmark.warm_ups):
        for side in sides:
            side()
    ours, *others = zip(
        *([side() for side in sides] for _ in range(runs or benchmark.runs)), strict=True
    )
    peer = others[0] if others else ()
    peer_s = median(peer) if peer else None
    return Result(
        name=name,
        ours_s=median(ours),
        aim_s=benchmark.aim_s,
        peer=benchmark.peer_name,
        peer_s=peer_s,
        ratio=None if peer_s is None else peer_s / median(ours),
        ours_runs_s=list(ours),
        peer_runs_s=list(peer),
        scale=benchmark.scale,
        versions=benchmark.versions,
        machine={
            "system": platform.platform(),
            "cores": os.cpu_count(),
            "python": platform.python_version(),
        },
        figures=benchmark.figures,
    )


def timed(work: Callable[[], object]) -> Callable[[], float]:
    """Make a side of a function: its seconds by the wall clock."""

    def side() -> float:
        begin = perf_counter()
        work()
        return perf_counter() - begin

    return side
