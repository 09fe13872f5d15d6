"""Example of an action: skeletons of a span of a recording, with a margin."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt

from mans.transforms.tracks import Sample, Track
from streaming.errors import ProjectError
from streaming.printable import counted, printable, tidy
from streaming.recognition.window import LONGEST_S
from streaming.skeleton.frames import Body, Frame, Positions, Recording, States, TrackingState

LONGEST_LABEL = 60
"""Characters; longer ones fit no bar and no bubble."""
LONGEST_NAME = 240
"""Characters of a recording's, a person's or a camera's name."""
MARGIN_S = 2.0
"""Seconds of skeletons that are kept before and after an example: its edges can be moved so far without the
recording."""
FEWEST_FRAMES = 3
"""What an example of fewer frames shows is a pose, not a movement."""
MOST_ROWS = 50_000
"""Of an example with its margins; a minute at 500 frames a second has fewer."""
MOST_BODIES = 2
DATASET = "own"
"""What the samples of a project have as the name of their data set."""

# A pose found twice in the same video may differ by as much, in metres.
_SAME_POSE_M = 0.05
# What a sensor's numbers cannot be, in metres.
_FARTHEST_M = 1e4


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """One example; :meth:`cut` makes them.

    Attributes:
        key: unique in its project; stays when label or edges change.
        label: the action's name.
        start_s: first moment of the action, seconds on the recording's clock.
        end_s: last moment of the action.
        track: the followed people from ``MARGIN_S`` before the action to ``MARGIN_S`` after it.
        person: who performs it; empty where nobody said.
        recording: name of the recording, for reading.
        place: where the recording was; None where it was in no file.
        camera: which camera or view saw it; empty where nobody said.
        first_s: time of the recording's first frame on its clock, by which others count; None where nobody
            said.
    """

    key: str
    label: str
    start_s: float
    end_s: float
    track: Track
    person: str = ""
    recording: str = ""
    place: Path | None = None
    camera: str = ""
    first_s: float | None = None

    def __post_init__(self) -> None:
        """Refuse what is no example.

        Raises:
            ProjectError: the label is none, the track is none, or the edges are not within it.
        """
        check_label(self.label)
        for what in ("person", "recording", "camera"):
            check_word(getattr(self, what), what)
        check_track(self.track, self.place or self.recording)
        self._check_edges()

    def _check_edges(self) -> None:
        if self.first_s is not None and not -np.inf < self.first_s <= self.start_s:
            raise ProjectError(f"a recording from {self.first_s} s", expected="one that has the example")
        first_s, last_s = self.range_s
        place = f"{self.start_s:.3f} s to {self.end_s:.3f} s"
        fail = partial(ProjectError, path=self.recording or None, place=place)
        if not self.start_s < self.end_s:  # NaN is not either
            raise fail("an example that ends before it begins", expected="a start before its end")
        if self.end_s - self.start_s > LONGEST_S:
            raise fail(
                f"an example of {self.end_s - self.start_s:.1f} s",
                expected=f"at most {LONGEST_S:.0f} s",
                remedy="Mark one performance of the action for each example",
            )
        if self.start_s < first_s or self.end_s > last_s:
            raise fail(
                "edges beyond what is kept of the recording",
                expected=f"{first_s:.3f} s to {last_s:.3f} s",
                remedy="Open the recording to move them further",
            )
        rows = int(np.count_nonzero(self._within()))
        if rows < FEWEST_FRAMES:
            raise fail(
                counted(rows, "frame with somebody in it", "frames with somebody in them"),
                expected=f"at least {FEWEST_FRAMES}",
                remedy="Mark more",
            )

    @classmethod
    def cut(
        cls,
        key: str,
        label: str,
        start_s: float,
        end_s: float,
        track: Track,
        person: str = "",
        recording: str = "",
        place: Path | None = None,
        camera: str = "",
        first_s: float | None = None,
    ) -> Example:
        """Cut an example out of a recording's track; see the class for the arguments.

        Edges beyond the first or the last frame in which somebody is are moved to it.

        Raises:
            ProjectError: there is nobody to be seen, or it is no example.
        """
        if not len(track.times_s):
            raise ProjectError("nobody is in it", path=place or recording or None, remedy="Mark another one")
        if start_s < end_s:
            start_s = max(start_s, float(track.times_s[0]))
            end_s = min(end_s, float(track.times_s[-1]))
        kept = with_margin(track, start_s, end_s)
        name = printable(recording)[:LONGEST_NAME].strip()
        who = tidy(person), name, place, tidy(camera)
        return cls(key, tidy(label), start_s, end_s, kept, *who, first_s)

    @property
    def range_s(self) -> tuple[float, float]:
        """First and last moment that is kept: the edges can be moved between them."""
        if not len(self.track.times_s):
            return np.nan, np.nan
        return float(self.track.times_s[0]), float(self.track.times_s[-1])

    @property
    def content(self) -> str:
        """A digest of what is done in it: equal for the same frames, whoever marked them."""
        return digest(_part(self.track, self._within()))

    def _within(self) -> npt.NDArray[np.bool_]:
        return (self.track.times_s >= self.start_s) & (self.track.times_s <= self.end_s)

    def sample(self) -> Sample:
        """Return it as training takes it."""
        return Sample(
            self.track,
            self.start_s,
            self.end_s,
            self.label,
            self.person,
            self.recording,
            self.key,
            self.camera,
            DATASET,
        )

    def overlaps(self, other: Example) -> bool:
        """Whether the same person is in both at the same moment of the same recording."""
        same = (self.recording, self.person) == (other.recording, other.person)
        return same and self.start_s < other.end_s and other.start_s < self.end_s

    def moved(self, start_s: float, end_s: float) -> Example:
        """Return it with other edges, within what is kept.

        Raises:
            ProjectError: they are further out, or what is between them is no example.
        """
        return replace(self, start_s=start_s, end_s=end_s)

    def cut_anew(self, start_s: float, end_s: float, track: Track) -> Example:
        """Return it with other edges, cut out of its recording again, with margins on both sides.

        Raises:
            ProjectError: the track is of another recording, or it is no example.
        """
        own, times_s = self.track, track.times_s
        shared, mine, others = np.intersect1d(own.times_s, times_s, return_indices=True)
        pairs = own.positions[mine, 0], track.positions[others, 0]
        missed_m = np.abs(pairs[0] - pairs[1]) if len(shared) else np.array([np.inf])
        if len(shared) < len(own.times_s) / 2 or np.median(missed_m) > _SAME_POSE_M:
            raise ProjectError(
                f"the example of {self.start_s:.2f} s to {self.end_s:.2f} s is not in this recording",
                path=self.recording or None,
                expected="the recording that it was marked in",
                remedy="Open that one, or move the edges within what is kept",
            )
        return replace(self, start_s=start_s, end_s=end_s, track=with_margin(track, start_s, end_s))


