"""Actions with thresholds of their own: announced, held, and outdone."""

from __future__ import annotations

import numpy as np
import pytest

from streaming.errors import SettingsError
from streaming.recognition.decision import Decider, DecisionSettings
from streaming.recognition.prediction import NO_ACTION, Prediction
from streaming.recognition.thresholds import announced

from ...support.movements import FRAMES, swings, window

LABELS = ("wave", "own", NO_ACTION)
OWN = {"own": 0.3}


def said(*probabilities: float, held: str | None = None) -> tuple[str | None, float]:
    label, sure = announced(LABELS, np.array(probabilities, np.float32), OWN, 0.7, 0.35, held)
    return label, round(sure, 4)


def test_each_action_is_announced_at_its_own_threshold():
    assert said(0.6, 0.35, 0.05) == ("own", 0.35)  # the more probable one has not reached its own
    assert said(0.75, 0.2, 0.05) == ("wave", 0.75)
    assert said(0.5, 0.29, 0.21) == (None, 0.5)
    assert said(0.1, 0.2, 0.7) == (None, 0.2)


def test_what_is_announced_is_held_to_half_its_threshold_unless_another_reaches_its_own():
    assert said(0.2, 0.16, 0.64, held="own") == ("own", 0.16)
    assert said(0.2, 0.14, 0.66, held="own") == (None, 0.2)
    assert said(0.72, 0.2, 0.08, held="own") == ("wave", 0.72)
    assert said(0.4, 0.1, 0.5, held="wave") == ("wave", 0.4)


def test_a_decision_by_moments_heeds_them():
    def answers(settings: DecisionSettings) -> list[str | None]:
        decide = Decider(settings)
        found = []
        for k, own in enumerate((0.1, 0.4, 0.2, 0.1)):
            given = np.array([0.05, own, 0.95 - own], np.float32)
            seen = window(2.0 + k / 10, swings())
            found.append(decide(Prediction(seen, LABELS, given, np.ones((3, FRAMES), np.float32))).label)
        return found

    plain = DecisionSettings(smoothing_s=0, enter=0.7, leave=0.35)
    assert answers(plain) == [None] * 4
    own = DecisionSettings(smoothing_s=0, enter=0.7, leave=0.35, thresholds=OWN)
    assert answers(own) == [None, "own", "own", None]


def test_a_threshold_is_a_probability():
    with pytest.raises(SettingsError, match="threshold"):
        DecisionSettings(thresholds={"own": 1.5})
