"""What every test may ask for."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

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
