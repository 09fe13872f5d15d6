"""Deprecated names: accepted for one version, with a warning."""

from __future__ import annotations

import warnings
from collections.abc import Mapping


class OldNameWarning(DeprecationWarning):
    """A setting or an option has another name now; the next version of the program refuses the old one."""


def warn_of_old_names(where: str, old: Mapping[str, str | None]) -> None:
    """Tell, by one :class:`OldNameWarning` of one line, what old names have become.

    Args:
        where: the file or the options that have them.
        old: old names to new ones, or to None for what is ignored.
    """
    changes = (f"{name} is ignored" if new is None else f"{name} is now {new}" for name, new in old.items())
    text = f"{where}: {', '.join(changes)}; the next version does not read old names"
    warnings.warn(text, OldNameWarning, stacklevel=3)