def check_label(label: str) -> None:
    """Refuse what cannot be the name of an action.

    Raises:
        ProjectError: it is empty, too long, or not one line of visible characters.
    """
    if not label.strip():
        raise ProjectError("an empty label", expected="the name of an action")
    check_word(label, "label")


def check_word(text: str, what: str) -> None:
    """Refuse a name that is no line of visible characters, or too long.

    Raises:
        ProjectError: it is one of these.
    """
    longest = LONGEST_LABEL if what == "label" else LONGEST_NAME
    if len(text) > longest:
        raise ProjectError(f"a {what} of {counted(len(text), 'character')}", expected=f"at most {longest}")
    if printable(text) != text or text != text.strip():
        raise ProjectError(f"the {what} {text!r}", expected="one line of visible characters")


def check_track(track: Track, path: Path | str | None = None) -> None:
    """Refuse arrays that are no track of an example.

    Raises:
        ProjectError: a shape or a value cannot be.
    """
    times_s, positions, states, begins = arrays_of(track)
    rows = len(times_s) if times_s.ndim == 1 else -1
    bodies = positions.shape[1] if positions.ndim == 4 else 0
    fail = partial(ProjectError, path=path or None, remedy="Mark the example again")
    shapes = [(rows, bodies, 25, 3), (rows, bodies, 25), (rows, bodies)]
    if not 0 <= rows <= MOST_ROWS or not 1 <= bodies <= MOST_BODIES:
        raise fail(
            f"{counted(rows, 'frame')} of {bodies} people", expected=f"up to {MOST_ROWS} of {MOST_BODIES}"
        )
    if [array.shape for array in (positions, states, begins)] != shapes:
        found = ", ".join(" x ".join(map(str, array.shape)) for array in (positions, states, begins))
        raise fail(
            f"arrays of {found}", expected=f"{counted(rows, 'frame')} of {bodies} people with 25 joints"
        )
    if not np.isfinite(times_s).all() or (np.diff(times_s) <= 0).any():
        raise fail("time stamps that do not increase")
    absent = np.asarray(np.isnan(positions).all(axis=(2, 3)))
    near = (np.abs(positions) < _FARTHEST_M).all(axis=(2, 3))
    if not (near | absent).all() or absent[:, 0].any():
        raise fail("positions that are no numbers of metres")
    if states.max(initial=0) > max(TrackingState):
        raise fail(f"tracking state {states.max()}", expected="0, 1 or 2")


def arrays_of(
    track: Track,
) -> tuple[npt.NDArray[np.float64], Positions, States, npt.NDArray[np.bool_]]:
    """Return a track's arrays: times_s, positions, states, begins."""
    return track.times_s, track.positions, track.states, track.begins


def digest(track: Track) -> str:
    """Return what tells one track from another: the same for the same numbers."""
    result = hashlib.sha256(str(track.positions.shape).encode())
    for array in arrays_of(track):
        result.update(np.ascontiguousarray(array).data)
    return result.hexdigest()[:32]


def with_margin(track: Track, start_s: float, end_s: float) -> Track:
    """Return a copy of a stretch of a track, with ``MARGIN_S`` before and after it."""
    times_s = track.times_s
    rows = slice(
        int(np.searchsorted(times_s, start_s - MARGIN_S, side="left")),
        int(np.searchsorted(times_s, end_s + MARGIN_S, side="right")),
    )
    part = _part(track, rows)
    return Track(*map(np.array, arrays_of(part)))


def _part(track: Track, rows: slice | npt.NDArray[np.bool_]) -> Track:
    return Track(track.times_s[rows], track.positions[rows], track.states[rows], track.begins[rows])


def as_recording(example: Example, rate_hz: float = 30.0) -> Recording:
    """Return what is kept of an example as a recording, to be looked at: a body for each slot."""
    track = example.track
    frames = []
    for number, time_s in enumerate(track.times_s):
        seen = [m for m in range(track.bodies) if np.isfinite(track.positions[number, m, 0, 0])]
        bodies = tuple(Body(m + 1, track.positions[number, m], track.states[number, m]) for m in seen)
        frames.append(Frame(number, float(time_s), bodies))
    if len(track.times_s) > 1:
        rate_hz = float(1 / np.median(np.diff(track.times_s)))
    return Recording(frames, rate_hz, "example of a project", example.place)
