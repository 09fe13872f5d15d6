"""The soak: what counts as flat, what happens in the room, and the page that shows it."""

from __future__ import annotations

import json
from itertools import pairwise

import numpy as np
import pytest

from benchmarks import soak
from benchmarks.soak_room import HOUR_S, Plan, Room, RoomCamera, Visit, make_plan, open_pose
from benchmarks.soak_series import MEASURES, process_numbers, table, trend
from streaming.errors import CameraError
from streaming.paths import read_text
from streaming.pipeline.chain import Chain
from streaming.recognition.assignment import Assignment

from ..support.scripted import WINDOW, recognise

HOURS = np.linspace(0.4, 48, 120)


@pytest.mark.parametrize(
    ("growth", "noise", "verdict"),
    [
        (0.0, 0.5, "flat"),
        (0.02, 0.5, "flat"),
        (1.0, 0.5, "grows"),
        (-1.0, 0.5, "falls"),
        (0.0, 40.0, "inconclusive"),
    ],
)
def test_what_counts_as_flat(growth: float, noise: float, verdict: str):
    """Growth in MB an hour of 250 MB, of which 2 % are 5 MB."""
    jitter = noise * np.random.default_rng(0).normal(size=len(HOURS))
    found = trend(HOURS, 250 + growth * HOURS + jitter, MEASURES["memory"])
    assert found is not None and found.verdict == verdict
    assert found.change == pytest.approx(growth * found.hours, abs=found.margin)


def test_the_first_tenth_and_what_is_missing_do_not_count():
    warm = np.where(HOURS < 4.8, 100.0, 250.0)
    warm[50] = np.nan
    found = trend(HOURS, warm, MEASURES["memory"])
    assert found is not None and (found.level, found.verdict) == (250.0, "flat")
    assert found.change == pytest.approx(0.0, abs=1e-9)
    assert trend(HOURS[:15], warm[:15], MEASURES["memory"]) is None


def test_this_process_has_memory_threads_and_handles():
    found = process_numbers()
    assert found["memory"] > 10 and found["threads"] >= 1 and found["handles"] >= 3 and found["objects"] > 1e3


def test_a_plan_has_all_that_happens_to_an_installation():
    plan = make_plan(48)
    assert plan == make_plan(48) and plan != make_plan(48, seed=1)
    assert len(plan.visits) > 100 and plan.failures and plan.gaps and plan.clock
    assert all(a.start_s <= b.start_s for a, b in pairwise(plan.visits))
    assert plan.until(plan.visits[10].start_s).visits == plan.visits[:10]
    assert {plan.rate_hz(visit.start_s) for visit in plan.visits} > {5.0, 15.0}
    assert plan.rate_hz(13 * HOUR_S) == 1.0  # nobody comes at night


def test_a_visitor_is_followed_through_the_pipeline_until_the_camera_fails():
    visit = Visit(2.0, 8.0, (0.5, 3.0), 0)
    room = Room(Plan(60.0, (visit,), ((12.0, 50.0),), (52.0,), ((3.0, 3600.0),), (30.0,)))
    camera = RoomCamera(room)
    sights, answers = [], []
    chain = Chain(camera, Assignment(recognise, WINDOW), pose=open_pose(room, camera), waits=True)
    chain.listen(lambda item: (answers if hasattr(item, "answer") else sights).append(item))
    with chain, pytest.raises(CameraError, match="the camera is gone"):
        chain.run()
    seen = [sight.frame for sight in sights if sight.frame.bodies]
    identities = {body.identity for frame in seen for body in frame.bodies}
    assert identities <= {1, 2} and len(answers) > 20  # they are hidden for a moment
    assert 2.0 <= seen[0].time_s < 2.1 and 5.0 < seen[-1].time_s < 8.0
    np.testing.assert_allclose(seen[60].bodies[0].positions[0, [0, 2]], visit.place_m, atol=0.5)
    times_s = np.array([sight.frame.time_s for sight in sights])
    assert np.diff(times_s).max() == pytest.approx(38.0, abs=1.1)
    assert (room.plan.clock_error_s(2.9), room.plan.clock_error_s(3.0)) == (0.0, 3600.0)


KEPT = json.loads(read_text(soak.RESULTS)) if soak.RESULTS.is_file() else {}


@pytest.mark.parametrize("name", KEPT)
def test_the_page_has_the_tables_that_are_made_of_the_numbers(name: str):
    text = table(KEPT[name]["series"])
    assert text.count("\n") > 6 and f"<!-- {name} -->\n\n{text}\n<!-- /{name} -->" in read_text(soak.PAGE)
    assert f"(pictures/{name}.svg)" in read_text(soak.PAGE)
