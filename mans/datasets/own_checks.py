"""Checks of custom data sets before training: samples per label, and suspicious data."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mans.datasets.protocols import Group
from mans.datasets.types import DataSet
from mans.transforms.tracks import Sample
from streaming.annotations.spans import overlapping
from streaming.errors import DataSetError
from streaming.printable import counted
from streaming.skeleton.handedness import are_mirrored
from streaming.skeleton.layouts import KINECT_V2

FEW = 5
"""Minimum number of sequences per label for generalisation beyond the subject."""
_LONG_S = 20.0  # an action is over by then; more of it is a recording of several
_SLOW_HZ = 8.0
_APART = 1.5  # rates that differ by more than this factor
_ONE_HANDED = 0.65  # share of both hands' way that the hand which moves more has
_STEP_S = 0.2  # a hand's way is measured in steps of so much: noise from frame to frame is none
_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Row:
    """Counts of a label or a subject.

    Attributes:
        name: of the label or the person.
        sequences: how many.
        others: how many people perform the label, or labels the person performs.
        seconds: shortest, median and longest.
        frames: median.
        rate_hz: median frames per second.
        right_hand: share of the right hand in the way of both, median; NaN where neither moves.
    """

    name: str
    sequences: int
    others: int
    seconds: tuple[float, float, float]
    frames: float
    rate_hz: float
    right_hand: float


@dataclass(frozen=True, slots=True)
class Checks:
    """Contents of a data set, and warnings.

    Attributes:
        labels: a row for each label, in the order of their names.
        people: a row for each person; empty where nobody is named.
        warnings: a sentence each.
    """

    labels: tuple[Row, ...]
    people: tuple[Row, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Measured:
    """A sample, measured: seconds, frames, frames per second, the right hand's share, its content."""

    sample: Sample
    seconds: float
    frames: int
    rate_hz: float
    right_hand: float
    content: str
    mirrored: bool


def check(data: DataSet) -> Checks:
    """Check a data set.

    Raises:
        DataSetError: it cannot be trained on: there are not two labels with at least two sequences each.
    """
    measured = [_measure(sample) for sample in data.samples]
    labels = _rows(measured, lambda sample: sample.label, lambda sample: sample.subject)
    named = [each for each in measured if each.sample.subject]
    people = _rows(named, lambda sample: sample.subject, lambda sample: sample.label)
    _check_enough(data, labels)
    warnings = [*_few(data, labels), *_people(measured, labels), *_times(measured), *_copies(measured)]
    warnings += _overlaps(measured)
    if mirrored := [each.sample.name for each in measured if each.mirrored]:
        warnings.append(
            f"{counted(len(mirrored), 'sequence looks', 'sequences look')} mirrored, left and right swapped: "
            f"{_some(mirrored)}. "
            "Convert them from images that are not mirrored."
        )
    left = [row.name for row in people if row.right_hand < 1 - _ONE_HANDED]
    if left and len(left) < len(people):
        warnings.append(f"Mostly the left hand moves of {_some(left)}: left-handed, or mirrored?")
    return Checks(labels, people, tuple(warnings))


def _check_enough(data: DataSet, labels: Sequence[Row]) -> None:
    if len(labels) < 2:
        raise DataSetError(
            f"one label, {labels[0].name!r}, in {data.title}",
            expected="at least two actions to tell apart",
            remedy="Label another action, or something else that people do",
        )
    if sum(row.sequences > 1 for row in labels) < 2:
        raise DataSetError(
            f"{counted(len(data.samples), 'sequence')} of {counted(len(labels), 'label')} in {data.title}",
            expected=f"several of each label: 2 to begin with, {FEW} or more to be of use",
            remedy="A network cannot learn from one; label more, or teach examples instead",
        )


def _measure(sample: Sample) -> _Measured:
    track = sample.track
    rows = (track.times_s >= sample.start_s) & (track.times_s <= sample.end_s)
    times_s, positions, states = track.times_s[rows], track.positions[rows, 0], track.states[rows, 0]
    steps = np.diff(times_s)
    seen = np.where(states[..., np.newaxis] > 0, positions, np.nan).astype(np.float64)
    return _Measured(
        sample,
        sample.end_s - sample.start_s,
        len(times_s),
        float(1 / np.median(steps)) if len(steps) else float("nan"),
        _right_hand(positions[:: max(1, round(_STEP_S / np.median(steps)))] if len(steps) else positions),
        hashlib.sha256(np.ascontiguousarray(positions).data).hexdigest(),
        are_mirrored(seen),
    )


