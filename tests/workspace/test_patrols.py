"""Tracks: who may look, what is written down, and what a day holds."""

import math
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from gridapp.errors import InputError, NotFoundError
from gridapp.patrol.clean import Mark
from gridapp.workspace import Workspace, open_workspace

MORNING = datetime.fromisoformat("2026-06-16T08:00:00+08:00")
NOON = MORNING + timedelta(hours=4)
REASON = "案件 20260616-0001 的到场时间"


def test_every_opening_leaves_a_row(workspace: Workspace, town: Path) -> None:
    patrols = workspace.patrols
    assert patrols.audit_rows() == []
    track, cleaned = patrols.open_track("T001", MORNING, NOON, actor="督查员", reason=REASON)
    assert len(track) == len(cleaned.mark)
    patrols.near(track.x[0], track.y[0], 50, MORNING, NOON, actor="指挥员", reason=REASON)
    rows = patrols.audit_rows()
    assert [(row.actor, row.action, row.reason) for row in rows] == [
        ("督查员", "track.open", REASON),
        ("指挥员", "track.near", REASON),
    ]
    assert rows[0].subject.startswith("T001 2026-06-16T08:00")
    assert rows[0].at <= rows[1].at <= workspace.now()
    with open_workspace(town) as other:
        assert other.patrols.audit_rows() == rows


def test_a_vain_look_is_written_down_too(workspace: Workspace) -> None:
    with pytest.raises(NotFoundError, match="T999"):
        workspace.patrols.open_track("T999", MORNING, NOON, actor="李", reason=REASON)
    (row,) = workspace.patrols.audit_rows()
    assert row.subject.startswith("T999")


@pytest.mark.parametrize("reason", ["", " ", "\t\n", "　"])
def test_without_a_reason_nobody_looks(workspace: Workspace, reason: str) -> None:
    patrols = workspace.patrols
    with pytest.raises(InputError, match="reason"):
        patrols.open_track("T001", MORNING, NOON, actor="李", reason=reason)
    with pytest.raises(InputError, match="reason"):
        patrols.near(0, 0, 50, MORNING, NOON, actor="李", reason=reason)
    assert patrols.audit_rows() == []


@pytest.mark.parametrize(
    ("x", "radius", "until"),
    [(math.nan, 50, NOON), (math.inf, 50, NOON), (0, 0, NOON), (0, -1, NOON), (0, math.nan, NOON),
     (0, 50, MORNING), (0, 50, MORNING - timedelta(seconds=1))],
)  # fmt: skip
def test_a_circle_or_time_that_holds_nothing(
    workspace: Workspace, x: float, radius: float, until: datetime
) -> None:
    with pytest.raises(InputError, match="near"):
        workspace.patrols.near(x, 0, radius, MORNING, until, actor="李", reason=REASON)
    assert workspace.patrols.audit_rows() == []


def test_a_track_is_near_its_own_place(workspace: Workspace) -> None:
    patrols = workspace.patrols
    track, cleaned = patrols.open_track("T003", MORNING, NOON, actor="李", reason=REASON)
    kept = np.flatnonzero(cleaned.mark == Mark.OK)
    middle = kept[len(kept) // 2]
    x, y, time = track.x[middle], track.y[middle], track.time[middle]
    visits = patrols.near(x, y, 30, MORNING, NOON, actor="李", reason=REASON)
    mine = [visit for visit in visits if visit.terminal == "T003"]
    assert any(v.start.timestamp() <= time <= v.end.timestamp() for v in mine)
    assert all(MORNING <= v.start <= v.end < NOON for v in visits)


def test_spans_are_what_opening_finds(workspace: Workspace) -> None:
    spans = {span.terminal: span for span in workspace.patrols.spans()}
    assert len(spans) == 60
    span = spans["T010"]
    track, _ = workspace.patrols.open_track(
        "T010", span.first, span.last + timedelta(seconds=1), actor="李", reason=REASON
    )
    assert len(track) == span.fixes
    assert track.time[0] == span.first.timestamp()
    assert track.time[-1] == span.last.timestamp()


def test_who_was_last_seen_where(workspace: Workspace) -> None:
    seen = workspace.patrols.last_seen()
    now = workspace.now()
    assert {sighting.terminal for sighting in seen} <= {f"T{n:03}" for n in range(1, 61)}
    assert len(seen) > 30
    assert all(now - timedelta(minutes=15) <= sighting.at <= now for sighting in seen)
