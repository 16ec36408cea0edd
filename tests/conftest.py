"""What every test may ask for."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from gridapp.demo import make_demo

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

SHARED_DATA = Path(__file__).parents[2] / "shared" / "data"


@pytest.fixture
def shared_data() -> Callable[[str], Path]:
    """Find a folder of real data kept beside the checkout, or skip."""

    def find(folder: str) -> Path:
        path = SHARED_DATA / folder
        if not path.is_dir():
            pytest.skip(f"real data not present: {path}")
        return path

    return find


@pytest.fixture(scope="session")
def demo_town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the demo town once; for those who only read it."""
    return make_demo(tmp_path_factory.mktemp("demo"))


@pytest.fixture
def town(demo_town: Path, tmp_path: Path) -> Path:
    """Copy the demo town, for those who write to it."""
    return Path(shutil.copy(demo_town, tmp_path / "town.gpkg"))
