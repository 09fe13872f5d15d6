"""Figures of the pages on everyday models, drawn from result files: coverage curves, timelines of clips."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mans.evaluation.doc_pages import save_figure
from mans.everyday.results import ClipTimeline

_BLUE, _RUST, _GREY = "#2c6fbb", "#c0421a", "#9a9a9a"
_WIDTH_IN = 7.5


def draw_coverage(curve: Sequence[Mapping[str, float]], chosen: float, path: Path) -> None:
    """Plot the risk-coverage curve as a PNG.

    Args:
        curve: points with ``threshold``, ``coverage``, ``risk`` and ``false_alarms``, shares of one.
        chosen: the chosen threshold, which is marked.
        path: output file.
    """
    figure = Figure(figsize=(_WIDTH_IN, 4.0), layout="constrained")
    axes = figure.add_subplot()
    coverage = [100 * point["coverage"] for point in curve]
    for key, title, colour in (
        ("risk", "risk: wrong share of announced actions", _RUST),
        ("false_alarms", "false positives: share of background windows", _BLUE),
    ):
        axes.plot(coverage, [100 * point[key] for point in curve], "o-", color=colour, ms=4, label=title)
    for point in curve:
        if round(100 * point["threshold"]) % 10 == 0 or point["threshold"] == chosen:
            where = (100 * point["coverage"], 100 * point["risk"])
            weight = "bold" if point["threshold"] == chosen else "normal"
            text = f"{point['threshold']:.2f}"
            axes.annotate(
                text, where, (-6, 3), textcoords="offset points", ha="right", fontweight=weight, fontsize=9
            )
    axes.set_xlabel("coverage: share of action windows with an announced action, %")
    axes.set_ylabel("%")
    axes.set_ylim(bottom=0)
    axes.margins(x=0.1)
    axes.grid(alpha=0.25)
    axes.legend(frameon=False)
    save_figure(figure, path)


def draw_clips(clips: Sequence[ClipTimeline], path: Path) -> None:
    """Plot the timelines of clips in rows as a PNG.

    Args:
        clips: timelines, from top to bottom.
        path: output file.
    """
    figure = Figure(figsize=(_WIDTH_IN, 1.5 * len(clips)), layout="constrained")
    last_s = max(clip.times_s[-1] for clip in clips)
    for axes, clip in zip(
        figure.subplots(len(clips), 1, sharex=True, squeeze=False)[:, 0], clips, strict=True
    ):
        _draw_clip(axes, clip)
        axes.set_xlim(0, last_s)
    axes.set_xlabel("seconds")
    save_figure(figure, path)


def _draw_clip(axes: Axes, clip: ClipTimeline) -> None:
    axes.set_title(clip.title, loc="left", fontsize=10)
    axes.plot(clip.times_s, clip.shares, color=_GREY, lw=1)
    for label, start_s, end_s in clip.segments:
        if label is not None:
            axes.axvspan(start_s, end_s, color=_BLUE, alpha=0.25, lw=0)
            axes.text(start_s + 0.05, 0.12, label, va="center", fontsize=9)
    axes.set_ylim(0, 1.02)
    axes.set_yticks([0, 0.5, 1])
