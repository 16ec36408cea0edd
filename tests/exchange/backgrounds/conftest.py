"""A cache folder of the test's own, and a server of tiles."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from .tile_server import TileServer, tile_server


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GRIDAPP_CACHE", str(tmp_path / "cache"))
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "cache"


@pytest.fixture
def server() -> Iterator[TileServer]:
    with tile_server() as made:
        yield made
