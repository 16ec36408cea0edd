"""QGIS as a peer: found on this machine, run in an interpreter of its own."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from tests.bench.displays import virtual_display
from tests.bench.harness import MissingPeerError
from tests.bench.programs import run_program, seconds_until_ready
from tests.bench.scenes import BUILD

REMEDY = "Install QGIS with its Python bindings: apt-get install qgis python3-qgis"
_SCRIPT = Path(__file__).with_name("qgis_script.py")
_WINDOW_SCRIPT = Path(__file__).with_name("qgis_window.py")


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer for QGIS to draw; colours as ``#rrggbb`` or ``#aarrggbb``, widths in pixels.

    `where` is a condition in SQL; an empty colour draws nothing.
    """

    table: str
    where: str = ""
    fill: str = ""
    stroke: str = ""
    width: float = 1.0


@dataclass(frozen=True, slots=True)
class Qgis:
    """A QGIS that answers: its interpreter and its version."""

    python: str
    version: str

    def seconds_to_first_map(
        self,
        file: Path,
        layers: Sequence[Layer],
        size: tuple[int, int],
        picture: Path | None = None,
    ) -> float:
        """Start QGIS, open layers of a file (the first at the bottom), and draw them all once.

        The time ends when the picture is complete in memory; it is saved afterwards, if at all.
        """
        return seconds_until_ready(self._draw(file, layers, size, picture, 0), _environment())

    def save_project(self, file: Path, layers: Sequence[Layer], project: Path) -> None:
        """Write a project (.qgz) of a file's layers, for QGIS's window to open."""
        order = {**_order(file, layers), "project": str(project)}
        run_program(self._command("save", order), _environment())

    def seconds_to_draw(
        self, file: Path, layers: Sequence[Layer], size: tuple[int, int], runs: int
    ) -> list[float]:
        """Return how long each further drawing of the same map takes, layers being loaded."""
        told = run_program(self._draw(file, layers, size, None, runs), _environment())
        return [float(line) for line in told.splitlines() if line != "ready"]

    def describe(self, file: Path) -> Mapping[str, Mapping[str, object]]:
        """Return what QGIS takes each feature layer of a file for, by name.

        Keys: ``is_valid``, ``features``, ``geometry`` (such as ``LineStringM``), ``crs``,
        ``extent`` and ``readable`` (features whose geometry it could read).
        """
        told = run_program(self._command("describe", {"file": str(file)}), _environment())
        answer: Mapping[str, Mapping[str, object]] = json.loads(told)
        return answer

    def _draw(
        self,
        file: Path,
        layers: Sequence[Layer],
        size: tuple[int, int],
        picture: Path | None,
        again: int,
    ) -> list[str]:
        picture_order = {"size": size, "picture": str(picture or ""), "again": again}
        return self._command("draw", {**_order(file, layers), **picture_order})

    def _command(self, verb: str, order: Mapping[str, object]) -> list[str]:
        # Isolated (-I): neither our packages nor this folder's qgis.py come in its way.
        return [self.python, "-I", str(_SCRIPT), verb, json.dumps(order)]


def seconds_to_window(project: Path, size: tuple[int, int]) -> float:
    """Start QGIS as its users do and open a project; end when its window shows the whole map.

    The window has `size` pixels, toolbars and panels included; there are no plugins.

    Raises
    ------
    MissingPeerError
        QGIS or a virtual display is missing.
    """
    program = shutil.which("qgis")
    if program is None:
        raise MissingPeerError("QGIS", REMEDY)
    options = ["--nologo", "--noversioncheck", "--noplugins"]
    command = [program, *options, "--code", str(_WINDOW_SCRIPT), "--project", str(project)]
    # At its first start the window takes four fifths of the display. Offscreen it would crash.
    with virtual_display(size[0] * 5 // 4, size[1] * 5 // 4) as display:
        environment = {**_environment(), "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        return seconds_until_ready(command, environment)


@cache
def find_qgis() -> Qgis:
    """Find an interpreter that has QGIS, usually the system's own.

    Raises
    ------
    MissingPeerError
        There is none.
    """
    ask = "import qgis.core; print(qgis.core.Qgis.version())"
    for python in _interpreters():
        answer = subprocess.run(
            [python, "-I", "-c", ask], env={**os.environ, **_environment()}, capture_output=True,
            text=True, check=False,
        )  # fmt: skip
        if not answer.returncode:
            return Qgis(python, answer.stdout.strip())
    raise MissingPeerError("QGIS", REMEDY)


def _interpreters() -> Iterator[str]:
    """Yield each python3 once: the one beside the program qgis first, then those of the path."""
    program = shutil.which("qgis")
    folders = [str(Path(program).parent)] if program else []
    folders += [*os.get_exec_path(), *os.defpath.split(os.pathsep)]
    found = (shutil.which("python3", path=folder) for folder in folders if folder)
    yield from dict.fromkeys(python for python in found if python)


def _order(file: Path, layers: Sequence[Layer]) -> dict[str, object]:
    return {"file": str(file), "layers": [asdict(layer) for layer in layers]}


def _environment() -> dict[str, str]:
    # A home of its own: nobody's settings and plugins count, and nobody's are touched.
    home = BUILD / "qgis"
    runtime = home / "runtime"
    runtime.mkdir(parents=True, exist_ok=True, mode=0o700)
    return {"QT_QPA_PLATFORM": "offscreen", "HOME": str(home), "XDG_RUNTIME_DIR": str(runtime)}
