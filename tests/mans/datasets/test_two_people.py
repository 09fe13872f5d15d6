"""Of many bodies the ones who act: most motion, no furniture, and people who were lost and found again."""

from __future__ import annotations

import numpy as np

from mans.datasets.two_people import by_motion
from streaming.skeleton.frames import Body, Frame, Recording

from ...support.small_data import perform, standing

FRAMES = 40
TIMES_S = np.arange(FRAMES) / 30
STATES = np.full(25, 2, dtype=np.uint8)


def recording_of_bodies(bodies: dict[int, tuple[range, np.ndarray]]) -> Recording:
    """Identity to the frames it is in and its joints (F, 25, 3) in all frames."""
    frames = [
        Frame(
            f,
            float(TIMES_S[f]),
            tuple(
                Body(i, joints[f].astype(np.float32), STATES)
                for i, (seen, joints) in bodies.items()
                if f in seen
            ),
        )
        for f in range(FRAMES)
    ]
    return Recording(frames, 30.0, "made by a test")


def walker(x: float = 0.0) -> np.ndarray:
    return perform("walk", TIMES_S) + np.float32([x, 0, 0])


def waver(x: float = 0.0) -> np.ndarray:
    return perform("wave hands", TIMES_S) + np.float32([x, 0, 0])


def still(x: float = 0.0) -> np.ndarray:
    return np.repeat(standing()[np.newaxis] + [x, 0, 2.5], FRAMES, axis=0)


def table(x: float = 0.0) -> np.ndarray:
    """Wider than tall, and it trembles more than anybody moves."""
    rng = np.random.default_rng(0)
    return still(x) * (3, 0.2, 1) + rng.normal(0, 0.5, (FRAMES, 1, 3))


ALWAYS = range(FRAMES)


def test_who_moves_most_comes_first_whoever_is_listed_first():
    moving, quiet = walker(), waver(1.5)
    more, less = sorted((moving, quiet), key=lambda joints: -joints.var(axis=0).sum())
    for order in ((more, less), (less, more)):
        track = by_motion(recording_of_bodies({5 + k: (ALWAYS, joints) for k, joints in enumerate(order)}))
        np.testing.assert_array_equal(track.positions[:, 0], more)
        np.testing.assert_array_equal(track.positions[:, 1], less)
        np.testing.assert_array_equal(track.times_s, TIMES_S)


def test_a_third_body_that_moves_less_is_left_out():
    track = by_motion(
        recording_of_bodies({1: (ALWAYS, still(-1.5)), 2: (ALWAYS, walker()), 3: (ALWAYS, waver(1.5))})
    )
    found = {float(track.positions[0, m, 0, 0].round(1)) for m in (0, 1)}
    assert found == {0.0, 1.5}


def test_furniture_is_nobody_but_alone_it_is_taken():
    track = by_motion(recording_of_bodies({1: (ALWAYS, table(1.5)), 2: (ALWAYS, walker())}))
    np.testing.assert_array_equal(track.positions[:, 0], walker())
    assert np.isnan(track.positions[:, 1]).all()
    assert len(by_motion(recording_of_bodies({1: (ALWAYS, table())})).times_s) == FRAMES


def test_who_is_there_for_a_moment_is_nobody():
    track = by_motion(recording_of_bodies({1: (range(5, 15), walker(1.5)), 2: (ALWAYS, still())}))
    assert np.isnan(track.positions[:, 1]).all()
    track = by_motion(recording_of_bodies({1: (range(5, 16), walker(1.5)), 2: (ALWAYS, still())}))
    assert np.isfinite(track.positions).any(axis=(0, 2, 3)).all()


def test_a_person_who_was_lost_keeps_the_slot_under_another_identity():
    track = by_motion(
        recording_of_bodies(
            {1: (range(18), waver()), 9: (range(22, FRAMES), waver()), 2: (ALWAYS, still(1.5))}
        )
    )
    kept = [f for f in range(FRAMES) if f not in range(18, 22)]
    np.testing.assert_array_equal(track.times_s, TIMES_S[kept])
    np.testing.assert_array_equal(track.positions[:, 0], waver()[kept])
    np.testing.assert_allclose(track.positions[:, 1], still(1.5)[kept], atol=1e-6)


def begins_of(bodies: dict[int, tuple[range, np.ndarray]]) -> list[list[int]]:
    """For both slots the rows in which somebody begins afresh."""
    track = by_motion(recording_of_bodies(bodies))
    return [np.flatnonzero(track.begins[:, m]).tolist() for m in (0, 1)]


def test_whoever_takes_over_a_slot_from_elsewhere_begins_afresh():
    """Neither from one person to another is anything interpolated, nor over a long gap of the second one."""
    near = {1: (range(18), waver()), 9: (range(22, FRAMES), waver())}
    assert begins_of({**near, 2: (ALWAYS, still(1.5))}) == [[0], [0]]  # who was lost and found again
    far = {1: (range(18), waver()), 9: (range(18, FRAMES), waver(0.9))}
    assert begins_of({**far, 2: (ALWAYS, still(1.8))}) == [[0, 18], [0]]
    second = {2: (range(15), still(1.5)), 3: (range(15, FRAMES), still(2.5))}
    assert begins_of({1: (ALWAYS, walker()), **second}) == [[0], [0, 15]]
    gone = {2: (range(11), still(1.5)), 3: (range(27, FRAMES), still(1.5))}  # for 17 frames: 0.57 s
    assert begins_of({1: (ALWAYS, walker()), **gone}) == [[0], [0, 27]]


def test_frames_without_the_first_person_are_left_out_and_the_second_may_be_absent():
    track = by_motion(recording_of_bodies({1: (range(3, FRAMES), walker()), 2: (range(10, 30), still(1.5))}))
    np.testing.assert_array_equal(track.times_s, TIMES_S[3:])
    there = np.isfinite(track.positions[:, 1]).all(axis=(1, 2))
    assert there.tolist() == [10 <= f < 30 for f in range(3, FRAMES)]


def test_nobody_gives_an_empty_track():
    assert len(by_motion(recording_of_bodies({})).times_s) == 0
