"""The one file of the look: colours, sizes, spacing, durations and map styles, dark and light.

Colours are ``#RRGGBB`` or, with transparency, ``#AARRGGBB`` (as Qt reads them). Lengths are
logical pixels, durations milliseconds, scales metres per logical pixel. No other file of the
desktop holds a colour. Text meets WCAG 2.2 AA on every surface it may lie on (4.5:1), symbols
and boundaries meet 3:1 on the map's ground; the tests compute it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import log
from types import MappingProxyType
from typing import Literal, TypeVar

type_sizes = MappingProxyType({"small": 11, "body": 13, "title": 15, "figure": 22, "wall": 48})
space = MappingProxyType({"xs": 4, "s": 8, "m": 12, "l": 16, "xl": 24})
radius = MappingProxyType({"s": 4, "m": 6, "l": 10})
duration = MappingProxyType({"quick": 120, "calm": 220})

Stops = tuple[tuple[float, float], ...]  # (scale, width) with rising scales
Shape = Literal["circle", "square", "triangle", "diamond", "hexagon", "ring", "cross"]


@dataclass(frozen=True, slots=True)
class Surface:
    """The colours of windows and controls."""

    window: str  # behind everything
    panel: str  # docks, dialogs
    raised: str  # fields, buttons, cards
    hover: str
    pressed: str
    line: str  # the few separators there are
    field_line: str  # the edge of a control
    text: str
    muted: str
    faint: str  # disabled text: the one colour that need not meet AA
    accent: str
    accent_text: str  # on accent
    selection: str  # rows and words selected
    selection_text: str
    good: str
    warning: str
    danger: str
    shadow: str


@dataclass(frozen=True, slots=True)
class AreaStyle:
    """How polygons of one kind are drawn.

    `widths` are (scale, width) stops (`width_at`). `seamless` fills without antialiasing, so
    neighbours of a coverage show no seam; their strokes hide the steps. Strokes fade where the
    polygons get small: `fade` and `glow_fade` are pixels a side of the middle one at which they
    are gone, and from which they are whole.
    """

    fill: str | None = None
    stroke: str | None = None
    widths: Stops = ((1.0, 1.0),)
    glow: str | None = None
    glow_width: float = 0.0
    fade: tuple[float, float] | None = None
    glow_fade: tuple[float, float] | None = None
    seamless: bool = False
    label: str | None = None  # key of `Tokens.texts`


@dataclass(frozen=True, slots=True)
class LineStyle:
    """How lines of one kind are drawn: a casing below, the line above."""

    stroke: str
    widths: Stops
    casing: str | None = None
    casing_width: float = 1.0
    dashes: tuple[float, ...] = ()
    rank: int = 0  # higher is drawn later
    max_scale: float = float("inf")
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Symbol:
    """A point's colour and the shape that tells it apart without colour.

    Labels may stand under a quiet symbol where there is no other place.
    """

    colour: str
    shape: Shape
    size: float = 12.0
    is_quiet: bool = False


@dataclass(frozen=True, slots=True)
class TextStyle:
    """A map label's look; `weight` is a font weight from 100 to 900."""

    colour: str
    halo: str
    size: float
    weight: int = 400
    halo_width: float = 1.6
    spacing: float = 0.0


@dataclass(frozen=True, slots=True)
class Furniture:
    """Scale bar, north arrow, read-out, rubber band, hover and selection on the map."""

    ink: str
    halo: str
    plate: str
    hover_fill: str
    hover_stroke: str
    selection_fill: str
    selection_stroke: str
    band_fill: str
    band_stroke: str
    uncertainty_fill: str
    uncertainty_stroke: str
    pin: str
    pin_edge: str
    cluster: str
    cluster_ink: str
    pulse: str


