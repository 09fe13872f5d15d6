"""F_A of a recording, or saliency, as a figure, a film strip of skeletons over curves, and as numbers."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import fill

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

from mans.attribution.measures import NAMES, Curves, Measure, Saliency, curves, strength
from mans.rules.hand_to_mouth import LABEL as HAND_TO_MOUTH
from streaming.recognition.decision import Answer
from streaming.skeleton.frames import Positions
from streaming.skeleton.layouts import KINECT_V2
from streaming.writers.atomic import replace_files

COLOURS = {"x": "#c8461c", "y": "#0b8a66", "z": "#6a45c9"}
"""Colour-blind-safe colours of the three branches, those of the window's light theme."""

_POSES = 13
_WIDTH_IN, _STRIP_IN, _PLOT_IN = 11.0, 2.4, 2.6
_TITLE_LETTERS = 110  # that fit on a line


def choose_answer(answers: Sequence[Answer], at_s: float | None) -> Answer:
    """Return the answer nearest to a time stamp; without one, the surest of an action, if there is any."""
    if at_s is None:
        actions = [answer for answer in answers if answer.label is not None and not answer.provisional]
        return max(actions or answers, key=lambda answer: float(answer.prediction.probabilities.max()))
    return min(answers, key=lambda answer: abs(answer.time_s - at_s))


def export_window(
    answer: Answer,
    start_s: float,
    title: str,
    out: Path,
    measure: Measure,
    saliency: Saliency,
    source: str = "",
) -> list[Path]:
    """Write a measure of one window as a picture and, beside it, F_A and saliency as numbers.

    Args:
        answer: with the prediction whose window is meant.
        start_s: time stamp from which seconds are counted.
        title: where it comes from, in words.
        out: the picture, ``.png`` or ``.svg``.
        measure: what the picture shows.
        saliency: gives the saliency of a window.
        source: the recording, so that one can tell which.

    Returns:
        The two files.

    Raises:
        WriteError: they are there already, or cannot be written.
    """
    about = About(title, source, start_s)
    export(answer, [answer], about, out, measure, saliency, overwrite=False)
    return [out, numbers_beside(out)]


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


def numbers_beside(picture: Path) -> Path:
    """Return where the numbers go that belong to a picture."""
    return picture.with_suffix(".csv")


def export(
    shown: Answer,
    answers: Sequence[Answer],
    about: About,
    out: Path,
    measure: Measure,
    saliency: Saliency | None,
    *,
    overwrite: bool,
    watched: Callable[[Sequence[Answer]], Iterable[Answer]] = iter,
) -> None:
    """Draw one answer's window, and write the numbers of all: both files, or none.

    ``watched`` goes through the answers while their saliency is found, which takes its time.
    """
    values = curves(measure, shown.prediction, saliency)
    replace_files(
        {
            out: lambda temporary: _draw(shown, measure, values, about, temporary, out.suffix),
            numbers_beside(out): lambda temporary: _write_numbers(
                about, watched(answers), saliency, temporary
            ),
        },
        overwrite=overwrite,
        make_folders=True,
    )


def _write_numbers(
    about: About, answers: Iterable[Answer], saliency: Saliency | None, temporary: Path
) -> None:
    """Write one row per window and frame; seconds from the start; saliency as a share of the largest."""
    measures: list[Measure] = ["f_a"] if saliency is None else ["f_a", "saliency"]
    names = [f"{measure}_{of}" for measure in measures for of in ("x", "y", "z", "mean")]
    with temporary.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(("window_end_s", "label", "probability", "frame", "time_s", *names, "recording"))
        for answer in answers:
            prediction = answer.prediction
            label, probability = prediction.top(1)[0]
            found = [curves(which, prediction, saliency) for which in measures]
            columns = np.concatenate([np.vstack([values, values.mean(axis=0)]) for values in found])
            for t, time_s in enumerate(prediction.window.times_s - about.start_s):
                numbers = [f"{value:.6f}" for value in columns[:, t]]
                end_s = f"{answer.time_s - about.start_s:.4f}"
                table.writerow(
                    (end_s, label, f"{probability:.6f}", t, f"{time_s:.4f}", *numbers, about.source)
                )


def _draw(answer: Answer, measure: Measure, values: Curves, about: About, path: Path, ending: str) -> None:
    window, name = answer.prediction.window, NAMES[measure]
    times_s = window.times_s - about.start_s
    margin_s = window.span_s / _POSES * 0.75
    figure = Figure(figsize=(_WIDTH_IN, _STRIP_IN + _PLOT_IN + 0.6), layout="constrained")
    strip, plot = figure.subplots(2, 1, sharex=True, height_ratios=(_STRIP_IN, _PLOT_IN))
    mean, strong = values.mean(axis=0), strength(measure, values)
    shades = matplotlib.colormaps["viridis"]
    low, high = float(strong.min()), float(strong.max())
    shown = np.linspace(0, len(times_s) - 1, _POSES).round().astype(int)
    # Seconds of the time axis that are as long on paper as a metre of the strip.
    person = window.positions[:, 0]
    height_m = max(0.5, float(np.ptp(person[..., 1]))) * 1.1
    second_per_metre = (window.span_s + 2 * margin_s) / (_WIDTH_IN * 0.9) * (_STRIP_IN * 0.85) / height_m
    for t in shown:
        colour = shades(0.5 if high - low < 1e-9 else (strong[t] - low) / (high - low))
        _draw_pose(strip, person[t], float(times_s[t]), second_per_metre, colour)
    strip.set_ylim(
        float(person[..., 1].min()) - 0.05 * height_m, float(person[..., 1].max()) + 0.05 * height_m
    )
    strip.set_ylabel("height / m")
    strip.tick_params(labelbottom=False)
    scale = matplotlib.cm.ScalarMappable(matplotlib.colors.Normalize(low, high), shades)
    figure.colorbar(
        scale,
        ax=[strip, plot],
        label=f"{'magnitude of ' if measure == 'saliency' else ''}mean {name} (poses)",
        fraction=0.03,
        pad=0.01,
    )
    for curve, (axis, colour) in zip(values, COLOURS.items(), strict=True):
        plot.plot(times_s, curve, color=colour, label=f"{name}, {axis}", linewidth=1.8)
    plot.plot(times_s, mean, color="0.5", linestyle=":", label="mean", linewidth=1.4)
    for t in shown:
        plot.axvline(float(times_s[t]), color="0.9", linewidth=0.8, zorder=0)
    if measure != "f_a":
        plot.axhline(0.0, color="0.6", linewidth=0.8, zorder=0)
    plot.set_ylabel(name)
    plot.set_xlabel("time in the recording / s")
    plot.set_xlim(float(times_s[0]) - margin_s, float(times_s[-1]) + margin_s)
    plot.legend(ncols=4, loc="upper center", frameon=False, fontsize=9)
    pad = max(0.15 * float(np.ptp(values)), 0.01)
    bottom, top = float(values.min()) - pad, float(values.max()) + 2.5 * pad
    plot.set_ylim(*((max(0.0, bottom), min(1.0, top)) if measure == "f_a" else (bottom, top)))
    label, probability = answer.prediction.top(1)[0]
    said = f"{label}, {probability:.0%}{' by rule' if label == HAND_TO_MOUTH else ''}"
    title = fill(f"{said}   {about.title}", _TITLE_LETTERS, break_on_hyphens=False)
    figure.suptitle(title, fontsize=12, parse_math=False)  # a name may hold dollars
    facts = {"Title": about.title, "Source": about.source}
    figure.savefig(path, dpi=140, format=ending.lower().lstrip("."), metadata=facts)


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
