"""Label tables: our own, and aggregated events exported by BORIS.

Ours has the columns ``file``, ``start``, ``end``, ``label``, ``person``, ``camera`` and ``split``, in any
order; only the label must be there. Without start or end a label is of the recording from its beginning, or
to its end. Columns of other names are passed over. The separator is a comma, a semicolon or a tab.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from streaming.annotations.types import Annotation, Annotations, annotation, as_text, bounds, seconds
from streaming.errors import AnnotationError
from streaming.printable import counted

FORMAT = "table of labels"
BORIS = "BORIS aggregated events"
COLUMNS = ("file", "start", "end", "label", "person", "camera", "split")
_OTHER_NAMES = {
    **{"start_s": "start", "begin": "start", "end_s": "end", "stop": "end"},
    **{"action": "label", "class": "label", "subject": "person", "path": "file", "view": "camera"},
}
_BORIS_COLUMNS = ("Subject", "Behavior", "Behavior type", "Start (s)", "Stop (s)")
_BORIS_FILE = ("Media file name", "Media file")
NOBODY = "No focal subject"
"""What BORIS writes where nobody in particular is observed."""
_BORIS_WRITTEN = (
    *("Observation id", "Observation date", "Description", "Media file", "Total length", "FPS"),
    *("Subject", "Behavior", "Behavioral category", "Modifiers", "Behavior type"),
    *("Start (s)", "Stop (s)", "Duration (s)", "Comment start", "Comment stop"),
)


def read_table(data: bytes, path: Path) -> Annotations:
    """Read a table of either kind.

    Raises:
        AnnotationError: a column is missing, or a row makes no label.
    """
    text = as_text(data, path)
    header = _first_line(text)
    for separator, names in _splits(header):
        if set(_BORIS_COLUMNS) <= set(names):
            return _read_boris(_rows(text, separator, path), path)
        if "label" in map(own_name, names):
            return _read_own(_rows(text, separator, path), path)
    raise AnnotationError(
        f"a first line of {header!r}",
        path=path,
        place="line 1",
        expected=f"the columns {', '.join(COLUMNS[:5])}, or those of BORIS' aggregated events",
    )


def is_table(header: bytes) -> bool:
    """Whether a first line has the columns of a table of labels, of either kind."""
    for _, names in _splits(_first_line(header.decode("utf-8-sig", "replace"))):
        own = {own_name(name) for name in names}
        if set(_BORIS_COLUMNS) <= set(names) or ("label" in own and own & {"file", "start", "end"}):
            return True
    return False


def separator_of(text: str) -> str:
    """Return the separator of a table of our own, which :func:`read_table` has read."""
    found = _splits(_first_line(text))
    return next(separator for separator, names in found if "label" in map(own_name, names))


def _first_line(text: str) -> str:
    """Return the first line; a lone carriage return ends one, too, as Excel writes it for old Macs."""
    return io.StringIO(text, newline="").readline().strip()


def _splits(header: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the separators with the names that the first line has by each."""
    for separator in (",", ";", "\t"):
        yield separator, [name.strip().strip('"') for name in header.split(separator)]


def table_text(rows: Sequence[Annotation]) -> str:
    """Return labels as a table of our own; ``camera`` and ``split`` are in it where they are used."""
    columns = [name for name in COLUMNS if name in COLUMNS[:5] or any(getattr(row, name) for row in rows)]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        cells = written_cells(row)
        writer.writerow([cells[name] for name in columns])
    return out.getvalue()


def written_cells(row: Annotation) -> dict[str, str]:
    """Return the cells of a label by their column."""
    return {
        **{name: getattr(row, name) for name in COLUMNS if name not in ("start", "end")},
        **{"start": _written(row.start_s), "end": _written(row.end_s)},
    }


def boris_table_text(rows: Sequence[Annotation], path: Path) -> str:
    """Return labels as BORIS exports aggregated events.

    Raises:
        AnnotationError: one has no start or end.
    """
    out = io.StringIO()
    writer = csv.DictWriter(out, _BORIS_WRITTEN, restval="", lineterminator="\n")
    writer.writeheader()
    for row in rows:
        start_s, end_s = bounds(row, path, "BORIS")
        values = (
            *(Path(row.name).stem or path.stem, row.file, row.person or NOBODY, row.label, "STATE"),
            *(f"{start_s:.3f}", f"{end_s:.3f}", f"{end_s - start_s:.3f}"),
        )
        names = ("Observation id", "Media file", "Subject", "Behavior", "Behavior type")
        writer.writerow(dict(zip((*names, "Start (s)", "Stop (s)", "Duration (s)"), values, strict=True)))
    return out.getvalue()


def own_name(name: str) -> str:
    """Return what a column of a table of our own is called, by the name that a table gives it."""
    name = name.strip().lower()
    return _OTHER_NAMES.get(name, name)


def _rows(text: str, separator: str, path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield non-empty rows with their last line numbers."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        names = [name.strip() for name in next(reader)]
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if any(cell.strip() for cell in cells[len(names) :]):
                raise AnnotationError(
                    f"{counted(len(cells), 'cell')}",
                    path=path,
                    place=f"line {reader.line_num}",
                    expected=str(len(names)),
                    remedy=f"Put a text that contains {separator!r} in double quotes",
                )
            yield reader.line_num, dict(zip(names, cells, strict=False))
    except csv.Error as error:
        raise AnnotationError(
            f"cannot be read ({error})", path=path, place=f"line {reader.line_num}", expected="a table"
        ) from None


def _read_own(rows: Iterator[tuple[int, dict[str, str]]], path: Path) -> Annotations:
    found = []
    for line, named in rows:
        cells: Mapping[str, str] = {own_name(name): cell for name, cell in named.items()}
        start_s = seconds(cells.get("start", ""), path, line, "start")
        end_s = seconds(cells.get("end", ""), path, line, "end")
        label, *others = (cells.get(name, "") for name in ("label", "file", "person", "camera", "split"))
        found.append(annotation(path, line, label, start_s, end_s, *others))
    return Annotations(tuple(found), FORMAT)


def _read_boris(rows: Iterator[tuple[int, dict[str, str]]], path: Path) -> Annotations:
    found, points = [], 0
    for line, cells in rows:
        if cells.get("Behavior type", "").upper().startswith("POINT"):
            points += 1
            continue
        start_s = seconds(cells.get("Start (s)", ""), path, line, "start")
        end_s = seconds(cells.get("Stop (s)", ""), path, line, "stop")
        if start_s is None or end_s is None:
            raise AnnotationError(
                "a state event without start or stop", path=path, place=f"line {line}", expected="both"
            )
        person = cells.get("Subject", "")
        file = next((cells[name] for name in _BORIS_FILE if cells.get(name)), "")
        label = cells.get("Behavior", "")
        row = annotation(path, line, label, start_s, end_s, file, "" if person == NOBODY else person)
        found.append(row)
    return Annotations(tuple(found), BORIS, left_out_points(points))


def left_out_points(points: int) -> tuple[str, ...]:
    """Say that events of a moment are no labels of a stretch."""
    return (f"{counted(points, 'point event')}, without a length: left out.",) if points else ()


def _written(moment_s: float | None) -> str:
    return "" if moment_s is None else f"{moment_s:.6f}".rstrip("0").rstrip(".")
