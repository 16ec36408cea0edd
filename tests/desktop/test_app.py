"""The program as a whole: what can't be shown is said, not waited for."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from gridapp.desktop.app import run
from gridapp.errors import GridappError


def test_a_damaged_workspace_ends_the_wait_for_its_map(qtbot: QtBot, town: Path) -> None:
    size = town.stat().st_size
    with town.open("r+b") as file:
        file.seek(size // 4)
        file.write(b"\xa5" * (size // 2))
    with pytest.raises(GridappError):
        run(town, size=(1366, 768), until_ready=True)
