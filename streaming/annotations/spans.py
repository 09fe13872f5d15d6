"""Spans of labels against each other, and against the length of their recording."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from streaming.annotations.types import Annotation
from streaming.errors import AnnotationError

SLACK_S = 0.1
"""A label may end so much after the last frame: other programs count to the end of that frame, or round."""
_TOUCHING_S = 1e-6
_MOST_NAMED = 5

T = TypeVar("T")


def overlapping(
    items: Iterable[T], who: Callable[[T], Hashable], span: Callable[[T], tuple[float, float]]
) -> Iterator[tuple[T, T]]:
    """Yield the pairs of items that are of the same one at the same moment, the earlier one first.

    Args:
        items: such as labels or samples.
        who: whose time an item takes.
        span: from when to when, seconds.
    """
    groups: dict[Hashable, list[T]] = {}
    for item in items:
        groups.setdefault(who(item), []).append(item)
    for group in groups.values():
        open_ones: list[T] = []
        for item in sorted(group, key=lambda each: span(each)[0]):
            start_s = span(item)[0]
            open_ones = [other for other in open_ones if span(other)[1] > start_s + _TOUCHING_S]
            yield from ((other, item) for other in open_ones)
            open_ones.append(item)


def span_of(row: Annotation) -> tuple[float, float]:
    """Return from when to when a label is, seconds; infinity for the end of its recording."""
    return row.start_s or 0.0, math.inf if row.end_s is None else row.end_s


def check_within(row: Annotation, length_s: float | None, path: Path) -> None:
    """Refuse a label that is no stretch of its recording.

    Args:
        row: the label.
        length_s: of the recording; None where it is not known.
        path: of the recording, for the message.

    Raises:
        AnnotationError: it ends before it begins, a moment is no number, or it is beyond the recording's end.
    """
    start_s, end_s = span_of(row)
    is_stretch = 0 <= start_s < end_s and row.end_s != math.inf  # NaN is not
    if is_stretch and (length_s is None or not _is_beyond(row, length_s)):
        return
    end = "the end" if row.end_s is None else f"{end_s:g} s"
    raise AnnotationError(
        f"{row.label!r} from {start_s:g} s to {end}",
        path=path,
        expected="a start before its end"
        if length_s is None or not is_stretch
        else f"a stretch of its {length_s:.3f} s",
    )


def beyond(rows: Sequence[Annotation], lengths_s: Sequence[float | None]) -> tuple[str, ...]:
    """Return which labels go beyond the end of their recording, a sentence each.

    Args:
        rows: the labels; they are named by their number, from 1.
        lengths_s: of the recording of each; None where it is not known.
    """
    return some(
        f"Label {number}, {row.label!r}, is beyond the end of {row.file or 'the recording'}, "
        f"{length_s:.3f} s."
        for number, (row, length_s) in enumerate(zip(rows, lengths_s, strict=True), 1)
        if length_s is not None and _is_beyond(row, length_s)
    )


def overlaps(rows: Sequence[Annotation]) -> tuple[str, ...]:
    """Return which labels are of the same person at the same moment, a sentence each; ``rows`` as above."""
    pairs = overlapping(
        enumerate(rows, 1),
        lambda each: (each[1].file, each[1].person, each[1].camera),
        lambda each: span_of(each[1]),
    )
    told = []
    for (first, one), (second, other) in pairs:
        until_s = min(span_of(one)[1], span_of(other)[1])
        span = f"{span_of(other)[0]:.2f} s to " + ("the end" if until_s == math.inf else f"{until_s:.2f} s")
        names = f"both {one.label!r}" if one.label == other.label else f"{one.label!r} and {other.label!r}"
        told.append(f"Labels {first} and {second}, {names}, overlap from {span}: teach refuses that.")
    return some(told)


def some(sentences: Iterable[str]) -> tuple[str, ...]:
    """Return the first few sentences, and how many more there are."""
    told = tuple(sentences)
    more = len(told) - _MOST_NAMED
    return (*told[:_MOST_NAMED], *((f"{more} more like this.",) if more > 0 else ()))


def _is_beyond(row: Annotation, length_s: float) -> bool:
    return (row.start_s or 0.0) >= length_s or (row.end_s or 0.0) > length_s + SLACK_S
