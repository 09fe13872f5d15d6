"""Data lost in reading a recording: notes, or warnings above a threshold."""

from __future__ import annotations

LOSS_TO_WARN_OF = 0.05
"""Share of a recording from which a loss is a warning instead of a note."""


class Losses:
    """Collector of losses: a note each, or a warning for a large part of the recording."""

    def __init__(self) -> None:
        """Start without losses."""
        self.notes: list[str] = []
        self.warnings: list[str] = []

    def tell(self, count: int, total: int, what: str) -> None:
        """Report a loss.

        Args:
            count: number lost; zero is not reported.
            total: total number in the file.
            what: description and reason, e.g. ``"rows are damaged: they were left out"``.
        """
        if count > LOSS_TO_WARN_OF * total:
            self.warnings.append(f"{count} of {total} {what}: {count / total:.0%} of it is lost.")
        elif count:
            self.notes.append(f"{count} of {total} {what}.")
