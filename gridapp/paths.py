"""Where data/ and resources/ lie: beside the package in a checkout, inside it in a wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).parent


def _top(name: str) -> Path:
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def resource(*parts: str) -> Path:
    """Return the path of a file or folder under resources/."""
    return _top("resources").joinpath(*parts)


def data(*parts: str) -> Path:
    """Return the path of a file or folder under data/."""
    return _top("data").joinpath(*parts)
