"""Segments of a recording, with repetitions: those of the window's timeline and report for the same file.

The same replay, decision and :class:`streaming.recognition.segments.Segmenter` make them, with windows
recognised in batches. Beside the recording, memory grows with the number of segments alone.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from mans.recogniser import Recogniser
from streaming.recognition.decision import Answer
from streaming.recognition.replay import replay_batched
from streaming.recognition.segments import Segmenter
from streaming.reports.actions import Found, with_repetitions
from streaming.skeleton.frames import Recording

BATCH = 16
"""Windows recognised together; more are no faster on a CPU."""

OnAnswer = Callable[[int, Answer], object]
"""Called with the person's number and each answer."""


@dataclass(slots=True)
class Recognised:
    """Segments of a recording.

    Attributes:
        segments: in order of person and time.
        identities: the identity in the recording of each person recognised, by number.
        count: number of answers.
    """

    segments: list[Found]
    identities: dict[int, int] = field(default_factory=dict)
    count: int = 0


def recognised(recording: Recording, recogniser: Recogniser, people: int, on_answer: OnAnswer) -> Recognised:
    """Recognise one person of a recording, the one nearest to the sensor, or several.

    Args:
        recording: the recording.
        recogniser: the model.
        people: maximum number of people; of more than that, those seen longest.
        on_answer: called with each answer.
    """
    seen = Counter[int]()  # in order of appearance
    for frame in recording.frames:
        seen.update(body.identity for body in frame.bodies)
    numbers = {identity: number for number, identity in enumerate(seen, 1)}
    whom: list[int | None] = [None]
    if people > 1:
        longest = {identity for identity, _ in seen.most_common(people)}
        whom = [identity for identity in seen if identity in longest]
    result, everybody = Recognised([]), set[int]()
    for follow in whom:
        segmenter, times_s, identities = Segmenter(recogniser.decision), list[float](), list[int]()
        settings = (recogniser.window, recogniser.decision, follow)
        for step in replay_batched(recording, recogniser.many, *settings, batch=BATCH):
            if step.identity is not None:
                everybody.add(step.identity)
                if not identities or identities[-1] != step.identity:
                    times_s.append(recording.frames[step.index].time_s)
                    identities.append(step.identity)
            if step.answer is not None:
                result.count += 1
                segmenter.push(step.answer)
                on_answer(numbers[identities[-1] if follow is None else follow], step.answer)
        for part in segmenter.segments():
            if part.label is None:
                continue
            at = max(bisect_right(times_s, part.end_s) - 1, 0)
            person = numbers[identities[at] if follow is None else follow]
            start_s, end_s = part.start_s - recording.start_s, part.end_s - recording.start_s
            result.segments.append(Found(person, part.label, start_s, end_s, part.confidence))
    result.identities = {numbers[identity]: identity for identity in seen if identity in everybody}
    result.segments = with_repetitions(recording, result.segments, result.identities)
    return result
