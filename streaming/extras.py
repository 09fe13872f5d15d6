"""Import of optional libraries, which the extras of this package install."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType

from streaming.errors import MansError
from streaming.program import NAME, install


def import_extra(
    module: str, package: str, extra: str, error: type[MansError], path: Path | None = None
) -> ModuleType:
    """Import a library, or tell how to install it.

    Args:
        module: what to import.
        package: its name on the package index.
        extra: the extra that installs it.
        error: what to raise.
        path: file that it is needed for, if any.

    Raises:
        MansError: of the type ``error``: it is not installed, or cannot be loaded.
    """
    try:
        return importlib.import_module(module)
    except (ImportError, OSError, RuntimeError) as trouble:  # pylsl raises the last without its library
        raise error(
            f"{package} cannot be loaded: {trouble}",
            path=path,
            remedy=f"Install it: {install(f'{NAME}[{extra}]')}",
        ) from None
