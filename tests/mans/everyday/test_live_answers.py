"""What is said live about labelled clips."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mans.everyday.live_answers import live_answers, windows_of
from mans.recogniser import Recogniser
from streaming.recognition.decision import DecisionSettings
from streaming.recognition.prediction import NO_ACTION, Prediction
from streaming.recognition.window import Window, WindowSettings

from ...support.raised_hand import raises_a_hand, sample_of

SETTINGS = WindowSettings(span_s=1.0, frames=8, min_span_s=0.8)
LABELS = ("wave", "bow", NO_ACTION)


class Sure(Recogniser):
    """Says "wave" where a window ends in a stretch of time, and "no action" elsewhere."""

    def __init__(self, stretch: tuple[float, float], decision: DecisionSettings) -> None:
        self.stretch, self.decision, self.window, self.labels = stretch, decision, SETTINGS, LABELS

    def many(self, windows):
        return [self.prediction(window) for window in windows]

    def prediction(self, window: Window) -> Prediction:
        waves = self.stretch[0] <= window.end_s <= self.stretch[1]
        shares = np.array([0.9, 0.05, 0.05] if waves else [0.05, 0.05, 0.9], dtype=np.float32)
        return Prediction(window, LABELS, shares, np.ones((3, 8), dtype=np.float32))


@pytest.mark.parametrize("begin_m_s", [0.0, 0.3])
def test_a_clip_is_right_by_its_own_label_and_named_by_any(begin_m_s):
    decision = DecisionSettings(0.0, 0.6, 0.4, begin_m_s=begin_m_s)
    track = raises_a_hand()  # the hand rises from 2 s on and is down at 4 s
    wave, bow = (
        replace(sample_of(label, track), start_s=2.0, end_s=4.0, name=label) for label in ("wave", "bow")
    )
    found = live_answers(Sure((2.5, 4.0), decision), [wave, bow])
    assert (found.clips, found.right, found.announced, found.shown) == (2, 0.5, 1.0, 1.0)
    assert found.named == {"wave": 2}
    silent = live_answers(Sure((9.0, 9.0), decision), [wave, bow])
    assert (silent.right, silent.announced, silent.shown, silent.named) == (0.0, 0.0, 0.0, {})


def test_what_is_announced_beside_the_clip_is_not_of_it():
    decision = DecisionSettings(0.0, 0.6, 0.4)
    clip = replace(sample_of("wave", raises_a_hand()), start_s=3.0, end_s=3.4)
    before = live_answers(Sure((0.0, 2.9), decision), [clip])
    assert before.announced == 0.0


def test_windows_are_those_of_the_live_chain_and_of_one_person():
    track = raises_a_hand()
    begins = track.begins.copy()
    begins[75] = True  # somebody else, at 2.5 s
    sample = replace(sample_of("wave", replace(track, begins=begins)), start_s=2.5, end_s=4.0)
    recogniser = Sure((0.0, 9.0), DecisionSettings())
    windows = windows_of(sample, recogniser)
    assert windows[0].end_s == pytest.approx(1.0 + 0.8, abs=0.04)
    assert windows[-1].end_s == pytest.approx(5.0, abs=0.1)
    people = [window.person for window in windows]
    assert people == sorted(people) and len(set(people)) == 2
    second = [window for window in windows if window.person == people[-1]]
    assert second[0].end_s == pytest.approx(2.5 + 0.8, abs=0.04)
    assert all(window.times_s[0] >= 2.5 - 1e-6 for window in second)
