"""How often "hand to mouth" is announced of people who do something else: the rule alone, without a network.

Run it as ``python benchmarks/hand_to_mouth.py DIR`` with a folder that holds the everyday model's data sets.
Windows and decision are the everyday model's. Everybody counts among the people the rule was chosen by or, as
the last fifth of each data set, among those who only test.
"""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.progress import track

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from mans.datasets import DataSet, find_data_set
from mans.datasets.console import load_data
from mans.datasets.prepare import open_folder
from mans.everyday.samples import everyday_samples, split_people
from mans.everyday.training import DECISION, EVERYDAY
from mans.everyday.vocabulary import TRAINED_ON
from mans.hand_to_mouth import LABEL, hand_to_mouth
from mans.tracks import Track
from streaming.prediction import NO_ACTION, Prediction
from streaming.replay import Segment, replay, segments
from streaming.skeleton import Body, Frame, Recording
from streaming.windows import Window, WindowSettings

WINDOW = WindowSettings(span_s=EVERYDAY.window_s, frames=EVERYDAY.frames, bodies=EVERYDAY.bodies)
NO_F_A = np.ones((3, EVERYDAY.frames), dtype=np.float32)


@dataclass
class Alarms:
    """What was announced of a group of people."""

    minutes: float = 0.0
    lasted_s: float = 0.0
    during: Counter[str] = field(default_factory=Counter)

    def row(self) -> str:
        """Cells of a Markdown table."""
        count = self.during.total()
        named = ", ".join(f"{label} {times}" for label, times in self.during.most_common(4))
        per_minute = count / self.minutes
        return f"{self.minutes:.1f} | {count} | {per_minute:.2f} | {self.lasted_s:.1f} | {named}"


def by_rule(window: Window) -> Prediction:
    """Take the rule for a recogniser of two classes."""
    share = hand_to_mouth(window)
    return Prediction(window, (NO_ACTION, LABEL), np.array([1 - share, share], dtype=np.float32), NO_F_A)


def announced(followed: Track) -> list[Segment]:
    """Replay one recording's first person; segments as they were on show, not dated back."""
    frames = [
        Frame(number, float(time_s), (Body(1, positions[0], states[0]),))
        for number, (time_s, positions, states) in enumerate(
            zip(followed.times_s, followed.positions, followed.states, strict=True)
        )
    ]
    steps = replay(Recording(frames, 30.0, "a data set"), by_rule, WINDOW, DECISION)
    answers = [answer for _, answer in steps if answer is not None]
    return [part for part in segments(answers, DECISION.undated) if part.label == LABEL]


def count(data: DataSet, name: str, console: Console) -> dict[str, Alarms]:
    """Go through all recordings of a data set: chosen by, and tested on."""
    tested = {sample.subject for sample in split_people(everyday_samples(data)).test}
    groups = {"chosen by": Alarms(), "only tested": Alarms()}
    recordings = {sample.recording: sample for sample in data.samples}
    for recording, first in track(recordings.items(), data.title, console=console, transient=True):
        alarms = groups["only tested" if f"{name}/{first.subject}" in tested else "chosen by"]
        alarms.minutes += float(first.track.times_s[-1] - first.track.times_s[0]) / 60
        for part in announced(first.track):
            alarms.lasted_s += part.end_s - part.start_s
            done = [
                sample.label
                for sample in data.samples
                if sample.recording == recording
                and sample.start_s <= part.end_s
                and part.start_s <= sample.end_s
            ]
            alarms.during[done[0] if done else "between actions"] += 1
    return groups


def main() -> None:
    """Print a Markdown table, a row for each data set and group of people."""
    console = Console(stderr=True)
    print("| data set | people | minutes | announced | a minute | seconds in all | most during |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for name in TRAINED_ON:
        data = load_data(console, open_folder(name, Path(sys.argv[1]) / name))
        for people, alarms in count(data, name, console).items():
            print(f"| {find_data_set(name).title} | {people} | {alarms.row()} |", flush=True)


if __name__ == "__main__":
    main()
