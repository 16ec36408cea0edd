"""The application's look: Fusion, a palette, fonts and one style sheet, all from the tokens."""

from functools import lru_cache
from pathlib import Path
from string import Template
from tempfile import TemporaryDirectory

from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from gridapp.desktop.widgets.icons import svg
from gridapp.desktop.widgets.tokens import Surface, Tokens, themes, type_sizes

_FAMILIES = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Microsoft YaHei UI",
    "Microsoft YaHei",
    "PingFang SC",
    "WenQuanYi Micro Hei",
)
"""Sans-serif families with simplified Chinese, the best first."""


@lru_cache(maxsize=1)
def family() -> str:
    """Return the best family this machine has; Qt's own choice if it has none of them."""
    there = set(QFontDatabase.families())
    return next((name for name in _FAMILIES if name in there), QGuiApplication.font().family())


def text_font(size: str = "body", weight: int = 400) -> QFont:
    """Return the interface's font; `size` is a key of `tokens.type_sizes`."""
    font = QFont(family())
    font.setPixelSize(type_sizes[size])
    font.setWeight(QFont.Weight(weight))
    return font


def figure_font(size: str = "body", weight: int = 400) -> QFont:
    """Return the font for times, counts and codes: all digits equally wide."""
    font = text_font(size, weight)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def apply_theme(app: QApplication, name: str) -> Tokens:
    """Give the application the look of a theme (``dark`` or ``light``) and return its tokens."""
    tokens = themes[name]
    if app.style().objectName() != "fusion":
        app.setStyle("Fusion")
    app.setFont(text_font())
    app.setPalette(palette(tokens.surface))
    app.setStyleSheet(style_sheet(tokens))
    return tokens


def palette(surface: Surface) -> QPalette:
    """Return the palette for what the style sheet doesn't reach."""
    role = QPalette.ColorRole
    colours = {
        role.Window: surface.panel,
        role.WindowText: surface.text,
        role.Base: surface.raised,
        role.AlternateBase: surface.panel,
        role.Text: surface.text,
        role.PlaceholderText: surface.muted,
        role.Button: surface.raised,
        role.ButtonText: surface.text,
        role.BrightText: surface.danger,
        role.ToolTipBase: surface.raised,
        role.ToolTipText: surface.text,
        role.Highlight: surface.selection,
        role.HighlightedText: surface.selection_text,
        role.Accent: surface.accent,
        role.Link: surface.accent,
        role.LinkVisited: surface.accent,
        role.Light: surface.hover,
        role.Midlight: surface.hover,
        role.Mid: surface.line,
        role.Dark: surface.field_line,
        role.Shadow: surface.shadow,
    }
    result = QPalette()
    for key, colour in colours.items():
        result.setColor(key, QColor(colour))
    for key in (role.WindowText, role.Text, role.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, key, QColor(surface.faint))
    return result


def style_sheet(tokens: Tokens) -> str:
    """Return the one style sheet, with the tokens filled in."""
    surface = tokens.surface
    values = {name: getattr(surface, name) for name in Surface.__slots__}
    values |= {f"size_{name}": f"{size}px" for name, size in type_sizes.items()}
    values |= {
        "check": _icon_file("check", surface.accent_text, tokens.name),
        "minus": _icon_file("minus", surface.accent_text, tokens.name),
        "down": _icon_file("chevron-down", surface.muted, tokens.name),
        "up": _icon_file("chevron-up", surface.muted, tokens.name),
        "right": _icon_file("chevron-right", surface.muted, tokens.name),
        "close": _icon_file("close", surface.muted, tokens.name),
        "float": _icon_file("fit", surface.muted, tokens.name),
    }
    return _SHEET.substitute(values)


@lru_cache(maxsize=1)
def _folder() -> TemporaryDirectory[str]:
    """Keep a folder for the process: style sheets take images from files only."""
    return TemporaryDirectory(prefix="gridapp-style-")


@lru_cache(maxsize=64)
def _icon_file(name: str, colour: str, theme: str) -> str:
    file = Path(_folder().name, f"{theme}-{name}.svg")
    file.write_bytes(svg(name, colour))
    return file.as_posix()


