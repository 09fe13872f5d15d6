"""Reports of results: tables for terminal and Markdown, confusion matrices, learning curves."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from statistics import median

import numpy as np
from matplotlib.figure import Figure

from mans.datasets import title_of
from mans.evaluation.attention_ablation import attention_markdown, attention_rows, draw_attention
from mans.evaluation.comparison import compare, comparisons_markdown, summaries_markdown, summarise
from mans.evaluation.distinct_views import distinct_views
from mans.evaluation.doc_pages import (
    confusion_picture,
    fill_in,
    markdown_table,
    picture_file,
    save_figure,
)
from mans.evaluation.ensembles import ENSEMBLES, ensembles
from mans.evaluation.learning_curves import draw_curves, mean_curves
from mans.evaluation.misses import misses_markdown
from mans.evaluation.published import published_markdown
from mans.evaluation.results import Results
from mans.evaluation.run_hours import hours_markdown
from streaming.paths import is_file, list_files, read_text

COLUMNS = ("protocol", "recipe", "epochs", "seed", "folds", "correct", "accuracy", "time per fold")


def results_row(results: Results) -> tuple[str, ...]:
    """Return one table row; the time is the median wall time per fold."""
    seconds = median(fold.seconds for fold in results.folds) if results.folds else 0.0
    return (
        results.protocol,
        results.recipe.name,
        str(results.recipe.epochs),
        str(results.seed),
        f"{len(results.folds)} of {results.total_folds}",
        f"{results.right} of {results.tested}",
        f"{results.right / results.tested:.1%}" if results.tested else "",
        f"{seconds:.0f} s",
    )


def results_markdown(results: Sequence[Results]) -> str:
    """Return the results as a Markdown table."""
    return markdown_table(COLUMNS, map(results_row, results))


def mistakes_markdown(results: Sequence[Results]) -> str:
    """Return a line for each result that lists the misclassified samples."""
    lines: list[str] = []
    for each in results:
        wrong = [
            f"{sample} (as {predicted}, {confidence:.2f})"
            for fold in each.folds
            for sample, truth, predicted, confidence in zip(
                fold.samples, fold.truth, fold.predicted, fold.confidence, strict=True
            )
            if truth != predicted
        ]
        title = f"{each.protocol}, recipe {each.recipe.name}, seed {each.seed}"
        lines.append(f"- Misclassified in {title}: " + (", ".join(wrong) if wrong else "none") + ".")
    return "\n".join(lines) + "\n"


def draw_confusion(results: Sequence[Results], path: Path) -> None:
    """Plot a recipe's confusion matrix, summed over seeds; rows are the true labels.

    Args:
        results: results of one protocol and recipe, at least one.
        path: output file, PNG or SVG by its extension.
    """
    one = results[0]
    counts = np.sum([each.confusion() for each in results], axis=0)
    seeds = ", ".join(str(each.seed) for each in results)
    share = counts / np.maximum(1, counts.sum(axis=1, keepdims=True))
    figure = Figure(figsize=(7.5, 6.6), layout="constrained")
    axes = figure.add_subplot()
    axes.imshow(share, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(one.labels)), one.labels, rotation=40, ha="right")
    axes.set_yticks(range(len(one.labels)), one.labels)
    axes.set_xlabel("predicted")
    axes.set_ylabel("performed")
    axes.set_title(
        f"{one.data}, {one.protocol}, recipe {one.recipe.name}\n"
        f"{counts.trace()} of {counts.sum()} right (seed{'s' if len(results) > 1 else ''} {seeds})",
        fontsize=11,
    )
    for (row, column), count in np.ndenumerate(counts):
        if count:
            colour = "white" if share[row, column] > 0.5 else "black"
            axes.text(column, row, str(count), ha="center", va="center", color=colour)
    save_figure(figure, path)


def render_results(files: Sequence[Path], docs: Path) -> list[Path]:
    """Render all tables in README and docs, confusion matrices of complete results, and learning curves.

    Where there are pages with such tables, a confusion matrix is drawn if one of them shows it.

    Tables stand between ``<!-- NAME -->`` and ``<!-- /NAME -->``: ``summary``, ``comparison``, ``published``,
    ``misses``, ``hours`` and ``attention ablation`` cover all results, ``results DATASET`` and ``mistakes
    DATASET`` one data set. The learning curves of a data set, if any, become one figure, and so does the
    ablation of the attention.

    Args:
        files: result files.
        docs: the folder ``docs``, next to the README.

    Returns:
        Paths of the files written.

    Raises:
        ModelError: a file is not a result file.
        WriteError: a page or a figure cannot be written, or is a result file.
    """
    results = [Results.load(file) for file in files]
    attention = attention_rows(results)
    hours = hours_markdown(results)
    averaged = ensembles(results)
    finished = [each for each in [*results, *averaged] if len(each.folds) == each.total_folds]
    distinct = distinct_views(results)
    results += distinct
    averaged += ensembles(distinct)
    published = published_markdown(results, averaged)
    results += averaged
    texts = {
        "published": published,
        "misses": misses_markdown(finished),
        "hours": hours,
        "attention ablation": attention_markdown(attention),
        "summary": summaries_markdown(summarise(results)),
        "comparison": comparisons_markdown(compare(results, ("current", "long", "no-mirror"), ENSEMBLES)),
    }
    for data in sorted({each.data for each in results}):
        own = [each for each in results if each.data == data]
        texts |= {f"results {data}": results_markdown(own), f"mistakes {data}": mistakes_markdown(own)}
    written: list[Path] = []
    for page in (docs.parent / "README.md", *list_files(docs, "*.md")):
        text = read_text(page) if is_file(page) else ""
        wanted = [name for name in texts if f"<!-- {name} -->" in text]
        for name in wanted:
            fill_in(page, name, texts[name])
        if wanted:
            written.append(page)
    groups: dict[tuple[str, str, str], list[Results]] = {}
    for each in finished:
        groups.setdefault((each.data, each.protocol, each.recipe.name), []).append(each)
    pages = [read_text(page) for page in written]
    for names, group in groups.items():
        picture = confusion_picture(*names)
        if not pages or any(f"{picture}.png" in page for page in pages):
            written.append(picture_file(docs, picture, files))
            draw_confusion(group, written[-1])
    for data in sorted({each.data for each in results}):
        if curves := mean_curves([each for each in results if each.data == data]):
            written.append(picture_file(docs, f"learning-curves-{data}", files))
            draw_curves(curves, title_of(data), written[-1])
    if attention:
        written.append(picture_file(docs, "attention-ablation", files))
        draw_attention(attention, written[-1])
    return written
