"""Ablation of the temporal attention: accuracy and faithfulness of the same network with each kind of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

from mans.datasets import title_of
from mans.evaluation.comparison import compare, summarise
from mans.evaluation.doc_pages import markdown_table, save_figure
from mans.evaluation.results import Results

BASE = "current-mans-no-attention"
ATTENTIONS: Mapping[str, str] = {
    BASE: "none (F = F_M)",
    "current": "F_A of equation 8 (MANs)",
    "current-mans-sta-attention": "gates of STA-LSTM",
    "current-mans-conv-attention": "F_A by temporal convolutions",
    "current-mans-conv-evidence": "the same, scores summed over time",
}
"""Kind of attention, by the recipe of its results."""
_COLOURS = ("#9aa1ad", "#2a63cf", "#c0421a", "#0a7d5c", "#6a45c9")
COLUMNS = (
    *("data set", "attention", "seeds", "accuracy", "better, worse than none", "p"),
    *("deletion gain", "insertion gain"),
)


@dataclass(frozen=True, slots=True)
class Gain:
    """Mean over test samples, with half the width of its 95 % confidence interval."""

    mean: float
    half_width: float

    @classmethod
    def of(cls, gains: npt.NDArray[np.float64]) -> Gain:
        """Summarise the gains (S,) of S samples."""
        return cls(float(gains.mean()), float(1.96 * gains.std(ddof=1) / len(gains) ** 0.5))

    def __str__(self) -> str:
        """Three decimals, e.g. ``0.124 ± 0.010``."""
        return f"{self.mean:.3f} ± {self.half_width:.3f}"


@dataclass(frozen=True, slots=True)
class AttentionRow:
    """One kind of attention on one data set.

    Attributes:
        data: name of the data set.
        attention: kind of attention.
        seeds: number of seeds.
        accuracies: accuracy of each seed.
        better: samples classified correctly with more seeds than without attention.
        worse: samples classified correctly with fewer.
        p_value: of the sign test; None for the network without attention.
        deletion: gain in the deletion area over random order, averaged over seeds; None if not measured.
        insertion: the same for insertion.
    """

    data: str
    attention: str
    seeds: int
    accuracies: tuple[float, ...]
    better: int
    worse: int
    p_value: float | None
    deletion: Gain | None
    insertion: Gain | None

    @property
    def accuracy(self) -> float:
        """Mean accuracy over seeds."""
        return float(np.mean(self.accuracies))


def attention_rows(results: Sequence[Results]) -> list[AttentionRow]:
    """Return the rows of all data sets and protocols with complete results of two or more kinds."""
    own = [each for each in results if each.recipe.name in ATTENTIONS and len(each.folds) == each.total_folds]
    pairs = {
        (each.data, each.protocol, each.second): each for each in compare(own, (BASE,)) if each.first == BASE
    }
    runs: dict[tuple[str, str], dict[str, AttentionRow]] = {}
    for summary in summarise(own):
        pair = pairs.get((summary.data, summary.protocol, summary.recipe))
        same = [
            each
            for each in own
            if (each.data, each.protocol, each.recipe.name)
            == (summary.data, summary.protocol, summary.recipe)
        ]
        runs.setdefault((summary.data, summary.protocol), {})[summary.recipe] = AttentionRow(
            summary.data,
            ATTENTIONS[summary.recipe],
            len(summary.seeds),
            summary.accuracies,
            0 if pair is None else pair.second_more,
            0 if pair is None else pair.first_more,
            None if pair is None else pair.p_value,
            *_gains(same),
        )
    return [
        rows[name]
        for _, rows in sorted(runs.items(), key=lambda item: item[0])
        if len(rows) > 1
        for name in ATTENTIONS
        if name in rows
    ]


def _gains(results: Sequence[Results]) -> tuple[Gain | None, Gain | None]:
    """Return the gains in deletion and insertion, each sample's averaged over the seeds measured."""
    measured = [
        [fold.faithfulness for fold in each.folds if fold.faithfulness is not None] for each in results
    ]
    whole = [folds for folds, each in zip(measured, results, strict=True) if len(folds) == each.total_folds]
    if not whole:
        return None, None
    deletion = np.mean([np.concatenate([fold.deletion_gains for fold in folds]) for folds in whole], axis=0)
    insertion = np.mean([np.concatenate([fold.insertion_gains for fold in folds]) for folds in whole], axis=0)
    return Gain.of(deletion), Gain.of(insertion)


def attention_markdown(rows: Sequence[AttentionRow]) -> str:
    """Return the rows as a Markdown table."""
    return markdown_table(
        COLUMNS,
        (
            (
                *(row.data, row.attention, row.seeds, _spread(row)),
                *(("", "") if row.p_value is None else (f"{row.better}, {row.worse}", f"{row.p_value:.2g}")),
                *("" if gain is None else gain for gain in (row.deletion, row.insertion)),
            )
            for row in rows
        ),
    )


def _spread(row: AttentionRow) -> str:
    low, high = min(row.accuracies), max(row.accuracies)
    return f"{row.accuracy:.1%}" + (f" ({low:.1%} to {high:.1%})" if row.seeds > 1 else "")


def draw_attention(rows: Sequence[AttentionRow], path: Path) -> None:
    """Plot accuracy, deletion gain and insertion gain of each data set for each kind of attention.

    Args:
        rows: of :func:`attention_rows`, at least one.
        path: output file, PNG or SVG by its extension.
    """
    sets = list(dict.fromkeys(row.data for row in rows))
    figure = Figure(figsize=(10.5, 8.4), layout="constrained")
    plots = figure.subplots(3, 1, sharex=True)
    width = 0.8 / len(ATTENTIONS)
    for i, (attention, colour) in enumerate(zip(ATTENTIONS.values(), _COLOURS, strict=True)):
        own = [row for row in rows if row.attention == attention]
        at = [sets.index(row.data) + (i - (len(ATTENTIONS) - 1) / 2) * width for row in own]
        mean = np.array([100 * row.accuracy for row in own])
        ends = np.array([[100 * min(row.accuracies), 100 * max(row.accuracies)] for row in own]).reshape(
            -1, 2
        )
        spread = np.abs(ends.T - mean)
        plots[0].errorbar(at, mean, spread, fmt="o", markersize=8, color=colour, label=attention)
        for plot, gains in ((plots[1], [r.deletion for r in own]), (plots[2], [r.insertion for r in own])):
            shown = [(x, gain) for x, gain in zip(at, gains, strict=True) if gain is not None]
            plot.bar([x for x, _ in shown], [gain.mean for _, gain in shown], width, color=colour)
            error = [gain.half_width for _, gain in shown]
            plot.errorbar(
                [x for x, _ in shown],
                [gain.mean for _, gain in shown],
                error,
                fmt="none",
                ecolor="0.2",
                linewidth=1.0,
            )
    plots[0].set_ylabel("accuracy (%)\nmean, lowest and highest seed")
    plots[1].set_ylabel("deletion gain\nhigher is more faithful")
    plots[2].set_ylabel("insertion gain\nhigher is more faithful")
    for plot in plots[1:]:
        plot.axhline(0.0, color="0.4", linewidth=0.8)
    for plot in plots:
        plot.grid(axis="y", alpha=0.3)
    plots[2].set_xticks(range(len(sets)), [title_of(name) for name in sets])
    figure.legend(*plots[0].get_legend_handles_labels(), loc="outside upper center", ncols=3, frameon=False)
    save_figure(figure, path)
