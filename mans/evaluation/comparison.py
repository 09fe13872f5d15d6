"""Comparison of results: means over seeds, and significance of differences between networks.

Two networks tested on the same samples are compared by a sign test on the samples that one of them classifies
correctly with more seeds (with one seed, McNemar's exact test). A sample counts once, whatever the number of
seeds, because errors are correlated across seeds.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from types import MappingProxyType

from mans.evaluation.doc_pages import markdown_table
from mans.evaluation.results import Results


@dataclass(frozen=True, slots=True)
class Summary:
    """Accuracy of one recipe on one protocol over all seeds.

    Attributes:
        data: data set.
        protocol: name of the protocol.
        recipe: name of the recipe, with its overrides.
        seeds: seeds with all folds done; if there are none, the one unfinished seed.
        complete: whether all folds are done.
        accuracies: accuracy of each seed, 0..1.
        tested: number of test samples, summed over seeds.
        right: number classified correctly, summed over seeds.
        folds: number of folds done, per seed.
        total_folds: number of folds of the protocol.
        seconds: median wall time of training and testing a fold.
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
    """Paired comparison of two recipes on the same samples and seeds.

    Attributes:
        data: data set.
        protocol: name of the protocol.
        first: name of the first recipe.
        second: name of the second recipe.
        seeds: number of common seeds.
        first_more: samples that the first recipe classifies correctly with more seeds.
        second_more: samples that the second recipe classifies correctly with more seeds.
        p_value: two-sided p-value of the sign test.
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
    """Aggregate results over seeds by data set, protocol and recipe, in order of first appearance."""
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


def compare(
    results: Sequence[Results],
    bases: Sequence[str],
    ensembles: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> list[Comparison]:
    """Compare pairs of recipes on each protocol, over their common seeds and folds.

    Args:
        results: all results.
        bases: names of the baseline recipes: the first is compared with every other recipe, each of the rest
            with those whose names begin with it, i.e. the same recipe with another network.
        ensembles: members by the name of an ensemble, which is compared with those that have further members.
    """
    right: dict[tuple[str, str, str], dict[tuple[int, str, str], bool]] = {}
    for each in results:
        marks = right.setdefault((each.data, each.protocol, each.recipe.name), {})
        for fold in each.folds:
            for sample, truth, predicted in zip(fold.samples, fold.truth, fold.predicted, strict=True):
                marks[each.seed, fold.fold, sample] = truth == predicted
    found = []
    for (data, protocol, recipe), marks in right.items():
        smaller = [name for name, own in ensembles.items() if set(own) < set(ensembles.get(recipe, ()))]
        for base in (*bases, *smaller):
            ours = right.get((data, protocol, base))
            fits = recipe != base if base == bases[0] else recipe.startswith(f"{base}-")
            if not (fits or base in smaller) or ours is None:
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
    """Return the exact two-sided p-value of the sign test."""
    n, k = first + second, min(first, second)
    tail = float(sum(math.comb(n, i) for i in range(k + 1)) / 2**n)
    return min(1.0, 2 * tail)


def summaries_markdown(summaries: Sequence[Summary]) -> str:
    """Return the summaries as a Markdown table; accuracy is the mean over seeds, with the range."""
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
