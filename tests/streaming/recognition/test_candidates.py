"""Which actions a window can tell: leg actions only while legs are seen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streaming.recognition.candidates import candidates, legs_seen, of_candidates
from streaming.recognition.prediction import Prediction
from streaming.recognition.window import Window
from streaming.skeleton.frames import TrackingState
from streaming.skeleton.layouts import KINECT_V2

from ...support.movements import FRAMES, swings, window

LABELS = ("squat", "wave", "kick", "no action")
LEG_ACTIONS = ("squat", "kick", "not of this model")
LEGS = ("KneeLeft", "KneeRight", "AnkleLeft", "AnkleRight")


def without(joints: tuple[str, ...], frames: int = FRAMES) -> Window:
    """A window whose last so many frames do not track these joints."""
    seen = window(2.0, swings())
    states = seen.states.copy()
    if frames:
        states[-frames:, 0, [KINECT_V2.index[name] for name in joints]] = TrackingState.NOT_TRACKED
    return replace(seen, states=states)


def test_all_can_be_told_while_legs_are_seen():
    assert candidates(without(()), LABELS, LEG_ACTIONS).all()


def test_leg_actions_cannot_be_told_while_no_leg_is_tracked():
    assert candidates(without(LEGS), LABELS, LEG_ACTIONS).tolist() == [False, True, False, True]


def test_one_knee_is_enough_and_so_is_one_that_is_inferred():
    assert legs_seen(without(LEGS[1:]))
    window_ = without(LEGS)
    window_.states[:, 0, KINECT_V2.index["KneeLeft"]] = TrackingState.INFERRED
    assert legs_seen(window_)


@given(st.integers(0, FRAMES))
def test_what_most_of_the_window_shows_decides(frames):
    assert legs_seen(without(LEGS, frames)) == (frames <= FRAMES / 2)


def prediction(window_: Window, labels: tuple[str, ...], *probabilities: float) -> Prediction:
    return Prediction(window_, labels, np.array(probabilities, np.float32), np.ones((3, FRAMES), np.float32))


def test_what_cannot_be_told_is_no_action():
    found = of_candidates(prediction(without(LEGS), LABELS, 0.5, 0.2, 0.2, 0.1), LEG_ACTIONS)
    np.testing.assert_allclose(found.probabilities, [0.0, 0.2, 0.0, 0.8], atol=1e-6)
    assert found.probabilities.dtype == np.float32


def test_a_model_without_no_action_shares_it_out():
    found = of_candidates(prediction(without(LEGS), LABELS[:3], 0.5, 0.25, 0.25), LEG_ACTIONS)
    np.testing.assert_allclose(found.probabilities, [0.0, 1.0, 0.0], atol=1e-6)


@pytest.mark.parametrize(("window_", "actions"), [(without(()), LEG_ACTIONS), (without(LEGS), LABELS)])
def test_a_prediction_stays_as_it_is_where_all_or_nothing_can_be_told(window_, actions):
    given_ = prediction(window_, LABELS, 0.5, 0.2, 0.2, 0.1)
    assert of_candidates(given_, actions) is given_
