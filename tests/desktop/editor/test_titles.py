"""Each kind of edit is told for what it was, in both languages."""

import gettext
import re

import pytest

from gridapp import language
from gridapp.desktop.editor.titles import TITLES, title_of
from gridapp.grid.balance_edit import MoveGrids, ShareFaces
from gridapp.grid.edits.apply import Edit
from gridapp.grid.edits.borders import DetachBorder, GlueBorder
from gridapp.grid.edits.ground import Rename, TransferFaces
from gridapp.grid.edits.record import KINDS
from gridapp.language import say

NETS = {"comprehensive": "综合网格", "fire": "消防"}
LINE = ((0.0, 0.0), (1.0, 1.0))

TOLD: list[tuple[Edit, dict[str, str], str]] = [
    (DetachBorder("comprehensive", 2, "A", "B", LINE), {}, "Handed a piece of A to B"),
    (DetachBorder("fire", 1, "A", "B", LINE), NETS, "消防 alone: redrew the border of A and B"),
    (GlueBorder("fire", 1, 3, "comprehensive", 2), NETS,
     "Put the border of 消防 back on that of 综合网格"),
    (TransferFaces("comprehensive", 2, (1, 2, 3), "A"), {}, "Gave A more ground, pieces: 3"),
    (MoveGrids("comprehensive", 2, ("A", "B"), ("P", "P")), {}, "Moved A, B to P"),
    (MoveGrids("comprehensive", 2, ("A", "B", "C", "D", "E"), ("P",) * 5), {},
     "Moved A, B, C and 2 more to P"),
    (MoveGrids("comprehensive", 2, ("A", "B"), ("P", "Q")), {},
     "Moved 2 sub-grids between 2 level-one grids"),
    (ShareFaces("comprehensive", 2, (1, 2, 3), ("A", "A", "B")), {},
     "Balanced 2 grids, pieces that changed hands: 3"),
    (Rename("comprehensive", 2, (1, 2), codes=("a", "b")), {}, "Gave new codes, grids: 2"),
    (Rename("comprehensive", 2, (1,), owners=("a",)), {}, "Gave other owners, grids: 1"),
    (Rename("comprehensive", 2, (1,), names=("a",)), {}, "Renamed grids: 1"),
]  # fmt: skip


@pytest.mark.parametrize(("edit", "nets", "told"), TOLD)
def test_an_edit_says_what_it_did(edit: Edit, nets: dict[str, str], told: str) -> None:
    assert str(title_of(edit, nets)) == told


def test_every_kind_has_a_title() -> None:
    assert set(TITLES) == set(KINDS.values())


@pytest.mark.parametrize(("edit", "nets", "told"), TOLD)
def test_it_is_said_in_chinese(
    edit: Edit, nets: dict[str, str], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(language, "_catalogue", gettext.NullTranslations())
    monkeypatch.setattr(language, "_language", "en")
    language.use("zh_CN")
    text = say(title_of(edit, nets))
    assert text != told
    assert not re.search("[a-z]{3}", text)
