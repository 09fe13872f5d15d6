"""Rates, percentiles and drops, on a clock that the test sets."""

from __future__ import annotations

import pytest

from streaming.pipeline.health import Health


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_rates_are_of_the_last_seconds(clock):
    health = Health(span_s=2.0, clock=clock)
    for _ in range(90):
        clock.now += 1 / 30
        health.count("capture")
    assert health.report().rates_hz["capture"] == pytest.approx(30, abs=0.6)
    clock.now += 1.0
    assert health.report().rates_hz["capture"] == pytest.approx(15, abs=0.6)
    clock.now += 2.0
    assert health.report().rates_hz["capture"] == 0  # a source that has stopped


def test_rates_soon_after_the_start_are_not_diluted(clock):
    health = Health(span_s=5.0, clock=clock)
    for _ in range(10):
        clock.now += 0.1
        health.count("pose")
    assert health.report().rates_hz["pose"] == pytest.approx(10)
    assert health.report().span_s == pytest.approx(1.0)


def test_a_rate_beyond_what_is_kept_is_still_right(clock):
    health = Health(span_s=5.0, clock=clock)
    for _ in range(20000):
        clock.now += 1 / 4000
        health.count("capture")
    assert health.report().rates_hz["capture"] == pytest.approx(4000, rel=0.01)


def test_percentiles_of_durations(clock):
    health = Health(span_s=5.0, clock=clock)
    for ms in range(1, 101):
        health.took("pose", ms / 1000)
    took = health.report().durations["pose"]
    assert took.median_ms == pytest.approx(50.5) and took.p95_ms == pytest.approx(95.05) and took.count == 100
    clock.now += 5.1
    assert "pose" not in health.report().durations


def test_drops_since_the_start(clock):
    health = Health(span_s=5.0, clock=clock)
    health.dropped("pose busy", 3)
    clock.now += 10
    health.dropped("pose busy")
    health.dropped("window busy")
    assert health.report().drops == {"pose busy": 4, "window busy": 1}


def test_nothing_yet(clock):
    report = Health(clock=clock).report()
    assert report.rates_hz == {} and report.durations == {} and report.drops == {}
