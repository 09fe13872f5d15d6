"""Formatting of labels, probabilities and times."""

from __future__ import annotations

import re
from pathlib import Path

from app.model.language import tr
from streaming.pipeline.live import CameraFeed, Feed
from streaming.printable import printable

MINUS = "\N{MINUS SIGN}"
"""The sign as it is printed; a hyphen is shorter than a plus."""

_STEPS_S = (0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600)


def readable(label: str) -> str:
    """Format a data set's label: ``"sitDown"`` and ``"sit_down"`` become ``"sit down"``."""
    camel = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", label)
    # Only what was written in camel case is lowered: "turn on TV" stays as it is.
    return (camel.lower() if camel != label else label).replace("_", " ").strip()


def feed_name(feed: Feed) -> str:
    """Name a camera in the window's language, and a video by its file."""
    return tr("Camera {which}").format(which=feed.which) if isinstance(feed, CameraFeed) else feed.name


def names_of_source(feed: Feed | None, path: Path | None) -> tuple[str, str]:
    """Return what is shown, as a word for the names of files, and so that one can tell which it is.

    Args:
        feed: the camera or video that is live, if one is.
        path: else the recording's, if it has any.
    """
    if isinstance(feed, CameraFeed):
        return feed_name(feed), feed_name(feed)
    path = path if feed is None else feed.path
    return ("", "") if path is None else (path.stem, printable(str(path)))


def percent(probability: float) -> str:
    """Format a probability as an integer percentage; 0 % and 100 % only for exact values."""
    whole = round(probability * 100)
    if whole == 0 and probability > 0:
        return "<1 %"
    return ">99 %" if whole == 100 and probability < 1 else f"{whole} %"


def named(label: str) -> str:
    """Translate a data set's label to the window's language, if possible."""
    return tr(readable(label))


def timecode(seconds: float, decimals: int = 2) -> str:
    """Write a time in seconds as minutes and seconds, e.g. ``"1:03.20"``."""
    unit = 10**decimals
    ticks = round(max(seconds, 0.0) * unit)  # rounded once, or 59.999 would become 0:60.00
    minutes, rest = divmod(ticks, 60 * unit)
    text = f"{rest / unit:0{3 + decimals if decimals else 2}.{decimals}f}"
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{text}" if hours else f"{minutes}:{text}"


def tick_step(duration_s: float, ticks: float) -> float:
    """Return a round distance in seconds that puts at most so many ticks on a duration in seconds."""
    wanted = duration_s / max(ticks, 1.0)
    return next((float(step) for step in _STEPS_S if step >= wanted), float(_STEPS_S[-1]))
