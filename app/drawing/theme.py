"""Theme: light and dark colours, spacing and font sizes.

Widgets call :func:`theme_of` when painting, so a change of the system's scheme takes effect at once. Sizes
are in device-independent pixels.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QWidget

Scheme = Literal["auto", "light", "dark"]

GAP = 12
"""Pixels between cards, and from a card's edge to its content."""
HALF_GAP = 6
RADIUS = 8

_CHOSEN = "chosen scheme"  # the program's property that says what was asked for


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours of one scheme, sRGB.

    Attributes:
        dark: whether it is the dark one.
        ground: behind the cards.
        card: behind content.
        raised: behind things on a card: tracks of bars, empty rows, hovered buttons.
        line: hairlines.
        edge: the edges of what is written or chosen in.
        grid: the floor.
        text: primary text.
        muted: secondary text.
        accent: active and draggable elements.
        error: errors.
        left: the left limbs of the followed person.
        right: the right limbs of the followed person.
        trunk: the trunk of the followed person.
        axes: x, y and z, in the curves of F_A and on the stage alike.
    """

    dark: bool
    ground: str
    card: str
    raised: str
    line: str
    edge: str
    grid: str
    text: str
    muted: str
    accent: str
    error: str
    left: str
    right: str
    trunk: str
    axes: tuple[str, str, str]


DARK = Theme(
    dark=True,
    ground="#14161a",
    card="#1c1f25",
    raised="#2a2e36",
    line="#353a44",
    edge="#7f8795",
    grid="#4a5160",
    text="#eceef2",
    muted="#9aa1ad",
    accent="#6ea8fe",
    error="#ff8a7a",
    left="#f0a856",
    right="#6ea8fe",
    trunk="#dfe3ea",
    axes=("#ff8f6b", "#3ecfa4", "#b59cff"),
)
LIGHT = Theme(
    dark=False,
    ground="#eef0f3",
    card="#ffffff",
    raised="#e8ebef",
    line="#d5d9e0",
    edge="#7a818d",
    grid="#c6ccd6",
    text="#1b1e24",
    muted="#626a77",
    accent="#2a63cf",
    error="#b3261e",
    left="#c26a10",
    right="#2a63cf",
    trunk="#3a404b",
    axes=("#c0421a", "#0a7d5c", "#6a45c9"),
)


def theme_of(widget: QWidget) -> Theme:
    """Return the theme of a widget."""
    return DARK if widget.palette().color(QPalette.ColorRole.Window).lightness() < 128 else LIGHT


def system_is_dark(app: QApplication) -> bool:
    """Whether the system asks for a dark scheme; by its palette's lightness where it does not say."""
    scheme = app.styleHints().colorScheme()
    if scheme == Qt.ColorScheme.Unknown:
        return app.style().standardPalette().color(QPalette.ColorRole.Window).lightness() < 128
    return scheme == Qt.ColorScheme.Dark


def apply_theme(app: QApplication, scheme: Scheme = "auto") -> None:
    """Apply a theme to the application until another scheme is selected.

    Args:
        app: the program.
        scheme: ``"auto"`` to follow the system; see :func:`follow_system`.
    """
    app.setProperty(_CHOSEN, scheme)
    dark = system_is_dark(app) if scheme == "auto" else scheme == "dark"
    theme = DARK if dark else LIGHT
    if app.styleSheet() == _style_sheet(theme):
        return  # it is dressed like this already, and dressing every widget takes its time
    if not app.styleSheet():  # the first time; each further time would polish every widget twice
        app.setStyle("Fusion")
    app.setPalette(_palette(theme))
    app.setStyleSheet(_style_sheet(theme))


def follow_system(app: QApplication) -> None:
    """Update the theme when the system's scheme changes, in ``auto`` mode."""

    def changed(_: Qt.ColorScheme) -> None:
        if app.property(_CHOSEN) == "auto":
            apply_theme(app)

    app.styleHints().colorSchemeChanged.connect(changed)


