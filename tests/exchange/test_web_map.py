"""Web maps in a real browser: everything inside, nothing asked for, no word ever run."""

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import shapely

from gridapp.errors import InputError, NotFoundError, RefusalError
from gridapp.exchange.web_map import Look, Page, Sign, WebLayer, write_web_map
from tests.exchange import town
from tests.exchange.browser import visit

EVIL = '<script>document.title="owned"</script><img src=x onerror="document.title=\'owned\'">'
CLOSING = '</script><script>document.title="owned"</script>'
PAGE = Page(
    title="徐霞客镇 & Co. <网格>",
    subtitle=EVIL,
    language="zh-CN",
    colours={"ground": "#f3f2ee", "panel": "#ffffff", "line": "#e2e7eb", "text": "#15222d",
             "muted": "#526472"},
    signs={"case": Sign('<svg width="9" height="9"><circle cx="4" cy="4" r="4"/></svg>', 9)},
)  # fmt: skip
CLICK_ALL = """<script>
addEventListener("load", () => {
  for (const shape of document.querySelectorAll("path.leaflet-interactive, .sign")) {
    const box = shape.getBoundingClientRect();
    const at = { clientX: box.x + box.width / 2, clientY: box.y + box.height / 2, bubbles: true };
    shape.dispatchEvent(new MouseEvent("click", at));
    shape.dispatchEvent(new MouseEvent("mouseover", at));
    const found = document.querySelector(".leaflet-popup-content");
    if (found) document.body.appendChild(found.cloneNode(true)).className = "seen";
  }
});
</script>"""

pytestmark = pytest.mark.slow


def layers(names: Sequence[str] = town.NAMES) -> list[WebLayer]:
    """The town's grids, a track of two legs with a gap, and two cases, one without a place."""
    legs = [
        shapely.LineString([(120.30, 31.80), (120.31, 31.80)]),
        shapely.LineString([(120.33, 31.80), (120.35, 31.80)]),
    ]
    points = np.array([shapely.Point(120.30, 31.80), None], dtype=object)
    facts = [[("名称", name)] for name in names]
    return [
        WebLayer(names[0], town.polygons(), Look("#0a6a86", 2, "#0a6a86", 0.1), facts, names),
        WebLayer("轨迹", np.array(legs), Look("#8a4b08", 3)),
        WebLayer("案件", points, facts=[[("文", names[1])]] * 2, signs=["case", "case"]),
    ]


def write(path: Path, page: Page = PAGE, names: Sequence[str] = town.NAMES, into: str = "") -> Path:
    write_web_map(path, page, layers(names), town.CRS, into=into)
    return path


def test_it_opens_with_no_network(tmp_path: Path) -> None:
    page = write(tmp_path / "地图.html")
    seen = visit(page, tmp_path)
    assert seen.asked == frozenset()
    assert seen.complaints == ()
    assert seen.count(r'<path class="leaflet-interactive"') == 3  # the track isn't clickable
    assert seen.count(r"<path ") >= 5  # and a gap is no line: two paths, one a leg
    assert seen.count(r'class="leaflet-marker-icon sign') == 1
    assert "徐霞客镇 &amp; Co. &lt;网格&gt;" in seen.dom
    assert not re.search(r'(src|href)="(?!data:|#)', seen.dom)


@pytest.mark.parametrize("evil", [EVIL, CLOSING], ids=["markup", "closing"])
def test_words_never_run(tmp_path: Path, evil: str) -> None:
    page = write(tmp_path / "map.html", names=[evil, evil, evil])
    page.write_text(page.read_text(encoding="utf-8") + CLICK_ALL, encoding="utf-8")
    seen = visit(page, tmp_path)
    assert "<title>徐霞客镇 &amp; Co. &lt;网格&gt;</title>" in seen.dom
    assert seen.complaints == ()
    assert seen.count('class="seen"') >= 3  # the popups were there,
    assert seen.count("<td>&lt;") >= 3  # with the words as words
    assert seen.count('type="checkbox"') == 3


def test_other_tiles_are_forbidden_and_ones_own_are_asked_for(tmp_path: Path) -> None:
    with_tiles = Page(PAGE.title, "", "zh-CN", PAGE.colours, PAGE.signs,
                      tiles="https://{s}.tiles.invalid/{z}/{x}/{y}.png")  # fmt: skip
    seen = visit(write(tmp_path / "map.html", with_tiles), tmp_path)
    assert seen.asked
    assert all(re.match(r"https://[abc]\.tiles\.invalid/\d+/\d+/\d+\.png", u) for u in seen.asked)
    page = write(tmp_path / "tampered.html")
    text = page.read_text(encoding="utf-8")
    page.write_text(text + '<img src="https://elsewhere.invalid/x.png">', encoding="utf-8")
    seen = visit(page, tmp_path)
    assert seen.asked == frozenset()
    assert any("Content Security Policy" in complaint for complaint in seen.complaints)


def test_gcj02_moves_everything_by_the_same_shift(tmp_path: Path) -> None:
    plain = write(tmp_path / "a.html").read_text(encoding="utf-8")
    moved = write(tmp_path / "b.html", into="GCJ-02").read_text(encoding="utf-8")
    before, after = (
        np.array(re.findall(r"\[(120\.\d+), (31\.\d+)\]", text), dtype=np.float64)
        for text in (plain, moved)
    )
    assert len(before) == len(after) > 20
    east, north = (after - before).T
    assert ((east > 0.004) & (east < 0.005)).all()
    assert ((north > -0.003) & (north < -0.001)).all()


@pytest.mark.parametrize(
    "tiles",
    ["tiles", "https://x.cn/tiles.png", "javascript:alert(1)//{z}{x}{y}", "https://x.cn/{z}/{x}",
     "https://x.cn/{z}/{x}/{y}.png\" onload=\"x", "https://x.cn;img-src *//{z}/{x}/{y}"],
)  # fmt: skip
def test_bad_addresses_of_tiles(tmp_path: Path, tiles: str) -> None:
    page = Page("t", "", "en", PAGE.colours, PAGE.signs, tiles=tiles)
    with pytest.raises(InputError, match="no address"):
        write(tmp_path / "map.html", page)
    assert list(tmp_path.iterdir()) == []


def test_refusals(tmp_path: Path) -> None:
    page = write(tmp_path / "map.html")
    with pytest.raises(RefusalError, match="exists already"):
        write(page)
    with pytest.raises(RefusalError, match="can't be written"):
        write(tmp_path / "nowhere" / "map.html")
    with pytest.raises(InputError, match="in degrees"):
        write(tmp_path / "other.html", into="EPSG:4549")
    nothing = WebLayer("x", np.array([None], dtype=object))
    with pytest.raises(NotFoundError, match="nothing to show"):
        write_web_map(tmp_path / "other.html", PAGE, [nothing], town.CRS)
    assert [path.name for path in tmp_path.iterdir()] == ["map.html"]
