"""The closed form: leaving rows out by subtraction is as good as never having had them."""

from __future__ import annotations

import numpy as np

from mans.taught.ridge import solve, sums, with_constant


def test_rows_left_out_are_as_if_they_had_not_been_there():
    rng = np.random.default_rng(0)
    rows, classes = rng.normal(size=(30, 6)), rng.integers(0, 3, 30)
    weights = rng.uniform(0.5, 2, 30)
    whole = sums(rows, classes, weights, 3)
    part = sums(rows[20:], classes[20:], weights[20:], 3)
    alone = sums(rows[:20], classes[:20], weights[:20], 3)
    np.testing.assert_allclose(solve(whole - part, 0.1), solve(alone, 0.1), rtol=1e-8, atol=1e-10)
    np.testing.assert_allclose(solve(alone + part, 0.1), solve(whole, 0.1), rtol=1e-8, atol=1e-10)


def test_classes_that_lie_apart_are_told_apart():
    rng = np.random.default_rng(1)
    centres = np.eye(4)[:3] * 3
    classes = np.repeat(np.arange(3), 5)
    rows = centres[classes] + 0.1 * rng.normal(size=(15, 4))
    head = solve(sums(rows, classes, np.ones(15), 3), 0.05)
    assert ((with_constant(rows) @ head).argmax(axis=1) == classes).all()
