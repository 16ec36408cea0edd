import gzip
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pytest

from gridapp.errors import InputError
from gridapp.exchange.tracks import read_tracks
from gridapp.patrol.clean import clean

BEIJING = timezone(timedelta(hours=8))
EIGHT = datetime(2026, 3, 1, 8, tzinfo=BEIJING).timestamp()

SHEET = (
    "终端,时间,经度,纬度,速度,方向\n"
    "T2,2026-03-01 08:00:10,120.3001,31.8,,\n"
    "T1,2026-03-01 08:00:00,120.3,31.8,4.5,90\n"
    "T2,2026-03-01 08:00:00,120.3002,31.8,-1,360\n"
)


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    raw = text.encode(encoding)
    path.write_bytes(gzip.compress(raw) if path.suffix == ".gz" else raw)
    return path


@pytest.mark.parametrize("name", ["fixes.csv", "fixes.csv.gz"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_sheet_is_sorted_by_terminal(tmp_path: Path, name: str, encoding: str) -> None:
    second, first = read_tracks(write(tmp_path / name, SHEET, encoding), zone=BEIJING)
    assert (second.terminal, first.terminal) == ("T2", "T1")
    assert second.time.tolist() == [EIGHT + 10, EIGHT]
    assert first.lon.tolist() == [120.3]
    assert (first.speed[0], first.heading[0]) == (4.5, 90)
    assert np.isnan(second.speed).all()
    assert second.heading[1] == 0
    assert (first.datum, first.source) == ("WGS-84", name)
    track = second.into("EPSG:4549")
    assert track.time.tolist() == [EIGHT, EIGHT + 10]
    assert track.x[0] - track.x[1] == pytest.approx(9.46, abs=0.05)


def test_a_sheet_without_terminals_is_one_track(tmp_path: Path) -> None:
    path = write(tmp_path / "0320 A.csv.gz", "time,lon,lat\n2026-03-01T00:00:00Z,120,31\n")
    (track,) = read_tracks(path)
    assert track.terminal == "0320 A"
    (track,) = read_tracks(path, terminal="T9")
    assert track.terminal == "T9"


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-01 08:00:00",
        "2026-03-01T08:00:00",
        "2026-03-01T08:00:00.000",
        "2026-03-01T00:00:00Z",
        "2026-03-01T00:00:00+00:00",
        "2026-03-01 09:00:00+09:00",
        "2026/3/1 8:00",
        "2026/3/1 8:00:00",
        "2026/03/01 08:00:00",
        "2026-3-1 8:00:00",
        "2026年3月1日 8:00",
        "2026年03月01日08时00分00秒",
        "20260301080000",
        "20260301T080000",
        "1772323200",
        "1772323200.0",
        "1772323200000",
    ],
)
def test_times_are_written_in_many_ways(tmp_path: Path, text: str) -> None:
    path = write(tmp_path / "a.csv", f"time,lng,lat\n{text},120,31\n")
    (track,) = read_tracks(path, zone=BEIJING)
    assert track.time.tolist() == [EIGHT]


HEAD = "终端,时间,经度,纬度,速度,方向\n"
GOOD = "T1,2026-03-01 08:00:00,120.3,31.8,4.5,90\n"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "is empty"),
        (HEAD, "has no fixes"),
        ("时间,经度\n1772323200,120\n", "no column for the latitude.*are: 时间, 经度"),
        (HEAD + GOOD + "T1,yesterday,120,31,,\n", "row 3, 时间: “yesterday” is not a time"),
        (HEAD + GOOD + "T1,2026-03-01,120,31,,\n", "row 3, 时间"),
        (HEAD + GOOD + "T1,,120,31,,\n", "row 3, 时间: “” is not a time"),
        (HEAD + GOOD + "T1,12,120,31,,\n", "row 3, 时间"),
        (HEAD + GOOD + "T1,2026-02-30 08:00:00,120,31,,\n", "row 3, 时间"),
        (HEAD + GOOD + "\nT1,1772323200,12o,31,,\n", "row 4, 经度: “12o” is not a number"),
        (HEAD + GOOD + "T1,1772323200,120,,,\n", "row 3, 纬度: “” is not a number"),
        (HEAD + GOOD + "T1,1772323200,nan,31,,\n", "row 3, 经度: “nan” is not a finite"),
        (HEAD + GOOD + "T1,1772323200,31,120.5,,\n", "row 3, 纬度: “120.5” .* look swapped"),
        (HEAD + GOOD + "T1,1772323200,190,31,,\n", "row 3, 经度: “190” is out of range"),
        (HEAD + GOOD + "T1,1772323200,5e5,3.5e6,,\n", "row 3, 纬度.*in degrees"),
        (HEAD + GOOD + "T1,1772323200,120,31,-5,\n", "row 3, 速度: “-5” is out of range"),
        (HEAD + GOOD + "T1,1772323200,120,31,fast,\n", "row 3, 速度: “fast” is not a number"),
        (HEAD + GOOD + "T1,1772323200,120,31,,361\n", "row 3, 方向: “361” is out of range"),
        (HEAD + GOOD + ",1772323200,120,31,,\n", "row 3, 终端: “” is not a terminal"),
        (HEAD + GOOD + "T1,1772323200,120\n", "row 3: 3 fields where there are 6"),
    ],
)
def test_bad_rows_are_named(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence) as raised:
        read_tracks(write(tmp_path / "fixes.csv", text), zone=BEIJING)
    assert "fixes.csv" in str(raised.value)
    assert raised.value.remedy is not None


