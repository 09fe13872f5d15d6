"""Learning curves: plot of error against epoch, one line per network (figure 3 of the paper)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

from mans.evaluation.doc_pages import save_figure
from mans.evaluation.results import LearningCurve, Results


@dataclass(frozen=True, slots=True)
class MeanCurve:
    """Mean learning curve of one network on one protocol.

    Attributes:
        protocol: name of the protocol.
        recipe: name of the recipe, with its overrides.
        network: name of the network.
        folds: number of curves averaged: all folds of all seeds that have one.
        train_error: (E,) mean error on the training samples.
        test_error: (E,) mean error on the test samples.
    """

    protocol: str
    recipe: str
    network: str
    folds: int
    train_error: npt.NDArray[np.float64]
    test_error: npt.NDArray[np.float64]

    @property
    def name(self) -> str:
        """Label of the line."""
        return f"{self.network} ({self.recipe}, {self.folds} training{'s' if self.folds > 1 else ''})"


def mean_curves(results: Sequence[Results]) -> list[MeanCurve]:
    """Average the curves of each protocol and recipe of one data set; results without curves are skipped."""
    groups: dict[tuple[str, str, str], list[LearningCurve]] = {}
    for each in results:
        network = each.recipe.network(len(each.labels)).name
        own = [fold.curve for fold in each.folds if fold.curve is not None]
        if own:
            groups.setdefault((each.protocol, each.recipe.name, network), []).extend(own)
    return [
        MeanCurve(
            *group,
            len(curves),
            np.mean([curve.train_error for curve in curves], axis=0),
            np.mean([curve.test_error for curve in curves], axis=0),
        )
        for group, curves in sorted(groups.items(), key=lambda item: item[0])
    ]


def draw_curves(curves: Sequence[MeanCurve], title: str, path: Path) -> None:
    """Plot curves to ``path`` (PNG or SVG by its extension).

    Each protocol has a row: training error on the left, test error on the right. Both share a logarithmic
    axis, which resolves small differences at the end of training.
    """
    protocols = list(dict.fromkeys(curve.protocol for curve in curves))
    figure = Figure(figsize=(10.5, 0.4 + 4.6 * len(protocols)), layout="constrained")
    figure.suptitle(f"{title}: error after each epoch", fontsize=12)
    rows = figure.subfigures(len(protocols), 1, squeeze=False)[:, 0]
    for protocol, row in zip(protocols, rows, strict=True):
        own = [curve for curve in curves if curve.protocol == protocol]
        left, right = row.subplots(1, 2, sharex=True, sharey=True)
        for curve in own:
            epochs = np.arange(1, len(curve.train_error) + 1)
            left.plot(epochs, 100 * curve.train_error, linewidth=1.5)
            right.plot(epochs, 100 * curve.test_error, linewidth=1.5, label=curve.name)
        for axes, what in ((left, "trained on"), (right, "held out")):
            axes.set_title(f"{protocol}, samples {what}", fontsize=10)
            axes.set_xlabel("epoch")
            # Linear below one in a hundred, where a logarithm could not show an error of none.
            axes.set_yscale("symlog", linthresh=1, linscale=0.5)
            axes.set_ylim(0, 100)
            ticks = (0, 1, 2, 5, 10, 20, 50, 100)
            axes.set_yticks(ticks, map(str, ticks))
            axes.yaxis.minorticks_off()
            axes.grid(alpha=0.3)
        left.set_ylabel("classified wrongly (%)")
        row.legend(loc="outside lower center", ncols=2, fontsize=9, frameon=False)
    save_figure(figure, path)
