"""3D scene of a recording at a moment: bodies, tracked people, view centre and floor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from app.model.joint_emphasis import attention_weights
from app.model.language import tr
from app.model.room import GROUNDING, floor_under, levelling, lower_foot, stance
from app.model.wording import number
from streaming.recognition.prediction import Prediction
from streaming.recognition.window import Window, WindowSettings
from streaming.skeleton.frames import Frame, Positions, Recording, States
from streaming.skeleton.layouts import KINECT_V2
from streaming.skeleton.packed_frames import packed
from streaming.tracking.whole_recording import EMPTY, people_in_slots

_SPINE_BASE = KINECT_V2.index["SpineBase"]
_USED = [_SPINE_BASE, *GROUNDING]
Rotation = npt.NDArray[np.float64]

# The view follows a walking person at leisure, so that the person moves in it and not just the floor.
_FOLLOW_S = 2.0
_MOST_ASKED = 100_000  # bodies
# Raised hands are to be in the picture, also in a jump; not what a sensor's error lifts now and then.
UPPERMOST = [KINECT_V2.index[name] for name in ("Head", "HandTipLeft", "HandTipRight")]
"""The joints that are to be in the picture at the top."""
_OFTEN_ENOUGH, ABOVE_M = 0.995, 0.1
_ROWS_AT_ONCE = 50_000
TALL_M = 1.4
"""An adult's metres from ankles to shoulders."""
MIDDLE = 0.72
"""The middle of the picture as a share of them: there is room for raised hands above."""
NOBODY = (0.0, -1.1, 2.5)
"""Where to look when nobody is ever in view: the floor in front of a sensor on a table, metres."""


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """Body to be drawn.

    Attributes:
        positions: (25, 3) metres, room space (see ``app.model.room``).
        states: (25,) tracking states.
        followed: whether it is tracked by the recogniser.
        trails: (n, 3) metres, room space: where hands and feet were in the last second, oldest first.
        weights: (25,) in 0..1, the attention that the joints got; None where that is not known.
    """

    positions: npt.NDArray[np.float64]
    states: States
    followed: bool
    trails: tuple[npt.NDArray[np.float64], ...] = ()
    weights: npt.NDArray[np.float32] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """Contents of the stage, in room space.

    Attributes:
        time_s: the moment, a time stamp of the recording in seconds.
        figures: the bodies.
        centre: (3,) metres, what the view turns about.
        floor_y: height of the floor, metres.
        axes: (3, 3), its columns the directions of the recording's x, y and z.
        reach_m: so far to each side of the centre people stand who are to be seen, metres; 0 for one person.
        caption: a word about it when it is not simply the current frame; empty otherwise.
        rise_m: so far above the centre hands go that are to be seen, metres; 0 where nobody knows.
    """

    time_s: float
    figures: tuple[Figure, ...]
    centre: npt.NDArray[np.float64]
    floor_y: float
    axes: npt.NDArray[np.float64]
    caption: str = ""
    reach_m: float = 0.0
    rise_m: float = 0.0


TRAIL_S = 1.0
"""Seconds that trails go back."""
TRAILED = [KINECT_V2.index[name + side] for name in ("Hand", "Foot") for side in ("Left", "Right")]
"""Joints that leave a trail."""


def trails(frames: Sequence[Frame], identity: int, level: Rotation) -> tuple[npt.NDArray[np.float64], ...]:
    """Return where a person's hands and feet were: an array (n, 3) a joint, metres, room space.

    Args:
        frames: of the last second, oldest first; the path breaks where the person is missing, and what was
            before is left out.
        identity: of the person.
        level: (3, 3) rotation to room space.
    """
    path: list[npt.NDArray[np.float64]] = []
    for frame in frames:
        body = next((body for body in frame.bodies if body.identity == identity), None)
        if body is None:
            path.clear()
        else:
            path.append(body.positions[TRAILED] @ level.T)
    if len(path) < 2:
        return ()
    stacked = np.stack(path)
    return tuple(stacked[:, joint] for joint in range(len(TRAILED)))


