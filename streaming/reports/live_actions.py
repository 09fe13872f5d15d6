"""Actions of everybody in a live stream, gathered while it runs, for a report at its end."""

from __future__ import annotations

import math
from collections.abc import Iterator

from streaming.pipeline.chain import Chain
from streaming.pipeline.results import Result, Sight
from streaming.recognition.decision import DecisionSettings
from streaming.recognition.prediction import Prediction
from streaming.recognition.segments import Segmenter
from streaming.reports.actions import Found, Progressed
from streaming.reports.report import Report, people_of
from streaming.skeleton.frames import Recording
from streaming.sources.source import Image


class LiveActions:
    """Listener that keeps the segments of each person, and their progress through actions with a course."""

    def __init__(self, chain: Chain[Image], decision: DecisionSettings) -> None:
        """Listen from now on.

        Args:
            chain: what is recognised.
            decision: what its answers are made by.
        """
        self._decision = decision
        self._people: dict[int, Segmenter] = {}
        self._progress: dict[int, list[tuple[float, str, float]]] = {}
        self._tap = chain.listen(self._take)

    def _take(self, item: Sight | Result) -> None:
        if isinstance(item, Result):
            if item.identity not in self._people:
                self._people[item.identity] = Segmenter(self._decision)
            self._people[item.identity].push(item.answer)
            self._progress.setdefault(item.identity, []).extend(
                (item.answer.time_s, label, value) for label, value in progress_of(item.answer.prediction)
            )

    def close(self) -> None:
        """Take what is on its way, and stop listening.

        Raises:
            RecordingError: answers were lost, since the machine was too slow.
        """
        self._tap.close()

    def report(self, recording: Recording, file: str, medium: str) -> Report:
        """Return a report, without repetitions as yet.

        Args:
            recording: the frames of the same stream, with the same time stamps.
            file: the recording, as it is named in tables.
            medium: the recording or video, as it is named in annotations.
        """
        people = people_of(recording)
        found = [
            Found(
                number,
                part.label,
                part.start_s - recording.start_s,
                part.end_s - recording.start_s,
                part.confidence,
            )
            for number, identity in people.items()
            if identity in self._people
            for part in self._people[identity].segments()
            if part.label is not None
        ]
        progress = [
            Progressed(number, time_s - recording.start_s, label, value)
            for number, identity in people.items()
            for time_s, label, value in self._progress.get(identity, ())
        ]
        return Report(file, found, recording, people, medium, progress)


def progress_of(prediction: Prediction) -> Iterator[tuple[str, float]]:
    """Yield the actions that have a course, and how far each is, 0 to 1."""
    if prediction.progress is not None:
        for label, value in zip(prediction.labels, prediction.progress.tolist(), strict=True):
            if not math.isnan(value):
                yield label, value
