"""Name and version of this program, as written into files and sent to other programs."""

from __future__ import annotations

import sys
from importlib.metadata import PackageNotFoundError, version

NAME = "mans-live"


def program_version() -> str:
    """Return the version of the installed package, or a remark if it is not installed."""
    try:
        return version(NAME)
    except PackageNotFoundError:
        return f"(not installed, Python {sys.version_info.major}.{sys.version_info.minor})"
