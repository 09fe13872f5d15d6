"""Old names of options and settings on the command line: accepted for one version, with a warning each."""

from __future__ import annotations

import argparse
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from streaming.old_names import OldNameWarning, warn_of_old_names


@contextmanager
def old_names_told() -> Iterator[None]:
    """Print each warning about old names once, where errors go; other warnings are shown as ever."""
    told: set[str] = set()
    with warnings.catch_warnings():
        warnings.simplefilter("always", OldNameWarning)
        show = warnings.showwarning

        def shown(message: Warning | str, category: type[Warning], *place: Any, **more: Any) -> None:
            if not issubclass(category, OldNameWarning):
                show(message, category, *place, **more)
            elif str(message) not in told:
                from cli.terminal import warn_in_terminal

                told.add(str(message))
                warn_in_terminal([str(message)])

        warnings.showwarning = shown
        yield


def old_option(
    sub: argparse.ArgumentParser | argparse._ArgumentGroup,
    old: str,
    new: str,
    read: Callable[[str], Any],
    *,
    nargs: str | None = None,
) -> None:
    """Accept an option by its old name too, which the help does not list.

    Args:
        sub: the command, or a group of its options, that has the new option.
        old: the old name, e.g. ``"--batch"``.
        new: the new name.
        read: makes the option's value of a word.
        nargs: how many words it takes; None for one.
    """

    class Renamed(argparse.Action):
        def __call__(
            self,
            parser: argparse.ArgumentParser,
            namespace: argparse.Namespace,
            values: Any,
            *_: str | None,
        ) -> None:
            warn_of_old_names("command line", {old: new})
            setattr(namespace, self.dest, values)

    dest = new.removeprefix("--").replace("-", "_")
    sub.add_argument(
        old,
        dest=dest,
        action=Renamed,
        type=read,
        nargs=nargs,
        default=argparse.SUPPRESS,
        help=argparse.SUPPRESS,
    )
