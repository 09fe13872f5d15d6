"""Who is followed through a whole recording, beside who is frame by frame."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streaming.skeleton.frames import Body, Frame
from streaming.skeleton.packed_frames import packed
from streaming.tracking.person_selection import PersonSelector
from streaming.tracking.whole_recording import EMPTY, people_in_slots

MAX_GAP_S = 0.5
STATES = np.full(25, 2, dtype=np.uint8)


def body(identity: int, x: float, z: float = 2.0) -> Body:
    positions = np.zeros((25, 3), dtype=np.float32)
    return Body(identity, positions + np.array([x, 0, z], dtype=np.float32), STATES)


def one_by_one(frames: list[Frame], slots: int, follow: int | None) -> list[list[int | None]]:
    select = PersonSelector(slots, follow, MAX_GAP_S)
    return [[None if one is None else one.identity for one in select(frame)] for frame in frames]


def at_once(frames: list[Frame], slots: int, follow: int | None) -> list[list[int | None]]:
    stored = packed(frames)
    chosen = people_in_slots(stored, slots, follow, MAX_GAP_S).tolist()
    return [[None if who == EMPTY else stored.people[who] for who in row] for row in chosen]


# Runs of frames in which some people stand somewhere or drift, in an order that changes.
RUNS = st.lists(
    st.tuples(
        st.dictionaries(
            st.integers(1, 4), st.tuples(st.sampled_from([-1.0, 0.0, 0.2, 0.4, 1.0]), st.floats(-0.1, 0.1))
        ),
        st.integers(1, 40),
        st.booleans(),
    ),
    min_size=1,
    max_size=8,
)


@given(RUNS, st.integers(1, 3), st.sampled_from([None, 1, 4]))
@settings(max_examples=150, deadline=None)
def test_a_whole_recording_is_followed_as_frame_by_frame(runs, slots, follow):
    frames: list[Frame] = []
    for people, count, shuffled in runs:
        for step in range(count):
            bodies = [body(who, x + step * drift, 2 + 0.1 * who) for who, (x, drift) in people.items()]
            order = bodies[::-1] if shuffled and step % 2 else bodies
            frames.append(Frame(len(frames), len(frames) / 30, tuple(order)))
    assert at_once(frames, slots, follow) == one_by_one(frames, slots, follow)


@pytest.mark.parametrize(("slots", "follow"), [(1, None), (2, None), (1, 7), (2, 7)])
def test_long_spells_are_not_gone_through_frame_by_frame(monkeypatch, slots, follow):
    """A minute of two people, one of them alone, nobody: as many calls as a few seconds take."""
    people = [(1, 2)] * 1800 + [(1,)] * 1800 + [()] * 1800
    bodies = {1: body(1, -1.0), 2: body(2, 1.0)}
    frames = [Frame(i, i / 30, tuple(bodies[who] for who in row)) for i, row in enumerate(people)]
    expected, calls, select = one_by_one(frames, slots, follow), [], PersonSelector.__call__
    monkeypatch.setattr(
        PersonSelector, "__call__", lambda self, frame: calls.append(frame.number) or select(self, frame)
    )
    assert at_once(frames, slots, follow) == expected
    assert len(calls) < 150


def test_a_part_of_a_recording_has_its_own_rows():
    frames = packed([Frame(i, i / 30, tuple(body(who, 0.0) for who in range(i % 3))) for i in range(9)])[2:8]
    of_frame, rows = frames.rows()
    assert of_frame.tolist() == [0, 0, 2, 3, 3, 5]
    assert rows.tolist() == [1, 2, 3, 4, 5, 6]
    assert [[one.identity for one in frame.bodies] for frame in frames] == [[0, 1], [], [0], [0, 1], [], [0]]
    assert people_in_slots(frames, 1, None, MAX_GAP_S).tolist() == [[0], [-1], [0], [0], [-1], [0]]
