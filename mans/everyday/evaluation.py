"""Evaluation of an everyday model on unseen subjects and data sets: accuracy and calibration."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from mans.evaluation.calibration import (
    Scores,
    calibration_error,
    choose_threshold,
    coverage_and_risk,
    fit_temperature,
    negative_log_likelihood,
    probabilities,
)
from mans.everyday.cutting import is_idle, network_input
from mans.everyday.training import LABELS
from mans.networks.base import ActionNetwork
from mans.recipe import Recipe
from mans.transforms.tracks import Sample
from streaming.errors import DataSetError
from streaming.recognition.prediction import NO_ACTION

NONE = LABELS.index(NO_ACTION)
WINDOWS = 5
"""Number of windows per sample, evenly spaced."""
MOST_RISK = 0.05
"""Maximum risk for selecting the threshold."""
Spans = Callable[[Sample, float], list[tuple[float, float]]]
"""Function from a sample and the live window's length, in seconds, to the spans of its windows."""
THRESHOLDS = np.round(np.arange(0.2, 0.96, 0.05), 2)


def spans_of(sample: Sample, window_s: float) -> list[tuple[float, float]]:
    """Return the spans, in seconds, of WINDOWS windows of length ``window_s`` with evenly spaced ends.

    In an action, windows end between the moment at which three fifths of it, or one second, have passed and
    its end; in a rest or a gap, between half a second after its start (if it is long enough) and its end.
    """
    duration = sample.end_s - sample.start_s
    wait_s = min(0.5, duration) if is_idle(sample) else min(0.6 * duration, 1.0)
    ends_s = np.linspace(sample.start_s + wait_s, sample.end_s, WINDOWS)
    return [(float(end_s) - window_s, float(end_s)) for end_s in ends_s]


def whole_span(sample: Sample, window_s: float) -> list[tuple[float, float]]:
    """Return the span, in seconds, of one window over the complete sample, whatever the window length."""
    return [(sample.start_s, sample.end_s)]


