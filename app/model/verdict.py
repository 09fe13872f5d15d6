"""Answer in words, also if there is no prediction."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from app.model.analysis import TrainedRecogniser
from app.model.language import tr
from app.model.live_stream import LiveStream
from app.model.session import Session
from app.model.wording import named, number, percent
from mans.everyday.beginnings import provisional_name
from mans.rules.hand_to_mouth import LABEL as HAND_TO_MOUTH
from streaming.recognition.decision import Answer
from streaming.recognition.prediction import NO_ACTION

BEST = 5
"""How many classes are shown beside the answer."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Displayed answer.

    Attributes:
        headline: in two or three words.
        note: the rest of it; may be empty.
        label: the model's label that gives the colour; None for neutral.
        confidence: 0..1 of what the headline says, None where it says nothing about an action.
        best: the most probable labels and their smoothed probabilities, best first.
        provisional: whether the headline may yet be withdrawn.
        progress: the custom action that is under way, and how far, 0..1; None for a model without a course.
    """

    headline: str
    note: str = ""
    label: str | None = None
    confidence: float | None = None
    best: tuple[tuple[str, float], ...] = ()
    provisional: bool = False
    progress: tuple[str, float] | None = None


def of_answer(answer: Answer) -> Verdict:
    """Convert an answer to words."""
    return replace(_of_answer(answer), progress=progress_of(answer))


def progress_of(answer: Answer) -> tuple[str, float] | None:
    """Return the custom action on show, or else the one furthest on its course; None without a course."""
    prediction = answer.prediction
    if prediction.progress is None or np.isnan(prediction.progress).all():
        return None
    known = {
        label: float(share)
        for label, share in zip(prediction.labels, prediction.progress, strict=True)
        if not np.isnan(share)
    }
    label = answer.label if answer.label in known else max(known, key=lambda each: known[each])
    assert label is not None
    return label, known[label]


def _of_answer(answer: Answer) -> Verdict:
    best = tuple(answer.top(BEST))
    if answer.label is not None and answer.provisional:
        headline = _so_far(_capital(_named_so_far(answer)))
        return Verdict(headline, tr("Provisional"), answer.label, answer.confidence, best, provisional=True)
    if answer.label is not None:
        note = tr("By a rule, not by the network") if answer.label == HAND_TO_MOUTH else ""
        note = tr("By your examples") if answer.label in answer.prediction.own else note
        return Verdict(_capital(named(answer.label)), note, answer.label, answer.confidence, best)
    top, probability = best[0]
    if top == NO_ACTION:
        return Verdict(tr("No action"), tr("Nothing that this model knows"), None, probability, best)
    return Verdict(
        tr("Not sure"), tr("Best guess: {action}").format(action=named(top)), None, probability, best
    )


def in_short(answer: Answer | None) -> str:
    """Convert an answer to a short text for a tag."""
    if answer is None:
        return "…"
    if answer.label is None:
        return tr("no action")
    words = _so_far(_named_so_far(answer)) if answer.provisional else named(answer.label)
    return f"{words}  {percent(answer.confidence)}"


def _named_so_far(answer: Answer) -> str:
    """Name a provisional answer: with what it may be the beginning of."""
    return named(provisional_name(answer.label or "", answer.prediction.labels))


def _so_far(words: str) -> str:
    """Mark words as an answer that is still being made."""
    return f"{words} …"


def _of_no_answer_yet(stream: LiveStream | None) -> Verdict:
    """Explain why there is no answer in live mode."""
    if stream is None or stream.sight is None:
        return Verdict(tr("One moment"), tr("Waiting for the first image"))
    if not stream.sight.frame.bodies:
        return Verdict(tr("Nobody in view"), tr("Step back until all of you is in the picture"))
    return Verdict(
        tr("Watching"),
        _needed(stream.recogniser),
    )


def verdict(session: Session, answer: Answer | None) -> Verdict:
    """Return the verdict of a session at its current position.

    Args:
        session: the replay.
        answer: its answer at the current position.
    """
    if answer is not None:
        return of_answer(answer)
    if session.recogniser is None:
        if session.models.path is not None:
            return Verdict(tr("One moment"), tr("The model is being loaded"))
        return Verdict(tr("No model"), tr("Open a trained model with Ctrl+M"))
    if session.live.active:
        return _of_no_answer_yet(session.live.stream)
    if session.recording is None or session.playback is None:
        return Verdict(tr("Ready"), tr("Open a recording, and the answer is here"))
    if session.analysis is not None and session.analysis.error is not None and not session.analysed:
        return Verdict(tr("No answer"), tr("The analysis stopped before this moment"))
    if not session.analysed:
        return Verdict(tr("One moment"), tr("The analysis has not reached this moment yet"))
    if not session.recording.frames[session.playback.index].bodies:
        return Verdict(tr("Nobody in view"), "")
    return Verdict(
        tr("Watching"),
        _needed(session.recogniser),
    )


def _capital(words: str) -> str:
    """Begin with a capital letter; the others stay as they are."""
    return words[:1].upper() + words[1:]


def _needed(recogniser: TrainedRecogniser) -> str:
    seconds = recogniser.window.min_span_s
    return tr("An answer needs {seconds} s of one person").format(seconds=number(seconds, ".1f"))
