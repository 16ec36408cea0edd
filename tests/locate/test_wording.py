import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridapp.locate.wording import normalise, number, without_divisions


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("人民路 一百二十八号 门口", "人民路128号门口"),
        ("人民路一二八号", "人民路128号"),
        ("人民路１２８號", "人民路128号"),
        ("人民路12#", "人民路12号"),
        ("阳光花园五号楼", "阳光花园5幢"),
        ("阳光花园5栋", "阳光花园5幢"),
        ("往东五十米", "往东50米"),
        ("往东50m", "往东50米"),
        ("五一路二号", "五一路2号"),  # the road keeps its name
        ("八一大桥", "八一大桥"),
        ("十字路口", "十字路口"),
        ("KFC Store 12 3", "kfc store 12 3"),
        ("（惠民超市）！", "惠民超市"),
        ("", ""),
    ],
)
def test_one_form(typed: str, plain: str) -> None:
    assert normalise(typed) == plain


@pytest.mark.parametrize(
    ("plain", "short"),
    [
        ("江苏省江阴市云溪镇人民路128号", "人民路128号"),
        ("云溪镇人民路128号", "人民路128号"),
        ("江阴市新区大道3号", "新区大道3号"),
        ("人民路128号", "人民路128号"),
        ("阳光小区5幢", "阳光小区5幢"),
        ("小陈便民超市门前", "小陈便民超市门前"),
        ("东门市场12号", "东门市场12号"),
        ("云溪镇", "云溪镇"),
        ("云溪镇人民路\n云溪镇锡澄路", "人民路\n锡澄路"),
    ],
)
def test_divisions_are_stripped_from_the_head(plain: str, short: str) -> None:
    assert without_divisions(plain) == short


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("一百零八", 108),
        ("一百二十八", 128),
        ("一二八", 128),
    ],
)
def test_numerals(numeral: str, value: int) -> None:
    assert number(numeral) == value


@given(st.text(max_size=40))
def test_one_form_is_final(text: str) -> None:
    """A second pass may still join what the first has bared, but never fails."""
    assert isinstance(normalise(normalise(text)), str)
    assert without_divisions(text) == "" or text.endswith(without_divisions(text)[-1:])


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("外灘郵政", "外滩邮政"),
        ("人民路128號", "人民路128号"),
        ("乾隆桥", "乾隆桥"),
        ("café", "café"),
    ],
)
def test_traditional_characters(said: str, plain: str) -> None:
    assert normalise(said) == plain
