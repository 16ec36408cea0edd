"""Geocoders on the network, for those who configure one: off unless a service is named.

The words of a report leave the building with each question. What comes back is a place like
any other, with the service's name among its reasons and no more trust than a guess.
"""

import inspect
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from gridapp.errors import InputError, StoreError
from gridapp.locate.crs import project
from gridapp.locate.datum import Datum, convert
from gridapp.locate.find import Candidate
from gridapp.messages import message

if TYPE_CHECKING:
    from geopy.geocoders.base import Geocoder

_DATUMS: Final = {"baidu": Datum.BD09, "baiduv3": Datum.BD09}
"""Services whose degrees aren't on WGS-84."""

_KEYS: Final = ("api_key", "apikey", "subscription_key", "username")
"""What services call the key that they give their customers."""

_CONFIDENCE = 0.5  # nothing is known of how often a service is right here
_UNCERTAINTY_M = 100.0
_NAME = "gridapp"  # how the program names itself to a service, as their terms ask


@dataclass(frozen=True, slots=True)
class OnlineService:
    """A service of geopy by its name there, such as ``nominatim``, and what it needs.

    ``settings`` go to geopy as they are: user_agent, api_key, domain, scheme. ``datum`` is
    needed for a service that isn't known here to be on another than WGS-84.
    """

    name: str
    settings: Mapping[str, str] = field(default_factory=dict)
    datum: Datum | None = None
    timeout_s: float = 5.0

    @property
    def answers_on(self) -> Datum:
        """The datum of the service's degrees."""
        return self.datum or _DATUMS.get(self.name, Datum.WGS84)


def make_service(
    name: str, url: str = "", key: str = "", datum: Datum | None = None, timeout_s: float = 5.0
) -> OnlineService:
    """Make a service of what a person knows of it; nothing is asked of the network.

    Parameters
    ----------
    name
        Its name in geopy, such as ``nominatim``, ``photon``, ``pelias``, ``baiduv3``.
    url
        Where it runs, if not where geopy expects it: ``http://geocoder.town:8080``.
    key
        What the service gave its customer.

    Raises
    ------
    InputError
        geopy isn't installed or has no such service, the service takes no URL or key, or the
        URL is none.
    """
    takes = inspect.signature(_kind(name).__init__).parameters
    settings: dict[str, str] = {"user_agent": _NAME} if "user_agent" in takes else {}
    if url:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise InputError(
                message("“{url}” is not the address of a service.", url=url),
                message("Write it with http:// or https://, such as http://geocoder.town:8080."),
            )
        if "domain" not in takes:
            raise InputError(message("{name} runs in one place only and takes no URL.", name=name))
        settings["domain"] = parts.netloc + parts.path.rstrip("/")
        settings["scheme"] = parts.scheme
    if key:
        asked = next((one for one in _KEYS if one in takes), None)
        if asked is None:
            raise InputError(message("{name} takes no key.", name=name))
        settings[asked] = key
    service = OnlineService(name, settings, datum, timeout_s)
    _geocoder(service)
    return service


def locate_online(
    text: str, service: OnlineService, crs: str, *, limit: int = 5
) -> tuple[Candidate, ...]:
    """Ask a service where the words are; points in metres of `crs`, in the service's order.

    Raises
    ------
    InputError
        geopy isn't installed, or has no such service.
    StoreError
        The service doesn't answer or refuses.
    """
    geocoder = _geocoder(service)
    from geopy.exc import GeopyError

    try:
        found = geocoder.geocode(text, exactly_one=False) or ()
    except (GeopyError, ValueError) as error:  # geopy lets through what isn't JSON
        raise StoreError(
            message("{name} didn't answer: {reason}.", name=service.name, reason=str(error)),
            message("Check the network and the service's key; places of the workspace are found "
                    "without it."),
        ) from error  # fmt: skip
    datum = service.answers_on
    candidates = []
    for answer in found[:limit]:
        lon, lat = convert(answer.longitude, answer.latitude, datum, Datum.WGS84)
        x, y = project(lon, lat, crs)
        why = message("{name} on the network says so; datum {datum}.", name=service.name,
                      datum=datum.value)  # fmt: skip
        candidates.append(
            Candidate(float(x), float(y), _UNCERTAINTY_M, _CONFIDENCE / len(found),
                      str(answer.address), "online", datum, (why,), None)
        )  # fmt: skip
    return tuple(candidates)


def _kind(name: str) -> Any:
    """Return geopy's class of a service."""
    try:
        from geopy.exc import GeocoderNotFound
        from geopy.geocoders import get_geocoder_for_service
    except ImportError as error:
        raise InputError(
            message("Asking on the network needs geopy, which isn't installed."),
            message("Install gridapp with its extra “online”."),
        ) from error
    try:
        return get_geocoder_for_service(name)
    except GeocoderNotFound as error:
        raise InputError(
            message("There is no service {name}.", name=name),
            message("Write its name as geopy's documentation has it, such as nominatim."),
        ) from error


def _geocoder(service: OnlineService) -> "Geocoder":
    kind = _kind(service.name)
    from geopy.exc import ConfigurationError

    try:
        return kind(timeout=service.timeout_s, **service.settings)
    except (ConfigurationError, TypeError) as error:
        raise InputError(
            message("The service {name} can't be set up: {reason}.", name=service.name,
                    reason=str(error)),
            message("Check its URL and key against geopy's documentation."),
        ) from error  # fmt: skip
