"""Backgrounds as a workspace keeps them."""

import shutil
from pathlib import Path

import pytest

from gridapp.errors import InputError, NotFoundError
from gridapp.exchange.backgrounds.source import Background, Kind
from gridapp.locate.datum import Datum
from gridapp.workspace import open_workspace
from gridapp.workspace.backgrounds import (
    KEY,
    SECRETS,
    add_background,
    read_backgrounds,
    remove_background,
    write_backgrounds,
)

WEB = Background(
    Kind.WEB, "Photos", "https://a.b/{z}/{x}/{y}?tk={key}", Datum.GCJ02, 0.4, "© us",
    max_zoom=17, key="s3cret", is_shown=False,
)  # fmt: skip


def test_a_new_workspace_has_none(town: Path) -> None:
    with open_workspace(town) as workspace:
        assert read_backgrounds(workspace) == ()
        assert workspace.settings.read(KEY) is None


def test_they_come_back_in_their_order(town: Path, tmp_path: Path) -> None:
    plan = Background(Kind.LAYERS, "Plan", str(tmp_path / "maps" / "plan.gpkg"), look="green")
    far = Background(Kind.ARCHIVE, "Far", "/maps/far.mbtiles")
    with open_workspace(town) as workspace:
        write_backgrounds(workspace, [plan, WEB])
        add_background(workspace, far)
    with open_workspace(town) as workspace:
        assert read_backgrounds(workspace) == (plan, WEB, far)
        assert remove_background(workspace, "Photos") == WEB
        assert read_backgrounds(workspace) == (plan, far)
        assert workspace.settings.read(SECRETS) is None


def test_the_key_is_kept_apart(town: Path) -> None:
    with open_workspace(town) as workspace:
        write_backgrounds(workspace, [WEB])
        assert "s3cret" not in str(workspace.settings.read(KEY))
        assert workspace.settings.read(SECRETS) == {"Photos": "s3cret"}


def test_a_file_beside_the_workspace_moves_with_it(town: Path, tmp_path: Path) -> None:
    with open_workspace(town) as workspace:
        add_background(workspace, Background(Kind.LAYERS, "Plan", str(tmp_path / "a" / "p.shp")))
    other = tmp_path / "elsewhere"
    other.mkdir()
    moved = shutil.copy(town, other / town.name)
    with open_workspace(moved) as workspace:
        assert Path(read_backgrounds(workspace)[0].where) == other / "a" / "p.shp"


def test_two_of_one_name_are_refused(town: Path) -> None:
    with open_workspace(town) as workspace:
        write_backgrounds(workspace, [WEB])
        with pytest.raises(InputError, match="“Photos” already"):
            add_background(workspace, WEB)
        with pytest.raises(InputError, match="needs a name"):
            add_background(workspace, Background(Kind.LAYERS, " ", "x.shp"))
        with pytest.raises(NotFoundError, match="There are: Photos"):
            remove_background(workspace, "Maps")
        assert read_backgrounds(workspace) == (WEB,)


@pytest.mark.parametrize(
    "kept",
    [
        "nonsense",
        {"a": 1},
        [1, None, "x", {}, {"kind": "web"}],
        [{"kind": "moon", "title": "a", "where": "b", "datum": "WGS-84", "opacity": 1,
          "attribution": "", "layer": "", "max_zoom": 3, "is_shown": True}],
        [{"kind": "web", "title": "a", "where": "b", "datum": "WGS-84", "opacity": 1,
          "attribution": "", "layer": "", "max_zoom": 3, "is_shown": True}],
    ],
)  # fmt: skip
def test_what_is_none_is_passed_over(town: Path, kept: object) -> None:
    with open_workspace(town) as workspace:
        workspace.settings.write(KEY, kept)  # type: ignore[arg-type]
        workspace.settings.write(SECRETS, [1])
        assert read_backgrounds(workspace) == ()
