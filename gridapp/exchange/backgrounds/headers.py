"""What HTTP headers say of a tile: how long it is good, and when to come again."""

from collections.abc import Iterable, Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime

UNSAID_S = 7 * 86_400.0
"""How long a tile is good whose server doesn't say."""

LONGEST_S = 365 * 86_400.0
_LONGEST_REST_S = 3600.0


def lowered(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return headers by their names in small letters: servers write them as they like."""
    return {name.lower(): value for name, value in headers}


def expiry(headers: Mapping[str, str], now: float) -> float | None:
    """Return until when an answer is good, epoch seconds UTC; None if it may not be kept."""
    words = {
        name.strip().lower(): value.strip().strip('"')
        for name, _, value in (
            part.partition("=") for part in (headers.get("cache-control") or "").split(",")
        )
    }
    if "no-store" in words:
        return None
    if "no-cache" in words:
        return now
    if words.get("max-age", "").isdecimal():
        age = headers.get("age") or ""
        left = float(words["max-age"]) - (float(age) if age.isdecimal() else 0.0)
        return now + min(max(left, 0.0), LONGEST_S)
    if headers.get("expires"):
        return min(_moment(headers["expires"]) or now, now + LONGEST_S)
    return now + UNSAID_S


def rest(headers: Mapping[str, str], now: float) -> float:
    """Return how many seconds a server wants to be left alone; 0 where it doesn't say."""
    said = headers.get("retry-after") or ""
    seconds = float(said) if said.isdecimal() else (_moment(said) or now) - now
    return min(max(seconds, 0.0), _LONGEST_REST_S)


def _moment(text: str) -> float | None:
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()
