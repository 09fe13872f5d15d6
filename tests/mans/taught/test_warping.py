"""Subsequence time warping, against the textbook's loops."""

from __future__ import annotations

import numpy as np
import pytest

from mans.taught.warping import spotted


def by_loops(costs: np.ndarray) -> np.ndarray:
    """(I, J) mean cost of the best way that ends at each entry, begun anywhere in the first row."""
    rows, columns = costs.shape
    total, start = np.full((rows, columns), np.inf), np.zeros((rows, columns), int)
    for i in range(rows):
        for j in range(columns):
            if i == 0:
                total[i, j], start[i, j] = costs[i, j], j
                continue
            ways = [(total[i - 1, j], start[i - 1, j])]
            if j:
                ways += [(total[i - 1, j - 1], start[i - 1, j - 1]), (total[i, j - 1], start[i, j - 1])]
            best = min(ways, key=lambda way: way[0])
            total[i, j], start[i, j] = best[0] + costs[i, j], best[1]
    steps = np.arange(rows)[:, None] + 2 + np.arange(columns) - start
    return total / steps


@pytest.mark.parametrize("seed", range(4))
def test_many_templates_at_once_give_what_loops_give_for_each(seed):
    rng = np.random.default_rng(seed)
    costs = rng.random((5, 9, 14)).astype(np.float32)
    lengths = np.array([9, 3, 7, 1, 9])
    found = spotted(costs, lengths)
    for p, length in enumerate(lengths):
        expected = by_loops(costs[p, :length].astype(float))
        np.testing.assert_allclose(found.ends[p], expected[-1], rtol=1e-4)
        np.testing.assert_allclose(found.so_far[p, :length], expected[:, -1], rtol=1e-4)
        assert np.isinf(found.so_far[p, length:]).all()


def test_a_template_is_found_where_it_is_however_slowly_it_goes():
    template, stream = np.array([0.0, 3.0, 5.0, 1.0]), np.array([9, 9, 0, 0, 3, 3, 3, 5, 5, 1, 9, 9.0])
    costs = np.abs(template[:, None] - stream[None]).astype(np.float32)[None]
    ends = spotted(costs, np.array([4])).ends[0]
    assert ends.argmin() == 9 and ends[9] == 0 and ends[7] > 0.1
