"""Python itself."""

from __future__ import annotations

import platform
import struct
import sys
from collections.abc import Iterator

from app.doctor.finding import Finding
from streaming.program import NAME, program_version

OLDEST, NEWEST = (3, 10), (3, 14)


def check_python(version: tuple[int, int] = sys.version_info[:2]) -> Iterator[Finding]:
    """Check the version, the word size, and whether this is an environment of its own."""
    text = ".".join(map(str, version))
    bits = 8 * struct.calcsize("P")
    known: dict[str, str | float] = {
        "program": program_version(),
        "python": platform.python_version(),
        "executable": sys.executable,
        "system": platform.platform(),
        "machine": platform.machine(),
        "bits": bits,
    }
    bounds = f"{OLDEST[0]}.{OLDEST[1]} to {NEWEST[0]}.{NEWEST[1]}"
    if not OLDEST <= version <= NEWEST:
        yield Finding(
            "problem",
            f"Python {text}",
            f"the libraries have wheels for Python {bounds}",
            f"Install one of these and put {NAME} into it, e.g. uv tool install --python 3.12 {NAME}",
            known,
        )
    elif bits != 64:
        yield Finding(
            "problem",
            f"a Python of {bits} bits",
            "the libraries have wheels for 64 bits only",
            "Install the 64-bit Python",
            known,
        )
    else:
        yield Finding("ok", f"Python {platform.python_version()}, {platform.platform()}", details=known)
    if sys.prefix == sys.base_prefix:
        yield Finding(
            "note",
            f"no virtual environment ({sys.prefix})",
            "other programs in the same Python may need other versions of the same libraries",
            f"pipx install {NAME}, or python -m venv",
        )
