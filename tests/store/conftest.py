"""Homes to test the store in; a second kind of home only adds a parameter here."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gridapp.store.file_home import FileHome
from gridapp.store.home import Home

SRID = 4549


@pytest.fixture(params=["file"])
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Home]:
    """Give an empty workspace of each kind."""
    home = {"file": lambda: FileHome.create(tmp_path / "town.gpkg", SRID)}[request.param]()
    yield home
    home.close()
