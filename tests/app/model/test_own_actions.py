"""Custom actions in words: what is missing before teaching, how far one is, and what F_A is not about."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.model.findings import action_lines, advice, alarms_heading, step_words
from app.model.language import use_language
from app.model.teaching import Step
from app.model.verdict import of_answer
from app.model.wording import model_words
from mans.attribution.measures import is_positional
from mans.teaching.edits import add_example
from mans.teaching.project import Project
from streaming.recognition.decision import Decider, DecisionSettings
from streaming.recognition.prediction import Prediction
from streaming.recognition.window import Window

from ...support.examples import example

LABELS = ("squat", "no action", "salute", "spread")


def project(**counts: int) -> Project:
    made = Project()
    for label, count in counts.items():
        for number in range(count):
            start_s = 11.0 + 0.5 * len(made.examples)
            made = add_example(made, example(f"{label} {number}", label, start_s, start_s + 0.4))
    return made


def prediction(progress: tuple[float, ...] | None, *probabilities: float) -> Prediction:
    frames = 5
    window = Window(
        np.arange(frames) / 30.0,
        np.zeros((frames, 1, 25, 3), np.float32),
        np.full((frames, 1, 25), 2, np.uint8),
        0,
    )
    share = None if progress is None else np.array(progress, np.float32)
    f_a = np.full((3, frames), 0.5, np.float32)
    own = frozenset() if progress is None else frozenset(LABELS[2:])
    return Prediction(window, LABELS, np.array(probabilities, np.float32), f_a, progress=share, own=own)


def answer_of(made: Prediction):
    return Decider(DecisionSettings(smoothing_s=0.0))(made)


def test_what_is_missing_is_said_for_each_action():
    lines = action_lines(project(salute=1, spread=2, cross=3, squat=3), ("squat",))
    assert [(line.label, line.note, line.stops) for line in lines] == [
        ("salute", "1 more needed", True),
        ("spread", "1 more is better", False),
        ("cross", "", False),
        ("squat", "a bundled action's name", True),
    ]
    assert "“squat” is a bundled action" in advice(lines)
    assert "two examples of each action" in advice(action_lines(project(salute=1), ()))
    assert advice(action_lines(project(salute=3), ())) == ""
    assert "5 to 20" in advice([])


def test_every_step_of_teaching_has_words():
    folder = Path(__file__).resolve().parents[3] / "mans" / "teaching"
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.py")))
    steps = set(re.findall(r'\bstep\("([^"]+)"', text))
    assert steps
    assert [step for step in steps if step_words(Step(step, 1, 2)) == step_words(Step())] == []
    assert step_words(Step("", 1, 2, "take.mcap")) == "Watching take.mcap …"


def test_little_other_movement_is_said_to_be_little():
    assert alarms_heading(10.2, 3) == "In 10.2 minutes of other movement it would have answered 3 times"
    assert "add other recordings" in alarms_heading(0.3, 0)
    assert "add recordings" in alarms_heading(0.0, 0)


@pytest.mark.parametrize(
    ("progress", "probabilities", "shown"),
    [
        ((np.nan, np.nan, 0.2, 0.7), (0.1, 0.7, 0.1, 0.1), ("spread", 0.7)),
        ((np.nan, np.nan, 0.9, 1.0), (0.0, 0.1, 0.9, 0.0), ("salute", 0.9)),  # what is answered comes first
        ((np.nan, np.nan, np.nan, np.nan), (0.1, 0.7, 0.1, 0.1), None),
        (None, (0.1, 0.7, 0.1, 0.1), None),
    ],
)
def test_progress_is_of_the_own_action_under_way(progress, probabilities, shown):
    verdict = of_answer(answer_of(prediction(progress, *probabilities)))
    if shown is None:
        assert verdict.progress is None
    else:
        assert verdict.progress == (shown[0], pytest.approx(shown[1]))


def test_an_own_action_is_said_to_be_told_by_examples():
    told = of_answer(answer_of(prediction((np.nan, np.nan, 1.0, 0.0), 0.0, 0.1, 0.9, 0.0)))
    assert (told.headline, told.note) == ("Salute", "By your examples")
    network = prediction((np.nan, np.nan, 1.0, 0.0), 0.9, 0.1, 0.0, 0.0)
    assert of_answer(answer_of(network)).note == ""  # nor is it said where there is no evidence at all
    assert of_answer(answer_of(replace(network, evidence=np.ones((5, 2), np.float32)))).note == ""


def test_the_model_in_use_is_told_in_the_language_of_the_window(qapp):
    name = "3 custom actions added to MANs with evidence, 13 data sets"
    assert model_words(name, "CPU, 1 thread") == f"{name} · CPU, 1 thread"
    use_language(qapp, "de")
    told = model_words(name, "CPU, 2 threads"), model_words("MANs-9, UT-Kinect", "CPU, ONNX Runtime")
    use_language(qapp, "en")
    assert told[0] == "3 eigene Handlungen zusätzlich zu MANs mit Belegen, 13 Datensätze · CPU, 2 Threads"
    assert told[1] == "MANs-9, UT-Kinect · CPU, ONNX Runtime"
    older = name.replace("custom", "own").replace("added to", "beside")  # as models were named before
    assert model_words(older, "CPU, 1 thread") == f"{name} · CPU, 1 thread"


def test_f_a_of_a_taught_model_is_not_called_positional():
    assert is_positional("F_A", prediction(None, 0.1, 0.7, 0.1, 0.1))
    assert not is_positional("F_A", prediction((np.nan, np.nan, 1.0, 0.0), 0.1, 0.7, 0.1, 0.1))
