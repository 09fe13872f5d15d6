"""Figures of docs/attention.md: ``python -m tools.attention_pictures DIR``.

A squat, a wave, a walk, a clap and a throw. DIR holds UT-Kinect, whose subject 10 does all but the squat,
which is the bundled sample. Each picture is of the window, among those that end in the labelled action, for
which the bundled model finds it most probable.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from cli.options import SAMPLE
from mans.attribution.figure import About, Plotted, draw
from mans.bundled import MODEL
from mans.device import use_one_thread
from mans.recogniser import Recogniser
from streaming.readers import read_recording
from streaming.recognition.decision import Answer
from streaming.recognition.replay import replay
from streaming.skeleton.frames import Recording
from streaming.writers.atomic import replace_file

PICTURES = Path(__file__).resolve().parents[1] / "docs" / "pictures"


@dataclass(frozen=True, slots=True)
class Strip:
    """One picture.

    Attributes:
        name: of the picture.
        file: of the recording, in UT-Kinect's folder; empty for the sample.
        label: the model's, of the action.
        span: the recording's label of it; empty for a recording that has none.
    """

    name: str
    file: str
    label: str
    span: str


STRIPS = (
    Strip("squat", "", "squat", ""),
    Strip("wave", "joints_s10_e01.txt", "wave both hands", "waveHands"),
    Strip("walk", "joints_s10_e01.txt", "walk", "walk"),
    Strip("clap", "joints_s10_e01.txt", "clap", "clapHands"),
    Strip("throw", "joints_s10_e01.txt", "throw", "throw"),
)


def surest(strip: Strip, recording: Recording, recogniser: Recogniser) -> Answer:
    """Return the answer whose prediction finds a strip's action most probable."""
    index = recogniser.labels.index(strip.label)
    spans = [(span.start_s, span.end_s) for span in recording.labels if span.label == strip.span]
    steps = replay(recording, recogniser, recogniser.window, recogniser.decision)
    answers = [answer for _, answer in steps if answer is not None]
    inside = [a for a in answers if any(start <= a.time_s <= end for start, end in spans)]
    return max(inside or answers, key=lambda answer: float(answer.prediction.probabilities[index]))


def main() -> None:
    """Draw all of them."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    use_one_thread()
    recogniser = Recogniser.load(MODEL, "cpu")
    plotted = Plotted("f_a", None, recogniser.f_a_mean, recogniser.attention)
    for strip in STRIPS:
        recording = read_recording(Path(sys.argv[1]) / strip.file if strip.file else SAMPLE)
        answer = surest(strip, recording, recogniser)
        path = PICTURES / f"attention-{strip.name}.png"
        name = recording.path.name if recording.path is not None else recording.format
        about = About(f"{name} ({recogniser.name})", name, recording.start_s)
        values = plotted.curves(answer.prediction)
        replace_file(path, partial(draw, answer, plotted, values, about, ending=".png"))
        label, probability = answer.prediction.top(1)[0]
        print(f"Wrote {path.relative_to(PICTURES.parents[1])}: {label}, {probability:.0%}")


if __name__ == "__main__":
    main()