def window_figures(window: Window, k: int, level: Rotation) -> tuple[tuple[Figure, ...], str]:
    """Return the bodies of a window's frame ``k``, 0..T-1, and what to write above them.

    Args:
        window: what the network was given.
        k: which of its frames.
        level: (3, 3) rotation to room space.
    """
    figures = tuple(
        Figure(window.positions[k, m] @ level.T, window.states[k, m], followed=True)
        for m in range(window.positions.shape[1])
        if np.isfinite(window.positions[k, m]).all()
    )
    ago_s = window.end_s - float(window.times_s[k])
    return figures, tr("Frame {frame} of {frames} of the window, {ago_s} s ago").format(
        frame=k + 1, frames=len(window.times_s), ago_s=number(ago_s, ".2f")
    )


def weighed(picture: Picture, prediction: Prediction | None, frame: int) -> Picture:
    """Return a picture whose followed people have the attention of a frame of a window, 0..T-1."""
    if prediction is None:
        return picture
    weights = attention_weights(prediction, frame)
    figures = tuple(
        replace(figure, weights=weights) if figure.followed else figure for figure in picture.figures
    )
    return replace(picture, figures=figures)


class Scene:
    """Recording prepared for display.

    Everything is a function of time alone, independent of the playback history.
    """

    def __init__(self, recording: Recording, window: WindowSettings, follow: int | None = None) -> None:
        """Analyse the recording.

        Args:
            recording: what to show.
            window: the recogniser's, for the number of people that it follows.
            follow: identity of the first of them; None for whoever is nearest to the sensor at first.
        """
        self._frames: Sequence[Frame] = recording.frames
        self._window, self._follow = window, follow
        self.times_s = recording.times_s
        """(F,) time stamps, seconds."""
        frames = packed(recording.frames)
        self._people = frames.people
        self._slots = people_in_slots(frames, window.bodies, follow, window.max_gap_s)
        self.most_people = int(frames.counts.max())
        """The largest number of people in view at once."""
        of_frame, rows = frames.rows()
        # Everybody in view has a say in which way is up; of very many, some of all times.
        some = rows[:: len(rows) // _MOST_ASKED + 1]
        asked = frames.positions[some[:, np.newaxis], GROUNDING].astype(np.float64)
        first = self._slots[:, 0]
        tilt, self._tall_m = stance(asked) if (first != EMPTY).any() else (0.0, TALL_M)
        self._level = levelling(tilt)
        seen = frames.who[rows] == first[of_frame]
        self._places = self._path(self.times_s[of_frame[seen]], frames.positions, rows[seen])
        self._rise_m = self._rise(of_frame[seen], frames.positions, rows[seen])

    def _path(
        self, times_s: npt.NDArray[np.float64], positions: Positions, rows: npt.NDArray[np.intp]
    ) -> npt.NDArray[np.float64]:
        """Find where the followed person stands, averaged over ``_FOLLOW_S``.

        Args:
            times_s: (B,) when the person was seen, seconds.
            positions: (..., 25, 3) metres, of everybody.
            rows: (B,) which of them are the person's.

        Returns:
            (F, 3) metres, room space: a place on the floor for each frame.
        """
        if len(times_s) == 0:
            return np.tile(np.array(NOBODY), (len(self._frames), 1))
        middles, feet = np.empty((len(rows), 3)), np.empty(len(rows))
        for start in range(0, len(rows), _ROWS_AT_ONCE):
            part = slice(start, start + _ROWS_AT_ONCE)
            bodies = positions[rows[part, np.newaxis], _USED].astype(np.float64) @ self._level.T
            middles[part], feet[part] = bodies[:, 0], lower_foot(bodies[:, 1:])
        sums = np.concatenate([np.zeros((1, 3)), np.cumsum(middles, axis=0)])
        first = np.searchsorted(times_s, self.times_s - _FOLLOW_S / 2, side="left")
        last = np.searchsorted(times_s, self.times_s + _FOLLOW_S / 2, side="right")
        # Nobody around: look at where the next person will be, or the last one was.
        lonely = last <= first
        first = np.where(lonely, np.minimum(first, len(times_s) - 1), first)
        last = np.where(lonely, first + 1, last)
        path: npt.NDArray[np.float64] = (sums[last] - sums[first]) / (last - first)[:, None]
        path[:, 1] = floor_under(times_s, feet, self.times_s)
        return path

    def _rise(
        self, of_frame: npt.NDArray[np.intp], positions: Positions, rows: npt.NDArray[np.intp]
    ) -> float:
        """Return how far above the view's centre the followed person's hands and head go, metres.

        Args:
            of_frame: (B,) the frames in which the person was seen.
            positions: (..., 25, 3) metres, of everybody.
            rows: (B,) which of them are the person's.
        """
        if len(rows) == 0:
            return 0.0
        step = len(rows) // _MOST_ASKED + 1
        bodies = positions[rows[::step, np.newaxis], UPPERMOST].astype(np.float64) @ self._level.T
        above = bodies[..., 1].max(axis=1) - self._places[of_frame[::step], 1] - self._tall_m * MIDDLE
        return float(np.quantile(above, _OFTEN_ENOUGH)) + ABOVE_M

    def follows_like(self, window: WindowSettings, follow: int | None) -> bool:
        """Whether other settings would follow the same people."""
        mine = (self._window.bodies, self._window.max_gap_s, self._follow)
        return mine == (window.bodies, window.max_gap_s, follow)

    def followed(self, index: int) -> frozenset[int]:
        """Identities of those in a frame, by its index, that the recogniser looks at."""
        return frozenset(self._people[who] for who in self._slots[index].tolist() if who != EMPTY)

    def index_at(self, time_s: float) -> int:
        """Return the index of the frame nearest to a time stamp in seconds."""
        if len(self.times_s) == 1:
            return 0
        after = int(np.clip(np.searchsorted(self.times_s, time_s), 1, len(self.times_s) - 1))
        return after if self.times_s[after] - time_s < time_s - self.times_s[after - 1] else after - 1

    def picture(self, index: int) -> Picture:
        """Return the picture of a frame, by its index."""
        return self._picture(float(self.times_s[index]), self._figures(index, True), index)

    def _figures(self, index: int, with_followed: bool) -> tuple[Figure, ...]:
        """Return a frame's bodies; on demand those only that are not followed."""
        followed, figures = self.followed(index), []
        first = int(np.searchsorted(self.times_s, self.times_s[index] - TRAIL_S))
        lately = self._frames[first : index + 1]
        for body in self._frames[index].bodies:
            if body.identity in followed:
                if with_followed:
                    at, trail = body.positions @ self._level.T, trails(lately, body.identity, self._level)
                    figures.append(Figure(at, body.states, True, trail))
            else:
                figures.append(Figure(body.positions @ self._level.T, body.states, False))
        return tuple(figures)

    def window_picture(self, window: Window, k: int) -> Picture:
        """Return the picture of a window's frame ``k``, 0..T-1: the skeleton that the network was given."""
        seen, caption = window_figures(window, k, self._level)
        at_s = float(window.times_s[k])
        index = self.index_at(at_s)
        return self._picture(at_s, self._figures(index, False) + seen, index, caption)

    def _picture(self, time_s: float, figures: tuple[Figure, ...], index: int, caption: str = "") -> Picture:
        place = self._places[index]
        centre = place + np.array([0.0, self._tall_m * MIDDLE, 0.0])
        floor_y = float(place[1])
        return Picture(time_s, figures, centre, floor_y, self._level, caption, rise_m=self._rise_m)
