"""A part of a name that hardly any other place has: 昆虫馆 for 大自然野生昆虫馆."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

_SIZES: Final = range(8, 2, -1)  # characters of a part, the longest first
_MOST_PLACES = 2  # a part that more places have says nothing
_MOST_KEYS = 12  # one place has several keys: its name, an alias, an address
_READ = 120  # characters of a text that are gone through
_WORTH: Final = 0.6


@dataclass(frozen=True, slots=True)
class Part:
    """Words of a text, the place whose name has them, and how far that is to be trusted."""

    place: int
    worth: float
    start: int
    end: int


def parts_of_names(
    text: str, holding: Callable[[str, int], list[tuple[int, str]]]
) -> Iterator[Part]:
    """Yield the parts of names in normalised `text`, the longest at each place.

    Parameters
    ----------
    holding
        Gives places, and the name of each, that have a piece of text in their names: at most
        as many as are asked for.
    """
    start = 0
    while start < min(len(text), _READ) - min(_SIZES) + 1:
        for size in _SIZES:
            piece = text[start : start + size]
            if len(piece) < size or any(sign.isdigit() or sign == " " for sign in piece):
                continue
            held = holding(piece, _MOST_KEYS)
            places = {place for place, _ in held}
            if not places or len(held) >= _MOST_KEYS or len(places) > _MOST_PLACES:
                continue
            for place in sorted(places):
                names = [name for one, name in held if one == place]
                # People leave out what stands before or behind, rarely both.
                is_edge = any(name.startswith(piece) or name.endswith(piece) for name in names)
                worth = _WORTH * (1.0 if is_edge else 0.8) / len(places) ** 0.5
                yield Part(place, worth, start, start + size)
            start += size - 1
            break
        start += 1
