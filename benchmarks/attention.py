"""Evaluation of F_A: dependence on content and position, overlap with actions, faithfulness.

Run it as ``python -m benchmarks.attention MODEL.safetensors DIR [-o FIGURES.json]``; DIR holds ``ut-kinect``,
``utd-mhad`` and ``msr-action3d``; ``--cache`` is the folder of prepared data. Only subjects held out from the
everyday model's training are used: the recordings of UT-Kinect's s09 and s10, both bundled samples, and the
sequences of each set's last fifth; with ``--calibration``, to choose a model by, the recordings of s07 and
s08 and the sequences of each set's last fifth but one.

- *Position, moment*: share of the variance of F_A explained by the position in the window, and by the moment
  (:mod:`mans.attribution.moments`); *correlation* of the same moment in windows 8 frames apart; *inside*: the
  attention's share inside the action over the frames' share, in windows that contain its start or end.
- *Deletion, insertion*: area under the probability curve while frames are deleted, or inserted, by F_A, minus
the same in random order (three draws), with a 95 % confidence interval over windows.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from benchmarks.json_figures import write_figures
from mans.attribution.faithfulness import Inputs, attention_areas
from mans.attribution.moments import moments
from mans.checkpoint import load_model
from mans.datasets import find_data_set
from mans.evaluation.doc_pages import markdown_table
from mans.everyday.cutting import network_input
from mans.everyday.run import Folders
from mans.everyday.samples import split_people
from mans.recipe import Recipe
from mans.recogniser import Recogniser
from mans.transforms.tracks import Sample
from streaming.readers import read_recording
from streaming.recognition.prediction import NO_ACTION
from streaming.recognition.window import SlidingWindow
from streaming.skeleton.frames import Recording

SETS = ("ut-kinect", "utd-mhad", "msr-action3d")
TESTED, CALIBRATING = ("s09", "s10"), ("s07", "s08")
DRAWS = 3


def of_recording(recogniser: Recogniser, recording: Recording) -> dict[str, float]:
    """Return the position and moment statistics of F_A over all windows of a recording."""
    sliding = SlidingWindow(replace(recogniser.window, stride_s=1e-3))
    windows = [w for frame in recording.frames if (w := sliding.push(frame)) is not None]
    full = [w for w in windows if w.span_s >= recogniser.window.span_s - 1e-6]
    found = [p for i in range(0, len(full), 64) for p in recogniser.many(full[i : i + 64])]
    f_a = np.stack([p.f_a.mean(axis=0) for p in found]).astype(np.float64)
    at_s = np.stack([p.window.times_s for p in found])
    return asdict(moments(f_a, at_s, np.array([f.time_s for f in recording.frames]), recording.labels))


def last_windows(samples: Sequence[Sample], recipe: Recipe) -> Inputs:
    """Return the window at the end of each action among the samples, (W, T, N, 4)."""
    chosen = [s for s in samples if s.label != NO_ACTION]
    return np.stack([network_input(s, (s.end_s - recipe.window_s, s.end_s), recipe) for s in chosen])


def faithful(model: Path, samples: Sequence[Sample]) -> dict[str, Any]:
    """Return deletion and insertion by F_A and in random order, on the actions among the samples."""
    network, card = load_model(model, torch.device("cpu"))
    inputs = last_windows(samples, card.recipe)
    deletion, deletion_random, insertion, insertion_random = attention_areas(network, inputs, DRAWS)
    row: dict[str, Any] = {"windows": len(inputs)}
    for what, area, random, gain in (
        ("deletion", deletion, deletion_random, deletion_random - deletion),
        ("insertion", insertion, insertion_random, insertion - insertion_random),
    ):
        row |= {what: area.mean(), f"{what}_chance": random.mean(), f"{what}_gain": gain.mean()}
        row[f"{what}_interval"] = 1.96 * gain.std(ddof=1) / len(gain) ** 0.5
    return row


def arguments(description: str | None) -> argparse.ArgumentParser:
    """Return a parser of a model, the folder of the data sets, and whose windows are measured."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("data", type=Path)
    parser.add_argument("-o", "--out", type=Path, help="JSON")
    parser.add_argument("--cache", type=Path)
    parser.add_argument(
        "--calibration", action="store_true", help="calibration subjects instead of test ones"
    )
    return parser


def held_out(data: Path, cache: Path | None, calibration: bool) -> dict[str, Sequence[Sample]]:
    """Return the samples of each set's calibration subjects, or of its test subjects."""
    splits = {name: split_people(Folders(data, cache).load([name])) for name in SETS}
    return {name: split.calibration if calibration else split.test for name, split in splits.items()}


def main() -> None:
    """Print two Markdown tables, and optionally write the results."""
    args = arguments(__doc__).parse_args()
    recogniser = Recogniser.load(args.model, "cpu")
    samples = Path(__file__).resolve().parents[1] / "samples"
    bundled = [] if args.calibration else sorted(samples.glob("*.skeleton"))
    recordings = {each.stem: read_recording(each) for each in bundled}
    entry = find_data_set("ut-kinect")
    for source in entry.find(args.data / "ut-kinect").sources:
        if any(person in source.key for person in (CALIBRATING if args.calibration else TESTED)):
            recordings[source.key] = read_recording(source.path)
    streams = {name: of_recording(recogniser, each) for name, each in recordings.items()}
    print(markdown_table(("recording", *next(iter(streams.values()))), (
        (name, *(f"{value:.3f}" for value in row.values())) for name, row in streams.items()
    )))  # fmt: skip
    people = held_out(args.data, args.cache, args.calibration)
    faith = {name: faithful(args.model, samples) for name, samples in people.items()}
    print(markdown_table(("windows of", *next(iter(faith.values()))), (
        (name, *(f"{value:.3f}" if isinstance(value, float) else str(value) for value in row.values()))
        for name, row in faith.items()
    )))  # fmt: skip
    if args.out is not None:
        figures = {"model": args.model.stem, "recordings": streams, "faithfulness": faith}
        write_figures(args.out, figures)


if __name__ == "__main__":
    main()