def _right_hand(positions: npt.NDArray[np.float32]) -> float:
    """Return the share of the right wrist in the way of both."""
    if len(positions) < 2:
        return float("nan")
    ways = [
        float(np.linalg.norm(np.diff(positions[:, KINECT_V2.index[f"Wrist{side}"]], axis=0), axis=1).sum())
        for side in ("Right", "Left")
    ]
    return ways[0] / sum(ways) if sum(ways) else float("nan")


def _rows(measured: Sequence[_Measured], name_of: Group, other_of: Group) -> tuple[Row, ...]:
    groups: dict[str, list[_Measured]] = {}
    for each in measured:
        groups.setdefault(name_of(each.sample), []).append(each)
    return tuple(
        Row(
            name,
            len(group),
            len({other for each in group if (other := other_of(each.sample))}),
            _spread([each.seconds for each in group]),
            _median([each.frames for each in group]),
            _median([each.rate_hz for each in group]),
            _median([each.right_hand for each in group]),
        )
        for name, group in sorted(groups.items())
    )


def _few(data: DataSet, labels: Sequence[Row]) -> list[str]:
    told = []
    if few := [f"{row.name} ({row.sequences})" for row in labels if row.sequences < FEW]:
        told.append(f"Fewer than {FEW} sequences: {_some(few)}.")
    if gone := sorted(set(data.labels) - {row.name for row in labels}):
        told.append(f"No sequence is left of {_some(gone)}: they cannot be learnt.")
    most = max(row.sequences for row in labels)
    if rare := [row.name for row in labels if FEW <= row.sequences < most / 10]:
        told.append(f"Less than a tenth as many sequences as of the label that has most: {_some(rare)}.")
    return told


def _people(measured: Sequence[_Measured], labels: Sequence[Row]) -> list[str]:
    unnamed = sum(not each.sample.subject for each in measured)
    if unnamed == len(measured):
        return ["Nobody says who performs: how well people are told who are not in it cannot be measured."]
    told = [f"{counted(unnamed, 'sequence does', 'sequences do')} not say who performs."] if unnamed else []
    if one := [row.name for row in labels if row.others == 1]:
        told.append(f"Performed by one person: {_some(one)}.")
    return told


def _times(measured: Sequence[_Measured]) -> list[str]:
    told = []
    if long := [each.sample.name for each in measured if each.seconds > _LONG_S]:
        what = f"{counted(len(long), 'sequence')} of more than {_LONG_S:.0f} s: {_some(long)}"
        told.append(f"{what}. Label single actions.")
    rates = [each.rate_hz for each in measured if np.isfinite(each.rate_hz)]
    if slow := [each.sample.name for each in measured if each.rate_hz < _SLOW_HZ]:
        told.append(
            f"{counted(len(slow), 'sequence')} of less than {_SLOW_HZ:.0f} frames per second: {_some(slow)}."
        )
    if rates and max(rates) > _APART * min(rates):
        told.append(
            f"Frame rates differ, {min(rates):.3g} to {max(rates):.3g} per second: windows are cut by time, "
            "so this is no error, but a label that comes at one rate alone may be told by it."
        )
    return told


def _copies(measured: Sequence[_Measured]) -> list[str]:
    groups: dict[str, list[Sample]] = {}
    for each in measured:
        groups.setdefault(each.content, []).append(each.sample)
    same = [group for group in groups.values() if len(group) > 1]
    told = []
    if copies := [sample.name for group in same for sample in group[1:]]:
        told.append(
            f"{counted(len(copies), 'sequence is a copy', 'sequences are copies')} "
            f"of another, frame by frame: {_some(copies)}."
        )
    if other := [group[0].name for group in same if len({sample.label for sample in group}) > 1]:
        told.append(
            f"{counted(len(other), 'sequence has', 'sequences have')} "
            f"a copy with another label: {_some(other)}."
        )
    return told


def _overlaps(measured: Sequence[_Measured]) -> list[str]:
    samples = [each.sample for each in measured]
    pairs = overlapping(samples, lambda each: each.recording, lambda each: (each.start_s, each.end_s))
    same = [one.label == other.label for one, other in pairs]
    told = []
    for what, found in (("different labels", same.count(False)), ("the same label", same.count(True))):
        if found:
            pairs_of = f"{counted(found, 'pair')} of sequences with {what}"
            told.append(f"{pairs_of} overlap{'s' if found == 1 else ''}.")
    return told


def _spread(seconds: Sequence[float]) -> tuple[float, float, float]:
    return min(seconds), float(np.median(seconds)), max(seconds)


def _median(values: Sequence[float]) -> float:
    known = [value for value in values if np.isfinite(value)]
    return float(np.median(known)) if known else float("nan")


def _some(names: Sequence[str]) -> str:
    """Name some, and how many more there are."""
    more = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
