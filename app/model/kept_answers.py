"""Answers about a recording without their windows, which are cut again when one is shown."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any, overload

import numpy as np
import numpy.typing as npt

from mans.attribution.evidence import evidence_of
from streaming.recognition.decision import Answer, Confirmed
from streaming.recognition.prediction import GatedPrediction, Prediction
from streaming.recognition.window import Window

_ROWS = 1024  # of one piece of the table
_SHOWN = 64  # answers that are kept whole


class KeptAnswers(Sequence[Answer]):
    """Answers in order of time, each in a row of a table: about 800 bytes at T = 32 and 33 actions.

    Labels, times, probabilities, F_A and progress are kept exactly. Of the evidence, the column of the class
    that the window shows (:func:`mans.attribution.evidence.evidence_of`) is kept, and the others are NaN.
    Gates of joints are kept in half precision.
    """

    def __init__(self, cut: Callable[[int], Window]) -> None:
        """Start empty.

        Args:
            cut: cuts the window that ends with a frame of the recording, by the frame's index.
        """
        self._cut = cut
        self.times_s = array("d")
        """(n,) time stamps of the answers, seconds."""
        self._pieces: list[npt.NDArray[Any]] = []
        self._kind: np.dtype[Any] | None = None
        self.labels: tuple[str, ...] = ()
        """(C,) class names."""
        self._own: frozenset[str] = frozenset()
        self._with_evidence = 0  # how many of them have evidence
        self._confirmed: dict[int, tuple[Confirmed, ...]] = {}
        self._shown: OrderedDict[int, Answer] = OrderedDict()

    def __len__(self) -> int:
        """Number of answers."""
        return len(self.times_s)

    def append(self, index: int, answer: Answer) -> None:
        """Keep the next answer, about the window that ends with the frame ``index``."""
        prediction = answer.prediction
        if self._kind is None:
            self._kind, self.labels, self._own = _kind(prediction), prediction.labels, prediction.own
            self._with_evidence = 0 if prediction.evidence is None else prediction.evidence.shape[1]
        number = len(self.times_s)
        if number % _ROWS == 0:
            self._pieces.append(np.zeros(_ROWS, self._kind))
        row = self._pieces[-1][number % _ROWS]
        row["frame"], row["start_s"] = index, prediction.window.times_s[0]
        row["label"] = -1 if answer.label is None else self.labels.index(answer.label)
        row["confidence"], row["provisional"] = answer.confidence, answer.provisional
        row["smoothed"], row["probabilities"] = answer.probabilities, prediction.probabilities
        row["f_a"] = prediction.f_a
        if prediction.evidence is not None:
            shown = evidence_of(answer)
            row["shown"] = -1 if shown is None else self.labels.index(shown.label)
            row["evidence"] = np.nan if shown is None else prediction.evidence[:, row["shown"]]
        if prediction.progress is not None:
            row["progress"] = prediction.progress
        if isinstance(prediction, GatedPrediction):
            row["joint_gates"], row["frame_gates"] = prediction.joint_gates, prediction.frame_gates
        if answer.confirmed:
            self._confirmed[number] = answer.confirmed
        self.times_s.append(answer.time_s)

    @overload
    def __getitem__(self, index: int) -> Answer: ...

    @overload
    def __getitem__(self, index: slice) -> list[Answer]: ...

    def __getitem__(self, index: int | slice) -> Answer | list[Answer]:
        """Return an answer with its window, the same object as long as it is one of the last asked for."""
        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(len(self)))]
        number = range(len(self))[index]
        if (found := self._shown.get(number)) is None:
            found = self._shown[number] = self._made(number)
            if len(self._shown) > _SHOWN:
                self._shown.popitem(last=False)
        else:
            self._shown.move_to_end(number)
        return found

    def rows(self, first: int, last: int) -> npt.NDArray[Any]:
        """Return the table's rows (n,) from answer ``first`` to before ``last``, not empty."""
        parts = []
        for start in range(first // _ROWS * _ROWS, last, _ROWS):
            parts.append(self._pieces[start // _ROWS][max(first - start, 0) : last - start])
        return np.concatenate(parts)

    def _made(self, number: int) -> Answer:
        """Make an answer of its row, and of its window."""
        row = self._pieces[number // _ROWS][number % _ROWS]
        window = self._cut(int(row["frame"]))
        has = row.dtype.names or ()
        evidence = None
        if "evidence" in has:
            evidence = np.full((len(row["evidence"]), self._with_evidence), np.nan, np.float32)
            if row["shown"] >= 0:
                evidence[:, row["shown"]] = row["evidence"]
        progress = row["progress"].copy() if "progress" in has else None
        parts = (window, self.labels, row["probabilities"].copy(), row["f_a"].copy())
        if "joint_gates" in has:
            gates = row["joint_gates"].astype(np.float32), row["frame_gates"].copy()
            prediction: Prediction = GatedPrediction(
                *parts, *gates, evidence=evidence, progress=progress, own=self._own
            )
        else:
            prediction = Prediction(*parts, evidence=evidence, progress=progress, own=self._own)
        return Answer(
            self.times_s[number],
            None if row["label"] < 0 else self.labels[row["label"]],
            float(row["confidence"]),
            row["smoothed"].copy(),
            prediction,
            bool(row["provisional"]),
            self._confirmed.get(number, ()),
        )


def _kind(prediction: Prediction) -> np.dtype[Any]:
    """Return the type of a row for answers such as one with this prediction."""
    classes, frames = prediction.probabilities.shape, prediction.f_a.shape[1:]
    fields: list[tuple[Any, ...]] = [
        ("frame", np.uint32),
        ("start_s", np.float64),
        ("label", np.int32),
        ("confidence", np.float64),
        ("provisional", np.bool_),
        ("smoothed", np.float32, classes),
        ("probabilities", np.float32, classes),
        ("f_a", np.float32, prediction.f_a.shape),
    ]
    if prediction.evidence is not None:
        fields += [("shown", np.int32), ("evidence", np.float32, frames)]
    if prediction.progress is not None:
        fields += [("progress", np.float32, classes)]
    if isinstance(prediction, GatedPrediction):
        fields += [("joint_gates", np.float16, prediction.joint_gates.shape)]
        fields += [("frame_gates", np.float32, frames)]
    return np.dtype(fields)
