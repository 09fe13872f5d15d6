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
    """The clip: somebody stands, dips, jumps at 3 s and lands deep, at 3.7 to 4.5 s."""
    answers = answers_of("squat", recogniser)
    said = [answer for answer in answers if answer.label is not None]
    assert said and {answer.label for answer in said} <= {"jump", "squat"}
    assert all(2.5 < answer.time_s < 5.5 for answer in said)
    deep = [answer.prediction.top(1)[0][0] for answer in answers if 4.3 < answer.time_s < 4.5]
    assert "squat" in deep


def test_tai_chi_is_hardly_anything(recogniser):
    announced = [answer.label is not None for answer in answers_of("tai_chi", recogniser)]
    assert np.mean(announced) < 0.35


def test_what_was_measured_on_it_is_of_this_model():
    for name in ("everyday-mans-evidence",):
        data = json.loads((ROOT / "results" / "everyday" / f"{name}.json").read_text())
        assert data["model"] == MODEL.stem
