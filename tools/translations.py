"""Update of the window's translations: ``make translations``.

Texts are collected from ``app/`` into ``app/languages/*.ts``, which are edited by hand or with Qt Linguist,
and compiled into the ``*.qm`` beside them, which the window loads. Another language begins with an empty
file: this fills it. English has nothing but its plurals.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "app" / "languages"


def program(name: str) -> str:
    """Return where a program of PySide6 is: beside this Python, or on the path."""
    beside = Path(sys.executable).parent
    found = shutil.which(name, path=str(beside)) or shutil.which(name)
    if found is None:
        raise SystemExit(f"{name}: not found; it comes with PySide6: run `make setup`")
    return found


def collect(ts: Path) -> None:
    """Bring a language's texts up to date; those that are gone are dropped."""
    plural = ["-pluralonly"] if ts.stem == "en" else []
    sources = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "app").rglob("*.py"))
    marked = ["-tr-function-alias", "QT_TR_NOOP+=later"]  # ``app.model.language.later``
    options = ["-locations", "none", "-no-obsolete", "-silent", "-target-language", ts.stem]
    words = [program("pyside6-lupdate"), *sources, *marked, *options, *plural, "-ts", str(ts)]
    subprocess.run(words, cwd=ROOT, check=True)


def compile_to(ts: Path, qm: Path) -> None:
    """Compile a language."""
    subprocess.run([program("pyside6-lrelease"), str(ts), "-silent", "-qm", str(qm)], check=True)


def main() -> None:
    """Do it for every language."""
    for ts in sorted(FOLDER.glob("*.ts")):
        collect(ts)
        compile_to(ts, ts.with_suffix(".qm"))
        waiting = ts.read_text(encoding="utf-8").count('type="unfinished"')
        print(f"{ts.relative_to(ROOT)}: {waiting or 'nothing'} left to translate")


if __name__ == "__main__":
    main()