def scores_of(
    network: ActionNetwork,
    samples: Sequence[Sample],
    recipe: Recipe,
    device: torch.device,
    spans: Spans = spans_of,
    crop_s: float = 0.0,
    batch: int = 128,
) -> npt.NDArray[np.float64]:
    """Compute class scores (S, W, C) of the W windows per sample given by ``spans``.

    With ``crop_s``, scores are averaged over two crops as in the recogniser: the complete window and its
    last seconds. Averaging scores yields the geometric mean of the probabilities.
    """
    jobs = [(sample, span_s) for sample in samples for span_s in spans(sample, recipe.window_s)]
    if crop_s > 0:
        ends = [(sample, (max(start_s, end_s - crop_s), end_s)) for sample, (start_s, end_s) in jobs]
        jobs = [look for both in zip(jobs, ends, strict=True) for look in both]
    parts = []
    with torch.inference_mode():
        for start in range(0, len(jobs), batch):
            some = jobs[start : start + batch]
            inputs = np.stack([network_input(sample, span_s, recipe) for sample, span_s in some])
            parts.append(network(torch.from_numpy(inputs).to(device)).logits.double().cpu().numpy())
    crops = np.concatenate(parts).reshape(len(jobs) // (2 if crop_s > 0 else 1), -1, parts[0].shape[1])
    scores: npt.NDArray[np.float64] = crops.mean(axis=1).reshape(len(samples), -1, crops.shape[2])
    return scores


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Accuracy on one group of samples.

    Attributes:
        sequences: number of action samples.
        windows_right: window accuracy, with the background class.
        sequences_right: sequence accuracy with the background class, by the mean probability over windows.
        named_right: closed-set sequence accuracy, without the background class.
        own_right: closed-set sequence accuracy over the group's own actions.
        whole_right: accuracy with the background class when the complete sample is one window.
        whole_named: the same, closed-set.
        by_action: by action: number of samples, and number correct as in ``sequences_right``.
        confused: most frequent confusions: (true, predicted, count), in descending order.
    """

    sequences: int
    windows_right: float
    sequences_right: float
    named_right: float
    own_right: float
    whole_right: float
    whole_named: float
    by_action: dict[str, tuple[int, int]]
    confused: list[tuple[str, str, int]]


COLUMNS = {
    "window accuracy": "windows_right",
    "accuracy": "sequences_right",
    "closed-set accuracy": "named_right",
    "closed-set accuracy, own actions": "own_right",
    "accuracy, full sequence": "whole_right",
    "closed-set accuracy, full sequence": "whole_named",
}
"""Column titles of accuracies, with their names in :class:`Accuracy`."""


def accuracy(
    samples: Sequence[Sample], scores: npt.NDArray[np.float64], whole_scores: npt.NDArray[np.float64]
) -> Accuracy:
    """Compute the accuracy on the action samples.

    Args:
        samples: S samples.
        scores: (S, WINDOWS, C) scores of windows as in a stream.
        whole_scores: (S, 1, C) scores of each sample as one window.

    Raises:
        DataSetError: there are no action samples.
    """
    chosen = [i for i, sample in enumerate(samples) if sample.label != NO_ACTION]
    if not chosen:
        raise DataSetError("no action among the samples")
    truth = np.array([LABELS.index(samples[i].label) for i in chosen])
    shares = probabilities(scores[chosen].reshape(-1, len(LABELS))).reshape(len(chosen), WINDOWS, -1)
    mean, whole = shares.mean(axis=1), whole_scores[chosen, 0]
    said, named, own = mean.argmax(axis=1), _best_action(mean), np.unique(truth)
    by_action = {LABELS[k]: (int((truth == k).sum()), int((said[truth == k] == k).sum())) for k in own}
    mistakes: dict[tuple[str, str], int] = {}
    for t, s in zip(truth, said, strict=True):
        if t != s:
            mistakes[LABELS[t], LABELS[s]] = mistakes.get((LABELS[t], LABELS[s]), 0) + 1
    worst = sorted(mistakes.items(), key=lambda item: -item[1])[:6]
    return Accuracy(
        len(chosen),
        float((shares.argmax(axis=2) == truth[:, np.newaxis]).mean()),
        float((said == truth).mean()),
        float((named == truth).mean()),
        float((own[mean[:, own].argmax(axis=1)] == truth).mean()),
        float((whole.argmax(axis=1) == truth).mean()),
        float((_best_action(whole) == truth).mean()),
        by_action,
        [(t, s, count) for (t, s), count in worst],
    )


def _best_action(scores: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Return the best class (S,) other than "no action" of scores (S, C)."""
    actions = scores.copy()
    actions[:, NONE] = -np.inf
    best: npt.NDArray[np.int64] = actions.argmax(axis=1)
    return best


def by_data_set(
    samples: Sequence[Sample], scores: npt.NDArray[np.float64], whole_scores: npt.NDArray[np.float64]
) -> dict[str, Accuracy]:
    """Compute the accuracy per data set, for data sets with action samples."""
    result = {}
    for name in dict.fromkeys(sample.dataset for sample in samples):
        own = [i for i, sample in enumerate(samples) if sample.dataset == name]
        if any(samples[i].label != NO_ACTION for i in own):
            result[name] = accuracy([samples[i] for i in own], scores[own], whole_scores[own])
    return result


def as_windows(samples: Sequence[Sample], scores: npt.NDArray[np.float64]) -> tuple[Scores, Any]:
    """Flatten all samples' windows: class scores (W, C) and true classes (W,)."""
    targets = np.repeat([LABELS.index(sample.label) for sample in samples], WINDOWS)
    return scores.reshape(-1, scores.shape[-1]), targets


def wrongly_announced(
    samples: Sequence[Sample], scores: npt.NDArray[np.float64], enter: float
) -> dict[str, tuple[int, int]]:
    """Count false positives per action, over windows.

    Args:
        samples: S samples.
        scores: (S, WINDOWS, C) scores of their windows.
        enter: minimum probability of an announced action.

    Returns:
        False positives by action: in background windows, and in windows of other actions.
    """
    logits, truth = as_windows(samples, scores)
    shares = probabilities(logits)
    said = np.where(shares.max(axis=1) >= enter, shares.argmax(axis=1), NONE)
    wrong = (said != truth) & (said != NONE)
    return {
        action: (
            int((wrong & (said == k) & (truth == NONE)).sum()),
            int((wrong & (said == k) & (truth != NONE)).sum()),
        )
        for k, action in enumerate(LABELS)
        if k != NONE
    }


@dataclass(frozen=True, slots=True)
class Calibration:
    """Temperature and threshold, fitted on the calibration subjects and evaluated on the test subjects.

    Attributes:
        temperature: softmax temperature.
        threshold: minimum probability of an announced action.
        error_before: expected calibration error on the test subjects, uncalibrated.
        error_after: the same, calibrated.
        likelihood_before: negative log-likelihood on the test subjects, uncalibrated.
        likelihood_after: the same, calibrated.
        curve: risk-coverage curve on the test subjects.
    """

    temperature: float
    threshold: float
    error_before: float
    error_after: float
    likelihood_before: float
    likelihood_after: float
    curve: list[dict[str, float]]


def calibrate(
    chosen_by: tuple[Scores, Any], tested_on: tuple[Scores, Any], most_risk: float = MOST_RISK
) -> Calibration:
    """Fit temperature and threshold on the calibration windows and evaluate them on the test windows."""
    logits, targets = chosen_by
    temperature = fit_temperature(logits, targets)
    own = coverage_and_risk(probabilities(logits, temperature), targets, NONE, THRESHOLDS)
    threshold = choose_threshold(own, most_risk).threshold
    logits, targets = tested_on
    before, after = probabilities(logits), probabilities(logits, temperature)
    return Calibration(
        temperature,
        threshold,
        calibration_error(before, targets),
        calibration_error(after, targets),
        negative_log_likelihood(logits, targets, 1.0),
        negative_log_likelihood(logits, targets, temperature),
        [asdict(point) for point in coverage_and_risk(after, targets, NONE, THRESHOLDS)],
    )
