"""The model and the recordings that ship, together: what a newcomer sees first."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from mans.recogniser import Recogniser
from streaming.readers import read_recording
from streaming.recognition.decision import Answer
from streaming.recognition.prediction import NO_ACTION
from streaming.recognition.replay import replay
from streaming.recognition.window import SlidingWindow
from streaming.skeleton.frames import Recording
from streaming.skeleton.layouts import KINECT_V2

ROOT = Path(__file__).resolve().parents[2]
MODEL = ROOT / "models" / "ut-kinect-mans9.safetensors"
SAMPLES = sorted((ROOT / "samples").glob("*.skeleton"))

pytestmark = pytest.mark.skipif(not MODEL.is_file(), reason=f"no bundled model at {MODEL}")


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    return Recogniser.load(MODEL, "cpu")


def answers_of(recording: Recording, recogniser: Recogniser) -> list[Answer]:
    found = replay(recording, recogniser, recogniser.window, recogniser.decision)
    return [answer for _, answer in found if answer is not None]


@pytest.fixture(scope="module")
def all_answers(recogniser) -> dict[str, list[Answer]]:
    return {file.stem: answers_of(read_recording(file), recogniser) for file in SAMPLES}


@pytest.fixture(params=[file.stem for file in SAMPLES])
def answers(request, all_answers) -> list[Answer]:
    return all_answers[request.param]


def test_there_are_two_recordings_of_ten_seconds_in_all():
    recordings = [read_recording(file) for file in SAMPLES]
    assert len(recordings) >= 2 and sum(recording.duration_s for recording in recordings) >= 10


def test_it_is_a_mans_9_that_knows_when_nothing_is_done(recogniser):
    assert recogniser.name == "MANs-9, UT-Kinect"
    assert len(recogniser.labels) == 11 and recogniser.labels[-1] == NO_ACTION
    assert recogniser.card.epochs == recogniser.card.recipe.epochs  # trained to the end
    assert recogniser.window.frames == 50 and recogniser.window.bodies == 1


def test_a_window_every_tenth_of_a_second_with_whole_probabilities(answers):
    assert len(answers) > 50
    np.testing.assert_allclose(np.diff([answer.time_s for answer in answers]), 0.1, atol=0.04)
    for answer in answers:
        prediction = answer.prediction
        assert prediction.probabilities.sum() == pytest.approx(1.0, abs=1e-5)
        assert prediction.probabilities.min() >= 0
        assert prediction.f_a.shape == (3, 50) and 0 <= prediction.f_a.min() <= prediction.f_a.max() <= 1


def test_it_does_not_pretend_to_know_what_it_was_never_taught(answers):
    """Squats and tai chi are none of its ten actions: most of the time it announces nothing."""
    announced = [answer.label is not None for answer in answers]
    assert np.mean(announced) < 0.2


def test_f_a_depends_on_what_is_seen(all_answers):
    """Each branch's curve must move from window to window, or the plot shows an ornament."""
    f_a = np.stack([answer.prediction.f_a for answers in all_answers.values() for answer in answers])
    assert (np.ptp(f_a, axis=0).max(axis=1) > 0.01).all()


def test_it_recognises_what_it_was_taught(recogniser, ut_kinect_folder):
    """Its own training data, but as a stream: of those answers in the middle of an action, most are right."""
    recording = read_recording(ut_kinect_folder / "joints_s01_e01.txt")
    recording = replace(recording, frames=recording.frames[:300])
    answers = answers_of(recording, recogniser)
    right = []
    for span in recording.labels:
        inside = [a for a in answers if span.start_s + 1 <= a.time_s <= span.end_s]
        words = "".join(f" {c.lower()}" if c.isupper() else c for c in span.label)
        right += [answer.label == words for answer in inside if answer.label is not None]
    assert len(right) > 20 and np.mean(right) > 0.7


def test_while_no_leg_is_tracked_the_actions_of_the_legs_are_no_candidates():
    recogniser = Recogniser.load(MODEL.parent / "everyday-mans-evidence.safetensors", "cpu")
    recording = read_recording(ROOT / "samples" / "squat.skeleton")
    sliding = SlidingWindow(recogniser.window)
    windows = [w for frame in recording.frames if (w := sliding.push(frame)) is not None]
    legs = [KINECT_V2.index[f"{joint}{side}"] for joint in ("Knee", "Ankle") for side in ("Left", "Right")]
    for window in windows[::10]:
        states = window.states.copy()
        states[:, 0, legs] = 0
        found = recogniser(replace(window, states=states))
        told = dict(zip(found.labels, found.probabilities, strict=True))
        assert all(told[label] == 0 for label in recogniser.card.leg_actions)
        assert sum(told.values()) == pytest.approx(1, abs=1e-5)
    assert recogniser.upper_body == 19
