"""Reported fixes before anybody believes them: columns of text to columns of numbers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

import numpy as np
from numpy.typing import NDArray

from gridapp.errors import InputError
from gridapp.messages import Message, message

# Written without separators or as a number: digits before the point → seconds since 1970.
_EPOCH_UNITS = {10: 1.0, 13: 1e-3}
_TIME_FORMATS = (
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y-%m-%d %H:%M:%S",  # single digits, which ISO 8601 doesn't allow
    "%Y-%m-%d %H:%M",
    "%Y.%m.%d %H:%M:%S",
    "%Y年%m月%d日 %H:%M:%S",
    "%Y年%m月%d日 %H:%M",
    "%Y年%m月%d日 %H时%M分%S秒",
    "%Y年%m月%d日%H时%M分%S秒",
    "%Y/%m/%d %H:%M:%S.%f",
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a file a column of text stands, to name the row and field of a fault.

    Parameters
    ----------
    file : str
        The file's name.
    rows : sequence of int
        The row in the file of each value.
    field : str
        The column's name.
    """

    file: str
    rows: Sequence[int]
    field: str

    def fault(self, at: int, text: object, what: Message, remedy: Message) -> InputError:
        """Make the error for the value at index `at`."""
        return InputError(
            message(
                "{file}, row {row}, {field}: {text} is {what}.",
                file=self.file,
                row=self.rows[at],
                field=self.field,
                text=f"“{text}”",
                what=what,
            ),
            remedy,
        )


def parse_numbers(texts: Sequence[str], place: Place, *, required: bool) -> NDArray[np.float64]:
    """Turn text into float64[n]; where not `required`, an empty text is NaN.

    Raises
    ------
    InputError
        A text is not a finite number.
    """
    values = [text.strip() for text in texts]
    if not required:
        values = [text or "nan" for text in values]
    try:
        numbers = np.array(list(map(float, values)), dtype=np.float64)
    except ValueError:
        at = next(at for at, text in enumerate(values) if not _is_number(text))
        raise place.fault(
            at, texts[at], message("not a number"), message("Correct or delete the row.")
        ) from None
    is_bad = ~np.isfinite(numbers) if required else np.isinf(numbers)
    if is_bad.any():
        at = int(np.argmax(is_bad))
        raise place.fault(
            at, texts[at], message("not a finite number"), message("Correct or delete the row.")
        )
    return numbers


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def parse_times(texts: Sequence[str], place: Place, zone: tzinfo) -> NDArray[np.float64]:
    """Turn text into epoch seconds UTC, float64[n].

    Known are ISO 8601, its usual Chinese relatives, ``yyyymmddhhmmss`` and seconds or
    milliseconds since 1970. A time without an offset is taken to be of `zone`.

    Raises
    ------
    InputError
        A text is not a time.
    """
    times = np.empty(len(texts), dtype=np.float64)
    for at, text in enumerate(texts):
        try:
            times[at] = _parse_time(text.strip(), zone)
        except (ValueError, OverflowError):
            raise place.fault(
                at,
                text,
                message("not a time"),
                message("Write times as 2026-03-01 08:00:00, or with an offset, +08:00."),
            ) from None
    return times


def _parse_time(text: str, zone: tzinfo) -> float:
    digits, _, rest = text.partition(".")
    if digits.isdecimal() and (rest.isdecimal() or not rest):
        if len(digits) in _EPOCH_UNITS:
            return float(text) * _EPOCH_UNITS[len(digits)]
        if len(digits) != 14:
            raise ValueError(text)
        return datetime.strptime(digits, "%Y%m%d%H%M%S").replace(tzinfo=zone).timestamp()
    if len(text) < 11:
        raise ValueError(text)  # a date alone is no time
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        when = _parse_written(text)
    return (when if when.tzinfo else when.replace(tzinfo=zone)).timestamp()


def _parse_written(text: str) -> datetime:
    for pattern in _TIME_FORMATS:
        try:
            # The zone is the caller's to add.
            return datetime.strptime(text, pattern)  # noqa: DTZ007
        except ValueError:
            continue
    raise ValueError(text)


def check_degrees(
    lon: NDArray[np.float64],
    lat: NDArray[np.float64],
    lon_place: Place,
    lat_place: Place,
) -> None:
    """Refuse positions that are not on Earth.

    Raises
    ------
    InputError
        The first row out of range; the remedy tells when the columns look swapped.
    """
    for values, limit, place in ((lat, 90.0, lat_place), (lon, 180.0, lon_place)):
        outside = np.abs(values) > limit
        if outside.any():
            at = int(np.argmax(outside))
            are_swapped = abs(lat[at]) > 90 >= abs(lon[at]) and abs(lat[at]) <= 180
            remedy = (
                message("Longitude and latitude look swapped; name the columns the other way.")
                if are_swapped
                else message("Give positions in degrees: -180 to 180 east, -90 to 90 north.")
            )
            raise place.fault(at, f"{values[at]:g}", message("out of range"), remedy)


def check_speeds(speed: NDArray[np.float64], place: Place) -> NDArray[np.float32]:
    """Make a speed column; −1, by which phones say they don't know, becomes NaN.

    Raises
    ------
    InputError
        A speed is otherwise negative.
    """
    return _check_range(speed, place, lambda known: known >= 0)


def check_headings(heading: NDArray[np.float64], place: Place) -> NDArray[np.float32]:
    """Make a heading column in degrees, 360 being 0 and −1 being unknown.

    Raises
    ------
    InputError
        A heading is otherwise not within a full turn.
    """
    return _check_range(heading, place, lambda known: (known >= 0) & (known <= 360)) % 360


def _check_range(
    values: NDArray[np.float64],
    place: Place,
    is_good: Callable[[NDArray[np.float64]], NDArray[np.bool_]],
) -> NDArray[np.float32]:
    known = np.where(values == -1, np.nan, values)
    is_bad = ~(is_good(known) | np.isnan(known))
    if is_bad.any():
        at = int(np.argmax(is_bad))
        raise place.fault(
            at, f"{values[at]:g}", message("out of range"), message("Correct or delete the row.")
        )
    return known.astype(np.float32)
