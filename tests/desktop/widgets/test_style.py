import re

import pytest
from PySide6.QtGui import QColor, QFontMetricsF, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from gridapp.desktop.widgets.icons import icon, names, svg
from gridapp.desktop.widgets.style import apply_theme, family, figure_font, style_sheet
from gridapp.desktop.widgets.symbols import symbol_icon
from gridapp.desktop.widgets.tokens import dark, light, themes


def application() -> QApplication:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return app


@pytest.mark.parametrize("name", themes.keys())
def test_a_theme_reaches_palette_and_buttons(qtbot: QtBot, name: str) -> None:
    tokens = apply_theme(application(), name)
    window = application().palette().color(QPalette.ColorRole.Window)
    assert window == QColor(tokens.surface.panel)
    button = QPushButton("派遣")
    button.setProperty("role", "primary")
    qtbot.addWidget(button)
    button.resize(120, 32)
    button.ensurePolished()
    assert button.grab().toImage().pixelColor(12, 16) == QColor(tokens.surface.accent)


def test_an_unknown_theme_is_refused(qtbot: QtBot) -> None:
    with pytest.raises(KeyError):
        apply_theme(application(), "beige")


def test_the_style_sheet_has_no_colour_of_its_own(qtbot: QtBot) -> None:
    known = {getattr(dark.surface, name) for name in dark.surface.__slots__}
    sheet = style_sheet(dark)
    assert set(re.findall(r"#[0-9A-Fa-f]{6,8}", sheet)) <= known
    assert "$" not in sheet


def test_digits_are_equally_wide(qtbot: QtBot) -> None:
    metrics = QFontMetricsF(figure_font())
    assert len({metrics.horizontalAdvance(digit * 4) for digit in "0123456789"}) == 1


def test_a_family_is_found(qtbot: QtBot) -> None:
    assert family()


def test_every_icon_is_a_line_drawing_in_the_tokens_colour(qtbot: QtBot) -> None:
    assert len(names()) >= 40
    for name in names():
        source = svg(name, "#123456").decode()
        assert "currentColor" not in source
        assert 'stroke-width="1.75"' in source
    picture = icon("search", dark, 24).pixmap(24, 24).toImage()
    inked = [
        picture.pixelColor(x, y)
        for x in range(picture.width())
        for y in range(picture.height())
        if picture.pixelColor(x, y).alpha() > 250
    ]
    assert inked
    assert all(abs(c.red() - QColor(dark.surface.muted).red()) < 4 for c in inked)


def test_states_of_an_icon_differ(qtbot: QtBot) -> None:
    one = icon("pin", dark)
    off = one.pixmap(16, QIcon.Mode.Normal, QIcon.State.Off).toImage()
    on = one.pixmap(16, QIcon.Mode.Normal, QIcon.State.On).toImage()
    disabled = one.pixmap(16, QIcon.Mode.Disabled, QIcon.State.Off).toImage()
    assert off != on
    assert off != disabled


def test_an_unknown_icon_is_named(qtbot: QtBot) -> None:
    with pytest.raises(KeyError, match="unicorn"):
        icon("unicorn", dark)


def test_symbols_of_lists_differ(qtbot: QtBot) -> None:
    kinds = ("case.waiting", "case.dispatched", "case.handling", "case.overdue", "case.done")
    for tokens in (dark, light):
        images = [symbol_icon(kind, tokens).pixmap(16, 16).toImage() for kind in kinds]
        images.append(symbol_icon("case.waiting", tokens, urgent=True).pixmap(16, 16).toImage())
        assert all(a != b for i, a in enumerate(images) for b in images[:i])
