"""Import of the optional libraries that carry events."""

from __future__ import annotations

import importlib
from types import ModuleType

from streaming.errors import SendError

EXTRA = "send"
"""The extra of this package that installs them."""


def import_library(module: str, package: str) -> ModuleType:
    """Import a library, or tell how to install it.

    Args:
        module: what to import.
        package: its name on the package index.

    Raises:
        SendError: it is not installed, or cannot be loaded.
    """
    try:
        return importlib.import_module(module)
    except (ImportError, OSError, RuntimeError) as error:  # pylsl raises the last without its library
        raise SendError(
            f"{package} cannot be loaded: {error}", remedy=f"Install it: pip install 'mans-live[{EXTRA}]'"
        ) from None
