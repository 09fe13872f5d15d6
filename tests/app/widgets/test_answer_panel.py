from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from app.drawing.qimages import rgb_of
from app.drawing.theme import apply_theme, theme_of
from app.model.palette import NEUTRAL_ON_LIGHT, Palette
from app.model.verdict import Verdict
from app.widgets.answer_panel import AnswerPanel, Headline


@pytest.fixture
def headline(qtbot) -> Headline:
    headline = Headline()
    qtbot.addWidget(headline)
    headline.resize(320, 80)
    return headline


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Walk", ("Walk",)),
        ("Clap hands", ("Clap hands",)),
        ("Put on a hat or cap", ("Put on a", "hat or cap")),
        ("", ("",)),
    ],
)
def test_an_action_is_as_large_as_it_fits(headline, text, lines):
    headline.set_text(text)
    size, found = headline._fit()
    assert found == lines
    assert size >= 30
    assert headline.accessibleName() == text


def test_a_word_that_fits_nowhere_is_still_written(headline):
    word = "Donaudampfschifffahrtsgesellschaft" * 3  # small, cut off, and whole in the tool tip
    headline.set_text(word)
    assert headline._fit() == (15, (word,))
    assert headline.toolTip() == word


def test_painting_that_fails_leaves_no_painter_behind(headline, monkeypatch):
    """Qt crashes over a widget that goes while it is painted, and a kept traceback keeps the painter."""
    painters = []

    def fail(painter, _font):
        painters.append(painter)
        raise ValueError("no room")

    monkeypatch.setattr("app.widgets.answer_panel.QPainter.setFont", fail)
    with pytest.raises(ValueError, match="no room"):
        headline.grab()
    assert not painters[0].isActive()


def test_bars_are_as_long_as_they_say(qtbot):
    apply_theme(QApplication.instance(), "light")
    panel = AnswerPanel()
    qtbot.addWidget(panel)
    panel.resize(420, 320)
    panel.show()
    palette = Palette(("walk", "carry"))
    panel.show_verdict(Verdict("Walk", "", "walk", 0.25, (("walk", 0.25), ("carry", 0.02))), palette)
    bar = panel.confidence
    image = bar.grab().toImage()
    walk = palette.colour("walk", dark=False)
    coloured = [x for x in range(bar.width()) if image.pixelColor(x, 4).name() == walk]
    assert len(coloured) == pytest.approx(bar.width() / 4, abs=2)
    panel.show_verdict(Verdict("Not sure", "Best guess: walk", None, 0.5, ()), palette)
    image = bar.grab().toImage()
    drawn = {image.pixelColor(x, 4).name() for x in range(bar.width())}
    assert NEUTRAL_ON_LIGHT not in drawn  # no action, no bar
    assert not panel.best_heading.isVisible()


def test_attention_is_a_strip_below_the_ribbons(make_window, make_recording, make_recogniser):
    """As long as they are; strong where the windows so far have the most of it."""

    class LooksAtTheEnd(make_recogniser):
        def __call__(self, window):
            f_a = np.full((3, len(window.times_s)), 0.2, np.float32)
            f_a[:, -5:] = 0.9 if window.end_s > 4 else 0.2
            return replace(super().__call__(window), f_a=f_a)

    window = make_window(make_recording(), LooksAtTheEnd())
    classes = window.answer_panel.classes
    window.session.playback.seek(5.0)
    window.refresh()
    theme, picture = theme_of(classes), rgb_of(classes.grab().toImage())
    strip = picture[-round(classes.height() / 12)].astype(int)

    def columns(colour: str) -> np.ndarray:
        return np.flatnonzero(np.abs(strip - np.array(list(bytes.fromhex(colour[1:])))).sum(axis=1) < 60)

    assert len(columns(theme.raised)) > 50  # before the recording nothing, in it at first little
    assert len(columns(theme.accent)) > 1 and columns(theme.accent).min() > columns(theme.raised).mean()


def test_a_provisional_answer_is_dimmed(qtbot):
    apply_theme(QApplication.instance(), "dark")
    panel = AnswerPanel()
    qtbot.addWidget(panel)
    panel.resize(420, 400)
    brightest = {}
    for provisional in (False, True):
        headline = "Walk …" if provisional else "Walk"
        panel.show_verdict(
            Verdict(headline, "", "walk", 0.8, (("walk", 0.8),), provisional=provisional), Palette()
        )
        brightest[provisional] = int(rgb_of(panel.headline.grab().toImage()).max())
    assert brightest[True] < brightest[False] - 20
