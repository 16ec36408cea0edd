"""Texts as numbers must find what comparing texts finds."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gridapp.locate.keys import Keys, Lookup, Windows
from gridapp.locate.slips import Slips

WORDS = st.lists(st.text("人民路锡澄a1😀", min_size=1, max_size=6), max_size=8, unique=True)


@given(WORDS, st.text("人民路锡澄a1😀", max_size=20))
def test_pieces_that_are_keys(words: list[str], text: str) -> None:
    keys = Keys(words)
    assert [keys[n] for n in range(len(keys))] == words
    sums = keys.sums()
    lookup = Lookup(sums[keys.ends] - sums[keys.starts], np.arange(len(keys)))
    windows = Windows(text)
    found = {
        (start, end, keys[int(row)])
        for start, end in windows.found(lookup, 1)
        for row in lookup.rows(windows.of(start, end))
    }
    assert found == {
        (start, start + len(word), word)
        for word in words
        for start in range(len(text))
        if text.startswith(word, start)
    }


@given(st.text("甲乙丙丁戊己庚辛", min_size=4, max_size=10), st.data())
def test_one_slip_is_read(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word) - 1))
    slipped = data.draw(
        st.sampled_from(
            [
                word[:at] + "错" + word[at + 1 :],
                word[:at] + word[at + 1 :],
                word[:at] + word[at] + "错" + word[at + 1 :],
            ]
        )
    )
    said = f"请到{slipped}128号"
    slips = Slips(Keys([word, "毫不相干"]))
    meant = {one.text for one in slips.readings(said, np.zeros(len(said), np.bool_))}
    if at == len(word) - 1 and len(slipped) > len(word):
        return  # what stands behind a word isn't inside it
    assert f"请到{word}128号" in meant
