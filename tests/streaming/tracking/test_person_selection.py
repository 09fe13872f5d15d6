"""Who is followed: the same person in the same slot, whatever numbers the sensor hands out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streaming.skeleton.frames import Body, Frame
from streaming.tracking.person_selection import PersonSelector

STATES = np.full(25, 2, dtype=np.uint8)
MAX_GAP_S = 0.5


def someone(identity: int, x: float = 0.0, z: float = 2.0) -> Body:
    """A person at a place on the floor, metres."""
    positions = np.zeros((25, 3), dtype=np.float32)
    positions[:, 1] = np.linspace(-1, 0.7, 25)
    return Body(identity, positions + np.array([x, 0, z], dtype=np.float32), STATES)


def identities(slots: tuple[Body | None, ...]) -> list[int | None]:
    return [None if body is None else body.identity for body in slots]


def followed(frames: list[list[Body]], slots: int = 1, follow: int | None = None, rate_hz: float = 30.0):
    """The identities in the slots, and whether the first person changed, for each frame."""
    select = PersonSelector(slots, follow, MAX_GAP_S)
    found, changed = [], []
    for i, bodies in enumerate(frames):
        found.append(identities(select(Frame(i, i / rate_hz, tuple(bodies)))))
        changed += [i] * select.changed[0]
    return found, changed


def test_the_nearest_to_the_sensor_is_followed_and_kept():
    near = someone(2, x=1, z=2)
    frames = [[someone(1, x=-1, z=3), near]] + [[someone(1, x=-1, z=1), near]] * 5
    assert followed(frames) == ([[2]] * 6, [0])


def test_the_order_of_bodies_does_not_matter():
    """NTU files and Kinect change it from frame to frame."""
    a, b = someone(1, x=-1, z=2), someone(2, x=1, z=3)
    assert followed([[a, b], [b, a], [a, b], [b, a]], slots=2) == ([[1, 2]] * 4, [0])


def test_a_new_number_near_by_is_the_same_person():
    frames = [[someone(1 if i < 10 else 7, x=0.01 * i)] for i in range(20)]
    assert followed(frames) == ([[1]] * 10 + [[7]] * 10, [0])


def test_a_new_number_far_away_is_another_person_after_the_gap():
    frames = [[someone(1, x=-1.5)]] * 3 + [[someone(2, x=1.5)]] * 20
    slots, changed = followed(frames)
    assert slots[:3] == [[1]] * 3
    # Frame 17 is the last within half a second of frame 2.
    assert slots[3:18] == [[None]] * 15 and slots[18:] == [[2]] * 5
    assert changed == [0, 18]


def test_lost_and_back_within_the_gap_is_the_same_track():
    frames = [[someone(1)]] * 5 + [[]] * 10 + [[someone(1, x=0.2)]] * 5
    assert followed(frames) == ([[1]] * 5 + [[None]] * 10 + [[1]] * 5, [0])


def test_lost_and_back_after_the_gap_starts_anew():
    frames = [[someone(1)]] * 5 + [[]] * 20 + [[someone(1)]] * 2
    assert followed(frames) == ([[1]] * 5 + [[None]] * 20 + [[1]] * 2, [0, 25])


def crossing(hidden: range, length: int = 61) -> list[list[Body]]:
    """Two people pass each other; the one behind, number 1, is out of sight while hidden."""
    frames = []
    for i in range(length):
        x = 1.0 - 2.0 * i / (length - 1)
        frames.append([someone(2, x=-x, z=1.8), *([] if i in hidden else [someone(1, x=x, z=2.1)])])
    return frames


@pytest.mark.parametrize("hidden", [range(0), range(27, 34), range(30, 31)])
def test_two_people_crossing_are_not_exchanged(hidden):
    """The one in front comes within 30 cm of where the followed one was last seen."""
    alone = [[someone(1, x=1.0, z=2.1)]]
    slots, changed = followed(alone + crossing(hidden))
    expected = [[None] if i in hidden else [1] for i in range(61)]
    assert slots == [[1], *expected] and changed == [0]


def test_two_people_crossing_while_the_one_behind_gets_a_new_number():
    frames = [[someone(1, x=1.0, z=2.1)], *crossing(range(27, 34))]
    renumbered = [
        [Body(9, b.positions, b.states) if b.identity == 1 and i > 34 else b for b in bodies]
        for i, bodies in enumerate(frames)
    ]
    slots, changed = followed(renumbered)
    assert slots[:28] == [[1]] * 28 and slots[28:35] == [[None]] * 7 and slots[35:] == [[9]] * 27
    assert changed == [0]


def test_who_was_seen_beside_the_followed_person_is_not_them_even_after_a_flicker():
    """The other one drops out too, and comes back first."""
    beside = [[someone(1), someone(2, x=0.3)]] * 3
    slots, changed = followed([[someone(1)], *beside, [someone(1)], [], [someone(2, x=0.2)], [someone(1)]])
    assert slots == [[1]] * 5 + [[None], [None], [1]] and changed == [0]


def test_the_other_one_is_followed_once_the_first_is_gone():
    frames = [[someone(1, z=1.8), someone(2, x=0.4)]] * 3 + [[someone(2, x=0.4)]] * 20
    slots, changed = followed(frames)
    assert slots == [[1]] * 3 + [[None]] * 15 + [[2]] * 5 and changed == [0, 18]


def test_two_slots_keep_their_people():
    a, b, c = someone(1, x=-1), someone(2, x=1, z=3), someone(3, z=1)
    frames = [[a, b]] * 2 + [[a, b, c]] * 2 + [[b, c]] * 20 + [[b, c, a]]
    slots, changed = followed(frames, slots=2)
    assert slots[:4] == [[1, 2]] * 4
    assert slots[4] == [None, 2]  # 3 must wait
    assert slots[-1] == [3, 2]
    assert changed == [0, 19]


def test_a_reserved_slot_waits_for_its_person():
    a, b = someone(1, z=1), someone(2, x=1, z=3)
    assert followed([[a], [a], [a, b], [b, a]], follow=2) == ([[None], [None], [2], [2]], [2])
    assert followed([[a], [a, b]], slots=2, follow=2)[0] == [[None, 1], [2, 1]]


def test_a_reserved_slot_takes_nobody_else():
    frames = [[someone(1)]] + [[someone(2)]] * 40
    assert followed(frames, follow=1)[0] == [[1]] + [[None]] * 40


frame = st.lists(
    st.builds(someone, st.integers(1, 5), st.floats(-2, 2), st.floats(0.5, 4)),
    max_size=4,
    unique_by=lambda body: body.identity,
)


@settings(deadline=None, max_examples=40)
@given(st.lists(frame, max_size=40), st.integers(1, 3))
def test_everyone_is_in_one_slot_at_most_and_none_is_made_up(frames, slots):
    select = PersonSelector(slots, None, MAX_GAP_S)
    for i, bodies in enumerate(frames):
        chosen = select(Frame(i, i / 15, tuple(bodies)))
        assert len(chosen) == slots
        present = [body for body in chosen if body is not None]
        assert all(any(body is other for other in bodies) for body in present)
        assert len({body.identity for body in present}) == len(present)


@settings(deadline=None, max_examples=40)
@given(st.lists(frame, min_size=1, max_size=40))
def test_who_stays_in_view_is_never_given_up(frames):
    """Number 9 is there all the time, and first."""
    always = [[*bodies, someone(9)] for bodies in frames]
    assert followed([[someone(9)], *always])[0] == [[9]] * (len(frames) + 1)


def test_one_person_under_two_numbers_for_a_moment_is_followed_on():
    """NTU recordings have such: a second body on top of the first, which then vanishes."""
    frames = [[someone(1)]] * 3 + [[someone(1), someone(2, x=0.1)]] * 3 + [[someone(2, x=0.1)]] * 3
    assert followed(frames) == ([[1]] * 6 + [[2]] * 3, [0])
