"""A case from the report to its end, by commands alone; and what is refused on the way."""

import re
import shutil
from datetime import datetime
from pathlib import Path

import pytest

from gridapp.cli.command import ACTOR
from gridapp.workspace import open_workspace

from .conftest import Gridapp, Unchanged

REPORT = "人民路与锡澄路路口往东五十米，路灯不亮"


@pytest.fixture(scope="module")
def reported(demo_town: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The town with a case opened just now, and the case's number."""
    town = Path(shutil.copy(demo_town, tmp_path_factory.mktemp("reported") / "town.gpkg"))
    with open_workspace(town) as workspace:
        place = workspace.geography.locate(REPORT, limit=1)[0]
        matter = workspace.casework.suggest_matters(REPORT, limit=1)[0]
        return town, workspace.casework.report(REPORT, place, matter, actor=ACTOR).id


@pytest.fixture
def town(reported: tuple[Path, str], tmp_path: Path) -> Path:
    return Path(shutil.copy(reported[0], tmp_path / "town.gpkg"))


@pytest.fixture
def ref(reported: tuple[Path, str]) -> str:
    return reported[1]


def moves(document: dict[str, object]) -> list[tuple[str, str, object]]:
    """Return move, stage and by which step it was undone, of every step."""
    steps = document["steps"]
    assert isinstance(steps, list)
    return [(step["move"], step["stage"], step["undone_by"]) for step in steps]


def test_from_report_to_close(gridapp: Gridapp, town: Path) -> None:
    opened = gridapp("case", "open", town, REPORT, "--channel", "12345热线", "--json").table()
    ref = str(opened["case"])
    assert opened["stage"] == "reported"
    assert opened["matter"] == ["GB/T 47678.5-2026", "component", "01037"]
    assert opened["place"] == "人民路锡澄路路口往东50米"
    assert opened["grids"] == {"1": "320281198001000", "2": "320281198001005"}
    assert opened["text"] == REPORT

    choices = gridapp("case", "recommend", town, ref, "--json").rows()
    assert len(choices) > 1
    scores = [choice["score"] for choice in choices]
    assert scores == sorted(scores, key=lambda score: -float(str(score)))
    assert all(choice["reasons"] for choice in choices)

    sent = gridapp("case", "dispatch", town, ref, "--json").table()
    best = choices[0]
    assert sent["stage"] == "dispatched"
    assert sent["ticket"] == {
        "kind": best["kind"], "id": best["id"], "name": best["name"], "class": "ordinary",
    }  # fmt: skip

    undone = gridapp("case", "undo", town, ref, "--reason", "派错了", "--json").table()
    assert undone["stage"] == "reported"
    assert undone["ticket"] is None
    assert moves(undone) == [
        ("report", "reported", None),
        ("dispatch", "dispatched", 3),
        ("withdraw", "reported", None),
    ]

    again = gridapp("case", "dispatch", town, ref, "--to", "owner", "--json").table()
    assert isinstance(again["ticket"], dict)
    assert again["ticket"]["kind"] == "owner"
    for move, *data in (
        ("accept",),
        ("arrive",),
        ("handle", "--data", "result=换了灯泡"),
        ("check", "--role", "inspector"),
        ("close", "--data", "outcome=service"),
    ):
        done = gridapp("case", "advance", town, ref, move, *data)
        assert (done.status, done.err) == (0, "")

    shown = gridapp("case", "show", town, ref, "--json").table()
    assert (shown["stage"], shown["outcome"], shown["due_at"]) == ("closed", "service", None)
    assert [move for move, _, _ in moves(shown)] == [
        "report", "dispatch", "withdraw", "dispatch", "accept", "arrive", "handle", "check",
        "close",
    ]  # fmt: skip
    steps = shown["steps"]
    assert isinstance(steps, list)
    times = [datetime.fromisoformat(step["at"]) for step in steps]
    assert times == sorted(times)
    assert {step["actor"] for step in steps} == {ACTOR}

    assert ref not in gridapp("case", "list", town).out
    assert ref in gridapp("case", "list", town, "--all").out
    verdict = gridapp("journal", "verify", town, "--json")
    assert verdict.status == 0
    assert verdict.table()["holds"] is True


def test_the_pages_for_people(gridapp: Gridapp, town: Path, ref: str) -> None:
    gridapp("case", "dispatch", town, ref)
    gridapp("case", "undo", town, ref, "--reason", "x")
    lines = gridapp("case", "show", town, ref).out.splitlines()
    assert lines[0].startswith(ref)
    assert REPORT in lines[1]
    assert len(lines) == 6
    assert lines[4].endswith("(undone)")
    rows = gridapp("case", "recommend", town, ref).out.splitlines()
    assert rows[0].split() == ["score", "kind", "id", "name", "reasons"]
    assert re.match(r"\d+ ", rows[1])


def test_the_list_by_what_is_due_first(gridapp: Gridapp, demo_town: Path) -> None:
    rows = gridapp("case", "list", demo_town, "--json").rows()
    due = [str(row["due_at"]) for row in rows if row["due_at"]]
    assert due == sorted(due)
    assert all(row["due_at"] is None for row in rows[len(due) :])
    everything = gridapp("case", "list", demo_town, "--all", "--json").rows()
    assert len(everything) == 300
    assert {row["case"] for row in rows} < {row["case"] for row in everything}
    assert {row["stage"] for row in everything if row not in rows} == {"closed"}


def test_words_may_come_apart(gridapp: Gridapp, town: Path) -> None:
    opened = gridapp("case", "open", town, "路灯不亮", "很暗", "--place", "人民路与锡澄路路口",
                     "--json").table()  # fmt: skip
    assert opened["text"] == "路灯不亮 很暗"


def test_matter_reporter_and_urgency(gridapp: Gridapp, town: Path) -> None:
    words = ("--place", "人民路与锡澄路路口", "--matter", "06010", "--urgent", "--reporter", "王五")
    opened = gridapp("case", "open", town, "有人扔垃圾", *words, "--json").table()
    assert opened["matter"] == ["GB/T 47678.5-2026", "matter", "06010"]
    sent = gridapp("case", "dispatch", town, opened["case"], "--json").table()
    assert isinstance(sent["ticket"], dict)
    assert sent["ticket"]["class"] == "urgent"


def test_outside_the_net_it_is_opened_all_the_same(gridapp: Gridapp, town: Path) -> None:
    opened = gridapp("case", "open", town, "狗叫", "--place", "120.9,32.5", "--json")
    assert opened.status == 0
    assert opened.table()["grids"] == {}
    listed = gridapp("case", "list", town, "--json").rows()
    assert opened.table()["case"] in [row["case"] for row in listed]


def test_dispatch_to_one_by_name(gridapp: Gridapp, town: Path, ref: str) -> None:
    chosen = gridapp("case", "recommend", town, ref, "--json").rows()[-1]
    sent = gridapp("case", "dispatch", town, ref, "--assignee", chosen["id"], "--json").table()
    assert isinstance(sent["ticket"], dict)
    assert sent["ticket"]["id"] == chosen["id"]


@pytest.mark.parametrize(
    ("words", "about"),
    [
        (("open", "{ws}", ""), "No place"),
        (("open", "{ws}", "没有人知道的地方"), "没有人知道的地方"),
        (("open", "{ws}", "  ", "--place", "人民路与锡澄路路口"), "text"),
        (("open", "{ws}", "狗叫", "--place", "人民路与锡澄路路口", "--matter", "99999"), "99999"),
        (("recommend", "{ws}", "20260616-9999"), "20260616-9999"),
        (("dispatch", "{ws}", "20260616-9999"), "20260616-9999"),
        (("advance", "{ws}", "20260616-9999", "accept"), "20260616-9999"),
        (("undo", "{ws}", "20260616-9999", "--reason", "x"), "20260616-9999"),
        (("show", "{ws}", "20260616-9999"), "20260616-9999"),
        (("show", "{ws}", "%"), "%"),
        (("dispatch", "{ws}", "{ref}", "--assignee", "nobody"), "recommend"),
        (("advance", "{ws}", "{ref}", "fly"), "fly"),
        (("advance", "{ws}", "{ref}", "close", "--data", "outcome=service"), "stands at"),
        (("advance", "{ws}", "{ref}", "urge", "--data", "note=x"), "stands at"),
        (("advance", "{ws}", "{ref}", "settle", "--role", "body", "--data", "outcome=service"),
         "role"),
        (("advance", "{ws}", "{ref}", "settle", "--role", "nobody", "--data", "outcome=service"),
         "nobody"),
        (("advance", "{ws}", "{ref}", "settle"), "outcome"),
        (("advance", "{ws}", "{ref}", "settle", "--data", "outcome=magic"), "magic"),
        (("advance", "{ws}", "{ref}", "settle", "--data", "outcome"), "“outcome”"),
        (("advance", "{ws}", "{ref}", "settle", "--data", "=service"), "“=service”"),
        (("advance", "{ws}", "{ref}", "settle", "--data", "outcome=service", "colour=red"),
         "colour"),
        (("undo", "{ws}", "{ref}", "--reason", "x"), "undone"),
    ],
    ids=lambda value: " ".join(value).replace("{ws} ", "") if isinstance(value, tuple) else "",
)  # fmt: skip
def test_refused_and_nothing_written(
    gridapp: Gridapp,
    town: Path,
    ref: str,
    unchanged: Unchanged,
    words: tuple[str, ...],
    about: str,
) -> None:
    with unchanged(town):
        found = gridapp(
            "case", *(w.replace("{ws}", str(town)).replace("{ref}", ref) for w in words)
        )
    assert (found.status, found.out) == (1, "")
    assert about in found.err
    assert len(found.err.strip().splitlines()) == 2


@pytest.mark.parametrize("reason", ["", "  "])
def test_no_undoing_without_a_reason(
    gridapp: Gridapp, town: Path, ref: str, unchanged: Unchanged, reason: str
) -> None:
    gridapp("case", "dispatch", town, ref)
    with unchanged(town):
        found = gridapp("case", "undo", town, ref, "--reason", reason)
    assert found.status == 1
    assert "reason" in found.err


def test_an_undone_step_is_not_undone_twice(gridapp: Gridapp, town: Path, ref: str) -> None:
    gridapp("case", "dispatch", town, ref)
    assert gridapp("case", "undo", town, ref, "--reason", "x").status == 0
    again = gridapp("case", "undo", town, ref, "--reason", "x")
    assert again.status == 1
    assert ref in again.err
    assert gridapp("case", "show", town, ref, "--json").table()["stage"] == "reported"


def test_twice_dispatched_is_refused(
    gridapp: Gridapp, town: Path, ref: str, unchanged: Unchanged
) -> None:
    gridapp("case", "dispatch", town, ref)
    with unchanged(town):
        found = gridapp("case", "dispatch", town, ref)
    assert found.status == 1
    assert "stands at" in found.err
