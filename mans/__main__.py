"""``mans-live`` and ``python -m mans``: run ``main.py`` as ``python main.py`` does, from any folder.

A wheel holds ``main.py``, ``app`` and ``cli`` inside this package, so that site-packages does not get names
that others use, too. Like Python with a script, this puts their folder first on the path.
"""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

_INSTALLED = Path(__file__).resolve().parent / "_program"


def program_folder() -> Path:
    """Return the folder of ``main.py``: in this package, or in the source tree around it."""
    return _INSTALLED if (_INSTALLED / "main.py").is_file() else _INSTALLED.parents[1]


def main() -> None:
    """Run the command line, and exit with its code.

    Raises:
        SystemExit: always.
    """
    folder = program_folder()
    sys.path.insert(0, str(folder))
    runpy.run_path(str(folder / "main.py"), run_name="__main__")


if __name__ == "__main__":
    main()
