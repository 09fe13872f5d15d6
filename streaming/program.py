"""Name and version of this program, as written into files and sent to others, and how to call it."""

from __future__ import annotations

import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

NAME = "mans-live"


def program_version() -> str:
    """Return the version of the installed package, or a remark if it is not installed."""
    try:
        return version(NAME)
    except PackageNotFoundError:
        return f"(not installed, Python {sys.version_info.major}.{sys.version_info.minor})"


def checkout() -> Path | None:
    """Return the folder of the source tree that this runs from; None where it is installed."""
    above = Path(__file__).resolve().parents[1]
    return above if (above / "pyproject.toml").is_file() else None


SCRIPT = NAME if checkout() is None else "main.py"
"""The program in usage lines."""

COMMAND = NAME if checkout() is None else "python main.py"
"""The program in a line to type."""
