"""Colour palette of actions, colour-blind safe.

The ten base colours were found by a search that kept the smallest distance between any two of them in
OKLab as large as possible, as seen with normal vision and with protanopia and deuteranopia (Machado et
al. 2009), within a band of luminance that stands out from a white and from a near-black background.
Colour is never the only carrier: blocks and bars have their label written on or beside them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from app.model.wording import readable
from streaming.recognition.prediction import NO_ACTION

BASE = (
    "#1a6aa8",
    "#cd6a1d",
    "#29c7bc",
    "#9e3b79",
    "#b3a90f",
    "#db98f9",
    "#2d9662",
    "#fc9888",
    "#6f8bed",
    "#6d5c2c",
)
"""sRGB, in the order in which a model's labels take them."""

NEUTRAL = "#8b919b"
"""sRGB of "no action" and "not sure"."""

# Beyond ten labels the colours come again, mixed towards white and black by turns: no longer all
# distinct, but still one fixed colour per label.
_TIERS = (0.0, 0.35, -0.35, 0.18, -0.18)


def linear_rgb(colour: str) -> npt.NDArray[np.float64]:
    """Return (3,) linear-light red, green and blue in 0..1 of a colour such as ``"#1a6aa8"``."""
    value = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def luminance(colour: str) -> float:
    """Return the relative luminance, 0 (black) to 1 (white), of WCAG 2."""
    return float(linear_rgb(colour) @ (0.2126, 0.7152, 0.0722))


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio, 1 to 21, of WCAG 2."""
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


def _mixed(colour: str, amount: float) -> str:
    """Mix a colour towards white (amount above 0) or black (below 0)."""
    parts = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    goal = 255 if amount > 0 else 0
    return "#" + "".join(f"{round(part + abs(amount) * (goal - part)):02x}" for part in parts)


class Palette:
    """Colours of one model's labels."""

    def __init__(self, labels: Sequence[str] = ()) -> None:
        """Assign colours to labels, by their index in the model."""
        actions = [label for label in labels if label != NO_ACTION]
        self._labels = tuple(labels)
        self._colours: dict[str, str] = {}
        for i, label in enumerate(actions):
            tier, base = divmod(i, len(BASE))
            self._colours[readable(label)] = _mixed(BASE[base], _TIERS[tier % len(_TIERS)])

    def joined(self, labels: Sequence[str]) -> Palette:
        """Return a palette that gives other labels colours too; those of this one stay."""
        known = {readable(label) for label in self._labels}
        return Palette((*self._labels, *(label for label in labels if readable(label) not in known)))

    def colour(self, label: str | None) -> str:
        """Return the colour of a label; neutral for None, "no action" and what the model does not know."""
        return NEUTRAL if label is None else self._colours.get(readable(label), NEUTRAL)

    def ink(self, label: str | None) -> str:
        """Return the text colour, black or white, that reads better on the label's colour.

        One of the two has a contrast of 4.5 or more on every colour; near-black would not do.
        """
        ground = self.colour(label)
        return max("#000000", "#ffffff", key=lambda ink: contrast(ink, ground))
