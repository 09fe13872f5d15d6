"""NW-UCLA's protocol ``cross-view-distinct`` from the results of ``cross-view``.

Both train on the same sequences, and the first tests those of the second that are not copies of training
sequences, so that one training has the predictions of both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mans.datasets.nw_ucla import COPIED
from mans.evaluation.results import FoldResult, Results

ALL, DISTINCT = "cross-view", "cross-view-distinct"


def distinct_views(results: Sequence[Results]) -> list[Results]:
    """Return the results without the copies, where there is no result file of that protocol itself."""
    had = {(each.recipe.name, each.seed) for each in results if each.protocol == DISTINCT}
    return [
        replace(each, protocol=DISTINCT, folds=tuple(map(_without_copies, each.folds)))
        for each in results
        if (each.data, each.protocol) == ("nw-ucla", ALL) and (each.recipe.name, each.seed) not in had
    ]


def _without_copies(fold: FoldResult) -> FoldResult:
    kept = [i for i, name in enumerate(fold.samples) if not name.startswith(COPIED)]
    return replace(
        fold,
        samples=tuple(fold.samples[i] for i in kept),
        truth=tuple(fold.truth[i] for i in kept),
        predicted=tuple(fold.predicted[i] for i in kept),
        confidence=tuple(fold.confidence[i] for i in kept),
        curve=None,
        faithfulness=None,
        permille=None if fold.permille is None else tuple(fold.permille[i] for i in kept),
    )
