"""Accuracy of models that were trained without a data set, on all of it, as it is and made harder.

Run it as ``python -m benchmarks.left_out DIR MODEL.safetensors ...``, with models from ``train-everyday
--without`` and DIR the folder of all data sets; ``--cache`` is the folder of prepared data, ``--also`` names
further data sets that no model is trained on, ``-o`` a JSON file for the figures. Prints a row for each model
and data set; a sequence counts as its label by the mean probability of five windows.

- *AUROC*: by the largest probability of an action, known actions against other movements.
- *jitter*: independent noise of 1, 2 and 3 cm on every joint and frame.
- *arms*: actions of the upper body only, unchanged, with another person's legs, with untracked legs, and with
  untracked hips and legs.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from benchmarks.json_figures import write_figures
from mans.checkpoint import load_model
from mans.evaluation.calibration import probabilities
from mans.evaluation.doc_pages import markdown_table
from mans.everyday.evaluation import NONE, scores_of
from mans.everyday.run import Folders
from mans.everyday.training import LABELS
from mans.everyday.vocabulary import UPPER_BODY
from mans.model_card import ModelCard
from mans.networks.base import ActionNetwork
from mans.transforms.tracks import Sample, Track
from streaming.recognition.prediction import NO_ACTION
from streaming.skeleton.layouts import KINECT_V2

JITTER_CM = (1, 2, 3)
_LEG_JOINTS = [
    KINECT_V2.index[joint + side] for joint in ("Knee", "Ankle", "Foot") for side in ("Left", "Right")
]
_HIP_JOINTS = [KINECT_V2.index[name] for name in ("HipLeft", "HipRight")]
_CPU = torch.device("cpu")
Shares = npt.NDArray[np.float64]


def shares_of(network: ActionNetwork, card: ModelCard, samples: Sequence[Sample]) -> Shares:
    """Compute the mean probabilities (S, C) of each sample's windows."""
    scores = scores_of(network, samples, card.recipe, _CPU, crop_s=card.decision.crop_s)
    mean: Shares = probabilities(scores.reshape(-1, len(LABELS))).reshape(scores.shape).mean(axis=1)
    return mean


def changed(samples: Sequence[Sample], change: Callable[[Track], Track]) -> list[Sample]:
    """Return the samples with changed tracks, each track changed once."""
    tracks: dict[int, Track] = {}
    for sample in samples:
        if id(sample.track) not in tracks:
            tracks[id(sample.track)] = change(sample.track)
    return [replace(sample, track=tracks[id(sample.track)]) for sample in samples]


def jittered(samples: Sequence[Sample], sigma_m: float) -> list[Sample]:
    """Add independent noise to every joint and frame."""
    rng = np.random.default_rng(1)

    def noisy(track: Track) -> Track:
        noise = rng.normal(0, sigma_m, track.positions.shape).astype(np.float32)
        return replace(track, positions=track.positions + noise)

    return changed(samples, noisy)


def untracked(samples: Sequence[Sample], joints: Sequence[int]) -> list[Sample]:
    """Mark joints as not tracked."""

    def lost(track: Track) -> Track:
        states = track.states.copy()
        states[:, :, list(joints)] = 0
        return replace(track, states=states)

    return changed(samples, lost)


def with_other_legs(samples: Sequence[Sample]) -> list[Sample]:
    """Replace the legs by those of the next sample's person, who began at the same moment."""
    result = []
    for sample, other in zip(samples, [*samples[1:], *samples[:1]], strict=True):
        own, their = sample.track, other.track
        rows = np.searchsorted(their.times_s, own.times_s - sample.start_s + other.start_s)
        rows = rows.clip(0, len(their.times_s) - 1)
        positions = own.positions.copy()
        hips, their_hips = (t.positions[:, :1, _HIP_JOINTS].mean(axis=2, keepdims=True) for t in (own, their))
        positions[:, :1, _LEG_JOINTS] = (their.positions[:, :1, _LEG_JOINTS] - their_hips)[rows] + hips
        result.append(replace(sample, track=replace(own, positions=positions)))
    return result


def auroc(known: Shares, unknown: Shares) -> float:
    """Return the probability that a known action scores above an unknown movement."""
    if not len(known) or not len(unknown):
        return float("nan")
    ranks = np.concatenate([known, unknown]).argsort().argsort() + 1
    count = len(known)
    return float((ranks[:count].sum() - count * (count + 1) / 2) / (count * len(unknown)))


def figures_of(network: ActionNetwork, card: ModelCard, samples: Sequence[Sample]) -> dict[str, float]:
    """Compute a row of figures on a data set's samples."""
    labelled = [s for s in samples if s.kind != "action in a gap"]
    known = [s for s in labelled if s.label != NO_ACTION]
    others = [s for s in labelled if s.kind == "other movement"]

    def right(some: Sequence[Sample]) -> float:
        truth = [LABELS.index(s.label) for s in some]
        found = shares_of(network, card, some).argmax(axis=1)
        return float((found == truth).mean())

    truth = np.array([LABELS.index(s.label) for s in known])
    shares = shares_of(network, card, known)
    actions = np.delete(shares, NONE, axis=1)  # "no action" is the last
    own = np.unique(truth)
    row: dict[str, float] = {
        "sequences": len(known),
        "accuracy": float((shares.argmax(axis=1) == truth).mean()),
        "closed-set accuracy": float((actions.argmax(axis=1) == truth).mean()),
        "own actions": float((own[shares[:, own].argmax(axis=1)] == truth).mean()),
        "AUROC, known vs. unknown": float("nan"),
    }
    if others:
        unknown = np.delete(shares_of(network, card, others), NONE, axis=1)
        row["AUROC, known vs. unknown"] = auroc(actions.max(axis=1), unknown.max(axis=1))
    row |= {f"jitter {cm} cm": right(jittered(known, cm / 100)) for cm in JITTER_CM}
    if arms := [s for s in known if s.label in UPPER_BODY]:
        row["arms"] = right(arms)
        row["others' legs"] = right(with_other_legs(arms))
        row["no legs"] = right(untracked(arms, _LEG_JOINTS))
        row["no hips"] = right(untracked(arms, [*_HIP_JOINTS, *_LEG_JOINTS]))
    return row


def main() -> None:
    """Print a Markdown table, and optionally write the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("models", type=Path, nargs="+")
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--also", nargs="*", default=(), metavar="DATASET")
    parser.add_argument("-o", "--out", type=Path, help="JSON")
    args = parser.parse_args()
    torch.set_num_threads(1)
    rows: dict[str, dict[str, dict[str, float]]] = {}
    for model in args.models:
        network, card = load_model(model, _CPU)
        own = rows[model.stem] = {}
        for name in (*card.recipe.left_out, *args.also):
            own[name] = figures_of(network, card, Folders(args.folder, args.cache).load([name]))
    columns = list(dict.fromkeys(column for own in rows.values() for row in own.values() for column in row))
    cells = (
        (model, name, *(_cell(row.get(column, np.nan)) for column in columns))
        for model, own in rows.items()
        for name, row in own.items()
    )
    print(markdown_table(("model", "data set", *columns), cells))
    if args.out is not None:
        write_figures(args.out, rows)


def _cell(value: float) -> str:
    return "" if np.isnan(value) else str(value) if isinstance(value, int) else f"{value:.3f}"


if __name__ == "__main__":
    main()
