"""``main.py`` with Ctrl-C at a known moment: ``python -m tests.support.interrupted MODULE WORD ...``.

The signal comes when MODULE begins to be imported, whoever imports it, by a real ``kill``.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

MAIN = Path(__file__).resolve().parents[2] / "main.py"


class Interrupts:
    """A finder that finds nothing, and sends the signal when it is asked for a module."""

    def __init__(self, module: str) -> None:
        self._module = module

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> None:
        if name == self._module:
            os.kill(os.getpid(), signal.SIGINT)


if __name__ == "__main__":
    module, *words = sys.argv[1:]
    sys.argv = [str(MAIN), *words]
    for name in [name for name in sys.modules if name.partition(".")[0] in ("argparse", "streaming", "cli")]:
        del sys.modules[name]
    sys.meta_path.insert(0, Interrupts(module))  # type: ignore[arg-type]
    runpy.run_path(str(MAIN), run_name="__main__")
