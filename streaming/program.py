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


def pip(*words: str) -> str:
    """Return a command line of pip for this Python: of pipx or uv where one of them made its environment.

    Such an environment has no pip of its own, and another's would install beside it.
    """
    python = f'"{sys.executable}"' if " " in sys.executable else sys.executable
    if Path(sys.prefix, "pipx_metadata.json").is_file():
        return " ".join(["pipx", "runpip", NAME, *words])
    if Path(sys.prefix, "uv-receipt.toml").is_file():
        return " ".join(
            ["uv", "pip", words[0], "--python", python, *(each for each in words[1:] if each != "-y")]
        )
    return " ".join([python, "-m", "pip", *words])


def install(requirement: str) -> str:
    """Return the command line that installs a requirement, such as one of our extras, beside this program.

    It is in double quotes: the command prompt of Windows takes single ones for letters of the name.
    """
    command = pip("install", f'"{requirement}"')
    return command if command.startswith(("pipx ", "uv ")) else f'pip install "{requirement}"'


# In an activated checkout ``mans-live`` runs main.py, which replaces sys.argv[0].
_BY_NAME = checkout() is None or any(Path(word).stem == NAME for word in sys.orig_argv[1:2])

SCRIPT = NAME if _BY_NAME else "main.py"
"""The program in usage lines."""

COMMAND = NAME if _BY_NAME else "python main.py"
"""The program in a line to type."""
