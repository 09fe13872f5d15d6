"""The bundled models answer as they did when ``kept_answers.json`` was written, on any processor."""

from __future__ import annotations

import json

import numpy as np
import pytest

from mans.recogniser import Recogniser

from ..support.kept_answers import KEPT, MODELS, RECORDINGS, ROOT, answers_of

TOLERANCE = 1e-5
"""Of probabilities and F_A: what processors and libraries differ by is a tenth of it."""


@pytest.mark.parametrize("recording", RECORDINGS)
@pytest.mark.parametrize("model", MODELS)
def test_answers_are_what_they_were(model: str, recording: str):
    if not RECORDINGS[recording].is_file():
        pytest.skip(f"no recording at {RECORDINGS[recording]}")
    kept, found = json.loads(KEPT.read_text("utf-8"))[f"{model}, {recording}"], answers_of(model, recording)
    assert found["labels"] == kept["labels"]
    assert found["times_s"] == kept["times_s"]
    np.testing.assert_allclose(found["confidences"], kept["confidences"], rtol=0, atol=TOLERANCE)
    assert found["segments"] == kept["segments"]
    assert len(found["sampled"]) == len(kept["sampled"]) > 10
    for numbers in zip(found["sampled"], kept["sampled"], strict=True):
        for ours, theirs in zip(*numbers, strict=True):  # of the window, smoothed, F_A
            np.testing.assert_allclose(ours, theirs, rtol=0, atol=TOLERANCE)


@pytest.mark.parametrize("model", MODELS)
def test_no_kept_label_hangs_on_a_rounding(model: str):
    """A confidence that meets a threshold to within the tolerance would give other labels elsewhere."""
    decision = Recogniser.load(ROOT / "models" / f"{model}.safetensors", "cpu").decision
    for name, kept in json.loads(KEPT.read_text("utf-8")).items():
        if name.startswith(model):
            apart = np.subtract.outer(kept["confidences"], [decision.enter, decision.leave])
            assert np.abs(apart).min() > 10 * TOLERANCE, name
