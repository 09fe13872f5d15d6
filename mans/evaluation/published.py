"""Published figures and our targets, beside the best results here.

A row of :data:`TARGETS` is a protocol; the table takes the results from the result files, so that it cannot
fall behind them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean

from mans.datasets import title_of
from mans.evaluation.comparison import Summary, summarise
from mans.evaluation.doc_pages import markdown_table
from mans.evaluation.results import Results
from mans.networks.registry import NETWORKS
from mans.recipe import Recipe
from streaming.printable import counted


@dataclass(frozen=True, slots=True)
class Figure:
    """Published accuracy.

    Attributes:
        network: name of the network, or what the figure is of.
        accuracy: percent, as published, or a range.
        source: publication.
        registered: name on the command line of the same network; None if it is not one here.
    """

    network: str
    accuracy: str
    source: str
    registered: str | None = None

    def __str__(self) -> str:
        """Return e.g. ``MANs-9 100.0 (Xie et al. 2018)``."""
        return f"{self.network} {self.accuracy} ({self.source})"


@dataclass(frozen=True, slots=True)
class Target:
    """Published figures and our target for a protocol.

    Attributes:
        data: name of the data set.
        protocol: name of the protocol.
        percent: the accuracy aimed at; None where the aim is to have a figure.
        published: published figures for this protocol.
    """

    data: str
    protocol: str
    percent: float | None = None
    published: tuple[Figure, ...] = ()


_XIE = "Xie et al. 2018"
_SEVERAL = "several publications"
TARGETS = (
    Target(
        "ut-kinect",
        "leave-one-sequence-out",
        99.5,
        (Figure("MANs-9", "100.0", _XIE, "mans-9"), Figure("GCA-LSTM", "99.0", "Liu et al. 2018")),
    ),
    Target("ut-kinect", "leave-one-subject-out", 99.0),
    Target(
        "sbu",
        "5-fold",
        97.0,
        (
            Figure("STA-LSTM", "91.51", "Song et al. 2017", "sta-lstm"),
            Figure("later networks", "about 97", _SEVERAL),
        ),
    ),
    Target(
        "nw-ucla",
        "cross-view",
        96.5,
        (Figure("CTR-GCN, mean of four modalities", "96.5", "Chen et al. 2021"),),
    ),
    Target("nw-ucla", "cross-view-distinct", 96.5),
    Target("utd-mhad", "cross-subject", 97.0, (Figure("skeletons alone", "90 to 96", _SEVERAL),)),
    Target(
        "msr-action3d", "cross-subject-subsets", 95.0, (Figure("mean of the subsets", "about 95", _SEVERAL),)
    ),
    Target("msr-action3d", "cross-subject", 93.0),
    Target("msr-dailyactivity3d", "cross-subject", 80.0, (Figure("skeletons alone", "68 to 78", _SEVERAL),)),
    Target("gtu-action3d", "leave-one-session-out"),
    Target("hdm05", "10-fold", None, (Figure("MANs", "99.04", _XIE),)),
    Target("sysu-3d", "cross-subject", None, (Figure("MANs", "87.63", _XIE),)),
    Target("ntu-rgbd", "cross-subject", None, (Figure("MANs", "83.0", _XIE),)),
    Target("ntu-rgbd", "cross-view", None, (Figure("MANs", "93.2", _XIE),)),
)
"""Targets are our own; figures of several publications are ranges without a single source."""

COLUMNS = ("data set, protocol", "published", "target", "our reproduction", "best of ours", "from target")


def best_of(summaries: Sequence[Summary], target: Target) -> Summary | None:
    """Return the complete row of this protocol with the highest mean accuracy; with more seeds if equal."""
    own = [
        each
        for each in summaries
        if (each.data, each.protocol, each.complete) == (target.data, target.protocol, True)
    ]
    return max(own, key=lambda each: (mean(each.accuracies), len(each.seeds)), default=None)


def is_network(recipe: Recipe, name: str) -> bool:
    """Whether a recipe trains the registered network of this name, with any settings of training."""
    choice = NETWORKS[name]
    same = all(getattr(recipe, field) == value for field, value in choice.changes.items())
    return same and recipe.architecture == choice.architecture


def published_markdown(results: Sequence[Results], averaged: Sequence[Results] = ()) -> str:
    """Return the published figures and targets beside the results as a Markdown table.

    Args:
        results: results of single networks.
        averaged: results of ensembles, which count as best, but not as a published network's.
    """
    summaries = summarise([*results, *averaged])
    rows = []
    for target in TARGETS:
        best = best_of(summaries, target)
        apart = ""
        if best is not None and target.percent is not None:
            apart = f"{100 * mean(best.accuracies) - target.percent:+.1f}"
        same = []
        for figure in target.published:
            if figure.registered is not None:
                name = figure.registered
                found = best_of(summarise([e for e in results if is_network(e.recipe, name)]), target)
                same += [] if found is None else [f"{figure.network} {_shown(found)}"]
        rows.append(
            (
                f"{title_of(target.data)}, {target.protocol}",
                ", ".join(map(str, target.published)),
                "" if target.percent is None else f"{target.percent:g}",
                ", ".join(same),
                "not run" if best is None else _shown(best),
                apart,
            )
        )
    return markdown_table(COLUMNS, rows)


def _shown(summary: Summary) -> str:
    shares = [100 * accuracy for accuracy in summary.accuracies]
    spread = f", {min(shares):.1f} to {max(shares):.1f}" if len(shares) > 1 else ""
    return f"{mean(shares):.1f} (`{summary.recipe}`, {counted(len(shares), 'seed')}{spread})"
