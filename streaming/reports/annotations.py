"""Recognised actions as annotations, for ELAN and BORIS."""

from __future__ import annotations

from collections.abc import Sequence

from streaming.annotations.types import Annotation
from streaming.printable import tidy
from streaming.reports.actions import Found

_SHORTEST_S = 0.001


def as_annotations(file: str, found: Sequence[Found]) -> list[Annotation]:
    """Return actions as annotations of a recording; people by their numbers, if there are several.

    Args:
        file: the recording or video, as the annotations name it.
        found: its actions.
    """
    several = len({part.person for part in found}) > 1
    return [
        Annotation(
            tidy(part.label),
            max(part.start_s, 0.0),
            max(part.end_s, part.start_s + _SHORTEST_S, _SHORTEST_S),
            file,
            f"person {part.person}" if several else "",
        )
        for part in found
        if tidy(part.label)
    ]
