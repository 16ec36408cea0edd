"""The main job done without eyes: report, locate, dispatch, replay, and a picture of the window."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer, SignalInstance

from gridapp.desktop.app import OPERATOR, Desktop
from gridapp.desktop.snapshot import save_picture
from gridapp.errors import StoreError
from gridapp.language import say, tr
from gridapp.messages import message
from gridapp.workspace import Workspace
from gridapp.workspace.patrols import Visit

REPORT = "人民路与锡澄路路口往东五十米，路灯不亮"
SIZE = (1920, 1080)
REASON = "tour"
_PATIENCE_MS = 60_000
_NEAR_M = 60.0


@dataclass(frozen=True, slots=True)
class Tour:
    """What was done, step by step, and where the picture is."""

    steps: dict[str, str]
    picture: Path


def take_tour(location: Path, picture: Path) -> Tour:
    """Do what an operator and an inspector do, in the real window, and take its picture.

    A report is typed, placed on the map and opened, its recommendation confirmed; a patrol that
    went to a case is replayed; last the picture is written.
    """
    desktop = Desktop(location)
    try:
        window = desktop.window
        window.resize(*SIZE)
        window.show()
        _wait(window.desk.loaded)
        steps, ref = _dispatch_a_report(desktop)
        steps |= _replay_a_patrol(desktop)
        window.go_to("console")
        window.console.open_case(ref)
        _wait(window.console.opened)
        _wait(window.canvas.ready)
        save_picture(window.grab().toImage(), picture)
        return Tour(steps, picture)
    finally:
        desktop.close()


def _dispatch_a_report(desktop: Desktop) -> tuple[dict[str, str], str]:
    console = desktop.window.console
    console.intake.text.setPlainText(REPORT)
    _wait(console.intake.read)
    place = console.intake.chosen
    assert place is not None
    console.intake.accept()
    _wait(console.opened)
    ref, choice = console.case.ref, console.case.recommendations.current
    assert ref is not None
    assert choice is not None
    console.case.dispatch_button.click()
    _wait(console.opened)
    return {
        tr("reported"): REPORT,
        tr("located"): f"{place.label} ±{place.uncertainty_m:.0f} m",
        tr("dispatched"): f"{ref} → {choice.name}",
        tr("because"): " ".join(say(why) for why in choice.reasons),
    }, ref


def _replay_a_patrol(desktop: Desktop) -> dict[str, str]:
    window, workspace = desktop.window, desktop.session.workspace
    visit = _find_visit(workspace)
    window.go_to("replay")
    _wait(window.replay.listed)
    window.replay.reason.setText(REASON)
    window.replay.open_terminal(window.replay.terminal(visit.terminal))
    _wait(window.replay.loaded)
    window.replay.seek(visit.start.timestamp())
    zone = workspace.casework.profile.zone
    at = visit.start.astimezone(zone).strftime("%H:%M:%S")
    return {
        tr("replayed"): tr("{terminal}, at the place at {time}", terminal=visit.terminal, time=at)
    }


def _find_visit(workspace: Workspace) -> Visit:
    """Find a terminal that went to a case after it was dispatched."""
    casework = workspace.casework
    rows = [row for row in casework.rows() if row.assignee and row.x is not None]
    for row in sorted(rows, key=lambda row: row.opened_at, reverse=True):
        sent = next(
            s.event.at for s in casework.case(row.ref).history if s.event.kind == "dispatch"
        )
        assert row.x is not None
        assert row.y is not None
        visits = workspace.patrols.near(
            row.x, row.y, _NEAR_M, sent, workspace.now(), actor=OPERATOR, reason=REASON
        )
        if visits:
            return min(visits, key=lambda visit: visit.start)
    raise StoreError(
        message("No patrol went to any case."), message("Make the demo town anew with --fresh.")
    )


def _wait(signal: SignalInstance) -> None:
    """Let the event loop turn until a signal comes."""
    loop = QEventLoop()
    signal.connect(loop.quit)
    timer = QTimer()
    timer.setSingleShot(True)
    timer.timeout.connect(lambda: loop.exit(1))
    timer.start(_PATIENCE_MS)
    if loop.exec():
        raise StoreError(
            message("The desktop did not answer within a minute."),
            message("Try again on a machine that is less busy."),
        )
