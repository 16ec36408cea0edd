"""A geocoder on the network: configured by command, asked only then, below what is found here."""

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from .conftest import Gridapp
from .geocoding import Played, geocoder

pytest.importorskip("geopy", reason="the extra “online” is not installed")


@pytest.fixture
def service() -> Iterator[Played]:
    with geocoder() as played:
        yield played


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **more: object) -> NoReturn:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def candidates(gridapp: Gridapp, *words: object) -> list[dict[str, object]]:
    found = gridapp("locate", *words, "--json").table()["candidates"]
    assert isinstance(found, list)
    return found


def test_nothing_is_asked_by_default(gridapp: Gridapp, town: Path, no_network: None) -> None:
    assert gridapp("geocoder", "show", town, "--json").table() == {"geocoder": None}
    assert all(one["kind"] != "online" for one in candidates(gridapp, town, "人民路126号"))
    assert gridapp("locate", town, "没有人知道的地方").status == 1


def test_setting_one_up_asks_nothing(gridapp: Gridapp, town: Path, no_network: None) -> None:
    assert gridapp("geocoder", "set", town, "nominatim", "--url", "http://10.0.0.1").status == 0


def test_configured_asked_and_off_again(gridapp: Gridapp, town: Path, service: Played) -> None:
    told = gridapp("geocoder", "set", town, "nominatim", "--url", service.url)
    assert told.status == 0
    assert "leave the building" in told.out
    found = candidates(gridapp, town, "人民路126号", "--limit", 8)
    kinds = [one["kind"] for one in found]
    assert kinds[-1] == "online"
    assert "online" not in kinds[:-1]
    assert len(service.asked) == 1
    only = candidates(gridapp, town, "没有人知道的地方")
    assert [one["label"] for one in only] == ["网上的人民路"]
    assert gridapp("geocoder", "off", town).status == 0
    assert candidates(gridapp, town, "没有人知道的地方") == []
    assert len(service.asked) == 2


def test_a_typed_coordinate_stays_first(gridapp: Gridapp, town: Path, service: Played) -> None:
    gridapp("geocoder", "set", town, "nominatim", "--url", service.url)
    found = candidates(gridapp, town, "120.37,31.79", "--limit", 8)
    assert found[0]["kind"] == "coordinate"
    assert found[-1]["kind"] == "online"
    assert float(str(found[-1]["confidence"])) <= float(str(found[0]["confidence"]))


def test_its_datum_counts(gridapp: Gridapp, town: Path, service: Played) -> None:
    gridapp("geocoder", "set", town, "nominatim", "--url", service.url, "--datum", "GCJ-02")
    (one,) = candidates(gridapp, town, "没有人知道的地方")
    assert one["datum"] == "GCJ-02"
    assert one["lon"] != pytest.approx(120.36, abs=1e-3)


def test_offline_the_workspace_answers(gridapp: Gridapp, town: Path) -> None:
    url = "http://127.0.0.1:9"
    gridapp("geocoder", "set", town, "nominatim", "--url", url, "--timeout", 1)
    found = gridapp("locate", town, "人民路126号")
    assert found.status == 0
    assert "didn't answer" in found.out
    said = gridapp("locate", town, "人民路126号", "--json").table()
    assert "didn't answer" in str(said["geocoder"])


def test_sheets_are_never_sent(
    gridapp: Gridapp, town: Path, tmp_path: Path, service: Played
) -> None:
    gridapp("geocoder", "set", town, "nominatim", "--url", service.url)
    sheet = tmp_path / "sheet.csv"
    sheet.write_text("地点\n人民路126号\n没有人知道的地方\n", encoding="utf-8")
    assert gridapp("locate", town, "--file", sheet).status == 1
    assert service.asked == []


def test_the_key_is_not_shown(gridapp: Gridapp, town: Path) -> None:
    gridapp("geocoder", "set", town, "baiduv3", "--key", "geheim123")
    told = gridapp("geocoder", "show", town, "--json")
    assert "geheim123" not in told.out
    assert "BD-09" in told.out


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["no-such"], "no-such"),
        (["nominatim", "--url", "geocoder.town"], "http://"),
        (["nominatim", "--key", "k"], "takes no key"),
        (["baiduv3", "--key", "k", "--url", "http://here"], "takes no URL"),
        (["baiduv3"], "can't be set up"),
    ],
)
def test_what_can_not_be_set_up(gridapp: Gridapp, town: Path, words: list[str], why: str) -> None:
    found = gridapp("geocoder", "set", town, *words)
    assert (found.status, found.out) == (1, "")
    assert why in found.err
    assert gridapp("geocoder", "show", town, "--json").table() == {"geocoder": None}
