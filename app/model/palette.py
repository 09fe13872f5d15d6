"""Colour palettes of actions, one for each theme, colour-blind safe.

The first ten colours of each were found by a search that kept the smallest distance between any two of
them in OKLab as large as possible, as seen with normal vision and with protanopia and deuteranopia
(Machado et al. 2009); each further one is as far as possible from those before it. All have a contrast of
3:1 or more (WCAG 2, 1.4.11) on a card of their theme and on the tracks of bars and rows; colours of the
same place are of a similar hue where that can be.
Colour is never the only carrier: blocks and bars have their label written on or beside them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from app.model.wording import readable
from streaming.recognition.prediction import NO_ACTION

# fmt: off
ON_LIGHT = (
    "#2864c4", "#700458", "#887cc4", "#a03404", "#944094", "#349464", "#1c644c", "#582804",
    "#103488", "#d06404", "#4c88ac", "#4c284c", "#885834", "#40407c", "#1c7c88", "#a07c58",
    "#64344c", "#5840ac", "#6470dc", "#885870", "#047cb8", "#704034", "#946404", "#584c70",
    "#d06470", "#8864a0", "#044064", "#7c8834", "#703494", "#046404", "#70704c", "#3488dc",
    "#044034", "#c464a0", "#6458ac", "#7c0428", "#94404c", "#9464c4", "#4c1c70", "#106488",
)
"""On the light theme: sRGB, in the order in which a model's labels take them."""
ON_DARK = (
    "#94dcf4", "#b8587c", "#7070c4", "#e8881c", "#dca0b8", "#7ce894", "#34b870", "#a07004",
    "#40acf4", "#f4c428", "#04c4b8", "#dc6464", "#f4d0a0", "#40a0b8", "#88c44c", "#c4b894",
    "#b87c7c", "#7c88f4", "#acb8f4", "#f4c4d0", "#6488b8", "#d05834", "#b8dc64", "#dc7cd0",
    "#aca04c", "#04e8d0", "#0488a0", "#acc470", "#407cdc", "#709458", "#dcac34", "#88a0dc",
    "#34884c", "#acd0ac", "#70c4d0", "#f48888", "#c47c04", "#ac7cdc", "#c458a0", "#70b8a0",
)
"""On the dark theme."""
# fmt: on
NEUTRAL_ON_LIGHT, NEUTRAL_ON_DARK = "#7a818d", "#8b919b"
"""Of "no action" and "not sure"."""
BEST = 10
"""So many labels have the colours that are easiest to tell apart; after the last, they come again."""


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


def ink_on(ground: str) -> str:
    """Return the text colour, black or white, that reads better on a colour.

    One of the two has a contrast of 4.5 or more on every colour; near-black would not do.
    """
    return max("#000000", "#ffffff", key=lambda ink: contrast(ink, ground))


class Palette:
    """Colours of one model's labels."""

    def __init__(self, labels: Sequence[str] = ()) -> None:
        """Assign colours to labels, by their index in the model."""
        self._labels = tuple(labels)
        actions = [label for label in labels if label != NO_ACTION]
        self._places = {readable(label): i for i, label in enumerate(actions)}

    def joined(self, labels: Sequence[str]) -> Palette:
        """Return a palette that gives other labels colours too; those of this one stay."""
        known = {readable(label) for label in self._labels}
        return Palette((*self._labels, *(label for label in labels if readable(label) not in known)))

    def colour(self, label: str | None, *, dark: bool) -> str:
        """Return the colour of a label, sRGB.

        Args:
            label: neutral are None, "no action" and what the model does not know.
            dark: whether it is for the dark theme.
        """
        place = None if label is None else self._places.get(readable(label))
        if place is None:
            return NEUTRAL_ON_DARK if dark else NEUTRAL_ON_LIGHT
        colours = ON_DARK if dark else ON_LIGHT
        return colours[place % len(colours)]

    def ink(self, label: str | None, *, dark: bool) -> str:
        """Return the text colour, black or white, that reads better on the label's colour."""
        return ink_on(self.colour(label, dark=dark))
