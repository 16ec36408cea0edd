"""Reports of one trouble: the demo town's own reports, some of them said a second time."""

import csv
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest

from data.maketown.phrases import CLOSINGS, MATTERS, OPENINGS
from gridapp.cases.duplicates import LIKELY, Duplicates, Reports
from gridapp.paths import data

Pairs = set[tuple[int, int]]


def report(
    text: str = "人民路128号路灯不亮", *, x: float = 0.0, hours: float = 0.0, matter: str = "01037"
) -> Reports:
    return Reports(
        np.array([x]), np.zeros(1), np.full(1, 15.0), np.array([hours * 3600]), [text], [matter]
    )


def together(*reports: Reports) -> Reports:
    return Reports(
        np.concatenate([one.x for one in reports]),
        np.concatenate([one.y for one in reports]),
        np.concatenate([one.uncertainty_m for one in reports]),
        np.concatenate([one.time for one in reports]),
        [text for one in reports for text in one.texts],
        [matter for one in reports for matter in one.matters],
    )


def town_with_duplicates(seed: int, repeated: int = 60) -> tuple[Reports, Pairs]:
    """Say some of the town's reports again: another voice, a little later, a few metres away.

    Every third of those doesn't know what the matter is called.
    """
    rng = np.random.default_rng(seed)
    with data("town", "incidents.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    metre = 1 / 111_320
    lon = np.array([float(row["lon"]) for row in rows])
    lat = np.array([float(row["lat"]) for row in rows])
    x, y = lon / metre * np.cos(np.radians(31.8)), lat / metre
    time = np.array([datetime.fromisoformat(row["at"]).timestamp() for row in rows])
    texts = [row["text"] for row in rows]
    matters = [row["kind"] + row["code"] for row in rows]
    again = rng.choice(len(rows), repeated, replace=False)
    for row in again:
        matter = next(one for one in MATTERS if one.kind + one.code == matters[row])
        channel = str(rng.choice(list(OPENINGS)))
        sentence = str(rng.choice(matter.sentences)).format(place=rows[row]["place"])
        texts.append(f"{rng.choice(OPENINGS[channel])}{sentence}{rng.choice(CLOSINGS[channel])}")
        matters.append(matters[row] if rng.random() < 0.7 else "")
    n = len(texts)
    reports = Reports(
        np.concatenate([x, x[again] + rng.normal(0, 15, repeated)]),
        np.concatenate([y, y[again] + rng.normal(0, 15, repeated)]),
        rng.choice([10.0, 15.0, 20.0, 40.0], n),
        np.concatenate([time, time[again] + rng.exponential(5 * 3600, repeated)]),
        texts,
        matters,
    )
    return reports, {(int(row), len(rows) + k) for k, row in enumerate(again)}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_precision_and_recall(seed: int, record_property: Callable[[str, object], None]) -> None:
    reports, real = town_with_duplicates(seed)
    proposed: Pairs = set()
    for cluster in Duplicates(reports).clusters():
        rows = sorted(cluster.rows)
        proposed |= {(a, b) for k, a in enumerate(rows) for b in rows[k + 1 :]}
    precision = len(proposed & real) / len(proposed)
    recall = len(proposed & real) / len(real)
    record_property("precision", precision)
    record_property("recall", recall)
    assert precision >= 0.7
    assert recall >= 0.9


def test_the_same_words_at_the_same_place() -> None:
    index = Duplicates(together(report(), report("养鸡", x=5000.0, matter="06038")))
    (found,) = index.of(report("路灯不亮了，人民路128号", x=12.0, hours=2.0))
    assert found.row == 0
    assert found.score > 0.8
    said = " ".join(map(str, found.reasons))
    assert "12 m apart" in said
    assert "2.0 h apart" in said
    assert "same matter" in said
    assert "路灯不亮" in said


@pytest.mark.parametrize(
    "other",
    [
        report(x=300.0),
        report(hours=24 * 7),
        report("垃圾没人清", matter="06010"),
        report("门口有人吵架", matter=""),
        replace(report(), x=np.array([np.nan])),
    ],
    ids=["far", "long ago", "another matter", "unknown matter", "no place"],
)
def test_what_is_another_trouble(other: Reports) -> None:
    assert Duplicates(report()).of(other) == ()
    assert Duplicates(other).of(report()) == ()
    assert Duplicates(together(report(), other)).clusters() == ()


def test_vague_places_may_be_further_apart() -> None:
    vague = replace(report(x=120.0), uncertainty_m=np.array([150.0]))
    assert Duplicates(report()).of(vague)
    assert not Duplicates(report()).of(report(x=120.0))


def test_an_unknown_matter_is_made_up_for_by_words() -> None:
    assert Duplicates(report()).of(report(matter=""))


def test_a_street_of_troubles_is_not_one() -> None:
    street = together(*(report(x=30.0 * k) for k in range(30)))
    clusters = Duplicates(street).clusters()
    assert len(clusters) > 3
    for cluster in clusters:
        assert np.ptp(street.x[list(cluster.rows)]) <= 90


def test_three_reports_are_one_cluster_the_oldest_first() -> None:
    three = together(report(hours=3.0), report(x=5.0, hours=1.0), report(x=8.0, hours=2.0))
    (cluster,) = Duplicates(three).clusters()
    assert cluster.rows == (1, 2, 0)
    assert LIKELY <= cluster.score <= 1
    assert cluster.reasons


def test_nothing_to_compare() -> None:
    none = np.empty(0)
    empty = Reports(none, none, none, none, [], [])
    assert Duplicates(empty).clusters() == ()
    assert Duplicates(empty).of(report()) == ()
    assert Duplicates(report("")).of(report("")) != ()  # same place, time and matter
