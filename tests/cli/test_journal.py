"""What another hand changes in the file behind gridapp's back, `journal verify` finds."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from .conftest import Gridapp


def meddle(town: Path, *statements: str | tuple[str, Sequence[object]]) -> None:
    """Write with plain SQLite, the protection taken away first."""
    with closing(sqlite3.connect(town)) as connection, connection:
        for trigger in ("case_event_no_update", "case_event_no_delete"):
            connection.execute(f"DROP TRIGGER {trigger}")
        for statement in statements:
            connection.execute(*([statement] if isinstance(statement, str) else statement))


def test_an_honest_journal_holds(gridapp: Gridapp, demo_town: Path) -> None:
    found = gridapp("journal", "verify", demo_town, "--json")
    assert (found.status, found.err) == (0, "")
    said = found.table()
    assert said["holds"] is True
    assert (said["cases"], said["broken"], said["strayed"]) == (300, None, [])
    lines = gridapp("journal", "verify", demo_town).out.splitlines()
    assert lines[0] == f"{said['events']} events of 300 cases."
    assert lines[1] == f"Head: {said['head']}"
    assert len(lines) == 3


def test_the_file_itself_forbids_changes(town: Path) -> None:
    for statement in ("UPDATE case_event SET actor = 'x'", "DELETE FROM case_event",
                      "UPDATE audit SET actor = 'x'", "DELETE FROM audit"):  # fmt: skip
        with closing(sqlite3.connect(town)) as connection:
            connection.execute("INSERT INTO audit (at, actor) VALUES ('2026-06-16', 'me')")
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                connection.execute(statement)


@pytest.mark.parametrize(
    ("statement", "position"),
    [
        ("UPDATE case_event SET actor = 'somebody else' WHERE id = 700", 700),
        ("UPDATE case_event SET at = '2026-06-14T00:00:00.000Z' WHERE id = 31", 31),
        ("UPDATE case_event SET kind = 'close' WHERE id = 2", 2),
        ("UPDATE case_event SET data = replace(data, 'owner', 'squad') "
         "WHERE id = (SELECT min(id) FROM case_event WHERE data LIKE '%\"owner\"%')", None),
        ("UPDATE case_event SET data = '{half a tab' WHERE id = 12", 12),
        ("UPDATE case_event SET data = '[]' WHERE id = 12", 12),
        ("UPDATE case_event SET at = 'yesterday' WHERE id = 12", 12),
        ("UPDATE case_event SET hash = zeroblob(32) WHERE id = 5", 5),
        ("UPDATE case_event SET hash = 'text' WHERE id = 5", 5),
        ("DELETE FROM case_event WHERE id = 400", 400),
        ("DELETE FROM case_event WHERE id = 1", 1),
    ],
    ids=["actor", "time", "kind", "data", "no JSON", "list", "no time", "link", "link's type",
         "row", "first row"],
)  # fmt: skip
def test_a_changed_row_is_found(
    gridapp: Gridapp, town: Path, statement: str, position: int | None
) -> None:
    meddle(town, statement)
    found = gridapp("journal", "verify", town, "--json")
    assert (found.status, found.err) == (1, "")
    said = found.table()
    assert said["holds"] is False
    broken = said["broken"]
    assert isinstance(broken, dict)
    assert broken["why"]
    assert position in (None, broken["position"])
    assert f"{broken['position']}" in gridapp("journal", "verify", town).out


def test_a_forged_row_at_the_end_is_found(gridapp: Gridapp, town: Path) -> None:
    forged = (
        "INSERT INTO case_event (case_ref, sequence, kind, at, actor, data, hash) "
        "SELECT case_ref, sequence + 1, 'urge', at, actor, data, zeroblob(32) "
        "FROM case_event ORDER BY id DESC LIMIT 1"
    )
    meddle(town, forged)
    found = gridapp("journal", "verify", town, "--json")
    assert found.status == 1
    said = found.table()
    broken = said["broken"]
    assert isinstance(broken, dict)
    assert broken["position"] == said["events"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE \"case\" SET stage = 'closed' WHERE ref = '{ref}'",
        "UPDATE \"case\" SET assignee_name = '别人' WHERE ref = '{ref}'",
        "UPDATE \"case\" SET geom = NULL WHERE ref = '{ref}'",
        "DELETE FROM \"case\" WHERE ref = '{ref}'",
    ],
)
def test_a_list_that_strayed_is_found(gridapp: Gridapp, town: Path, statement: str) -> None:
    ref = str(gridapp("case", "list", town, "--json").rows()[0]["case"])
    meddle(town, statement.replace("{ref}", ref))
    found = gridapp("journal", "verify", town, "--json")
    assert (found.status, found.err) == (1, "")
    said = found.table()
    assert (said["holds"], said["broken"], said["strayed"]) == (False, None, [ref])
    assert ref in gridapp("journal", "verify", town).out


def test_a_case_without_a_journal_is_found(gridapp: Gridapp, town: Path) -> None:
    columns = (
        "stage, opened_at, due_at, matter_standard, matter_kind, matter_code, text, place, "
        "channel, is_urgent, is_edge_dispute, uncertainty_m, grid_code, assignee_kind, assignee, "
        "assignee_name, ticket_class, outcome, events, geom"
    )
    meddle(town, f'INSERT INTO "case" (ref, {columns}) SELECT \'20990101-0001\', {columns} '
                 'FROM "case" LIMIT 1')  # fmt: skip
    found = gridapp("journal", "verify", town, "--json")
    assert found.status == 1
    assert found.table()["strayed"] == ["20990101-0001"]


def test_a_spoilt_row_is_named_to_who_reads_its_case(gridapp: Gridapp, town: Path) -> None:
    ref = str(gridapp("case", "list", town, "--json").rows()[0]["case"])
    meddle(town, ("UPDATE case_event SET data = '{' WHERE case_ref = ?", (ref,)))
    found = gridapp("case", "show", town, ref)
    assert (found.status, found.out) == (1, "")
    assert "of the journal can't be read" in found.err


def test_a_cut_tail_is_found_by_the_head_noted_before(gridapp: Gridapp, town: Path) -> None:
    head = gridapp("journal", "verify", town, "--json").table()["head"]
    assert gridapp("journal", "verify", town, "--head", head).status == 0
    meddle(
        town,
        'DELETE FROM "case" WHERE ref = (SELECT max(ref) FROM "case")',
        "DELETE FROM case_event WHERE id = (SELECT max(id) FROM case_event)",
    )
    found = gridapp("journal", "verify", town, "--head", head)
    assert found.status == 1
    assert "its end was cut off" in found.out
