"""Who is who: through any order, noise, crossings and short absences."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from streaming.tracking.identity import IdentityTracker, assign

RATE_HZ = 30.0


def follow(tracks, present=None, noise_m=0.0, seed=0, rate_hz=RATE_HZ):
    """Name people on their paths, listed in another order in each frame.

    Args:
        tracks: (F, P, D) metres.
        present: (F, P) whether each is found; by default always.

    Returns:
        (F, P) the identity given to each person, 0 where not found.
    """
    rng = np.random.default_rng(seed)
    tracker = IdentityTracker()
    frames, people, _ = tracks.shape
    present = np.ones((frames, people), bool) if present is None else present
    named = np.zeros((frames, people), int)
    for f in range(frames):
        there = rng.permutation(np.flatnonzero(present[f]))
        found = tracks[f, there] + rng.normal(0, noise_m, (len(there), tracks.shape[2]))
        named[f, there] = tracker(f / rate_hz, found)
    return named


def crossing(frames=90, speed=1.2, apart_m=0.3):
    """Two people who walk past each other, one behind the other, meeting half-way: (F, 2, 3) metres."""
    t = (np.arange(frames) - frames / 2) / RATE_HZ
    first = np.stack([speed * t, np.full_like(t, 0.1), np.full_like(t, 3.0)], axis=1)
    second = np.stack([-speed * t, np.full_like(t, 0.1), np.full_like(t, 3.0 + apart_m)], axis=1)
    return np.stack([first, second], axis=1)


def test_everybody_keeps_their_number_standing_still():
    tracks = np.tile([[0.0, 0, 2], [0.7, 0, 2], [-0.7, 0, 2.5]], (60, 1, 1))
    named = follow(tracks, noise_m=0.05)
    assert (named == named[0]).all() and sorted(named[0]) == [1, 2, 3]


@pytest.mark.parametrize("noise_m", [0.0, 0.03])
@pytest.mark.parametrize("seed", range(5))
def test_two_who_cross_keep_their_numbers(noise_m, seed):
    named = follow(crossing(), noise_m=noise_m, seed=seed)
    assert (named == named[0]).all()


@pytest.mark.parametrize("hidden_s", [0.2, 0.5, 0.9])
def test_who_passes_behind_somebody_keeps_their_number(hidden_s):
    tracks = crossing()
    present = np.ones(tracks.shape[:2], bool)
    half = int(hidden_s * RATE_HZ / 2)
    present[45 - half : 45 + half, 1] = False
    named = follow(tracks, present, noise_m=0.02)
    assert (named[:, 0] == named[0, 0]).all()
    assert set(named[:, 1]) == {named[0, 1], 0}


def test_without_prediction_they_would_be_mixed_up():
    """The crossing above is a test of the prediction: the nearest to the last place is the wrong one."""
    tracks = crossing(frames=91, speed=1.2, apart_m=0.0)
    last, wrong = tracks[0].copy(), 0
    for frame in tracks[1:]:
        straight = np.linalg.norm(frame - last, axis=1).sum()
        swapped = np.linalg.norm(frame[::-1] - last, axis=1).sum()
        wrong += swapped < straight
        last = frame
    assert wrong  # frame by frame, by distance alone
    named = follow(tracks)
    assert (named == named[0]).all()


def test_who_is_away_too_long_comes_back_as_somebody_else():
    tracks = np.tile([[0.0, 0, 2], [1.0, 0, 2]], (120, 1, 1))
    present = np.ones((120, 2), bool)
    present[40:75, 1] = False  # 1.2 s
    named = follow(tracks, present)
    assert set(named[:40, 1]) == {named[0, 1]} and set(named[75:, 1]) == {3}


def test_who_appears_far_away_is_somebody_else():
    tracks = np.zeros((40, 1, 3))
    tracks[20:, 0, 0] = 3.0
    assert follow(tracks)[:, 0].tolist() == [1] * 20 + [2] * 20


def test_a_newcomer_does_not_take_the_number_of_who_is_there():
    tracks = np.tile([[0.0, 0, 2], [0.5, 0, 2]], (60, 1, 1))
    present = np.ones((60, 2), bool)
    present[:30, 1] = False
    named = follow(tracks, present, noise_m=0.02)
    assert (named[:, 0] == 1).all() and (named[30:, 1] == 2).all()


def test_the_rate_does_not_matter():
    for rate_hz, step in ((30.0, 1), (15.0, 2), (10.0, 3)):
        named = follow(crossing()[::step], rate_hz=rate_hz, noise_m=0.02)
        assert (named == named[0]).all()


def test_it_knows_whom_it_has_not_forgotten():
    tracker = IdentityTracker()
    (identity,) = tracker(0.0, np.zeros((1, 3)))
    assert tracker.knows(identity) and not tracker.knows(99)
    assert tracker(0.9, np.zeros((0, 3))) == [] and tracker.knows(identity)
    assert tracker(1.1, np.zeros((0, 3))) == [] and not tracker.knows(identity)


@given(
    st.integers(0, 5).flatmap(
        lambda rows: st.integers(0, 5).flatmap(
            lambda columns: arrays(
                float, (rows, columns), elements=st.one_of(st.floats(0, 10), st.just(float("inf")))
            )
        )
    )
)
def test_pairing_is_the_best_there_is(costs):
    rows, columns = costs.shape
    pairs = assign(costs)
    assert len({r for r, _ in pairs}) == len({c for _, c in pairs}) == len(pairs)
    assert all(np.isfinite(costs[r, c]) for r, c in pairs)

    def value(pairs):
        allowed = [costs[r, c] for r, c in pairs if np.isfinite(costs[r, c])]
        return -len(allowed), sum(allowed)

    small, large = sorted((rows, columns))
    best = (0, 0.0)
    for chosen in permutations(range(large), small):
        candidate = enumerate(chosen) if rows <= columns else ((r, c) for c, r in enumerate(chosen))
        best = min(best, value(list(candidate)))
    got = value(pairs)
    assert got[0] == best[0] and got[1] == pytest.approx(best[1])


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 4), st.integers(0, 2**32 - 1))
def test_identities_are_unique_and_do_not_depend_on_the_order(people, seed):
    rng = np.random.default_rng(seed)
    start = rng.uniform(-2, 2, (people, 3))
    velocity = rng.uniform(-1.5, 1.5, (people, 3))
    tracks = start + velocity * np.arange(40)[:, np.newaxis, np.newaxis] / RATE_HZ
    present = rng.random((40, people)) > 0.1
    one, other = follow(tracks, present, seed=1), follow(tracks, present, seed=2)
    for f in range(40):
        named = one[f, present[f]]
        assert len(set(named)) == len(named) and (named > 0).all()
    # Numbers are handed out in the order of the list, so they are compared by who shares them.
    np.testing.assert_array_equal(
        one[:, :, None, None] == one[None, None, :, :], other[:, :, None, None] == other[None, None, :, :]
    )


@settings(max_examples=30, deadline=None)
@given(st.integers(2, 4), st.integers(0, 2**32 - 1))
def test_people_who_keep_apart_are_never_mixed_up(people, seed):
    rng = np.random.default_rng(seed)
    home = np.stack([[1.5 * p, 0.0, 2.0] for p in range(people)])
    sway = rng.uniform(0, 0.35, (people, 3))
    t = np.arange(90)[:, np.newaxis, np.newaxis] / RATE_HZ
    tracks = home + sway * np.sin(2 * np.pi * rng.uniform(0.2, 1.0, (people, 3)) * t)
    present = rng.random((90, people)) > 0.15  # a find fails now and then
    present[0] = True
    named = follow(tracks, present, noise_m=0.03, seed=seed)
    for p in range(people):
        assert set(named[present[:, p], p]) == {named[0, p]}
