"""False positives of the hand-to-mouth rule, without a network.

Run it as ``python -m benchmarks.hand_to_mouth DIR`` with a folder that holds the everyday model's data sets.
Windows and decision are the everyday model's. Subjects are divided into those on whom the rule was selected
and test subjects (the last fifth of each data set); variants of the limits are evaluated on the former.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.progress import track

from cli.data_loading import load_data
from mans.datasets import DataSet
from mans.datasets.prepare import open_folder
from mans.evaluation.doc_pages import markdown_table
from mans.everyday.samples import everyday_samples, split_people
from mans.everyday.training import DECISION, EVERYDAY
from mans.everyday.vocabulary import TRAINED_ON
from mans.rules.hand_to_mouth import LABEL, RULE, Rule, hand_to_mouth
from mans.transforms.tracks import Track
from streaming.recognition.decision import Decider
from streaming.recognition.prediction import NO_ACTION, Prediction
from streaming.recognition.segments import Segment, Segmenter
from streaming.recognition.window import SlidingWindow, WindowSettings
from streaming.skeleton.frames import Body, Frame

WINDOW = WindowSettings(span_s=EVERYDAY.window_s, frames=EVERYDAY.frames, bodies=EVERYDAY.bodies)
PEOPLE = ("selection", "test")
AS_IT_IS = "default"
_OTHER: dict[str, tuple[float, ...]] = {
    "held_s": (0.25, 0.4, 0.7),
    "apart_m": (0.0, 0.15, 0.25),
    "near_m": (0.11, 0.13, 0.18),
    "flexed_deg": (90.0, 120.0, 180.0),
    "depth_weight": (0.35, 0.5, 1.0),
}
VARIANTS = {AS_IT_IS: RULE} | {
    f"{name} {value:g}": replace(RULE, **{name: value}) for name, values in _OTHER.items() for value in values
}
"""The rule, and each of its limits changed alone."""
COLUMNS = ("minutes", "false positives", "per minute", "total seconds", "most frequent during")
NO_F_A = np.ones((3, EVERYDAY.frames), dtype=np.float32)


@dataclass(frozen=True)
class Alarms:
    """Announcements for a group of subjects.

    Attributes:
        minutes: total duration.
        lasted_s: total seconds of announcements.
        during: number of announcements by actual action.
    """

    minutes: float = 0.0
    lasted_s: float = 0.0
    during: Counter[str] = field(default_factory=Counter)

    def __add__(self, other: Alarms) -> Alarms:
        """Add two groups."""
        minutes, lasted_s = self.minutes + other.minutes, self.lasted_s + other.lasted_s
        return Alarms(minutes, lasted_s, self.during + other.during)

    def row(self) -> tuple[str, ...]:
        """Return the cells of a Markdown table."""
        count = self.during.total()
        named = ", ".join(f"{label} {times}" for label, times in self.during.most_common(4))
        per_minute = count / self.minutes
        return f"{self.minutes:.1f}", str(count), f"{per_minute:.2f}", f"{self.lasted_s:.1f}", named


def predictions(followed: Track, rules: Iterable[Rule]) -> Iterator[list[Prediction]]:
    """For each window of one recording's first person, what each rule says; a recogniser of two classes."""
    sliding = SlidingWindow(WINDOW)
    rows = zip(followed.times_s, followed.positions, followed.states, strict=True)
    for number, (time_s, positions, states) in enumerate(rows):
        window = sliding.push(Frame(number, float(time_s), (Body(1, positions[0], states[0]),)))
        if window is not None:
            shares = [hand_to_mouth(window, rule) for rule in rules]
            yield [
                Prediction(window, (NO_ACTION, LABEL), np.array([1 - s, s], dtype=np.float32), NO_F_A)
                for s in shares
            ]


def announced(followed: Track) -> dict[str, list[Segment]]:
    """Return what each variant of the rule announces, as it would be on show, not dated back."""
    shown = {title: (Decider(DECISION), Segmenter(DECISION.undated)) for title in VARIANTS}
    for row in predictions(followed, VARIANTS.values()):
        for (decide, segmenter), prediction in zip(shown.values(), row, strict=True):
            segmenter.push(decide(prediction))
    return {
        title: [part for part in segmenter.segments() if part.label == LABEL]
        for title, (_, segmenter) in shown.items()
    }


def done_during(data: DataSet, recording: str, part: Segment) -> str:
    """Return the action of a data set during which something was announced."""
    for sample in data.samples:
        if sample.recording == recording and sample.start_s <= part.end_s and part.start_s <= sample.end_s:
            return sample.label
    return "between actions"


def count(data: DataSet, name: str, console: Console) -> dict[tuple[str, str], Alarms]:
    """Go through all recordings of a data set: (people, variant) to what was announced of them."""
    tested = {sample.subject for sample in split_people(everyday_samples(data)).test}
    groups = {(people, title): Alarms() for people in PEOPLE for title in VARIANTS}
    recordings = {sample.recording: sample for sample in data.samples}
    for recording, first in track(recordings.items(), data.title, console=console, transient=True):
        people = PEOPLE[f"{name}/{first.subject}" in tested]
        for title, parts in announced(first.track).items():
            groups[people, title] += Alarms(
                float(first.track.times_s[-1] - first.track.times_s[0]) / 60,
                sum(part.end_s - part.start_s for part in parts),
                Counter(done_during(data, recording, part) for part in parts),
            )
    return groups


def main() -> None:
    """Print two Markdown tables: the data sets, and the variants of the rule."""
    console = Console(stderr=True)
    changed = {title: Alarms() for title in VARIANTS}
    rows = []
    for name in TRAINED_ON:
        data = load_data(console, open_folder(name, Path(sys.argv[1]) / name))
        groups = count(data, name, console)
        rows += [(data.title, people, *groups[people, AS_IT_IS].row()) for people in PEOPLE]
        for title in VARIANTS:
            changed[title] += groups[PEOPLE[0], title]
    print(markdown_table(("data set", "subjects", *COLUMNS), rows))
    print(markdown_table(("rule", *COLUMNS), ((title, *alarms.row()) for title, alarms in changed.items())))


if __name__ == "__main__":
    main()
