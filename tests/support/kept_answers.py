"""Writes down what the bundled models answer: ``python -m tests.support.kept_answers`` makes the file again.

The file holds answers only, none of the recordings' joints. Make it again only when an answer is meant to
change, and say why in the commit.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from mans.recogniser import Recogniser
from streaming.readers import read_recording
from streaming.recognition.decision import Answer
from streaming.recognition.replay import replay
from streaming.recognition.segments import segments

from .small_data import SHARED

ROOT = Path(__file__).resolve().parents[2]
KEPT = Path(__file__).with_suffix(".json")
MODELS = ("everyday-mans-today", "ut-kinect-mans9")
RECORDINGS = {
    "squat": ROOT / "samples" / "squat.skeleton",
    "tai_chi": ROOT / "samples" / "tai_chi.skeleton",
    "UT-Kinect s01_e01": SHARED / "ut-kinect" / "joints_s01_e01.txt",
}
STEP = {"squat": 5, "tai_chi": 5, "UT-Kinect s01_e01": 10}
"""Every how many answers the probabilities and F_A are kept; labels, times and confidences of all are."""

DIGITS = 6
"""Decimals that are kept: rounding moves a number by less than a tenth of what the comparison allows."""


def answers_of(model: str, recording: str) -> dict[str, Any]:
    """Replay a recording through a model and lay the answers out as they are kept.

    Returns:
        ``labels``, ``times_s`` and ``confidences`` (A,) of all answers; ``segments`` (label, start, end);
        ``sampled``: of every so many answers the probabilities (C,) of its window, the smoothed ones (C,)
        and F_A (3, T).
    """
    recogniser = Recogniser.load(ROOT / "models" / f"{model}.safetensors", "cpu", runtime="torch")
    replayed = replay(
        read_recording(RECORDINGS[recording]), recogniser, recogniser.window, recogniser.decision
    )
    answers = [answer for _, answer in replayed if answer is not None]
    return {
        "labels": [answer.label for answer in answers],
        "times_s": [round(answer.time_s, DIGITS) for answer in answers],
        "confidences": [round(answer.confidence, DIGITS) for answer in answers],
        "segments": [
            [part.label, round(part.start_s, DIGITS), round(part.end_s, DIGITS)]
            for part in segments(answers, recogniser.decision)
        ],
        "sampled": [_numbers(answer) for answer in answers[:: STEP[recording]]],
    }


def _numbers(answer: Answer) -> list[Any]:
    return [
        [round(value, DIGITS) for value in answer.prediction.probabilities.tolist()],
        [round(value, DIGITS) for value in answer.probabilities.tolist()],
        [[round(value, DIGITS) for value in curve] for curve in answer.prediction.f_a.tolist()],
    ]


def _write() -> None:
    entries = []
    for model in MODELS:
        for recording in RECORDINGS:
            found = answers_of(model, recording)
            sampled = ",\n  ".join(_compact(numbers) for numbers in found.pop("sampled"))
            others = ",\n ".join(f'"{name}": {_compact(values)}' for name, values in found.items())
            entries.append(f'"{model}, {recording}": {{\n {others},\n "sampled": [\n  {sampled}\n ]}}')
    KEPT.write_text("{\n" + ",\n".join(entries) + "\n}\n", encoding="utf-8")


def _compact(values: Any) -> str:
    return json.dumps(values, separators=(",", ":"))


if __name__ == "__main__":
    _write()
