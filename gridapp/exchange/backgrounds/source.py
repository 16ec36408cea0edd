"""A background as people set it up: what it is, where it comes from, how it lies on the map."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from gridapp.errors import InputError
from gridapp.exchange.backgrounds.templates import HIDDEN, check_template, part_key
from gridapp.locate.datum import Datum
from gridapp.messages import message

DATUMS = (Datum.WGS84, Datum.GCJ02)
"""What backgrounds are drawn on; CGCS2000 is WGS-84 to within centimetres."""

LOOKS = ("outline", "quiet", "green", "water", "building", "street")
"""How the layers of a file can be drawn."""

_ARCHIVES = (".mbtiles", ".pmtiles")
DEEPEST = 24
"""The largest zoom that a source can have."""


class Kind(StrEnum):
    """Where a background comes from."""

    LAYERS = "layers"  # a vector file
    ARCHIVE = "archive"  # MBTiles or PMTiles
    WEB = "web"  # a URL template


@dataclass(frozen=True, slots=True)
class Background:
    """One background.

    Parameters
    ----------
    title : str
        Its name, which no other background of the workspace has.
    where : str
        The path of a file, or a URL template without the key.
    datum : Datum
        One of `DATUMS`: what the numbers of a file, or the pictures, are drawn on.
    opacity : float
        0 to 1; of pictures only.
    attribution : str
        What its makers want to read on the map; empty for what the file says itself.
    look : str
        One of `LOOKS`; of layers only.
    layer : str
        The layer of a file of several; empty for all.
    max_zoom : int
        The deepest zoom that the network has; larger scales show it magnified.
    key : str
        The user's own key to a service. It is kept apart, and never said.
    """

    kind: Kind
    title: str
    where: str
    datum: Datum = Datum.WGS84
    opacity: float = 1.0
    attribution: str = ""
    look: str = "outline"
    layer: str = ""
    max_zoom: int = 18
    key: str = field(default="", repr=False)
    is_shown: bool = True

    @property
    def address(self) -> str:
        """The place for people to read: never with a key in it."""
        return self.where.replace("{key}", HIDDEN)


def kind_of(where: str) -> Kind:
    """Tell the kind of a background by its path or URL."""
    if "://" in where:
        return Kind.WEB
    return Kind.ARCHIVE if Path(where).suffix.lower() in _ARCHIVES else Kind.LAYERS


def checked(background: Background) -> Background:
    """Return a background that can be kept; a key in its URL moves to where keys are kept.

    Raises
    ------
    InputError
        It has no title, its template is none, or its key is missing; numbers out of their range.
    """
    if not background.title.strip():
        raise InputError(
            message("A background needs a name."), message("Give it one, such as “Aerial photos”.")
        )
    if not 0.0 <= background.opacity <= 1.0:
        raise InputError(
            message("The opacity {opacity} is out of range.", opacity=background.opacity),
            message("Give a number from 0 to 1."),
        )
    if not 0 <= background.max_zoom <= DEEPEST:
        raise InputError(
            message("The zoom {zoom} is out of range.", zoom=background.max_zoom),
            message("Give a whole number from 0 to {most}.", most=DEEPEST),
        )
    made = replace(background, title=background.title.strip(), where=background.where.strip())
    if made.kind is Kind.WEB:
        where, key = part_key(made.where)
        made = replace(made, where=where, key=key or made.key.strip())
        check_template(made.where, made.key)
    return made


def named(
    kind: Kind,
    where: str,
    *,
    title: str = "",
    datum: str = Datum.WGS84.value,
    look: str = LOOKS[0],
    key: str = "",
    opacity: float = 1.0,
    attribution: str = "",
    layer: str = "",
    max_zoom: int = 18,
) -> Background:
    """Make a background from words; without a title it is called by its file or host.

    Raises
    ------
    InputError
        The datum or the look isn't known, or as `checked` says.
    """
    chosen = next((one for one in DATUMS if one.value == datum), None)
    if chosen is None:
        raise _unknown(datum, [one.value for one in DATUMS])
    if look not in LOOKS:
        raise _unknown(look, LOOKS)
    own = (urlsplit(where).hostname or "") if kind is Kind.WEB else Path(where).stem
    return checked(
        Background(
            kind, title or own, where, chosen, opacity, attribution, look, layer, max_zoom, key
        )
    )


def _unknown(word: str, known: Sequence[str]) -> InputError:
    return InputError(
        message("“{word}” is not known here.", word=word),
        message("Known are {known}.", known=", ".join(known)),
    )
