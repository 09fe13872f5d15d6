"""What cannot be taught, said before anything is learnt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

import numpy as np

from mans.teaching.windows import cut
from mans.transforms.tracks import Sample
from streaming.annotations.spans import overlapping
from streaming.errors import ProjectError
from streaming.printable import counted
from streaming.program import COMMAND
from streaming.recognition.prediction import NO_ACTION
from streaming.recognition.window import LONGEST_S

FEWEST = 2
"""Examples of an action: one alone says nothing about how much another performance of it differs."""
MOST = 500
"""Examples of all actions together: every window is compared with each."""
SHORTEST_S = 0.3


def check(samples: Sequence[Sample], shipped: Collection[str] = ()) -> None:
    """Refuse what cannot be taught.

    Args:
        samples: the examples.
        shipped: actions that are answered beside them.

    Raises:
        ProjectError: there is none, an action has one example, a name is the model's own already, two
            examples of different actions are the same moment, or nobody is to be seen in one.
    """
    if not samples:
        raise ProjectError("no example of any action", remedy="Mark some first")
    if len(samples) > MOST:
        raise ProjectError(
            f"{counted(len(samples), 'example')}",
            expected=f"at most {MOST}",
            remedy=f"Take fewer of each action, or train a model on all of them: {COMMAND} train",
        )
    count = Counter(sample.label for sample in samples)
    for label in count:
        if label == NO_ACTION:
            raise ProjectError(f"an action named {NO_ACTION!r}", remedy="Give it another name")
        if label in shipped:
            raise ProjectError(
                f"{label!r} is an action of the bundled model already",
                remedy="Give it another name, or teach your actions instead of the bundled ones: --instead",
            )
        if count[label] < FEWEST:
            raise ProjectError(
                f"one example of {label!r}", expected=f"{FEWEST} or more, better 5", remedy="Mark another one"
            )
    for sample in samples:
        _check_one(sample)
    _check_overlaps(samples)


def _check_one(sample: Sample) -> None:
    span_s = sample.end_s - sample.start_s
    if not SHORTEST_S <= span_s <= LONGEST_S:
        raise ProjectError(
            f"an example of {span_s:.2f} s",
            path=sample.recording or None,
            place=_place(sample),
            expected=f"{SHORTEST_S} to {LONGEST_S:.0f} s",
            remedy="Mark one performance of the action",
        )
    times_s = sample.track.times_s
    inside = (times_s >= sample.start_s) & (times_s <= sample.end_s)
    if inside.sum() < 2 or not np.isfinite(cut(sample.track, times_s[inside][:2]).positions).all():
        raise ProjectError(
            "nobody is to be seen",
            path=sample.recording or None,
            place=_place(sample),
            remedy="Mark it where somebody is",
        )


def _check_overlaps(samples: Sequence[Sample]) -> None:
    """Refuse two actions at the same moment of the same person.

    Raises:
        ProjectError: there are such.
    """
    pairs = overlapping(samples, _who, lambda each: (each.start_s, each.end_s))
    for one, other in pairs:
        what = "twice" if one.label == other.label else f"and {other.label!r}"
        raise ProjectError(
            f"{one.label!r} {what} at the same time",
            path=one.recording or None,
            place=f"{other.start_s:.2f} to {min(one.end_s, other.end_s):.2f} s",
            expected="one example after the other",
            remedy="Move their edges apart, or remove one",
        )


def _place(sample: Sample) -> str:
    return f"{sample.label!r} at {sample.start_s:.2f} to {sample.end_s:.2f} s"


def _who(sample: Sample) -> tuple[str, str, str]:
    """Return whose time it takes."""
    return sample.recording or f"track {id(sample.track)}", sample.subject, sample.camera
