"""What several results say together: means over seeds, and whether two networks really differ.

Two networks tested on the same samples are compared by the samples of which just one of them is right
(McNemar's exact test): if neither were better, each of these would be as likely to be one's as the other's.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from mans.pages import markdown_table
from mans.results import Results


@dataclass(frozen=True, slots=True)
class Summary:
    """One network on one protocol, over all its seeds.

    Attributes:
        data: data set.
        protocol: how samples were held out.
        recipe: name of the recipe, with what was changed in it.
        seeds: those of which all folds are done; of none, the one seed that is not finished.
        complete: whether all folds of these seeds are done.
        accuracies: of each seed, 0..1.
        tested: samples tested, of all seeds together.
        right: of these, classified rightly.
        folds: folds done, of one seed.
        total_folds: folds that the protocol has.
        seconds: wall time of training and testing a fold, the median.
    """

    data: str
    protocol: str
    recipe: str
    seeds: tuple[int, ...]
    complete: bool
    accuracies: tuple[float, ...]
    tested: int
    right: int
    folds: int
    total_folds: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two networks on the same samples of the same seeds.

    Attributes:
        data: data set.
        protocol: how samples were held out.
        first: name of one recipe.
        second: name of the other one.
        only_first: samples, counted per seed, of which only the first is right.
        only_second: of which only the second is right.
        p_value: probability of a split at least as uneven if neither were better, two-sided.
    """

    data: str
    protocol: str
    first: str
    second: str
    only_first: int
    only_second: int
    p_value: float


def summarise(results: Sequence[Results]) -> list[Summary]:
    """Join the seeds of each data set, protocol and recipe, in the order in which they first come."""
    groups: dict[tuple[str, str, str], list[Results]] = {}
    for each in results:
        if each.tested:
            groups.setdefault((each.data, each.protocol, each.recipe.name), []).append(each)
    found = []
    for (data, protocol, recipe), members in groups.items():
        whole = [each for each in members if len(each.folds) == each.total_folds]
        taken = whole or members[:1]
        found.append(
            Summary(
                data,
                protocol,
                recipe,
                tuple(each.seed for each in taken),
                bool(whole),
                tuple(each.right / each.tested for each in taken),
                sum(each.tested for each in taken),
                sum(each.right for each in taken),
                len(taken[0].folds),
                taken[0].total_folds,
                median(fold.seconds for each in taken for fold in each.folds),
            )
        )
    return found


def compare(results: Sequence[Results], bases: Sequence[str]) -> list[Comparison]:
    """Compare recipes with others on each protocol that both have run, seed by seed, fold by fold.

    Args:
        results: as many as there are.
        bases: names of the recipes that others are compared with: the first one with every other, each of
            the rest with those whose names begin with it, which are the same recipe for another network.
    """
    right: dict[tuple[str, str, str], dict[tuple[int, str, str], bool]] = {}
    for each in results:
        marks = right.setdefault((each.data, each.protocol, each.recipe.name), {})
        for fold in each.folds:
            for sample, truth, predicted in zip(fold.samples, fold.truth, fold.predicted, strict=True):
                marks[each.seed, fold.fold, sample] = truth == predicted
    found = []
    for (data, protocol, recipe), marks in right.items():
        for base in bases:
            ours = right.get((data, protocol, base))
            fits = recipe != base if base == bases[0] else recipe.startswith(f"{base}-")
            if not fits or ours is None:
                continue
            both = ours.keys() & marks.keys()
            only_base = sum(ours[key] and not marks[key] for key in both)
            only_other = sum(marks[key] and not ours[key] for key in both)
            if both:
                p_value = mcnemar(only_base, only_other)
                found.append(Comparison(data, protocol, base, recipe, only_base, only_other, p_value))
    return found


def mcnemar(only_first: int, only_second: int) -> float:
    """Return the two-sided p-value of McNemar's exact test, from the two counts of discordant samples."""
    n, k = only_first + only_second, min(only_first, only_second)
    tail = float(sum(math.comb(n, i) for i in range(k + 1)) / 2**n)
    return min(1.0, 2 * tail)


def summaries_markdown(summaries: Sequence[Summary]) -> str:
    """Return the summaries as a Markdown table; accuracy is the mean over seeds, with the extremes."""
    rows = []
    for each in summaries:
        mean = sum(each.accuracies) / len(each.accuracies)
        spread = f" ({min(each.accuracies):.1%} to {max(each.accuracies):.1%})" if len(each.seeds) > 1 else ""
        rows.append(
            (
                each.data,
                each.protocol,
                each.recipe,
                ", ".join(map(str, each.seeds)),
                f"{each.folds} of {each.total_folds}",
                f"{each.right} of {each.tested}",
                f"{mean:.1%}{spread}",
                f"{each.seconds:.0f} s",
            )
        )
    return markdown_table(
        ("data set", "protocol", "recipe", "seeds", "folds", "right", "accuracy", "a fold took"), rows
    )


def comparisons_markdown(comparisons: Sequence[Comparison]) -> str:
    """Return the comparisons as a Markdown table."""
    rows = (
        (
            *(each.data, each.protocol, each.first, each.second),
            *(each.only_first, each.only_second, f"{each.p_value:.2g}"),
        )
        for each in comparisons
    )
    return markdown_table(("data set", "protocol", "A", "B", "only A right", "only B right", "p"), rows)
