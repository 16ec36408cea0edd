import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gridapp.errors import InputError
from gridapp.locate.coordinates import Parsed, parse_coordinates
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
