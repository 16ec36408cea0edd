"""A field for the day from which something is in force."""

from datetime import date, datetime, time, timedelta, tzinfo

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QDateEdit

from gridapp.language import tr


class DayField(QDateEdit):
    """Tomorrow, unless another day is chosen; a net turns at midnight."""

    def __init__(self, now: datetime, zone: tzinfo) -> None:
        super().__init__()
        self._zone = zone
        self.setDisplayFormat("yyyy-MM-dd")
        self.setAccessibleName(tr("In force from"))
        tomorrow = now.astimezone(zone).date() + timedelta(days=1)
        self.setDate(QDate(tomorrow.year, tomorrow.month, tomorrow.day))

    def start(self) -> datetime:
        """Return the midnight that the day begins with, in the town's time zone."""
        day = self.date()
        midnight = time(tzinfo=self._zone)
        return datetime.combine(date(day.year(), day.month(), day.day()), midnight)
