"""Actions of everybody in a live stream, gathered while it runs, for a report at its end."""

from __future__ import annotations

from streaming.pipeline.chain import Chain
from streaming.pipeline.results import Result, Sight
from streaming.recognition.decision import DecisionSettings
from streaming.recognition.segments import Segmenter
from streaming.reports.actions import Found
from streaming.reports.report import Report, people_of
from streaming.skeleton.frames import Recording
from streaming.sources.source import Image


class LiveActions:
    """Listener that keeps the segments of each person, and nothing else."""

    def __init__(self, chain: Chain[Image], decision: DecisionSettings) -> None:
        """Listen from now on.

        Args:
            chain: what is recognised.
            decision: what its answers are made by.
        """
        self._decision = decision
        self._people: dict[int, Segmenter] = {}
        self._tap = chain.listen(self._take)

    def _take(self, item: Sight | Result) -> None:
        if isinstance(item, Result):
            if item.identity not in self._people:
                self._people[item.identity] = Segmenter(self._decision)
            self._people[item.identity].push(item.answer)

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
        return Report(file, found, recording, people, medium)
