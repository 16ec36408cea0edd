"""A process killed while it dispatches: what was acknowledged is there, and the chain holds."""

import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gridapp.workspace import open_workspace
from tests.store.dispatching import CASES, make_waiting

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
REPETITIONS = 50


@pytest.fixture(scope="module")
def waiting(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("crash") / "waiting.gpkg"
    make_waiting(path)
    return path


def dispatch_and_kill(path: Path, after: int, pause: float) -> list[str]:
    """Start to dispatch; kill a moment after some acknowledgements; return all that came."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.store.dispatching", path],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        acknowledged = [process.stdout.readline() for _ in range(after)]
        time.sleep(pause)
        process.kill()
        acknowledged += process.stdout.readlines()
    # The last line may be cut off: that one was not acknowledged.
    return [line.strip() for line in acknowledged if line.endswith("\n")]


@pytest.mark.parametrize("repetition", range(REPETITIONS))
def test_what_was_acknowledged_survives_a_kill(
    waiting: Path, tmp_path: Path, repetition: int
) -> None:
    path = tmp_path / "town.gpkg"
    shutil.copy(waiting, path)
    chance = random.Random(repetition)
    after = chance.randrange(1, CASES)
    acknowledged = dispatch_and_kill(path, after, chance.uniform(0, 0.02))
    assert len(acknowledged) >= after

    with open_workspace(path) as workspace:
        casework = workspace.casework
        verdict = casework.verify()
        dispatched = {row.ref for row in casework.rows() if row.stage == "dispatched"}
        journalled = {
            ref
            for ref in acknowledged
            if [step.event.kind for step in casework.case(ref).history] == ["report", "dispatch"]
        }
    assert verdict.holds
    assert verdict.events == CASES + len(dispatched)
    assert journalled == set(acknowledged)
    # The one that was under way may have reached the disk without being acknowledged.
    assert 0 <= len(dispatched) - len(acknowledged) <= 1
    assert dispatched >= journalled


def test_work_goes_on_after_a_kill(waiting: Path, tmp_path: Path) -> None:
    path = tmp_path / "town.gpkg"
    shutil.copy(waiting, path)
    first = dispatch_and_kill(path, 20, 0.0)
    done = subprocess.run(
        [sys.executable, "-m", "tests.store.dispatching", path],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert len(set(first) | set(done.stdout.split())) >= CASES - 1
    with open_workspace(path) as workspace:
        assert workspace.casework.verify().holds
        assert {row.stage for row in workspace.casework.rows()} == {"dispatched"}
