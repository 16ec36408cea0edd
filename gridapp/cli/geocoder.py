"""The commands that choose a geocoder on the network; without one, nothing is asked there."""

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from gridapp.cli.command import Answer
from gridapp.language import tr

if TYPE_CHECKING:
    from gridapp.exchange.online_places import OnlineService

_SHOWN = 2  # characters of a key that are shown
_SECRET = ("key", "username", "password", "token")


def set_(
    ws: Path,
    service: str,
    *,
    url: str | None = None,
    key: str | None = None,
    datum: Literal["WGS-84", "GCJ-02", "BD-09", "CGCS2000"] | None = None,
    timeout: float = 5.0,
) -> Answer:
    """Ask a geocoder on the network as well: the words of reports will leave the building.

    Its candidates stand below those of the workspace. Sheets are never sent.

    Parameters
    ----------
    ws
        the workspace
    service
        the service's name in geopy, such as nominatim, photon, pelias, baiduv3
    url
        where it runs, such as http://geocoder.town:8080
    key
        what the service gave its customer; it rests in the workspace's file
    datum
        what the service's degrees are on (by default as known of the service, else WGS-84)
    timeout
        seconds after which it counts as silent
    """
    from gridapp.locate.datum import Datum
    from gridapp.workspace import open_workspace

    with open_workspace(ws) as workspace:
        made = workspace.geocoder.configure(
            service, url or "", key or "", Datum(datum) if datum else None, timeout
        )
    return _told(made)


def show(ws: Path) -> Answer:
    """Say which geocoder on the network is asked, if any.

    Parameters
    ----------
    ws
        the workspace
    """
    from gridapp.workspace import open_workspace

    with open_workspace(ws) as workspace:
        return _told(workspace.geocoder.service)


def off(ws: Path) -> Answer:
    """Ask no geocoder on the network any more, and forget its key.

    Parameters
    ----------
    ws
        the workspace
    """
    from gridapp.workspace import open_workspace

    with open_workspace(ws) as workspace:
        workspace.geocoder.switch_off()
    return _told(None)


def _told(service: "OnlineService | None") -> Answer:
    if service is None:
        return Answer({"geocoder": None}, (tr("No geocoder on the network is asked."),))
    settings = {
        name: f"{value[:_SHOWN]}…" if any(word in name for word in _SECRET) else value
        for name, value in service.settings.items()
    }
    document = {
        "geocoder": {
            "service": service.name,
            "settings": settings,
            "datum": service.answers_on.value,
            "timeout_s": service.timeout_s,
        }
    }
    where = settings.get("domain", "")
    lines = (
        tr("{service} {where} is asked on the network; datum {datum}.", service=service.name,
           where=where, datum=service.answers_on.value),
        tr("The words of reports leave the building with each question."),
    )  # fmt: skip
    return Answer(document, lines)
