"""``demo`` in the window: the sample that comes with the program, again and again, with the tour."""

from __future__ import annotations

import app.doctor.display
import app.start
import main
from mans.bundled import SAMPLE
from mans.recogniser import Recogniser


def test_the_demo_plays_the_sample_with_the_tour(monkeypatch):
    asked = []
    monkeypatch.setattr(app.doctor.display, "display_trouble", lambda: None)
    monkeypatch.setattr(app.start, "run_window", lambda *options: asked.append(options) or 0)
    assert main.main(["demo"]) == 0
    options, file = asked[0]
    assert options.tour and file == SAMPLE == options.sample


def test_an_action_is_announced_in_the_sample():
    """Otherwise it would not be much of one."""
    from app.model.analysis import Analysis
    from mans.bundled import MODEL
    from streaming.readers import read_recording

    analysis = Analysis(read_recording(SAMPLE), Recogniser.load(MODEL, "cpu"))
    analysis.join()
    assert any(part.label is not None for part in analysis.segments())
