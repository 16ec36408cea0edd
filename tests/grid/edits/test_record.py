"""Every edit and decision comes back from JSON as it went in; what doesn't fit is named."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridapp.errors import InputError
from gridapp.grid.balance_edit import MoveGrids, ShareFaces
from gridapp.grid.decisions import Decision
from gridapp.grid.edits.apply import Edit, apply
from gridapp.grid.edits.borders import DetachBorder, GlueBorder
from gridapp.grid.edits.division import NewGrid, SplitGrid
from gridapp.grid.edits.ground import MergeGrids, MoveGrid, Rename, TransferFaces
from gridapp.grid.edits.record import (
    KINDS,
    read_decisions,
    read_edit,
    record_edit,
    write_decisions,
)
from gridapp.grid.edits.shape import AddVertex, MoveNode, MoveVertex, RemoveVertex, ReshapeArc
from tests.grid.scenes import town_fabric

LINE = ((0.1, 0.2), (1e-9, 3524000.123456789))
EDITS: tuple[Edit, ...] = (
    MoveNode(3, 0.1 + 0.2, -7.0),
    MoveVertex(1, 2, 3.0, 4.0),
    AddVertex(1, 0, 3.0, 4.0),
    RemoveVertex(1, 2),
    ReshapeArc(5, LINE, 0.5),
    SplitGrid("town", 2, "a", LINE, (NewGrid("b", "二组", "李"), NewGrid("c")), (1.0, 2.0)),
    SplitGrid("town", 2, "a", LINE, (NewGrid("b"),), None, "keeper"),
    MergeGrids("town", 1, ("a", "b"), "a", "b", "place"),
    TransferFaces("town", 2, (4, 5), "a", True),
    MoveGrid("town", 2, "a", "b"),
    MoveGrids("town", 2, ("a", "b"), ("c", "c")),
    ShareFaces("town", 2, (4, 5), ("a", "b")),
    Rename("town", 2, (0, 1), names=("一", "二")),
    DetachBorder("town", 2, "a", "b", LINE, True),
    GlueBorder("town", 2, 7, "bands", 1),
)


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: type(edit).__name__)
def test_an_edit_comes_back(edit: Edit) -> None:
    text = json.dumps(record_edit(edit))
    assert read_edit(json.loads(text), "edit 1") == edit


def test_every_kind_is_tried_above() -> None:
    assert {type(edit) for edit in EDITS} == set(KINDS.values())


@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(0, 2**40))
def test_numbers_come_back_to_the_bit(x: float, node: int) -> None:
    back = read_edit(json.loads(json.dumps(record_edit(MoveNode(node, x, x)))), "edit")
    assert back == MoveNode(node, x, x)


def test_numbers_of_numpy_are_numbers() -> None:
    edit = TransferFaces("town", 2, tuple(np.arange(3)), "a")
    assert json.loads(json.dumps(record_edit(edit)))["faces"] == [0, 1, 2]


def test_a_patch_is_not_kept() -> None:
    fabric = town_fabric()
    x, y = (fabric.nodes[0]).tolist()
    with pytest.raises(TypeError, match="Patch"):
        record_edit(apply(fabric, MoveNode(0, x, y)).inverse)


@pytest.mark.parametrize(
    ("record", "about"),
    [
        ([], "an object"),
        ({}, "no known edit"),
        ({"edit": "explode"}, "“explode”.*move_node"),
        ({"edit": []}, "no known edit"),
        ({"edit": "move_node", "node": 1, "x": 2}, "no “y”"),
        ({"edit": "move_node", "node": 1, "x": 2, "y": 3, "z": 4}, "unknown field “z”"),
        ({"edit": "move_node", "node": -1, "x": 2, "y": 3}, "“node” is not a whole number"),
        ({"edit": "move_node", "node": True, "x": 2, "y": 3}, "“node”"),
        ({"edit": "move_node", "node": 1.5, "x": 2, "y": 3}, "“node”"),
        ({"edit": "move_node", "node": 1, "x": "2", "y": 3}, "“x” is not a number"),
        ({"edit": "move_node", "node": 1, "x": float("nan"), "y": 3}, "“x” is not a number"),
        ({"edit": "reshape_arc", "arc": 1, "line": [[0, 1], [2]]}, "“line” is not a list of 2"),
        ({"edit": "reshape_arc", "arc": 1, "line": {}}, "“line” is not a list"),
        (
            {"edit": "split_grid", "net": "t", "level": 1, "code": "a", "line": [],
             "new": [{"name": "x"}]},
            "new has no “code”",
        ),
        (
            {"edit": "split_grid", "net": "t", "level": 1, "code": "a", "line": [], "new": [],
             "cases": "nobody"},
            "“cases” is not one of place, keeper",
        ),
        (
            {"edit": "transfer_faces", "net": "t", "level": 1, "faces": [], "to": "a",
             "with_parent": 1},
            "“with_parent” is not true or false",
        ),
        ({"edit": "move_grid", "net": 1, "level": 1, "code": "a", "parent": "b"}, "“net”"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named(record: object, about: str) -> None:
    with pytest.raises(InputError, match=f"edit 7.*{about}") as refused:
        read_edit(record, "edit 7")
    assert refused.value.remedy is not None


DECISIONS = (
    Decision("keep", 1.5, 2.25),
    Decision("give", 0.1, 0.2, "roads", "w"),
    Decision("claim", 3.0, 4.0, "道路", "e"),
)


def test_decisions_come_back() -> None:
    assert read_decisions(write_decisions(DECISIONS), "d.json") == DECISIONS
    assert read_decisions("[]", "d.json") == ()


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("{", "d.json is no JSON"),
        ("{}", "d.json is not a list"),
        ("[3]", "d.json, 1 is not an object"),
        ('[{"action": "keep", "x": 1, "y": 2}, {"action": "drop", "x": 1, "y": 2}]',
         "d.json, 2: “action” is not one of keep, give, claim"),
        ('[{"action": "keep", "x": 1}]', "d.json, 1 has no “y”"),
    ],
)  # fmt: skip
def test_bad_decisions_are_named_by_row_and_field(text: str, about: str) -> None:
    with pytest.raises(InputError, match=about):
        read_decisions(text, "d.json")
