"""A server of tiles on this machine that counts what it is asked for."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from .tile_files import plain

GREY = plain(120, 130, 140)


@dataclass
class TileServer:
    """How the server answers can be changed while it runs.

    Attributes
    ----------
    asked : the paths of all requests, in their order
    headers : of the last request
    answer : from a path to status, headers and body
    """

    url: str = ""
    asked: list[str] = field(default_factory=list)
    headers: Mapping[str, str] = field(default_factory=dict)
    answer: Callable[[str], tuple[int, Mapping[str, str], bytes]] = lambda _: (
        200, {"Content-Type": "image/png"}, GREY)  # fmt: skip

    @property
    def template(self) -> str:
        return self.url + "/{z}/{x}/{y}.png"


@contextmanager
def tile_server() -> Iterator[TileServer]:
    """Serve tiles until the block ends."""
    made = TileServer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.asked.append(self.path)
            made.headers = dict(self.headers)
            status, headers, body = made.answer(self.path)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if status != 304:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    made.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
