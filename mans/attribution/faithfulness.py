"""Faithfulness of attention: deletion and insertion curves of a ranking of frames.

Frames are deleted from a window in the order of a ranking, or inserted into an empty one, and the probability
of the predicted class is recorded (Petsiuk, Das and Saenko, RISE, BMVC 2018). With a faithful ranking it
falls faster than with a random one on deletion, and rises faster on insertion. A deleted frame is
interpolated between the remaining neighbours; an empty window holds the window's mean pose.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch

from mans.attribution.gradients import contributions
from mans.networks.base import ActionNetwork

Inputs = npt.NDArray[np.float32]
Order = npt.NDArray[np.int64]
STEPS = 11
"""Points of a curve, from none to all of the frames."""


@dataclass(frozen=True, slots=True)
class Curves:
    """Deletion and insertion curves of one ranking, averaged over windows.

    Attributes:
        deletion: (STEPS,) probability of the predicted class as frames are deleted, highest-ranked first.
        insertion: (STEPS,) the same as frames are inserted.
    """

    deletion: npt.NDArray[np.float64]
    insertion: npt.NDArray[np.float64]

    @property
    def deletion_area(self) -> float:
        """Area under the deletion curve; lower is more faithful."""
        return _area(self.deletion)

    @property
    def insertion_area(self) -> float:
        """Area under the insertion curve; higher is more faithful."""
        return _area(self.insertion)


def _area(curve: npt.NDArray[np.float64]) -> float:
    return float((curve[1:] + curve[:-1]).mean() / 2)


def keep_frames(window: Inputs, kept: npt.NDArray[np.bool_]) -> Inputs:
    """Keep some frames of a window (T, N, 3), interpolate the others and extrapolate constantly.

    If no frame is kept, every frame is the window's mean.
    """
    rows = np.flatnonzero(kept)
    if len(rows) == 0:
        return np.repeat(window.mean(axis=0, keepdims=True), len(window), axis=0)
    at = np.arange(len(window))
    after = np.clip(np.searchsorted(rows, at), 0, len(rows) - 1)
    before = np.clip(after - (rows[after] > at), 0, len(rows) - 1)
    span = np.maximum(rows[after] - rows[before], 1)
    share = np.clip((at - rows[before]) / span, 0, 1).astype(np.float32)[:, None, None]
    mixed: Inputs = window[rows[before]] * (1 - share) + window[rows[after]] * share
    return mixed


def curves(network: ActionNetwork, inputs: Inputs, orders: Order) -> Curves:
    """Compute mean deletion and insertion curves on the CPU; arguments as for :func:`window_curves`."""
    deletion, insertion = window_curves(network, inputs, orders)
    return Curves(deletion.mean(axis=0), insertion.mean(axis=0))


def window_curves(
    network: ActionNetwork, inputs: Inputs, orders: Order
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Compute the deletion and insertion curves of each window on the CPU.

    Args:
        network: in evaluation mode.
        inputs: (W, T, N, 3) windows, or (W, T, N, 4) with a tracking mask.
        orders: (W, T) the frames of each window, the most important first.

    Returns:
        (W, STEPS) probability of the predicted class under deletion, and under insertion.
    """
    windows, frames = inputs.shape[:2]
    predicted = _probabilities(network, inputs).argmax(axis=1)
    rank = np.empty_like(orders)
    np.put_along_axis(rank, orders, np.arange(frames)[np.newaxis].repeat(windows, axis=0), axis=1)
    deletion, insertion = np.empty((windows, STEPS)), np.empty((windows, STEPS))
    for step, count in enumerate(np.linspace(0, frames, STEPS).round().astype(int)):
        for curve, kept in ((deletion, rank >= count), (insertion, rank < count)):
            curve[:, step] = _with_frames(network, inputs, kept, predicted)
    return deletion, insertion


def attention_areas(
    network: ActionNetwork, inputs: Inputs, draws: int, seed: int = 0
) -> npt.NDArray[np.float64]:
    """Return the areas (4, W) under each window's curves, by F_A and in random order.

    They are those of deletion by F_A, deletion in random order, insertion by F_A, and insertion in random
    order.

    Args:
        network: one with F_A, in evaluation mode.
        inputs: (W, T, N, 3) windows, or (W, T, N, 4) with a tracking mask.
        draws: random orders of each window, whose areas are averaged.
        seed: of the random orders.
    """
    rng = np.random.default_rng(seed)
    order = np.argsort(-by_attention(network, inputs), axis=1, kind="stable")
    own = [areas(curve) for curve in window_curves(network, inputs, order)]
    random = np.zeros((2, len(inputs)))
    for _ in range(draws):
        drawn = rng.permuted(np.tile(np.arange(inputs.shape[1]), (len(inputs), 1)), axis=1)
        random += [areas(curve) / draws for curve in window_curves(network, inputs, drawn)]
    return np.stack([own[0], random[0], own[1], random[1]])


