"""Balance and what-if on the command line; what is ignored in a check."""

from pathlib import Path

from gridapp.workspace import open_workspace
from gridapp.workspace.geography import COMPREHENSIVE
from gridapp.workspace.ignored import ignore
from tests.cli.conftest import Gridapp, Unchanged


def test_a_proposal_is_printed_and_changes_nothing(
    gridapp: Gridapp, unchanged: Unchanged, town: Path
) -> None:
    gridapp("net", "balance", town, "--by", "households")  # what was imported gets its fabric
    with unchanged(town):
        told = gridapp("net", "balance", town, "--by", "households", "--deviation", "0.1", "--json")
    assert told.status == 0
    document = told.table()
    grids = document["grids"]
    assert isinstance(grids, list)
    assert len(grids) == 21
    assert all(abs(one["deviation_after"]) <= 0.1 + 1e-9 for one in grids)
    assert document["draft"] is None


def test_a_proposal_becomes_a_draft_that_is_looked_back_on(gridapp: Gridapp, town: Path) -> None:
    done = gridapp("net", "balance", town, "--by", "households", "--draft", "均衡", "--json")
    draft = done.table()["draft"]
    editions = gridapp("net", "editions", town, "--json").rows()
    assert [one["edits"] for one in editions if one["id"] == draft] == [1]
    back = gridapp("net", "what-if", town, "--draft", draft, "--level", 1)
    assert back.status == 0
    assert "of 300 cases of the last 90 days" in back.out
    owners = gridapp("net", "what-if", town, "--draft", draft, "--by", "owner", "--json").table()
    assert owners["cases"] == 300


def test_reasons_are_told_when_there_is_no_way(gridapp: Gridapp, town: Path) -> None:
    told = gridapp(
        "net", "balance", town, "--by", "households", "--lock", "320281198001000", "--json"
    )
    assert told.status == 1
    document = told.table()
    obstacles = document["obstacles"]
    assert isinstance(obstacles, list)
    assert obstacles[0]["blocks"] == "locked"
    assert document["draft"] is None
    kept = gridapp(
        "net", "balance", town, "--by", "households", "--lock", "320281198001000",
        "--draft", "none",
    )  # fmt: skip
    assert kept.status == 1
    assert "With the locks" in kept.out
    editions = gridapp("net", "editions", town, "--json").rows()
    assert "none" not in [one["name"] for one in editions]


def test_wrong_words_are_refused(gridapp: Gridapp, town: Path) -> None:
    for words, said in (
        (["--by", "trees"], "“trees” can't be balanced"),
        (["--by", "area=much"], "“area=much” can't be balanced"),
        (["--by", "area", "--net", "nowhere"], "no net nowhere"),
        (["--by", "area", "--lock", "x"], "no grid “x”"),
        (["--by", "area", "--net", "09_minzheng", "--draft", "d"], "Drafts are of the main net"),
    ):
        told = gridapp("net", "balance", town, *words)
        assert (told.status, said in told.err) == (1, True), told
    assert gridapp("net", "what-if", town, "--draft", "999").status == 1


def test_what_is_ignored_is_left_out_of_a_check_unless_all_is_asked(
    gridapp: Gridapp, town: Path
) -> None:
    before = gridapp("net", "check", town, "--net", COMPREHENSIVE, "--json").rows()
    assert before
    with open_workspace(town) as workspace:
        first = workspace.editions.check(COMPREHENSIVE)[0]
        ignore(workspace, first, "编码沿用多年", "陈伟")
    after = gridapp("net", "check", town, "--net", COMPREHENSIVE, "--json").rows()
    assert len(after) == len(before) - 1
    every = gridapp("net", "check", town, "--net", COMPREHENSIVE, "--all", "--json").rows()
    assert [one["ignored"] for one in every if one["ignored"]] == ["编码沿用多年"]
    assert "1 findings are ignored" in gridapp("net", "check", town, "--net", COMPREHENSIVE).out
