import random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gridapp.errors import InputError
from gridapp.locate.coordinates import Parsed, parse_coordinates, plain
from gridapp.locate.datum import Datum

TOWN = "EPSG:4549"


def one(text: str, crs: str | None = TOWN) -> Parsed:
    (parsed,) = parse_coordinates(text, crs)
    return parsed


@pytest.mark.parametrize(
    "text",
    [
        "120.285,31.574",
        "31.574 120.285",
        "１２０．２８５，３１．５７４",
        "(120.285, 31.574)",
        "120.285/31.574",
        "120.285、31.574",
        "经度：120.285，纬度：31.574",
        "纬度31.574 经度120.285",
        "纬度为31.574，经度为120.285",
        "E120.285 N31.574",
        "Ｎ３１．５７４，Ｅ１２０．２８５",
        "N31.574E120.285",
        "120.285°E, 31.574°N",
        "31.574N 120.285E",
        "lat=31.574, lon=120.285",
        "lng: 120.285; lat: 31.574",
        "+120.285 +31.574",
        "坐标：120.285,31.574。",
        "东经120.285度，北纬31.574度",
        "经度31.574，纬度120.285",  # labels swapped
        "120。285，31。574",
        "POINT (120.285 31.574)",
        '{"lng": 120.285, "lat": 31.574}',
        '{"latitude":"31.574","longitude":"120.285"}',
    ],
)
def test_decimal_degrees(text: str) -> None:
    parsed = one(text)
    assert (parsed.lon, parsed.lat) == (120.285, 31.574)
    assert parsed.datum is Datum.WGS84
    assert not parsed.is_datum_stated
    assert 60 < parsed.uncertainty_m < 80  # three decimals


@pytest.mark.parametrize(
    "text",
    [
        "31°34′12″N 120°17′45″E",
        "N31°34'12\" E120°17'45\"",
        "东经120度17分45秒，北纬31度34分12秒",
        "120°17′45″,31°34′12″",
        "３１°３４′１２″ １２０°１７′４５″",
        "31°34.2' 120°17.75'",
        "31d34m12s N, 120d17m45s E",
        "31 deg 34 min 12 sec N 120 deg 17 min 45 sec E",
        "N31 34 12 E120 17 45",
        "31 34 12 N, 120 17 45 E",
        "31:34:12 N 120:17:45 E",
        "北纬31 34 12 东经120 17 45",
    ],
)
def test_sexagesimal(text: str) -> None:
    parsed = one(text)
    assert parsed.lon == pytest.approx(120 + 17 / 60 + 45 / 3600)
    assert parsed.lat == pytest.approx(31.57)


@pytest.mark.parametrize(
    ("text", "lon", "lat"),
    [
        ("38.89768, -77.03653", -77.03653, 38.89768),
        ("S33.8568 E151.2153", 151.2153, -33.8568),
        ("33.8568°S 151.2153°E", 151.2153, -33.8568),
        ("43.80000 87.60000", 87.6, 43.8),  # both below ninety: China decides
        ("lat -33.8568 lon 151.2153", 151.2153, -33.8568),
    ],
)
def test_order_and_sign(text: str, lon: float, lat: float) -> None:
    parsed = one(text, "EPSG:32618")
    assert (parsed.lon, parsed.lat) == (lon, lat)


@pytest.mark.parametrize(
    ("text", "x", "y"),
    [
        ("3494651.4 40527054.3", 120.285, 31.574),
        ("40527054.3, 3494651.4", 120.285, 31.574),
        ("X=3494651.4 Y=527054.3", 120.285, 31.574),
        ("527054米，3494651米", 120.285, 31.574),
    ],
)
def test_projected_metres(text: str, x: float, y: float) -> None:
    parsed = one(text)
    assert (parsed.lon, parsed.lat) == pytest.approx((x, y), abs=2e-5)
    assert parsed.datum is Datum.CGCS2000


def test_a_zone_decides_without_a_workspace() -> None:
    assert one("3494651.4 40527054.3", None).lon == pytest.approx(120.285, abs=1e-5)
    assert one("3494651.4 20784000.0", None).lon == pytest.approx(119.99, abs=0.05)  # six degrees
    assert parse_coordinates("527054 3494651", None) == ()


