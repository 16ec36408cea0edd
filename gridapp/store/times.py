"""Times at rest: UTC to the millisecond, as the GeoPackage's ISO 8601 text."""

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import Dialect
from sqlalchemy.types import UserDefinedType


def to_text(time: datetime) -> str:
    """Write an aware time as UTC with milliseconds, so that text order is time order."""
    if time.tzinfo is None:
        raise ValueError("a time without a zone can't be stored")
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def from_text(text: str) -> datetime:
    """Read a stored time."""
    return datetime.fromisoformat(text)


def as_stored(time: datetime) -> datetime:
    """Return the time as it comes back from the store."""
    return from_text(to_text(time))


class UtcDateTime(UserDefinedType[datetime]):
    """An aware datetime; naive ones are refused at the door."""

    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        """Return the GeoPackage's type name."""
        return "DATETIME"

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], str | None]:
        """Store as UTC text."""
        return lambda value: None if value is None else to_text(value)

    def result_processor(
        self, dialect: Dialect, coltype: object
    ) -> Callable[[str | None], datetime | None]:
        """Return an aware UTC time."""
        return lambda value: None if value is None else from_text(value)
