"""The everyday model that ships, on people whom no data set holds: the bundled recordings."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from mans.everyday.training import LABELS, REFINED
from mans.everyday.vocabulary import LEG_ACTIONS, TRAINED_ON
from mans.recogniser import Recogniser
from streaming.readers import read_recording
from streaming.recognition.decision import Answer
from streaming.recognition.replay import replay

ROOT = Path(__file__).resolve().parents[3]
MODEL = ROOT / "models" / "everyday-mans-evidence.safetensors"


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    return Recogniser.load(MODEL, "cpu")


def answers_of(sample: str, recogniser: Recogniser) -> list[Answer]:
    recording = read_recording(ROOT / "samples" / f"{sample}.skeleton")
    found = replay(recording, recogniser, recogniser.window, recogniser.decision)
    return [answer for _, answer in found if answer is not None]


def test_it_is_of_the_recipe_and_the_vocabulary_that_are_in_the_program(recogniser):
    card = recogniser.card
    assert card.labels == LABELS and card.recipe == REFINED and card.epochs == REFINED.epochs
    assert card.datasets == TRAINED_ON and card.leg_actions == LEG_ACTIONS
    assert card.data.count(",") == len(TRAINED_ON) - 1
    assert recogniser.name == "MANs with evidence, 13 data sets"


def test_what_each_frame_adds_sums_to_what_is_on_show(recogniser):
    """Attention times evidence, frame by frame, is the class's score, from which its probability is made."""
    for answer in answers_of("squat", recogniser)[::7]:
        shown = answer.prediction
        sums = np.array([shown.contributions(label).sum() for label in shown.labels])
        powers = np.exp(sums - sums.max())
        np.testing.assert_allclose(powers / powers.sum(), shown.probabilities, atol=1e-5)


def test_a_jump_out_of_a_squat_is_seen_and_standing_is_nothing(recogniser):
    """The clip: somebody stands, dips, jumps at 3 s, lands deep at 3.7 to 4.5 s, and rises until 5.9 s."""
    answers = answers_of("squat", recogniser)
    assert {answer.label for answer in answers} <= {None, "jump", "squat"}
    no_action = recogniser.labels.index("no action")
    standing = [answer for answer in answers if answer.time_s < 2.35 or answer.time_s > 5.95]
    assert len(standing) > 20
    for answer in standing:
        assert answer.label is None and answer.prediction.probabilities[no_action] > 0.7, answer.time_s
    jumping = [answer.prediction for answer in answers if 2.95 < answer.time_s < 3.55]
    assert len(jumping) == 6 and {prediction.top(1)[0][0] for prediction in jumping} == {"jump"}
    probabilities = np.array([answer.prediction.probabilities for answer in answers])  # (A, C)
    probabilities[:, no_action] = 0
    moment, best = np.unravel_index(probabilities.argmax(), probabilities.shape)
    assert recogniser.labels[best] == "jump" and 2.95 < answers[moment].time_s < 3.55
    deep = {answer.prediction.top(1)[0][0] for answer in answers if 4.25 < answer.time_s < 4.45}
    assert deep == {"squat"}


def test_tai_chi_is_nothing_until_both_arms_are_raised(recogniser):
    """The clip: a low lunge with the arms spread; the hands go over the head from 7.2 s and stay there."""
    answers = answers_of("tai_chi", recogniser)
    said = [answer for answer in answers if answer.label is not None]
    assert {answer.label for answer in said} == {"raise both arms"} and len(said) < 0.35 * len(answers)
    assert 8.0 < said[0].time_s < 8.6 and said[0].provisional
    confirmed = [(part.label, answer.time_s) for answer in answers for part in answer.confirmed]
    assert [label for label, _ in confirmed] == ["raise both arms"]
    assert said[0].time_s < confirmed[0][1] < 8.8


def test_what_was_measured_on_it_is_of_this_model():
    for name in ("everyday-mans-evidence",):
        data = json.loads((ROOT / "results" / "everyday" / f"{name}.json").read_text())
        assert data["model"] == MODEL.stem
