"""Times as people and spreadsheets write them: 2026/6/1 15:30, 6月1日下午3点, a serial number."""

import re
from datetime import UTC, datetime, timedelta, tzinfo

_DAY = re.compile(
    r"(?:(?P<year>\d{4}|\d{2})\s*[-/.年])?\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})"
    r"(?:[日号]|(?![\d.]))"
)
_HOUR = re.compile(
    r"(?P<half>上午|早上|凌晨|中午|下午|晚上|傍晚|[ap]\.?m\.?)?\s*"
    r"(?P<hour>\d{1,2})\s*[:：时点](?:\s*(?P<minute>\d{1,2}|半))?\s*分?"
    r"(?:[:：]?\s*(?P<second>\d{1,2})(?:\.\d+)?秒?)?\s*(?P<tail>[ap]\.?m\.?)?",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(r"^[\s,，T]*(?:[(（]?(?:星期|周)[一二三四五六日天][)）]?)?\s*")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:[ T]?(\d{2})(\d{2})(\d{2})?)?")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_EPOCH = datetime(1899, 12, 30, tzinfo=UTC)  # day 0 of a spreadsheet, in whatever zone it was made
_AFTERNOON = ("下午", "晚上", "傍晚", "p")


def parse_time(text: str, zone: tzinfo, now: datetime) -> datetime | None:
    """Read a time of a sheet; None when it is none.

    Parameters
    ----------
    text : the cell
    zone : of times that don't name theirs
    now : a day without a year is the last such day before it
    """
    text = text.strip()
    try:
        return _read(text, zone, now)
    except (ValueError, OverflowError):  # such as the 31st of June
        return None


def _read(text: str, zone: tzinfo, now: datetime) -> datetime | None:
    if _SERIAL.fullmatch(text):
        seconds = round(float(text) * 86400)
        return (_EPOCH + timedelta(seconds=seconds)).replace(tzinfo=zone)
    if compact := _COMPACT.fullmatch(text):
        year, month, day, hour, minute, second = (int(part or 0) for part in compact.groups())
        return datetime(year, month, day, hour, minute, second, tzinfo=zone)
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return _written(text, zone, now)
    return read if read.tzinfo else read.replace(tzinfo=zone)


def _written(text: str, zone: tzinfo, now: datetime) -> datetime | None:
    """Read a day and perhaps an hour, as people write them, and nothing else."""
    day = _DAY.match(text)
    if day is None:
        return None
    rest = re.sub(
        r"^[\s,，T]*(?:[(（]?(?:星期|周)[一二三四五六日天][)）]?)?\s*", "", text[day.end() :]
    )
    hour = _HOUR.fullmatch(rest) if rest else None
    if rest and hour is None:
        return None
    clock = _clock(hour) if hour else (0, 0, 0)
    month, date = int(day["month"]), int(day["day"])
    if day["year"]:
        year = int(day["year"])
        return datetime(year if year > 99 else 2000 + year, month, date, *clock, tzinfo=zone)
    here = now.astimezone(zone)
    this_year = datetime(here.year, month, date, *clock, tzinfo=zone)
    return this_year if this_year <= now else this_year.replace(year=here.year - 1)


def _clock(found: re.Match[str]) -> tuple[int, int, int]:
    half = (found["half"] or found["tail"] or "").lower()
    hour = int(found["hour"])
    if hour < (12 if half.startswith(_AFTERNOON) else 3 if half == "中午" else 0):
        hour += 12
    elif hour == 12 and half.startswith(("a", "凌晨")):
        hour = 0
    minute = 30 if found["minute"] == "半" else int(found["minute"] or 0)
    return hour, minute, int(found["second"] or 0)
