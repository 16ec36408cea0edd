"""Cases: where they lie, who should take them and why, and how a step is taken back."""

import csv
import multiprocessing
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
import shapely

from gridapp.cases.dispatch import Recommendation
from gridapp.errors import InputError, NotFoundError, RefusalError
from gridapp.locate.datum import Datum
from gridapp.locate.find import Candidate
from gridapp.messages import message
from gridapp.paths import data
from gridapp.workspace import Workspace, open_workspace

from .conftest import LAMP, Report


def picked(x: float, y: float, uncertainty: float = 10.0) -> Candidate:
    """A place that an operator pointed at."""
    why = (message("Picked on the map."),)
    return Candidate(x, y, uncertainty, 1.0, "那里", "map", Datum.CGCS2000, why, None)


def sheet(name: str) -> list[dict[str, str]]:
    with data("town", f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def reasons(choice: Recommendation) -> str:
    return " ".join(map(str, choice.reasons))


def test_a_report_outside_the_net_is_opened_all_the_same(workspace: Workspace) -> None:
    net = shapely.union_all(workspace.geography.grids(level=1).polygons)
    x, y = net.bounds[2] + 700, net.bounds[1]
    case = workspace.casework.report("狗叫", picked(x, y), actor="李")
    assert case.grids == {}
    assert not case.edge_dispute
    (row,) = [row for row in workspace.casework.rows() if row.ref == case.id]
    assert (row.x, row.y, row.grid_code) == (round(x, 3), round(y, 3), "")
    assert workspace.casework.verify().holds


def test_a_circle_across_a_border_is_flagged(workspace: Workspace) -> None:
    grids = workspace.geography.grids(level=2)
    cell = grids.polygons[grids.index("320281198001005")]
    inside = shapely.point_on_surface(cell)
    reach = cell.exterior.distance(inside)
    for factor, is_torn in ((0.9, False), (1.1, True)):
        place = picked(inside.x, inside.y, reach * factor)
        case = workspace.casework.report("路灯不亮", place, actor="李")
        assert case.edge_dispute is is_torn
        assert case.grids["2"] == "320281198001005"
        (row,) = [row for row in workspace.casework.rows() if row.ref == case.id]
        assert row.is_edge_dispute is is_torn


DUTIES = [(number, row) for number, row in enumerate(sheet("duties"), start=1)]


@pytest.fixture(scope="module")
def shared(demo_town: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Open one copy of the town for many questions; cases opened in it don't matter."""
    town = shutil.copy(demo_town, tmp_path_factory.mktemp("shared") / "town.gpkg")
    with open_workspace(town) as opened:
        yield opened


@pytest.mark.parametrize(("number", "duty"), DUTIES, ids=[row["code"] for _, row in DUTIES])
def test_the_duty_table_says_why(shared: Workspace, number: int, duty: dict[str, str]) -> None:
    """For a matter of every row of the list: its row is named, its handler comes first."""
    casework = shared.casework
    matters = [
        matter
        for matter in casework.catalogue
        if matter.kind == duty["kind"] and matter.code.startswith(duty["code"])
    ]
    place = shared.geography.locate("人民路与锡澄路路口")[0]
    case = casework.report("路上有事", place, matters[0], actor="李")
    choices = casework.recommend(case.id)
    assert len(choices) >= 2
    by_kind: dict[str, Recommendation] = {}
    for choice in choices:
        by_kind.setdefault(choice.kind, choice)
        assert "Open tickets" in reasons(choice)
    assert by_kind["body"].id == duty["lead"]
    assert f"Duty list row {number}: leads." in reasons(by_kind["body"])
    if duty["handler"] != "body":
        assert f"Duty list row {number}." in reasons(by_kind[duty["handler"]])
    for choice in choices:
        assert choice.cooperating == tuple(filter(None, duty["cooperating"].split("|")))


def test_a_squad_is_judged_by_the_power_list(workspace: Workspace) -> None:
    place = workspace.geography.locate("人民路与锡澄路路口")[0]
    powers = {row["code"]: row["squad_may_enforce"] == "yes" for row in sheet("powers")}
    said = set()
    for code, is_allowed in powers.items():
        matter = workspace.casework.find_matter("matter", code)
        case = workspace.casework.report("有事", place, matter, actor="李")
        for choice in workspace.casework.recommend(case.id):
            if choice.kind == "squad":
                wanted = "the squad may enforce" if is_allowed else "the squad may not enforce"
                assert wanted in reasons(choice)
                said.add(is_allowed)
    assert said == {True, False}


def test_whoever_is_recommended_holds_the_grid(workspace: Workspace) -> None:
    """Cases of the demo that nobody has yet are recommended in their own grid."""
    casework = workspace.casework
    owners = {m["ref"]: m["grid_code"] for m in casework.register("member")}
    held: dict[object, set[object]] = {}
    for entry in casework.register("squad_grid"):
        held.setdefault(entry["squad"], set()).add(entry["grid_code"])
    waiting = [row for row in casework.rows() if row.stage == "reported"]
    assert waiting
    for row in waiting:
        grids = casework.case(row.ref).grids
        for choice in casework.recommend(row.ref):
            if choice.kind == "owner":
                assert owners[choice.id] in grids.values()
            if choice.kind == "squad":
                assert held[choice.id] & set(grids.values())


def test_a_ticket_more_counts_against_who_has_it(workspace: Workspace, report: Report) -> None:
    first = report()
    best = workspace.casework.recommend(first.id)[0]
    workspace.casework.dispatch(first.id, best, actor="李")
    again = {
        (choice.kind, choice.id): choice for choice in workspace.casework.recommend(report().id)
    }
    assert again[best.kind, best.id].score < best.score


def test_undoing_adds_an_event_and_changes_none(workspace: Workspace, report: Report) -> None:
    case = report()
    casework = workspace.casework
    sent = casework.dispatch(case.id, casework.recommend(case.id)[0], actor="李")
    undone = casework.undo(case.id, actor="王", reason="派错了")
    assert [step.event for step in undone.history[:2]] == [step.event for step in sent.history]
    last = undone.history[-1].event
    assert (last.kind, last.actor, last.data["compensates"]) == ("withdraw", "王", 2)
    assert last.data["reason"] == "派错了"
    assert undone.history[1].undone_by == 3
    assert (undone.stage, undone.ticket, undone.grids) == (case.stage, None, case.grids)
    assert undone.next_clock() == case.next_clock()
    assert casework.verify().holds
    with pytest.raises(RefusalError, match=case.id):
        casework.undo(case.id, actor="王", reason="又错了")


def test_what_no_move_undoes_is_refused(workspace: Workspace, report: Report) -> None:
    case = report()
    with pytest.raises(RefusalError, match="can't be undone"):
        workspace.casework.undo(case.id, actor="李", reason="x")
    assert len(workspace.casework.case(case.id).history) == 1


def test_an_urgent_case_gets_an_urgent_ticket(workspace: Workspace, report: Report) -> None:
    for is_urgent, wanted in ((True, "urgent"), (False, "ordinary")):
        case = report(is_urgent=is_urgent)
        choice = workspace.casework.recommend(case.id)[0]
        ticket = workspace.casework.dispatch(case.id, choice, actor="李").ticket
        assert ticket is not None
        assert ticket.ticket_class == wanted


def test_a_refused_move_leaves_no_trace(workspace: Workspace, report: Report) -> None:
    case = report()
    before = workspace.casework.verify()
    with pytest.raises(RefusalError):
        workspace.casework.advance(case.id, "close", {"outcome": "service"}, actor="李")
    with pytest.raises(NotFoundError):
        workspace.casework.advance(case.id, "fly", actor="李")
    with pytest.raises(InputError):
        workspace.casework.advance(
            case.id, "settle", {"outcome": "service", "colour": "red"}, actor="李"
        )
    assert workspace.casework.verify() == before
    assert workspace.casework.case(case.id) == case


def _open_cases(town: str, name: str, count: int) -> list[str]:
    """Open cases as one of several at once; at the top, so that a process finds it."""
    with open_workspace(town) as workspace:
        place = workspace.geography.locate(LAMP, limit=1)[0]
        matter = workspace.casework.suggest_matters(LAMP, limit=1)[0]
        return [workspace.casework.report(LAMP, place, matter, actor=name).id for _ in range(count)]


def _processes() -> Executor:
    return ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn"))


@pytest.mark.parametrize(
    "executor", [lambda: ThreadPoolExecutor(4), _processes], ids=["threads", "processes"]
)
def test_at_once_everyone_gets_another_number(town: Path, executor: Callable[[], Executor]) -> None:
    names = ["甲", "乙", "丙", "丁"]
    with executor() as pool:
        futures = [pool.submit(_open_cases, str(town), name, 5) for name in names]
        refs = [ref for future in futures for ref in future.result(timeout=120)]
    assert len(set(refs)) == len(refs) == 20
    with open_workspace(town) as workspace:
        assert workspace.casework.verify().holds
        actors = {workspace.casework.case(ref).history[0].event.actor for ref in refs}
        assert actors == set(names)


def test_threads_share_one_open_workspace(workspace: Workspace) -> None:
    place = workspace.geography.locate(LAMP, limit=1)[0]

    def open_some(name: str) -> list[str]:
        return [workspace.casework.report(LAMP, place, actor=name).id for _ in range(5)]

    with ThreadPoolExecutor(4) as pool:
        refs = [ref for some in pool.map(open_some, "甲乙丙丁") for ref in some]
    assert len(set(refs)) == 20
    assert workspace.casework.verify().holds


def meddle(town: Path, statement: str, values: Sequence[object]) -> None:
    with closing(sqlite3.connect(town)) as connection, connection:
        connection.execute(statement, values)


def test_a_snapshot_that_strayed_is_found(workspace: Workspace, town: Path) -> None:
    casework = workspace.casework
    assert casework.verify().holds
    rows = casework.rows()
    meddle(town, 'UPDATE "case" SET text = ? WHERE ref = ?', ("别的", rows[3].ref))
    meddle(town, 'DELETE FROM "case" WHERE ref = ?', (rows[7].ref,))
    verdict = casework.verify()
    assert not verdict.holds
    assert (verdict.broken, verdict.strayed) == (None, (rows[3].ref, rows[7].ref))


def test_a_register_refuses_columns_it_has_not(workspace: Workspace) -> None:
    with pytest.raises(InputError, match="colour"):
        workspace.casework.add_register("body", [{"ref": "X", "name": "x", "colour": "red"}])
    assert "X" not in [row["ref"] for row in workspace.casework.register("body")]
