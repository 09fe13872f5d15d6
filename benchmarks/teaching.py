"""Teaching custom actions: new actions of unseen people, by a few examples; false alarms in other movement.

Run it as ``python -m benchmarks.teaching MODELS DIR [CACHE [DATA_SET ...]]``. MODELS is a folder of models
``everyday-without-DATA_SET.safetensors``, each trained without the data set that it is then taught actions of
(``train-everyday --without``), or one model for all, which has then seen these recordings as other movement.

The actions are those that the bundled model has no name for, up to eight a time. Half of the people show the
examples, the others are recognised. Actions that a data set asks of "the other" hand or side count as one:
which side comes first is the performer's choice. Background windows are of other data sets, or, with one
model, of other people. False alarms are counted in recordings of people who are not in the background.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from mans.checkpoint import load_model
from mans.datasets.prepare import open_folder
from mans.everyday.run import Folders
from mans.everyday.samples import split_people
from mans.everyday.vocabulary import OTHER, TABLE, TRAINED_ON, UNUSED
from mans.networks.evidence import EvidenceMans
from mans.recipe import Recipe
from mans.runtime.torch_network import TorchNetwork
from mans.taught import matcher as matching
from mans.taught.courses import Course, course
from mans.taught.crops import describe, hop, inputs, step_s, window_of
from mans.taught.matcher import Matcher
from mans.teaching.alarms import Watched, alarms_in
from mans.teaching.background import make_background
from mans.teaching.learner import Learner
from mans.teaching.prepare import compare, prepare
from mans.teaching.review import probabilities_left_out, thresholds_of
from mans.teaching.teach import HITS, decision_of
from mans.teaching.windows import ending, trimmed
from mans.transforms.tracks import Sample, Track
from streaming.recognition.prediction import NO_ACTION, Prediction
from streaming.recognition.window import Window

SETS = ("msr-dailyactivity3d", "gtu-action3d", "isl-sign", "kinder-gator")
STREAMS = ("msrc-12", "ut-kinect", "msr-dailyactivity3d", "isl-sign")
EXAMPLES = (1, 3, 5, 10)
ACTIONS, SEEDS, STREAM_SEEDS = 8, 2, 1
BACKGROUND, MINUTES = 1500, 1.5
CPU = torch.device("cpu")
# What the data set asks of "the other" side: one action of either side.
LEAN = "put your hands on your hips and lean"
SIDES = {
    "bend your other knee while raising your leg": "bend your knee while raising your leg",
    "lift your leg to the other side": "lift your leg to one side",
    f"{LEAN} to the other side": f"{LEAN} to the side",
    "swipe across an imaginary screen in front of you from right to left": "swipe",
    "swipe across an imaginary screen in front of you from left to right": "swipe",
}
Floats = Any


def quiet(what: str, done: int, of: int) -> None:
    """Tell nobody."""


@dataclass
class Episode:
    """One teaching: its matcher, its thresholds, and the examples of others to try it on."""

    matcher: Matcher
    thresholds: Floats
    test: list[tuple[int, Course, Floats]]  # action, and what is seen of two windows at its end

    def accuracy(self, warping: float) -> float:
        """Return the share that the best action is right for, by a weight of warping; at 1 by that alone."""
        before = matching.WARPING, matching.FARTHEST
        matching.WARPING = warping
        if warping == 1:
            matching.FARTHEST = np.inf
        right = [told.argmax() == a for a, told in self.told()]
        matching.WARPING, matching.FARTHEST = before
        return float(np.mean(right))

    def told(self) -> Iterator[tuple[int, Floats]]:
        """Yield each test example's action and the probabilities of all, the higher of both windows."""
        for action, streams, features in self.test:
            rows = [
                probabilities(self.matcher, Course(streams.values[i], streams.seen[i]), features[i])
                for i in range(2)
            ]
            yield action, np.max(rows, axis=0)[:-1]

    def hits(self, thresholds: Floats) -> float:
        """Return the share of the examples that are answered, and rightly."""
        right = [p.argmax() == a and bool((p >= thresholds)[a]) for a, p in self.told()]
        return float(np.mean(right))

    def threshold_for(self, hits: float) -> float:
        """Return one threshold for all actions at which so many examples are answered rightly."""
        own = sorted(float(p[a]) if p.argmax() == a else 0.0 for a, p in self.told())
        return max(own[int((1 - hits) * len(own))], 1e-3)


