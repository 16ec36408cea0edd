import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridapp.errors import InputError
from gridapp.locate.baidu_mercator import from_baidu_mercator
from gridapp.locate.coordinates import Parsed, parse_coordinates
from gridapp.locate.datum import Datum

TOWN = "EPSG:4549"
LON, LAT = 120.285, 31.574
WGS84, GCJ02, BD09 = Datum.WGS84, Datum.GCJ02, Datum.BD09


def one(text: str) -> Parsed:
    (parsed,) = parse_coordinates(text, TOWN)
    return parsed


@pytest.mark.parametrize(
    ("link", "datum"),
    [
        ("https://uri.amap.com/marker?position=120.285,31.574&name=x", GCJ02),
        ("https://uri.amap.com/marker?position=120.285,31.574&coordinate=wgs84", WGS84),
        ("https://uri.amap.com/marker?position=120.285%2C31.574&coordinate=gaode", GCJ02),
        ("https://uri.amap.com/navigation?from=120.1,31.1,a&to=120.285,31.574,b&mode=car", GCJ02),
        ("https://www.amap.com/?q=31.574,120.285,东湖", GCJ02),
        ("https://wb.amap.com/?p=B0FFGXYZ,31.574,120.285,东湖,人民路1号", GCJ02),
        ("https://ditu.amap.com/regeo?lng=120.285&lat=31.574", GCJ02),
        ("androidamap://viewMap?poiname=a&lat=31.574&lon=120.285&dev=0", GCJ02),
        ("androidamap://viewMap?poiname=a&lat=31.574&lon=120.285&dev=1", WGS84),
        ("http://api.map.baidu.com/marker?location=31.574,120.285&title=a", BD09),
        ("http://api.map.baidu.com/marker?location=31.574,120.285&coord_type=gcj02", GCJ02),
        ("baidumap://map/marker?location=31.574,120.285&coord_type=wgs84", WGS84),
        ("https://map.baidu.com/?latlng=31.574,120.285&title=a", BD09),
        ("https://apis.map.qq.com/uri/v1/marker?marker=coord:31.574,120.285;title:x", GCJ02),
        ("https://apis.map.qq.com/uri/v1/geocoder?coord=31.574,120.285&coord_type=1", WGS84),
        ("https://map.qq.com/?type=marker&pointx=120.285&pointy=31.574", GCJ02),
        ("qqmap://map/routeplan?type=drive&tocoord=31.574,120.285", GCJ02),
        ("https://www.google.com/maps?q=31.574,120.285", GCJ02),
        ("https://maps.google.com/?ll=31.574,120.285&z=16", GCJ02),
        ("https://www.google.com/maps/search/?api=1&query=31.574%2C120.285", GCJ02),
        ("https://www.google.com/maps/place/31.574,120.285", GCJ02),
        ("https://www.google.cn/maps/place/x/@31.5,120.2,17z/data=!4m5!3d31.574!4d120.285", GCJ02),
        ("https://maps.apple.com/?ll=31.574,120.285&q=东湖", GCJ02),
        ("https://maps.apple.com/place?coordinate=31.574,120.285", GCJ02),
        ("https://www.openstreetmap.org/?mlat=31.574&mlon=120.285#map=17/31.5/120.2", WGS84),
        ("geo:31.574,120.285", WGS84),
        ("geo:31.574,120.285,12;crs=wgs84;u=8", WGS84),
        ("geo:0,0?q=31.574,120.285(东湖)", WGS84),
    ],
)
@pytest.mark.parametrize("text", ["{}", "我在这里：{} ，快来", "【东湖】\n{}"])
def test_a_link_keeps_its_map_s_datum(link: str, datum: Datum, text: str) -> None:
    parsed = one(text.format(link))
    assert (parsed.lon, parsed.lat) == (LON, LAT)
    assert parsed.datum is datum
    assert parsed.uncertainty_m >= 8
    assert datum.value in " ".join(map(str, parsed.reasons))


@pytest.mark.parametrize(
    "link",
    [
        "https://www.google.com/maps/@31.574,120.285,17z",
        "https://www.openstreetmap.org/#map=17/31.574/120.285",
    ],
)
def test_the_middle_of_a_view_is_vague(link: str) -> None:
    parsed = one(link)
    assert (parsed.lon, parsed.lat) == (LON, LAT)
    assert 200 < parsed.uncertainty_m < 400
    assert "middle of a view" in str(parsed.reasons[-1])


def test_baidu_s_own_metres() -> None:
    parsed = one("https://map.baidu.com/@12958160.97,4825907.72,19z")
    assert (parsed.lon, parsed.lat) == pytest.approx((116.4039, 39.9149), abs=2e-4)
    assert parsed.datum is BD09


@pytest.mark.parametrize("y", [8_362_377.87, 5_591_021.0, 3_481_989.83, 1_678_043.12, 0.0])
def test_belts_of_baidu_s_metres_meet(y: float) -> None:
    below, above = (from_baidu_mercator(1.3e7, y + step) for step in (-1e-3, 1e-3))
    assert below == pytest.approx(above, abs=1e-6)


@given(st.floats(-2e7, 2e7), st.floats(0, 1.2e7))
def test_baidu_s_metres_are_even(x: float, y: float) -> None:
    lon, lat = from_baidu_mercator(x, y)
    assert from_baidu_mercator(-x, -y) == pytest.approx((-lon, -lat), abs=1e-6)


def test_abroad_nobody_shifts() -> None:
    assert one("https://www.google.com/maps?q=38.89768,-77.03653").datum is WGS84


def test_geo_gives_its_uncertainty() -> None:
    assert one("geo:31.574,120.285;u=35").uncertainty_m == 35


@pytest.mark.parametrize(
    "link",
    [
        "https://surl.amap.com/abcDEF",
        "https://j.map.baidu.com/ab/cde",
        "https://maps.app.goo.gl/abcdef",
        "位置：https://goo.gl/maps/xyz",
    ],
)
def test_a_short_link_can_not_be_resolved(link: str) -> None:
    with pytest.raises(InputError, match="short link") as caught:
        parse_coordinates(link, TOWN)
    assert "long link" in str(caught.value.remedy)


def test_a_short_link_beside_an_address_or_a_coordinate_is_left_alone() -> None:
    assert parse_coordinates("人民路128号 https://surl.amap.com/abc", TOWN) == ()
    assert one("120.285,31.574 https://surl.amap.com/x12345").lon == LON


@pytest.mark.parametrize(
    "link",
    [
        "https://uri.amap.com/marker?position=220.285,91.574",
        "http://api.map.baidu.com/marker?location=31.574,520.285&coord_type=wgs84",
        "geo:131.574,120.285",
    ],
)
def test_a_link_to_nowhere(link: str) -> None:
    with pytest.raises(InputError, match="no such place"):
        parse_coordinates(link, TOWN)


@pytest.mark.parametrize(
    "text",
    [
        "https://www.amap.com/place/B0FFG12345",
        "https://[bad/maps",
        "https://map.qq.com/?type=marker&pointx=&pointy=x",
        "geo:",
        "https://example.com/2026/06/13",
    ],
)
def test_a_link_without_coordinates(text: str) -> None:
    assert parse_coordinates(text, TOWN) == ()


def test_an_unknown_map_s_labels_are_read() -> None:
    parsed = one("https://example.com/x?lat=31.574&lon=120.285")
    assert (parsed.lon, parsed.lat, parsed.is_datum_stated) == (LON, LAT, False)
