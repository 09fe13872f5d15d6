"""Probabilities that mean what they say: temperature scaling, calibration error, coverage against risk.

Temperature scaling divides all class scores by one number, chosen on people whom the network was not trained
on (Guo, Pleiss, Sun and Weinberger, On calibration of modern neural networks, ICML 2017). It changes no
answer, only how sure it is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float64]


def probabilities(logits: Scores, temperature: float = 1.0) -> Scores:
    """(W, C) class scores to (W, C) probabilities."""
    scaled = logits / temperature
    powers = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    result: Scores = powers / powers.sum(axis=1, keepdims=True)
    return result


def negative_log_likelihood(logits: Scores, targets: npt.NDArray[np.int64], temperature: float) -> float:
    """Mean over W windows of -log of the true class's probability."""
    right = probabilities(logits, temperature)[np.arange(len(targets)), targets]
    return float(-np.log(np.maximum(right, 1e-12)).mean())


def fit_temperature(logits: Scores, targets: npt.NDArray[np.int64]) -> float:
    """Return the temperature with the smallest negative log likelihood, by golden section over 0.2 to 5.

    Args:
        logits: (W, C) class scores of windows of held-out people.
        targets: (W,) their true classes.
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
    """Return the expected calibration error: how far confidence and accuracy are apart, on average.

    Args:
        shares: (W, C) probabilities.
        targets: (W,) true classes.
        bins: equal parts of 0..1 that windows are sorted into by their confidence.
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
    """What comes of announcing an action only from a certain probability on.

    Attributes:
        threshold: the probability.
        coverage: share of the windows of actions about which something is announced.
        risk: share of what is announced, about any window, that is wrong.
        false_alarms: share of the windows of "no action" about which an action is announced.
    """

    threshold: float
    coverage: float
    risk: float
    false_alarms: float


def coverage_and_risk(
    shares: Scores, targets: npt.NDArray[np.int64], none: int, thresholds: npt.NDArray[np.float64]
) -> list[Abstaining]:
    """Follow coverage and risk over thresholds.

    Args:
        shares: (W, C) probabilities.
        targets: (W,) true classes.
        none: index of the class "no action".
        thresholds: probabilities of the best action from which on it is announced.
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
    """Return the lowest threshold whose risk, and that of all above it, is at most ``most_risk``.

    Where there is none, the one with the least risk.
    """
    chosen = None
    for point in sorted(curve, key=lambda each: -each.threshold):
        if point.risk > most_risk:
            break
        chosen = point
    return chosen or min(curve, key=lambda each: each.risk)
