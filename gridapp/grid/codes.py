"""Grid codes: a 12-digit division code and a 3-digit sequence.

Source: GB/T 34300-2017 (social-governance grids). Division code: 6 digits county (GB/T 2260),
3 digits street or town (GB/T 10114), 3 digits committee. A level-one grid, which is a whole
village or community, carries the sequence 000.
"""

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridapp.errors import InputError
from gridapp.messages import message

_DIGITS = re.compile(r"[0-9]{15}")


@dataclass(frozen=True, slots=True)
class GridCode:
    """A well-formed grid code, taken apart."""

    county: str
    street: str
    committee: str
    sequence: str

    def __str__(self) -> str:
        return self.division + self.sequence

    @property
    def division(self) -> str:
        """The 12-digit division code."""
        return self.county + self.street + self.committee

    @property
    def is_level_one(self) -> bool:
        """Whether the code names a whole village or community."""
        return self.sequence == "000"


def parse_code(text: str) -> GridCode:
    """Take a 15-digit grid code apart.

    Raises
    ------
    InputError
        When the text is not fifteen digits.
    """
    if not _DIGITS.fullmatch(text):
        raise InputError(
            message("“{code}” is not a grid code.", code=text),
            message("Give 15 digits: the 12-digit division code and a 3-digit sequence."),
        )
    return GridCode(text[:6], text[6:9], text[9:12], text[12:])


def sequence_codes(division: str, x: NDArray[np.float64], y: NDArray[np.float64]) -> list[str]:
    """Give the sub-grids of one community their codes, west to east, then north to south.

    Parameters
    ----------
    division : str
        The community's 12-digit division code.
    x, y : (n,) arrays
        A point inside each grid, metres.

    Returns
    -------
    list of str
        The code of each grid, in the order given.
    """
    order = np.lexsort((-y, x))
    codes = [""] * len(order)
    for number, index in enumerate(order, start=1):
        codes[index] = f"{division}{number:03d}"
    return codes
