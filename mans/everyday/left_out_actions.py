"""How often a model names actions that it was not taught, and by what name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mans.evaluation.calibration import probabilities
from mans.everyday.evaluation import NONE
from mans.everyday.live_answers import LiveAnswers, live_answers
from mans.everyday.training import LABELS
from mans.recogniser import Recogniser
from mans.transforms.tracks import Sample


@dataclass(frozen=True, slots=True)
class LeftOutAction:
    """What a model says about an action that it was not taught.

    Attributes:
        windows_named: share of its windows whose most probable class is an action.
        windows_announced: share of them in which an action is as probable as what is announced.
        clips_named: share of its clips whose windows' mean probability is largest for an action.
        clips_announced: share of them in which that mean is as large as what is announced.
        named: how often each action is the most probable one of such a clip, the commonest first.
        live: what the live decision makes of them.
    """

    windows_named: float
    windows_announced: float
    clips_named: float
    clips_announced: float
    named: Mapping[str, int]
    live: LiveAnswers


def left_out_action(
    recogniser: Recogniser, samples: Sequence[Sample], scores: npt.NDArray[np.float64]
) -> LeftOutAction:
    """Count what is said about clips of one action.

    Args:
        recogniser: an everyday model.
        samples: S clips, one at least.
        scores: (S, W, C) class scores of their windows.
    """
    enter = recogniser.decision.enter
    shares = probabilities(scores.reshape(-1, len(LABELS))).reshape(scores.shape)
    windows, clips = shares.reshape(-1, len(LABELS)), shares.mean(axis=1)
    named = [int(best) for best in clips.argmax(axis=1) if best != NONE]
    return LeftOutAction(
        float((windows.argmax(axis=1) != NONE).mean()),
        float(_surely(windows, enter).mean()),
        len(named) / len(clips),
        float(_surely(clips, enter).mean()),
        dict(Counter(LABELS[best] for best in named).most_common()),
        live_answers(recogniser, samples),
    )


def _surely(shares: npt.NDArray[np.float64], enter: float) -> npt.NDArray[np.bool_]:
    """Tell of each row (S, C) of probabilities whether an action's reaches ``enter``."""
    actions = np.delete(shares, NONE, axis=1)
    sure: npt.NDArray[np.bool_] = actions.max(axis=1) >= enter
    return sure
