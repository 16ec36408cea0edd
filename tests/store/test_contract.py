"""What every home keeps: each test runs against all of them."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
import shapely
import sqlalchemy.exc
from sqlalchemy import delete, insert, text, update

from gridapp.cases.events import Event
from gridapp.errors import InputError, NotFoundError, RefusalError
from gridapp.grid.grids import Grids, make_grids
from gridapp.patrol.track import make_track
from gridapp.store import audit, ground, journal, nets, registers, tracks
from gridapp.store.home import Home, read_meta, write_meta
from gridapp.store.schema import case, case_event

NOON = datetime(2026, 6, 16, 4, 0, tzinfo=UTC)
X, Y = 500_000.0, 3_500_000.0


def two_villages() -> Grids:
    squares = shapely.box([X, X + 100], Y, [X + 100, X + 200], Y + 100)
    island = shapely.union(squares[1], shapely.box(X + 300, Y, X + 320, Y + 20))
    return make_grids(
        ["320281198201000", "320281198202000"],
        [squares[0], island],
        names=["璜溪村", "东湖村"],
        levels=1,
    )


def add_villages(home: Home, name: str = "comprehensive") -> None:
    with home.write() as connection:
        nets.add_net(
            home, connection, name, title="综合网", source="t", grids=two_villages(), now=NOON
        )


def test_grids_come_back_as_they_went_in(home: Home) -> None:
    add_villages(home)
    with home.read() as connection:
        found = nets.read_grids(connection, "comprehensive", NOON)
    wanted = two_villages()
    assert list(found.codes) == list(wanted.codes)
    assert list(found.names) == ["璜溪村", "东湖村"]
    assert shapely.equals_exact(found.polygons, wanted.polygons).all()
    assert list(shapely.get_num_geometries(found.polygons)) == [1, 2]


def test_a_net_before_its_first_edition_is_not_found(home: Home) -> None:
    add_villages(home)
    with home.read() as connection, pytest.raises(NotFoundError, match="comprehensive"):
        nets.read_grids(connection, "comprehensive", NOON - timedelta(seconds=1))


def test_a_level_comes_in_once(home: Home) -> None:
    add_villages(home)
    with pytest.raises(RefusalError, match="level 1 already"):
        add_villages(home)
    with home.read() as connection:
        assert nets.read_summaries(connection, NOON)[0].grids_by_level == {1: 2}


def test_owner_of_a_grid(home: Home) -> None:
    add_villages(home)
    with home.write() as connection:
        nets.set_owners(connection, "comprehensive", [("320281198202000", "m7")], NOON)
    with home.read() as connection:
        assert list(nets.read_grids(connection, "comprehensive", NOON).owners) == ["", "m7"]


def test_background_by_kind(home: Home) -> None:
    water = ground.Features(
        "water",
        np.array(["river", "pond"], dtype=object),
        np.array(["璜溪", ""], dtype=object),
        shapely.box([X, X + 5], Y, [X + 2, X + 9], Y + 1),
    )
    with home.write() as connection:
        ground.add_background(home, connection, "area", water)
    with home.read() as connection:
        (found,) = ground.read_features(connection, "area")
        assert ground.read_features(connection, "line") == []
    assert found.kind == "water"
    assert list(found.classes) == ["river", "pond"]
    assert shapely.equals_exact(found.geometries, water.geometries).all()


def test_places_and_enterprises_are_read_together(home: Home) -> None:
    with home.write() as connection:
        ground.add_points(
            home, connection, "place",
            [{"ref": "p1", "kind": "poi", "name": "镇政府", "address": "人民路1号"}],
            np.array([X]), np.array([Y]),
        )  # fmt: skip
        ground.add_points(
            home, connection, "enterprise",
            [{"ref": "e1", "name": "云溪纺织", "address": "工业路9号", "staff": 40}],
            np.array([X + 1]), np.array([Y + 1]),
        )  # fmt: skip
    with home.read() as connection:
        found = ground.read_places(connection)
    assert list(found.refs) == ["p1", "e1"]
    assert list(found.kinds) == ["poi", "enterprise"]
    assert found.x.tolist() == [X, X + 1]


def test_no_places_are_empty_columns(home: Home) -> None:
    with home.read() as connection:
        assert len(ground.read_places(connection).x) == 0


def test_registers_keep_their_rows(home: Home) -> None:
    rows = [{"ref": "s1", "name": "综合执法一中队", "short": "一中队"}]
    with home.write() as connection:
        registers.add_rows(connection, "squad", rows)
        registers.add_rows(connection, "squad_grid", [{"squad": "s1", "grid_code": "1"}])
    with home.read() as connection:
        (found,) = registers.read_rows(connection, "squad")
    assert found["name"] == "综合执法一中队"
    assert found["phone"] == ""


def test_a_register_refuses_an_unknown_column(home: Home) -> None:
    with home.write() as connection, pytest.raises(InputError, match=r"Row 1.*“squad”.*“boss”"):
        registers.add_rows(connection, "squad", [{"ref": "s1", "boss": "x"}])


def test_foreign_keys_are_enforced(home: Home) -> None:
    with pytest.raises(sqlalchemy.exc.IntegrityError), home.write() as connection:
        registers.add_rows(connection, "squad_grid", [{"squad": "nobody", "grid_code": "1"}])


def event(sequence: int, at: datetime = NOON) -> Event:
    return Event("20260616-0001", sequence, "report", at, "op", {"text": "路灯坏了", "n": 1.5})


def test_events_come_back_as_they_went_in(home: Home) -> None:
    precise = NOON + timedelta(microseconds=1234)
    with home.write() as connection:
        stored = journal.append(connection, event(1, precise))
        journal.append(connection, event(2))
    with home.read() as connection:
        first, second = journal.read_events(connection, "20260616-0001")
        assert journal.last_time(connection) == stored.at
    assert first == stored
    assert first.at == NOON + timedelta(milliseconds=1)
    assert second == event(2)


def test_a_failed_transaction_leaves_nothing(home: Home) -> None:
    def write_twice() -> None:
        with home.write() as connection:
            journal.append(connection, event(1))
            journal.append(connection, event(1))

    with pytest.raises(sqlalchemy.exc.IntegrityError):
        write_twice()
    with home.read() as connection:
        assert journal.read_events(connection, "20260616-0001") == []


@pytest.mark.parametrize("change", [update(case_event).values(actor="x"), delete(case_event)])
def test_the_journal_is_append_only(home: Home, change: sqlalchemy.Executable) -> None:
    with home.write() as connection:
        journal.append(connection, event(1))
    with (
        pytest.raises(sqlalchemy.exc.IntegrityError, match="append-only"),
        home.write() as connection,
    ):
        connection.execute(change)


def test_the_audit_is_append_only(home: Home) -> None:
    row = audit.AuditRow(NOON, "督查员", "track.open", "T01", "案件核实")
    with home.write() as connection:
        audit.append(connection, row)
    with pytest.raises(sqlalchemy.exc.IntegrityError), home.write() as connection:
        connection.execute(text("DELETE FROM audit"))
    with home.read() as connection:
        assert audit.read(connection) == [row]


@pytest.mark.parametrize(("last", "following"), [(1, "0002"), (9999, "10000"), (10000, "10001")])
def test_case_numbers_run_by_day(home: Home, last: int, following: str) -> None:
    row = {
        **dict.fromkeys(("stage", "matter_kind", "matter_code"), "x"),
        "ref": f"20260616-{last:04d}",
        "opened_at": NOON,
        "is_urgent": False,
        "is_edge_dispute": False,
        "events": 1,
    }
    with home.write() as connection:
        assert journal.next_ref(connection, "20260616") == "20260616-0001"
        connection.execute(insert(case).values(row))
        assert journal.next_ref(connection, "20260616") == f"20260616-{following}"
        assert journal.next_ref(connection, "20260617") == "20260617-0001"


def test_track_round_trip_by_legs(home: Home) -> None:
    start = NOON.timestamp()
    time = start + np.array([0.0, 10, 20, 500, 510, 1000])
    track = make_track(
        "T01", time, X + np.arange(6.0), Y + np.arange(6.0),
        np.array([3.6, np.nan, 0, 12.34, 5, 1]), np.array([0, 359.9, np.nan, 90, 180, 270]),
    )  # fmt: skip
    legs = np.array([[0, 3], [3, 5], [5, 6]])
    with home.write() as connection:
        assert tracks.add_legs(home, connection, track, legs) == (3, 0)
    with home.write() as connection:
        assert tracks.add_legs(home, connection, track, legs) == (0, 3)
    day = NOON + timedelta(days=1)
    with home.read() as connection:
        found = tracks.read_track(connection, "T01", NOON, day)
        part = tracks.read_track(connection, "T01", NOON + timedelta(seconds=15), day)
        none = tracks.read_track(connection, "T02", NOON, day)
        spans = tracks.read_spans(connection)
    assert np.array_equal(found.time, track.time)
    assert np.array_equal(found.x, track.x)
    assert np.allclose(found.speed, track.speed, atol=0.05, equal_nan=True)
    assert np.allclose(found.heading, track.heading, atol=0.05, equal_nan=True)
    assert len(part) == 4
    assert len(none) == 0
    assert spans["T01"][2] == 6


def test_meta_is_written_over(home: Home) -> None:
    with home.write() as connection:
        write_meta(connection, "title", "a")
        write_meta(connection, "title", "云溪镇")
    with home.read() as connection:
        assert read_meta(connection)["title"] == "云溪镇"


def test_a_time_without_a_zone_is_refused(home: Home) -> None:
    naive = NOON.replace(tzinfo=None)
    with pytest.raises(Exception, match="without a zone"), home.write() as connection:
        audit.append(connection, audit.AuditRow(naive, "a", "b", "c", "d"))
