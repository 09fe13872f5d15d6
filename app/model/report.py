"""CSV report of actions with times and total durations."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from app.model.wording import readable
from streaming.recognition.segments import Segment, totals
from streaming.writers.atomic import replace_text


def report_text(segments: Sequence[Segment], start_s: float, source: str) -> str:
    """Return the report as CSV: a row per segment, an empty row, and a row per action with totals.

    Args:
        segments: in order of time; those without a label are left out.
        start_s: time stamp from which seconds are counted.
        source: the recording, video or camera that it is of; in each row, for tables that are joined.
    """
    named = [replace(part, label=readable(part.label)) for part in segments if part.label is not None]
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(("action", "start_s", "end_s", "seconds", "mean_confidence", "recording"))
    for part in named:
        times = (part.start_s - start_s, part.end_s - start_s, part.end_s - part.start_s)
        table.writerow((part.label, *(f"{value:.3f}" for value in times), f"{part.confidence:.4f}", source))
    table.writerow(())
    table.writerow(("action", "count", "seconds", "mean_confidence", "recording"))
    for each in totals(named):
        row = (each.label, each.count, f"{each.seconds:.3f}", f"{each.confidence:.4f}", source)
        table.writerow(row)
    return text.getvalue()


def write_report(path: Path, segments: Sequence[Segment], start_s: float, source: str) -> Path:
    """Write the report and return its path.

    Raises:
        WriteError: it cannot be written.
    """
    replace_text(path, report_text(segments, start_s, source))
    return path
