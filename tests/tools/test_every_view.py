"""Screens for pictures of every view: their size and scale reach Qt's offscreen platform."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tools.every_view import SCREENS, Screen, environment


@pytest.mark.parametrize("screen", SCREENS, ids=str)
def test_a_screen_is_written_as_it_is_read_and_set_up_in_the_windows_pixels(screen, tmp_path):
    assert Screen.parse(str(screen)) == screen
    given = environment(screen, tmp_path)
    (only,) = json.loads(Path(given["QT_QPA_PLATFORM"].partition("configfile=")[2]).read_text())["screens"]
    scale = float(given["QT_SCALE_FACTOR"])
    assert (only["width"] * scale, only["height"] * scale) == (screen.width, screen.height)
