"""Networks, preprocessing, data sets, training, evaluation and the recogniser (layer 2). No Qt, no OpenCV.

``Recogniser`` is the public interface, documented in docs/python.md; everything else may change. It is
imported when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__all__ = ["Recogniser"]


def __getattr__(name: str) -> Any:
    """Import a public name."""
    if name != "Recogniser":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return import_module(f"{__name__}.recogniser").Recogniser
