"""Bone lengths in each data set and of a pose model, in torsos.

Run it as ``python -m benchmarks.bones DIR [RECORDING ...]`` with a folder that holds the everyday model's
data sets, and hdm05-11 where you have it; recordings are skeleton files of any kind. A bone's length in a
sequence is the mean over its two sides of a high quantile; a row shows medians over sequences.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt

from mans.datasets import find_data_set
from mans.evaluation.doc_pages import markdown_table
from mans.everyday.run import Folders
from mans.everyday.vocabulary import TRAINED_ON
from mans.transforms.bone_lengths import BONES, middle, seen_lengths, vectors
from mans.transforms.preprocessing import torso_length
from streaming.readers import read_recording
from streaming.skeleton.layouts import KINECT_V2

MOST = 200
NAMES = (*(bone.joint for bone in BONES), "Head")


def lengths(positions: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    """Return the lengths (B,) of the bones NAMES, in torsos, of one person (T, 25, 3)."""
    body = positions[:, np.newaxis].astype(np.float32)
    head = body[:, :, KINECT_V2.index["Head"]] - middle(body, "Shoulder")
    found = [seen_lengths(bones) for bones in (*(vectors(body, bone) for bone in BONES), head[np.newaxis])]
    return np.concatenate(found) / torso_length(body[:, 0].astype(np.float64), "shoulders")


def main(folder: Path, recordings: list[Path]) -> None:
    """Print a row for each data set, for all training data sets together, and for each recording."""
    rows, trained = [], []
    rng = np.random.default_rng(0)
    for name in (*TRAINED_ON, *(["hdm05-11"] if (folder / "hdm05-11").is_dir() else [])):
        samples = Folders(folder).load([name])
        chosen = [samples[i] for i in rng.permutation(len(samples))[:MOST]]
        row = np.nanmedian([lengths(sample.track.positions[:, 0]) for sample in chosen], axis=0)
        rows.append((find_data_set(name).title, *row))
        if name in TRAINED_ON:
            trained.append(row)
    rows.insert(len(TRAINED_ON), ("these together", *np.median(trained, axis=0)))
    for path in recordings:
        bodies = [body for frame in read_recording(path).frames for body in frame.bodies]
        seen = [body.positions for body in bodies if body.identity == bodies[0].identity]
        rows.append((path.name, *lengths(np.stack(seen))))
    cells = ((title, *(f"{value:.2f}" for value in values)) for title, *values in rows)
    print(markdown_table(("torsos", *NAMES), cells))


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]])
