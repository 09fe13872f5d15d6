"""What is compared of windows: joints and motion, by the joints that both see, and their mirror image."""

from __future__ import annotations

import numpy as np

from mans.taught.courses import EVERY, WEIGHTS, Course, costs, course, mirrored, stretched
from mans.transforms.live_window import INDEX

STEP_S = 0.05


def windows(count: int = 2, frames: int = 33, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    found = np.ones((count, frames, 13, 4), np.float32)
    found[..., :3] = rng.normal(size=(count, 1, 13, 3)) + 0.1 * rng.normal(
        size=(count, frames, 13, 3)
    ).cumsum(1)
    return found


def test_a_course_is_joints_from_the_shoulders_and_their_motion():
    seen = windows()
    made = course(seen, STEP_S)
    assert made.values.shape == (2, 17, 13, 6) and made.seen.shape == (2, 17, 13)
    wrist, rows = INDEX["WristLeft"], np.arange(32 % EVERY, 33, EVERY)
    middle = (seen[0, :, INDEX["ShoulderLeft"], :3] + seen[0, :, INDEX["ShoulderRight"], :3]) / 2
    expected = (seen[0, :, wrist, :3] - middle)[rows] * WEIGHTS[wrist]
    np.testing.assert_allclose(made.values[0, :, wrist, :3], expected, atol=1e-6)
    speed = (seen[0, 11, wrist, :3] - seen[0, 9, wrist, :3]) / (2 * STEP_S)
    np.testing.assert_allclose(made.values[0, 5, wrist, 3:], 0.1 * speed * WEIGHTS[wrist], atol=1e-5)


def test_costs_are_distances_and_what_is_not_tracked_does_not_count():
    whole = course(windows(), STEP_S)
    one, other = (Course(whole.values[i], whole.seen[i]) for i in range(2))
    found = costs(Course(one.values[None], one.seen[None]), other)[0]
    apart = one.values[:, None] - other.values[None]
    np.testing.assert_allclose(found, np.sqrt((apart**2).sum(axis=(2, 3))), rtol=1e-3, atol=1e-3)
    hidden = windows()
    hidden[:, :, INDEX["AnkleLeft"], 3] = 0
    moved = hidden.copy()
    moved[:, :, INDEX["AnkleLeft"], :3] += 5
    first, second = (course(each, STEP_S) for each in (hidden, moved))
    np.testing.assert_array_equal(first.values, second.values)
    assert costs(first, Course(second.values[0], second.seen[0])).min() < 1e-2


def test_a_mirror_image_twice_is_the_same_and_swaps_the_sides():
    seen = windows()
    turned = mirrored(seen)
    np.testing.assert_array_equal(mirrored(turned), seen)
    np.testing.assert_array_equal(
        turned[:, :, INDEX["WristLeft"], :3], seen[:, :, INDEX["WristRight"], :3] * [-1, 1, 1]
    )


def test_a_course_is_stretched_to_any_length_with_its_ends():
    whole = course(windows(), STEP_S)
    one = Course(whole.values[0], whole.seen[0])
    for frames in (5, 17, 40):
        longer = stretched(one, frames)
        assert longer.values.shape == (frames, 13, 6)
        np.testing.assert_allclose(longer.values[[0, -1]], one.values[[0, -1]], atol=1e-6)
