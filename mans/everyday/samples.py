"""Samples of all data sets in a common vocabulary: actions, other movements, rests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from mans.datasets import DataSet
from mans.datasets.msrc12 import AFTER_S, BEFORE_S
from mans.datasets.ut_kinect import LABELS as UT_KINECT_LABELS
from mans.datasets.ut_kinect_gaps import gaps_of_track
from mans.everyday.seated import is_seated, risings
from mans.everyday.vocabulary import ACTIONS, OTHER, SIT_STILL, UNUSED, action_of
from mans.training.sampling import background
from mans.transforms.tracks import Kind, Sample, Track
from streaming.recognition.prediction import NO_ACTION
from streaming.skeleton.layouts import KINECT_V2

_LIMB_ENDS = [
    KINECT_V2.index[f"{joint}{side}"]
    for joint in ("Elbow", "Wrist", "Knee", "Ankle")
    for side in ("Left", "Right")
]
_WRIST_LEFT, _WRIST_RIGHT = KINECT_V2.index["WristLeft"], KINECT_V2.index["WristRight"]
_TRUNK = [KINECT_V2.index[name] for name in ("SpineBase", "SpineShoulder", "Head")]
_FOLLOWED = [*_TRUNK, *_LIMB_ENDS]
# A person is at rest while the three joints that moved most are nearer than this share of the farthest they
# get to where they began (or will end) ...
_REST_SHARE = 0.2
# ... but noise below this, in metres, never counts as movement.
_NOISE_M = 0.06
# Rests shorter than this show too little; and this much beside an action belongs to neither, in seconds.
_LEAST_REST_S = 0.6
_MARGIN_S = 0.15
# Who sits down bends before the thighs tell, and straightens after, in seconds.
_RISING_S = 0.3
# Seconds before and after an action point of MSRC-12 that its gesture takes, as heights of head and wrists
# around the points show: a bow is over when its point comes, others are in their midst.
_AROUND_POINT_S = {
    "bow": (2.4, 0.0),
    "wind it up": (1.2, 0.2),
    "push right": (1.3, 0.5),
    "throw": (1.2, 0.6),
    "kick": (1.0, 1.0),
    "duck": (1.2, 1.0),
    "shoot": (1.3, 0.8),
    "lift outstretched arms": (1.2, 1.2),
    "had enough": (1.3, 1.2),
    "change weapon": (1.4, 1.2),
    "goggles": (0.8, 1.3),
}
# And what is as near to a gesture as this, in seconds, is not yet nothing.
_BESIDE_POINT_S = 0.4
# Kinder-Gator's people begin with their arms held out: the action begins when they are down to this share.
_ARMS_DOWN = 0.6
_UNTRIMMED = ("ut-kinect", "msrc-12")
# Spans that are right to a frame, or that nobody rests in.
_EXACT = ("kinectmultitrack", "cmu-mocap", "bandai-namco", "videos-everyday")


def active_span(track: Track, start_s: float, end_s: float) -> tuple[float, float]:
    """Return the active part of a span, in seconds, without the rest poses before and after it.

    A trimmed sequence begins and ends with a rest pose. The action starts when the person leaves the first
    pose, and ends when they reach the last one; the two may differ, as in standing up.
    """
    inside = np.flatnonzero((track.times_s >= start_s) & (track.times_s <= end_s))
    if len(inside) < 4:
        return start_s, end_s
    times_s = track.times_s[inside]
    places: npt.NDArray[np.float64] = track.positions[inside, 0][:, _FOLLOWED].astype(np.float64)
    lead = max(1, len(inside) // 12)
    from_start = _moved(places, places[:lead].mean(axis=0))
    from_end = _moved(places, places[-lead:].mean(axis=0))
    left = np.flatnonzero(from_start > max(_NOISE_M, _REST_SHARE * from_start.max()))
    reached = np.flatnonzero(from_end > max(_NOISE_M, _REST_SHARE * from_end.max()))
    if not len(left) or not len(reached) or reached[-1] - left[0] < 3:
        return start_s, end_s
    return float(times_s[left[0]]), float(times_s[reached[-1]])


def around_point(label: str, point_s: float) -> tuple[float, float]:
    """Return the span, in seconds, of an MSRC-12 gesture with its action point at ``point_s``."""
    before_s, after_s = _AROUND_POINT_S.get(label, (BEFORE_S, AFTER_S))
    return point_s - before_s, point_s + after_s


def arms_down(track: Track, start_s: float, end_s: float) -> float:
    """Return the time, in seconds, at which arms held out at the start of a span have been lowered."""
    inside = np.flatnonzero((track.times_s >= start_s) & (track.times_s <= end_s))
    apart = track.positions[inside, 0, _WRIST_RIGHT] - track.positions[inside, 0, _WRIST_LEFT]
    spread = np.linalg.norm(apart, axis=1)
    down = np.flatnonzero(spread < _ARMS_DOWN * spread[:1])
    return float(track.times_s[inside[down[0]]]) if len(down) else start_s


def _moved(places: npt.NDArray[np.float64], reference: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the displacement (F,) in metres from a reference pose, mean of the three farthest joints."""
    distance = np.linalg.norm(places - reference, axis=2)
    farthest: npt.NDArray[np.float64] = np.sort(distance, axis=1)[:, -3:].mean(axis=1)
    return farthest