@pytest.mark.parametrize(
    ("words", "datum"),
    [
        ("高德坐标", Datum.GCJ02),
        ("火星坐标系", Datum.GCJ02),
        ("gcj02", Datum.GCJ02),
        ("百度地图", Datum.BD09),
        ("BD-09", Datum.BD09),
        ("GPS定位", Datum.WGS84),
        ("国家2000", Datum.CGCS2000),
    ],
)
def test_the_text_may_state_the_datum(words: str, datum: Datum) -> None:
    parsed = one(f"{words} 120.28512,31.57412 人民路路灯坏了")
    assert parsed.datum is datum
    assert parsed.is_datum_stated
    assert any(datum.value in str(reason) for reason in parsed.reasons)


def test_each_coordinate_has_the_datum_named_before_it() -> None:
    text = "高德120.28512,31.57412，百度120.29162,31.57992；GPS：120.28061,31.57611"
    datums = [parsed.datum for parsed in parse_coordinates(text, TOWN)]
    assert datums == [Datum.GCJ02, Datum.BD09, Datum.WGS84]
    assert one("120.28512,31.57412（百度）").datum is Datum.BD09


@pytest.mark.parametrize("words", ["西安80", "北京54坐标系", "1980西安坐标系", "地方坐标"])
def test_a_datum_that_nobody_can_shift_is_refused(words: str) -> None:
    with pytest.raises(InputError, match="can't be turned"):
        parse_coordinates(f"{words} X=3494651.4 Y=40527054.3", TOWN)
    assert parse_coordinates(f"{words}旁边的路灯", TOWN) == ()


def test_a_point_abroad_is_doubted() -> None:
    assert any("outside China" in str(reason) for reason in one("38.89768, -77.03653").reasons)
    assert not any("outside" in str(reason) for reason in one("120.285 31.574").reasons)
    assert not any("outside" in str(r) for r in one("38.89768, -77.03653", "EPSG:32618").reasons)


def test_swapped_order_is_noticed() -> None:
    assert "latitude, longitude" in str(one("31.574 120.285").reasons[0])
    assert "swapped" in str(one("经度31.574，纬度120.285").reasons[0])
    assert len(one("120.285 31.574").reasons) == 1


def test_digits_given_make_the_uncertainty() -> None:
    wide, fine = one("120.28 31.57"), one("120.285123 31.574123")
    assert wide.uncertainty_m == pytest.approx(731, rel=0.05)
    assert fine.uncertainty_m < 0.1
    assert one("31°34′12″ 120°17′45″").uncertainty_m == pytest.approx(20, rel=0.1)


def test_several_in_one_text_come_in_its_order() -> None:
    first, second = parse_coordinates("从120.28512,31.57412到120.29512,31.58412", TOWN)
    assert (first.lon, second.lon) == (120.28512, 120.29512)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "人民路128号",
        "人民路128号 30米",
        "电话13812345678 87654321",
        "价格 120.300 131.500 元",
        "128 31",
        "1.5 2.5 公斤的垃圾",
        "2026.3 10.12 上报",
        "身份证 320281199001011234",
        "三号楼 12.3.4.5",
        "12345678901234567890.123,1",
        "N",
        "东经 北纬",
    ],
)
def test_not_coordinates(text: str) -> None:
    assert parse_coordinates(text, TOWN) == ()


@pytest.mark.parametrize(
    "text",
    [
        "E190.5 N31.2",
        "131.574,120.285",
        "31°64′12″N 120°17′45″E",
        "N31.2 N120.3",
        "经度 720.123 纬度 31.5",
        "东经120度17分75秒，北纬31度34分12秒",
    ],
)
def test_coordinates_that_cannot_be(text: str) -> None:
    with pytest.raises(InputError, match="no such place") as caught:
        parse_coordinates(text, TOWN)
    assert caught.value.remedy is not None


def test_metres_of_an_unknown_zone() -> None:
    with pytest.raises(InputError, match="zone"):
        parse_coordinates("527054.2 3494651.3")


