"""Text tags of people on images, live and in recordings."""

from __future__ import annotations

from app.model.film import Pixels
from app.model.language import tr
from app.model.palette import Palette
from app.model.shot import Shot, Tag
from app.model.verdict import in_short
from streaming.pipeline.results import Result
from streaming.recognition.decision import Answer
from streaming.skeleton.frames import Frame


def live_tag(identity: int, result: Result | None, *, several: bool, chosen: bool) -> Tag:
    """Return what is written above a person: their number among several, and what they do."""
    answer = None if result is None else result.answer
    number = f"{identity}   " if several else ""
    return Tag(number + in_short(answer), None if answer is None else answer.label, chosen=chosen)


def recorded_shot(
    rgb: Pixels, frame: Frame, followed: frozenset[int], answer: Answer | None, palette: Palette
) -> Shot:
    """Return an image of a recording with what is written above its people.

    Args:
        rgb: the image.
        frame: the people in it.
        followed: identities of those that the recogniser looks at.
        answer: what was said of them at that moment.
        palette: colours of the actions.
    """
    tags = {}
    for body in frame.bodies:
        number = f"{body.identity}   " if len(frame.bodies) > 1 else ""
        if body.identity in followed:
            label = None if answer is None else answer.label
            tags[body.identity] = Tag(number + in_short(answer), label)
        else:
            tags[body.identity] = Tag(number + tr("not followed"), followed=False)
    return Shot(rgb, frame.bodies, tags, palette)
