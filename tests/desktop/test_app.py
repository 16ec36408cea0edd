"""The program as a whole: what can't be shown is said, not waited for."""

import subprocess
import sys
from pathlib import Path


def test_a_damaged_workspace_ends_the_wait_for_its_map(town: Path) -> None:
    size = town.stat().st_size
    with town.open("r+b") as file:
        file.seek(size // 4)
        file.write(b"\xa5" * (size // 2))
    command = [sys.executable, "-m", "gridapp", "open", str(town), "--report-ready"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 1
    assert done.stderr.strip()
    assert "ready" not in done.stdout
