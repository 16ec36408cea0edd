"""The aims of locating, held on phrases that nobody looked at while the rules were made."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.locate.accuracy import (
    REPORT,
    SEEDS,
    UNKNOWN,
    Answer,
    hand_table,
    measure,
    measure_reports,
    of_kind,
    share,
    sure,
    table,
)
from tests.locate.grounds import demo_ground, shanghai_ground


@pytest.fixture(scope="module")
def held_out() -> list[Answer]:
    return measure(demo_ground(), SEEDS["held out"])


def check(answers: list[Answer]) -> None:
    assert share(of_kind(answers, "clean address")) >= 0.95
    assert share(of_kind(answers, "address with noise")) >= 0.85
    assert share(sure(answers)) >= 0.9
    wrong = [answer for answer in sure(answers) if answer.is_wrong_grid]
    assert len(wrong) / len(answers) <= 0.01


def test_the_aims_hold_in_the_demo_town(held_out: list[Answer]) -> None:
    check(held_out)
    assert share(one for one in held_out if one.phrase.kind not in UNKNOWN) >= 0.9


def check_reports(runs: dict[str, list[Answer]]) -> None:
    answers = [answer for run in runs.values() for answer in run]
    assert share(answers) >= 0.9
    assert share(sure(answers)) >= 0.95
    wrong = [answer for answer in sure(answers) if answer.rank and answer.is_wrong_grid]
    assert len(wrong) / len(answers) <= 0.02


def test_reports_written_by_hand_are_found_in_the_demo_town() -> None:
    ground = demo_ground()
    runs = measure_reports(ground)
    check_reports(runs)
    written = REPORT.read_text(encoding="utf-8").splitlines()
    missing = [line for line in hand_table(ground, runs) if line not in written]
    assert not missing, "run python -m tests.locate.accuracy"


def test_the_report_is_what_comes_out(held_out: list[Answer]) -> None:
    ground = demo_ground()
    runs = {"tuned on": measure(ground, SEEDS["tuned on"]), "held out": held_out}
    written = REPORT.read_text(encoding="utf-8").splitlines()
    missing = [line for line in table(ground, runs) if line not in written]
    assert not missing, "run python -m tests.locate.accuracy"


def test_the_aims_hold_on_real_places(shared_data: Callable[[str], Path]) -> None:
    ground = shanghai_ground(shared_data("shanghai-osm-basemap"))
    check(measure(ground, SEEDS["held out"]))
    check_reports(measure_reports(ground))
