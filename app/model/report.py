"""CSV report of actions with times and total durations."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from app.model.wording import readable
from streaming.recognition.segments import Segment
from streaming.writers.atomic import replace_text


def report_text(segments: Sequence[Segment], start_s: float, source: str) -> str:
    """Return the report as CSV: a row per segment, an empty row, and a row per action with totals.

    Args:
        segments: in order of time; those without a label are left out.
        start_s: time stamp from which seconds are counted.
        source: the recording, video or camera that it is of; in each row, for tables that are joined.
    """
    named = [(readable(part.label), part) for part in segments if part.label is not None]
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(("action", "start_s", "end_s", "seconds", "mean_confidence", "recording"))
    for action, part in named:
        times = (part.start_s - start_s, part.end_s - start_s, part.end_s - part.start_s)
        table.writerow((action, *(f"{value:.3f}" for value in times), f"{part.confidence:.4f}", source))
    table.writerow(())
    table.writerow(("action", "count", "seconds", "mean_confidence", "recording"))
    for action in sorted({action for action, _ in named}):
        parts = [part for name, part in named if name == action]
        seconds = [part.end_s - part.start_s for part in parts]
        whole = sum(seconds)
        # Weighted by time: a moment's doubt is not worth as much as a minute's certainty.
        weights = seconds if whole > 0 else [1.0] * len(parts)
        sure = sum(w * part.confidence for w, part in zip(weights, parts, strict=True)) / sum(weights)
        table.writerow((action, len(parts), f"{whole:.3f}", f"{sure:.4f}", source))
    return text.getvalue()


def write_report(path: Path, segments: Sequence[Segment], start_s: float, source: str) -> Path:
    """Write the report and return its path.

    Raises:
        WriteError: it cannot be written.
    """
    replace_text(path, report_text(segments, start_s, source))
    return path
