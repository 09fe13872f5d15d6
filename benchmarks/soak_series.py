"""What a soak measures over time, whether it is flat, and how that is shown."""

from __future__ import annotations

import gc
import math
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.parts import ROOT
from mans.evaluation.doc_pages import markdown_table, save_figure

PICTURES = ROOT / "docs" / "pictures"
MB = 1e6
BLOCKS = 10
_T_95 = 2.306  # Student's t of ten blocks less the two numbers of a line, both sides together 5 %
_WARM = 0.1  # of the time: what is loaded when it is first used is no growth

Series = dict[str, list[float | None]]
"""Samples by measure, and ``hours``; None where nothing was there to be measured."""


@dataclass(frozen=True, slots=True)
class Measure:
    """Something that must not grow.

    Attributes:
        name: for tables and figures, with its unit.
        share: how much of its level it may have changed by at the end to be called flat.
        least: or by how much in its own unit, if that is more.
        decimals: of its numbers.
    """

    name: str
    share: float
    least: float
    decimals: int = 0


MEASURES: Mapping[str, Measure] = {
    "memory": Measure("memory, MB", 0.02, 2.0, 1),
    "objects": Measure("Python objects", 0.005, 500),
    "widgets": Measure("Qt objects", 0.0, 0.5, 1),
    "threads": Measure("threads", 0.0, 0.5, 1),
    "handles": Measure("file handles", 0.0, 0.5, 1),
    "waiting": Measure("items in queues, most", 0.0, 1.0, 1),
    "delay": Measure("image to answer, ms", 0.1, 1.0, 1),
}
"""What is sampled, by its key in the results."""


def process_numbers() -> dict[str, float]:
    """Return memory in MB, Python objects, threads and file handles of this process, after a collection.

    Garbage that is not collected yet is no growth. Threads and handles are the system's: those that
    libraries hold count, too. Linux alone.
    """
    gc.collect()
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return {
        "memory": int(pages) * os.sysconf("SC_PAGE_SIZE") / MB,
        "objects": len(gc.get_objects()),
        "threads": sum(1 for _ in Path("/proc/self/task").iterdir()),
        "handles": sum(1 for _ in Path("/proc/self/fd").iterdir()) - 1,  # the one that lists them
    }


@dataclass(frozen=True, slots=True)
class Trend:
    """How a series changed over the run, after its first tenth.

    Attributes:
        level: median.
        change: from the beginning to the end by a straight line through ten medians.
        margin: half the width of the interval that holds ``change`` at 95 %.
        hours: how long that was.
        verdict: ``flat`` if the whole interval is within what its measure allows, ``grows`` or ``falls`` if
            the whole interval is beyond, ``inconclusive`` otherwise.
    """

    level: float
    change: float
    margin: float
    hours: float
    verdict: str


def trend(hours: Sequence[float | None], values: Sequence[float | None], measure: Measure) -> Trend | None:
    """Return the trend of a series; None if there are too few numbers. What is None does not count."""
    times, found = np.asarray(hours, float), np.asarray(values, float)
    kept = np.isfinite(found) & (times >= times[0] + _WARM * (times[-1] - times[0]))
    times, found = times[kept], found[kept]
    if len(found) < 2 * BLOCKS:
        return None
    middles = np.array([[np.mean(t), np.median(v)] for t, v in _blocks(times, found)])
    x, y = middles.T
    x = x - x.mean()
    slope = float(x @ y / (x @ x))
    rest = y - y.mean() - slope * x
    error = math.sqrt(float(rest @ rest) / (BLOCKS - 2) / float(x @ x))
    span, level = float(times[-1] - times[0]), float(np.median(found))
    change, margin = slope * span, _T_95 * error * span
    most = max(measure.share * abs(level), measure.least)
    low, high = change - margin, change + margin
    verdict = "inconclusive"
    if -most <= low and high <= most:
        verdict = "flat"
    elif low > most or high < -most:
        verdict = "grows" if low > most else "falls"
    return Trend(level, change, margin, span, verdict)


def _blocks(times: np.ndarray, found: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    """Divide a series into ten parts of as many numbers: neighbours are too alike to count as ten."""
    return list(zip(np.array_split(times, BLOCKS), np.array_split(found, BLOCKS), strict=True))


def table(series: Series) -> str:
    """Return the Markdown table of a run: a row for each measure."""
    rows = []
    for key, measure in MEASURES.items():
        found = trend(series["hours"], series[key], measure) if key in series else None
        if found is not None:
            digits = measure.decimals
            change = round(found.change, digits + 1) + 0.0  # no -0.00, whose sign depends on the processor
            row = (f"{found.level:,.{digits}f}", f"{change:+,.{digits + 1}f}")
            rows.append((measure.name, *row, f"± {found.margin:,.{digits + 1}f}", found.verdict))
    heads = ("measure", "median", "change from the beginning to the end", "at 95 %", "verdict")
    return markdown_table(heads, rows)


def draw(series: Series, path: Path, shaded: Sequence[tuple[float, float]] = ()) -> None:
    """Draw all measures over time, below each other.

    Args:
        series: by measure; and ``hours``.
        path: where to.
        shaded: spans in hours that are shaded.
    """
    from matplotlib.figure import Figure

    hours = np.asarray(series["hours"], float)
    in_minutes = hours[-1] < 3
    x = hours * 60 if in_minutes else hours
    keys = [key for key in MEASURES if key in series]
    figure = Figure(figsize=(8, 1.15 * len(keys) + 0.6), layout="constrained")
    rows = figure.subplots(len(keys), 1, sharex=True, squeeze=False)[:, 0]
    for axes, key in zip(rows, keys, strict=True):
        for start, end in shaded:
            axes.axvspan(start * (60 if in_minutes else 1), end * (60 if in_minutes else 1), color="0.93")
        values = np.asarray(series[key], float)
        axes.plot(x, values, linewidth=1)
        axes.set_ylabel(MEASURES[key].name.replace(", ", ",\n").replace(" ", "\n", 1), fontsize=8)
        low, high = np.nanmin(values), np.nanmax(values)
        spare = max(0.1 * (high - low), 0.02 * abs(high), 0.5)
        axes.set_ylim(max(low - spare, 0 if low >= 0 else -math.inf), high + spare)
        axes.tick_params(labelsize=8)
        axes.grid(alpha=0.3)
    rows[-1].set_xlabel("minutes" if in_minutes else "hours of the simulation")
    save_figure(figure, path)