@dataclass(frozen=True, slots=True)
class Ramps:
    """Colours for numbers, from low to high, told apart by lightness to every eye.

    `figure` has nine opaque steps away from the ground, `deviation` five from below the mean to
    above it, `heat` the stops of a gradient. `veil` is how opaque an area's colour lies on the
    map (0 to 1); `unknown` colours what has no number.
    """

    figure: tuple[str, ...]
    deviation: tuple[str, ...]
    heat: tuple[str, ...]
    unknown: str
    veil: float


@dataclass(frozen=True, slots=True, eq=False)
class Tokens:
    """Everything a painter or a style sheet may ask for, in one theme."""

    name: Literal["dark", "light"]
    surface: Surface
    ground: str
    areas: Mapping[str, AreaStyle]
    lines: Mapping[str, LineStyle]
    symbols: Mapping[str, Symbol]
    symbol_edge: str
    urgent: str
    texts: Mapping[str, TextStyle]
    furniture: Furniture
    ramps: Ramps

    def area(self, style: str) -> AreaStyle:
        """Return the style of `style`, or of its nearest ancestor (``a.b.c`` → ``a.b``)."""
        return _nearest(self.areas, style)

    def line(self, style: str) -> LineStyle:
        """Return the style of `style`, or of its nearest ancestor."""
        return _nearest(self.lines, style)

    def symbol(self, kind: str) -> Symbol:
        """Return the symbol of `kind`, or of its nearest ancestor."""
        return _nearest(self.symbols, kind)


_Style = TypeVar("_Style")


def width_at(widths: Stops, scale: float) -> float:
    """Return the width at `scale`: between two stops it follows the logarithm of the scale."""
    below = [stop for stop in widths if stop[0] <= scale]
    above = [stop for stop in widths if stop[0] > scale]
    if not below or not above:
        return above[0][1] if above else below[-1][1]
    (near, wide), (far, thin) = below[-1], above[0]
    return wide + (thin - wide) * (log(scale) - log(near)) / (log(far) - log(near))


def faded(fade: tuple[float, float] | None, side: float) -> float:
    """Return how opaque a stroke is, 0 to 1, where polygons measure `side` pixels."""
    if fade is None:
        return 1.0
    gone, whole = fade
    return min(max((side - gone) / (whole - gone), 0.0), 1.0)


def _nearest(styles: Mapping[str, _Style], key: str) -> _Style:
    while key not in styles:
        parent, _, _ = key.rpartition(".")
        if not parent:
            raise KeyError(f"no style for {key!r}; one of {', '.join(styles)}")
        key = parent
    return styles[key]


@dataclass(frozen=True, slots=True)
class _Ink:
    """The map's colours in one theme; the styles below are the same in both."""

    ground: str
    water: str
    shore: str
    farmland: str
    green: str
    built: str
    works: str
    building: str
    wall: str
    path: str
    street: str
    street_casing: str
    avenue: str
    avenue_casing: str
    trunk: str
    rail: str
    level1: str
    level1_glow: str
    level2: str
    net: str
    label: str
    label_soft: str
    label_water: str
    label_street: str
    label_park: str
    track: str
    track_casing: str
    heat: str


def _veiled(colour: str, share: float) -> str:
    """Make an opaque colour let `1 - share` of the ground through."""
    return f"#{round(255 * share):02X}{colour[1:]}"


def _ramp_areas(ramps: Ramps) -> Mapping[str, AreaStyle]:
    """Return the styles of areas coloured by number: ``figure.0`` to ``figure.8`` and so on."""
    steps = {"figure": ramps.figure, "deviation": ramps.deviation}
    styles = {
        f"{name}.{number}": AreaStyle(fill=_veiled(colour, ramps.veil), seamless=True)
        for name, colours in steps.items()
        for number, colour in enumerate(colours)
    }
    unknown = AreaStyle(fill=_veiled(ramps.unknown, ramps.veil / 2), seamless=True)
    return styles | dict.fromkeys(steps, unknown)


