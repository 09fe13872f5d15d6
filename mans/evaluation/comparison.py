"""What several results say together: means over seeds, and whether two networks really differ.

Two networks tested on the same samples are compared by the samples of which one of them is right more often:
if neither were better, each of these would be as likely to be one's as the other's (sign test; with one seed
it is McNemar's exact test). A sample counts once however many seeds there are, for what one training gets
wrong the next one often gets wrong too: counted by seed, a few hard samples would look like many.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from mans.evaluation.doc_pages import markdown_table
from mans.evaluation.results import Results


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
        seeds: that both have run, how many.
        first_more: samples that the first gets right with more seeds than the second.
        second_more: samples that the second gets right with more seeds.
        p_value: probability of a split at least as uneven if neither were better, two-sided.
    """

    data: str
    protocol: str
    first: str
    second: str
    seeds: int
    first_more: int
    second_more: int
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
            lead: Counter[str] = Counter()
            both = ours.keys() & marks.keys()
            for key in both:
                lead[key[2]] += ours[key] - marks[key]
            if both:
                seeds = len({key[0] for key in both})
                more = sum(value > 0 for value in lead.values()), sum(value < 0 for value in lead.values())
                found.append(Comparison(data, protocol, base, recipe, seeds, *more, sign_test(*more)))
    return found


def sign_test(first: int, second: int) -> float:
    """Return the exact two-sided p-value of so uneven a split, if either side were as likely."""
    n, k = first + second, min(first, second)
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
        ("data set", "protocol", "recipe", "seeds", "folds", "correct", "accuracy", "time per fold"), rows
    )


def comparisons_markdown(comparisons: Sequence[Comparison]) -> str:
    """Return the comparisons as a Markdown table."""
    rows = (
        (
            *(each.data, each.protocol, each.first, each.second),
            *(each.seeds, each.first_more, each.second_more, f"{each.p_value:.2g}"),
        )
        for each in comparisons
    )
    return markdown_table(
        ("data set", "protocol", "A", "B", "seeds", "A correct more often", "B correct more often", "p"), rows
    )
