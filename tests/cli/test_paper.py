"""Printed maps, by command."""

from pathlib import Path

import pytest

from .conftest import Gridapp

pytestmark = pytest.mark.usefixtures("qapp")


def test_a_notice_and_a_wall_map(gridapp: Gridapp, demo_town: Path, tmp_path: Path) -> None:
    notice, wall = tmp_path / "notice.pdf", tmp_path / "wall.svg"
    done = gridapp("print", demo_town, "--grid", "001005", "--out", notice, "--json")
    assert (done.status, done.err) == (0, "")
    assert done.table() == {"page": str(notice), "grid": "001005", "wall": False}
    assert notice.read_bytes().startswith(b"%PDF")
    assert gridapp("print", demo_town, "--wall", "--out", wall).status == 0
    assert "<svg" in wall.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "about"),
    [
        (("--out", "x.pdf"), "--wall"),
        (("--out", "x.pdf", "--wall", "--grid", "1"), "--wall"),
        (("--out", "x.pdf", "--grid", "999999"), "999999"),
        (("--out", "x.doc", "--wall"), ".pdf"),
        (("--out", "no/x.pdf", "--wall"), "x.pdf"),
    ],
)
def test_bad_words_write_nothing(
    gridapp: Gridapp,
    demo_town: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    about: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    found = gridapp("print", demo_town, *words)
    assert (found.status, found.out) == (1, "")
    assert about in found.err
    assert list(tmp_path.iterdir()) == []
