from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray

from gridapp.desktop.widgets.tokens import Tokens, themes, width_at

both = pytest.mark.parametrize("tokens", themes.values(), ids=themes.keys())
states = ("waiting", "dispatched", "handling", "overdue", "done")


def linear(colour: str) -> NDArray[np.float64]:
    """Linear red, green, blue (IEC 61966-2-1)."""
    values = np.array([int(colour[-6:][i : i + 2], 16) for i in (0, 2, 4)]) / 255
    low = values / 12.92
    return np.asarray(np.where(values <= 0.04045, low, ((values + 0.055) / 1.055) ** 2.4))


def contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast ratio."""
    light, dark = sorted((linear(c) @ (0.2126, 0.7152, 0.0722) for c in (one, other)), reverse=True)
    return float((light + 0.05) / (dark + 0.05))


@both
def test_text_meets_aa_on_every_surface(tokens: Tokens) -> None:
    surface = tokens.surface
    for ground in (surface.window, surface.panel, surface.raised, surface.hover):
        for ink in (surface.text, surface.muted, surface.accent, surface.good, surface.warning):
            assert contrast(ink, ground) >= 4.5, (ink, ground)
        assert contrast(surface.danger, ground) >= 4.5
    assert contrast(surface.accent_text, surface.accent) >= 4.5
    assert contrast(surface.selection_text, surface.selection) >= 4.5
    assert contrast(tokens.furniture.ink, tokens.furniture.plate) >= 4.5


@both
def test_map_labels_meet_aa_on_ground_and_halo(tokens: Tokens) -> None:
    grounds = {tokens.ground} | {style.fill for style in tokens.areas.values() if style.fill}
    for name, style in tokens.texts.items():
        assert contrast(style.colour, style.halo) >= 4.5, name
        for ground in grounds:
            if not ground.startswith("#") or len(ground) == 9:
                continue
            assert contrast(style.colour, ground) >= 3.0, (name, ground)


@both
def test_symbols_and_level_one_stand_out(tokens: Tokens) -> None:
    for kind, symbol in tokens.symbols.items():
        if kind != "place":
            assert contrast(symbol.colour, tokens.ground) >= 3, kind
    assert contrast(tokens.urgent, tokens.ground) >= 3
    level1, level2 = tokens.area("grid.level1"), tokens.area("grid.level2")
    assert level1.stroke is not None
    assert level2.stroke is not None
    assert contrast(level1.stroke, tokens.ground) >= 4.5
    assert contrast(level1.stroke, tokens.ground) > contrast(level2.stroke, tokens.ground)
    assert width_at(level1.widths, 3) > width_at(level2.widths, 3)


@both
def test_states_differ_by_shape(tokens: Tokens) -> None:
    assert len({tokens.symbol(f"case.{state}").shape for state in states}) == len(states)


# Dichromat simulation in linear RGB: Viénot, Brettel, Mollon (1999), Color Res. Appl. 24(4).
sights = {
    "normal": np.eye(3),
    "protan": np.array([[0.11238, 0.88762, 0], [0.11238, 0.88762, 0], [0.00401, -0.00401, 1]]),
    "deutan": np.array([[0.29275, 0.70725, 0], [0.29275, 0.70725, 0], [-0.02234, 0.02234, 1]]),
}


def lab(rgb: NDArray[np.float64]) -> NDArray[np.float64]:
    """CIE 1976 L*a*b* under D65."""
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    scaled = (xyz @ rgb.clip(0, 1)) / (0.9505, 1.0, 1.089)
    f = np.where(scaled > 0.008856, np.cbrt(scaled), 7.787 * scaled + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@both
@pytest.mark.parametrize("sight", sights.keys())
def test_states_differ_to_every_eye(tokens: Tokens, sight: str) -> None:
    colours = {s: lab(sights[sight] @ linear(tokens.symbol(f"case.{s}").colour)) for s in states}
    for one, other in combinations(states, 2):
        assert np.linalg.norm(colours[one] - colours[other]) > 10, (one, other)


@both
def test_water_is_bluer_than_the_ground(tokens: Tokens) -> None:
    def blueness(colour: str) -> float:
        red, _, blue = linear(colour)
        return float(blue - red)

    assert blueness(str(tokens.area("base.water").fill)) > blueness(tokens.ground)


def test_styles_inherit_from_their_parents() -> None:
    dark = themes["dark"]
    assert dark.area("base.landuse.farmland.paddy") is dark.area("base.landuse.farmland")
    assert dark.line("base.street.unheard_of") is dark.line("base.street")
    with pytest.raises(KeyError, match="no style for 'moon'"):
        dark.area("moon.crater")


def test_both_themes_know_the_same_styles() -> None:
    dark, light = themes["dark"], themes["light"]
    for name in ("areas", "lines", "symbols", "texts"):
        assert getattr(dark, name).keys() == getattr(light, name).keys()


def test_widths_follow_the_scale() -> None:
    stops = ((1.0, 8.0), (4.0, 2.0))
    assert [width_at(stops, s) for s in (0.1, 1, 2, 4, 100)] == [8, 8, 5, 2, 2]


@both
@pytest.mark.parametrize("sight", sights.keys())
def test_ramps_rise_evenly_to_every_eye(tokens: Tokens, sight: str) -> None:
    ramps = tokens.ramps
    for colours in (ramps.figure[::2], ramps.heat):
        seen = [lab(sights[sight] @ linear(colour)) for colour in colours]
        lightness = np.array([colour[0] for colour in seen])
        rise = np.diff(lightness if tokens.name == "dark" else -lightness)
        assert (rise > 3).all(), sight
        for one, other in combinations(seen, 2):
            assert np.linalg.norm(one - other) > 10
    below, _, middle, _, above = (lab(sights[sight] @ linear(c)) for c in ramps.deviation)
    assert np.linalg.norm(below - above) > 40
    assert np.linalg.norm(below - middle) > 25
    assert np.linalg.norm(above - middle) > 25
