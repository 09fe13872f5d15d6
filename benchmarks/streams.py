"""Streams of skeletons in one process: how many of them it keeps pace with.

Run it as ``python -m benchmarks.streams``. Each stream is a person at 30 frames a second whose windows are
due ten times a second. A second of all streams is simulated at a time: their frames go through windows and
decisions of their own, and the windows that are due at one frame through the network, together (batched) or
one by one. Where the processor's time exceeds a second, it is real time no longer. Numbers of streams take
turns, and what counts is the processor's time of this process, which others disturb less than the clock.
"""

from __future__ import annotations

import argparse
import statistics
import time
from pathlib import Path

from benchmarks.parts import Numbers, Part
from cli.options import SAMPLE
from mans.device import use_one_thread
from mans.evaluation.doc_pages import markdown_table, save_figure
from mans.recogniser import Recogniser
from streaming.readers import read_recording
from streaming.recognition.decision import Decider
from streaming.recognition.window import SlidingWindow
from streaming.skeleton.frames import Frame

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs" / "pictures" / "streams.svg"
MODEL = ROOT / "models" / "everyday-mans-evidence.safetensors"
COUNTS = (1, 2, 4, 8, 16, 32, 64)
ROUNDS = 3
RATE_HZ = 30


class Streams:
    """So many people, each with a window and a decision."""

    def __init__(self, recogniser: Recogniser, frames: list[Frame], count: int, *, batched: bool) -> None:
        """Begin each stream at another moment of the recording."""
        self._recogniser, self._frames, self._batched = recogniser, frames, batched
        self._streams = [
            (SlidingWindow(recogniser.window), Decider(recogniser.decision)) for _ in range(count)
        ]
        self._now = 0

    def second(self) -> list[float]:
        """Process a second of every stream; return the processor's seconds that each frame took."""
        spent = []
        for _ in range(RATE_HZ):
            begun = time.process_time()
            due = []
            for which, (sliding, decide) in enumerate(self._streams):
                # Streams are not in step: a third of them is due at each frame.
                source = self._frames[(self._now + 7 * which) % len(self._frames)]
                number = self._now + which % 3
                window = sliding.push(Frame(number, number / RATE_HZ, source.bodies))
                if window is not None:
                    due.append((decide, window))
            if due and self._batched:
                answers = self._recogniser.many([window for _, window in due])
            else:
                answers = [self._recogniser(window) for _, window in due]
            for (decide, _), answer in zip(due, answers, strict=True):
                decide(answer)
            self._now += 1
            spent.append(time.process_time() - begun)
        return spent


def measured(counts: tuple[int, ...], rounds: int) -> dict[tuple[int, bool], tuple[float, float]]:
    """Return by number of streams and whether batched: the seconds of a second, and of the worst frame."""
    use_one_thread()
    recogniser = Recogniser.load(MODEL, "cpu")
    frames = list(read_recording(SAMPLE).frames)
    kinds = [(count, batched) for count in counts for batched in (False, True)]
    made = {(n, batched): Streams(recogniser, frames, n, batched=batched) for n, batched in kinds}
    for streams in made.values():  # the windows fill
        streams.second(), streams.second()
    spent: dict[tuple[int, bool], list[list[float]]] = {kind: [] for kind in kinds}
    for _ in range(rounds):
        for kind, streams in made.items():
            spent[kind].append(streams.second())
    return {
        kind: (statistics.median(map(sum, runs)), statistics.median(map(max, runs)))
        for kind, runs in spent.items()
    }


def table(counts: tuple[int, ...], rounds: int) -> str:
    """Measure, and return a Markdown table."""
    found, rows = measured(counts, rounds), []
    for count in counts:
        single, batched = found[count, False], found[count, True]
        worst = f"{1e3 * batched[1]:.0f}"
        shares = (f"{single[0]:.2f}", f"{batched[0]:.2f}", f"{single[0] / batched[0]:.1f}", worst)
        rows.append((count, *shares, "yes" if batched[0] < 1 else "no"))
    headings = ("streams", "core, one by one", "core, batched", "ratio", "slowest frame, ms", "real time")
    return markdown_table(headings, rows)


def part_measured(rounds: int) -> Numbers:
    """Measure all numbers of streams for the page: one simulated second of each."""
    found = measured(COUNTS, min(rounds, 1))
    return {f"{n}, {'batched' if b else 'single'}": core for (n, b), (core, _) in found.items()}


def part_tables(numbers: Numbers) -> dict[str, str]:
    """Return the table of the page."""
    pairs = [(n, numbers[f"{n}, single"], numbers[f"{n}, batched"]) for n in COUNTS]
    heads = ("streams", "cores, one by one", "cores, batched", "ratio")
    return {
        "streams": markdown_table(heads, [(n, f"{a:.2f}", f"{b:.2f}", f"{a / b:.1f}") for n, a, b in pairs])
    }


def ratios(numbers: Numbers) -> Numbers:
    """Return what batching leaves of the time of sixty-four streams."""
    return {"64 streams, batched over one by one": numbers["64, batched"] / numbers["64, single"]}


def draw(numbers: Numbers, path: Path = PICTURE) -> None:
    """Draw the curve of the streams."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6, 3.2), layout="constrained")
    axes = figure.add_subplot()
    for kind, label in (("single", "one by one"), ("batched", "batched")):
        axes.plot(COUNTS, [numbers[f"{n}, {kind}"] for n in COUNTS], marker="o", label=label)
    axes.axhline(1, color="0.5", linestyle="--", linewidth=1)
    axes.set(xscale="log", xlabel="streams at 30 fps", ylabel="seconds of a core for a second")
    axes.set_xticks(COUNTS, [str(n) for n in COUNTS])
    axes.set_yscale("log")
    axes.legend(frameon=False)
    save_figure(figure, path)


PART = Part("streams in one process", part_measured, part_tables, ratios, draw)


def main() -> None:
    """Print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="seconds of each (%(default)s)")
    parser.add_argument(
        "--streams", type=int, nargs="+", default=list(COUNTS), help="numbers of streams (%(default)s)"
    )
    args = parser.parse_args()
    print(table(tuple(args.streams), args.rounds), end="")


if __name__ == "__main__":
    main()
