"""Dynamic time warping of many templates at once, each found in a stream.

A row of a table of accumulated costs follows from the row before without a loop over its columns: with c
the costs of a row, S their running sum and a the cheaper of the two entries above,

    D[j] = c[j] + min(a[j], D[j - 1])  =  S[j] + min over k <= j of (a[k] - S[k - 1])

so that only the rows are gone through one by one, for all pairs together.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]


class Spotted(NamedTuple):
    """Where templates were found in a stream.

    Attributes:
        ends: (P, J) mean cost of the best way through the whole template that ends at each column.
        so_far: (P, I) the same for each first part of the template, up to the last column; infinite beyond
            the template's length.
    """

    ends: Floats
    so_far: Floats


def spotted(costs: Floats, lengths: npt.NDArray[np.int64]) -> Spotted:
    """Find templates in a stream; where one begins is free.

    A way's cost is divided by the frames of the template and of the stream that it goes through, so that
    neither a short template nor a quick performance counts as near.

    Args:
        costs: (P, I, J) of each frame of a template at each column of the stream.
        lengths: (P,) frames of each template, at most I; what is beyond them is not looked at.
    """
    pairs, most, columns = costs.shape
    at = np.arange(columns, dtype=np.int32)
    totals = np.cumsum(costs, axis=2)
    row, starts = costs[:, 0].copy(), np.tile(at, (pairs, 1))
    ends = np.full((pairs, columns), np.inf, np.float32)
    so_far = np.full((pairs, most), np.inf, np.float32)
    for i in range(most):
        if i:
            entry, began = row.copy(), starts.copy()
            diagonal = row[:, :-1] < row[:, 1:]
            np.copyto(entry[:, 1:], row[:, :-1], where=diagonal)
            np.copyto(began[:, 1:], starts[:, :-1], where=diagonal)
            entry += costs[:, i] - totals[:, i]
            least = np.minimum.accumulate(entry, axis=1)
            column = np.maximum.accumulate(np.where(entry <= least, at, 0), axis=1)
            row, starts = least + totals[:, i], np.take_along_axis(began, column, axis=1)
        so_far[:, i] = row[:, -1] / (i + 2 + at[-1] - starts[:, -1])
        done = np.flatnonzero(lengths == i + 1)
        if len(done):
            ends[done] = row[done] / (i + 2 + at - starts[done])
    so_far[np.arange(most) >= lengths[:, None]] = np.inf
    return Spotted(ends, so_far)
