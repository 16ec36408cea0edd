import csv
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Transformer

from gridapp.exchange.tracks import read_tracks
from gridapp.patrol.clean import CleaningRules, clean
from gridapp.patrol.stops import find_stops
from gridapp.patrol.track import Track, make_track

from .shapes import ORIGIN, T0, parked, walk, with_gap, with_jump


def visit(stay_s: float) -> Track:
    """Walk for 10 minutes, stay, walk on."""
    before = np.arange(60) * 12.0
    still = np.full(int(stay_s / 10), before[-1] + 12)
    x = np.concatenate((before, still, still[-1] + 12 + before))
    return make_track("T", T0 + np.arange(len(x)) * 10, ORIGIN[0] + x, np.full(len(x), ORIGIN[1]))


def test_a_walk_has_no_stop() -> None:
    track = walk()
    assert len(find_stops(track, clean(track))) == 0


def test_a_parked_terminal_makes_one_stop_where_it_is() -> None:
    track = parked()
    stops = find_stops(track, clean(track))
    assert len(stops) == 1
    assert (stops.start[0], stops.end[0]) == (track.time[0], track.time[-1])
    assert np.hypot(stops.x[0] - ORIGIN[0], stops.y[0] - ORIGIN[1]) < 1.0


def test_a_visit_is_found_with_its_length_and_place() -> None:
    track = visit(600)
    stops = find_stops(track, clean(track), radius_m=20, min_s=300)
    assert len(stops) == 1
    # It begins and ends within two radii of walking, 40 m at 1.2 m/s, of the true stay.
    assert stops.start[0] == pytest.approx(T0 + 600, abs=35)
    assert stops.end[0] == pytest.approx(T0 + 1190, abs=35)
    assert stops.x[0] == pytest.approx(ORIGIN[0] + 720, abs=10)


def test_a_short_visit_is_no_stop() -> None:
    track = visit(120)
    assert len(find_stops(track, clean(track), radius_m=20, min_s=300)) == 0


def test_a_stop_does_not_span_a_gap() -> None:
    track = with_gap(parked(), 180, 3600)
    stops = find_stops(track, clean(track))
    assert len(stops) == 2
    assert stops.end[0] == track.time[179]
    assert stops.start[1] == track.time[180]


def test_a_jump_does_not_end_a_stop() -> None:
    track = with_jump(parked(), 100, 2)
    assert len(find_stops(track, clean(track))) == 1


@pytest.mark.parametrize("count", [0, 1])
def test_hardly_any_fixes(count: int) -> None:
    assert len(find_stops(walk(count), clean(walk(count)))) == 0


MILLIMETRES = st.integers(-40_000, 40_000).map(lambda mm: mm / 1000)


@given(
    steps=st.lists(
        st.tuples(
            st.sampled_from([5.0, 10.0, 60.0, 200.0]),
            MILLIMETRES,
            MILLIMETRES,
        ),
        max_size=80,
    ),
    radius_m=st.floats(5, 80),
)
@settings(max_examples=200, deadline=None)
def test_stops_are_what_they_say(steps: list[tuple[float, float, float]], radius_m: float) -> None:
    dt, dx, dy = np.array(steps).reshape(-1, 3).T
    track = make_track("T", T0 + np.cumsum(dt), np.cumsum(dx), np.cumsum(dy))
    cleaned = clean(track)
    stops = find_stops(track, cleaned, radius_m=radius_m, min_s=60)
    assert (stops.end - stops.start >= 60).all()
    assert (stops.start[1:] > stops.end[:-1]).all()
    for start, end in zip(stops.start, stops.end, strict=True):
        inside = (track.time >= start) & (track.time <= end) & (cleaned.mark == 0)
        circle = shapely.minimum_bounding_radius(
            shapely.multipoints(np.column_stack((track.x[inside], track.y[inside])))
        )
        assert circle <= radius_m * (1 + 1e-9)
        assert np.diff(track.time[inside]).max() <= 120
    # None is missed: a window that fits overlaps a stop.
    for first in range(len(track)):
        last = int(np.searchsorted(track.time, track.time[first] + 60))
        window = slice(first, last + 1)
        if last >= len(track) or (np.diff(track.time[window]) > 120).any():
            continue
        if np.hypot(np.ptp(track.x[window]), np.ptp(track.y[window])) <= 2 * radius_m:
            meets = (stops.start <= track.time[last]) & (stops.end >= track.time[first])
            assert meets.any()


@pytest.mark.parametrize("person", ["000", "001"])
def test_staypoints_of_trackintel_are_found(
    shared_data: Callable[[str], Path], person: str
) -> None:
    folder = shared_data("geolife-trackintel")
    parts = [
        read_tracks(path)[0].into("EPSG:32650")
        for path in sorted((folder / "long" / person).rglob("*.plt"))
    ]
    time, x, y = (
        np.concatenate([getattr(part, column) for part in parts]) for column in ("time", "x", "y")
    )
    track = make_track(person, time, x, y)
    stops = find_stops(
        track, clean(track, CleaningRules(max_speed_kmh=350.0)), radius_m=50, min_s=300
    )
    transformer = Transformer.from_crs("EPSG:4326", "EPSG:32650", always_xy=True)
    compared = 0
    with (folder / "golden/geolife_staypoints.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            start, end = (
                datetime.fromisoformat(row[column]).replace(tzinfo=UTC).timestamp()
                for column in ("started_at", "finished_at")
            )
            during = track.time[(track.time >= start) & (track.time <= end)]
            is_reported = len(during) > 2 and np.diff(during).max() <= 120
            if float(row["user_id"]) != int(person) or end - start < 300 or not is_reported:
                continue  # another's, too short, or a silence which for us is a gap
            overlap = np.minimum(stops.end, end) - np.maximum(stops.start, start)
            best = int(np.argmax(overlap))
            assert overlap[best] >= 0.95 * (end - start)
            point = shapely.from_wkt(row["geom"])
            expected = transformer.transform(point.x, point.y)
            assert np.hypot(stops.x[best] - expected[0], stops.y[best] - expected[1]) < 15
            compared += 1
    assert compared >= (2 if person == "000" else 7)
