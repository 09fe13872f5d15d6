"""Measurement of the mean F_A at each position of the window, for a model's card.

Run it as ``python -m benchmarks.f_a_mean MODEL.safetensors DATA_SET DIR [PERSON ...]``, with the data set and
the training subjects of the model (default: all). Windows end at each frame of their recordings; the mean
over all windows becomes ``f_a_mean``, which is subtracted in the window and by ``attention --measure
deviation``.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from mans.attribution.measures import is_f_a
from mans.datasets import find_data_set
from mans.device import use_one_thread
from mans.model_card import card_text, load_card
from mans.recogniser import Recogniser
from streaming.recognition.window import SlidingWindow, Window
from streaming.skeleton.frames import Recording
from streaming.writers.atomic import replace_text

BATCH = 64
FEWEST_STRIDE_S = 1e-3  # a window a frame, whatever the rate


def windows_of(recording: Recording, recogniser: Recogniser) -> Iterator[Window]:
    """Yield the window that ends at each frame of a recording."""
    sliding = SlidingWindow(replace(recogniser.window, stride_s=FEWEST_STRIDE_S))
    for frame in recording.frames:
        if (window := sliding.push(frame)) is not None:
            yield window


def mean_f_a(recogniser: Recogniser, recordings: Iterator[Recording]) -> tuple[npt.NDArray[np.float64], int]:
    """Return the mean of F_A (3, T) over all windows of recordings, and their number."""
    total, count = np.zeros((3, recogniser.window.frames)), 0
    for recording in recordings:
        windows = list(windows_of(recording, recogniser))
        for start in range(0, len(windows), BATCH):
            for prediction in recogniser.many(windows[start : start + BATCH]):
                total += prediction.f_a
                count += 1
    return total / max(count, 1), count


def recordings_of(name: str, folder: Path, people: set[str]) -> Iterator[Recording]:
    """Yield the recordings of these subjects, or all."""
    entry = find_data_set(name)
    for source in entry.find(folder).sources:
        if not people or people & {action.subject for action in entry.read(source).actions}:
            yield entry.recording(source)


def main() -> None:
    """Measure, write the card, and print a summary."""
    model, name, folder, *people = sys.argv[1:]
    use_one_thread()
    path = Path(model)
    recogniser = Recogniser.load(path, "cpu")
    if not is_f_a(recogniser.attention):
        sys.exit(f"{recogniser.name} has no F_A")
    mean, count = mean_f_a(recogniser, recordings_of(name, Path(folder), set(people)))
    if count == 0:
        sys.exit(f"no window in the recordings of {name} in {folder}")
    card = path.with_suffix(".json")
    rows = tuple(map(tuple, mean.round(5).tolist()))
    replace_text(card, card_text(replace(load_card(path), f_a_mean=rows)))
    spread = ", ".join(
        f"{axis} {row.min():.3f} to {row.max():.3f}" for axis, row in zip("xyz", mean, strict=True)
    )
    print(f"{card}: F_A's mean over {count} windows, {spread}")


if __name__ == "__main__":
    main()
