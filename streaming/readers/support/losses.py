"""What a recording loses in being read, and from when on that is more than a note."""

from __future__ import annotations

LOSS_TO_WARN_OF = 0.05
"""What is lost of a recording is a warning, not a note, from this share on."""


class Losses:
    """What was left out of a recording: a note each, or a warning where it is a good part of the whole."""

    def __init__(self) -> None:
        """Start with nothing lost."""
        self.notes: list[str] = []
        self.warnings: list[str] = []

    def tell(self, count: int, total: int, what: str) -> None:
        """Tell of something that was left out.

        Args:
            count: how many; of none nothing is told.
            total: of how many in the file.
            what: they are and why they were left out, e.g. ``"rows are damaged: they were left out"``.
        """
        if count > LOSS_TO_WARN_OF * total:
            self.warnings.append(f"{count} of {total} {what}: {count / total:.0%} of it is lost.")
        elif count:
            self.notes.append(f"{count} of {total} {what}.")