def probabilities(matcher: Matcher, stream: Course, features: Floats) -> Floats:
    """Return the actions' and "no action"'s probabilities, (A + 1,)."""
    odds = np.exp(matcher(stream, features).odds.astype(np.float64))
    return np.append(odds, 1) / (1 + odds.sum())


def new_actions(folders: Folders, name: str) -> list[Sample]:
    """Return a data set's samples of actions that the bundled model has no name for."""
    new = {*TABLE[name].get(OTHER, ()), *TABLE[name].get(UNUSED, ())}
    data = folders.read(open_folder(name, folders.data / name, folders.cache))
    return [replace(s, label=SIDES.get(s.label, s.label)) for s in data.samples if s.label in new]


def drawn(samples: Sequence[Sample], count: int, seed: int) -> tuple[list[Sample], list[Sample]]:
    """Draw actions, and people who show them: so many examples of each, and what others do."""
    rng = np.random.default_rng(seed)
    labels = sorted({sample.label for sample in samples})
    chosen = labels if len(labels) <= ACTIONS else sorted(rng.choice(labels, ACTIONS, replace=False))
    people = sorted({sample.subject for sample in samples})
    show = set(rng.permutation(people)[: max(1, len(people) // 2)])
    train, test = list[Sample](), list[Sample]()
    for label in chosen:
        own = [sample for sample in samples if sample.label == label]
        mine = [sample for sample in own if sample.subject in show]
        others = [sample for sample in own if sample.subject not in show]
        train += [mine[i] for i in rng.permutation(len(mine))[:count]]
        test += [others[i] for i in rng.permutation(len(others))[:10]]
    return train, test


def episode(
    network: EvidenceMans, recipe: Recipe, background: Floats, train: list[Sample], test: list[Sample]
) -> Episode:
    """Teach, without a file, and cut the windows of the others' examples."""
    prepared = prepare(train, recipe, quiet)
    compared = compare(prepared, recipe, None, quiet)
    learner = Learner(prepared, compared, network, recipe, background, CPU, quiet)
    matcher = learner.matcher(beside=False)
    found, _ = probabilities_left_out(learner, matcher, quiet)
    thresholds = thresholds_of(found, prepared.action, HITS)
    frames, every_s, crops = (
        window_of(recipe, prepared.crops).frames,
        step_s(recipe),
        int(matcher.counts.max()),
    )
    tried = []
    for sample in test:
        if sample.label not in prepared.labels:
            continue
        end_s = trimmed(sample)[1]
        windows = [ending(sample.track, end_s + late_s, frames, every_s) for late_s in (-0.1, 0.1)]
        features = describe(TorchNetwork(network, CPU), inputs(windows, recipe, crops)).reshape(2, crops, -1)
        seen = course(inputs(windows, recipe), every_s)
        tried.append((prepared.labels.index(sample.label), seen, features))
    return Episode(matcher, thresholds, tried)


@dataclass
class Stream:
    """A recording of other movement, and what the network's features say at each moment of a grid."""

    name: str
    labels: set[str]
    track: Track
    at_s: Floats
    features: Floats


def streams(network: EvidenceMans, recipe: Recipe, folders: Folders) -> list[Stream]:
    """Look at recordings of the last two fifths of the people, on a grid that crops fall on."""
    found = []
    for name in STREAMS:
        data = folders.read(open_folder(name, folders.data / name, folders.cache))
        people = sorted({sample.subject for sample in data.samples})
        late = set(people[len(people) * 3 // 5 :])
        by_track: dict[int, list[Sample]] = {}
        for sample in data.samples:
            if sample.subject in late:
                by_track.setdefault(id(sample.track), []).append(sample)
        total_s, tracks = 0.0, list(by_track.values())
        for i in np.random.default_rng(0).permutation(len(tracks)):
            track, labels = tracks[i][0].track, {SIDES.get(s.label, s.label) for s in tracks[i]}
            every_s = hop(recipe) * step_s(recipe) / GRID
            at_s = np.arange(track.times_s[0] + 0.8, track.times_s[-1], every_s)
            windows = [ending(track, end_s, recipe.frames, step_s(recipe)) for end_s in at_s]
            if not windows or not all(np.isfinite(w.positions).all() for w in windows):
                continue
            features = describe(TorchNetwork(network, CPU), inputs(windows, recipe))
            found.append(Stream(name, labels, track, at_s, features))
            total_s += len(at_s) * every_s
            if total_s > 60 * MINUTES:
                break
    return found


GRID = 8
"""Moments of a stream that are looked at, from one crop to the next."""


def watched(one: Episode, recipe: Recipe, others: Sequence[Stream], taught: str) -> dict[str, Watched]:
    """Run what was taught over streams, by data set; recordings with taught actions are left out."""
    frames, every_s = window_of(recipe, one.matcher.taught.crops).frames, step_s(recipe)
    labels, crops = (*one.matcher.taught.labels, NO_ACTION), int(one.matcher.counts.max())
    found: dict[str, list[tuple[Prediction, ...]]] = {}
    for other in others:
        if other.name == taught and other.labels & set(labels):
            continue
        kept = []
        for i, end_s in enumerate(other.at_s):
            window = ending(other.track, end_s, frames, every_s)
            seen = course(inputs([window], recipe), every_s)
            back = np.maximum(i - GRID * np.arange(crops), 0)
            row = probabilities(one.matcher, Course(seen.values[0], seen.seen[0]), other.features[back])
            last = Window(window.times_s[-1:], window.positions[-1:], window.states[-1:], i)
            kept.append(Prediction(last, labels, row.astype(np.float32), np.ones((3, 1), np.float32)))
        found.setdefault(other.name, []).append(tuple(kept))
    grid_s = hop(recipe) * every_s / GRID
    return {
        name: Watched(
            tuple(f"{name} {i}" for i in range(len(each))), tuple(each), sum(map(len, each)) * grid_s / 60
        )
        for name, each in found.items()
    }


def alarms_a_minute(one: Episode, seen: dict[str, Watched], thresholds: Floats) -> dict[str, float]:
    """Return false alarms a minute in each data set, by thresholds of the actions."""
    own = one.matcher.taught.labels
    decision = decision_of(one.matcher, dict(zip(own, map(float, thresholds), strict=True)))
    return {name: len(alarms_in(each, decision, own)) / each.minutes for name, each in seen.items()}


def main() -> None:
    """Print two Markdown tables."""
    models, folder, *rest = sys.argv[1:]
    folders = Folders(Path(folder), Path(rest[0]) if rest else None)
    names = tuple(rest[1:]) or SETS
    print("| taught | examples | warping alone | features alone | both | answered by its threshold |")
    print("| --- | --- | --- | --- | --- | --- |")
    rows = list[str]()
    for name in names:
        one_model = Path(models).is_file()
        path = Path(models) if one_model else Path(models) / f"everyday-without-{name}.safetensors"
        network, card = load_model(path, CPU)
        assert isinstance(network, EvidenceMans)
        others = [each for each in TRAINED_ON if one_model or each != name]
        people = split_people(folders.load(others)).train
        background = make_background(network, card.recipe, people, BACKGROUND)
        samples, movement = new_actions(folders, name), streams(network, card.recipe, folders)
        for count in EXAMPLES:
            figures = []
            for seed in range(SEEDS):
                one = episode(network, card.recipe, background, *drawn(samples, count, seed))
                accuracies = (one.accuracy(w) for w in (1.0, 0.0, matching.WARPING))
                figures.append((*accuracies, one.hits(one.thresholds)))
                if count == 5 and seed < STREAM_SEEDS:
                    seen = watched(one, card.recipe, movement, name)
                    for what, limits in (
                        ("by its thresholds", one.thresholds),
                        ("90 % hits", np.full(len(one.thresholds), one.threshold_for(0.9))),
                        ("80 % hits", np.full(len(one.thresholds), one.threshold_for(0.8))),
                    ):
                        alarms = alarms_a_minute(one, seen, limits)
                        cells = " | ".join(
                            f"{alarms[each]:.1f}" if each in alarms else "" for each in STREAMS
                        )
                        rows.append(f"| {name} | {what} | {one.hits(limits):.2f} | {cells} |")
            cells = " | ".join(f"{value:.3f}" for value in np.mean(figures, axis=0))
            print(f"| {name} | {count} | {cells} |", flush=True)
    print("\n| taught, 5 examples | thresholds | answered | " + " | ".join(STREAMS) + " |")
    print("| --- | --- | --- |" + " --- |" * len(STREAMS))
    print("\n".join(rows))


if __name__ == "__main__":
    main()