def areas(found: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the areas (W,) under curves (W, STEPS)."""
    mean: npt.NDArray[np.float64] = (found[:, 1:] + found[:, :-1]).mean(axis=1) / 2
    return mean


def _with_frames(
    network: ActionNetwork,
    inputs: Inputs,
    kept: npt.NDArray[np.bool_],
    classes: npt.NDArray[np.int64],
) -> npt.NDArray[np.float64]:
    """Return the probability (W,) of each window's class, with only the kept frames (W, T)."""
    changed = np.stack([keep_frames(w, k) for w, k in zip(inputs, kept, strict=True)])
    found: npt.NDArray[np.float64] = _probabilities(network, changed)[np.arange(len(inputs)), classes]
    return found


def _probabilities(network: ActionNetwork, inputs: Inputs, batch: int = 128) -> npt.NDArray[np.float64]:
    parts = []
    with torch.inference_mode():
        for start in range(0, len(inputs), batch):
            out = network(torch.from_numpy(inputs[start : start + batch]))
            parts.append(out.probabilities.double().numpy())
    return np.concatenate(parts)


def by_attention(network: ActionNetwork, inputs: Inputs) -> npt.NDArray[np.float64]:
    """Return F_A of each frame (W, T), averaged over the three branches.

    Raises:
        ValueError: the network has no F_A.
    """
    with torch.inference_mode():
        f_a = network(torch.from_numpy(inputs)).f_a
    if f_a is None:
        raise ValueError("a network without F_A")
    mean: npt.NDArray[np.float64] = f_a.mean(dim=1).double().numpy()
    return mean


def by_gradient(network: ActionNetwork, inputs: Inputs) -> npt.NDArray[np.float64]:
    """Return each frame's saliency (W, T): absolute gradient times input of the predicted class, summed."""
    product = contributions(network, torch.from_numpy(inputs))
    saliency: npt.NDArray[np.float64] = product.sum(dim=(2, 3)).abs().double().numpy()
    return saliency


def by_subsets(
    network: ActionNetwork, inputs: Inputs, subsets: int, rng: np.random.Generator
) -> npt.NDArray[np.float64]:
    """Return each frame's value (W, T), measured with random subsets of frames.

    It is the mean probability of the predicted class over the subsets with the frame, minus the mean over
    those without it (after RISE). Subsets of all sizes are equally frequent, as along the curves.

    Args:
        network: in evaluation mode.
        inputs: (W, T, N, 3) windows, or (W, T, N, 4) with a tracking mask.
        subsets: random subsets of each window, each a pass through the network.
        rng: draws them.
    """
    windows, frames = inputs.shape[:2]
    predicted = _probabilities(network, inputs).argmax(axis=1)
    sums, counts = np.zeros((2, windows, frames)), np.zeros((2, windows, frames))
    for _ in range(subsets):
        rank = rng.permuted(np.tile(np.arange(frames), (windows, 1)), axis=1)
        kept = rank < rng.integers(1, frames, size=(windows, 1))
        found = _with_frames(network, inputs, kept, predicted)
        for side, there in enumerate((kept, ~kept)):
            sums[side] += there * found[:, np.newaxis]
            counts[side] += there
    with_it, without_it = sums / np.maximum(counts, 1)
    return np.asarray(with_it - without_it)


Ranking = Callable[[ActionNetwork, Inputs], npt.NDArray[np.float64]]
RANKINGS: dict[str, Ranking] = {
    "F_A": by_attention,
    "F_A minus its mean over windows": lambda n, x: (f := by_attention(n, x)) - f.mean(axis=0),
    "gradient times input": by_gradient,
}
"""Rankings of frames, besides random ones."""


def compare_rankings(network: ActionNetwork, inputs: Inputs, seed: int = 0) -> dict[str, Curves]:
    """Return the curves of every ranking, of reversed F_A, and of two random baselines.

    Frames deleted in random order leave neighbours to interpolate from, whereas a smooth curve deletes runs
    of adjacent frames. So F_A is also compared with randomly time-shifted F_A, which is as smooth but
    uninformative.
    """
    rng = np.random.default_rng(seed)
    chance = rng.permuted(np.tile(np.arange(inputs.shape[1]), (len(inputs), 1)), axis=1)
    result = {"random": curves(network, inputs, chance)}
    for name, ranking in RANKINGS.items():
        order = np.argsort(-ranking(network, inputs), axis=1, kind="stable")
        result[name] = curves(network, inputs, order)
        if name == "F_A":
            result["F_A, lowest first"] = curves(network, inputs, order[:, ::-1].copy())
            shifts = rng.integers(1, inputs.shape[1], (len(inputs), 1))
            result["F_A, randomly shifted in time"] = curves(
                network, inputs, (order + shifts) % inputs.shape[1]
            )
    return result