def _areas(ink: _Ink, ramps: Ramps) -> Mapping[str, AreaStyle]:
    return MappingProxyType(
        {
            **_ramp_areas(ramps),
            "base.landuse": AreaStyle(fill=ink.built),
            "base.landuse.farmland": AreaStyle(fill=ink.farmland),
            "base.landuse.orchard": AreaStyle(fill=ink.farmland),
            "base.landuse.wood": AreaStyle(fill=ink.green),
            "base.landuse.industrial": AreaStyle(fill=ink.works),
            "base.park": AreaStyle(fill=ink.green, label="park"),
            "base.water": AreaStyle(fill=ink.water, stroke=ink.shore, label="water"),
            "base.building": AreaStyle(fill=ink.building, stroke=ink.wall),
            "grid.level1": AreaStyle(
                stroke=ink.level1,
                widths=((1.0, 2.6), (8.0, 2.2), (30.0, 1.4), (120.0, 1.0)),
                glow=ink.level1_glow,
                glow_width=5.0,
                glow_fade=(16.0, 72.0),
                seamless=True,
                label="level1",
            ),
            "grid.level2": AreaStyle(
                stroke=ink.level2,
                widths=((1.0, 1.5), (4.0, 1.0), (30.0, 0.7)),
                fade=(4.0, 30.0),
                seamless=True,
                label="level2",
            ),
            "net": AreaStyle(stroke=ink.net, seamless=True, label="level2"),
            "heat": AreaStyle(fill=ink.heat, seamless=True),
        }
    )


def _lines(ink: _Ink) -> Mapping[str, LineStyle]:
    def street(rank: int, stroke: str, casing: str, *widths: tuple[float, float]) -> LineStyle:
        return LineStyle(stroke, widths, casing=casing, rank=rank, label="street")

    return MappingProxyType(
        {
            "base.street": street(3, ink.street, ink.street_casing, (0.5, 10), (2, 5), (8, 1.6)),
            "base.street.path": LineStyle(
                ink.path, ((0.5, 1.4), (3, 1.0)), dashes=(4, 3), rank=1, max_scale=4.0
            ),
            "base.street.lane": street(
                2, ink.street, ink.street_casing, (0.5, 6), (2, 2.6), (8, 0.8)
            ),
            "base.street.main": street(
                4, ink.avenue, ink.avenue_casing, (0.5, 16), (2, 8), (8, 3.2), (25, 1.6)
            ),
            "base.street.expressway": street(
                5, ink.trunk, ink.avenue_casing, (0.5, 20), (2, 10), (8, 4), (25, 2.2)
            ),
            "base.rail": LineStyle(ink.rail, ((1, 2.0), (10, 1.2)), dashes=(6, 4), rank=8),
            "base.waterway": LineStyle(
                ink.water, ((0.5, 6), (2, 3.5), (10, 1.6)), rank=0, label="water"
            ),
            "track": LineStyle(
                ink.track, ((1, 3.0), (10, 2.2)), casing=ink.track_casing, casing_width=1.5
            ),
        }
    )


def _texts(ink: _Ink) -> Mapping[str, TextStyle]:
    def text(colour: str, size: float, weight: int, spacing: float = 0.0) -> TextStyle:
        return TextStyle(colour, ink.ground, size, weight, spacing=spacing)

    return MappingProxyType(
        {
            "level1": text(ink.label, 14, 600, 0.6),
            "level1.small": text(ink.label, 11.5, 600),
            "level2": text(ink.label_soft, 11.5, 500),
            "street": text(ink.label_street, 10.5, 400, 1.2),
            "park": text(ink.label_park, 11, 400, 0.5),
            "water": text(ink.label_water, 11, 400, 1.5),
            "place": text(ink.label_soft, 11, 500),
            "point": text(ink.label, 11, 500),
        }
    )


