"""What a place is in a sentence: where the trouble is, where the caller lives, what it isn't."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from gridapp.locate.matches import Match
from gridapp.messages import message

_DIVISION = r"(?:[^\W\d_]{2,10}?[省市区县镇乡]|[^\W\d_]{2,6}街道)?"
_ASIDE: Final = (
    (re.compile(rf"(?:居?住(?:址|处)?(?:在|于|是|的)?|家在){_DIVISION}$"), 0.7,
     message("The caller lives there.")),
    (re.compile(rf"(?<!是)(?:不[是在叫]|并非)(?:[在指说讲去到]|那个|那边的?)?{_DIVISION}$"), 0.3,
     message("The text says that it isn't there.")),
    (re.compile(rf"(?:之前|上次|上回|以前)(?:已?经?报|反映|投诉|说)?过?的?是?在?{_DIVISION}$"), 0.6,
     message("The text says that this was another time.")),
)  # fmt: skip
"""What stands before a place that is said beside the one meant; what is left of its score."""

_OTHER = 0.3  # a place as good as this is meant rather than one that is said aside


def is_aside(text: str, match: Match) -> bool:
    """Tell whether normalised `text` says a place beside the one that is meant."""
    return any(words.search(text, 0, match.start) for words, _, _ in _ASIDE)


def weighed(text: str, found: Sequence[Match]) -> Iterator[Match]:
    """Trust a place less that is said aside, where the text has another one as well.

    Whoever names nothing but the own address means it.
    """
    meant = [match for match in found if match.score >= _OTHER and not is_aside(text, match)]
    for match in found:
        for words, worth, why in _ASIDE:
            if words.search(text, 0, match.start) and any(
                other.end <= match.start or other.start >= match.end for other in meant
            ):
                yield replace(match, score=worth * match.score, also=(*match.also, why))
                break
        else:
            yield match
