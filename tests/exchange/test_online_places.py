"""A geocoder on the network, played by a server of our own."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from gridapp.errors import InputError, StoreError
from gridapp.exchange.online_places import OnlineService, locate_online
from gridapp.locate.crs import project
from gridapp.locate.datum import Datum

pytest.importorskip("geopy", reason="the extra “online” is not installed")

CRS = "EPSG:4549"
ANSWER = [{"lat": "31.78", "lon": "120.36", "display_name": "人民路, 云溪镇"}]


class _Service(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = json.dumps([] if "nowhere" in self.path else ANSWER).encode()
        self.send_response(429 if "busy" in self.path else 200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def service() -> Iterator[OnlineService]:
    server = HTTPServer(("127.0.0.1", 0), _Service)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    settings = {"domain": f"127.0.0.1:{server.server_port}", "scheme": "http",
                "user_agent": "gridapp-test"}  # fmt: skip
    yield OnlineService("nominatim", settings)
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_answer(service: OnlineService) -> None:
    (found,) = locate_online("人民路", service, CRS)
    assert (found.x, found.y) == pytest.approx([float(v) for v in project(120.36, 31.78, CRS)])
    assert found.label == "人民路, 云溪镇"
    assert "nominatim" in str(found.reasons[0])
    assert found.confidence <= 0.5


def test_its_datum_counts(service: OnlineService) -> None:
    shifted = OnlineService(service.name, service.settings, Datum.GCJ02)
    (plain,), (moved,) = (locate_online("人民路", one, CRS) for one in (service, shifted))
    assert 200 < abs(plain.x - moved.x) + abs(plain.y - moved.y) < 900
    assert moved.datum is Datum.GCJ02


def test_nothing_there_and_refusals(service: OnlineService) -> None:
    assert locate_online("nowhere", service, CRS) == ()
    with pytest.raises(StoreError, match="didn't answer"):
        locate_online("busy", service, CRS)


def test_no_network() -> None:
    closed = OnlineService(
        "nominatim", {"domain": "127.0.0.1:9", "scheme": "http", "user_agent": "t"}, timeout_s=1
    )
    with pytest.raises(StoreError, match="didn't answer"):
        locate_online("人民路", closed, CRS)


def test_no_such_service() -> None:
    with pytest.raises(InputError, match="no-such"):
        locate_online("人民路", OnlineService("no-such"), CRS)
