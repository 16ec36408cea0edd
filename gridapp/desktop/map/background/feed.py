"""The decoded pictures of one source's tiles: asked for by painters, made on other threads."""

import logging
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtGui import QImage

from gridapp.desktop.map.background.crew import Crew
from gridapp.errors import GridappError
from gridapp.exchange.backgrounds.mercator import TileKey
from gridapp.exchange.backgrounds.shelf import Held, Shelf, TileSet, Trouble, UnreachableError

_READERS, _FETCHERS = 2, 4
_ROOM = 400  # tiles that may wait
_CAPACITY = 128 << 20  # bytes of decoded pictures
_OUT = 6  # zooms out that are looked for a stand-in
_STALE_S = 60.0  # how long a picture that a server should confirm is shown unasked


@dataclass(slots=True)
class _Entry:
    """What is known of a tile: its picture if it has one, and until when nobody needs to ask."""

    image: QImage | None
    until: float = math.inf


class TileFeed:
    """Pictures of tiles in memory, read from disk by some threads, fetched by others.

    Reading and fetching are apart, so that a slow network never holds up what lies on the disk.

    Parameters
    ----------
    shelf : Shelf
        Closed with the feed.
    side : int
        Pixels a side of a tile.

    Attributes
    ----------
    arrived : callable
        Called on any thread when a tile is there that a picture did without, or trouble comes or
        goes.
    """

    def __init__(self, shelf: Shelf, side: int = 256) -> None:
        self.side = side
        self.arrived: Callable[[], None] = _nobody
        self._shelf = shelf
        self._news = threading.Condition()
        self._pictures: OrderedDict[TileKey, _Entry] = OrderedDict()
        self._bytes = 0
        self._missed: OrderedDict[TileKey, None] = OrderedDict()
        self._has_news = False
        self._readers: Crew[TileKey] = Crew("tiles in", _READERS, _ROOM, self._read)
        self._fetchers: Crew[TileKey] = Crew("tiles from afar", _FETCHERS, _ROOM, self._fetch)

    @property
    def tiles(self) -> TileSet:
        """What the source says of its tiles."""
        return self._shelf.tiles

    @property
    def trouble(self) -> Trouble | None:
        """Why the source shows less than it should."""
        return self._shelf.trouble

    @property
    def again_s(self) -> float | None:
        """Seconds after which a tile that is missing may be asked for again; None if none is."""
        with self._news:
            times = [e.until for t in self._missed if (e := self._pictures.get(t)) is not None]
        finite = [until for until in times if until < math.inf]
        return max(min(finite) - time.monotonic(), 0.0) if finite else None

    def want(self, tiles: Iterable[TileKey]) -> None:
        """Have tiles made ready that aren't."""
        for tile in tiles:
            with self._news:
                entry = self._pictures.get(tile)
                if entry is not None:
                    self._pictures.move_to_end(tile)
                is_known = entry is not None and entry.until > time.monotonic()
            if not is_known and tile not in self._fetchers:
                self._readers.ask(tile)

    def picture(self, tile: TileKey) -> QImage | None:
        """Return a tile's picture if it is in memory and there is one."""
        with self._news:
            entry = self._pictures.get(tile)
            return None if entry is None else entry.image

    def stand_in(self, tile: TileKey) -> tuple[QImage, int] | None:
        """Return the picture of the nearest tile above that is in memory, and how far above."""
        with self._news:
            for levels in range(1, min(_OUT, tile.zoom) + 1):
                entry = self._pictures.get(tile.ancestor(levels))
                if entry is not None and entry.image is not None:
                    return entry.image, levels
        return None

    def miss(self, tile: TileKey) -> None:
        """Remember that a picture had to do without a tile."""
        with self._news:
            entry = self._pictures.get(tile)
            if entry is None or entry.until < math.inf:
                self._missed[tile] = None
                self._missed.move_to_end(tile)
                if len(self._missed) > _ROOM:
                    self._missed.popitem(last=False)

    def take_news(self) -> bool:
        """Return whether tiles came that pictures did without, since this was asked last."""
        with self._news:
            had_news, self._has_news = self._has_news, False
        return had_news

    def ask_again(self) -> None:
        """Want once more what pictures did without."""
        with self._news:
            missed = list(self._missed)
        self.want(missed)

    def is_reading(self, tiles: Iterable[TileKey]) -> bool:
        """Return whether some of these tiles are on their way from the disk."""
        return any(tile in self._readers for tile in tiles)

    def count_under_way(self, tiles: Iterable[TileKey]) -> int:
        """Return how many of these tiles are on their way, from the disk or from afar."""
        return sum(tile in self._readers or tile in self._fetchers for tile in tiles)

    def wait(self, seconds: float) -> None:
        """Wait for the next news of any tile, but no longer than that."""
        with self._news:
            self._news.wait(seconds)

    def close(self) -> None:
        """Drop what is wanted and let go of the source."""
        self.arrived = _nobody
        self._readers.close()
        self._fetchers.close()
        self._shelf.close()

    def _read(self, tile: TileKey) -> None:
        held = self._stored(tile)
        image = None if held is None else decode(held.data)
        if held is not None and (held.is_fresh or not self._shelf.is_remote):
            self._keep(tile, image, math.inf)
            if image is None:
                self._look_above(tile)
            return
        if image is not None:
            self._keep(tile, image, time.monotonic() + _STALE_S)
        # Asked for before this crew lets go of the tile: it is never in neither's hands.
        self._fetchers.ask(tile)

    def _stored(self, tile: TileKey) -> Held | None:
        """Return what lies on the disk; what can't be read counts as no tile."""
        try:
            return self._shelf.stored(tile)
        except GridappError as error:
            _tell(error)
            return Held(None)

    def _fetch(self, tile: TileKey) -> None:
        had_trouble = self.trouble is not None
        try:
            image = decode(self._shelf.fetch(tile))
        except UnreachableError as error:
            self._keep(tile, self.picture(tile), time.monotonic() + error.again_s)
            self._look_above(tile)
            if not had_trouble:
                self.arrived()
            return
        self._keep(tile, image, math.inf)
        if image is None:
            self._look_above(tile)
        if had_trouble:
            self.arrived()

    def _look_above(self, tile: TileKey) -> None:
        """Bring into memory what lies on the disk of the tiles above: better coarse than bare."""
        for levels in range(1, min(_OUT, tile.zoom - self.tiles.min_zoom) + 1):
            above = tile.ancestor(levels)
            with self._news:
                entry = self._pictures.get(above)
            if entry is not None:
                if entry.image is not None:
                    return
                continue
            held = self._stored(above)
            image = None if held is None else decode(held.data)
            if image is not None:
                self._keep(above, image, math.inf if held and held.is_fresh else 0.0)
                self._tell_missed(tile)
                return

    def _keep(self, tile: TileKey, image: QImage | None, until: float) -> None:
        with self._news:
            old = self._pictures.pop(tile, None)
            self._bytes += _size(image) - (_size(old.image) if old else 0)
            self._pictures[tile] = _Entry(image, until)
            while self._bytes > _CAPACITY:
                _, gone = self._pictures.popitem(last=False)
                self._bytes -= _size(gone.image)
            self._news.notify_all()
        if image is not None and (old is None or old.image is not image):
            self._tell_missed(tile)

    def _tell_missed(self, tile: TileKey) -> None:
        with self._news:
            is_missed = tile in self._missed
            self._missed.pop(tile, None)
            self._has_news |= is_missed
        if is_missed:
            self.arrived()


def decode(data: bytes | None) -> QImage | None:
    """Turn a tile's bytes into a picture that paints fast; None where they are none."""
    if not data:
        return None
    image = QImage.fromData(data)
    if image.isNull():
        return None
    has_holes = image.hasAlphaChannel()
    kind = QImage.Format.Format_ARGB32_Premultiplied if has_holes else QImage.Format.Format_RGB32
    return image.convertToFormat(kind)


def _size(image: QImage | None) -> int:
    return 0 if image is None else image.sizeInBytes()


def _nobody() -> None:
    """Nobody listens."""


def _tell(error: GridappError) -> None:
    logging.getLogger(__name__).warning("A tile can't be read: %s", error)
