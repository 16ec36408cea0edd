"""Tiles from the network: kept on the disk as long as their server allows, asked for with care.

urllib rather than Qt's network: the same code serves the window's threads and the command line,
which has no event loop; it takes proxies from the environment or the system's settings, and
certificates from the system's store, as closed networks want it.
"""

import http.client
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping

from gridapp import __version__
from gridapp.exchange.backgrounds.cache import Kept, TileCache
from gridapp.exchange.backgrounds.headers import expiry, lowered, rest
from gridapp.exchange.backgrounds.mercator import TileKey
from gridapp.exchange.backgrounds.shelf import (
    Held,
    TileSet,
    Trouble,
    UnreachableError,
    picture_kind,
)
from gridapp.exchange.backgrounds.source import Background
from gridapp.exchange.backgrounds.templates import expand
from gridapp.messages import Message, message

AGENT = f"gridapp/{__version__}"
_TIMEOUT_S = 10.0
_MOST_BYTES = 8 << 20
_NOTHING_S = 86_400.0  # how long nobody asks again for a tile that there isn't
_REFUSED_S = 300.0
_FIRST_REST_S, _LONGEST_REST_S = 2.0, 300.0
_NOTHING = frozenset({204, 404, 410})
_BUSY = frozenset({408, 425, 429})


class WebShelf:
    """Tiles of one URL template.

    After a failure nobody is asked for 2 s, then 4 s and so on up to five minutes, or as long as
    the server wants; then one request goes first, and the others follow if it is answered.

    Parameters
    ----------
    background : Background
        Of kind WEB.
    cache : TileCache
        Closed with the shelf.
    now, steady : callable
        Epoch seconds UTC, and seconds that never jump.
    """

    is_remote = True

    def __init__(
        self,
        background: Background,
        cache: TileCache,
        now: Callable[[], float] = time.time,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        self._template, self._key = background.where, background.key
        self._cache = cache
        self._now, self._steady = now, steady
        self._opener = urllib.request.build_opener()  # with the proxies of this moment
        self._lock = threading.Lock()
        self._trouble: Trouble | None = None
        self._answered_at: float | None = None
        self._failures = 0
        self._rests_until = float("-inf")
        self._is_probing = False
        self.tiles = TileSet(
            background.title, 0, background.max_zoom, attribution=background.attribution
        )

    @property
    def trouble(self) -> Trouble | None:
        """Why the source can't be reached; None while it answers."""
        return self._trouble

    def stored(self, tile: TileKey) -> Held | None:
        """Return a kept tile, also one that is no longer fresh."""
        kept = self._cache.read(tile, self._now())
        return None if kept is None else Held(kept.data, kept.expires > self._now())

    def fetch(self, tile: TileKey) -> bytes | None:
        """Ask the network for a tile, and keep what comes.

        Raises
        ------
        UnreachableError
            Nobody answers or the answer is no picture; or the source is left alone for a while.
        """
        self._wait_for_its_turn()
        known = self._cache.read(tile, self._now())
        try:
            data = self._ask(tile, known)
        except urllib.error.HTTPError as error:
            with error:
                raise self._refused(error.code, lowered(error.headers.items())) from None
        except (OSError, ValueError, http.client.HTTPException) as error:
            raise self._failed(
                message("can't be reached: {reason}", reason=self._without_key(why(error))),
                message("Check the network and the proxy; kept tiles are shown meanwhile."),
            ) from None
        self._succeeded()
        return data

    def close(self) -> None:
        """Let go of the cache."""
        self._cache.close()

    def _wait_for_its_turn(self) -> None:
        with self._lock:
            left = self._rests_until - self._steady()
            is_first = self._trouble is not None and not self._is_probing
            if self._trouble is None or (left <= 0 and is_first):
                self._is_probing = self._trouble is not None
                return
            raise UnreachableError(self._trouble, max(left, 1.0))

    def _ask(self, tile: TileKey, known: Kept | None) -> bytes | None:
        headers = {"User-Agent": AGENT, "Accept": "image/png,image/jpeg,image/webp,image/*;q=0.8"}
        if known is not None and known.tag:
            headers["If-None-Match"] = known.tag
        if known is not None and known.modified:
            headers["If-Modified-Since"] = known.modified
        address = expand(self._template, tile, self._key)
        request = urllib.request.Request(address, headers=headers)
        try:
            with self._opener.open(request, timeout=_TIMEOUT_S) as answer:
                said, status = lowered(answer.headers.items()), int(answer.status)
                data = bytes(answer.read(_MOST_BYTES + 1))
        except urllib.error.HTTPError as error:
            if error.code == 304 and known is not None:
                with error:
                    self._keep(tile, known.data, lowered(error.headers.items()), known)
                    return known.data
            if error.code not in _NOTHING:
                raise
            with error:
                status, said, data = error.code, {}, b""
        if status in _NOTHING:
            nothing = Kept(None, "", "", self._now() + _NOTHING_S)
            self._cache.write(tile, nothing, self._now())
            return None
        if len(data) > _MOST_BYTES or not picture_kind(data):
            raise self._failed(
                message("answers with something that is no picture"),
                message("Check the address and the key; a network may also want you to log in."),
                _REFUSED_S,
            )
        self._keep(tile, data, said, None)
        return data

    def _keep(
        self, tile: TileKey, data: bytes | None, said: Mapping[str, str], known: Kept | None
    ) -> None:
        until = expiry(said, self._now())
        if until is None:
            return
        tag = said.get("etag") or (known.tag if known else "")
        modified = said.get("last-modified") or (known.modified if known else "")
        self._cache.write(tile, Kept(data, tag, modified, until), self._now())

    def _refused(self, code: int, headers: Mapping[str, str]) -> UnreachableError:
        if code >= 500 or code in _BUSY:
            return self._failed(
                message("is busy or out of order (HTTP {code})", code=code),
                message("Nothing needs to be done: it is asked again later."),
                rest(headers, self._now()),
            )
        return self._failed(
            message("refuses the request (HTTP {code})", code=code),
            message("Check the address and the key, and whether today's quota is used up."),
            _REFUSED_S,
        )

    def _failed(self, problem: Message, remedy: Message, rest_s: float = 0.0) -> UnreachableError:
        with self._lock:
            if self._rests_until <= self._steady():  # else: asked at the same time as others
                self._failures += 1
            growing = _FIRST_REST_S * 2.0 ** (self._failures - 1)
            again = max(min(growing, _LONGEST_REST_S), rest_s)
            self._rests_until = max(self._rests_until, self._steady() + again)
            self._is_probing = False
            since = self._trouble.since if self._trouble else self._answered_at or self._now()
            self._trouble = Trouble(problem, remedy, since)
            return UnreachableError(self._trouble, again)

    def _succeeded(self) -> None:
        with self._lock:
            self._answered_at = self._now()
            self._trouble = None
            self._is_probing = False
            self._failures = 0
            self._rests_until = float("-inf")

    def _without_key(self, text: str) -> str:
        return text.replace(self._key, "•••") if self._key else text


def why(error: Exception) -> str:
    """Say in a few words why nobody answered."""
    reason = getattr(error, "reason", error)
    said = getattr(reason, "strerror", None) or str(reason)
    return said or type(error).__name__
