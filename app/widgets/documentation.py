"""The documentation, page by page, without a browser and without the network."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QByteArray, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QImage, QTextDocument
from PySide6.QtWidgets import QDialog, QHBoxLayout, QTextBrowser, QVBoxLayout, QWidget

from app.drawing.theme import GAP, HALF_GAP
from app.model.language import tr
from app.widgets.buttons import tabbed
from app.widgets.choice import Choice
from streaming.paths import is_file

FIRST = "index.md"
"""The page that is shown first. It names the others, in their order."""

_EDGE_PX = 24
_DARK = 128  # of 255: darker is the dark theme
_PAGE = re.compile(r"\]\(([\w-]+\.md)\)")
_MARKDOWN = QTextDocument.ResourceType.MarkdownResource


class _Pages(QTextBrowser):
    """Shows Markdown files; other addresses are opened by the system."""

    def doSetSource(self, name: QUrl | str, type: QTextDocument.ResourceType = _MARKDOWN) -> None:
        """Follow a link."""
        name = QUrl(name)
        if name.scheme() in ("http", "https"):
            QDesktopServices.openUrl(name)
        elif name.path().endswith(".md") or not name.path():
            super().doSetSource(name, _MARKDOWN)

    def loadResource(self, type: int, name: QUrl | str) -> object:
        """Read a page, or a picture, which is that of the window's theme and fitted to the width."""
        if self.palette().base().color().lightness() < _DARK:
            name = QUrl(QUrl(name).toString().replace("-light.png", "-dark.png"))
        found = super().loadResource(type, name)
        if type != QTextDocument.ResourceType.ImageResource.value or not isinstance(found, QByteArray):
            return found
        image, width = QImage.fromData(found), self.viewport().width() - _EDGE_PX
        if image.width() > width > 0:
            ratio = self.devicePixelRatioF()  # as sharp as the screen shows it
            image = image.scaledToWidth(round(width * ratio), Qt.TransformationMode.SmoothTransformation)
            image.setDevicePixelRatio(ratio)
        return image


class Documentation(QDialog):
    """A window of its own, so that one can read beside what one does."""

    def __init__(self, folder: Path, parent: QWidget | None = None) -> None:
        """Show the first page of a folder of Markdown files."""
        super().__init__(parent)
        self.setWindowTitle(tr("Documentation"))
        self.page = Choice(self)
        self.page.setAccessibleName(tr("Page"))
        for path in sorted(folder.glob("*.md"), key=_order(folder / FIRST)):
            self.page.addItem(_title(path), path.name)
        self.pages = _Pages(self)
        # Pictures are fitted to the width while a page is read, when it is not known yet how long that is.
        self.pages.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.pages.setAccessibleName(tr("Documentation"))
        self.pages.document().setDocumentMargin(GAP)
        self.pages.setSearchPaths([str(folder)])
        self.back = tabbed(self, tr("Back"), tr("The page before"), "quiet")
        self.back.setEnabled(False)
        self.shut = tabbed(self, tr("Close"), tr("Close this (Escape)"), "quiet")
        self.page.activated.connect(lambda _: self.show_page(self.page.currentData()))
        self.back.clicked.connect(self.pages.backward)
        self.shut.clicked.connect(self.close)
        self.pages.backwardAvailable.connect(self.back.setEnabled)
        self.pages.sourceChanged.connect(self._name_page)
        bar = QHBoxLayout()
        bar.setSpacing(HALF_GAP)
        bar.addWidget(self.back)
        bar.addWidget(self.page, 1)
        bar.addWidget(self.shut)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GAP, GAP, GAP, GAP)
        layout.setSpacing(GAP)
        layout.addLayout(bar)
        layout.addWidget(self.pages)
        self.resize(840, 640)
        self.show_page(FIRST)

    def show_page(self, name: str) -> None:
        """Show a page by its file's name."""
        self.pages.setSource(QUrl(name), _MARKDOWN)

    def _name_page(self, source: QUrl) -> None:
        self.page.setCurrentIndex(self.page.findData(source.fileName()))


def _order(index: Path) -> Callable[[Path], tuple[int, str]]:
    """Return the key that sorts pages as the index has them, itself first, and others behind them."""
    named = [index.name, *(_PAGE.findall(index.read_text(encoding="utf-8")) if is_file(index) else ())]
    return lambda path: (named.index(path.name) if path.name in named else len(named), path.name)


def _title(path: Path) -> str:
    """Return a page's heading, or else its name."""
    with path.open(encoding="utf-8") as lines:
        heading = next(lines, "").strip()
    return heading.removeprefix("# ") if heading.startswith("# ") else path.stem
