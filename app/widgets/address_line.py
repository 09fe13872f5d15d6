"""Line for addresses, whose passwords and tokens are masked while it does not have the focus."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from streaming.credentials import masked_address

_STAYS = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.MenuBarFocusReason)


class AddressLine(QLineEdit):
    """Line for one address, or several separated by semicolons."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._whole = ""

    @property
    def whole(self) -> str:
        """What is entered, with passwords and tokens."""
        text = self.text()
        return self._whole if text == _masked(self._whole) else text.strip()

    @property
    def is_secret(self) -> bool:
        """Whether something in it is masked."""
        return _masked(self.whole) != self.whole

    def show_whole(self, text: str) -> None:
        """Enter something else."""
        self._whole = text
        shown = text if self.hasFocus() else _masked(text)
        if self.text() != shown:
            self.setText(shown)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show all of it, to be edited."""
        if self.text() != self.whole:
            self.setText(self.whole)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Mask it, unless its own menu has been opened."""
        super().focusOutEvent(event)
        if event.reason() not in _STAYS:
            self._whole = self.whole
            self.setText(_masked(self._whole))


def _masked(text: str) -> str:
    return ";".join(masked_address(each) for each in text.split(";"))
