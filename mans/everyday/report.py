"""Tables and figures of the pages on everyday models, rendered from result files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from mans.datasets import find_data_set
from mans.evaluation.doc_pages import fill_in, markdown_table, picture_file
from mans.everyday.evaluation import COLUMNS
from mans.everyday.pictures import draw_clips, draw_coverage
from mans.everyday.results import OLD_METRICS, ClipTimelines, EverydayResult, StreamFigures, read_result
from mans.everyday.vocabulary import vocabulary_markdown
from streaming.paths import is_file, list_files
from streaming.printable import counted

STREAMS_PAGE = "online-detection.md"
PAGES = ("live-model.md", "previous-model.md", STREAMS_PAGE)
STREAM, CLIPS = "stream-", "clips-"
"""Beginnings of the names of the result files of streams and of clips."""

_MOST_NAMES = 4
_SHARES = ("coverage", "risk", "false_alarms")


def render_everyday(results: Path, docs: Path) -> list[Path]:
    """Render the tables and figures of PAGES in ``docs`` from the JSON files in ``results``.

    A table of one model stands between marks that end in the model's name.

    Returns:
        Paths of the pages and of the figures written; empty without a page.

    Raises:
        ModelError: a file is not a result file.
    """
    pages = [docs / name for name in PAGES if is_file(docs / name)]
    if not pages:
        return []
    files = list_files(results, "*.json")
    streams = [read_result(file, StreamFigures) for file in files if file.name.startswith(STREAM)]
    clips = [read_result(file, ClipTimelines) for file in files if file.name.startswith(CLIPS)]
    others = [file for file in files if not file.name.startswith((STREAM, CLIPS))]
    every = [read_result(file, EverydayResult) for file in others]
    models = [data for data in every if not data.left_out_actions]
    tables = {
        "vocabulary": vocabulary_markdown(),
        "data-sets": accuracy_rows([data for data in models if data.without]),
        "shared-actions": action_rows([data for data in models if data.without]),
        "left-out-actions": left_out_rows(every),
        "stream": stream_rows(streams),
    }
    for data in models:
        if not data.without:
            tables[f"people {data.model}"] = accuracy_rows([data])
            tables[f"actions {data.model}"] = action_rows([data])
            tables[f"calibration {data.model}"] = calibration_table(data)
            tables[f"alarms {data.model}"] = alarm_table(data)
    for page in pages:
        for name, text in tables.items():
            fill_in(page, f"everyday-{name}", text)
    written = pages
    for data in models:
        if (found := data.calibration) is not None:
            written.append(picture_file(docs, f"coverage-{data.model}", files))
            draw_coverage(found.curve, found.threshold, written[-1])
    for shown in clips:
        written.append(picture_file(docs, f"clips-{shown.model}", files))
        draw_clips(shown.clips, written[-1])
    return written


def accuracy_rows(results: Sequence[EverydayResult]) -> str:
    """Return accuracies as Markdown, one row per data set."""
    heading = ("data set", "sequences", *COLUMNS)
    rows = []
    for data in results:
        for name, group in data.accuracy.items():
            shares = (getattr(group, key) for key in COLUMNS.values())
            cells = (find_data_set(name).title, group.sequences)
            rows.append([*cells, *(f"{share:.1%}" for share in shares)])
    return markdown_table(heading, rows)


def action_rows(results: Sequence[EverydayResult]) -> str:
    """Return recall per action as Markdown, over all test data sets together."""
    counts: dict[str, list[int]] = {}
    for data in results:
        for group in data.accuracy.values():
            for action, (number, right) in group.by_action.items():
                own = counts.setdefault(action, [0, 0])
                own[0] += number
                own[1] += right
    best_first = sorted(counts.items(), key=lambda item: -item[1][1] / item[1][0])
    rows = ((action, right, number, f"{right / number:.0%}") for action, (number, right) in best_first)
    return markdown_table(("action", "correct", "samples", "recall"), rows)


def calibration_table(result: EverydayResult) -> str:
    """Return a sentence on calibration and a risk-coverage table, as Markdown; empty without calibration."""
    if (found := result.calibration) is None:
        return ""
    sentence = (
        f"Temperature {found.temperature:.2f}; expected calibration error "
        f"{found.error_before:.1%} before and {found.error_after:.1%} after scaling; negative "
        f"log-likelihood {found.likelihood_before:.3f} and {found.likelihood_after:.3f}. "
        f"Selected threshold: {found.threshold:.2f}.\n\n"
    )
    rows = ((f"{point['threshold']:.2f}", *(f"{point[key]:.1%}" for key in _SHARES)) for point in found.curve)
    heading = ("threshold", "coverage of action windows", "risk", "false positives in background")
    return sentence + markdown_table(heading, rows)


def alarm_table(result: EverydayResult) -> str:
    """Return false positives per action as Markdown, in descending order; empty if they were not counted."""
    if (found := result.wrongly_announced) is None:
        return ""
    rows = sorted(found.by_action.items(), key=lambda row: (-sum(row[1]), row[0]))
    heading = (
        "false positives",
        f"in {found.of_no_action} background windows",
        f"in {counted(found.windows - found.of_no_action, 'window')} of other actions",
    )
    return markdown_table(heading, ((name, *counts) for name, counts in rows))


def left_out_rows(results: Sequence[EverydayResult]) -> str:
    """Return a Markdown table of the predictions on held-out actions, one row per action and model."""
    heading = (
        *(
            "model",
            "held-out action",
            "clips",
            "windows predicted as an action",
            "windows above the threshold",
        ),
        *("clips predicted as an action", "clips above the threshold"),
        *("clips with a displayed label", "clips with an announced label", "announced labels"),
    )
    rows = []
    for data in results:
        for action, found in data.left_out_actions.items():
            shares = (
                *(found.windows_named, found.windows_announced, found.clips_named, found.clips_announced),
                *(found.live.shown, found.live.announced),
            )
            commonest = list(found.live.named.items())[:_MOST_NAMES]
            names = ", ".join(f"{name} {count}" for name, count in commonest)
            shown = (f"{share:.2f}" for share in shares)
            rows.append((data.model, action, found.live.clips, *shown, names))
    return markdown_table(heading, rows)


def stream_rows(results: Sequence[StreamFigures]) -> str:
    """Return stream metrics as Markdown, one column per set of recordings and model."""
    titles = [
        f"{find_data_set(data.data).title}, {data.model}, {' '.join(data.people) or 'all subjects'}"
        for data in results
    ]
    rows = []
    columns = [
        {OLD_METRICS.get(name, name): value for name, value in data.figures.items()} for data in results
    ]
    for name in dict.fromkeys(name for column in columns for name in column):
        values = (column.get(name) for column in columns)
        rows.append((name, *("" if value is None else f"{value:.3f}" for value in values)))
    return markdown_table(("", *titles), rows)
