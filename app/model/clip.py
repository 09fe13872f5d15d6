"""Contents of clips: a network window, or a part of a recording."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, nullcontext
from dataclasses import dataclass

from app.model.analysis import Analysis, TrainedRecogniser
from app.model.attention_range import evidence_range
from app.model.film import Images
from app.model.frame_evidence import FrameEvidence
from app.model.language import tr
from app.model.measure_names import names_of
from app.model.measured import Measured
from app.model.palette import Palette
from app.model.scene import Picture, Scene, weighed
from app.model.shot import Shot
from app.model.tags import recorded_shot
from mans.attribution.measures import Measure, curves
from streaming.recognition.decision import Answer
from streaming.recognition.prediction import Prediction
from streaming.recognition.window import Window
from streaming.skeleton.frames import Recording

MOST_HZ = 30.0
"""Images per second of a clip at most."""


@dataclass(frozen=True, slots=True, eq=False)
class Still:
    """Still: one moment of a clip.

    Attributes:
        answer: the answer; None for none yet.
        measured: the curves below.
        frame: of the window, 0..T-1, at which a marker stands; None for none.
        picture: the skeletons in the room; None where only the image is shown.
        shot: the image; None where there is none, or it is not shown.
        evidence: of each frame of the window, below the curves; None where there is none.
        evidence_range: from where to where it is drawn, in logits.
    """

    answer: Answer | None
    measured: Measured | None
    frame: int | None
    picture: Picture | None
    shot: Shot | None = None
    evidence: FrameEvidence | None = None
    evidence_range: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """A clip to be drawn.

    Attributes:
        rate_hz: stills per second.
        count: how many there are.
        stills: makes them, on the thread that draws.
        palette: colours of the actions.
        measure: what the curves are called.
    """

    rate_hz: float
    count: int
    stills: Callable[[], Iterator[Still]]
    palette: Palette
    measure: str


class Measuring:
    """Curves of successive answers, cached per prediction."""

    def __init__(self, measure: Measure, recogniser: TrainedRecogniser) -> None:
        """Give this measure."""
        self._measure, self._saliency, self._usual = measure, recogniser.saliency, recogniser.f_a_mean
        names = names_of(recogniser.attention, usual_known=self._usual is not None)
        self.name = tr(names[measure].title)
        """What the curves are called."""
        self._newest: Measured | None = None

    def of(self, prediction: Prediction) -> Measured:
        """Return the curves of a prediction."""
        if self._newest is None or self._newest.prediction is not prediction:
            values = curves(self._measure, prediction, self._saliency, self._usual)
            self._newest = Measured(prediction, self._measure, values)
        return self._newest


class _Bars:
    """Evidence of successive answers, with a stable range."""

    def __init__(self, palette: Palette) -> None:
        self._palette, self._range = palette, (0.0, 0.0)
        self._newest: tuple[Answer, FrameEvidence | None] | None = None

    def of(self, answer: Answer | None) -> tuple[FrameEvidence | None, tuple[float, float]]:
        """Return an answer's evidence, and the range to draw it in."""
        if answer is None:
            return None, self._range
        if self._newest is None or self._newest[0] is not answer:
            found = FrameEvidence.of(answer, self._palette)
            self._newest = (answer, found)
            if found is not None:
                self._range = evidence_range(found.evidence.values, self._range)
        return self._newest[1], self._range


def window_clip(
    answer: Answer,
    picture: Callable[[Window, int], Picture],
    measuring: Measuring,
    palette: Palette,
) -> Clip:
    """Return a clip of an answer's window, frame by frame.

    Args:
        answer: which one.
        picture: gives the picture of a window's frame.
        measuring: gives its curves.
        palette: colours of the actions.
    """
    prediction = answer.prediction
    window = prediction.window
    count = len(window.times_s)

    def stills() -> Iterator[Still]:
        measured, bars = measuring.of(prediction), _Bars(palette).of(answer)
        for frame in range(count):
            seen = weighed(picture(window, frame), prediction, frame)
            yield Still(answer, measured, frame, seen, None, *bars)

    return Clip((count - 1) / window.span_s, count, stills, palette, measuring.name)


@dataclass(frozen=True, slots=True, eq=False)
class Played:
    """A recording with its scene and analysis.

    Attributes:
        recording: itself.
        scene: it, prepared for looking at.
        analysis: what was said of it.
        open_images: opens its images; None where there are none.
        arrangement: what to show of it, if it has images: ``video``, ``skeleton`` or ``both``.
    """

    recording: Recording
    scene: Scene
    analysis: Analysis
    open_images: Callable[[], Images] | None
    arrangement: str


def recording_clip(
    played: Played, first_s: float, last_s: float, measuring: Measuring, palette: Palette
) -> Clip:
    """Return a real-time clip of a recording between two time stamps, seconds."""
    rate_hz = min(played.recording.rate_hz, MOST_HZ)
    count = int((last_s - first_s) * rate_hz) + 1

    def stills() -> Iterator[Still]:
        arranged = "skeleton" if played.open_images is None else played.arrangement
        opened = None if played.open_images is None or arranged == "skeleton" else played.open_images()
        bars = _Bars(palette)
        with nullcontext() if opened is None else closing(opened):
            for i in range(count):
                time_s = first_s + i / rate_hz
                index = played.scene.index_at(time_s)
                frame_s = float(played.scene.times_s[index])
                answer = played.analysis.answer_at(frame_s)
                measured = None if answer is None else measuring.of(answer.prediction)
                picture = shot = None
                if arranged != "video":
                    prediction = None if answer is None else answer.prediction
                    picture = weighed(played.scene.picture(index), prediction, -1)
                if opened is not None:
                    rgb = opened.image(index, frame_s)
                    followed = played.scene.followed(index)
                    shot = recorded_shot(rgb, played.recording.frames[index], followed, answer, palette)
                yield Still(answer, measured, None, picture, shot, *bars.of(answer))

    return Clip(rate_hz, count, stills, palette, measuring.name)
