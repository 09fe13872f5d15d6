"""How far a ranking of frames that is measured by many passes gets in deletion and insertion.

Run it as ``python -m benchmarks.attention_limits MODEL.safetensors DIR [-o FIGURES.json]``; data, windows and
``--calibration`` are those of :mod:`benchmarks.attention`.

F_A is compared with a ranking that is measured for each window, by hundreds of passes through the network
(:func:`mans.attribution.faithfulness.by_subsets`), and with the same values smoothed over five frames.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from benchmarks.attention import DRAWS, arguments, held_out, last_windows
from benchmarks.json_figures import write_figures
from mans.attribution.faithfulness import Inputs, areas, attention_areas, by_subsets, window_curves
from mans.checkpoint import load_model
from mans.evaluation.doc_pages import markdown_table
from mans.networks.base import ActionNetwork
from mans.transforms.tracks import Sample

SUBSETS = 400
_SMOOTHING = (0.1, 0.2, 0.4, 0.2, 0.1)


def smoothed(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Smooth values (W, T) over five frames; the first and last values are repeated at the ends."""
    reach = len(_SMOOTHING) // 2
    padded = np.pad(values, ((0, 0), (reach, reach)), mode="edge")
    parts = [w * padded[:, i : i + values.shape[1]] for i, w in enumerate(_SMOOTHING)]
    return np.asarray(np.sum(parts, axis=0))


def gains(network: ActionNetwork, inputs: Inputs, subsets: int, seed: int = 0) -> dict[str, dict[str, float]]:
    """Return the deletion and insertion gains over random order, by the name of the ranking."""
    values = by_subsets(network, inputs, subsets, np.random.default_rng(seed))
    deletion, random_deletion, insertion, random_insertion = attention_areas(
        network, inputs, DRAWS, seed
    ).mean(axis=1)
    found = {"F_A": (deletion, insertion)}
    for name, ranking in (("subsets", values), ("smoothed", smoothed(values))):
        order = np.argsort(-ranking, axis=1, kind="stable")
        deletions, insertions = (areas(curve).mean() for curve in window_curves(network, inputs, order))
        found[name] = (deletions, insertions)
    return {
        name: {"deletion_gain": random_deletion - deleted, "insertion_gain": inserted - random_insertion}
        for name, (deleted, inserted) in found.items()
    }


def of_samples(model: Path, samples: Sequence[Sample], subsets: int) -> dict[str, dict[str, float]]:
    """Return :func:`gains` on the last window of each action among the samples."""
    network, card = load_model(model, torch.device("cpu"))
    return gains(network, last_windows(samples, card.recipe), subsets)


def main() -> None:
    """Print a Markdown table, and optionally write the results."""
    parser = arguments(__doc__)
    parser.add_argument("--subsets", type=int, default=SUBSETS, help="random subsets of each window")
    args = parser.parse_args()
    people = held_out(args.data, args.cache, args.calibration)
    found = {name: of_samples(args.model, samples, args.subsets) for name, samples in people.items()}
    rows = [
        (data, ranking, *(f"{value:.3f}" for value in row.values()))
        for data, rankings in found.items()
        for ranking, row in rankings.items()
    ]
    print(markdown_table(("windows of", "ranking", "deletion gain", "insertion gain"), rows))
    if args.out is not None:
        write_figures(args.out, {"model": args.model.stem, "subsets": args.subsets, "gains": found})


if __name__ == "__main__":
    main()
