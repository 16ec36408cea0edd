"""List the benchmarks, or run them: ``python -m tests.bench [NAME… | --all] [--json]``."""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from importlib import import_module

from tests.bench.harness import Benchmark, MissingPeerError, Result, RunError, run

Registry = Mapping[str, str]
"""Name → ``module:function``; the function prepares the benchmark, its docstring lists it."""

BENCHMARKS: Registry = {
    "cold_start.town": "tests.bench.cold_start:town",
    "cold_start.town_bare": "tests.bench.cold_start:town_bare",
    "cold_start.city": "tests.bench.cold_start:city",
    "cold_start.city_bare": "tests.bench.cold_start:city_bare",
    "sharp_picture.areas": "tests.bench.canvas:areas",
    "sharp_picture.all": "tests.bench.canvas:everything",
    "pan_zoom": "tests.bench.canvas:pan_zoom",
    "moving_terminals": "tests.bench.canvas:moving_terminals",
    "canvas_memory": "tests.bench.canvas:memory",
    "canvas_open": "tests.bench.canvas:opening",
    "ten_times_file": "tests.bench.canvas:ten_times",
    "cartography.clusters": "tests.bench.cartography:clusters",
    "cartography.clusters_prepared": "tests.bench.cartography:clusters_prepared",
    "cartography.heat": "tests.bench.cartography:heat",
    "cartography.choropleth": "tests.bench.cartography:choropleth",
    "build_fabric": "tests.bench.fabric:build",
    "merge.four": "tests.bench.fabric:merge_four",
    "merge.ten": "tests.bench.fabric:merge_ten",
    "vertex_drag": "tests.bench.fabric:drag",
    "assign_points": "tests.bench.assign:points",
    "assign_points.with_index": "tests.bench.assign:points_and_index",
    "datum": "tests.bench.datum:forward",
    "datum.baidu": "tests.bench.datum:forward_baidu",
    "datum.inverse": "tests.bench.datum:inverse",
    "suggest": "tests.bench.suggest:typing",
    "balance": "tests.bench.balancing:town",
}

_COLUMNS = "{:24} {:>10} {:>10} {:>10} {:>8}  {}"


def main(words: Sequence[str] | None = None, registry: Registry = BENCHMARKS) -> int:
    """Run what the words ask for; return 0 done, 1 a benchmark couldn't run, 2 wrong usage."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument(
        "names", nargs="*", metavar="NAME",
        help="a benchmark, or what stands before the dot for all of its kind; none: list them",
    )  # fmt: skip
    parser.add_argument("--all", action="store_true", help="run every benchmark")
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")
    parser.add_argument("--runs", type=int, help="time each side so often (default: its own)")
    asked = parser.parse_args(words)
    chosen = [(name, _kin(name, registry)) for name in asked.names]
    if unknown := [name for name, found in chosen if not found]:
        parser.error(f"no benchmark {', '.join(unknown)}; there are {', '.join(registry)}")
    if asked.runs is not None and asked.runs < 1:
        parser.error("--runs: at least 1")

    names = list(registry) if asked.all else [n for _, found in chosen for n in found]
    if not names:
        print(*_listing(registry), sep="\n")
        return 0
    if not asked.json:
        print(_COLUMNS.format("benchmark", "ours s", "aim s", "peer s", "ratio", "peer"))
    failures = 0
    for name in names:
        try:
            result = run(name, _find(registry[name])(), asked.runs)
        except (MissingPeerError, RunError) as error:
            failures += 1
            print(f"{name}: {error}", file=sys.stderr)
        else:
            print(json.dumps(asdict(result)) if asked.json else _row(result), flush=True)
    return int(failures > 0)


def _kin(name: str, registry: Registry) -> list[str]:
    """Return the benchmark of that name, or all whose name before the dot it is."""
    return [known for known in registry if known == name or known.startswith(f"{name}.")]


def _find(reference: str) -> Callable[[], Benchmark]:
    module, _, function = reference.partition(":")
    prepare: Callable[[], Benchmark] = getattr(import_module(module), function)
    return prepare


def _listing(registry: Registry) -> Iterator[str]:
    for name, reference in registry.items():
        about = (_find(reference).__doc__ or "").partition("\n")[0]
        yield f"{name:24} {about}"


def _row(result: Result) -> str:
    return _COLUMNS.format(
        result.name,
        f"{result.ours_s:.3f}",
        *("–" if value is None else f"{value:.3f}" for value in (result.aim_s, result.peer_s)),
        "–" if result.ratio is None else f"{result.ratio:.2f}",
        result.peer,
    ).rstrip()


if __name__ == "__main__":
    sys.exit(main())
