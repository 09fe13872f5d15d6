"""Which action's evidence is on show: of what is announced, else of the best action."""

from __future__ import annotations

import numpy as np
import pytest

from mans.attribution.evidence import evidence_of
from streaming.recognition.decision import Answer
from streaming.recognition.prediction import NO_ACTION, Prediction
from streaming.recognition.window import Window

LABELS = ("walk", "wave", NO_ACTION, "by rule")


def answer(label: str | None, *shares: float, evidence: bool = True, labels=LABELS) -> Answer:
    window = Window(np.linspace(0, 1, 4), np.zeros((4, 1, 25, 3)), np.full((4, 1, 25), 2), 9)
    probabilities = np.array(shares, np.float32)
    scores = np.arange(12, dtype=np.float32).reshape(4, 3) if evidence else None
    f_a = np.full((3, 4), 0.5, np.float32)
    prediction = Prediction(window, labels, np.full(4, 0.25, np.float32), f_a, evidence=scores)
    return Answer(1.0, label, float(probabilities.max()), probabilities, prediction)


def test_what_is_announced_is_shown_whatever_is_more_probable():
    found = evidence_of(answer("wave", 0.5, 0.4, 0.1, 0.0))
    assert (found.label, found.announced) == ("wave", True)
    np.testing.assert_allclose(found.values, np.array([1, 4, 7, 10]) / 4)
    assert found.total == pytest.approx(5.5)


@pytest.mark.parametrize("announced", [None, "by rule"])
def test_else_it_is_the_networks_best_action(announced):
    found = evidence_of(answer(announced, 0.1, 0.2, 0.3, 0.4))
    assert (found.label, found.announced) == ("wave", False)


def test_without_evidence_there_is_none_to_show():
    assert evidence_of(answer("wave", 0.5, 0.4, 0.1, 0.0, evidence=False)) is None
