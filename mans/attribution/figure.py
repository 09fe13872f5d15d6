"""F_A of a recording, or saliency, as a figure, a film strip of skeletons over curves, and as numbers.

Where the network has evidence, the figure shows below how much each frame adds to the action's score.
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
from streaming.recognition.decision import Answer
from streaming.recognition.prediction import Prediction
from streaming.recognition.window import Window
from streaming.skeleton.frames import Positions
from streaming.skeleton.layouts import KINECT_V2
from streaming.writers.atomic import replace_files

COLOURS = {"x": "#c8461c", "y": "#0b8a66", "z": "#6a45c9"}
"""Colour-blind-safe colours of the three branches, those of the window's light theme."""

POSITIONAL = "Most of it is the position in the window, whatever is done: see docs/attention.md."
"""What is said beside F_A of equation 8."""

_POSES = 13
_WIDTH_IN, _STRIP_IN, _PLOT_IN, _EVIDENCE_IN = 11.0, 2.4, 2.6, 1.7
_TITLE_LETTERS = 110  # that fit on a line
_FOR, _AGAINST = "#2a63cf", "#9aa1ad"  # the accent of the window's light theme, and its grey
_SMALLEST = 1e-9


@dataclass(frozen=True, slots=True)
class Plotted:
    """What is drawn and written of a model's windows.

    Attributes:
        measure: what the picture shows.
        saliency: gives the saliency of a window; None to write none.
        usual: (3, T) what F_A usually is at each position of the window; None where that is not known.
        kind: of the model's attention: ``"F_A"``, ``"gates"`` or ``"none"``.
    """

    measure: Measure
    saliency: Saliency | None = None
    usual: Curves | None = None
    kind: str = "F_A"

    def curves(self, prediction: Prediction) -> Curves:
        """Return the curves of a window, (3, T)."""
        return curves(self.measure, prediction, self.saliency, self.usual)

    @property
    def name(self) -> str:
        """What the curves are."""
        return name_of(self.measure, usual_known=self.usual is not None)


def choose_answer(answers: Sequence[Answer], at_s: float | None) -> Answer:
    """Return the answer nearest to a time stamp; without one, the surest of an action, if there is any."""
    if at_s is None:
        actions = [answer for answer in answers if answer.label is not None and not answer.provisional]
        return max(actions or answers, key=lambda answer: float(answer.prediction.probabilities.max()))
    return min(answers, key=lambda answer: abs(answer.time_s - at_s))


@dataclass(frozen=True, slots=True)
class About:
    """What a picture and its numbers are about.

    Attributes:
        title: where it comes from, in words.
        source: the recording, so that one can tell which.
        start_s: time stamp from which seconds are counted.
    """

    title: str
    source: str
    start_s: float


def export_window(answer: Answer, about: About, out: Path, plotted: Plotted) -> list[Path]:
    """Write a measure of one window as a picture and, beside it, F_A, saliency and evidence as numbers.

    Args:
        answer: with the prediction whose window is meant.
        about: where it comes from.
        out: the picture, ``.png`` or ``.svg``.
        plotted: what the picture shows.

    Returns:
        The two files.

    Raises:
        WriteError: they are there already, or cannot be written.
    """
    export(answer, [answer], about, out, plotted, overwrite=False)
    return [out, numbers_beside(out)]


def numbers_beside(picture: Path) -> Path:
    """Return where the numbers go that belong to a picture."""
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
    """Draw one answer's window, and write the numbers of all: both files, or none.

    ``watched`` goes through the answers while their saliency is found, which takes its time.
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
    """Draw the film strip, the curves and, where there is any, the evidence of a window.

    Args:
        answer: with the prediction whose window is meant.
        plotted: what is drawn.
        values: (3, T) its curves.
        about: where it comes from.
        path: of the picture.
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
        low, high = 0.0, max(high, _SMALLEST)
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
    """Draw the three curves and their mean."""
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
    """Draw what each frame adds to the action's score: blue where it is for it, grey where against."""
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
    """Draw the poses of these frames, each in its colour, at their times."""
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
    """Draw one pose (25, 3) at its time, as the sensor saw it: x to the sensor's left, so to our left."""
    across = time_s - (pose[:, 0] - pose[KINECT_V2.index["SpineBase"], 0]) * second_per_metre
    points = np.stack([across, pose[:, 1]], axis=1)
    bones = [(points[parent], points[child]) for parent, child in KINECT_V2.bones]
    axes.add_collection(LineCollection(bones, colors=[colour], linewidths=2.2, capstyle="round"))
    head = points[KINECT_V2.index["Head"]]
    axes.plot(*head, marker="o", markersize=7, color=colour)
