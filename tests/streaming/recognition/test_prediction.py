"""From predictions to a steady answer: smoothing by time, hysteresis, and "no action"."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from streaming.recognition.decision import Answer, Decider, DecisionSettings
from streaming.recognition.prediction import NO_ACTION, Prediction
from streaming.recognition.window import Window

LABELS = ("walk", NO_ACTION, "wave")
AT_ONCE = DecisionSettings(smoothing_s=0.0)


def prediction(time_s: float, *probabilities: float, labels: tuple[str, ...] = LABELS) -> Prediction:
    """A prediction for a window that ends at a time."""
    window = Window(
        times_s=np.linspace(time_s - 2, time_s, 4),
        positions=np.zeros((4, 1, 25, 3), dtype=np.float32),
        states=np.zeros((4, 1, 25), dtype=np.uint8),
        frame_number=0,
    )
    return Prediction(window, labels, np.array(probabilities, dtype=np.float32), np.zeros((3, 4), np.float32))


def answers(settings: DecisionSettings, *steps: tuple[float, ...]) -> list[Answer]:
    """The answers to predictions of probabilities, 0.1 s apart."""
    decide = Decider(settings)
    return [decide(prediction(0.1 * i, *step)) for i, step in enumerate(steps)]


def labels(found: list[Answer]) -> list[str | None]:
    return [answer.label for answer in found]


def test_top_is_best_first_and_keeps_the_order_of_equals():
    found = prediction(1.0, 0.2, 0.2, 0.6).top(3)
    assert [label for label, _ in found] == ["wave", "walk", NO_ACTION]
    assert found[0][1] == pytest.approx(0.6)
    assert len(prediction(1.0, 0.2, 0.2, 0.6).top(1)) == 1 and len(prediction(1.0, 0.2, 0.2, 0.6).top(9)) == 3


@settings(deadline=None)
@given(
    arrays(np.float32, (3, 6), elements=st.floats(0.0625, 1, width=32)),
    arrays(np.float32, (6, 2), elements=st.floats(-30, 30, width=32)),
)
def test_what_the_frames_contribute_sums_to_the_class_score(f_a, evidence):
    window = prediction(1.0, 0.5, 0.5, 0.0).window
    share = f_a.mean(axis=0, dtype=np.float64) / f_a.mean(axis=0, dtype=np.float64).sum()
    logits = share @ evidence.astype(np.float64)
    weights = np.exp(logits - logits.max())
    probabilities = np.append(weights / weights.sum(), 0.0).astype(np.float32)
    found = Prediction(window, (*LABELS[:2], "by rule"), probabilities, f_a, evidence=evidence)
    assert found.attention_share.sum() == pytest.approx(1, abs=1e-5)
    for label, logit in zip(LABELS[:2], logits, strict=True):
        parts = found.contributions(label)
        assert parts.shape == (6,) and parts.dtype == np.float32
        assert parts.sum(dtype=np.float64) == pytest.approx(logit, abs=1e-4)
    assert found.contributions("by rule") is None
    with pytest.raises(ValueError, match="not in tuple"):
        found.contributions("unheard of")


def test_without_evidence_nothing_is_contributed():
    found = prediction(1.0, 0.5, 0.5, 0.0)
    assert found.evidence is None and found.contributions("walk") is None
    assert not found.attention_share.any()  # F_A of 0 throughout is no reason to divide by it


def test_an_action_is_announced_from_enter_on_and_held_down_to_leave():
    settings = DecisionSettings(smoothing_s=0.0, enter=0.5, leave=0.35)
    course = [0.4, 0.49, 0.51, 0.4, 0.36, 0.34, 0.45, 0.6]
    found = answers(settings, *[(p, 1 - p, 0.0) for p in course])
    assert labels(found) == [None, None, "walk", "walk", "walk", None, None, "walk"]
    assert [answer.confidence for answer in found] == pytest.approx(course)


def test_another_person_starts_with_nothing_announced_and_nothing_smoothed():
    decide = Decider(DecisionSettings(smoothing_s=5.0))
    assert decide(prediction(0.0, 0.9, 0.1, 0.0)).label == "walk"
    assert decide(prediction(0.1, 0.4, 0.3, 0.3)).label == "walk"
    same = prediction(0.2, 0.4, 0.3, 0.3)
    other = replace(same, window=replace(same.window, person=1))
    found = decide(other)
    assert found.label is None and found.confidence == pytest.approx(0.4)


def test_another_action_must_be_sure_to_take_over():
    found = answers(
        AT_ONCE, (0.6, 0, 0.4), (0.45, 0, 0.49), (0.4, 0.05, 0.55), (0.49, 0.0, 0.45), (0.3, 0.4, 0.3)
    )
    assert labels(found) == ["walk", "walk", "wave", "wave", None]
    assert found[1].confidence == pytest.approx(0.45)  # of what is announced, not of the best


def test_an_action_that_has_lost_its_ground_goes_even_if_none_follows():
    assert labels(answers(AT_ONCE, (0.6, 0.4, 0), (0.3, 0.26, 0.44))) == ["walk", None]


def test_no_action_is_never_announced():
    found = answers(AT_ONCE, (0.0, 1.0, 0.0), (0.1, 0.9, 0.0), (0.9, 0.1, 0.0), (0.05, 0.9, 0.05))
    assert labels(found) == [None, None, "walk", None]
    assert found[1].confidence == pytest.approx(0.1)  # of the best action
    assert found[1].top(1)[0][0] == NO_ACTION  # it can be seen among the classes


@settings(deadline=None, max_examples=40)
@given(
    arrays(np.float32, (30, 3), elements=st.floats(1 / 64, 1, width=32)),
    st.lists(st.floats(0.01, 2.0), min_size=30, max_size=30),
    st.builds(
        DecisionSettings,
        smoothing_s=st.sampled_from([0.0, 0.1, 0.3, 2.0]),
        enter=st.sampled_from([0.5, 0.8]),
        leave=st.sampled_from([0.1, 0.35]),
    ),
)
def test_whatever_comes_the_answer_keeps_its_promises(raw, steps_s, settings):
    decide, now_s, before = Decider(settings), 0.0, None
    for row, step_s in zip(raw / raw.sum(axis=1, keepdims=True), steps_s, strict=True):
        now_s += step_s
        answer = decide(prediction(now_s, *row))
        assert answer.time_s == pytest.approx(now_s)
        assert answer.probabilities.sum() == pytest.approx(1.0, abs=1e-4)
        assert answer.label != NO_ACTION
        if answer.label is not None:
            own = answer.probabilities[LABELS.index(answer.label)]
            assert answer.confidence == pytest.approx(float(own))
            assert own >= (settings.leave if answer.label == before else settings.enter)
        before = answer.label


@pytest.mark.parametrize("rate_hz", [2.0, 10.0, 60.0])
def test_smoothing_takes_time_not_predictions(rate_hz):
    """A second after a jump from 0 to 1, a mean of time constant 0.3 s stands at 1 - exp(-1 / 0.3)."""
    decide = Decider(DecisionSettings(smoothing_s=0.3))
    decide(prediction(0.0, 0.0, 1.0, 0.0))
    for time_s in (np.arange(rate_hz) + 1) / rate_hz:
        answer = decide(prediction(float(time_s), 1.0, 0.0, 0.0))
    assert answer.probabilities[0] == pytest.approx(1 - np.exp(-1 / 0.3), abs=1e-5)


def test_no_smoothing_is_the_prediction_itself():
    steps = (0.9, 0.1, 0.0), (0.1, 0.2, 0.7)
    for answer, expected in zip(answers(AT_ONCE, *steps), steps, strict=True):
        np.testing.assert_allclose(answer.probabilities, expected, atol=1e-7)


def test_the_first_prediction_counts_in_full():
    first = answers(DecisionSettings(smoothing_s=5.0), (0.9, 0.1, 0.0))[0]
    assert first.label == "walk" and first.confidence == pytest.approx(0.9)


def test_one_wrong_window_does_not_change_the_answer():
    """A single outlier among ten windows a second: that is what smoothing is for."""
    found = answers(DecisionSettings(), *[(0.9, 0.1, 0.0)] * 10, (0.0, 0.1, 0.9), *[(0.9, 0.1, 0.0)] * 10)
    assert labels(found) == ["walk"] * 21


def test_a_model_without_the_class_no_action():
    decide = Decider(AT_ONCE)
    assert decide(prediction(0.0, 0.55, 0.45, labels=("walk", "wave"))).label == "walk"
    assert decide(prediction(0.1, 0.34, 0.33, 0.33, labels=("walk", "wave", "sit"))).label is None


def test_predictions_are_not_changed():
    given_ = prediction(0.0, 0.9, 0.1, 0.0)
    decide = Decider(DecisionSettings())
    decide(given_)
    decide(prediction(0.1, 0.0, 1.0, 0.0))
    np.testing.assert_allclose(given_.probabilities, [0.9, 0.1, 0.0], atol=1e-7)
