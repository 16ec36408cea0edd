"""A tool in the hand: it hears of the pointer and the keys before the map does."""

from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import Qt


@dataclass(frozen=True, slots=True)
class Pointer:
    """Where the pointer is.

    Attributes
    ----------
    x, y : float
        Metres.
    scale : float
        Metres per pixel.
    is_shifted : bool
        Whether Shift or Ctrl is held.
    """

    x: float
    y: float
    scale: float
    is_shifted: bool = False


class Tool(Protocol):
    """Each answer says whether the tool took the event; what it leaves goes to the map.

    Attributes
    ----------
    cursor : Qt.CursorShape
        The pointer's shape while the tool is in the hand.
    """

    cursor: Qt.CursorShape

    def press(self, at: Pointer) -> bool:
        """Hear that the left button is down; who takes it has the pointer until it is up."""

    def move(self, at: Pointer) -> None:
        """Follow the pointer over the map, or drag what `press` took."""

    def release(self, at: Pointer) -> None:
        """Let go: the button that `press` took is up."""

    def click(self, at: Pointer) -> bool:
        """Hear of a click that `press` did not take."""

    def double_click(self, at: Pointer) -> bool:
        """Hear that the left button went down twice."""

    def key(self, key: Qt.Key) -> bool:
        """Hear of a key without Ctrl or Alt."""
