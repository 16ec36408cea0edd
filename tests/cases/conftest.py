"""A town at work: the Jiangsu profile, the calendar of 2026, and moves made in turn."""

import csv
import tomllib
from datetime import UTC, datetime, timedelta

import pytest

from gridapp.cases.case import Case
from gridapp.cases.clocks import Calendar, calendar_from_rows
from gridapp.cases.events import Event, Json
from gridapp.cases.lifecycle import decide, fold
from gridapp.cases.profile import Profile, parse_profile
from gridapp.paths import data

# A Tuesday at 09:00 in China, inside the first working window.
MORNING = datetime(2026, 3, 10, 1, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def document() -> dict[str, object]:
    return tomllib.loads(data("profiles", "jiangsu.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def profile(document: dict[str, object]) -> Profile:
    return parse_profile(document)


@pytest.fixture(scope="session")
def calendar(profile: Profile) -> Calendar:
    with data("calendar", "2026.csv").open(encoding="utf-8", newline="") as file:
        return calendar_from_rows(csv.DictReader(file), profile.windows, profile.zone)


class Story:
    """A case as it is told: each move is decided, kept and folded."""

    def __init__(self, profile: Profile, calendar: Calendar) -> None:
        self.profile, self.calendar = profile, calendar
        self.events: list[Event] = []

    @property
    def case(self) -> Case:
        return fold(self.events, self.profile)

    def tell(self, move: str, role: str, **data: Json) -> Case:
        event = decide(
            self.case if self.events else None,
            move,
            data,
            profile=self.profile,
            actor="zhang",
            role=role,
            now=MORNING + timedelta(minutes=10 * len(self.events)),
            case_id="C1",
            calendar=self.calendar,
        )
        self.events.append(event)
        return self.case


@pytest.fixture
def story(profile: Profile, calendar: Calendar) -> Story:
    return Story(profile, calendar)


@pytest.fixture
def dispatched(story: Story) -> Story:
    story.tell("report", "operator", text="人民路128号门口路灯坏了", channel="12345")
    story.tell("amend", "operator", **MATTER, x=527054.0, y=3494651.0, uncertainty_m=12.0)
    story.tell("dispatch", "operator", **TO_OWNER)
    return story


MATTER: dict[str, Json] = {
    "matter_standard": "GB/T 47678.5-2026",
    "matter_kind": "matter",
    "matter_code": "01037",
}
TO_OWNER: dict[str, Json] = {
    "assignee_kind": "owner",
    "assignee_id": "M7",
    "assignee_name": "王建国",
    "ticket_class": "urgent",
}
