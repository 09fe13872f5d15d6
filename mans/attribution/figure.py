"""Figure of F_A or saliency (a film strip of skeletons above the curves), with a CSV of the values.

For networks with evidence, the figure also shows each frame's contribution to the action's logit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import fill

import matplotlib
import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

from mans.attribution.evidence import Evidence, evidence_of
from mans.attribution.measures import Curves, Measure, Saliency, curves, is_positional, name_of, strength
from mans.attribution.window_numbers import write_numbers
from mans.rules.hand_to_mouth import LABEL as HAND_TO_MOUTH
from streaming.errors import SettingsError
from streaming.recognition.decision import Answer
from streaming.recognition.prediction import NO_ACTION, Prediction
from streaming.recognition.window import Window
from streaming.skeleton.frames import Positions
from streaming.skeleton.layouts import KINECT_V2
from streaming.writers.atomic import replace_files

COLOURS = {"x": "#c0421a", "y": "#0a7d5c", "z": "#6a45c9"}
"""Colour-blind-safe colours of the three branches, those of the window's light theme."""

POSITIONAL = "Most of it is the position in the window, whatever is done: see docs/attention.md."
"""Note on F_A of equation 8."""

_POSES = 13
_WIDTH_IN, _STRIP_IN, _PLOT_IN, _EVIDENCE_IN = 11.0, 2.4, 2.6, 1.7
_TITLE_LETTERS = 110  # that fit on a line
_FOR, _AGAINST = "#2a63cf", "#9aa1ad"  # the accent of the window's light theme, and its grey
_SMALLEST = 1e-9
_NEAR_S = 0.5


@dataclass(frozen=True, slots=True)
class Plotted:
    """Contents of the figure and the CSV.

    Attributes:
        measure: the plotted measure.
        saliency: function that computes a window's saliency; None to leave it out.
        usual: (3, T) mean F_A at each position of the window; None if unknown.
        kind: kind of the model's attention: ``"F_A"``, ``"convolutional F_A"``, ``"gates"`` or ``"none"``.
    """

    measure: Measure
    saliency: Saliency | None = None
    usual: Curves | None = None
    kind: str = "F_A"

    def curves(self, prediction: Prediction) -> Curves:
        """Return the curves (3, T) of a window."""
        return curves(self.measure, prediction, self.saliency, self.usual)

    @property
    def name(self) -> str:
        """Name of the curves, for labels."""
        return name_of(self.measure, usual_known=self.usual is not None)


def choose_answer(answers: Sequence[Answer], at_s: float | None, start_s: float = 0.0) -> Answer:
    """Return the prediction of the window that ends nearest to a moment.

    Args:
        answers: at least one.
        at_s: seconds after ``start_s``; None for the most confident prediction among those at which an action
            is announced; where none is, among those with an action as the most probable class, else of all.
        start_s: time stamp of the recording's first frame, seconds.

    Raises:
        SettingsError: no window ends within half a second of this moment.
    """
    if at_s is None:
        announced = [answer for answer in answers if answer.label is not None and not answer.provisional]
        actions = [answer for answer in answers if answer.prediction.top(1)[0][0] != NO_ACTION]
        among = announced or actions or answers
        return max(among, key=lambda answer: float(answer.prediction.probabilities.max()))
    nearest = min(answers, key=lambda answer: abs(answer.time_s - start_s - at_s))
    if not abs(nearest.time_s - start_s - at_s) <= _NEAR_S:
        first_s, last_s = (answer.time_s - start_s for answer in (answers[0], answers[-1]))
        raise SettingsError(
            f"no window ends at {at_s:g} s",
            expected=f"a moment from {first_s:.1f} to {last_s:.1f} s, with a person in view",
        )
    return nearest


@dataclass(frozen=True, slots=True)
class About:
    """Caption and source of a figure.

    Attributes:
        title: title of the source.
        source: identifier of the recording.
        start_s: time stamp of time zero.
    """

    title: str
    source: str
    start_s: float


