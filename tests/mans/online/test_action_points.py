"""Action points: what hits one, and what becomes of the other events."""

from __future__ import annotations

import json
import math

import pytest

from mans.online.action_points import PointCounts, count_points
from streaming.errors import SettingsError
from streaming.recognition.segments import Segment
from streaming.typed_json import from_plain, to_plain


def begun(*events: tuple[str | None, float]) -> list[Segment]:
    return [Segment(label, start_s, start_s + 0.3, 0.9) for label, start_s in events]


def test_an_action_point_is_hit_by_a_segment_that_begins_near_it():
    both = begun(("kick", 1.0), ("kick", 1.2), (None, 5.0))
    for points, hits in (
        ([("kick", 1.3)], 1),
        ([("kick", 1.3), ("kick", 1.25)], 2),
        ([("kick", 1.6)], 0),
        ([("bow", 1.2)], 0),
    ):
        counts = count_points(both, points)
        assert (counts.hits.total(), counts.events.total(), counts.points.total()) == (hits, 2, len(points))
    assert count_points(both, [("kick", 1.6)], tolerance_s=1.0).hits["kick"] == 1


def test_what_becomes_of_events_that_hit_nothing():
    points = [("kick", 1.0), ("kick", 4.0)]
    counts = count_points(
        begun(("kick", 1.1), ("kick", 1.25), ("kick", 3.5), ("bow", 4.2), ("bow", 8.0), ("kick", 9.0)), points
    )
    assert (counts.doubled, counts.mistimed, counts.confused) == (1, 1, 1)
    figures = counts.figures()
    assert figures["missed action points"] == 0.5
    assert figures["spurious detections"] == pytest.approx(2 / 6)


def test_the_data_sets_own_figure_is_the_mean_over_gestures():
    counts = count_points(begun(("kick", 1.0)), [("kick", 1.0)]) + count_points(
        begun(("kick", 3.0)), [("bow", 3.0), ("bow", 5.0), ("bow", 7.0)]
    )
    assert counts.f == pytest.approx(2 / (2 + 4))
    assert counts.mean_f == pytest.approx((2 / 3 + 0) / 2)
    assert math.isnan(PointCounts().mean_f)


def test_counts_come_back_from_json():
    counts = count_points(begun(("kick", 1.0), ("kick", 1.2)), [("kick", 1.0), ("bow", 7.0)])
    again = from_plain(json.loads(json.dumps(to_plain(counts))), PointCounts)
    assert again == counts and again + counts == counts + counts
    for wrong in ({"hit": {}}, {"hits": {"kick": "many"}}, {"hits": 3}, {"doubled": 0.5}):
        with pytest.raises(SettingsError):
            from_plain(wrong, PointCounts)
