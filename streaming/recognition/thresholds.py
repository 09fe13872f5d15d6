"""Which action a set of probabilities is for; with thresholds of single actions, each at its own."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from streaming.recognition.prediction import NO_ACTION


def announced(
    labels: tuple[str, ...],
    probabilities: npt.NDArray[np.float32],
    thresholds: Mapping[str, float],
    enter: float,
    leave: float,
    held: str | None,
) -> tuple[str | None, float]:
    """Return the action to announce, or None, and its probability.

    Among the actions that reach their thresholds it is the most probable one; one that is announced stays
    as long as it keeps ``leave / enter`` of its threshold and no other reaches its own.

    Args:
        labels: (C,) class names.
        probabilities: (C,) smoothed.
        thresholds: probability at which an action is announced, by label.
        enter: that of an action without a threshold of its own.
        leave: probability below which such an action is withdrawn.
        held: the action that is announced now, if any.

    Returns:
        With None, the probability of the most probable action.
    """
    actions = [
        (float(p), label) for p, label in zip(probabilities, labels, strict=True) if label != NO_ACTION
    ]
    reached = [(p, label) for p, label in actions if p >= thresholds.get(label, enter)]
    if not reached:
        keep = leave / enter if enter > 0 else 1.0
        reached = [
            (p, each) for p, each in actions if each == held and p >= keep * thresholds.get(each, enter)
        ]
    if not reached:
        return None, max(p for p, _ in actions)
    probability, label = max(reached, key=lambda each: each[0])
    return label, probability


def best_of(labels: tuple[str, ...], probabilities: npt.NDArray[np.float32]) -> tuple[str, float]:
    """Return the most probable action with its probability."""
    actions = [i for i, label in enumerate(labels) if label != NO_ACTION]
    best = max(actions, key=lambda i: float(probabilities[i]))
    return labels[best], float(probabilities[best])


def no_action_of(labels: tuple[str, ...], probabilities: npt.NDArray[np.float32]) -> float:
    """Return the probability of "no action"; 0 for a model that has no such class."""
    return float(probabilities[labels.index(NO_ACTION)]) if NO_ACTION in labels else 0.0