def _symbols(colours: Mapping[str, str]) -> Mapping[str, Symbol]:
    shapes: Mapping[str, tuple[Shape, float]] = {
        "case": ("circle", 12),
        "case.waiting": ("triangle", 14),
        "case.dispatched": ("square", 11.5),
        "case.handling": ("circle", 12.5),
        "case.overdue": ("diamond", 15),
        "case.done": ("ring", 10),
        "terminal": ("hexagon", 13),
        "place": ("circle", 5),
        "stop": ("square", 9),
        "jump": ("cross", 11),
        "frozen": ("diamond", 10),
    }
    return MappingProxyType(
        {
            kind: Symbol(colours[kind], shape, size, is_quiet=kind in _QUIET)
            for kind, (shape, size) in shapes.items()
        }
    )


_QUIET = frozenset({"case.done", "terminal", "place", "stop"})


_dark_ink = _Ink(
    ground="#141B24",
    water="#13293D",
    shore="#1B3650",
    farmland="#162023",
    green="#172826",
    built="#18212C",
    works="#1B222B",
    building="#202B37",
    wall="#293644",
    path="#32404F",
    street="#2A3644",
    street_casing="#10161E",
    avenue="#384758",
    avenue_casing="#10161E",
    trunk="#4A5A6C",
    rail="#3E4A58",
    level1="#62D6E8",
    level1_glow="#2E62D6E8",
    level2="#7C9DB2",
    net="#8C9DB0",
    label="#F1F6FA",
    label_soft="#A9BACA",
    label_water="#7FA6C9",
    label_street="#8C9DAE",
    label_park="#7FB093",
    track="#F2C14E",
    track_casing="#C0101720",
    heat="#50F2C14E",
)

_light_ink = _Ink(
    ground="#F3F2EE",
    water="#C3DAE8",
    shore="#A9C8DB",
    farmland="#EAEEDD",
    green="#D9E9CF",
    built="#EDEBE6",
    works="#E8E5E4",
    building="#DFDBD3",
    wall="#CEC9BF",
    path="#C4BDB1",
    street="#FFFFFF",
    street_casing="#D8D3C9",
    avenue="#FFFFFF",
    avenue_casing="#C3BCAE",
    trunk="#FBE7B8",
    rail="#A7A49E",
    level1="#0A6A86",
    level1_glow="#2A0A6A86",
    level2="#5C7F92",
    net="#6B7C8C",
    label="#12222E",
    label_soft="#475766",
    label_water="#2A5C80",
    label_street="#5A6875",
    label_park="#2E6B45",
    track="#8A4B08",
    track_casing="#D0FFFFFF",
    heat="#50C2570C",
)

_dark_ramps = Ramps(
    figure=("#27223B", "#3D2D56", "#58366F", "#803C75", "#A8436B", "#C45963", "#DB745A",
            "#ED9957", "#F5C165"),
    deviation=("#4D97DE", "#35618C", "#33393E", "#925A25", "#E6973C"),
    heat=("#38235C", "#8B327A", "#C9485F", "#EE7642", "#FAAF50", "#F4E798"),
    unknown="#4A5560",
    veil=0.72,
)  # fmt: skip

_light_ramps = Ramps(
    figure=("#FAEBD3", "#F7D5B0", "#F7BD8F", "#EE9E76", "#E37F65", "#C95F66", "#A94268",
            "#80316A", "#572263"),
    deviation=("#1B589E", "#6A9DD1", "#EBE7E2", "#D49656", "#964D09"),
    heat=("#F0D49B", "#F2AE65", "#EC7F42", "#D55043", "#A8305A", "#6F1C52"),
    unknown="#A9AFB4",
    veil=0.78,
)  # fmt: skip

