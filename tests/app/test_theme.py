"""Colours that must agree across floors that cannot import each other."""

from app.theme import LIGHT
from mans.attention import COLOURS


def test_the_curves_of_the_figure_are_those_of_the_light_window():
    assert tuple(COLOURS.values()) == LIGHT.axes
