"""How good an everyday model is on people and data sets that it has not seen, and how sure it may be."""

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
"""Windows looked at of each sample, evenly spread over it."""
MOST_RISK = 0.05
"""Share of wrong announcements that the threshold is chosen for."""
Spans = Callable[[Sample, float], list[tuple[float, float]]]
"""Sample and live window's length in seconds to the spans that are looked at."""
THRESHOLDS = np.round(np.arange(0.2, 0.96, 0.05), 2)


def spans_of(sample: Sample, window_s: float) -> list[tuple[float, float]]:
    """Return the spans in seconds of WINDOWS windows of ``window_s``, their ends evenly spread.

    Of an action they end from the moment on at which three fifths of it, or a second, are over until it ends;
    of a rest or a gap from half a second after its beginning (where it is so long) until its end.
    """
    duration = sample.end_s - sample.start_s
    wait_s = min(0.5, duration) if is_idle(sample) else min(0.6 * duration, 1.0)
    ends_s = np.linspace(sample.start_s + wait_s, sample.end_s, WINDOWS)
    return [(float(end_s) - window_s, float(end_s)) for end_s in ends_s]


def whole_span(sample: Sample, window_s: float) -> list[tuple[float, float]]:
    """Return the one span in seconds that holds all of a sample, however long a window is."""
    return [(sample.start_s, sample.end_s)]


def scores_of(
    network: ActionNetwork,
    samples: Sequence[Sample],
    recipe: Recipe,
    device: torch.device,
    spans: Spans = spans_of,
    closer_s: float = 0.0,
    batch: int = 128,
) -> npt.NDArray[np.float64]:
    """Class scores of each sample's windows: (S, W, C), W windows as ``spans`` says.

    Where ``closer_s`` says so, the last seconds of each are looked at once more, as the recogniser does: the
    mean of the scores of two looks makes the geometric mean of their probabilities.
    """
    jobs = [(sample, span_s) for sample in samples for span_s in spans(sample, recipe.window_s)]
    if closer_s > 0:
        ends = [(sample, (max(start_s, end_s - closer_s), end_s)) for sample, (start_s, end_s) in jobs]
        jobs = [look for both in zip(jobs, ends, strict=True) for look in both]
    parts = []
    with torch.inference_mode():
        for start in range(0, len(jobs), batch):
            some = jobs[start : start + batch]
            inputs = np.stack([network_input(sample, span_s, recipe) for sample, span_s in some])
            parts.append(network(torch.from_numpy(inputs).to(device)).logits.double().cpu().numpy())
    looks = np.concatenate(parts).reshape(len(jobs) // (2 if closer_s > 0 else 1), -1, parts[0].shape[1])
    scores: npt.NDArray[np.float64] = looks.mean(axis=1).reshape(len(samples), -1, looks.shape[2])
    return scores


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How many samples of one group are right.

    Attributes:
        sequences: samples of actions.
        windows_right: share of their windows whose most probable class, "no action" among them, is right.
        sequences_right: share of them whose windows' mean probability is largest for the right class.
        named_right: the same, "no action" not among the classes: which action, if it is one.
        own_right: the same, only the group's own actions among the classes: which of them it is.
        whole_right: share of them that are right when all of a sample is one window.
        whole_named: the same, "no action" not among the classes.
        by_action: for each action of the group: samples, and how many are right as in ``sequences_right``.
        confused: the commonest mistakes: (true, said, how often), most often first.
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
    "windows": "windows_right",
    "mean of windows": "sequences_right",
    "which action": "named_right",
    "which of its own": "own_right",
    "whole": "whole_right",
    "which action, whole": "whole_named",
}
"""Titles of the shares in tables to their names in :class:`Accuracy`."""


def accuracy(
    samples: Sequence[Sample], scores: npt.NDArray[np.float64], whole_scores: npt.NDArray[np.float64]
) -> Accuracy:
    """Count what is right about the actions among the samples.

    Args:
        samples: S of them.
        scores: (S, WINDOWS, C) of windows as a stream has them.
        whole_scores: (S, 1, C) of each sample as one window.

    Raises:
        DataSetError: no action is among the samples.
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
    """(S, C) to (S,) the best class but for "no action"."""
    actions = scores.copy()
    actions[:, NONE] = -np.inf
    best: npt.NDArray[np.int64] = actions.argmax(axis=1)
    return best


def by_data_set(
    samples: Sequence[Sample], scores: npt.NDArray[np.float64], whole_scores: npt.NDArray[np.float64]
) -> dict[str, Accuracy]:
    """Count what is right in each data set that has actions among the samples."""
    result = {}
    for name in dict.fromkeys(sample.dataset for sample in samples):
        own = [i for i, sample in enumerate(samples) if sample.dataset == name]
        if any(samples[i].label != NO_ACTION for i in own):
            result[name] = accuracy([samples[i] for i in own], scores[own], whole_scores[own])
    return result


def as_windows(samples: Sequence[Sample], scores: npt.NDArray[np.float64]) -> tuple[Scores, Any]:
    """Lay all samples' windows out: class scores (W, C) and true classes (W,)."""
    targets = np.repeat([LABELS.index(sample.label) for sample in samples], WINDOWS)
    return scores.reshape(-1, scores.shape[-1]), targets


def wrongly_announced(
    samples: Sequence[Sample], scores: npt.NDArray[np.float64], enter: float
) -> dict[str, tuple[int, int]]:
    """Count the windows about which an action is said that is not done in them.

    Args:
        samples: S of them.
        scores: (S, WINDOWS, C) of their windows.
        enter: probability from which on an action is announced.

    Returns:
        For each action: of the windows of no action, and of those of another action, so many.
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
    """Temperature and threshold, chosen on the calibration people and tested on others.

    Attributes:
        temperature: what class scores are divided by.
        threshold: probability from which on an action is announced.
        error_before: expected calibration error on the tested people, at temperature 1.
        error_after: the same at the temperature.
        likelihood_before: negative log likelihood on the tested people, at temperature 1.
        likelihood_after: the same at the temperature.
        curve: coverage and risk on the tested people, over thresholds.
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
    """Choose temperature and threshold by some people's windows and test them on other people's."""
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
