"""An inverted index of character pairs: which keys share how much with a text."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_LINE = 10  # the code of "\n"


class BigramIndex:
    """Postings of every pair of neighbouring characters, as three flat arrays.

    Parameters
    ----------
    keys : sequence of str
        Normalised, without line breaks; a key's position is its number.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        self._size = len(keys)
        pairs, owner = _pairs("\n".join(keys))
        self._grams, gram = np.unique(pairs, return_inverse=True)
        # One integer for (pair, key): sorting it groups the postings by pair.
        # `np.unique` would hash them, which takes ten times as long and gives nobody else a turn.
        entries = np.sort(gram.astype(np.int64) * max(self._size, 1) + owner)
        entries = entries[np.diff(entries, prepend=-1) != 0]
        gram, self._postings = np.divmod(entries, max(self._size, 1))
        self._starts = np.searchsorted(gram, np.arange(len(self._grams) + 1))
        held_by = np.diff(self._starts)
        self._rarity = np.log1p(self._size / np.maximum(held_by, 1))
        self._weight = np.bincount(self._postings, weights=self._rarity[gram], minlength=self._size)

    def best(self, text: str, limit: int) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        """Return the keys that share most with `text`, best first.

        Returns
        -------
        keys : intp array, at most `limit` long
        shares : float64 array, 0 to 1
            How much of the key, and of the text, is shared, weighing rare pairs more: the
            geometric mean leans on the key's side, since a text says more than a place.
        """
        pairs = np.unique(_pairs(text)[0])
        at = np.searchsorted(self._grams, pairs)
        at = at[(at < len(self._grams)) & np.isin(pairs, self._grams)]
        if not len(at):
            return np.empty(0, dtype=np.intp), np.empty(0, dtype=np.float64)
        keys = np.concatenate([self._postings[self._starts[k] : self._starts[k + 1]] for k in at])
        weights = np.repeat(self._rarity[at], self._starts[at + 1] - self._starts[at])
        shared = np.bincount(keys, weights=weights, minlength=self._size)
        unknown = (len(pairs) - len(at)) * np.log1p(self._size)
        of_key = shared / np.maximum(self._weight, 1e-9)
        of_text = shared / (self._rarity[at].sum() + unknown)
        share = of_key**0.8 * of_text**0.2
        count = min(limit, int(np.count_nonzero(share)))
        top = np.argpartition(-share, count - 1)[:count]
        # Ties fall to the earlier key, so that an answer doesn't depend on the partition.
        top = top[np.lexsort((top, -share[top]))]
        return top, share[top]


def _pairs(text: str) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Return the character pairs of `text`, and the number of the line each is on."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint64)
    is_break = codes == _LINE
    line = np.cumsum(is_break)[:-1]
    within = ~(is_break[:-1] | is_break[1:])
    return ((codes[:-1] << np.uint64(32)) | codes[1:])[within], line[within]
