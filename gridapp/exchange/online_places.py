"""Geocoders on the network, for those who configure one: off unless a service is named.

The words of a report leave the building with each question. What comes back is a place like
any other, with the service's name among its reasons and no more trust than a guess.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from gridapp.errors import InputError, StoreError
from gridapp.locate.crs import project
from gridapp.locate.datum import Datum, convert
from gridapp.locate.find import Candidate
from gridapp.messages import message

_DATUMS = {"baidu": Datum.BD09, "baiduv3": Datum.BD09, "amap": Datum.GCJ02}
"""Services whose degrees aren't on WGS-84."""

_CONFIDENCE = 0.5  # nothing is known of how often a service is right here
_UNCERTAINTY_M = 100.0


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
    try:
        from geopy.exc import ConfigurationError, GeocoderNotFound, GeopyError
        from geopy.geocoders import get_geocoder_for_service
    except ImportError as error:
        raise InputError(
            message("Asking on the network needs geopy, which isn't installed."),
            message("Install gridapp with its extra “online”."),
        ) from error
    try:
        geocoder = get_geocoder_for_service(service.name)(
            timeout=service.timeout_s, **service.settings
        )
    except (GeocoderNotFound, ConfigurationError, TypeError) as error:
        raise InputError(
            message("The service {name} can't be set up: {reason}.", name=service.name,
                    reason=str(error)),
            message("Check its name and settings against geopy's documentation."),
        ) from error  # fmt: skip
    try:
        found = geocoder.geocode(text, exactly_one=False) or ()
    except GeopyError as error:
        raise StoreError(
            message("{name} didn't answer: {reason}.", name=service.name, reason=str(error)),
            message("Check the network and the service's key; places of the workspace are found "
                    "without it."),
        ) from error  # fmt: skip
    datum = service.datum or _DATUMS.get(service.name, Datum.WGS84)
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