dark = Tokens(
    name="dark",
    surface=Surface(
        window="#0E141B",
        panel="#151D27",
        raised="#1D2733",
        hover="#263341",
        pressed="#2F3E4E",
        line="#212C38",
        field_line="#344352",
        text="#E8EEF4",
        muted="#9DB0C1",
        faint="#5D6D7C",
        accent="#4CC3DB",
        accent_text="#06212A",
        selection="#1E4A5C",
        selection_text="#F4FAFC",
        good="#4FCB9A",
        warning="#F2B84B",
        danger="#FF7A66",
        shadow="#80000000",
    ),
    ground=_dark_ink.ground,
    areas=_areas(_dark_ink, _dark_ramps),
    lines=_lines(_dark_ink),
    symbols=_symbols(
        {
            "case": "#D5DEE6",
            "case.waiting": "#F7C948",
            "case.dispatched": "#5AA9FF",
            "case.handling": "#3DDC97",
            "case.overdue": "#FF6B57",
            "case.done": "#8D9BA8",
            "terminal": "#B79CFF",
            "place": "#7E93A6",
            "stop": "#F7C948",
            "jump": "#FF6B57",
            "frozen": "#5AA9FF",
        }
    ),
    symbol_edge="#0B1016",
    urgent="#FF4F7B",
    texts=_texts(_dark_ink),
    furniture=Furniture(
        ink="#B9C7D4",
        halo="#C0141B24",
        plate="#D9151D27",
        hover_fill="#1EFFFFFF",
        hover_stroke="#B0FFFFFF",
        selection_fill="#264CC3DB",
        selection_stroke="#FFFFFF",
        band_fill="#264CC3DB",
        band_stroke="#4CC3DB",
        uncertainty_fill="#24F7C948",
        uncertainty_stroke="#B0F7C948",
        pin="#F7C948",
        pin_edge="#0B1016",
        cluster="#F01D2733",
        cluster_ink="#F1F6FA",
        pulse="#FFFFFF",
    ),
    ramps=_dark_ramps,
)

light = Tokens(
    name="light",
    surface=Surface(
        window="#E9ECEF",
        panel="#FBFCFD",
        raised="#FFFFFF",
        hover="#EEF2F5",
        pressed="#E1E8ED",
        line="#E2E7EB",
        field_line="#C3CDD6",
        text="#15222D",
        muted="#526472",
        faint="#9AA7B2",
        accent="#0A6A86",
        accent_text="#FFFFFF",
        selection="#CFE6EE",
        selection_text="#0B2630",
        good="#12714C",
        warning="#8A5A00",
        danger="#B3301F",
        shadow="#30000000",
    ),
    ground=_light_ink.ground,
    areas=_areas(_light_ink, _light_ramps),
    lines=_lines(_light_ink),
    symbols=_symbols(
        {
            "case": "#40505E",
            "case.waiting": "#AD7600",
            "case.dispatched": "#1F5FD0",
            "case.handling": "#0F8A57",
            "case.overdue": "#B3200F",
            "case.done": "#6E7C88",
            "terminal": "#6A3FC4",
            "place": "#66788A",
            "stop": "#AD7600",
            "jump": "#B3200F",
            "frozen": "#1F5FD0",
        }
    ),
    symbol_edge="#FFFFFF",
    urgent="#B8124B",
    texts=_texts(_light_ink),
    furniture=Furniture(
        ink="#2E3E4C",
        halo="#D0F3F2EE",
        plate="#E6FBFCFD",
        hover_fill="#160A2A3A",
        hover_stroke="#A00A2A3A",
        selection_fill="#220A6A86",
        selection_stroke="#0B2630",
        band_fill="#220A6A86",
        band_stroke="#0A6A86",
        uncertainty_fill="#22A84E00",
        uncertainty_stroke="#B0A84E00",
        pin="#C2410C",
        pin_edge="#FFFFFF",
        cluster="#F5FFFFFF",
        cluster_ink="#12222E",
        pulse="#0A6A86",
    ),
    ramps=_light_ramps,
)

themes: Mapping[str, Tokens] = MappingProxyType({"dark": dark, "light": light})
