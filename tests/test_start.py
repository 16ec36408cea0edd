"""What starting up imports: the slow libraries wait until somebody needs them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SLOW = ("pandas", "geopandas", "pyogrio", "folium", "pyarrow", "gpxpy")

STARTS = {
    "the command line": ("from gridapp.cli.main import main", ("PySide6", "sqlalchemy", "numpy")),
    "a workspace": (
        "from gridapp.workspace import open_workspace\n"
        "with open_workspace({town!r}) as workspace:\n"
        "    workspace.casework.rows(); workspace.geography.grids(); workspace.patrols.spans()",
        ("PySide6",),
    ),
    "commands on cases": (
        "from gridapp.cli.main import main\n"
        "assert main(['case', 'list', {town!r}]) == 0\n"
        "assert main(['locate', {town!r}, '人民路']) == 0",
        ("PySide6",),
    ),
    "the desktop": (
        "from pathlib import Path\n"
        "from gridapp.desktop.app import run\n"
        "run(Path({town!r}), size=(800, 600), until_ready=True)",
        (),
    ),
    "the desktop by command": (
        "from gridapp.cli.main import main\n"
        "assert main(['open', {town!r}, '--size', '800x600', '--report-ready']) == 0",
        (),
    ),
}


@pytest.mark.parametrize("start", STARTS)
def test_what_is_slow_is_not_imported(demo_town: Path, start: str) -> None:
    code, more = STARTS[start]
    report = "\nimport json, sys\nprint(json.dumps(sorted(sys.modules)), file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", code.format(town=str(demo_town)) + report],
        cwd=ROOT,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        timeout=120,
        check=True,
    )
    imported = set(json.loads(done.stderr.splitlines()[-1]))
    assert "gridapp.messages" in imported
    assert imported.isdisjoint({*SLOW, *more})