_SHEET = Template("""
QWidget { color: $text; selection-background-color: $selection; selection-color: $selection_text; }
QMainWindow, QDialog { background: $window; }
QDockWidget, QDockWidget > QWidget { background: $panel; }
QMainWindow::separator { background: $window; width: 4px; height: 4px; }
QMainWindow::separator:hover { background: $accent; }
QSplitter::handle { background: $window; }
QSplitter::handle:horizontal { width: 4px; }
QSplitter::handle:vertical { height: 4px; }
QSplitter::handle:hover { background: $accent; }
QToolTip {
  background: $raised; color: $text; border: 1px solid $field_line; padding: 4px 8px;
}
QStatusBar { background: $panel; color: $muted; font-size: $size_small; }
QStatusBar::item { border: none; }

QDockWidget { titlebar-close-icon: url("$close"); titlebar-normal-icon: url("$float"); }
QDockWidget::title {
  background: $panel; padding: 8px 12px; border: none; text-align: left;
}
QDockWidget { color: $muted; font-size: $size_small; font-weight: 600; icon-size: 14px; }
QDockWidget::close-button, QDockWidget::float-button {
  border: none; background: transparent; padding: 2px;
}
QDockWidget::close-button:hover, QDockWidget::float-button:hover {
  background: $hover; border-radius: 4px;
}
QGroupBox {
  border: none; margin-top: 24px; padding: 0; font-size: $size_small; font-weight: 600;
}
QGroupBox::title { subcontrol-origin: margin; left: 0; top: 4px; color: $muted; }

QPushButton, QToolButton {
  background: $raised; color: $text; border: 1px solid $field_line; border-radius: 6px;
  padding: 4px 12px; min-height: 22px;
}
QToolButton { background: transparent; border-color: transparent; padding: 4px; min-height: 20px; }
QPushButton:hover { background: $hover; }
QToolButton:hover { background: $hover; }
QPushButton:pressed, QToolButton:pressed { background: $pressed; }
QPushButton:checked, QToolButton:checked { background: $selection; color: $selection_text; }
QPushButton:focus, QToolButton:focus { border-color: $accent; }
QPushButton:default, QPushButton[role="primary"] {
  background: $accent; color: $accent_text; border-color: $accent; font-weight: 600;
}
QPushButton[role="danger"] { color: $danger; border-color: $danger; }
QPushButton[role="quiet"] { background: transparent; border-color: transparent; color: $muted; }
QPushButton[role="quiet"]:hover { background: $hover; color: $text; }
QPushButton:disabled, QToolButton:disabled {
  color: $faint; background: transparent; border-color: $line;
}
QToolButton:disabled { border-color: transparent; }
QPushButton::menu-indicator, QToolButton::menu-indicator { image: none; }
QToolBar { background: $panel; border: none; padding: 4px 8px; spacing: 4px; }
QToolBar::handle { image: none; width: 0; }
QSizeGrip { image: none; width: 0; height: 0; }
QToolBar::separator { background: $line; width: 1px; height: 1px; margin: 6px 4px; }

QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QDoubleSpinBox, QDateTimeEdit, QComboBox {
  background: $raised; color: $text; border: 1px solid $field_line; border-radius: 6px;
  padding: 4px 8px; min-height: 22px;
}
QPlainTextEdit, QTextEdit { padding: 4px; }
QLineEdit { padding: 0 8px; min-height: 30px; }
QLineEdit QToolButton { padding: 0; min-height: 0; border: none; background: transparent; }
QAbstractSpinBox QLineEdit, QComboBox QLineEdit {
  background: transparent; border: none; padding: 0 4px; min-height: 0;
}
QLineEdit:hover, QSpinBox:hover, QDoubleSpinBox:hover, QDateTimeEdit:hover, QComboBox:hover {
  border-color: $muted;
}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus,
QDateTimeEdit:focus, QComboBox:focus { border-color: $accent; }
QLineEdit[state="bad"] { border-color: $danger; }
QLineEdit:disabled, QComboBox:disabled, QSpinBox:disabled { color: $faint; border-color: $line; }
QComboBox::drop-down, QDateTimeEdit::drop-down { border: none; width: 24px; }
QComboBox::down-arrow, QDateTimeEdit::down-arrow { image: url("$down"); width: 12px; height: 12px; }
QComboBox QAbstractItemView, QCompleter QAbstractItemView {
  background: $raised; border: 1px solid $field_line; padding: 4px; outline: none;
}
QSpinBox::up-button, QDoubleSpinBox::up-button, QDateTimeEdit::up-button,
QSpinBox::down-button, QDoubleSpinBox::down-button, QDateTimeEdit::down-button {
  border: none; background: transparent; width: 18px;
}
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow, QDateTimeEdit::up-arrow {
  image: url("$up"); width: 10px; height: 10px;
}
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow { image: url("$down"); width: 10px; height: 10px; }

QCheckBox, QRadioButton { spacing: 8px; background: transparent; }
QCheckBox::indicator, QRadioButton::indicator, QTreeView::indicator, QListView::indicator,
QTableView::indicator, QMenu::indicator {
  width: 14px; height: 14px; border: 1px solid $muted; border-radius: 4px; background: $raised;
}
QRadioButton::indicator { border-radius: 8px; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover { border-color: $accent; }
QCheckBox::indicator:checked, QTreeView::indicator:checked, QListView::indicator:checked,
QTableView::indicator:checked, QMenu::indicator:checked {
  background: $accent; border-color: $accent; image: url("$check");
}
QCheckBox::indicator:indeterminate, QTreeView::indicator:indeterminate {
  background: $accent; border-color: $accent; image: url("$minus");
}
QRadioButton::indicator:checked {
  background: $accent_text; border: 4px solid $accent; width: 8px; height: 8px; border-radius: 8px;
}
QCheckBox:disabled, QRadioButton:disabled { color: $faint; }

QSlider::groove:horizontal { height: 4px; background: $field_line; border-radius: 2px; }
QSlider::sub-page:horizontal { background: $accent; border-radius: 2px; }
QSlider::handle:horizontal {
  background: $text; width: 14px; height: 14px; margin: -5px 0; border-radius: 7px;
}
QSlider::handle:horizontal:hover { background: $accent; }
QSlider::groove:vertical { width: 4px; background: $field_line; border-radius: 2px; }
QSlider::add-page:vertical { background: $accent; border-radius: 2px; }
QSlider::handle:vertical {
  background: $text; width: 14px; height: 14px; margin: 0 -5px; border-radius: 7px;
}
QProgressBar {
  background: $field_line; border: none; border-radius: 2px; max-height: 4px; min-height: 4px;
  color: transparent;
}
QProgressBar::chunk { background: $accent; border-radius: 2px; }

QAbstractItemView {
  background: $panel; alternate-background-color: $panel; border: none; outline: none;
}
QTableView { gridline-color: $line; }
QTableView::item, QListView::item, QTreeView::item { padding: 4px 8px; border: none; }
QListView::item, QTreeView::item { min-height: 22px; }
QTableView::item:hover, QListView::item:hover, QTreeView::item:hover { background: $hover; }
QTableView::item:selected, QListView::item:selected, QTreeView::item:selected {
  background: $selection; color: $selection_text;
}
QTreeView::branch { background: transparent; }
QTreeView::branch:has-children:closed { image: url("$right"); }
QTreeView::branch:has-children:open { image: url("$down"); }
QHeaderView { background: $panel; border: none; }
QHeaderView::section {
  background: $panel; color: $muted; border: none; border-bottom: 1px solid $line;
  padding: 6px 8px; font-size: $size_small; font-weight: 600; text-align: left;
}
QHeaderView::section:hover { color: $text; }
QHeaderView::down-arrow { image: url("$down"); width: 10px; height: 10px; }
QHeaderView::up-arrow { image: url("$up"); width: 10px; height: 10px; }
QTableCornerButton::section { background: $panel; border: none; }

QTabWidget::pane { border: none; background: $panel; }
QTabBar { background: transparent; qproperty-drawBase: 0; }
QTabBar::tab {
  background: transparent; color: $muted; border: none; border-bottom: 2px solid transparent;
  padding: 6px 12px; margin-right: 4px;
}
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected { color: $text; border-bottom-color: $accent; }
QTabBar::tab:focus { color: $accent; }

QScrollBar { background: transparent; border: none; margin: 0; }
QScrollBar:vertical { width: 10px; }
QScrollBar:horizontal { height: 10px; }
QScrollBar::handle { background: $field_line; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QAbstractScrollArea::corner { background: transparent; }

QMenuBar { background: $panel; padding: 2px 8px; }
QMenuBar::item { padding: 4px 8px; border-radius: 4px; background: transparent; }
QMenuBar::item:selected { background: $hover; }
QMenu { background: $raised; border: 1px solid $field_line; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 12px; border-radius: 4px; }
QMenu::item:selected { background: $selection; color: $selection_text; }
QMenu::item:disabled { color: $faint; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }
QMenu::icon { padding-left: 8px; }

QLabel { background: transparent; }
QLabel[role="muted"] { color: $muted; }
QLabel[role="title"] { font-size: $size_title; font-weight: 600; }
QLabel[role="strong"] { font-weight: 600; }
QLabel[role="section"] { color: $muted; font-size: $size_small; font-weight: 600; }
QLabel[role="figure"] { font-size: $size_figure; font-weight: 600; }
QLabel[role="good"] { color: $good; }
QLabel[role="warning"] { color: $warning; }
QLabel[role="danger"] { color: $danger; }
QFrame[role="card"] QLabel, QFrame[role="card"] QListView { background: transparent; }
QPushButton[role="chip"] {
  background: transparent; border-color: transparent; color: $muted; padding: 2px 8px;
  border-radius: 10px;
}
QPushButton[role="chip"]:hover { background: $hover; }
QPushButton[role="chip"]:checked { background: $selection; color: $selection_text; }
QWidget#rail { background: $window; }
QToolButton[role="rail"] {
  color: $muted; font-size: $size_small; border-radius: 6px; padding: 6px 0 4px 0;
}
QToolButton[role="rail"]:checked { background: $raised; color: $accent; }
QStackedWidget#panel, QStackedWidget#panel > QWidget { background: $panel; }
QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; }
QFrame[role="card"] { background: $raised; border: 1px solid $line; border-radius: 10px; }
QFrame[role="card"][chosen="true"] { border-color: $accent; }
QFrame[role="card"][focused="true"] { background: $hover; border-color: $accent; }
QDialog#palette { background: $raised; border: 1px solid $field_line; }
QDialog#palette QListWidget { background: $raised; }
QListView::item:focus { border: 1px solid $accent; border-radius: 4px; }
""")
