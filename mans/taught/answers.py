"""What custom actions are told of a window, as a prediction: beside the network's own actions or instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mans.taught.courses import Course, course
from mans.taught.crops import Clock, over_window, step_s
from mans.taught.matcher import Matcher
from streaming.recognition.prediction import NO_ACTION, Prediction
from streaming.recognition.window import Window

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What the network said of one window's crops, the newest first.

    Attributes:
        predictions: (L) of the network's own actions.
        features: (L, 2 D) of :func:`mans.taught.crops.described`.
        inputs: (T, J, 4) the live network's input of the whole window.
    """

    predictions: Sequence[Prediction]
    features: Floats
    inputs: Floats


def labels_of(matcher: Matcher, network: tuple[str, ...]) -> tuple[str, ...]:
    """Return the labels of the answers: the network's and the own ones, or the own ones and "no action"."""
    own = matcher.taught.labels
    if not matcher.taught.beside:
        return (*own, NO_ACTION)
    rest = () if NO_ACTION in network else (NO_ACTION,)
    return (*network, *rest, *own)


def as_prediction(matcher: Matcher, recipe: Clock, window: Window, seen: Seen) -> Prediction:
    """Return the prediction of a window.

    Each custom action has its odds against "no action", which two that are as likely share: where examples of
    two actions are too alike, neither gets half. The network's actions share what is left.
    """
    stream = course(seen.inputs[np.newaxis], step_s(recipe))
    told = matcher(Course(stream.values[0], stream.seen[0]), seen.features)
    odds = np.exp(told.odds.astype(np.float64))
    own = (odds / (1 + odds.sum())).astype(np.float32)
    rest = np.float32(1 / (1 + odds.sum()))
    newest, labels = seen.predictions[0], labels_of(matcher, seen.predictions[0].labels)
    progress = np.full(len(labels), np.nan, np.float32)
    if matcher.taught.beside:
        left = newest.probabilities * rest
        if NO_ACTION not in newest.labels:
            left = np.append(left, np.float32(0))
        probabilities = np.concatenate([left, own])
        progress[len(left) :] = told.progress
    else:
        probabilities = np.append(own, rest)
        progress[: len(own)] = told.progress
    f_a = over_window([each.f_a for each in seen.predictions], len(window.times_s), recipe)
    single = matcher.taught.beside and matcher.taught.crops == 1
    return Prediction(
        window,
        labels,
        probabilities.astype(np.float32),
        f_a,
        evidence=newest.evidence if single else None,
        progress=progress,
        own=frozenset(matcher.taught.labels),
    )
