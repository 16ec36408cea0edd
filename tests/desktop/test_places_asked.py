"""Places that take long to read, and those of a geocoder on the network: nobody waits for them."""

import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from gridapp.desktop.app import Desktop
from gridapp.locate.gazetteer import Gazetteer
from tests.cli.geocoding import Played, geocoder
from tests.desktop.hands import PATIENCE_MS, calm, write


@pytest.fixture
def service() -> Iterator[Played]:
    pytest.importorskip("geopy", reason="the extra “online” is not installed")
    with geocoder() as played:
        yield played


def test_the_console_goes_on_while_places_are_read(
    qtbot: QtBot, desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    geography, console = desktop.session.workspace.geography, desktop.window.console
    kept, may_go = geography.gazetteer, threading.Event()

    def read() -> Gazetteer:
        may_go.wait(PATIENCE_MS / 1000)
        return kept

    geography.refresh()
    monkeypatch.setattr(geography._shelf, "_read", read)
    with qtbot.waitSignal(console.intake.asked):
        write(console.intake.text, "人民路126号")
    assert "being read" in console.intake.problem.text()
    ref = console.model.items[0].row.ref
    with qtbot.waitSignal(console.opened, timeout=PATIENCE_MS):
        console.open_case(ref)  # the worker is free
    assert not geography.has_gazetteer
    with qtbot.waitSignal(console.intake.read, timeout=PATIENCE_MS):
        may_go.set()
    chosen = console.intake.chosen
    assert chosen is not None
    assert "人民路126号" in chosen.label


def test_places_of_the_network_come_below(qtbot: QtBot, desktop: Desktop, service: Played) -> None:
    session, intake = desktop.session, desktop.window.console.intake
    session.workspace.geocoder.configure("nominatim", service.url)
    with qtbot.waitSignal(intake.read, timeout=PATIENCE_MS):
        write(intake.text, "人民路126号")
    first = intake.chosen
    assert first is not None
    qtbot.waitUntil(lambda: "网上的人民路" in shown(desktop), timeout=PATIENCE_MS)
    assert shown(desktop)[-1] == "网上的人民路"
    assert intake.chosen == first
    intake.places.setCurrentRow(len(shown(desktop)) - 1)
    assert intake.chosen is not None
    assert intake.chosen.kind == "online"


def test_a_silent_geocoder_is_said_and_spares_the_rest(qtbot: QtBot, desktop: Desktop) -> None:
    pytest.importorskip("geopy", reason="the extra “online” is not installed")
    session, intake = desktop.session, desktop.window.console.intake
    session.workspace.geocoder.configure("nominatim", "http://127.0.0.1:9", timeout_s=1)
    with (
        qtbot.waitSignal(session.said, timeout=PATIENCE_MS) as said,
        qtbot.waitSignal(intake.read, timeout=PATIENCE_MS),
    ):
        write(intake.text, "人民路126号")
    assert "didn't answer" in said.args[0]
    assert intake.chosen is not None
    calm(qtbot, desktop)


def shown(desktop: Desktop) -> list[str]:
    places = desktop.window.console.intake.places
    return [places.item(row).text() for row in range(places.count())]
