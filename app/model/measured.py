"""Curves of the selected attention measure, computed in the background."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.model.analysis import TrainedRecogniser
from app.model.background import Newest
from mans.attribution.measures import MEASURES, Curves, Measure, curves, strength
from streaming.recognition.prediction import Prediction

Wish = tuple[Prediction, TrainedRecogniser]


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """A prediction's curves in one measure.

    Attributes:
        prediction: whose.
        measure: which one.
        values: (3, T) by coordinate and frame of the window.
    """

    prediction: Prediction
    measure: Measure
    values: Curves

    @property
    def strength(self) -> npt.NDArray[np.float32]:
        """Strength (T,) of each frame."""
        return strength(self.measure, self.values)


class Measures:
    """Provider of curves. Saliency is computed on a separate thread, started on demand."""

    def __init__(self) -> None:
        """Start with F_A."""
        self.measure: Measure = "f_a"
        """Which one is shown."""
        self._shown: Measured | None = None
        self._worker: Newest[Wish, Curves] | None = None

    def choose_next(self) -> None:
        """Show the next measure."""
        self.measure = MEASURES[(MEASURES.index(self.measure) + 1) % len(MEASURES)]

    def failed(self) -> Exception | None:
        """Return, once, what ended the search for saliency, if something did; F_A is shown again."""
        if self._worker is None or self._worker.error is None:
            return None
        error, self._worker, self.measure = self._worker.error, None, "f_a"
        return error

    def of(self, prediction: Prediction | None, recogniser: TrainedRecogniser | None) -> Measured | None:
        """Return what to show of a prediction; None while there is nothing.

        While its saliency is being looked for that of the prediction before stays: plotted, it is a moment
        late. Predictions that come sooner than saliency is found are skipped.
        """
        if prediction is None or recogniser is None:
            self._shown = None
            return None
        now = self._shown
        if now is None or now.prediction is not prediction or now.measure != self.measure:
            if self.measure == "saliency":
                self._shown = self._saliency(prediction, recogniser)
            else:
                found = curves(self.measure, prediction, usual=recogniser.f_a_mean)
                self._shown = Measured(prediction, self.measure, found)
        return self._shown

    def _saliency(self, prediction: Prediction, recogniser: TrainedRecogniser) -> Measured | None:
        """Ask for a prediction's saliency, and return the newest of this recogniser that is there."""
        if self._worker is None:
            self._worker = Newest("saliency", _finder)
        self._worker.want((prediction, recogniser))
        found = self._worker.newest
        if found is None or found[0][1] is not recogniser:
            return None
        now = self._shown
        if now is not None and now.values is found[1]:
            return now  # the same object as before: nothing is drawn anew
        return Measured(found[0][0], "saliency", found[1])

    def close(self) -> None:
        """End the thread, if there is one, and wait for it."""
        if self._worker is not None:
            self._worker.close()


@contextmanager
def _finder() -> Iterator[Callable[[Wish], Curves]]:
    """Give what finds saliency."""
    yield lambda wish: curves("saliency", wish[0], wish[1].saliency)
