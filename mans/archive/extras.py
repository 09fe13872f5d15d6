"""Import of the optional packages that an archive may want."""

from __future__ import annotations

import importlib
from types import ModuleType

from streaming.errors import SettingsError


def import_extra(module: str, extra: str, instead: str) -> ModuleType:
    """Import a module of a package that is not installed with the program.

    Args:
        module: its name.
        extra: the extra of this program that installs it.
        instead: what else the user can do.

    Raises:
        SettingsError: it is not installed, or cannot be loaded.
    """
    try:
        return importlib.import_module(module)
    except (ImportError, OSError) as error:
        package = module.partition(".")[0]
        raise SettingsError(
            f"{package} cannot be loaded ({error})",
            expected=f'pip install "mans-live[{extra}]"',
            remedy=f"Or {instead}",
        ) from None
