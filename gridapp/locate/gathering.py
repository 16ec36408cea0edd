"""What places are called: every name, address, alias and short form, each once for a place."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from gridapp.locate.keys import Hashes, Keys, Rows
from gridapp.locate.places import Places
from gridapp.locate.short_forms import branches, short_forms
from gridapp.locate.wording import normalise, without_divisions

_BATCH = 5000  # values; some milliseconds' work

NAME, PLAIN_NAME, ADDRESS, ALIAS, SHORT_FORM = range(5)
"""Where a key comes from; what is smaller is said more often."""


def gather(places: Places) -> tuple[Keys, Rows, NDArray[np.int8], Rows]:
    """Return every name, address, alias and short form once for each place, short ones first.

    Returns
    -------
    keys, owners, sources
        The keys, the place of each, and which column it comes from.
    address : intp array (n,)
        The key that is the address of each place, -1 for none.
    """
    count = len(places)
    names = _column(places.names)
    plain, addresses = _bare(names), _bare(_column(places.addresses))
    texts = [*names, *plain, *addresses]
    every = np.arange(count)
    owners, sources = [every, every, every], [np.full(count, source) for source in range(3)]
    pairs = [(alias, place) for place, aliases in enumerate(places.aliases) if aliases
             for alias in aliases.split("|") if alias]  # fmt: skip
    aliases = _column([alias for alias, _ in pairs])
    shorts, whose = _short_names(names, plain)
    heads, head_rows = branches(places.names)
    shorts += _column(heads)
    whose += head_rows
    for more, column, rows in (
        (aliases, ALIAS, [place for _, place in pairs]),
        (shorts, SHORT_FORM, whose),
    ):
        texts += more
        owners.append(np.array(rows, dtype=np.intp))
        sources.append(np.full(len(more), column))
    owner, source = np.concatenate(owners), np.concatenate(sources).astype(np.int8)
    keys = Keys(texts)
    sums = keys.sums()
    hashes = sums[keys.ends] - sums[keys.starts]
    sizes = keys.ends - keys.starts
    order = np.lexsort((source, owner, hashes))
    is_new = np.append(True, np.diff(hashes[order]) != 0) | np.append(
        True, np.diff(owner[order]) != 0
    ) if len(order) else np.empty(0, np.bool_)  # fmt: skip
    kept = order[is_new & (sizes[order] >= 2)]
    kept = kept[np.lexsort((kept, sizes[kept]))]
    group = np.cumsum(is_new) - 1
    row_of_group = np.full(len(kept) + int(is_new.sum()) + 1, -1)
    group_of = np.empty(len(order), np.intp)
    group_of[order] = group
    row_of_group[group_of[kept]] = np.arange(len(kept))
    address = row_of_group[group_of[2 * count : 3 * count]] if count else np.empty(0, np.intp)
    chosen = Keys([texts[row] for row in kept.tolist()])
    return chosen, owner[kept].astype(np.intp), source[kept], address.astype(np.intp)


def _column(values: Sequence[str]) -> list[str]:
    """Normalise a column."""
    return _at_once((" ".join(value.splitlines()) for value in values), normalise)


def _bare(values: Sequence[str]) -> list[str]:
    """Return a column without the divisions at the head of its values."""
    return _at_once(values, without_divisions)


def _at_once(values: Iterable[str], change: Callable[[str], str]) -> list[str]:
    """Change values by the thousand, one a line.

    One by one takes several times as long; all at once, no other thread has its turn meanwhile.
    """
    left, changed = iter(values), list[str]()
    while batch := list(islice(left, _BATCH)):
        changed += change("\n".join(batch)).split("\n")
    return changed


def _short_names(names: Sequence[str], plain: Sequence[str]) -> tuple[list[str], list[int]]:
    """Return the short forms of names, and of those that begin with a division, without it."""
    shorts, whose = short_forms(names)
    bare = [row for row, (name, rest) in enumerate(zip(names, plain, strict=True)) if name != rest]
    more, rows = short_forms([plain[row] for row in bare])
    return [*shorts, *more], [*whose, *(bare[row] for row in rows)]


def post_keys(keys: Keys, owners: Rows) -> Iterator[tuple[str, int]]:
    """Yield the keys that may name a kilometre post: those with a k before a digit."""
    is_k = (keys.codes[:-1] == ord("k")) & (keys.codes[1:] >= 48) & (keys.codes[1:] <= 57)
    for row in np.unique(keys.lines[np.flatnonzero(is_k)]).tolist() if is_k.any() else ():
        yield keys[row], int(owners[row])


def words_of(keys: Keys, chosen: Rows, sums: Hashes, more: Sequence[str]) -> list[str]:
    """Return what stands before the first digit of names and addresses, each word once."""
    if not len(keys):
        return list(dict.fromkeys(more))
    is_stop = ((keys.codes >= 48) & (keys.codes <= 57)) | (keys.codes == 10)
    stops = np.append(np.flatnonzero(is_stop), len(keys.codes))
    ends = stops[np.searchsorted(stops, keys.starts[chosen])]
    starts = keys.starts[chosen]
    _, first = np.unique(sums[ends] - sums[starts], return_index=True)
    found = (
        keys.text[a:b] for a, b in zip(starts[first].tolist(), ends[first].tolist(), strict=True)
    )
    return list(dict.fromkeys([*(word.strip() for word in found if len(word.strip()) >= 2), *more]))


def short_roads(roads: Sequence[str], stems: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return what roads may be called for short and isn't a road itself."""
    known = {*roads, *stems}
    found: dict[str, list[str]] = {}
    for short, row in zip(*short_forms(roads), strict=True) if roads else ():
        if short not in known and len(short) >= 2:
            found.setdefault(short, []).append(roads[row])
    return {short: tuple(full) for short, full in found.items()}


def head_of(address: str) -> str:
    """Return what stands before an address's first digit."""
    return next((address[:at] for at, sign in enumerate(address) if sign.isdigit()), address)
