"""Tables of streams by a protocol, made of the result files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from mans.pages import fill_in, markdown_table
from mans.stream_folds import StreamResults

PAGE = "live-model.md"
_BY_PERSON = ("frame accuracy, dated", "F1 at IoU 0.5, dated", "action points F, 0.33 s")
"""What is told of each person who was held out, where there is such a figure."""


def render_streams(results: Path, docs: Path) -> list[Path]:
    """Fill the tables of PAGE in ``docs`` from the JSON files in ``results``, one table a data set.

    Returns:
        The files written: none without the page.

    Raises:
        ModelError: one of the files is no result file.
    """
    page = docs / PAGE
    if not page.is_file():
        return []
    every = [StreamResults.load(file) for file in sorted(results.glob("*.json"))]
    for name in dict.fromkeys(each.data for each in every):
        own = [each for each in every if each.data == name]
        fill_in(page, f"streams {name}", streams_markdown(own) + "\n" + people_markdown(own))
    return [page] if every else []


def streams_markdown(results: Sequence[StreamResults]) -> str:
    """Return a figure a row, a result file a column."""
    titles = [
        f"{_recipe(each)}, seed {each.seed}, {len(each.folds)} of {each.total_folds} folds"
        for each in results
    ]
    every = [each.total().figures() for each in results]
    rows = [(figure, *(_cell(figures[figure]) for figures in every)) for figure in every[0]]
    return markdown_table(("", *titles), rows)


def people_markdown(results: Sequence[StreamResults]) -> str:
    """Return who was held out a row, with what varies most between people."""
    rows = [(fold.fold, _recipe(each), fold.result.figures()) for each in results for fold in each.folds]
    known = {name for *_, figures in rows for name in figures}
    wanted = [name for name in _BY_PERSON if name in known]
    cells = ((who, recipe, *(_cell(figures.get(name)) for name in wanted)) for who, recipe, figures in rows)
    return markdown_table(("held out", "recipe", *wanted), cells)


def _recipe(results: StreamResults) -> str:
    return results.plan.recipe.name + (f" from {results.start}" if results.start else "")


def _cell(value: float | None) -> str:
    return "" if value is None or np.isnan(value) else f"{value:.3f}"
