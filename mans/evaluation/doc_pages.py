"""Generated parts of the documentation: Markdown tables between marks, and figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from streaming.paths import read_text
from streaming.writers.atomic import replace_file, replace_text
from streaming.writers.files import plain_name
from streaming.writers.outputs import check_outputs

if TYPE_CHECKING:  # tables do without it
    from matplotlib.figure import Figure


def markdown_table(headings: Sequence[str], rows: Iterable[Iterable[object]]) -> str:
    """Return a Markdown table, ending in a newline."""
    every = [headings, ["---"] * len(headings), *rows]
    return "".join("| " + " | ".join(map(str, row)) + " |\n" for row in every)


def fill_in(page: Path, name: str, text: str) -> None:
    """Replace the text between ``<!-- NAME -->`` and ``<!-- /NAME -->`` in a page that has both marks."""
    before, start, rest = read_text(page).partition(f"<!-- {name} -->\n")
    _, end, after = rest.partition(f"<!-- /{name} -->")
    if end:
        whole = f"{before}{start}\n{text}\n{end}{after}"
        replace_text(page, whole, make_folders=True)


def confusion_picture(data: str, protocol: str, recipe: str) -> str:
    """Return the file stem of a confusion matrix."""
    return plain_name(f"confusion-{data}-{protocol}-{recipe}")


def picture_file(docs: Path, name: str, inputs: Iterable[Path] = ()) -> Path:
    """Return the path of a figure of the pages in ``docs``; an existing one is replaced.

    Args:
        docs: folder of the pages.
        name: file stem of the figure; may come from a file, so it is sanitised.
        inputs: input files, which must not be overwritten.

    Raises:
        WriteError: it is one of the inputs, or cannot be written.
    """
    path = docs / "pictures" / f"{plain_name(name)}.png"
    check_outputs([path], inputs, overwrite=True, make_folders=True)
    return path


def save_figure(figure: Figure, path: Path) -> None:
    """Write a figure atomically, as PNG or SVG by the file extension."""
    form = path.suffix.lstrip(".") or "png"
    replace_file(path, lambda temporary: figure.savefig(temporary, dpi=130, format=form), make_folders=True)
