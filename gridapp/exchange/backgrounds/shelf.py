"""Where tiles come from, the same for files and for the network; pictures by their first bytes."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from gridapp.errors import GridappError, InputError
from gridapp.exchange.backgrounds.mercator import TileKey
from gridapp.messages import Message, message

Degrees = tuple[float, float, float, float]
"""West, south, east, north."""


@dataclass(frozen=True, slots=True)
class TileSet:
    """What a source says of its tiles.

    Attributes
    ----------
    bounds : degrees on the source's datum; None where it doesn't say
    """

    title: str
    min_zoom: int
    max_zoom: int
    bounds: Degrees | None = None
    attribution: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """What lies on the disk of one tile.

    Attributes
    ----------
    data : the picture's bytes; None where it is known that there is no tile
    is_fresh : whether nobody needs to be asked for a newer one
    """

    data: bytes | None
    is_fresh: bool = True


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a source shows less than it should.

    Attributes
    ----------
    problem, remedy : sentences for people
    since : when the source answered last, or was asked in vain first; epoch seconds UTC
    """

    problem: Message
    remedy: Message
    since: float


class UnreachableError(GridappError):
    """A tile can't be had now; `again_s` seconds must go by before anybody asks anew."""

    def __init__(self, trouble: Trouble, again_s: float) -> None:
        super().__init__(trouble.problem, trouble.remedy)
        self.again_s = again_s


class Shelf(Protocol):
    """A source of tiles; every method may be called from any thread."""

    @property
    def tiles(self) -> TileSet:
        """What the source says of its tiles."""

    @property
    def trouble(self) -> Trouble | None:
        """What is wrong with the source now."""

    @property
    def is_remote(self) -> bool:
        """Whether `fetch` may have what `stored` hasn't."""

    def stored(self, tile: TileKey) -> Held | None:
        """Return what lies on the disk; None where that says nothing of the tile."""

    def fetch(self, tile: TileKey) -> bytes | None:
        """Bring a tile from far away; None where there is none. May take long.

        Raises
        ------
        UnreachableError
            Nobody answers, or nobody may be asked yet.
        """

    def close(self) -> None:
        """Let go of files."""


_PICTURES = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg", b"GIF8": "gif"}


def picture_kind(data: bytes) -> str:
    """Name the format of a picture by its first bytes; empty when it is none."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    return next((name for start, name in _PICTURES.items() if data.startswith(start)), "")


def vector_tiles(path: Path) -> InputError:
    """Return the refusal of a file whose tiles are no pictures."""
    return InputError(
        message("{file} holds vector tiles, which can't be shown yet.", file=path.name),
        message("Export the map as pictures (PNG, JPEG or WebP), or add its layers as a "
                "GeoPackage."),
    )  # fmt: skip


def damaged(path: Path, reason: Message | Exception) -> InputError:
    """Return the refusal of a file that can't be read."""
    return InputError(
        message(
            "{file} can't be read as a tile file: {reason}",
            file=path.name,
            reason=reason if isinstance(reason, Message) else str(reason),
        ),
        message("Copy it again from where it came, or make it anew."),
    )
