"""The live decision on clips of the calibration subjects, for several thresholds.

Run it as ``python -m benchmarks.calibration_clips DIR MODEL.safetensors ...``, with everyday models and DIR
the folder of all data sets; ``--cache`` is the folder of prepared data. Of each data set, up to ``--clips``
clips of actions and as many of other movements are drawn, with seed 0. The network runs once for a model;
decisions are taken anew for each row; ``--mean`` adds rows for the geometric mean of the models'
probabilities. Figures are means over data sets:

- *right*: clips of an action in which it was announced,
- *additional wrong label*: in which another one was announced as well,
- *unknown announced*: clips of other movements in which anything was.
"""

from __future__ import annotations

import argparse
import math
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from mans.device import use_one_thread
from mans.everyday.live_answers import answers_of, predictions_of
from mans.everyday.run import Folders
from mans.everyday.samples import split_people
from mans.everyday.vocabulary import TRAINED_ON
from mans.recogniser import Recogniser
from mans.transforms.tracks import Sample
from streaming.recognition.decision import DecisionSettings
from streaming.recognition.prediction import NO_ACTION, Prediction

THRESHOLDS = (
    (0.80, 0.65),
    (0.76, 0.62),
    (0.72, 0.58),
    (0.68, 0.55),
    (0.64, 0.52),
    (0.60, 0.48),
    (0.56, 0.45),
    (0.52, 0.42),
)
"""From which probability an action is confirmed, and a second one in the same movement."""


Clips = dict[tuple[str, bool], list[tuple[Sample, list[Prediction]]]]
"""Clips with their predictions, by data set and whether they show an action."""


def drawn(samples: Sequence[Sample], most: int) -> dict[tuple[str, bool], list[Sample]]:
    """Draw clips by data set and whether they show an action."""
    groups: dict[tuple[str, bool], list[Sample]] = {}
    for sample in samples:
        if sample.kind in ("action", "other movement"):
            groups.setdefault((sample.dataset, sample.label != NO_ACTION), []).append(sample)
    rng = random.Random(0)
    for group in sorted(groups):
        rng.shuffle(groups[group])
        groups[group] = groups[group][:most]
    return groups


def classified(groups: dict[tuple[str, bool], list[Sample]], recogniser: Recogniser) -> Clips:
    """Classify the windows of clips."""
    return {
        key: [(sample, predictions_of(sample, recogniser)) for sample in group]
        for key, group in groups.items()
    }


def figures(clips: Clips, decision: DecisionSettings) -> tuple[float, ...]:
    """Return three shares, means over data sets: right, also wrong, unknown announced; NaN without any."""
    right, beside, unknown = [], [], []
    for (_, known), group in clips.items():
        said = [(sample.label, answers_of(sample, found, decision)[0]) for sample, found in group]
        if known:
            right.append(np.mean([label in labels for label, labels in said]))
            beside.append(np.mean([label in labels and len(labels) > 1 for label, labels in said]))
        else:
            unknown.append(np.mean([bool(labels) for _, labels in said]))
    return tuple(float(np.mean(each)) if each else math.nan for each in (right, beside, unknown))


def averaged(found: Sequence[Sequence[Prediction]]) -> list[Prediction]:
    """Return the predictions of the first model with the geometric mean of the models' probabilities."""
    result = []
    for each in zip(*found, strict=True):
        mean = np.exp(np.mean([np.log(np.maximum(one.probabilities, 1e-12)) for one in each], axis=0))
        result.append(replace(each[0], probabilities=(mean / mean.sum()).astype(np.float32)))
    return result


def print_head() -> None:
    """Print the head of a table of :func:`print_rows`."""
    print("| model | confirmed from | second from | right | additional wrong label | unknown announced |")
    print("|" + " --- |" * 6, flush=True)


def print_rows(name: str, clips: Clips, usual: DecisionSettings) -> None:
    """Print a row for each threshold."""
    for enter, leave in THRESHOLDS:
        provisional = min(usual.provisional_enter, enter + 0.02)
        decision = replace(usual, enter=enter, leave=leave, provisional_enter=provisional)
        cells = (f"{value:.3f}" for value in figures(clips, decision))
        print(f"| {name} | {enter:g} | {leave:g} | {' | '.join(cells)} |", flush=True)


def arguments(description: str | None) -> argparse.ArgumentParser:
    """Return a parser of the folder of the data sets, models, and the number of clips."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("models", type=Path, nargs="+")
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--clips", type=int, default=25)
    return parser


def main() -> None:
    """Print a Markdown table."""
    parser = arguments(__doc__)
    parser.add_argument("--mean", action="store_true")
    args = parser.parse_args()
    use_one_thread()
    people = split_people(Folders(args.folder, args.cache).load(TRAINED_ON)).calibration
    groups = drawn(people, args.clips)
    print_head()
    every: list[Clips] = []
    for model in args.models:
        recogniser = Recogniser.load(model, "cpu")
        clips = classified(groups, recogniser)
        print_rows(model.stem, clips, recogniser.decision)
        if args.mean:
            every.append(clips)
    if args.mean:
        mean = {
            key: [(sample, averaged([clips[key][i][1] for clips in every])) for i, sample in enumerate(group)]
            for key, group in groups.items()
        }
        print_rows("mean", mean, recogniser.decision)


if __name__ == "__main__":
    main()