def test_rows_of_the_second_terminal_are_named_by_their_own_line(tmp_path: Path) -> None:
    text = (
        HEAD
        + GOOD
        + GOOD.replace("T1", "T2")
        + GOOD
        + GOOD.replace("T1", "T2").replace("31.8", "x")
    )
    with pytest.raises(InputError, match="row 5, 纬度"):
        read_tracks(write(tmp_path / "fixes.csv", text))


def test_unknown_and_missing_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="There is no file"):
        read_tracks(tmp_path / "a.csv")
    with pytest.raises(InputError, match=r"Known are \.gpx, \.plt, \.csv, \.csv\.gz"):
        read_tracks(write(tmp_path / "a.kml", ""))


def test_a_large_sheet_is_read_whole(tmp_path: Path) -> None:
    rows = "".join(
        f"T{row % 20},{1772323200 + row},{120 + row * 1e-6:.6f},31.8\n" for row in range(20_000)
    )
    tracks = read_tracks(write(tmp_path / "day.csv", "terminal,time,lon,lat\n" + rows))
    assert [len(track) for track in tracks] == [1000] * 20
    assert tracks[3].time[:2].tolist() == [1772323203, 1772323223]


PLT = (
    "Geolife trajectory\nWGS 84\nAltitude is in Feet\nReserved 3\n"
    "0,2,255,My Track,0,0,2,8421376\n0\n"
)


def test_plt_times_are_utc_whatever_the_zone(tmp_path: Path) -> None:
    row = "40.003152,116.343778,0,-777,39746.1937962963,2008-10-25,04:39:04\r\n"
    (track,) = read_tracks(write(tmp_path / "0851.plt", PLT + row), zone=BEIJING)
    assert track.time.tolist() == [datetime(2008, 10, 25, 4, 39, 4, tzinfo=UTC).timestamp()]
    assert (track.lat[0], track.lon[0]) == (40.003152, 116.343778)
    assert track.terminal == "0851"


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("", "has no fixes"),
        ("40.0,116.3,0,492\n", "row 7: 4 fields where there are 7"),
        ("400.1,116.3,0,492,39746.19,2008-10-25,04:39:04\n", "row 7, latitude"),
        ("40.0,116.3,0,492,39746.19,2008-10-25,\n", "row 7, time"),
    ],
)
def test_bad_plt_rows_are_named(tmp_path: Path, row: str, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        read_tracks(write(tmp_path / "a.plt", PLT + row))


GPX = """<?xml version="1.0" encoding="{encoding}"?>
<gpx version="1.1" creator="t" xmlns="http://www.topografix.com/GPX/1/1"
     xmlns:x="http://www.garmin.com/xmlschemas/TrackPointExtension/v2">
 <trk><name>{name}</name>
  <trkseg><trkpt lat="31.8" lon="120.3"><time>2026-03-01T00:00:00Z</time><extensions>
    <x:TrackPointExtension><x:speed>10.0</x:speed><x:course>45</x:course></x:TrackPointExtension>
  </extensions></trkpt></trkseg>
  <trkseg><trkpt lat="31.8" lon="120.4"><time>2026-03-01T08:00:10</time></trkpt></trkseg>
 </trk>
 <trk><trkseg/></trk>
</gpx>"""


@pytest.mark.parametrize("encoding", ["UTF-8", "GBK"])
def test_gpx_segments_make_one_track(tmp_path: Path, encoding: str) -> None:
    text = GPX.format(encoding=encoding, name="巡查一号")
    (track,) = read_tracks(write(tmp_path / "a.gpx", text, encoding), zone=BEIJING)
    assert track.terminal == "巡查一号"
    assert track.time.tolist() == [EIGHT, EIGHT + 10]
    assert (track.speed[0], track.heading[0]) == (36.0, 45.0)
    assert np.isnan(track.speed[1])


def test_a_gpx_track_without_a_name_has_the_files(tmp_path: Path) -> None:
    path = write(tmp_path / "a.gpx", GPX.format(encoding="UTF-8", name=""))
    assert read_tracks(path)[0].terminal == "a"
    assert read_tracks(path, terminal="T1")[0].terminal == "T1"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("<time>2026-03-01T00:00:00Z</time>", "", "fix 1 has no time"),
        ('lon="120.4"', 'lon="620.4"', "row 2, longitude: “620.4” is out of range"),
        ('lon="120.4"', 'lon="abc"', "can't be read as GPX"),
        ("</gpx>", "", "can't be read as GPX"),
        ("trkpt", "wpt", "has no fixes"),
        ("2026-03-01T00:00:00Z", "yesterday", "a.gpx"),
    ],
)
def test_bad_gpx_is_refused(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    text = GPX.format(encoding="UTF-8", name="T").replace(old, new)
    with pytest.raises(InputError, match=sentence):
        read_tracks(write(tmp_path / "a.gpx", text))


def test_geolife_is_read_whole(shared_data: Callable[[str], Path]) -> None:
    paths = sorted((shared_data("geolife-trackintel") / "long").rglob("*.plt"))
    tracks = [track for path in paths for track in read_tracks(path)]
    assert len(tracks) == len(paths) == 111
    assert sum(len(track) for track in tracks) == 164_531
    # Some report several times in one second.
    assert sum(len(track.into("EPSG:32650")) for track in tracks) == 164_318


def test_a_real_bus_ride_is_read(shared_data: Callable[[str], Path]) -> None:
    path = next(shared_data("geolife-movingpandas").glob("*.gpx"))
    (foreign,) = read_tracks(path)
    assert foreign.terminal == "304.1"
    assert len(foreign) == path.read_text(encoding="utf-8").count("<trkpt")
    track = foreign.into("EPSG:2157")
    length = float(np.hypot(np.diff(track.x), np.diff(track.y)).sum())
    assert 5_000 < length < 30_000
    assert len(clean(track).kept) >= 0.99 * len(track)
