"""A geocoder of our own on this machine, in the manner of Nominatim."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer

ANSWER = [{"lat": "31.78", "lon": "120.36", "display_name": "网上的人民路"}]


@dataclass(slots=True)
class Played:
    """Where it runs and what it was asked."""

    url: str
    asked: list[str] = field(default_factory=list)


@contextmanager
def geocoder() -> Iterator[Played]:
    """Run it on a free port."""

    class Service(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            played.asked.append(self.path)
            body = json.dumps([] if "nowhere" in self.path else ANSWER).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Service)
    played = Played(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield played
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
