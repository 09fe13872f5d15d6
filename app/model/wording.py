"""Formatting of labels, probabilities and times."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from textwrap import wrap

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QGuiApplication

from app.model.language import later, tr
from streaming.pipeline.live import CameraFeed, Feed
from streaming.printable import printable
from streaming.recognition.prediction import NO_ACTION

MINUS = "\N{MINUS SIGN}"
"""The sign as it is printed; a hyphen is shorter than a plus."""

_FIRST_STRONG_ISOLATE = "\N{FIRST STRONG ISOLATE}"
_POP_ISOLATE = "\N{POP DIRECTIONAL ISOLATE}"

_NETWORK = later("MANs with evidence")
"""The bundled network, as model cards call it."""

_TIP = 80  # characters on a line of a tool tip

_STEPS_S = (0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600)


def readable(label: str) -> str:
    """Format a data set's label: ``"sitDown"`` and ``"sit_down"`` become ``"sit down"``."""
    camel = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", label)
    # Only what was written in camel case is lowered: "turn on TV" stays as it is.
    return (camel.lower() if camel != label else label).replace("_", " ").strip()


def feed_name(feed: Feed) -> str:
    """Name a camera in the window's language, and a video by its file."""
    return tr("Camera {which}").format(which=feed.shown) if isinstance(feed, CameraFeed) else feed.name


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


def number(value: float, spec: str = "g") -> str:
    """Format a number with the decimal sign of the window's language, and a minus that is one.

    Args:
        value: to be written.
        spec: as of :func:`format`, without a thousands separator, e.g. ``".1f"`` or ``"+.2f"``.
    """
    return localised(format(value, spec))


def localised(digits: str) -> str:
    """Write a number that has been formatted already, e.g. ``"-0.5"``, as :func:`number` does."""
    return digits.replace("-", MINUS).replace(".", QLocale().decimalPoint())


def isolated(text: str) -> str:
    """Keep a text in its own order, such as ``"640 x 480"``, where the window is laid out from right to left.

    Between numbers, signs and words it would take the direction of the window.
    """
    if QGuiApplication.layoutDirection() != Qt.LayoutDirection.RightToLeft:
        return text
    return f"{_FIRST_STRONG_ISOLATE}{text}{_POP_ISOLATE}"


def percent(probability: float) -> str:
    """Format a probability as an integer percentage; 0 % and 100 % only for exact values."""
    whole = round(probability * 100)
    if whole == 0 and probability > 0:
        return "<1 %"
    return ">99 %" if whole == 100 and probability < 1 else f"{whole} %"


# "own" and "beside" in models and recordings of earlier versions.
_CUSTOM, _ADDED = r"(\d+) (?:custom|own) actions?", "added to|beside"


def named(label: str) -> str:
    """Translate a data set's label to the window's language, if possible."""
    return tr(readable(label))


def model_words(name: str, device: str) -> str:
    """Say which model is in use, and on what: both are told in English, with numbers in them."""
    found = re.fullmatch(rf"{_CUSTOM} ({_ADDED}|by) (.+)", name)
    shipped = name if found is None else found[3]
    if data := re.fullmatch(r"(.+), (\d+) data sets", shipped):
        sets = tr("%n data set(s)", "", int(data[2]))
        shipped = f"{tr(data[1])}, {sets}"
    if found is not None:
        own = tr("%n custom action(s)", "", int(found[1]))
        words = tr("{own} by {model}") if found[2] == "by" else tr("{own} added to {model}")
        shipped = words.format(own=own, model=shipped)
    if threads := re.fullmatch(r"CPU, (\d+) threads?", device):
        device = tr("CPU, %n thread(s)", "", int(threads[1]))
    return f"{shipped} · {device}"


def model_in_short(name: str, labels: Sequence[str]) -> str:
    """Say what a model recognises, by how many actions it knows.

    Args:
        name: the model's, which tells how many actions are the user's own.
        labels: what it can answer.
    """
    known = sum(label != NO_ACTION for label in labels)
    found = re.match(rf"{_CUSTOM} (?:{_ADDED}) ", name)
    if found is None:
        if re.match(rf"{_CUSTOM} by ", name):
            return tr("%n custom action(s)", "", known)
        return tr("recognises %n action(s)", "", known)
    own = int(found[1])
    others = tr("{own} and %n other(s)", "", known - own)
    return others.format(own=tr("%n custom action(s)", "", own))


def model_tip(name: str, device: str, labels: Sequence[str]) -> str:
    """Say which actions a model knows, what it is called and what it runs on, on several lines."""
    actions = ", ".join(named(label) for label in labels if label != NO_ACTION)
    return "\n".join((*wrap(actions, _TIP), "", model_words(name, device)))


def timecode(seconds: float, decimals: int = 2) -> str:
    """Write a time in seconds as minutes and seconds, e.g. ``"1:03.20"``, in German ``"1:03,20"``."""
    unit = 10**decimals
    ticks = round(max(seconds, 0.0) * unit)  # rounded once, or 59.999 would become 0:60.00
    minutes, rest = divmod(ticks, 60 * unit)
    text = number(rest / unit, f"0{3 + decimals if decimals else 2}.{decimals}f")
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{text}" if hours else f"{minutes}:{text}"


def tick_step(duration_s: float, ticks: float) -> float:
    """Return a round distance in seconds that puts at most so many ticks on a duration in seconds."""
    wanted = duration_s / max(ticks, 1.0)
    return next((float(step) for step in _STEPS_S if step >= wanted), float(_STEPS_S[-1]))
