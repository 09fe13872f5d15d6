"""Curves of movement: their names, the choice among them, and what they hold."""

from __future__ import annotations

import numpy as np
import pytest

from app.model.language import use_language
from app.model.movement_curves import (
    KINDS,
    MOST_CURVES,
    curve_names,
    curves_of,
    kind_of,
    parse_chosen,
    shown_name,
    toggled,
)
from streaming.measures.angles import joint_angles
from streaming.measures.course import course_of

from ...support.walking import walk

KNEES = ("knee flexion left", "knee flexion right")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.title)
def test_there_is_a_curve_and_a_translation_for_all_that_is_measured(qapp, kind):
    names = curve_names(kind)
    assert set(names) == set(kind.of(course_of(walk())))
    assert all(kind_of(name) is kind for name in names)
    use_language(qapp, "de")
    try:
        assert all(shown_name(name) != name for name in names)
    finally:
        use_language(qapp, "en")


def test_curves_are_the_measures_up_to_the_moment():
    frames = tuple(walk().frames[:40])
    found = curves_of(frames, frames[0].bodies[0].identity, KNEES, frames[-1].time_s)
    assert found is not None
    expected = joint_angles(course_of(walk()).positions[:40])
    for name in KNEES:
        np.testing.assert_allclose(found.values[name], expected[name])
    assert found.times_s[-1] == 0 and found.times_s[0] == pytest.approx(-39 / 30)
    low, high = found.range()
    assert low <= 0 <= np.nanmax(found.values[KNEES[0]]) <= high and high % 30 == 0


def test_a_curve_is_interrupted_while_the_person_is_away():
    frames = walk().frames
    person = frames[0].bodies[0].identity
    found = curves_of((*frames[:10], *frames[40:50]), person, KNEES, frames[49].time_s)
    assert found is not None
    assert len(found.times_s) == 21 and np.isnan(found.values[KNEES[0]][10])
    assert np.isfinite(np.delete(found.values[KNEES[0]], 10)).all()
    assert curves_of(tuple(frames), person + 1, KNEES, 0.0) is None
    assert curves_of(tuple(frames), person, (), 0.0) is None


def test_curves_of_one_unit_are_chosen_together():
    assert toggled(KNEES, "hip flexion left") == (*KNEES, "hip flexion left")
    assert toggled(KNEES, KNEES[0]) == KNEES[1:]
    assert toggled(KNEES, "speed of hips") == ("speed of hips",)
    chosen = ()
    for name in curve_names(KINDS[0]):
        chosen = toggled(chosen, name)
    assert chosen == curve_names(KINDS[0])[-MOST_CURVES:]


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("knee flexion left; knee flexion right", KNEES),
        (" knee flexion left;;knee flexion left ;nonsense", KNEES[:1]),
        ("knee flexion left; speed of hips", KNEES[:1]),
        ("", ()),
    ],
)
def test_a_preference_that_makes_no_sense_is_left_out(text, chosen):
    assert parse_chosen(text) == chosen
