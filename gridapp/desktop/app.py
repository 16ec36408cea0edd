"""The desktop program: one workspace, its window, and the switches of theme and language."""

import sys
from pathlib import Path

from PySide6.QtCore import (
    QLibraryInfo,
    QLocale,
    QMessageLogContext,
    Qt,
    QtMsgType,
    QTranslator,
    qFormatLogMessage,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication

from gridapp import language
from gridapp.desktop.garbage import Garbage
from gridapp.desktop.session import Session
from gridapp.desktop.widgets.style import apply_theme
from gridapp.desktop.widgets.tokens import Tokens
from gridapp.desktop.window import MainWindow, WindowState
from gridapp.errors import GridappError
from gridapp.language import tr
from gridapp.workspace import open_workspace

OPERATOR = "operator"


class Desktop:
    """A workspace on the screen."""

    def __init__(self, location: Path, theme: str = "dark") -> None:
        self.application = application()
        self.session = Session(open_workspace(location), OPERATOR)
        self.theme = theme
        self.window = self._make_window()
        self.window.desk.load()
        self.window.go_to("console")

    def switch_theme(self) -> None:
        """Change between dark and light, once every change of a case is answered."""
        self.session.when_settled(self._change_theme)

    def switch_language(self) -> None:
        """Change between Chinese and English, once every change of a case is answered."""
        self.session.when_settled(self._change_language)

    def close(self) -> None:
        """Close window and workspace."""
        self.window.close()
        self.session.close()

    def _change_theme(self) -> None:
        self.theme = "light" if self.theme == "dark" else "dark"
        self._replace_window()

    def _change_language(self) -> None:
        language.use("en" if language.current() == "zh_CN" else "zh_CN")
        self._replace_window()

    def _make_window(self) -> MainWindow:
        speak(self.application)
        tokens: Tokens = apply_theme(self.application, self.theme)
        window = MainWindow(self.session, tokens)
        window.theme_asked.connect(self.switch_theme)
        window.language_asked.connect(self.switch_language)
        return window

    def _replace_window(self) -> None:
        """Put a window in the new look in the place of the old one."""
        old = self.window
        state: WindowState = old.state()
        is_visible = old.isVisible()
        for worker in (self.session.worker, self.session.reader, self.session.network):
            worker.forget()
        self.window = self._make_window()
        self.window.restore(state)
        self.window.setGeometry(old.geometry())
        if is_visible:
            self.window.show()
        old.retire()


def application() -> QApplication:
    """Return the one application object."""
    found = QApplication.instance()
    if isinstance(found, QApplication):
        return found
    made = QApplication(sys.argv[:1])
    if made.platformName() == "offscreen":
        qInstallMessageHandler(_pass_on)
    made.setApplicationName("gridapp")
    made.setApplicationDisplayName(tr("gridapp"))
    return made


def speak(app: QApplication) -> None:
    """Let Qt's own dialogs and menus speak the program's language, too."""
    for former in app.findChildren(QTranslator):
        app.removeTranslator(former)
        former.deleteLater()
    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load(QLocale(language.current()), "qtbase", "_", folder):
        app.installTranslator(translator)


def _pass_on(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    """Print what Qt has to say, but for the offscreen platform's one lament."""
    if "propagateSizeHints" not in text:
        sys.stderr.write(qFormatLogMessage(kind, context, text) + "\n")


def run(location: Path, *, size: tuple[int, int] | None, until_ready: bool) -> None:
    """Open a workspace and stay until its window is closed, or its first map is drawn."""
    desktop = Desktop(location)
    desktop.window.desk.drawn.connect(
        lambda: Garbage(desktop.application, lambda: desktop.window.canvas.has_just_moved),
        Qt.ConnectionType.SingleShotConnection,
    )
    failures: list[GridappError] = []
    if until_ready:
        desktop.window.desk.drawn.connect(desktop.application.quit)
        desktop.window.desk.failed.connect(failures.append)
        desktop.window.desk.failed.connect(desktop.application.quit)
    if size is None:
        desktop.window.resize(1366, 768)
        desktop.window.showMaximized()
    else:
        desktop.window.resize(*size)
        desktop.window.show()
    desktop.application.exec()
    desktop.close()
    if failures:
        raise failures[0]