def export_window(answer: Answer, about: About, out: Path, plotted: Plotted) -> list[Path]:
    """Write a figure of one window and, beside it, a CSV of F_A, saliency and evidence.

    Args:
        answer: prediction whose window is plotted.
        about: caption and source.
        out: output path, ``.png`` or ``.svg``.
        plotted: what to plot and export.

    Returns:
        Paths of the figure and the CSV.

    Raises:
        WriteError: a file exists already, or cannot be written.
    """
    export(answer, [answer], about, out, plotted, overwrite=False)
    return [out, numbers_beside(out)]


def numbers_beside(picture: Path) -> Path:
    """Return the path of the CSV that belongs to a figure."""
    return picture.with_suffix(".csv")


def export(
    shown: Answer,
    answers: Sequence[Answer],
    about: About,
    out: Path,
    plotted: Plotted,
    *,
    overwrite: bool,
    watched: Callable[[Sequence[Answer]], Iterable[Answer]] = iter,
) -> None:
    """Plot one window and write the CSV of all windows; writes both files or none.

    ``watched`` wraps the iteration over answers while saliency is computed, e.g. in a progress bar.
    """
    values = plotted.curves(shown.prediction)
    replace_files(
        {
            out: lambda temporary: draw(shown, plotted, values, about, temporary, out.suffix),
            numbers_beside(out): lambda temporary: write_numbers(
                watched(answers), about.source, about.start_s, plotted.saliency, temporary
            ),
        },
        overwrite=overwrite,
        make_folders=True,
    )


def draw(answer: Answer, plotted: Plotted, values: Curves, about: About, path: Path, ending: str) -> None:
    """Plot the film strip, the curves and, if available, the evidence of a window.

    Args:
        answer: prediction whose window is plotted.
        plotted: what to plot.
        values: (3, T) its curves.
        about: caption and source.
        path: output file.
        ending: its format, ``.png`` or ``.svg``.
    """
    window, evidence = answer.prediction.window, evidence_of(answer)
    times_s = window.times_s - about.start_s
    heights = [_STRIP_IN, _PLOT_IN] + ([] if evidence is None else [_EVIDENCE_IN])
    figure = Figure(figsize=(_WIDTH_IN, sum(heights) + 0.6), layout="constrained")
    axes = figure.subplots(len(heights), 1, sharex=True, height_ratios=heights)
    strong = strength(plotted.measure, values) if evidence is None else evidence.values
    shades = matplotlib.colormaps["viridis"]
    low, high = float(strong.min()), float(strong.max())
    if evidence is not None:  # what speaks against the action is not told apart: its frames stay dark
        low, high = 0.0, high if high > _SMALLEST else 1.0
    margin_s = window.span_s / _POSES * 0.75
    shown = np.linspace(0, len(times_s) - 1, _POSES).round().astype(int)
    colours = [shades(0.5 if high - low < _SMALLEST else (strong[t] - low) / (high - low)) for t in shown]
    _draw_strip(axes[0], window, times_s, shown, colours, margin_s)
    scale = matplotlib.cm.ScalarMappable(matplotlib.colors.Normalize(low, high), shades)
    name = f"{'magnitude of ' if plotted.measure == 'saliency' else ''}mean {plotted.name} (poses)"
    if evidence is not None:
        name = f"evidence for {evidence.label}, times attention (poses)"
    figure.colorbar(scale, ax=list(axes), label=name, fraction=0.03, pad=0.01)
    _draw_curves(axes[1], plotted, answer.prediction, times_s, values)
    if evidence is not None:
        _draw_evidence(axes[2], evidence, times_s)
    for plot in axes[1:]:
        for t in shown:
            plot.axvline(float(times_s[t]), color="0.9", linewidth=0.8, zorder=0)
    axes[-1].set_xlabel("time in the recording / s")
    axes[-1].set_xlim(float(times_s[0]) - margin_s, float(times_s[-1]) + margin_s)
    label, probability = answer.prediction.top(1)[0]
    said = f"{label}, {probability:.0%}{' by rule' if label == HAND_TO_MOUTH else ''}"
    title = fill(f"{said}   {about.title}", _TITLE_LETTERS, break_on_hyphens=False)
    figure.suptitle(title, fontsize=12, parse_math=False)  # a name may hold dollars
    facts = {"Title": about.title, "Source": about.source}
    figure.savefig(path, dpi=140, format=ending.lower().lstrip("."), metadata=facts)


