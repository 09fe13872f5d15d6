"""Temperature, calibration error, coverage and risk, on numbers whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest

from mans.evaluation.calibration import (
    calibration_error,
    choose_threshold,
    coverage_and_risk,
    fit_temperature,
    negative_log_likelihood,
    probabilities,
)


def drawn(temperature: float, windows: int = 20_000) -> tuple[np.ndarray, np.ndarray]:
    """Class scores of a network that is sure of itself by this factor too much, and the truth."""
    rng = np.random.default_rng(0)
    honest = rng.normal(0, 2, (windows, 4))
    shares = probabilities(honest)
    targets = (shares.cumsum(axis=1) < rng.random((windows, 1))).sum(axis=1)
    return honest * temperature, targets


def test_probabilities_sum_to_one_and_large_scores_do_no_harm():
    found = probabilities(np.array([[1000.0, 0.0], [0.0, 0.0]]))
    np.testing.assert_allclose(found, [[1, 0], [0.5, 0.5]])


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.5])
def test_the_temperature_that_scores_were_raised_by_is_found(temperature):
    logits, targets = drawn(temperature)
    assert fit_temperature(logits, targets) == pytest.approx(temperature, rel=0.05)


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.5])
def test_the_temperature_is_the_one_that_scipy_finds(temperature):
    optimize = pytest.importorskip("scipy.optimize")
    logits, targets = drawn(temperature, 2000)

    def loss(log: float) -> float:
        return negative_log_likelihood(logits, targets, float(np.exp(log)))

    bounds = (float(np.log(0.2)), float(np.log(5.0)))
    found = optimize.minimize_scalar(loss, bounds=bounds, method="bounded")
    assert fit_temperature(logits, targets) == pytest.approx(np.exp(found.x), rel=1e-4)


def test_cooling_mends_the_calibration_error():
    logits, targets = drawn(2.5)
    hot, cool = probabilities(logits), probabilities(logits, 2.5)
    assert calibration_error(hot, targets) > 0.1 > 0.02 > calibration_error(cool, targets)
    assert negative_log_likelihood(logits, targets, 2.5) < negative_log_likelihood(logits, targets, 1.0)


def test_calibration_error_of_two_bins_by_hand():
    shares = np.array([[0.9, 0.1], [0.9, 0.1], [0.6, 0.4], [0.6, 0.4]])
    targets = np.array([0, 0, 0, 1])
    # Surer by -0.1 in one half of the windows, by 0.1 in the other.
    assert calibration_error(shares, targets) == pytest.approx(0.1)


def test_coverage_and_risk_by_hand():
    shares = np.array([[0.8, 0.1, 0.1], [0.5, 0.4, 0.1], [0.1, 0.7, 0.2], [0.6, 0.1, 0.3]])
    targets = np.array([0, 1, 1, 2])  # the last class is "no action"
    low, high = coverage_and_risk(shares, targets, 2, np.array([0.3, 0.65]))
    assert (low.coverage, low.risk, low.false_alarms) == pytest.approx((1.0, 0.5, 1.0))
    assert (high.coverage, high.risk, high.false_alarms) == pytest.approx((2 / 3, 0.0, 0.0))
    assert choose_threshold([low, high], 0.05) is high
    assert choose_threshold([low, high], 0.5) is low
    assert choose_threshold([low], 0.05) is low
