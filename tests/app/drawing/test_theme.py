"""Colours that must agree across layers that cannot import each other, and who decides about the theme."""

import subprocess
import sys
from pathlib import Path

import pytest

from app.drawing.theme import LIGHT
from mans.attribution.figure import COLOURS

ROOT = Path(__file__).resolve().parents[3]


def test_the_curves_of_the_figure_are_those_of_the_light_window():
    assert tuple(COLOURS.values()) == LIGHT.axes


PROGRAM = """
import sys
import app.start, app.drawing.theme
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

dark = False
app.drawing.theme.system_is_dark = lambda _: dark
program = app.start.application(sys.argv[1])
for chosen in sys.argv[2:]:
    if chosen == "system":  # goes dark at dusk, light at dawn
        dark = not dark
        program.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark if dark else Qt.ColorScheme.Light)
    else:
        app.drawing.theme.apply_theme(program, chosen)
    print("dark" if app.drawing.theme.theme_of(QWidget()).dark else "light")
"""


@pytest.mark.parametrize(
    ("started", "then", "seen"),
    [
        ("auto", ("system", "light", "system", "system"), ["dark", "light", "light", "light"]),
        ("dark", ("system", "auto", "system"), ["dark", "dark", "light"]),
    ],
)
def test_a_theme_that_was_chosen_stays_whatever_the_system_does(started, then, seen):
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, started, *then], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == seen