def _draw_curves(
    plot: Axes, plotted: Plotted, prediction: Prediction, times_s: npt.NDArray[np.float64], values: Curves
) -> None:
    """Plot the three curves and their mean."""
    for curve, (axis, colour) in zip(values, COLOURS.items(), strict=True):
        plot.plot(times_s, curve, color=colour, label=f"{plotted.name}, {axis}", linewidth=1.8)
    plot.plot(times_s, values.mean(axis=0), color="0.5", linestyle=":", label="mean", linewidth=1.4)
    if plotted.measure != "f_a":
        plot.axhline(0.0, color="0.6", linewidth=0.8, zorder=0)
    plot.set_ylabel(plotted.name)
    plot.legend(ncols=4, loc="lower right", bbox_to_anchor=(1.0, 0.98), frameon=False, fontsize=9)
    pad = max(0.15 * float(np.ptp(values)), 0.01)
    bottom, top = float(values.min()) - pad, float(values.max()) + pad
    plot.set_ylim(*((max(0.0, bottom), min(1.0, top)) if plotted.measure == "f_a" else (bottom, top)))
    if plotted.measure == "f_a" and is_positional(plotted.kind, prediction):
        plot.set_title(POSITIONAL, fontsize=9, loc="left", color="0.35")


def _draw_evidence(plot: Axes, evidence: Evidence, times_s: npt.NDArray[np.float64]) -> None:
    """Plot each frame's contribution to the action's logit: blue if positive, grey if negative."""
    said = "" if evidence.announced else " (not announced)"
    frame_s = float(times_s[-1] - times_s[0]) / max(len(times_s) - 1, 1)
    colours = [_FOR if value > 0 else _AGAINST for value in evidence.values]
    plot.bar(times_s, evidence.values, width=0.8 * frame_s, color=colours)
    plot.axhline(0.0, color="0.4", linewidth=0.8)
    plot.set_ylabel("evidence")
    title = f"evidence for {evidence.label}{said}, times attention: sums to its score, {evidence.total:+.2f}"
    plot.set_title(title, fontsize=9, loc="left", color="0.35")


def _draw_strip(
    strip: Axes,
    window: Window,
    times_s: npt.NDArray[np.float64],
    shown: npt.NDArray[np.int64],
    colours: Sequence[tuple[float, ...]],
    margin_s: float,
) -> None:
    """Draw the poses of the given frames at their times, each in its colour."""
    # Seconds of the time axis that are as long on paper as a metre of the strip.
    person = window.positions[:, 0]
    height_m = max(0.5, float(np.ptp(person[..., 1]))) * 1.1
    second_per_metre = (window.span_s + 2 * margin_s) / (_WIDTH_IN * 0.9) * (_STRIP_IN * 0.85) / height_m
    for t, colour in zip(shown, colours, strict=True):
        _draw_pose(strip, person[t], float(times_s[t]), second_per_metre, colour)
    strip.set_ylim(
        float(person[..., 1].min()) - 0.05 * height_m, float(person[..., 1].max()) + 0.05 * height_m
    )
    strip.set_ylabel("height / m")
    strip.tick_params(labelbottom=False)


def _draw_pose(
    axes: Axes, pose: Positions, time_s: float, second_per_metre: float, colour: tuple[float, ...]
) -> None:
    """Draw one pose (25, 3) at its time as seen by the sensor, x pointing left."""
    across = time_s - (pose[:, 0] - pose[KINECT_V2.index["SpineBase"], 0]) * second_per_metre
    points = np.stack([across, pose[:, 1]], axis=1)
    bones = [(points[parent], points[child]) for parent, child in KINECT_V2.bones]
    axes.add_collection(LineCollection(bones, colors=[colour], linewidths=2.2, capstyle="round"))
    head = points[KINECT_V2.index["Head"]]
    axes.plot(*head, marker="o", markersize=7, color=colour)
