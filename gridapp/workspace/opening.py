"""Open or make a workspace; its desks do the work."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from gridapp.errors import InputError, StoreError
from gridapp.locate.crs import unproject
from gridapp.messages import message
from gridapp.store.file_home import FileHome
from gridapp.store.home import Home, read_meta, write_meta
from gridapp.store.journal import last_time
from gridapp.store.nets import last_publishing
from gridapp.workspace.casework import Casework
from gridapp.workspace.geography import Geography
from gridapp.workspace.patrols import Patrols
from gridapp.workspace.settings import Settings

if TYPE_CHECKING:
    from gridapp.workspace.editions import Editions
    from gridapp.workspace.figures import Figures
    from gridapp.workspace.geocoder import Geocoder
    from gridapp.workspace.merging import Merging

_ADDRESS = re.compile(r"[A-Za-z][\w+]+:/")
"""A database's address, also as `Path` keeps it, with one slash; ``C:/`` is a drive."""


class Workspace:
    """An open workspace.

    Attributes
    ----------
    geography : nets, background, places; from words or points to grids
    casework : cases, their journal, the registers that dispatch needs
    patrols : tracks and who may look at them
    settings : what people chose, such as bookmarks
    editions : drafts of the net, what differs, publishing
    merging : many nets made one
    figures : what each grid holds
    """

    def __init__(self, home: Home, location: str) -> None:
        self._home = home
        self.location = location
        with home.read() as connection:
            self.meta = read_meta(connection)
        self.geography = Geography(home, self.now)
        self.casework = Casework(home, self.now, self.geography)
        self.patrols = Patrols(home, self.now)
        self.settings = Settings(home, self.now)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @cached_property
    def editions(self) -> "Editions":
        """The desk for editions, opened at its first use: a map can't wait for what edits it."""
        from gridapp.workspace.editions import Editions

        return Editions(self._home, self.now, self.geography)

    @cached_property
    def merging(self) -> "Merging":
        """The desk for merging nets, opened at its first use."""
        from gridapp.workspace.merging import Merging

        return Merging(self._home, self.now, self.geography, self.settings)

    @cached_property
    def geocoder(self) -> "Geocoder":
        """The desk for a geocoder on the network, opened at its first use."""
        from gridapp.workspace.geocoder import Geocoder

        return Geocoder(self.settings, self.crs)

    @cached_property
    def figures(self) -> "Figures":
        """The desk for figures by grid, opened at its first use."""
        from gridapp.workspace.figures import Figures

        return Figures(self._home, self.now, self.geography, self.casework)

    @property
    def title(self) -> str:
        """The town's name, or the file's."""
        return self.meta.get("title") or Path(self.location).stem

    @property
    def crs(self) -> str:
        """The projected CRS of all geometry at rest, such as ``EPSG:4549``."""
        return f"EPSG:{self._home.srid}"

    def now(self) -> datetime:
        """Return the time in this workspace.

        A workspace with a standing clock (the demo town) lives on its own day: the clock goes
        on from there while it is open, and never falls behind its own journal
        or the last publishing of a net.
        """
        if self._standing is None:
            return datetime.now(UTC)
        stood, since = self._standing
        return stood + timedelta(seconds=time.monotonic() - since)

    @cached_property
    def _standing(self) -> tuple[datetime, float] | None:
        """Where the standing clock stood when it was first asked, None without one."""
        if "clock" not in self.meta:
            return None
        with self._home.read() as connection:
            known = (last_time(connection), last_publishing(connection))
        clock = datetime.fromisoformat(self.meta["clock"])
        return max(clock, *filter(None, known)), time.monotonic()

    def set_meta(self, **entries: str) -> None:
        """Write what the workspace says of itself, such as its title."""
        with self._home.write() as connection:
            for key, value in entries.items():
                write_meta(connection, key, value)
        self.meta |= entries

    def close(self) -> None:
        """Let go of the file."""
        self._home.close()


def open_workspace(location: str | Path) -> Workspace:
    """Open a workspace.

    Raises
    ------
    StoreError
        When there is none, it is no workspace, or a newer gridapp wrote it.
    """
    return Workspace(FileHome.open(_file(location)), str(location))


def create_workspace(location: str | Path, crs: str) -> Workspace:
    """Make an empty workspace whose geometry rests in the projected CRS ``EPSG:n``.

    Raises
    ------
    InputError
        When `crs` is not a projected one with an EPSG code.
    StoreError
        When there is a file of that name, or no folder for it.
    """
    authority, _, code = crs.partition(":")
    if authority != "EPSG" or not code.isdecimal():
        raise InputError(
            message("“{crs}” can't be the workspace's reference system.", crs=crs),
            message("Give a projected one in metres by its EPSG code, such as EPSG:4549."),
        )
    unproject(0.0, 0.0, crs)  # refuses a code that PROJ doesn't know, or that is in degrees
    return Workspace(FileHome.create(_file(location), int(code)), str(location))


@contextmanager
def open_or_create_workspace(location: str | Path, crs: str) -> Iterator[Workspace]:
    """Open a workspace, or make one in `crs` where there is none.

    One that is new goes again when the work with it fails.
    """
    if _file(location).exists():
        with open_workspace(location) as workspace:
            yield workspace
        return
    workspace = create_workspace(location, crs)
    try:
        with workspace:
            yield workspace
    except BaseException:
        remove_workspace(location)
        raise


def is_workspace(location: str | Path) -> bool:
    """Return whether a workspace lies there that can be opened."""
    try:
        FileHome.open(_file(location)).close()
    except StoreError:
        return False
    return True


def remove_workspace(location: str | Path) -> None:
    """Remove a workspace that nobody has open, with what SQLite keeps beside it."""
    path = _file(location)
    for tail in ("", "-wal", "-shm"):
        path.with_name(path.name + tail).unlink(missing_ok=True)


def _file(location: str | Path) -> Path:
    if _ADDRESS.match(str(location)):
        raise InputError(
            message("“{location}” is not a workspace file.", location=location),
            message("Give the path of a GeoPackage, such as town.gpkg."),
        )
    return Path(location)
