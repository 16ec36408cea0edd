"""The desk for a geocoder on the network: none unless the workspace names one."""

from collections.abc import Sequence

from gridapp.exchange.online_places import OnlineService, locate_online, make_service
from gridapp.locate.datum import Datum
from gridapp.locate.find import Candidate, joined
from gridapp.workspace.settings import Settings

KEY = "geocoder"
"""Where the settings keep it."""


class Geocoder:
    """What a workspace says of a service, and what the service says of words.

    Nothing is asked of the network unless somebody configured a service; its key rests in the
    workspace's file as it was given.
    """

    def __init__(self, settings: Settings, crs: str) -> None:
        self._settings = settings
        self._crs = crs

    @property
    def service(self) -> OnlineService | None:
        """The service that is configured, None without one."""
        kept = self._settings.read(KEY)
        if not isinstance(kept, dict):
            return None
        settings, datum, timeout = kept.get("settings"), kept.get("datum"), kept.get("timeout_s")
        return OnlineService(
            str(kept.get("service")),
            {key: str(value) for key, value in settings.items()}
            if isinstance(settings, dict)
            else {},
            Datum(datum) if datum else None,
            float(timeout) if isinstance(timeout, int | float) else 5.0,
        )

    def configure(
        self, name: str, url: str = "", key: str = "", datum: Datum | None = None,
        timeout_s: float = 5.0,
    ) -> OnlineService:  # fmt: skip
        """Name the service that is asked from now on; see `make_service` for what is refused."""
        service = make_service(name, url, key, datum, timeout_s)
        self._settings.write(
            KEY,
            {
                "service": service.name,
                "settings": dict(service.settings),
                "datum": datum.value if datum else None,
                "timeout_s": timeout_s,
            },
        )
        return service

    def switch_off(self) -> None:
        """Ask nobody on the network any more."""
        self._settings.write(KEY, None)

    def add_to(self, text: str, found: Sequence[Candidate]) -> tuple[Candidate, ...]:
        """Return the candidates of the workspace, then those of the service, if there is one.

        Takes as long as the network does: not for the thread of a screen.

        Raises
        ------
        StoreError
            The service doesn't answer or refuses.
        """
        service = self.service
        if service is None or not text.strip():
            return tuple(found)
        return joined(found, locate_online(text, service, self._crs))
