import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.drawing.theme import DARK, LIGHT
from app.model.palette import (
    BEST,
    NEUTRAL_ON_DARK,
    NEUTRAL_ON_LIGHT,
    ON_DARK,
    ON_LIGHT,
    Palette,
    contrast,
    linear_rgb,
)
from streaming.recognition.prediction import NO_ACTION

# Linear-light RGB as seen with protanopia and deuteranopia (Machado, Oliveira and Fernandes 2009).
VISION = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
}


def oklab(linear: np.ndarray) -> np.ndarray:
    """Björn Ottosson's OKLab of linear-light sRGB."""
    to_lms = np.array(
        [
            [0.4122214708, 0.5363325363, 0.0514459929],
            [0.2119034982, 0.6806995451, 0.1073969566],
            [0.0883024619, 0.2817188376, 0.6299787005],
        ]
    )
    to_lab = np.array(
        [
            [0.2104542553, 0.7936177850, -0.0040720468],
            [1.9779984951, -2.4285922050, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.8086757660],
        ]
    )
    return to_lab @ np.cbrt(to_lms @ np.clip(linear, 0, 1))


def smallest_distance(colours, vision):
    labs = [oklab(VISION[vision] @ linear_rgb(colour)) for colour in colours]
    return min(float(np.linalg.norm(a - b)) for a, b in itertools.combinations(labs, 2))


# Neighbours on a colour wheel of twelve are about 0.1 apart in OKLab.
@pytest.mark.parametrize("colours", [ON_DARK, ON_LIGHT], ids=["dark", "light"])
@pytest.mark.parametrize(
    ("vision", "apart"), [("normal", 0.12), ("protanopia", 0.075), ("deuteranopia", 0.075)]
)
def test_any_two_actions_can_be_told_apart(vision, apart, colours):
    assert smallest_distance(colours[:BEST], vision) > apart
    assert smallest_distance(colours, vision) > apart / 3  # of so many, some are similar
    neighbours = itertools.pairwise((*colours, colours[0]))
    assert min(smallest_distance(pair, vision) for pair in neighbours) > apart / 2


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
def test_the_three_curves_and_the_two_sides_can_be_told_apart(theme, vision):
    assert smallest_distance(theme.axes, vision) > 0.06
    assert smallest_distance((theme.left, theme.right, theme.trunk), vision) > 0.1


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
def test_everything_stands_out_in_both_themes(theme):
    for colour in (theme.text, theme.muted, theme.accent, theme.error):
        assert contrast(colour, theme.card) > 4.5  # WCAG 2 AA
    for colour in theme.axes:
        assert contrast(colour, theme.card) > 3


@given(st.lists(st.text(min_size=1, max_size=8), unique=True, max_size=70))
def test_a_label_keeps_its_colour_and_its_text_reads(labels):
    first, second = Palette(labels), Palette(labels)
    for label in labels:
        for dark in (False, True):
            colour = first.colour(label, dark=dark)
            assert colour == second.colour(label, dark=dark)
            assert contrast(first.ink(label, dark=dark), colour) > 4.5


def test_no_action_and_not_sure_are_neutral():
    palette = Palette((NO_ACTION, "walk", "wave"))
    for dark, neutral, colours in ((False, NEUTRAL_ON_LIGHT, ON_LIGHT), (True, NEUTRAL_ON_DARK, ON_DARK)):
        assert {palette.colour(label, dark=dark) for label in (None, NO_ACTION, "unknown")} == {neutral}
        assert palette.colour("walk", dark=dark) == colours[0]


def test_a_data_sets_spelling_has_the_same_colour():
    palette = Palette(("walk", "sit down"))
    spelt = {palette.colour(label, dark=False) for label in ("sitDown", "sit_down", "sit down")}
    assert spelt == {ON_LIGHT[1]}
