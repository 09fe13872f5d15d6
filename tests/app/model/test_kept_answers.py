"""Answers that are kept without their windows."""

from __future__ import annotations

import gc
import tracemalloc
from dataclasses import replace

import numpy as np
import pytest

from app.model.analysis import Analysis
from app.model.kept_answers import KeptAnswers
from mans.attribution.evidence import evidence_of
from streaming.recognition.decision import DecisionSettings
from streaming.recognition.prediction import GatedPrediction
from streaming.recognition.replay import replay

MOST_BYTES = 40e6 / 36_000
"""Of an answer: 40 MB for an hour of ten a second."""


def whole(recording, recogniser):
    steps = replay(recording, recogniser, recogniser.window, recogniser.decision)
    return [answer for _, answer in steps if answer is not None]


BY_MOVEMENTS = DecisionSettings(begin_m_s=0.4, quiet_s=30.0)


@pytest.mark.parametrize("decision", [DecisionSettings(), BY_MOVEMENTS])
@pytest.mark.parametrize("kind", ["make_recogniser", "make_evident"])
def test_an_answer_comes_back_as_it_was_given(make_recording, request, kind, decision):
    recording, recogniser = make_recording(6.04), request.getfixturevalue(kind)()
    recogniser.decision = decision
    analysis = Analysis(recording, recogniser)
    analysis.join()
    expected = whole(recording, recogniser)
    if decision.by_movements:  # what the end of the recording confirms has the window before it
        assert expected[-1].confirmed and expected[-1].time_s < recording.frames[-1].time_s
    assert len(analysis.answers) == len(expected) > 20
    for kept, was in zip(analysis.answers, expected, strict=True):
        fields = ("time_s", "label", "confidence", "provisional", "confirmed")
        assert [getattr(kept, name) for name in fields] == [getattr(was, name) for name in fields]
        a, b = kept.prediction, was.prediction
        np.testing.assert_array_equal(kept.probabilities, was.probabilities)
        np.testing.assert_array_equal(a.probabilities, b.probabilities)
        np.testing.assert_array_equal(a.f_a, b.f_a)
        np.testing.assert_array_equal(a.window.times_s, b.window.times_s)
        np.testing.assert_array_equal(a.window.positions, b.window.positions)
        np.testing.assert_array_equal(a.window.states, b.window.states)
        assert (a.window.frame_number, a.window.person) == (b.window.frame_number, b.window.person)
        assert (a.labels, a.progress, a.own) == (b.labels, b.progress, b.own)
        shown, was_shown = evidence_of(kept), evidence_of(was)
        assert (shown is None) == (was_shown is None)
        if shown is not None:
            assert (shown.label, shown.announced) == (was_shown.label, was_shown.announced)
            np.testing.assert_array_equal(shown.values, was_shown.values)


def test_gates_and_progress_come_back(make_recording, make_recogniser):
    recording, recogniser = make_recording(), make_recogniser()
    answer = whole(recording, recogniser)[0]
    plain = answer.prediction
    gates = np.linspace(0, 1, 50 * 25, dtype=np.float32).reshape(50, 1, 25)
    progress = np.linspace(0, 1, len(plain.labels), dtype=np.float32)
    gated = GatedPrediction(
        plain.window, plain.labels, plain.probabilities, plain.f_a, gates, gates[:, 0, 0], progress=progress
    )
    kept = KeptAnswers(lambda index: plain.window)
    kept.append(0, replace(answer, prediction=gated))
    again = kept[0].prediction
    assert isinstance(again, GatedPrediction)
    np.testing.assert_allclose(again.joint_gates, gates, atol=5e-4)
    np.testing.assert_array_equal(again.frame_gates, gates[:, 0, 0])
    np.testing.assert_array_equal(again.progress, progress)


def test_an_hour_of_answers_takes_at_most_40_mb(make_recording, make_evident):
    recogniser = make_evident()
    recogniser.labels = (
        *recogniser.labels,
        *(f"action {i}" for i in range(27)),
    )  # as many as the bundled model
    answers = whole(make_recording(), make_evident())
    many = len(recogniser.labels)
    kept = KeptAnswers(lambda index: answers[0].prediction.window)
    rng = np.random.default_rng(0)
    gc.collect()
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    for index in range(8192):
        answer = answers[index % len(answers)]
        evidence = rng.random((50, many), np.float32)
        probabilities = rng.random(many, np.float32)
        prediction = replace(
            answer.prediction, labels=recogniser.labels, probabilities=probabilities, evidence=evidence
        )
        kept.append(index, replace(answer, probabilities=probabilities, prediction=prediction))
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(kept) == 8192
    assert (after - before) / 8192 <= MOST_BYTES
