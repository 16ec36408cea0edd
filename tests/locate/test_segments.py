import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridapp.locate.segments import segment
from gridapp.locate.wording import normalise


@pytest.mark.parametrize(
    ("address", "parts"),
    [
        ("江苏省江阴市云溪镇人民路一百二十八弄5号3幢2单元501室",
         "province:江苏省 city:江阴市 town:云溪镇 road:人民路 lane:128弄 number:5号 building:3幢 "
         "unit:2单元 room:501室"),
        ("阳光花园5号楼甲单元302", "name:阳光花园 building:5幢 unit:甲单元 room:302"),
        ("人民路128-1号门口", "road:人民路 number:128-1号 name:门口"),
        ("人民路128号往东50米", "road:人民路 number:128号 name:往东50米"),
        ("东湖社区锡澄路15号阳光花园", "village:东湖社区 road:锡澄路 number:15号 name:阳光花园"),
        ("人民路", "road:人民路"),
        ("路口", "name:路口"),
        ("", ""),
    ],
)  # fmt: skip
def test_taken_apart(address: str, parts: str) -> None:
    found = segment(normalise(address))
    assert " ".join(f"{one.kind}:{one.text}" for one in found) == parts


@given(st.text("江苏省市区镇人民路弄号幢单元室0123456789-a 甲口", max_size=25))
def test_nothing_is_lost(text: str) -> None:
    plain = normalise(text)
    found = segment(plain)
    assert all(one.start < one.end for one in found)
    assert "".join(plain[one.start : one.end] for one in found) == plain
