"""A source of tiles in memory, and layers of it."""

import threading
import time
from collections.abc import Callable, Mapping

from gridapp.desktop.map.background.feed import TileFeed
from gridapp.desktop.map.layers import RasterLayer
from gridapp.exchange.backgrounds.mercator import TileKey
from gridapp.exchange.backgrounds.shelf import Held, TileSet, Trouble, UnreachableError
from gridapp.locate.datum import Datum
from gridapp.messages import message

CRS = "EPSG:4549"
TROUBLE = Trouble(message("can't be reached: gone"), message("Wait."), 1_782_000_000.0)


class MemoryShelf:
    """Tiles that lie on the disk, and others that come from afar when the gate is open."""

    def __init__(
        self, near: Mapping[TileKey, bytes], far: Mapping[TileKey, bytes] | None = None
    ) -> None:
        self.near, self.far = dict(near), far
        self.gate = threading.Event()
        self.gate.set()
        self.is_down = False
        self.again_s = 0.05
        self.pause_s = 0.0
        self.fetched: list[TileKey] = []
        self.read: list[TileKey] = []
        self.is_closed = False
        zooms = [tile.zoom for tile in (*self.near, *(far or ()))]
        self.tiles = TileSet("Shelf", min(zooms, default=0), max(zooms, default=18))

    @property
    def is_remote(self) -> bool:
        return self.far is not None

    @property
    def trouble(self) -> Trouble | None:
        return TROUBLE if self.is_down and self.fetched else None

    def stored(self, tile: TileKey) -> Held | None:
        self.read.append(tile)
        if tile in self.near:
            return Held(self.near[tile])
        return None if self.is_remote else Held(None)

    def fetch(self, tile: TileKey) -> bytes | None:
        self.fetched.append(tile)
        self.gate.wait(10)
        time.sleep(self.pause_s)
        if self.is_down:
            raise UnreachableError(TROUBLE, self.again_s)
        return (self.far or {}).get(tile)

    def close(self) -> None:
        self.is_closed = True


def raster(
    shelf: MemoryShelf, datum: Datum = Datum.WGS84, opacity: float = 1.0, patience_s: float = 0.0,
    arrived: Callable[[], None] | None = None, credit: str = "",
) -> RasterLayer:  # fmt: skip
    feed = TileFeed(shelf)
    if arrived is not None:
        feed.arrived = arrived
    return RasterLayer(name="ground.background.a", title="a", feed=feed, crs=CRS, datum=datum,
                       opacity=opacity, patience_s=patience_s, credit=credit,
                       is_backdrop=True)  # fmt: skip
