"""Summaries over seeds, and the test of whether two networks differ."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mans.evaluation.comparison import compare, comparisons_markdown, sign_test, summaries_markdown, summarise
from mans.evaluation.report import render_results
from mans.evaluation.results import FoldResult, Results
from mans.recipe import CURRENT


def results(marks: str, seed: int = 0, recipe: str = "current", total: int = 1) -> Results:
    """A result of samples that are right (1) or wrong (0)."""
    names = tuple(f"s{i}" for i in range(len(marks)))
    predicted = tuple("a" if mark == "1" else "b" for mark in marks)
    fold = FoldResult("f", names, ("a",) * len(marks), predicted, (0.9,) * len(marks), 1.0, 5.0)
    chosen = replace(CURRENT, name=recipe)
    return Results("utd-mhad", "cross-subject", chosen, seed, ("a", "b"), total, "CPU", {}, (fold,))


@given(st.integers(0, 60), st.integers(0, 60))
def test_the_sign_test_is_the_exact_binomial_test(a, b):
    scipy_stats = pytest.importorskip("scipy.stats")
    expected = scipy_stats.binomtest(min(a, b), a + b).pvalue if a + b else 1.0
    assert sign_test(a, b) == pytest.approx(expected)


def test_seeds_are_joined_and_unfinished_ones_left_out():
    (summary,) = summarise([results("1110"), results("1111", seed=1), results("0000", seed=2, total=3)])
    assert summary.seeds == (0, 1)
    assert summary.accuracies == (0.75, 1.0)
    assert (summary.right, summary.tested, summary.complete) == (7, 8, True)
    assert "| 0, 1 | 1 of 1 | 7 of 8 | 87.5% (75.0% to 100.0%) | 5 s |" in summaries_markdown([summary])
    (alone,) = summarise([results("10", total=3)])
    assert not alone.complete
    assert "| 1 of 3 | 1 of 2 | 50.0% | 5 s |" in summaries_markdown([alone])


def test_only_the_same_samples_of_the_same_seeds_are_compared():
    base = [results("11110"), results("11111", seed=1)]
    other = [results("10011", recipe="current-stcm"), results("00000", seed=7, recipe="current-stcm")]
    (found,) = compare([*base, *other], ("current",))
    assert (found.first_more, found.second_more) == (2, 1)
    assert found.p_value == 1.0
    assert "| current | current-stcm | 1 | 2 | 1 | 1 |" in comparisons_markdown([found])
    assert compare(other, ("current",)) == []


def test_a_network_is_compared_with_its_own_recipe_too():
    ran = [results("111"), results("110", recipe="long"), results("011", recipe="long-mans-today")]
    found = compare(ran, ("current", "long"))
    assert [(each.first, each.second) for each in found] == [
        ("current", "long"),
        ("current", "long-mans-today"),
        ("long", "long-mans-today"),
    ]
    assert (found[2].first_more, found[2].second_more) == (1, 1)


def test_an_ensemble_is_compared_with_those_of_further_members():
    ensembles = {"two": ("a", "b"), "two-of-others": ("c", "d"), "three": ("c", "a", "b")}
    ran = [results("110", recipe=name) for name in ("two", "two-of-others", "three", "two-more")]
    found = compare(ran, ("current",), ensembles)
    assert [(each.first, each.second) for each in found] == [("two", "three")]


def test_a_sample_counts_once_however_many_seeds_there_are():
    base = [results("1110", seed=seed) for seed in range(3)]
    other = [results(marks, seed, "current-stcm") for seed, marks in enumerate(("0101", "0111", "0100"))]
    (found,) = compare([*base, *other], ("current",))
    assert (found.seeds, found.first_more, found.second_more) == (3, 2, 1)


def test_a_sample_that_is_in_two_folds_counts_once():
    def twice(recipe: str, first: str, second: str) -> Results:
        one = results(first, recipe=recipe)
        return replace(one, folds=(*one.folds, replace(results(second).folds[0], fold="g")), total_folds=2)

    (found,) = compare([twice("current", "1", "1"), twice("current-stcm", "0", "1")], ("current",))
    assert (found.first_more, found.second_more) == (1, 0)


def test_tables_go_where_their_marks_are(tmp_path):
    results("110").save(tmp_path / "a.json")
    docs = tmp_path / "docs"
    docs.mkdir()
    marks = ("summary", "comparison", "published", "misses", "hours")
    marks += ("results utd-mhad", "mistakes utd-mhad", "results sbu")
    page = docs / "page.md"
    page.write_text("".join(f"<!-- {mark} -->\nstale\n<!-- /{mark} -->\n" for mark in marks))
    written = render_results([tmp_path / "a.json"], docs)
    assert page in written
    text = page.read_text()
    assert text.count("stale") == 1  # of a data set without results nothing is touched
    assert "66.7%" in text and "s2 (as b, 0.90)" in text
    assert "| 66.7 (`current`, 1 seed) | -30.3 |" in text and "| all |  | 1 | 1 | 0.0 |" in text
    (picture,) = re.findall(r"\((pictures/confusion-.*\.png)\)", text)
    assert docs / picture in written
