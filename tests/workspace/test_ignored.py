"""What is ignored stays ignored, with its reason, whoever opens the workspace next."""

from pathlib import Path

import pytest

from gridapp.errors import InputError
from gridapp.grid.findings import Finding
from gridapp.messages import message
from gridapp.workspace import open_workspace
from gridapp.workspace.ignored import heed_again, ignore, read_ignored

FINDING = Finding("split grid", "note", "town", 2, ("a", "b"), 1.26, -3.4, message("Apart."))


def test_a_finding_is_known_by_kind_grids_and_place() -> None:
    assert FINDING.key == "split grid|2|a,b|1,-3"


def test_reasons_are_kept_and_taken_back(town: Path) -> None:
    with open_workspace(town) as workspace:
        assert read_ignored(workspace, "town") == {}
        ignore(workspace, FINDING, " 河心岛 ", "陈伟")
    with open_workspace(town) as workspace:
        kept = read_ignored(workspace, "town")[FINDING.key]
        assert (kept.kind, kept.reason, kept.by) == ("split grid", "河心岛", "陈伟")
        assert kept.at.tzinfo is not None
        assert read_ignored(workspace, "other") == {}
        assert heed_again(workspace, FINDING) == {}
        assert workspace.settings.read("findings.ignored/town") is None


def test_no_reason_no_ignoring(town: Path) -> None:
    with open_workspace(town) as workspace, pytest.raises(InputError, match="reason"):
        ignore(workspace, FINDING, "  ", "陈伟")


@pytest.mark.parametrize("spoilt", ["words", [1], [{"kind": "gap"}]])
def test_a_spoilt_list_is_said(town: Path, spoilt: str | list[int]) -> None:
    with open_workspace(town) as workspace:
        workspace.settings.write("findings.ignored/town", spoilt)
        with pytest.raises(InputError, match="can't be read"):
            read_ignored(workspace, "town")
