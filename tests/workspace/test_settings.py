"""What people chose is kept as it was, and forgotten when it is taken back."""

from pathlib import Path

import pytest

from gridapp.cases.events import Json
from gridapp.workspace import Workspace, create_workspace, open_workspace


@pytest.fixture
def path(tmp_path: Path) -> Path:
    where = tmp_path / "town.gpkg"
    create_workspace(where, "EPSG:4549").close()
    return where


@pytest.mark.parametrize("value", ["北门", 3, 2.5, True, [1, "二"], {"places": [{"x": 1.0}]}])
def test_a_value_outlives_the_program(path: Path, value: Json) -> None:
    with open_workspace(path) as workspace:
        workspace.settings.write("bookmarks", value)
    with open_workspace(path) as workspace:
        assert workspace.settings.read("bookmarks") == value


def test_the_last_choice_counts_and_none_forgets(path: Path) -> None:
    with open_workspace(path) as workspace:
        for value in (1, 2, None):
            workspace.settings.write("map.choropleth", value)
            assert workspace.settings.read("map.choropleth") == value


def test_keys_do_not_meet(path: Path) -> None:
    with open_workspace(path) as workspace:
        workspace.settings.write("findings.ignored/a", [1])
        workspace.settings.write("findings.ignored/b", [2])
        assert workspace.settings.read("findings.ignored/a") == [1]


def test_what_is_no_json_is_refused_and_changes_nothing(path: Path) -> None:
    with open_workspace(path) as workspace:
        workspace.settings.write("k", 1)
        with pytest.raises(ValueError, match="JSON"):
            workspace.settings.write("k", float("nan"))
        assert _kept(workspace) == 1


def _kept(workspace: Workspace) -> Json:
    return workspace.settings.read("k")
