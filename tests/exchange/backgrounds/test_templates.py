"""URL templates, what a background may be, and what WMTS services offer."""

import pytest

from gridapp.errors import InputError
from gridapp.exchange.backgrounds.mercator import TileKey
from gridapp.exchange.backgrounds.source import Background, Kind, checked, kind_of, named
from gridapp.exchange.backgrounds.templates import (
    TIANDITU,
    TIANDITU_LAYERS,
    check_template,
    expand,
    part_key,
)
from gridapp.exchange.backgrounds.wmts import parse_offers, read_offers

from .tile_server import TileServer

TILE = TileKey(3, 5, 2)


@pytest.mark.parametrize(
    ("template", "address"),
    [
        ("https://a.b/{z}/{x}/{y}.png", "https://a.b/3/5/2.png"),
        ("https://a.b/{z}/{x}/{-y}.png", "https://a.b/3/5/5.png"),
        ("https://{s}.b/{z}/{x}/{y}", "https://b.b/3/5/2"),
        ("https://t{0-7}.b/{z}/{x}/{y}", "https://t7.b/3/5/2"),
        ("https://{switch:eu,as}.b/{z}/{x}/{y}", "https://as.b/3/5/2"),
        ("https://a.b/?z={z}&x={x}&y={y}&tk={key}", "https://a.b/?z=3&x=5&y=2&tk=a%26b%2F"),
    ],
)
def test_addresses(template: str, address: str) -> None:
    check_template(template, "a&b/")
    assert expand(template, TILE, "a&b/") == address


def test_neighbours_come_from_different_hosts() -> None:
    hosts = {expand("https://t{0-7}.b/{z}/{x}/{y}", TileKey(9, c, 3), "")[:10] for c in range(8)}
    assert len(hosts) == 8


def test_tianditu_by_its_own_words() -> None:
    for layer in TIANDITU_LAYERS:
        template = TIANDITU.format(layer=layer)
        check_template(template, "k")
        address = expand(template, TileKey(12, 3415, 1667), "k")
        assert address.startswith(f"https://t2.tianditu.gov.cn/{layer}_w/wmts?")
        assert f"LAYER={layer}&" in address
        assert address.endswith("TILEMATRIX=12&TILEROW=1667&TILECOL=3415&tk=k")


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("", "no web address"),
        ("tiles/{z}/{x}/{y}", "no web address"),
        ("ftp://a.b/{z}/{x}/{y}", "no web address"),
        ("file:///etc/{z}/{x}/{y}", "no web address"),
        ("https://a b/{z}/{x}/{y}", "no web address"),
        ("http://[a/{z}/{x}/{y}", "no web address"),
        ("https://a.b/tile.png", "doesn't say where"),
        ("https://a.b/{z}/{x}", "doesn't say where"),
        ("https://a.b/{z}/{x}/{y}/{-y}", "doesn't say where"),
        ("https://a.b/{z}/{x}/{y}?q={quad}", "{quad}, which is not known"),
        ("https://a.b/{z}/{x}/{y}?tk={key}", "needs a key"),
    ],
)
def test_what_is_no_template(template: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        check_template(template, "")
    assert said in str(caught.value)
    assert caught.value.remedy is not None


def test_a_pasted_key_is_taken_out() -> None:
    pasted = "https://a.b/{z}/{x}/{y}?TK=abc123&l=vec"
    assert part_key(pasted) == ("https://a.b/{z}/{x}/{y}?TK={key}&l=vec", "abc123")
    kept = checked(Background(Kind.WEB, " Map ", pasted))
    assert (kept.title, kept.key) == ("Map", "abc123")
    assert "abc123" not in kept.where + kept.address + repr(kept)


def test_kinds_and_names() -> None:
    assert kind_of("https://a.b/{z}/{x}/{y}") is Kind.WEB
    assert kind_of("c:/maps/town.MBTiles") is Kind.ARCHIVE
    assert kind_of("roads.shp") is Kind.LAYERS
    assert named(Kind.WEB, "https://a.b/{z}/{x}/{y}").title == "a.b"
    assert named(Kind.LAYERS, "/maps/roads.shp").title == "roads"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"datum": "Beijing54"}, "Known are WGS-84, GCJ-02"),
        ({"look": "pink"}, "Known are outline"),
        ({"opacity": 1.2}, "from 0 to 1"),
        ({"opacity": float("nan")}, "from 0 to 1"),
        ({"max_zoom": 99}, "0 to 24"),
    ],
)
def test_what_can_not_be_kept(words: dict[str, object], said: str) -> None:
    with pytest.raises(InputError, match=said):
        named(Kind.LAYERS, "/maps/roads.shp", **words)  # type: ignore[arg-type]


