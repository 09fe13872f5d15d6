"""Evidence in the picture and its numbers, which add up; what is said of F_A that is mostly position."""

from __future__ import annotations

import csv
from dataclasses import replace

import numpy as np
import pytest

from mans.attribution.figure import POSITIONAL, About, Plotted, export_window
from streaming.recognition.decision import Answer
from streaming.recognition.prediction import NO_ACTION, Prediction
from streaming.recognition.window import Window

from ...support.small_files import person

T = 12
ABOUT = About("a test", "test.skeleton", 4.0)
LABELS = ("squat", NO_ACTION, "wave")


@pytest.fixture
def answer() -> Answer:
    """Somebody squats in the middle of the window."""
    rng = np.random.default_rng(3)
    window = Window(
        np.linspace(4, 5.5, T),
        np.repeat(person(seed=1).positions[np.newaxis, np.newaxis], T, axis=0),
        np.full((T, 1, 25), 2, np.uint8),
        9,
    )
    f_a = rng.uniform(0.2, 0.9, (3, T)).astype(np.float32)
    evidence = rng.normal(0, 5, (T, 3)).astype(np.float32)
    probabilities = np.array([0.7, 0.2, 0.1], np.float32)
    prediction = Prediction(window, LABELS, probabilities, f_a, evidence=evidence)
    return Answer(5.5, "squat", 0.7, probabilities, prediction)


def without_evidence(answer: Answer) -> Answer:
    return replace(answer, prediction=replace(answer.prediction, evidence=None))


def test_the_numbers_add_up_to_the_class_score(answer, tmp_path):
    _, numbers = export_window(answer, ABOUT, tmp_path / "fa.png", Plotted("f_a"))
    with numbers.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["evidence_label"] for row in rows] == ["squat"] * T
    share, evidence, parts, logit = (
        np.array([float(row[name]) for row in rows])
        for name in ("share", "evidence", "contribution", "logit")
    )
    prediction = answer.prediction
    np.testing.assert_allclose(evidence, prediction.evidence[:, 0], atol=1e-6)
    np.testing.assert_allclose(parts, share * evidence, atol=1e-5)
    assert share.sum() == pytest.approx(1, abs=1e-5)
    assert np.ptp(logit) == 0 and parts.sum() == pytest.approx(logit[0], abs=1e-5)
    assert logit[0] == pytest.approx(float(prediction.contributions("squat").sum()), abs=1e-5)


def test_of_a_network_without_evidence_nothing_is_written_or_drawn(answer, tmp_path):
    export_window(without_evidence(answer), ABOUT, tmp_path / "fa.svg", Plotted("f_a"))
    export_window(answer, ABOUT, tmp_path / "with.svg", Plotted("f_a"))
    head = (tmp_path / "fa.csv").read_text().splitlines()[0]
    assert head.endswith("f_a_mean,recording") and "evidence" not in head
    plain, full = ((tmp_path / name).read_text() for name in ("fa.svg", "with.svg"))
    assert "evidence" not in plain
    assert "evidence for squat, times attention: sums to its score" in full


def test_what_is_not_announced_is_said(answer, tmp_path):
    export_window(replace(answer, label=None), ABOUT, tmp_path / "fa.svg", Plotted("f_a"))
    assert "evidence for squat (not announced)" in (tmp_path / "fa.svg").read_text()


def test_f_a_that_is_mostly_position_is_said_to_be(answer, tmp_path):
    usual = np.full((3, T), 0.5, np.float32)
    plain = without_evidence(answer)
    for number, (shown, plotted, said) in enumerate(
        (
            (plain, Plotted("f_a"), True),
            (plain, Plotted("deviation", usual=usual), False),
            (plain, Plotted("f_a", kind="gates"), False),
            (answer, Plotted("f_a"), False),
        )
    ):
        path = tmp_path / f"{number}.svg"
        export_window(shown, ABOUT, path, plotted)
        assert (POSITIONAL in path.read_text()) == said, number
    assert "F_A less its usual value" in (tmp_path / "1.svg").read_text()
    np.testing.assert_allclose(
        Plotted("deviation", usual=usual).curves(plain.prediction), plain.prediction.f_a - 0.5
    )
