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
        ends: (P, J) cost of the best way through the whole template that ends at each column, for each of the
            template's frames.
        so_far: (P, I) the same for each first part of the template, up to the last column; infinite beyond
            the template's length.
    """

    ends: Floats
    so_far: Floats


def spotted(costs: Floats, lengths: npt.NDArray[np.int64]) -> Spotted:
    """Find templates in a stream; where one begins is free.

    Args:
        costs: (P, I, J) of each frame of a template at each column of the stream.
        lengths: (P,) frames of each template, at most I; what is beyond them is not looked at.
    """
    pairs, most, columns = costs.shape
    totals = np.cumsum(costs, axis=2)
    row = costs[:, 0].copy()
    ends = np.full((pairs, columns), np.inf, np.float32)
    so_far = np.full((pairs, most), np.inf, np.float32)
    for i in range(most):
        if i:
            entry = np.minimum(row[:, 1:], row[:, :-1])
            entry = np.concatenate([row[:, :1], entry], axis=1) + costs[:, i] - totals[:, i]
            row = np.minimum.accumulate(entry, axis=1) + totals[:, i]
        so_far[:, i] = row[:, -1] / np.float32(i + 1)
        done = i + 1 == lengths
        ends[done] = row[done] / np.float32(i + 1)
    so_far[np.arange(most) >= lengths[:, None]] = np.inf
    return Spotted(ends, so_far)
