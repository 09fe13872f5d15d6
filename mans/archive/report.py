"""Tables of an archive's results: segments, a summary by action, and the files."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from mans.archive.results import FileResult, Format
from mans.archive.store import Store
from mans.archive.tables import Column, writing_table
from streaming.recognition.segments import Segment, totals

_COLUMNS = {
    "segments": (
        Column("file"),
        Column("person", "whole"),
        Column("label"),
        Column("start_s", "number"),
        Column("end_s", "number"),
        Column("seconds", "number"),
        Column("confidence", "number", 4),
    ),
    "summary": (
        Column("file"),
        Column("person", "whole"),
        Column("label"),
        Column("count", "whole"),
        Column("seconds", "number"),
        Column("confidence", "number", 4),
    ),
    "files": (
        Column("file"),
        Column("status"),
        Column("seconds", "number"),
        Column("frames", "whole"),
        Column("people", "whole"),
        Column("answers", "whole"),
        Column("format"),
        Column("bytes", "whole"),
        Column("answers_file"),
        Column("message"),
        Column("warnings"),
    ),
}


def write_tables(store: Store, kind: Format) -> list[Path]:
    """Write the tables of all results of a folder, a file at a time; return their paths.

    Raises:
        WriteError: they cannot be written; each is whole or as it was.
    """
    paths = {name: store.folder / f"{name}.{kind}" for name in _COLUMNS}
    with ExitStack() as stack:
        segments, summary, files = (
            stack.enter_context(writing_table(paths[name], kind, columns))
            for name, columns in _COLUMNS.items()
        )
        for result in store.results():
            for part in result.segments:
                seconds = part.end_s - part.start_s
                row = (part.person, part.label, part.start_s, part.end_s, seconds, part.confidence)
                segments((result.name, *row))
            for person in sorted({part.person for part in result.segments}):
                for each in totals(_of_person(result, person)):
                    summary((result.name, person, each.label, each.count, each.seconds, each.confidence))
            files(
                (
                    result.name,
                    result.status,
                    result.seconds,
                    result.frames,
                    result.people,
                    result.count,
                    result.kind,
                    result.size,
                    result.table,
                    result.message,
                    " ".join(result.warnings),
                )
            )
    return list(paths.values())


def _of_person(result: FileResult, person: int) -> list[Segment]:
    return [
        Segment(part.label, part.start_s, part.end_s, part.confidence)
        for part in result.segments
        if part.person == person
    ]