# WMTS

_SET = """<TileMatrixSet><ows:Identifier>{name}</ows:Identifier>
<ows:SupportedCRS>urn:ogc:def:crs:EPSG::{crs}</ows:SupportedCRS>{matrices}</TileMatrixSet>"""
_MATRIX = """<TileMatrix><ows:Identifier>{name}</ows:Identifier>
<ScaleDenominator>{scale}</ScaleDenominator><TileWidth>256</TileWidth></TileMatrix>"""


def capabilities(
    prefix: str = "", crs: str = "3857", rest: str = "", fmt: str = "image/png"
) -> bytes:
    matrices = "".join(
        _MATRIX.format(name=f"{prefix}{z}", scale=559082264.0287178 / 2**z) for z in range(19)
    )
    return f"""<Capabilities xmlns="http://www.opengis.net/wmts/1.0"
 xmlns:ows="http://www.opengis.net/ows/1.1" xmlns:xlink="http://www.w3.org/1999/xlink">
<ows:OperationsMetadata><ows:Operation name="GetTile"><ows:DCP><ows:HTTP>
<ows:Get xlink:href="http://a.b/wmts?tk=KEY"/></ows:HTTP></ows:DCP></ows:Operation>
</ows:OperationsMetadata><Contents><Layer><ows:Title>Photos</ows:Title>
<ows:Identifier>img</ows:Identifier>
<Style isDefault="true"><ows:Identifier>plain</ows:Identifier></Style>
<Format>{fmt}</Format><TileMatrixSetLink><TileMatrixSet>w</TileMatrixSet></TileMatrixSetLink>
{rest}</Layer>{_SET.format(name="w", crs=crs, matrices=matrices)}
</Contents></Capabilities>""".encode()


def test_offers_by_key_value_pairs() -> None:
    (offer,) = parse_offers(capabilities("EPSG:3857:"), "http://a.b", "KEY")
    assert (offer.title, offer.max_zoom) == ("Photos", 18)
    check_template(offer.template, "k")
    address = expand(offer.template, TILE, "k")
    assert address.startswith("http://a.b/wmts?tk=k&SERVICE=WMTS&REQUEST=GetTile")
    assert "LAYER=img&STYLE=plain&TILEMATRIXSET=w" in address
    assert address.endswith("TILEMATRIX=EPSG%3A3857%3A3&TILEROW=2&TILECOL=5")


def test_offers_by_resource() -> None:
    rest = ('<ResourceURL format="image/png" resourceType="tile" template="http://a.b/{Style}/'
            '{TileMatrixSet}/{TileMatrix}/{TileRow}/{TileCol}.png"/>')  # fmt: skip
    (offer,) = parse_offers(capabilities(rest=rest), "http://a.b")
    assert offer.template == "http://a.b/plain/w/{z}/{y}/{x}.png"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"<html>", "no capabilities"),
        (b"<html></html>", "no capabilities"),
        (capabilities(crs="4490"), "no layer of pictures in Web Mercator"),
        (capabilities(fmt="application/vnd.mapbox-vector-tile"), "no layer of pictures"),
    ],
)
def test_services_of_no_use(text: bytes, said: str) -> None:
    with pytest.raises(InputError, match=said):
        parse_offers(text, "http://a.b")


def test_a_service_is_asked_and_its_key_never_said(server: TileServer) -> None:
    server.answer = lambda _: (200, {}, capabilities())
    (offer,) = read_offers(f"{server.url}/wmts?REQUEST=GetCapabilities&tk=KEY")
    assert server.asked == ["/wmts?REQUEST=GetCapabilities&tk=KEY"]
    assert "KEY" not in offer.template
    server.answer = lambda _: (403, {}, b"")
    with pytest.raises(InputError) as caught:
        read_offers(f"{server.url}/wmts?REQUEST=GetCapabilities&tk=KEY")
    assert "KEY" not in str(caught.value)
