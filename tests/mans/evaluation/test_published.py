"""Published figures and targets beside the results, what is missed, and what it all took."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mans.datasets import find_data_set
from mans.evaluation.distinct_views import distinct_views
from mans.evaluation.misses import misses_markdown
from mans.evaluation.published import TARGETS, is_network, published_markdown
from mans.evaluation.results import FoldResult, LearningCurve, Results
from mans.evaluation.run_hours import hours_markdown
from mans.networks.registry import NETWORKS
from mans.recipe import CURRENT, Recipe, find_recipe, with_network

SBU = ("sbu", "5-fold")
NW_UCLA = ("nw-ucla", "cross-view")


def results(
    of: tuple[str, str], marks: str, recipe: Recipe = CURRENT, seed: int = 0, total: int = 1, name: str = "s0"
) -> Results:
    """Samples s01, s02, ... of class punch that are right (1) or taken for push (0)."""
    names = tuple(f"{name}{i + 1}/01" for i in range(len(marks)))
    predicted = tuple("punch" if mark == "1" else "push" for mark in marks)
    curve = LearningCurve((0.1,), (0.2,))
    rows = tuple("900 100" if mark == "1" else "100 900" for mark in marks)
    count = len(marks)
    fold = FoldResult(
        "f", names, ("punch",) * count, predicted, (0.9,) * count, 1.0, 1800.0, curve, None, rows
    )
    return Results(*of, recipe, seed, ("punch", "push"), total, "CPU", {}, (fold,))


def line(table: str, start: str) -> str:
    return next(row for row in table.splitlines() if row.startswith(f"| {start} |"))


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: f"{target.data} {target.protocol}")
def test_every_target_is_of_a_protocol_and_names_its_sources(target):
    find_data_set(target.data).protocol(target.protocol)
    for figure in target.published:
        assert figure.source and (figure.registered is None or figure.registered in NETWORKS)


def test_the_best_complete_row_stands_beside_its_target():
    today, lstm = (with_network(CURRENT, name) for name in ("mans-today", "sta-lstm"))
    ran = [
        results(SBU, "1110", today),
        results(SBU, "1100", today, seed=1),
        results(SBU, "1000", lstm),
        results(SBU, "1111", find_recipe("long"), total=5),
    ]
    table = published_markdown(ran)
    row = line(table, "SBU Kinect Interaction, 5-fold")
    assert "| STA-LSTM 91.51 (Song et al. 2017), later networks about 97 (several publications) | 97 |" in row
    assert "| STA-LSTM 25.0 (`current-sta-lstm`, 1 seed) |" in row
    assert row.endswith("| 62.5 (`current-mans-today`, 2 seeds, 50.0 to 75.0) | -34.5 |")
    assert line(table, "UT-Kinect, leave-one-subject-out").endswith("|  | 99 |  | not run |  |")
    averaged = [results(SBU, "1111", replace(lstm, name="current-ensemble"))]
    row = line(published_markdown(ran, averaged), "SBU Kinect Interaction, 5-fold")
    assert "STA-LSTM 25.0" in row  # an ensemble is not the published network, whatever its first member
    assert row.endswith("| 100.0 (`current-ensemble`, 1 seed) | +3.0 |")


@pytest.mark.parametrize("name", ["mans-9", "sta-lstm"])
def test_a_published_network_is_known_whatever_its_training(name):
    others = [other for other in NETWORKS if other != name]
    assert is_network(replace(with_network(find_recipe("long"), name), epochs=7), name)
    assert not any(is_network(with_network(CURRENT, other), name) for other in others)


def test_what_is_missed_is_told_by_class_and_by_subject():
    ran = [results(SBU, "1100"), results(SBU, "1110", seed=1)]
    text = misses_markdown(ran)
    assert "`current`**, 2 seeds: 3 of 8 wrong. Most often *punch* as *push* (3 of 8)." in text
    assert "Largest shares by subject: s04 (2 of 2), s03 (1 of 2), s01 (0 of 2)." in text
    assert "](pictures/confusion-sbu-5-fold-current.png)" in text
    pairs = misses_markdown([results(SBU, "10", name="s05s0")])
    assert "Largest shares by pair: s05s02 (1 of 1)" in pairs
    assert misses_markdown([results(SBU, "1111")]) == ""
    assert "Largest" not in misses_markdown([results(SBU, "10", name="HDM_bk_")])


def test_one_training_has_the_predictions_without_the_copies():
    some = replace(results(NW_UCLA, "101"), seed=1)
    fold = replace(some.folds[0], samples=("a01_s07_e01_v03", "a02_s07_e01_v03", "a03_s07_e01_v03"))
    whole = replace(some, folds=(fold,))
    (found,) = distinct_views([whole, results(SBU, "1")])
    assert (found.protocol, found.seed, found.right, found.tested) == ("cross-view-distinct", 1, 1, 1)
    assert found.folds[0].probabilities.tolist() == [[0.9, 0.1]] and found.folds[0].curve is None
    assert distinct_views([whole, replace(whole, protocol="cross-view-distinct")]) == []


def test_hours_are_summed_by_protocol():
    ran = [results(SBU, "11"), results(SBU, "10", total=5, seed=1), results(NW_UCLA, "1", name="a02_s")]
    table = hours_markdown(ran)
    assert line(table, "sbu | 5-fold") == "| sbu | 5-fold | 2 | 2 | 1.0 |"
    assert line(table, "all | ").endswith("| 3 | 3 | 1.5 |")
