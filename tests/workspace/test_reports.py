"""A sheet becomes cases: once, whole batches, doubts asked, what was settled recorded."""

from dataclasses import replace
from datetime import timedelta

import pytest

from gridapp.exchange.reports import SheetReport
from gridapp.locate.crs import unproject
from gridapp.locate.datum import Datum, convert
from gridapp.workspace import Workspace
from gridapp.workspace.doubts import Doubt, Examiner, SheetCase, guess_datum
from gridapp.workspace.edges import Claimant
from gridapp.workspace.reports import Reading, open_rows_as_cases, remember, remembered

PLAIN = SheetReport(2, "sheet:1", "有人乱扔垃圾", "", None, None, None, "", "", "", False)


def row(text: str, **fields: object) -> SheetReport:
    return replace(PLAIN, text=text, **fields)  # type: ignore[arg-type]


def clear_of_doubt(examiner: Examiner, report: SheetReport) -> SheetCase:
    case = examiner.examine(report)
    while case.doubts:
        case = examiner.settle(case, examiner.answers(case)[-1].value)
    return case


def place_of(workspace: Workspace) -> str:
    """An address that lies well inside a grid."""
    for found in workspace.casework.rows():
        if found.place and "号" in found.place and not found.is_edge_dispute:
            return found.place
    raise AssertionError("none")


def test_a_clear_row_is_ready_and_opens_once(workspace: Workspace) -> None:
    casework = workspace.casework
    place = place_of(workspace)
    at = workspace.now() - timedelta(days=4)
    case = clear_of_doubt(
        Examiner(workspace), row("路灯不亮", place=place, at=at, channel="网格员上报")
    )
    assert case.is_ready
    assert case.matter is not None
    made = open_rows_as_cases(workspace, [case], actor="李", note="来自表格")
    (ref,) = made.refs
    stored = casework.case(ref)
    assert ref.startswith(casework.day_of(at))
    assert (stored.source, stored.channel, stored.text) == ("sheet:1", "网格员上报", "路灯不亮")
    assert abs(stored.opened_at - at) < timedelta(seconds=1)
    again = open_rows_as_cases(workspace, [case], actor="李", note="")
    assert (again.refs, again.known) == ((), 1)
    known = Examiner(workspace).examine(case.report)
    assert (known.known, known.is_ready, known.doubts) == (ref, False, ())
    assert casework.verify().holds


def test_what_is_doubtful_is_not_opened(workspace: Workspace) -> None:
    examiner = Examiner(workspace)
    before = len(workspace.casework.rows())
    lost = examiner.examine(row("有个地方有点问题"))
    assert lost.doubts[0] is Doubt.NO_PLACE
    assert open_rows_as_cases(workspace, [lost], actor="李", note="").refs == ()
    assert len(workspace.casework.rows()) == before
    assert examiner.retell(lost, "没有这个地方吧") is lost
    found = examiner.retell(lost, place_of(workspace))
    assert found.place is not None
    assert Doubt.NO_PLACE not in found.doubts


def test_an_edge_dispute_is_settled_and_recorded(workspace: Workspace) -> None:
    examiner = Examiner(workspace)
    case = next(
        case
        for one in workspace.casework.rows()
        if one.is_edge_dispute
        and Doubt.EDGE in (case := examiner.examine(row(one.text, place=one.place))).doubts
    )
    while case.doubts[0] is not Doubt.EDGE:
        case = examiner.settle(case, examiner.answers(case)[0].value)
    second = examiner.answers(case)[1].value
    assert isinstance(second, Claimant)
    assert sum(one.share for one in case.claimants) <= 1.0 + 1e-6
    case = examiner.settle(case, second)
    while case.doubts:
        case = examiner.settle(case, examiner.answers(case)[-1].value)
    (ref,) = open_rows_as_cases(workspace, [case], actor="李", note="已核实").refs
    stored = workspace.casework.case(ref)
    assert not stored.edge_dispute
    assert stored.grids == second.codes
    assert [step.event.kind for step in stored.history] == ["report", "amend"]
    assert stored.history[-1].event.data["note"] == "已核实"


def test_a_coordinate_far_from_its_address_is_asked_about(workspace: Workspace) -> None:
    place = workspace.geography.locate(place_of(workspace), limit=1)[0]
    lon, lat = (float(v) for v in unproject(place.x, place.y, workspace.crs))
    there = row("路灯不亮", place=place.label, lon=lon, lat=lat)
    examiner = Examiner(workspace)
    assert Doubt.APART not in examiner.examine(there).doubts
    shifted = convert(lon, lat, Datum.WGS84, Datum.GCJ02)
    case = examiner.examine(replace(there, lon=float(shifted[0]), lat=float(shifted[1])))
    assert case.doubts[0] is Doubt.APART
    assert "GCJ-02" in " ".join(map(str, case.places[0].reasons))
    settled = examiner.settle(case, examiner.answers(case)[1].value)
    assert settled.place is not None
    assert settled.place.label == place.label


@pytest.mark.parametrize("datum", [Datum.WGS84, Datum.GCJ02, Datum.BD09])
def test_addresses_tell_the_datum_of_a_sheet(workspace: Workspace, datum: Datum) -> None:
    rows: list[SheetReport] = []
    for one in workspace.casework.rows():
        if one.place and "号" in one.place and one.x is not None and one.y is not None:
            degrees = unproject(one.x, one.y, workspace.crs)
            lon, lat = convert(*degrees, Datum.WGS84, datum)
            rows.append(row(one.text, place=one.place, lon=float(lon), lat=float(lat)))
    assert guess_datum(workspace, rows[:20]) is datum
    assert guess_datum(workspace, rows[:2]) is None


def test_a_row_like_an_open_case_is_joined_to_it(workspace: Workspace) -> None:
    casework = workspace.casework
    place = workspace.geography.locate(place_of(workspace), limit=1)[0]
    text = f"{place.label}路灯不亮，晚上看不见"
    matter = casework.suggest_matters(text, limit=1)[0]
    main = casework.report(text, place, matter, actor="李")
    examiner = Examiner(workspace)
    case = examiner.examine(row(text, at=workspace.now()))
    while case.doubts[0] is not Doubt.DUPLICATE:
        case = examiner.settle(case, examiner.answers(case)[0].value)
    assert main.id in [one.case.ref for one in case.alike]
    case = examiner.settle(case, main.id)
    (ref,) = open_rows_as_cases(workspace, [case], actor="李", note="同一件事").refs
    stored = casework.case(ref)
    assert (stored.stage, stored.main_case) == ("joined", main.id)
    assert not any(clock.stopped_at is None for clock in stored.clocks)


def test_a_batch_is_whole_or_not_there(workspace: Workspace) -> None:
    examiner = Examiner(workspace)
    place = place_of(workspace)
    good = clear_of_doubt(examiner, row("路灯不亮", place=place))
    bad = replace(good, report=replace(good.report, source="sheet:2"), main="19990101-0001")
    before = len(workspace.casework.rows())
    with pytest.raises(Exception, match="There is no case"):
        open_rows_as_cases(workspace, [good, bad], actor="李", note="x")
    assert len(workspace.casework.rows()) == before


def test_a_mapping_is_remembered(workspace: Workspace) -> None:
    assert remembered(workspace.settings, "k") is None
    reading = Reading({"text": "内容"}, Datum.GCJ02)
    remember(workspace.settings, "k", reading)
    assert remembered(workspace.settings, "k") == reading
    workspace.settings.write("sheets.mapping/k", "spoilt")
    assert remembered(workspace.settings, "k") is None