def everyday_samples(data: DataSet) -> list[Sample]:
    """Map a data set's samples to the vocabulary, and add the rests around them as "no action".

    What is done between the labels of UT-Kinect is an action where our annotation is certain, and nothing
    where it is not.

    Returns:
        Samples whose labels are actions of the vocabulary or NO_ACTION, and whose subjects, recordings and
        names begin with the data set's name and a slash.
    """
    untrimmed = data.name in _UNTRIMMED
    result: list[Sample] = []
    marked: list[Sample] = []
    beside: set[str] = set()  # recordings whose gaps hold something that is left out
    for sample in data.samples:
        action = action_of(data.name, sample.label)
        own = replace(
            sample,
            label=NO_ACTION if action == OTHER else action,
            kind="other movement" if action == OTHER else "action",
            dataset=data.name,
            subject=f"{data.name}/{sample.subject}",
            recording=f"{data.name}/{sample.recording}",
            name=f"{data.name}/{sample.name}",
        )
        if data.name == "msrc-12":
            start_s, end_s = around_point(sample.label, sample.end_s - AFTER_S)
            own = replace(own, start_s=start_s, end_s=end_s)
        marked.append(own)
        if action == UNUSED:
            beside.add(own.recording)
        elif untrimmed or data.name in _EXACT:
            result.append(own)
        else:
            if data.name == "kinder-gator":
                own = replace(own, start_s=arms_down(own.track, own.start_s, own.end_s))
            start_s, end_s = active_span(own.track, own.start_s, own.end_s)
            if action == SIT_STILL:
                result.append(_at_rest(own))
            elif sample.label == "sit down and stand up":
                result += _down_and_up(own)
            else:
                result.append(replace(own, start_s=start_s, end_s=end_s))
                result += _rests(own, start_s, end_s)
    if untrimmed:
        beside_s = _BESIDE_POINT_S if data.name == "msrc-12" else 0.0
        wide = [
            replace(each, start_s=each.start_s - beside_s, end_s=each.end_s + beside_s)
            for each in marked
            if each.recording not in beside
        ]
        between = _in_gaps(marked) if data.name == "ut-kinect" else {}
        result += [sample for sample, certain in between.items() if certain]
        result += background([*wide, *between])
    return result


def _in_gaps(marked: Sequence[Sample]) -> dict[Sample, bool]:
    """Make a sample of each action that is done between UT-Kinect's labels, with whether that is certain."""
    first = {sample.recording: sample for sample in reversed(marked)}
    found: dict[Sample, bool] = {}
    for recording, sample in first.items():
        for gap in gaps_of_track(recording.removeprefix("ut-kinect/"), sample.track.times_s):
            span = gap.span
            label = action_of("ut-kinect", span.label) if span.label in UT_KINECT_LABELS else span.label
            name = f"{recording} {span.label} in the gap at {span.start_s:.2f} s"
            own = replace(sample, start_s=span.start_s, end_s=span.end_s, label=label, name=name)
            found[replace(own, kind="action in a gap")] = gap.certain and label in ACTIONS
    return found


def _rests(sample: Sample, start_s: float, end_s: float) -> Iterable[Sample]:
    """Make samples of the rests before and after the action."""
    # Nothing is known of what came before the one and after the other.
    rests: tuple[tuple[Kind, float, float], ...] = (
        ("rest before", sample.start_s, start_s - _MARGIN_S),
        ("rest after", end_s + _MARGIN_S, sample.end_s),
    )
    for kind, a, b in rests:
        if b - a >= _LEAST_REST_S:
            name = f"{sample.name} {kind}"
            yield _at_rest(replace(sample, start_s=a, end_s=b, name=name, kind=kind))


def _at_rest(sample: Sample) -> Sample:
    """Label a rest: "sit still" of a seated person, otherwise "no action"."""
    if SIT_STILL in ACTIONS and is_seated(sample.track, sample.start_s, sample.end_s):
        return replace(sample, label=SIT_STILL)
    return replace(sample, label=NO_ACTION, kind="other movement" if sample.kind == "action" else sample.kind)


def _down_and_up(sample: Sample) -> Iterable[Sample]:
    """Split a span with one or several cycles of sitting down and standing up."""
    for number, (start_s, end_s, up) in enumerate(risings(sample.track, sample.start_s, sample.end_s), 1):
        yield replace(
            sample,
            start_s=max(sample.start_s, start_s - _RISING_S),
            end_s=min(sample.end_s, end_s + _RISING_S),
            label="stand up" if up else "sit down",
            name=f"{sample.name} {number}",
        )


@dataclass(frozen=True, slots=True)
class Split:
    """Split into training, calibration and test samples, disjoint by subject.

    Attributes:
        train: training samples.
        calibration: samples for fitting temperature and thresholds.
        test: samples used for testing only.
    """

    train: tuple[Sample, ...]
    calibration: tuple[Sample, ...]
    test: tuple[Sample, ...]

    def but(self, actions: Sequence[str]) -> Split:
        """Return the same people without what they do of some actions."""
        parts = (self.train, self.calibration, self.test)
        return Split(*(tuple(s for s in part if s.label not in actions) for part in parts))


def split_people(samples: Sequence[Sample]) -> Split:
    """Split each data set by subject, sorted by name: the last fifth tests, the fifth before calibrates.

    Each has at least one subject. In UT-Kinect, s09 and s10 are test and s07 and s08 calibration subjects.
    Actions in gaps are for training only.
    """
    people: dict[str, list[str]] = {}
    for dataset, subject in sorted({(sample.dataset, sample.subject) for sample in samples}):
        people.setdefault(dataset, []).append(subject)
    tested: set[str] = set()
    calibrating: set[str] = set()
    for subjects in people.values():
        share = max(1, len(subjects) // 5)
        tested |= set(subjects[-share:])
        calibrating |= set(subjects[-2 * share : -share])
    measured = [sample for sample in samples if sample.kind != "action in a gap"]
    return Split(
        tuple(s for s in samples if s.subject not in tested | calibrating),
        tuple(s for s in measured if s.subject in calibrating),
        tuple(s for s in measured if s.subject in tested),
    )
