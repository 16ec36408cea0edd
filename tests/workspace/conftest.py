"""An open demo town, and a case to work with."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gridapp.cases.case import Case
from gridapp.workspace import Workspace, open_workspace

LAMP = "人民路与锡澄路路口往东五十米，路灯不亮"

Report = Callable[..., Case]


@pytest.fixture
def workspace(town: Path) -> Iterator[Workspace]:
    """Open a copy of the demo town."""
    with open_workspace(town) as opened:
        yield opened


@pytest.fixture
def report(workspace: Workspace) -> Report:
    """Open a case from words, with the likeliest matter."""

    def open_case(text: str = LAMP, *, is_urgent: bool = False) -> Case:
        place = workspace.geography.locate(text, limit=1)[0]
        matter = next(iter(workspace.casework.suggest_matters(text, limit=1)), None)
        return workspace.casework.report(text, place, matter, is_urgent=is_urgent, actor="李")

    return open_case
