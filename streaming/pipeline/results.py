"""What a chain gives: a frame with its image, and an answer with its times."""

from __future__ import annotations

from dataclasses import dataclass

from streaming.recognition.decision import Answer
from streaming.skeleton.frames import Frame
from streaming.sources.source import Image


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """A frame with the very image that its pose was found in.

    Attributes:
        frame: the people, possibly none.
        image: what the camera saw; None where the source gives skeletons.
        captured_s: when it arrived, in seconds of ``streaming.sources.clock.now_s``.
        posed_s: when its pose was found, on the same clock.
    """

    frame: Frame
    image: Image | None
    captured_s: float
    posed_s: float


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """An answer about one person, with the times of the frame that it rests on.

    Attributes:
        answer: what the program says.
        identity: of the person in the window's first slot.
        captured_s: when the newest frame in the window arrived, in seconds of
            ``streaming.sources.clock.now_s``.
        posed_s: when its pose was found, on the same clock.
        recognised_s: when the answer was there, on the same clock.
    """

    answer: Answer
    identity: int
    captured_s: float
    posed_s: float
    recognised_s: float

    @property
    def frame_number(self) -> int:
        """The source's number of the newest frame in the window."""
        return self.answer.prediction.window.frame_number
