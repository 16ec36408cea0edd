"""Where a piece of text stands in a long text: its beginnings sorted by their first characters."""

import numpy as np
from numpy.typing import NDArray

_PACKED_BITS = 63


class Pieces:
    """The places of a text at which a search may begin, sorted by what stands there.

    Parameters
    ----------
    codes : unsigned integer array (n,)
        Characters, below ``2 ** bits``.
    at : integer array (m,)
        Positions in it, ascending.
    bits
        Of a character; as many characters as fit in 63 bits are sorted by.
    """

    def __init__(self, codes: NDArray[np.unsignedinteger], at: NDArray[np.intp], bits: int) -> None:
        self._codes, self._bits = codes, bits
        self._size = _PACKED_BITS // bits
        packed = np.zeros(len(at), dtype=np.uint64)
        last = max(len(codes) - 1, 0)
        for step in range(self._size):
            here = codes[np.minimum(at + step, last)].astype(np.uint64)
            here[at + step > last] = 0
            packed = (packed << np.uint64(bits)) | here
        order = np.argsort(packed, kind="stable")
        self._packed = packed[order]
        self._at = at[order].astype(np.int32)

    def find(self, piece: NDArray[np.unsignedinteger], limit: int) -> NDArray[np.intp]:
        """Return the first `limit` positions, ascending, at which `piece` stands."""
        known = min(len(piece), self._size)
        low = 0
        for code in piece[:known].tolist():
            low = (low << self._bits) | code
        open_bits = self._bits * (self._size - known)
        first, end = np.searchsorted(
            self._packed,
            np.array([low << open_bits, (low + 1) << open_bits], dtype=np.uint64),
        ).tolist()
        found = self._at[first:end]
        for step in range(known, len(piece)):
            found = found[found + step < len(self._codes)]
            found = found[self._codes[found + step] == piece[step]]
        if len(found) > limit:
            found = np.partition(found, limit - 1)[:limit]
        return np.sort(found).astype(np.intp)
