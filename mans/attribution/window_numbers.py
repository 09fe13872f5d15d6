"""CSV export of F_A, saliency and evidence, with a row for each window and frame."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from mans.attribution.evidence import Evidence, evidence_of
from mans.attribution.measures import Measure, Saliency, curves
from streaming.recognition.decision import Answer
from streaming.recognition.prediction import Prediction

_EVIDENCE = ("evidence_label", "share", "evidence", "contribution", "logit")


def write_numbers(
    answers: Iterable[Answer], source: str, start_s: float, saliency: Saliency | None, temporary: Path
) -> None:
    """Write the CSV.

    Saliency is normalised by the window's maximum. For a network with evidence, a row also has the action,
    the frame's share of the attention, its evidence, their product, and the logit, which is the sum of the
    products over the window.

    Args:
        answers: predictions of one network in temporal order, at least one.
        source: identifier of the recording.
        start_s: time stamp of time zero.
        saliency: function that computes a window's saliency; None to leave it out.
        temporary: temporary path of the CSV, moved into place once complete.
    """
    measures: list[Measure] = ["f_a"] if saliency is None else ["f_a", "saliency"]
    names = [f"{measure}_{of}" for measure in measures for of in ("x", "y", "z", "mean")]
    with temporary.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        for number, answer in enumerate(answers):
            prediction, evidence = answer.prediction, evidence_of(answer)
            if number == 0:
                names += () if evidence is None else _EVIDENCE
                table.writerow(
                    ("window_end_s", "label", "probability", "frame", "time_s", *names, "recording")
                )
            label, probability = prediction.top(1)[0]
            found = [curves(which, prediction, saliency) for which in measures]
            columns = np.concatenate([np.vstack([values, values.mean(axis=0)]) for values in found])
            parts = None if evidence is None else list(_evidence_rows(prediction, evidence))
            for t, time_s in enumerate(prediction.window.times_s - start_s):
                numbers = [f"{value:.6f}" for value in columns[:, t]]
                end_s = f"{answer.time_s - start_s:.4f}"
                numbers += () if parts is None else parts[t]
                table.writerow((end_s, label, f"{probability:.6f}", t, f"{time_s:.4f}", *numbers, source))


def _evidence_rows(prediction: Prediction, evidence: Evidence) -> Iterator[tuple[str, ...]]:
    """Yield each frame's evidence columns."""
    assert prediction.evidence is not None
    scores = prediction.evidence[:, prediction.labels.index(evidence.label)]
    for numbers in zip(prediction.attention_share, scores, evidence.values, strict=True):
        yield evidence.label, *(f"{value:.7f}" for value in (*numbers, evidence.total))
