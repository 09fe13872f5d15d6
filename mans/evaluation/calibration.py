"""Calibration: temperature scaling, expected calibration error, risk-coverage curve.

Temperature scaling divides all logits by one number, fitted on held-out subjects (Guo, Pleiss, Sun and
Weinberger, On calibration of modern neural networks, ICML 2017). It changes the confidence, not the predicted
class.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float64]


def probabilities(logits: Scores, temperature: float = 1.0) -> Scores:
    """Softmax of class scores (W, C)."""
    scaled = logits / temperature
    powers = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    result: Scores = powers / powers.sum(axis=1, keepdims=True)
    return result


def negative_log_likelihood(logits: Scores, targets: npt.NDArray[np.int64], temperature: float) -> float:
    """Compute the mean negative log-likelihood of the true classes over W windows."""
    right = probabilities(logits, temperature)[np.arange(len(targets)), targets]
    return float(-np.log(np.maximum(right, 1e-12)).mean())


def fit_temperature(logits: Scores, targets: npt.NDArray[np.int64]) -> float:
    """Fit the temperature that minimises the negative log-likelihood, by golden section over 0.2 to 5.

    Args:
        logits: (W, C) class scores of windows of held-out subjects.
        targets: (W,) true classes.
    """
    shrink = (5**0.5 - 1) / 2
    low, high = np.log(0.2), np.log(5.0)
    for _ in range(40):
        a, b = high - shrink * (high - low), low + shrink * (high - low)
        if negative_log_likelihood(logits, targets, np.exp(a)) < negative_log_likelihood(
            logits, targets, np.exp(b)
        ):
            high = b
        else:
            low = a
    return float(np.exp((low + high) / 2))


def calibration_error(shares: Scores, targets: npt.NDArray[np.int64], bins: int = 15) -> float:
    """Compute the expected calibration error: the mean gap between confidence and accuracy.

    Args:
        shares: (W, C) probabilities.
        targets: (W,) true classes.
        bins: number of equal-width confidence bins.
    """
    confidence, right = shares.max(axis=1), shares.argmax(axis=1) == targets
    part = np.minimum((confidence * bins).astype(int), bins - 1)
    error = 0.0
    for k in range(bins):
        own = part == k
        if own.any():
            error += own.mean() * abs(right[own].mean() - confidence[own].mean())
    return float(error)


@dataclass(frozen=True, slots=True)
class Abstaining:
    """Point of the risk-coverage curve: actions are announced only above a threshold.

    Attributes:
        threshold: the minimum probability.
        coverage: share of the action windows for which an action is announced.
        risk: share of the announced actions, over all windows, that are wrong.
        false_alarms: share of the background windows for which an action is announced.
    """

    threshold: float
    coverage: float
    risk: float
    false_alarms: float


def coverage_and_risk(
    shares: Scores, targets: npt.NDArray[np.int64], none: int, thresholds: npt.NDArray[np.float64]
) -> list[Abstaining]:
    """Compute the risk-coverage curve.

    Args:
        shares: (W, C) probabilities.
        targets: (W,) true classes.
        none: index of the background class.
        thresholds: thresholds on the probability of the best action.
    """
    actions = np.delete(shares, none, axis=1)
    classes = np.delete(np.arange(shares.shape[1]), none)
    best, sure = classes[actions.argmax(axis=1)], actions.max(axis=1)
    is_action = targets != none
    result = []
    for threshold in thresholds:
        said = sure >= threshold
        wrong = said & (best != targets)
        result.append(
            Abstaining(
                float(threshold),
                float(said[is_action].mean()) if is_action.any() else 0.0,
                float(wrong.sum() / said.sum()) if said.any() else 0.0,
                float(said[~is_action].mean()) if (~is_action).any() else 0.0,
            )
        )
    return result


def choose_threshold(curve: list[Abstaining], most_risk: float) -> Abstaining:
    """Return the lowest threshold from which on the risk is at most ``most_risk``.

    If there is none, return the threshold with the lowest risk.
    """
    chosen = None
    for point in sorted(curve, key=lambda each: -each.threshold):
        if point.risk > most_risk:
            break
        chosen = point
    return chosen or min(curve, key=lambda each: each.risk)
