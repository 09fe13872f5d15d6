"""JSON files of figures, which JSON itself limits: it has no NaN."""

from __future__ import annotations

import json
import math
from pathlib import Path

from streaming.writers.atomic import replace_text


def write_figures(path: Path, figures: object) -> None:
    """Write figures, numpy's too, in dictionaries and lists; NaN becomes null.

    Raises:
        WriteError: the file cannot be written.
    """
    text = json.dumps(_without_nan(figures), indent=1, default=float, allow_nan=False)
    replace_text(path, text + "\n", make_folders=True)


def _without_nan(figures: object) -> object:
    if isinstance(figures, dict):
        return {key: _without_nan(value) for key, value in figures.items()}
    if isinstance(figures, (list, tuple)):
        return [_without_nan(value) for value in figures]
    return None if isinstance(figures, float) and math.isnan(figures) else figures
