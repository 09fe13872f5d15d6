"""Averaging networks, and the ablation of their attention."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from matplotlib import image

from mans.bundled import MODEL
from mans.evaluation import ensembles
from mans.evaluation.attention_ablation import (
    ATTENTIONS,
    BASE,
    attention_markdown,
    attention_rows,
    draw_attention,
)
from mans.evaluation.ensembles import average
from mans.evaluation.faithfulness import Faithfulness
from mans.evaluation.results import FoldResult, Results
from mans.model_card import load_card
from mans.networks.modalities import MODALITIES
from mans.networks.registry import NETWORKS
from mans.recipe import CURRENT, RECIPES, with_network
from mans.training.fine_tuning import Start
from mans.training.recipe_changes import with_settings

LABELS = ("a", "b", "c")


def results(rows: list[str], recipe: str, seed: int = 0, gain: float | None = None) -> Results:
    """A fold of samples of class a with these probabilities in thousandths."""
    found = np.array([row.split() for row in rows], dtype=int)
    names = tuple(f"s{i}" for i in range(len(rows)))
    predicted = tuple(LABELS[i] for i in found.argmax(axis=1))
    faithful = None
    if gain is not None:
        varied = tuple(round(0.5 + 0.01 * (i % 2), 4) for i in range(len(rows)))
        less, more = (tuple(round(x + change, 4) for x in varied) for change in (-gain, gain / 2))
        faithful = Faithfulness(less, (0.5,) * len(rows), more, (0.5,) * len(rows))
    fold = FoldResult(
        "f",
        names,
        ("a",) * len(rows),
        predicted,
        tuple(found.max(axis=1) / 1000),
        1.0,
        5.0,
        faithfulness=faithful,
        permille=tuple(rows),
    )
    return Results(
        "utd-mhad", "cross-subject", replace(CURRENT, name=recipe), seed, LABELS, 1, "CPU", {}, (fold,)
    )


def test_the_mean_of_two_networks_can_be_right_where_each_is_wrong():
    first = results(["450 550 0", "900 50 50"], "one")
    second = results(["450 0 550", "300 400 300"], "two")
    found = average("both", [first, second])
    assert found.recipe.name == "both" and found.right == 2
    assert found.folds[0].confidence == (0.45, 0.6)
    assert found.folds[0].seconds == 10.0


def test_an_ensemble_needs_all_its_members_of_the_same_run(monkeypatch):
    monkeypatch.setattr(ensembles, "ENSEMBLES", {"both": ("one", "two")})
    one, two = results(["900 50 50"], "one"), results(["0 1000 0"], "two")
    (found,) = ensembles.ensembles([one, two, replace(two, seed=1)])
    assert (found.recipe.name, found.seed, found.right) == ("both", 0, 0)
    assert ensembles.ensembles([one, replace(two, seed=1)]) == []
    older = replace(two, folds=(replace(two.folds[0], permille=None),))
    assert ensembles.ensembles([one, older]) == []
    assert ensembles.ensembles([one, replace(two, total_folds=2)]) == []


def test_the_members_of_an_ensemble_can_be_trained():
    names = {name for members in ensembles.ENSEMBLES.values() for name in members}
    known = {
        with_network(recipe, network).name
        for recipe in RECIPES.values()
        for network in NETWORKS
        if network != "rocket" or recipe.cut == "resample"  # ROCKET is refused with the others
    }
    for modality in MODALITIES:
        settings = [f"architecture.modalities={modality}"]
        known.add(with_settings(with_network(CURRENT, "ctr-gcn"), settings).name)
    start = Start(Path("runs/without-{data}.safetensors"), load_card(MODEL))
    known |= {start.recipe(recipe).name for recipe in RECIPES.values()}
    assert names <= known


def test_a_member_is_named_after_the_data_set_that_it_was_pretrained_without():
    right, wrong = "900 50 50", "300 400 300"
    members = [results([wrong], "current"), results([right], "current-start-without-utd-mhad")]
    (found,) = ensembles.ensembles(members)
    assert (found.recipe.name, found.right) == ("current-with-pretrained", 1)
    assert ensembles.ensembles([members[0], results([right], "current-start-without-ut-kinect")]) == []


@pytest.mark.parametrize("recipe", ["current", "no-mirror"])
def test_the_ensemble_of_modalities_averages_four_networks(recipe):
    members = ensembles.ENSEMBLES[f"{recipe}-modalities"]
    read = [NETWORKS[name.removeprefix(f"{recipe}-")].architecture.modalities for name in members]
    assert sorted(read) == ["bone", "bone motion", "joint", "joint motion"]
    rows = ("600 400 0", "600 400 0", "0 500 500", "500 500 0")
    four = [results([row], name) for row, name in zip(rows, members, strict=True)]
    (found,) = ensembles.ensembles(four)
    assert (found.recipe.name, found.folds[0].predicted) == (f"{recipe}-modalities", ("b",))
    assert found.folds[0].confidence == (0.45,)


def test_the_ablation_compares_each_attention_with_none(tmp_path):
    right, wrong = "900 50 50", "50 900 50"
    every = [
        results([wrong, right, right, right], BASE),
        results([wrong, right, right, right], BASE, seed=1),
        results([right, right, right, wrong], "current", gain=0.1),
        results([right, right, right, right], "current", seed=1, gain=0.2),
        results([right] * 4, "current-stcm"),
    ]
    rows = attention_rows(every)
    assert [row.attention for row in rows] == [ATTENTIONS[BASE], ATTENTIONS["current"]]
    none, f_a = rows
    assert none.accuracies == (0.75, 0.75) and none.p_value is None and none.deletion is None
    assert f_a.accuracies == (0.75, 1.0) and (f_a.better, f_a.worse) == (1, 1)
    # Gains of 0.1 and 0.2 less what the samples themselves vary by, 0 and 0.01 in turn.
    assert f_a.deletion.mean == pytest.approx(0.145) and f_a.insertion.mean == pytest.approx(0.08)
    assert f_a.deletion.half_width == pytest.approx(1.96 * np.std([0, 0.01, 0, 0.01], ddof=1) / 2)
    page = attention_markdown(rows)
    assert "| 75.0% (75.0% to 75.0%) |  |  |  |  |" in page
    assert "| 87.5% (75.0% to 100.0%) | 1, 1 | 1 | 0.145 ± 0.006 | 0.080 ± 0.006 |" in page
    draw_attention(rows, tmp_path / "a.png")
    assert image.imread(tmp_path / "a.png").shape[0] > 500


def test_one_kind_of_attention_alone_is_no_ablation():
    assert attention_rows([results(["900 50 50"], "current")]) == []


@pytest.mark.parametrize("areas", [((0.5,), (), (0.5,), (0.5,)), ((1.5,), (0.5,), (0.5,), (0.5,))])
def test_areas_that_are_none_are_refused(areas):
    with pytest.raises(ValueError, match="no areas"):
        Faithfulness(*areas)
