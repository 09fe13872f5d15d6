"""Hours that the runs of each data set and protocol took."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from mans.evaluation.doc_pages import markdown_table
from mans.evaluation.results import Results

COLUMNS = ("data set", "protocol", "runs", "folds", "hours")


def hours_markdown(results: Sequence[Results]) -> str:
    """Return runs, folds and summed wall times by data set and protocol, with a total, as a Markdown table.

    Args:
        results: results of trainings, complete or not; no ensembles, whose folds were trained already.
    """
    groups: dict[tuple[str, str], list[Results]] = {}
    for each in results:
        groups.setdefault((each.data, each.protocol), []).append(each)
    rows = [(*names, *_totals(group)) for names, group in sorted(groups.items(), key=lambda item: item[0])]
    return markdown_table(COLUMNS, [*rows, ("all", "", *_totals(results))])


def _totals(results: Sequence[Results]) -> tuple[str, str, str]:
    folds = list(chain.from_iterable(each.folds for each in results))
    return str(len(results)), str(len(folds)), f"{sum(fold.seconds for fold in folds) / 3600:.1f}"
