"""``teach``: custom actions from a few examples."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cli.argument_types import model_file
from cli.options import Add, device_option, overwrite_option
from cli.progress import progress_bar
from mans.bundled import MODEL, model_named
from streaming.program import COMMAND

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from mans.teaching.review import Review
    from mans.teaching.sources import Examples
    from mans.teaching.teach import TaughtModel


def add_command(add: Add) -> None:
    """Add the command's parser."""
    sub = add("teach", _run, "Teach custom actions to a model by a few examples of each.")
    sub.add_argument(
        "examples",
        type=Path,
        metavar="PROJECT",
        help="project (.teach), or table of labels (.csv) with the columns file, start, end, label, person",
    )
    sub.add_argument("-o", "--out", type=model_file, required=True, metavar="MODEL", help="output model file")
    sub.add_argument(
        "--model", type=model_named, default=MODEL, help="model to teach (default: the bundled one)"
    )
    which = sub.add_mutually_exclusive_group()
    which.add_argument(
        "--beside",
        action="store_true",
        default=None,
        help="recognise the model's own actions, too (default, unless the project says otherwise)",
    )
    which.add_argument(
        "--instead", dest="beside", action="store_false", help="recognise the taught actions alone"
    )
    sub.add_argument(
        "--either-side",
        nargs="*",
        metavar="LABEL",
        help="actions that the other hand or foot may do as well (default: as the examples show)",
    )
    sub.add_argument(
        "--other-movement",
        nargs="+",
        type=Path,
        default=[],
        metavar="FILE",
        help="recordings or videos of anything else, in which to count false alarms",
    )
    device_option(sub)
    overwrite_option(sub)


def _run(args: argparse.Namespace) -> int:
    from cli.terminal import Terminal, print_warnings
    from mans.model_card import model_files
    from mans.teaching.sources import read_examples
    from streaming.errors import PathError
    from streaming.paths import is_file
    from streaming.writers.outputs import check_outputs

    console = Terminal(highlight=False)
    check_outputs(
        model_files(args.out),
        [*model_files(args.model), args.examples, *args.other_movement],
        overwrite=args.overwrite,
        make_folders=True,
        remedy="Give another -o, or --overwrite to replace it.",
    )
    for path in args.other_movement:
        if not is_file(path):
            raise PathError("there is no such file", path=path, expected="a recording or a video")
    found = read_examples(args.examples)
    _print_examples(console, found)
    beside = args.beside if args.beside is not None else found.with_shipped is not False
    command = shlex.join([*COMMAND.split(), "teach", args.examples.name, "-o", args.out.name])
    model = _teach(console, found, args, beside, command)
    _print_review(console, model, found.names)
    if not model.matcher.taught.background:
        print_warnings(console, [f"no background next to {args.model.name}: expect more false alarms"])
    if args.other_movement:
        _print_alarms(console, model, args.other_movement)
    model.save(args.out)
    console.print(f"Wrote {args.out}: {model.card.name}", soft_wrap=True)
    console.print(f"Try it: {COMMAND} live --model {shlex.quote(str(args.out))}", soft_wrap=True)
    return 0


def _teach(
    console: Console, found: Examples, args: argparse.Namespace, beside: bool, command: str
) -> TaughtModel:
    """Teach with a progress bar."""
    from mans.teaching.teach import teach

    with progress_bar(console, transient=True) as bar:
        tasks: dict[str, int] = {}

        def step(what: str, done: int, of: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=of, figures="")
            bar.update(tasks[what], completed=done)  # type: ignore[arg-type]

        return teach(
            found.samples,
            args.model,
            beside=beside,
            either_side=args.either_side,
            thresholds=found.thresholds,
            command=command,
            device=args.device,
            step=step,
        )


def _print_examples(console: Console, found: Examples) -> None:
    """Print how many examples there are of each action, by how many people, and how long they are."""
    import numpy as np
    from rich.table import Table
    from rich.text import Text

    from cli.terminal import print_warnings

    table = Table("action", "examples", "people", "seconds")
    for label in dict.fromkeys(sample.label for sample in found.samples):
        own = [sample for sample in found.samples if sample.label == label]
        lengths = [sample.end_s - sample.start_s for sample in own]
        people = {sample.subject for sample in own if sample.subject}
        span = f"{min(lengths):.1f} to {max(lengths):.1f}, median {np.median(lengths):.1f}"
        table.add_row(Text(label), str(len(own)), str(len(people) or "not named"), span)
    console.print(table)
    print_warnings(console, found.warnings)


def _print_review(console: Console, model: TaughtModel, names: Sequence[str]) -> None:
    """Print the confusion matrix, and what is worth knowing about the examples."""
    from cli.terminal import print_warnings
    from mans.teaching.review import described

    left_out = "one person" if model.review.people else "one example"
    right = f"{model.review.accuracy:.0%} of the examples are recognised with {left_out} left out at a time:"
    console.print(right)
    console.print(_confusion(model.review, model.thresholds))
    print_warnings(console, described(model.review, names))


def _confusion(review: Review, thresholds: object) -> Table:
    """Return the confusion matrix as a table: what was shown by what was answered."""
    from rich.table import Table
    from rich.text import Text

    limits = thresholds if isinstance(thresholds, dict) else {}
    table = Table("true label")
    for heading in (*review.columns, "threshold"):
        table.add_column(Text(heading))
    for label, row in zip(review.labels, review.confusion, strict=True):
        table.add_row(Text(label), *(str(count) if count else "" for count in row), f"{limits[label]:.0%}")
    return table


def _print_alarms(console: Console, model: TaughtModel, files: Sequence[Path]) -> None:
    """Print the false alarms in recordings of other movement."""
    from cli.terminal import print_warnings
    from mans.datasets.any_file import read_any
    from mans.teaching.alarms import alarms_in, others, spans_of, watch
    from streaming.printable import counted

    passed_over: list[str] = []
    taught = spans_of(model)
    shown = [
        (str(path), start_s, end_s)
        for path in files
        for name, start_s, end_s in taught
        if Path(name).name == path.name
    ]
    with progress_bar(console, transient=True) as bar:
        task = bar.add_task("other movement", total=len(files), figures="")

        def step(what: str, done: int, of: int) -> None:
            bar.update(task, description=what, completed=done, total=of)

        watched = watch(model.recogniser(), others(files, read_any, passed_over), shown, step)
    alarms = alarms_in(watched, model.card.decision, model.matcher.taught.labels)
    print_warnings(console, passed_over)
    found = counted(len(alarms), "false alarm")
    of = counted(len(watched.names), "recording")
    console.print(f"In {watched.minutes:.1f} minutes of other movement, in {of}: {found}")
    for alarm in alarms:
        where = f"{alarm.recording}, {alarm.time_s:.1f} s: {alarm.label}, {alarm.confidence:.0%}"
        console.print(f"  {where}", soft_wrap=True)
