"""Repair of time stamps, without dropping frames.

Clocks are set back, cross midnight, count whole seconds or tick every 15.6 ms; recordings are appended to one
another; a frame arrives late, a stamp is nonsense. The result is strictly increasing. Each kind of repair is
reported in one note.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from streaming.printable import counted

_Floats = npt.NDArray[np.float64]

_DAY_S = 86400.0
KINECTS_STEP_S = 1 / 30
"""What all Kinects take from one frame to the next."""
# Steps of time stamps this long are those of a clock, not of a sensor.
_CLOCK_STEP_S = 0.5
# A stamp is nonsense if the stamps around it are no more than this many steps apart and it is not between
# them; where more than this share are, the clock is to be read in another way.
_NEAR_STEPS, _MOST_NONSENSE = 3.0, 0.05
# Two frames with one stamp belong before it where the step before is this much longer than the one behind.
_LATE = 1.25


@dataclass(frozen=True, slots=True, eq=False)
class TimeLine:
    """Repaired time stamps of a recording.

    Attributes:
        order: (F,) permutation of the file's frames; None for file order.
        times_s: (F,) seconds, strictly increasing, in that order.
        breaks: indices of discontinuities, in that order: the clock was set back, or another recording
            begins.
        notes: notes on repairs, one sentence each.
    """

    order: npt.NDArray[np.intp] | None
    times_s: _Floats
    breaks: npt.NDArray[np.intp]
    notes: tuple[str, ...] = ()


def usual_step(stamps: _Floats) -> float:
    """Return the typical frame interval, also if frames share stamps.

    Args:
        stamps: (F,) in any unit, in the order of the file.

    Returns:
        The step in the same unit; 0 if all stamps are equal, or there is only one.
    """
    steps = np.diff(stamps)
    ahead = steps[steps > 0]
    return float(np.median(ahead)) / _usual_run(stamps) if len(ahead) else 0.0


def put_in_order(stamps_s: _Floats) -> TimeLine:
    """Repair a file's time stamps.

    Args:
        stamps_s: (F,) seconds, finite, in the order of the file; times of day are below 24 h.
    """
    nowhere = np.zeros(0, dtype=np.intp)
    if (stamps_s[1:] > stamps_s[:-1]).all():
        return TimeLine(None, stamps_s, nowhere)
    notes: list[str] = []
    times_s = _across_midnight(stamps_s, notes)
    step_s = usual_step(times_s) or KINECTS_STEP_S
    tick_s = step_s * _usual_run(times_s)
    order = _late_frames(times_s, tick_s, notes)
    if order is not None:
        times_s = times_s[order]
    times_s = _without_nonsense(times_s, tick_s, step_s, notes)
    times_s, breaks = _after_steps_back(times_s, tick_s, step_s, notes)
    times_s = _spread(times_s, tick_s, step_s, notes)
    return TimeLine(order, _strictly_increasing(times_s, step_s), breaks, tuple(notes))


def _runs(stamps: _Floats) -> npt.NDArray[np.intp]:
    """Return the start of each run of equal stamps, and the end (R + 1,)."""
    edges = np.flatnonzero(np.diff(stamps) != 0) + 1
    return np.concatenate([[0], edges, [len(stamps)]])


def _usual_run(stamps: _Floats) -> int:
    """Return the typical number of frames per stamp; the first and last run may be truncated."""
    lengths = np.diff(_runs(stamps))
    return max(1, round(float(np.median(lengths[1:-1] if len(lengths) > 2 else lengths.max()))))


def _across_midnight(stamps_s: _Floats, notes: list[str]) -> _Floats:
    """Add a day at each passing of midnight."""
    if not ((stamps_s >= 0) & (stamps_s < _DAY_S)).all():
        return stamps_s
    steps_s = np.diff(stamps_s)
    days = np.cumsum((steps_s < -_DAY_S / 2).astype(np.int64) - (steps_s > _DAY_S / 2))
    if not days.any():
        return stamps_s
    notes.append("The recording crosses midnight: time goes on beyond 24 hours.")
    return stamps_s + _DAY_S * np.concatenate([[0], days])


def _late_frames(times_s: _Floats, tick_s: float, notes: list[str]) -> npt.NDArray[np.intp] | None:
    """Return the order that moves frames that are one position late; None if there are none."""
    if len(times_s) < 3:
        return None
    before_last, last, this = times_s[:-2], times_s[1:-1], times_s[2:]
    following = np.append(times_s[3:], np.inf)
    half_s = tick_s / 2
    late = (this >= before_last + half_s) & (this <= last - half_s) & (following > last)
    late &= last - this <= _NEAR_STEPS * tick_s
    if not late.any():
        return None
    order = np.arange(len(times_s))
    for index in np.flatnonzero(late) + 2:
        order[[index - 1, index]] = order[[index, index - 1]]
    notes.append(f"{counted(int(late.sum()), 'frame')} came after the one that follows: put before it.")
    return order


def _without_nonsense(times_s: _Floats, tick_s: float, step_s: float, notes: list[str]) -> _Floats:
    """Interpolate the stamp of a frame that is out of order with its close neighbours."""
    if len(times_s) < 3:
        return times_s
    before, this, after = times_s[:-2], times_s[1:-1], times_s[2:]
    wrong = (after - before <= _NEAR_STEPS * tick_s) & ((this < before) | (this > after))
    wrong &= after >= before if tick_s > step_s else after > before  # only of a coarse clock are two alike
    if not 0 < wrong.sum() <= max(1, _MOST_NONSENSE * len(times_s)):
        return times_s
    notes.append(
        f"{counted(int(wrong.sum()), 'frame')} with a time stamp "
        "that is not between the neighbours': put "
        "there."
    )
    made = times_s.copy()
    made[1:-1][wrong] = (before[wrong] + after[wrong]) / 2
    return made


def _after_steps_back(
    times_s: _Floats, tick_s: float, step_s: float, notes: list[str]
) -> tuple[_Floats, npt.NDArray[np.intp]]:
    """Continue time at backward steps; return the frames at which they occur."""
    steps_s = np.diff(times_s)
    back = np.flatnonzero(steps_s < 0)
    if not len(back):
        return times_s, back
    how_often = "once" if len(back) == 1 else f"{counted(len(back), 'time')}, first"
    notes.append(
        f"The time stamps step back {how_often} at frame {int(back[0]) + 2}, by {-steps_s[back[0]]:.4g} s: "
        "the clock was set, or recordings were joined. Time goes on there at the usual "
        f"{1e3 * step_s:.0f} ms."
    )
    shift_s = np.cumsum(np.where(steps_s < 0, tick_s - steps_s, 0.0))
    return times_s + np.concatenate([[0.0], shift_s]), back + 1


def _spread(times_s: _Floats, tick_s: float, step_s: float, notes: list[str]) -> _Floats:
    """Spread frames that share a time stamp evenly."""
    edges = _runs(times_s)
    lengths = np.diff(edges)
    shared = np.flatnonzero(lengths > 1)
    if not len(shared):
        return times_s
    gaps_s = np.concatenate([[np.inf], np.diff(times_s[edges[:-1]]), [np.inf]])
    made = times_s.copy()
    for run in shared.tolist():
        rows = slice(edges[run], edges[run + 1])
        alone_before = run > 0 and lengths[run - 1] == 1
        made[rows] += _offsets(
            int(lengths[run]), gaps_s[run], gaps_s[run + 1], tick_s, step_s, alone_before=alone_before
        )
    usual = round(tick_s / step_s)
    if tick_s >= _CLOCK_STEP_S and usual > 1:
        notes.append(
            f"Time stamps come in steps of {tick_s:.3g} s, {usual} frames in each: frames are spread evenly."
        )
    else:
        repeats = int((lengths[shared] - 1).sum())
        notes.append(f"{counted(repeats, 'frame')} with the time stamp of the one before: spread evenly.")
    return made


def _offsets(
    count: int, before_s: float, behind_s: float, tick_s: float, step_s: float, *, alone_before: bool
) -> _Floats:
    """Return the offsets (count,) in seconds of frames that share a time stamp.

    Args:
        count: number of frames.
        before_s: seconds to the stamp before; infinite for the first one.
        behind_s: seconds to the next one; infinite for the last one.
        tick_s: typical interval of stamps.
        step_s: typical interval of frames.
        alone_before: whether the previous stamp has only one frame.
    """
    ahead = np.arange(count, dtype=np.float64)
    begins_s, each_s = 0.0, min(behind_s, tick_s) / count
    if tick_s < 1.5 * step_s:  # each frame has its own, as a rule
        each_s = min(behind_s / count, step_s)
        if alone_before and before_s > _LATE * min(behind_s, step_s):  # stamped late, with the last one
            each_s = min(before_s / count, step_s)
            begins_s = -(count - 1) * each_s
    elif np.isinf(behind_s):  # cut short: the rest of the tick holds no frames
        each_s = min(each_s, step_s)
    elif np.isinf(before_s) and behind_s < 1.5 * tick_s:
        each_s = min(each_s, step_s)
        begins_s = behind_s - count * each_s
    offsets: _Floats = begins_s + each_s * ahead
    return offsets


def _strictly_increasing(times_s: _Floats, step_s: float) -> _Floats:
    """Ensure strictly increasing times after rounding."""
    if (times_s[1:] > times_s[:-1]).all():
        return times_s
    made = times_s.copy()
    last = -np.inf
    for index, time_s in enumerate(times_s.tolist()):
        if time_s <= last:
            time_s = max(float(np.nextafter(last, np.inf)), last + step_s / 1000)
        made[index] = last = time_s
    return made
