"""What a check finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Literal

Status = Literal["ok", "note", "warning", "problem"]
"""``problem``: something does not work; ``warning``: it may fail, or less well; ``note``: good to know."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One result of a check.

    Attributes:
        status: how bad it is.
        found: what was found, a sentence without its full stop.
        why: why it matters; empty if all is well.
        remedy: the command or action that fixes it; empty if there is nothing to do.
        details: numbers and names for programs that read the report.
        check: name of the check; filled in by :func:`app.doctor.examine.examine`.
    """

    status: Status
    found: str
    why: str = ""
    remedy: str = ""
    details: Mapping[str, str | float] = field(default_factory=dict)
    check: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """A check.

    Attributes:
        name: for ``--only`` and in the report, e.g. ``"cameras"``.
        title: what it does, shown while it runs.
        run: does it.
        needs: modules without which it says nothing.
    """

    name: str
    title: str
    run: Callable[[], Iterable[Finding]]
    needs: tuple[str, ...] = ()

    def missing(self) -> list[str]:
        """Return the modules that it needs and that are not installed."""
        return [module for module in self.needs if not is_installed(module)]


def is_installed(module: str) -> bool:
    """Whether a top-level module can be found; does not import it."""
    try:
        return find_spec(module) is not None
    except (ImportError, ValueError):
        return False
