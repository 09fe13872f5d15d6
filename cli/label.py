"""``label``: annotate actions in a recording, and import labels from other programs."""

from __future__ import annotations

import argparse
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from cli.argument_types import at_least
from cli.options import Add, overwrite_option
from streaming.program import COMMAND

if TYPE_CHECKING:
    from rich.console import Console

    from mans.teaching.labels import Labels


def add_command(add: Add) -> None:
    """Add the command's parser."""
    sub = add("label", _run, "List, add and remove the labels of a recording; import and export them.")
    sub.add_argument(
        "file",
        type=Path,
        metavar="FILE",
        help="recording or video that the labels are of; or a project (.teach) or a file of labels, to list "
        "everything in it",
    )
    sub.add_argument(
        "--in",
        dest="kept_in",
        type=Path,
        metavar="LABELS",
        help="table of labels (.csv) or project (.teach) to keep them in (default: labels.csv beside FILE)",
    )
    sub.add_argument(
        "--add",
        nargs=3,
        action="append",
        default=[],
        metavar=("START", "END", "LABEL"),
        help="add a label; START and END in seconds from the first frame, or as h:mm:ss; repeatable",
    )
    sub.add_argument("--person", default="", metavar="NAME", help="who performs what is added")
    sub.add_argument("--camera", default="", metavar="NAME", help="camera or view of what is added")
    sub.add_argument(
        "--remove",
        nargs="+",
        type=at_least(1),
        default=[],
        metavar="N",
        help="remove labels by their number in the list",
    )
    sub.add_argument(
        "--import",
        dest="imported_from",
        type=Path,
        metavar="OTHER",
        help="add FILE's labels from an ELAN document (.eaf), a BORIS project (.boris), BORIS' aggregated "
        "events (.csv) or another table; into a project, merge another one",
    )
    sub.add_argument(
        "--export",
        dest="exported_to",
        type=Path,
        metavar="OTHER",
        help="write the labels to OTHER.eaf, OTHER.boris, OTHER.boris.csv (aggregated events) or OTHER.csv; "
        "the recordings need not be there",
    )
    overwrite_option(sub)


def _run(args: argparse.Namespace) -> int:
    from cli.terminal import Terminal, print_warnings
    from mans.teaching.labelling import labels_of, place_of
    from mans.teaching.labels import Change
    from streaming.annotations.types import Annotation, annotation, seconds
    from streaming.errors import AnnotationError
    from streaming.paths import is_file, why_no_file
    from streaming.printable import counted
    from streaming.writers.outputs import check_outputs

    console = Terminal()
    if args.exported_to is not None:
        inputs = [args.file, place_of(args.file, args.kept_in), args.imported_from]
        check_outputs([args.exported_to], inputs, overwrite=args.overwrite, make_folders=True)
    new: list[Annotation] = []
    for start, end, label in args.add:
        start_s, end_s = seconds(start, args.file, 0, "start"), seconds(end, args.file, 0, "end")
        new.append(annotation(args.file, 0, label, start_s, end_s, "", args.person, args.camera))
    changing = bool(new or args.remove or args.imported_from is not None)
    gone = AnnotationError(
        why_no_file(args.file),
        path=args.file,
        expected="a recording, a video, a project or a file of labels",
        remedy="Check the path.",
    )
    if not is_file(args.file) and (new or args.imported_from is not None):
        raise gone
    with labels_of(args.file, args.kept_in, changing=changing) as labels:
        if not labels.rows and not is_file(args.file):
            raise gone
        for note in labels.notes:
            console.print(f"note: {note}", soft_wrap=True)
        if changing:
            count, notes = labels.change(Change(args.remove, args.imported_from, new, args.exported_to))
            if args.imported_from is not None:
                console.print(f"Imported {counted(count, 'label')} from {args.imported_from}", soft_wrap=True)
            for note in notes:
                console.print(f"note: {note}", soft_wrap=True)
        print_labels(console, labels, args.file)
        print_warnings(console, labels.warnings())
        if args.exported_to is not None:
            count = labels.export(args.exported_to, overwrite=args.overwrite)
            console.print(f"Exported {counted(count, 'label')} to {args.exported_to}", soft_wrap=True)
    return 0


def print_labels(console: Console, labels: Labels, file: Path) -> None:
    """List labels with their numbers, and with their files where they are of several; or say how to add."""
    from rich.table import Table

    if not labels.rows:
        words = labels.adding()
        add = f" Add one: {COMMAND} label {shlex.join(words)} --add START END LABEL" if words else ""
        console.print(f"No labels of {file.name} yet.{add}", soft_wrap=True)
        return
    columns = ("", "start s", "end s", "label", "person", "camera", "file")
    several = len({row.file for row in labels.rows}) > 1
    table = Table(*columns[: None if several else -1], box=None)
    for number, row in enumerate(labels.rows, 1):
        start, end = (("" if moment is None else f"{moment:.3f}") for moment in (row.start_s, row.end_s))
        cells = (str(number), start, end, row.label, row.person, row.camera, row.file)
        table.add_row(*cells[: None if several else -1])
    console.print(table)