def _palette(theme: Theme) -> QPalette:
    """Return the theme as a Qt palette."""
    palette = QPalette()
    role = QPalette.ColorRole
    for which, colour in (
        (role.Window, theme.ground),
        (role.WindowText, theme.text),
        (role.Base, theme.card),
        (role.AlternateBase, theme.raised),
        (role.Text, theme.text),
        (role.Button, theme.raised),
        (role.ButtonText, theme.text),
        (role.ToolTipBase, theme.raised),
        (role.ToolTipText, theme.text),
        (role.PlaceholderText, theme.muted),
        (role.Highlight, theme.accent),
        (role.HighlightedText, theme.card),
        (role.Link, theme.accent),
    ):
        palette.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, QColor(theme.muted))
    return palette


def _style_sheet(theme: Theme) -> str:
    """Return the style sheet for what the palette does not cover."""
    return f"""
        QFrame#card {{ background: {theme.card}; border-radius: {RADIUS}px; }}
        QFrame#card[pointed="true"] {{ border: 2px solid {theme.accent}; }}
        QLabel#heading {{ color: {theme.muted}; font-weight: 600; }}
        QLabel#caution {{ color: {theme.error}; font-weight: 600; }}
        QLabel#muted {{ color: {theme.muted}; }}
        QToolButton {{ border: none; border-radius: 6px; padding: 5px; color: {theme.text};
                       background: transparent; }}
        QToolButton:hover {{ background: {theme.raised}; }}
        QToolButton:pressed {{ background: {theme.line}; color: {theme.text}; }}
        QToolButton:checked {{ background: {theme.raised}; color: {theme.accent}; }}
        QToolButton:focus {{ border: 2px solid {theme.accent}; padding: 3px; }}
        QToolButton:disabled {{ color: {theme.muted}; }}
        QToolButton#text {{ padding: 3px 8px; color: {theme.muted}; }}
        QToolButton#text:focus {{ padding: 1px 6px; }}
        QToolButton#offer:focus {{ padding: 1px 8px; }}
        QToolButton#text:checked {{ color: {theme.accent}; }}
        QToolButton#offer {{ padding: 3px 10px; background: {theme.raised}; }}
        QToolButton#offer:hover {{ background: {theme.line}; }}
        QToolButton::menu-indicator {{ image: none; width: 0; }}
        QToolButton#main {{ background: {theme.raised}; border-radius: 17px; }}
        QToolButton#main:hover {{ background: {theme.line}; }}
        QPushButton {{ background: {theme.accent}; color: {theme.card}; border: none;
                       border-radius: 6px; padding: 8px 18px; font-weight: 600; }}
        QPushButton:pressed {{ background: {theme.muted}; }}
        QPushButton:disabled {{ background: {theme.raised}; color: {theme.muted}; }}
        QPushButton:focus {{ border: 2px solid {theme.text}; padding: 6px 16px; }}
        QPushButton#small:focus {{ padding: 3px 12px; }}
        QPushButton#tile {{ background: {theme.raised}; }}
        QPushButton#tile:hover {{ background: {theme.line}; }}
        QPushButton#tile:focus {{ border: 2px solid {theme.accent}; }}
        QPushButton#small {{ padding: 5px 14px; }}
        QPushButton#link {{ background: transparent; padding: 1px 2px; color: {theme.accent};
                            font-weight: normal; text-align: left; }}
        QPushButton#link:focus {{ border: 2px solid {theme.accent}; padding: 0; }}
        QPushButton#link:hover {{ background: {theme.raised}; }}
        QSlider::groove:horizontal {{ height: 4px; border-radius: 2px; background: {theme.raised}; }}
        QSlider::sub-page:horizontal {{ height: 4px; border-radius: 2px; background: {theme.accent}; }}
        QSlider::handle:horizontal {{ width: 12px; height: 12px; margin: -4px 0; border-radius: 6px;
                                      background: {theme.accent}; }}
        QSlider::handle:horizontal:focus {{ background: {theme.text}; }}
        QPushButton#quiet {{ background: {theme.raised}; color: {theme.text}; padding: 4px 6px; }}
        QPushButton#quiet:focus {{ border: 2px solid {theme.accent}; padding: 2px 4px; }}
        QPushButton#quiet:disabled {{ color: {theme.muted}; }}
        QCheckBox {{ border: 2px solid transparent; border-radius: 6px; padding: 2px; }}
        QCheckBox::indicator {{ width: 14px; height: 14px; border: 1px solid {theme.edge};
                                border-radius: 4px; background: {theme.card}; }}
        QCheckBox::indicator:checked {{ background: {theme.accent}; border-color: {theme.accent}; }}
        QCheckBox:focus {{ border: 2px solid {theme.accent}; }}
        QScrollArea:focus, QTextBrowser:focus {{ border: 2px solid {theme.accent}; border-radius: 6px; }}
        QLineEdit, QComboBox {{ background: {theme.raised}; color: {theme.text}; padding: 4px 8px;
                                border: 1px solid {theme.edge}; border-radius: 6px; min-height: 20px;
                                placeholder-text-color: {theme.muted}; }}
        QLineEdit:focus, QComboBox:focus {{ border: 2px solid {theme.accent}; padding: 3px 7px; }}
        QComboBox::drop-down {{ border: none; width: 22px; }}
        QComboBox QAbstractItemView {{ background: {theme.card}; color: {theme.text}; padding: 4px;
                                border: 1px solid {theme.line};
                                selection-background-color: {theme.raised};
                                selection-color: {theme.text}; }}
        QMenuBar {{ background: {theme.ground}; color: {theme.text}; }}
        QMenuBar::item {{ padding: 4px 10px; background: transparent; border-radius: 6px; }}
        QMenuBar::item:selected {{ background: {theme.raised}; }}
        QMenu {{ background: {theme.card}; color: {theme.text}; border: 1px solid {theme.line};
                 padding: 4px; }}
        QMenu::item {{ padding: 5px 28px 5px 16px; border-radius: 4px; }}
        QMenu::item:selected {{ background: {theme.raised}; }}
        QMenu::item:disabled {{ color: {theme.muted}; }}
        QMenu::separator {{ height: 1px; background: {theme.line}; margin: 4px 8px; }}
        QToolTip {{ background: {theme.raised}; color: {theme.text}; border: 1px solid {theme.line};
                    padding: 4px; }}
        QScrollArea, QScrollArea > QWidget > QWidget {{ background: transparent; }}
        QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
        QScrollBar::handle:vertical {{ background: {theme.line}; border-radius: 3px; min-height: 24px;
                                       margin: 0 2px; }}
        QScrollBar::handle:vertical:hover {{ background: {theme.muted}; }}
        QScrollBar::add-line:vertical, QScrollBar::sub-line:vertical {{ height: 0; }}
        QScrollBar::add-page:vertical, QScrollBar::sub-page:vertical {{ background: transparent; }}
        QSplitter::handle {{ background: transparent; }}
    """


@lru_cache(maxsize=256)
def mixed(colour: str, ground: str, share: float) -> QColor:
    """Return the opaque equivalent of a translucent colour on a background, which paints faster.

    Args:
        colour: sRGB of the translucent colour.
        ground: sRGB of what is behind.
        share: opacity, 0..1.
    """
    over, under = QColor(colour), QColor(ground)
    pairs = ((over.red(), under.red()), (over.green(), under.green()), (over.blue(), under.blue()))
    return QColor(*(round(share * a + (1 - share) * b) for a, b in pairs))


def scaled_font(base: QFont, factor: float, bold: bool = False) -> QFont:
    """Return the system font scaled by a factor, in any unit."""
    font = QFont(base)
    if base.pointSizeF() > 0:
        font.setPointSizeF(base.pointSizeF() * factor)
    else:
        font.setPixelSize(max(round(base.pixelSize() * factor), 1))
    font.setBold(bold)
    return font