@given(st.text(max_size=60) | st.text("0123456789.,-+°′″'\"NESW度分秒东经北纬 ", max_size=40))
@example("٣١.٥٧٤ ١٢٠.٢٨٥")
@example("1" * 500)
@example("\ud800 120.1,31.1")
def test_no_text_breaks_it(text: str) -> None:
    for crs in (None, TOWN):
        try:
            found = parse_coordinates(text, crs)
        except InputError:
            continue
        for parsed in found:
            assert abs(parsed.lat) <= 90
            assert abs(parsed.lon) <= 180
            assert parsed.uncertainty_m > 0


@given(st.floats(73, 135), st.floats(18, 53), st.booleans())
def test_written_degrees_are_read_back(lon: float, lat: float, is_lat_first: bool) -> None:
    pair = (f"{lat:.6f}", f"{lon:.6f}") if is_lat_first else (f"{lon:.6f}", f"{lat:.6f}")
    parsed = one(", ".join(pair))
    assert (parsed.lon, parsed.lat) == pytest.approx((lon, lat), abs=6e-7)


_PIECES = (
    *"NESW度分秒，, \n。-+",
    *[
        "120.28512",
        "31.57412",
        "北纬",
        "东经",
        "31°34′12″",
        "120°17′45″",
        "３１．５",
        "3494651.4",
        "40527054.3",
        "527054.3",
        "120.28512,31.57412",
        "高德",
        "百度",
        "GPS",
        "国家2000",
        "西安80",
        "人民路128号",
        "geo:31.5,120.2",
        "17z",
        "8Q336FJH",
        "https://uri.amap.com/marker?position=",
        "&coordinate=wgs84",
        "!3d31.5!4d120.2",
        "+JR",
        "geohash:",
        "😀",
        "https://map.baidu.com/@13389000,3700000,15z",
        "https://www.google.com/maps/@",
        "wttc8m2x",
        "320281198001005",
        "13812345678",
        "\u0000",
        "٣١.٥",
        "%2C",
    ],
    "31.57412 120.28512",
)
_DATUM_OF = {
    "高德": Datum.GCJ02,
    "百度": Datum.BD09,
    "GPS": Datum.WGS84,
    "国家2000": Datum.CGCS2000,
}


@pytest.mark.slow
def test_ten_thousand_strings_break_nothing_and_no_datum_is_taken_in_silence() -> None:
    chance = random.Random(20260616)
    read = 0
    for _ in range(10_000):
        text = "".join(chance.choices(_PIECES, k=chance.randint(1, 8)))
        try:
            found = parse_coordinates(text, TOWN, (120.35, 31.78))
        except InputError:
            continue
        for parsed in found:
            read += 1
            assert abs(parsed.lon) <= 180
            assert abs(parsed.lat) <= 90
            assert parsed.uncertainty_m > 0
            assert parsed.start < parsed.end <= len(plain(text))
            reasons = " ".join(map(str, parsed.reasons))
            assert "code" in reasons or parsed.datum.value in reasons
            named = {datum for word, datum in _DATUM_OF.items() if word in text}
            if parsed.is_datum_stated and named == {Datum.CGCS2000} and "://" not in text:
                assert parsed.datum in (Datum.CGCS2000, Datum.WGS84)
    assert read > 1000


@pytest.mark.slow
@settings(max_examples=2000, deadline=None)
@given(st.lists(st.sampled_from(_PIECES) | st.text(max_size=4), max_size=8).map("".join))
def test_no_mixture_breaks_it(text: str) -> None:
    try:
        found = parse_coordinates(text, TOWN, (120.35, 31.78))
    except InputError:
        return
    for parsed in found:
        assert parsed.reasons


@given(st.floats(73, 135), st.floats(18, 53), st.sampled_from(list(_DATUM_OF.items())))
def test_a_datum_that_is_named_is_kept(lon: float, lat: float, named: tuple[str, Datum]) -> None:
    parsed = one(f"{named[0]} {lon:.6f},{lat:.6f}")
    assert parsed.datum is named[1]
    assert parsed.is_datum_stated
