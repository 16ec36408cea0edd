"""Moments as people write and read them: in the town's own time."""

from datetime import datetime, tzinfo

from gridapp.errors import InputError
from gridapp.messages import message


def read_moment(text: str, zone: tzinfo) -> datetime:
    """Read a day or a time; without an offset it is in `zone`.

    Raises
    ------
    InputError
        It is neither.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise InputError(
            message("“{text}” is not a day or a time.", text=text),
            message("Write it like 2026-06-16 or 2026-06-16T15:50+08:00."),
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def write_moment(moment: datetime, zone: tzinfo) -> str:
    """Write a time in `zone`, to the second."""
    return moment.astimezone(zone).isoformat(timespec="seconds")
