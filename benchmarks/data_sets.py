"""Statistics and plausibility checks of the data sets: the tables of docs/datasets.md.

Run it as ``python -m benchmarks.data_sets NAME=DIR ...``, e.g. ``ut-kinect=DIR sbu=DIR``; names are those of
``python main.py datasets``. With ``--write`` the tables go into docs/datasets.md. Unprepared data sets are
read first.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from mans.datasets import DataSet, find_data_set
from mans.datasets.geometry import measure, right_share, rise_m
from mans.datasets.prepare import open_folder
from mans.datasets.protocols import Fold, copied_from_training
from mans.evaluation.doc_pages import fill_in, markdown_table
from mans.recipe import CURRENT
from mans.training.recipe_changes import fitted_to
from mans.training.sampling import network_input
from mans.transforms.tracks import Sample

PAGE = Path(__file__).resolve().parents[1] / "docs" / "datasets.md"
FEWEST_TO_COMPARE = 100
# Actions that are done with one hand, and, by name or by custom, with the right one.
ONE_HANDED = {
    "ut-kinect": ("throw", "push", "pull"),
    "sbu": ("shake hands", "punch"),
    "utd-mhad": ("swipe left", "swipe right", "wave", "throw", "draw x", "knock", "catch"),
    "nw-ucla": ("throw",),
    "msr-action3d": ("high arm wave", "hammer", "forward punch", "draw x", "draw tick"),
    "hdm05-11": ("grab high right",),
    "ntu-rgbd": ("brush teeth",),
    "kinder-gator": ("raise your hand", "wave your hand", "throw a ball", "draw a circle"),
    "msrc-12": ("push right",),
    "msr-dailyactivity3d": ("drink", "eat", "call cellphone", "toss paper"),
    "isl-sign": ("bye", "you", "hello"),
    "gtu-action3d": ("wave with the right hand",),
    "bandai-namco": ("raise-up-right-hand", "wave-right-hand"),
    "cmu-mocap": ("drink", "throw"),
    "webcam-words": ("drink",),
}
# Actions that end lower than they begin, and higher.
DOWN = ("sit down", "stand to sit")
UP = ("stand up", "sit to stand")
CLEARLY_M = 0.08
"""Hips that rise or sink by less above the knees tell nothing."""


def percent(share: float) -> str:
    """Format a share as percentage; empty for NaN."""
    return "" if np.isnan(share) else f"{share:.0%}"


def contents(data: DataSet) -> list[list[str]]:
    """Return a row per protocol: contents, split, and test samples copied from training."""
    entry = find_data_set(data.name)
    samples = data.samples
    found = [
        f"{len(samples)} of {entry.complete}",
        f"{len({s.label for s in samples})} of {len(data.labels)}",
        str(len({s.subject for s in samples})),
        f"{entry.rate_hz:g}",
        f"{np.median([frames_of(s) for s in samples]):.0f}",
    ]
    recipe = fitted_to(CURRENT, data)
    inputs = np.stack([network_input(sample, recipe).ravel() for sample in samples])
    rows = []
    for protocol in entry.protocols:
        folds = protocol.folds(samples)
        sizes = [(len(fold.train), len(fold.test)) for fold in folds]
        split = f"{sizes[0][0]} / {sizes[0][1]}" if len(folds) == 1 else f"{len(folds)} folds"
        copied = ""
        if len({sample.recording for sample in samples}) == len(samples):  # else neighbours share frames
            copied = str(len({i for fold in folds for i in copied_from_training(samples, fold)}))
        nearest = f"{nearest_neighbour(data, inputs, folds):.1%}" if len(samples) >= FEWEST_TO_COMPARE else ""
        rows.append([data.name, *found, protocol.name, split, copied, nearest])
        if len(rows) > 1:  # what is said of the data set stands in its first row
            rows[-1][:6] = [""] * 6
    return rows


def nearest_neighbour(data: DataSet, inputs: npt.NDArray[np.float32], folds: Sequence[Fold]) -> float:
    """Return the 1-nearest-neighbour accuracy on network inputs."""
    labels = np.array([data.labels.index(sample.label) for sample in data.samples])
    squares = (inputs**2).sum(axis=1)
    right = tested = 0
    for fold in folds:
        train, test = list(fold.train), list(fold.test)
        distance = squares[train] - 2 * inputs[test] @ inputs[train].T  # but for what is the same in a row
        right += int((labels[train][distance.argmin(axis=1)] == labels[test]).sum())
        tested += len(test)
    return right / tested


def frames_of(sample: Sample) -> int:
    """Return the number of frames of its action."""
    times_s = sample.track.times_s
    return int(np.count_nonzero((times_s >= sample.start_s) & (times_s <= sample.end_s)))


def geometry(data: DataSet) -> list[str]:
    """Return a row of shares of plausible bodies."""
    found = measure(data.samples)
    hand = right_share([s for s in data.samples if s.label in ONE_HANDED.get(data.name, ())])
    return [
        data.name,
        *(percent(share) for share in (found.upright, found.facing, found.feet, found.knees)),
        f"{found.height_m:.2f} m",
        f"{found.depth_m:.1f} m",
        percent(hand),
    ]


def sitting(data: DataSet) -> list[list[str]]:
    """Return a row per subject and view with at least a third of swapped sitting down and standing up."""
    rises: dict[tuple[str, str], list[bool]] = {}
    for sample in data.samples:
        if sample.label in DOWN + UP:
            wrong = rise_m(sample) * (1 if sample.label in DOWN else -1) > CLEARLY_M
            rises.setdefault((sample.subject, sample.camera), []).append(wrong)
    every = [wrong for some in rises.values() for wrong in some]
    if not every:
        return []
    rows = [[data.name, "all", str(sum(every)), str(len(every))]]
    for (subject, camera), some in sorted(rises.items()):
        if np.mean(some) >= 1 / 3:
            rows.append(["", f"{subject} {camera}".strip(), str(sum(some)), str(len(some))])
    return rows


def main() -> None:
    """Print the tables, or write them."""
    given = [word for word in sys.argv[1:] if word != "--write"]
    sources = [open_folder(name, Path(folder)) for name, _, folder in (word.partition("=") for word in given)]
    for source in sources:
        source.prepare()
    data_sets = [source.open() for source in sources]
    head = ("data set", "sequences", "classes", "subjects", "Hz", "frames, median")
    split_head = ("protocol", "training / test", "test samples copied from training", "nearest neighbour")
    shares = ("upright", "facing the sensor", "feet forward", "bent knees forward")
    sizes = ("height", "distance", "right hand's share")
    tables = {
        "contents": markdown_table(
            (*head, *split_head), [row for data in data_sets for row in contents(data)]
        ),
        "geometry": markdown_table(
            ("data set", *shares, *sizes),
            [geometry(data) for data in data_sets],
        ),
        "sitting": markdown_table(
            ("data set", "subject, view", "swapped", "sequences"),
            [row for data in data_sets for row in sitting(data)],
        ),
    }
    for name, text in tables.items():
        if "--write" in sys.argv:
            fill_in(PAGE, name, text)
        else:
            print(text)


if __name__ == "__main__":
    main()
