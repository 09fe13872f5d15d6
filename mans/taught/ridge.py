"""The classifier on the network's features: ridge regression to one column a class, solved in closed form.

With few examples it does as well as logistic regression, and what it would be without some of the rows
follows from one sum of outer products less another, so that every example can be left out in turn.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Doubles = npt.NDArray[np.float64]

PENALTY = 0.01
"""Ridge penalty for each example of a class."""
_ON_THE_CONSTANT = 0.01


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """What rows add to the equations.

    Attributes:
        outer: (D + 1, D + 1) weighted sum of outer products, the constant last.
        towards: (D + 1, C) weighted sum of rows times targets.
    """

    outer: Doubles
    towards: Doubles

    def __sub__(self, other: Sums) -> Sums:
        return Sums(self.outer - other.outer, self.towards - other.towards)

    def __add__(self, other: Sums) -> Sums:
        return Sums(self.outer + other.outer, self.towards + other.towards)


def with_constant(rows: npt.NDArray[np.floating]) -> Doubles:
    """Append a column of ones to rows (R, D)."""
    return np.concatenate([rows, np.ones((len(rows), 1))], axis=1)


def sums(
    rows: npt.NDArray[np.floating], classes: npt.NDArray[np.int64], weights: Doubles, count: int
) -> Sums:
    """Return what rows (R, D), of classes (R,) with weights (R,), add to the equations."""
    x = with_constant(rows)
    weighted = x * weights[:, None]
    return Sums(weighted.T @ x, weighted.T @ np.eye(count)[classes])


def solve(total: Sums, penalty: float) -> Doubles:
    """Return the weights (D + 1, C)."""
    ridge = np.full(len(total.outer), penalty)
    ridge[-1] *= _ON_THE_CONSTANT
    return np.asarray(np.linalg.solve(total.outer + np.diag(ridge), total.towards), np.float64)
