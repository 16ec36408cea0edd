"""The desktop on a copy of the demo town."""

import gc
import gettext
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gridapp import language
from gridapp.desktop.app import Desktop
from tests.desktop.hands import PATIENCE_MS, calm

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Pass over what the offscreen platform and the test's keyboard lament."""
    laments = "This plugin does not support", "Keyboard event not accepted by receiving widget"
    for item in items:
        if item.path.is_relative_to(HERE) and "qtbot" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.qt_log_ignore(*laments))


@pytest.fixture(autouse=True)
def collected_here(request: pytest.FixtureRequest) -> Iterator[None]:
    """Collect garbage on this thread alone, as the program does: windows must die here.

    A window that a test gave up is deleted before the next begins, with all it holds: else the
    windows of a whole run stay, some gigabytes. No event loop runs between two tests to do it.
    """
    gc.disable()
    yield
    if "qtbot" in request.fixturenames:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()
    gc.enable()


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the screens speak the language of the code; the one before comes back."""
    monkeypatch.setattr(language, "_catalogue", gettext.NullTranslations())
    monkeypatch.setattr(language, "_language", "en")


@pytest.fixture
def desktop(qtbot: QtBot, town: Path, english: None) -> Iterator[Desktop]:
    """A window on a copy of the demo town, its map drawn and its queue filled."""
    made = Desktop(town)
    made.window.resize(1366, 768)
    made.window.show()
    made.window.activateWindow()
    qtbot.waitUntil(lambda: bool(made.window.console.model.items), timeout=PATIENCE_MS)
    calm(qtbot, made)
    yield made
    made.close()
    made.window.deleteLater()
    QApplication.processEvents()
