"""A fabric as text and back, whatever nets label it."""

from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gridapp.errors import StoreError
from gridapp.grid.build import build_fabric
from gridapp.grid.fabric import is_same
from gridapp.grid.grids import make_grids
from gridapp.workspace.packed_fabrics import pack, unpack

NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)


@given(
    cuts=st.lists(st.floats(0.5, 99.5), min_size=1, max_size=4, unique=True),
    names=st.lists(NAMES, min_size=6, max_size=6),
)
def test_it_comes_back_bit_for_bit(cuts: list[float], names: list[str]) -> None:
    edges = [0.0, *sorted(cuts), 100.0]
    strips = [shapely.box(a, 0, b, 100) for a, b in pairwise(edges)]
    across = [shapely.box(0, 0, 100, 50), shapely.box(0, 50, 100, 100)]
    nets = [
        (net, make_grids([f"{net}{at}" for at in range(len(shapes))],
                         np.array(shapes, dtype=object), names=names[: len(shapes)]))
        for net, shapes in (("甲", strips), ("b", across))
    ]  # fmt: skip
    fabric, _ = build_fabric(nets)
    again = unpack(pack(fabric), "it")
    assert is_same(again, fabric)
    assert again.levels[0].codes.dtype == object
    assert not again.xy.flags.writeable


@pytest.mark.parametrize("text", ["", "é", "AAAA", "UEsDBBQ="])
def test_what_is_no_fabric_is_refused(text: str) -> None:
    with pytest.raises(StoreError, match="it is damaged"):
        unpack(text, "it")
