"""Tables of online action detection by protocol, rendered from result files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from mans.evaluation.doc_pages import fill_in, markdown_table
from mans.everyday.report import STREAMS_PAGE
from mans.online.folds import StreamResults
from mans.online.result import StreamResult
from mans.online.training import CHOSEN_ON
from streaming.paths import is_file, list_files

_BY_PERSON = ("frame accuracy, back-dated", "F1 at IoU 0.5, back-dated", "action-point F-score, 0.33 s")
"""Metrics of the table by held-out subject, as far as available."""


def render_streams(results: Path, docs: Path) -> list[Path]:
    """Render the tables of STREAMS_PAGE in ``docs`` from the JSON files in ``results``, one per data set.

    Returns:
        Paths of the files written; empty without the page.

    Raises:
        ModelError: a file is not a result file.
    """
    page = docs / STREAMS_PAGE
    if not is_file(page):
        return []
    every = [StreamResults.load(file) for file in list_files(results, "*.json")]
    for name in dict.fromkeys(each.data for each in every):
        own = [each for each in every if each.data == name]
        fill_in(page, f"streams {name}", streams_markdown(own) + "\n" + people_markdown(own))
    return [page] if every else []


def streams_markdown(results: Sequence[StreamResults]) -> str:
    """Return a table of metrics, with a column per result file of all folds and one without CHOSEN_ON's.

    For data sets with action points, which have no annotated durations, duration-based metrics are omitted.
    """
    titles, columns = [""], []
    for each in results:
        but = CHOSEN_ON.get(each.data, ())
        folds = f"{_recipe(each)}, seed {each.seed}, {len(each.folds)} of {each.total_folds} folds"
        titles += [folds, f"excluding {' and '.join(but)}"]
        columns += [_figures(each.total()), _figures(each.total(but))]
    rows = ((figure, *(_cell(column.get(figure)) for column in columns)) for figure in columns[0])
    return markdown_table(titles, rows)


def people_markdown(results: Sequence[StreamResults]) -> str:
    """Return a table of metrics per held-out subject."""
    rows = [(fold.fold, _recipe(each), _figures(fold.result)) for each in results for fold in each.folds]
    known = {name for *_, figures in rows for name in figures}
    wanted = [name for name in _BY_PERSON if name in known]
    cells = ((who, recipe, *(_cell(figures.get(name)) for name in wanted)) for who, recipe, figures in rows)
    return markdown_table(("held out", "recipe", *wanted), cells)


def _figures(result: StreamResult) -> dict[str, float]:
    return result.point_figures() or result.figures()


def _recipe(results: StreamResults) -> str:
    return results.plan.recipe.name + (f" from {results.start}" if results.start else "")


def _cell(value: float | None) -> str:
    return "" if value is None or np.isnan(value) else f"{value:.3f}"
