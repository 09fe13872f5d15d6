"""A taught model in the live chain: real threads, and the same answers as in a replay."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from mans.teaching.teach import teach
from streaming.pipeline.chain import Chain
from streaming.recognition.assignment import Assignment
from streaming.recognition.replay import replay

from ...support.own_actions import examples, performed
from ...support.scripted import Scripted

MODEL = Path(__file__).resolve().parents[3] / "models" / "everyday-mans-evidence.safetensors"


def test_the_live_chain_answers_as_a_replay_does():
    recogniser = teach(examples(count=3), MODEL, beside=False).recogniser()
    recording, _ = performed(("salute", "halt"), seed=905)
    assignment = Assignment(recogniser, recogniser.window, recogniser.decision)
    with Chain(Scripted(recording.frames), assignment) as chain:
        live = [result.answer for result in chain]
    steps = replay(recording, recogniser, recogniser.window, recogniser.decision)
    replayed = [answer for _, answer in steps if answer is not None]
    assert {answer.label for answer in live} == {None, "salute", "halt"}
    assert [answer.label for answer in live] == [answer.label for answer in replayed]
    for one, other in zip(live, replayed, strict=True):
        np.testing.assert_array_equal(one.prediction.progress, other.prediction.progress)
