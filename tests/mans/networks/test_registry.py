"""One choice of network: each is built, trained, saved and served by the same code, and says what it has."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from rich.console import Console
from torch import nn

from cli.attention import run_attention
from cli.networks import sizes_table
from main import main
from mans.checkpoint import load_model, save_model, versions
from mans.evaluation.folds import evaluate
from mans.evaluation.network_sizes import NetworkSize, network_sizes, sizes_markdown
from mans.evaluation.results import Results
from mans.model_card import ModelCard, load_card
from mans.networks.build import build_network
from mans.networks.densenet import DenseNet161
from mans.networks.registry import NETWORKS, Architecture
from mans.networks.resnet import ResNet18
from mans.recipe import RECIPES, Recipe, find_recipe, with_network
from mans.recogniser import Recogniser
from mans.training.fine_tuning import trainer_of
from mans.training.recipe_changes import chosen_recipe, with_settings
from mans.training.trainer import Trainer, predict
from streaming.errors import ModelError, SettingsError
from streaming.recognition.prediction import GatedPrediction
from streaming.recognition.window import SlidingWindow, Window, WindowSettings
from streaming.skeleton.layouts import KINECT_V2
from streaming.typed_json import from_plain, to_plain
from streaming.writers.ntu import write_ntu

from ...support.small_data import ACTIONS, CPU, TINY, perform, recording_of, samples
from ...support.small_networks import FAST, NAMES, small

ROOT = Path(__file__).resolve().parents[3]


def trained_values(network: nn.Module) -> int:
    return sum(parameter.numel() for parameter in network.parameters())


def window_for(recipe: Recipe) -> Window:
    times_s = np.arange(40) / 20
    sliding = SlidingWindow(WindowSettings(span_s=1.5, frames=recipe.frames))
    recording = recording_of(perform("wave hands", times_s), times_s)
    return [window for frame in recording.frames if (window := sliding.push(frame)) is not None][-1]


@pytest.fixture(scope="module")
def sizes() -> tuple[NetworkSize, ...]:
    return network_sizes()


# Sizes


@pytest.mark.parametrize(
    ("name", "paper", "apart"),
    [
        ("mans-9", 0.8, 0.0573),
        ("mans-33", 3.1, -0.0240),
        ("mans-61", 5.7, -0.0354),
        ("mans-resnet-18", 12.0, -0.0057),
        ("mans-densenet-161", 27.6, -0.2084),
        ("ctr-gcn", 1.46, -0.0142),
    ],
)
def test_sizes_beside_the_papers(sizes, name, paper, apart):
    """Millions of parameters on NTU RGB+D. The paper gives one decimal, and seems to cut MANs-9's 0.857."""
    size = next(size for size in sizes if size.name == name)
    assert size.paper_millions == paper
    assert size.parameters / 1e6 - paper == pytest.approx(apart, abs=1e-4)


@pytest.mark.parametrize(("trunk", "published"), [(ResNet18, 11_689_512), (DenseNet161, 28_681_000)])
def test_the_trunks_are_the_published_ones(trunk, published):
    """With 1000 classes, as the networks trained on ImageNet have them."""
    with torch.device("meta"):
        assert trained_values(trunk(1000)) == published


def test_the_cost_of_mans_9_is_that_of_its_layers(sizes):
    """384 million: the STCM's convolutions, the six GRUs, and the fully connected layers, by hand."""
    image = 25 * 25 * 64 * 5 * 5 * 3 + 4 * 25 * 25 * 64 * 64 * 9
    image += 13 * 13 * (128 * 64 * 9 + 128 * 64 + 3 * 128 * 128 * 9) + 128 * 60
    tarm = 3 * 50 * (2 * 50 * 64 + 2 * 2 * 3 * 64 * 64) + 3 * 2 * 50 * 3
    size = next(size for size in sizes if size.name == "mans-9")
    assert size.flop == 2 * (image + tarm)


def test_the_table_in_the_docs_is_the_commands(sizes, tmp_path):
    page = (ROOT / "docs" / "networks.md").read_text(encoding="utf-8")
    assert f"<!-- networks -->\n\n{sizes_markdown(sizes)}\n<!-- /networks -->" in page
    (tmp_path / "networks.md").write_text("<!-- networks -->\nold\n<!-- /networks -->\n")
    assert main(["networks", "--docs", str(tmp_path)]) == 0
    written = (tmp_path / "networks.md").read_text()
    assert "old" not in written and "| `mans-9` | MANs-9 |" in written
    console = Console(record=True, width=250)
    console.print(sizes_table(sizes))
    said = console.export_text()
    assert all(name in said for name in NAMES) and "857,269" in said
    narrow = Console(record=True, width=80)
    narrow.print(sizes_table(sizes))
    shown = narrow.export_text()
    assert all(f" {name} " in shown for name in NAMES) and "…" not in shown  # names are to be typed


# Choosing


def test_every_network_is_chosen_by_name_and_says_so_in_the_recipe():
    for name in NAMES:
        recipe = with_network(find_recipe("current"), name)
        assert recipe.name == ("current" if name == "mans-9" else f"current-{name}")
        assert recipe.architecture == NETWORKS[name].architecture
        assert from_plain(json.loads(json.dumps(to_plain(recipe))), Recipe) == recipe
    assert with_network(find_recipe("paper"), "mans-9") is find_recipe("paper")
    assert with_network(TINY, None) is TINY
    shapes = {with_network(TINY, name).network(5) for name in NAMES}
    assert len(shapes) == len(NAMES)


def test_a_network_that_does_not_exist():
    with pytest.raises(SettingsError, match="network 'lstm'; expected mans-9 or mans-33 or .*ctr-gcn"):
        with_network(TINY, "lstm")


def test_any_setting_can_be_chosen_and_is_in_the_name():
    recipe = chosen_recipe("current", "stcm", 3, None, ["reduction=4", "blocks=[1, 3]", "precision=bfloat16"])
    assert recipe.name == "current-stcm-epochs3-reduction4-blocks_1_3_-precisionbfloat16"
    assert (recipe.epochs, recipe.reduction, recipe.blocks) == (3, 4, (1, 3))
    assert recipe.precision == "bfloat16" and recipe.architecture.recalibration == "off"
    inner = with_settings(TINY, ["architecture.pooling=f_a", "augmentation.mirror=0", "augmentation=null"])
    assert inner.architecture.pooling == "f_a" and inner.augmentation is None
    assert chosen_recipe("current") is find_recipe("current")
    assert with_settings(TINY, ["preprocessing.vertical=spine"]).preprocessing.vertical == "spine"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("alpha=4", "one of name, frames, bodies"),
        ("reduction", "NAME=VALUE"),
        ("architecture.alpha=4", "one of family, trunk"),
        ("frames.of=4", "a field of the recipe"),
        ("=", "NAME=VALUE"),
        ("name=mine", "NAME=VALUE"),
        ("reduction=0", "reduction 0; expected 1 to"),
        ("reduction=4.5", "reduction: 4.5; expected a whole number"),
        ("reduction=many", "reduction: 'many'; expected a whole number"),
        ("architecture.trunk=vgg", "architecture.trunk: 'vgg'; expected mans-n or"),
        ("blocks=3", "blocks: 3; expected a list"),
        ("blocks=[1.5, 2]", r"blocks\[0\]: 1.5; expected a whole number"),
        ("window_s=1e9", "window_s 1000000000.0; expected seconds, above 0 to 60"),
    ],
)
def test_settings_that_are_none(text, said):
    with pytest.raises(SettingsError, match=said) as error:
        with_settings(TINY, [text])
    assert repr(text) in str(error.value) and "\n" not in str(error.value)


@pytest.mark.parametrize("value", ["[" * 100_000, "9" * 100_000, "x" * 100_000])
def test_settings_without_end(value):
    with pytest.raises(SettingsError, match="setting 'reduction=.*expected a whole number") as error:
        with_settings(TINY, [f"reduction={value}"])
    assert len(str(error.value)) < 500


@pytest.mark.parametrize(
    "wrong",
    [
        *({"stretch": -1}, {"stretch": 10**9}, {"regularisers": (0.0, 0.0, float("nan"))}),
        *({"stretch": 64, "modalities": "all"}, {"stretch": 64, "modalities": "bone"}),
        {"pooling": "f_a", "recalibration": "none"},
        *({"family": "sta-lstm", "modalities": "all"}, {"family": "ctr-gcn", "pooling": "f_a"}),
        *({"staged": False}, {"family": "rocket", "modalities": "all"}),
    ],
    ids=str,
)
def test_architectures_that_are_none(wrong):
    with pytest.raises(SettingsError):
        replace(Architecture(), **wrong)
    data = {**to_plain(TINY), "architecture": {**to_plain(Architecture()), **wrong}}
    with pytest.raises(SettingsError):
        from_plain(data, Recipe)


@pytest.mark.parametrize(
    "wrong",
    [
        *(None, [], 3, "mans", {"invented": 1}, {"regularisers": 4}, {"regularisers": [1.0, 2.0]}),
        *({"family": "vit"}, {"trunk": "resnet-50"}, {"recalibration": None}, {"modalities": "bones"}),
        *({"pooling": "max"}, {"stretch": 2.5}, {"staged": "yes"}),
    ],
    ids=str,
)
def test_an_architecture_that_cannot_be_read(wrong):
    with pytest.raises(SettingsError):
        from_plain({**to_plain(TINY), "architecture": wrong}, Recipe)


# What was written before there was a choice


@pytest.mark.parametrize("file", sorted((ROOT / "results").glob("ut-kinect-*.json")), ids=lambda f: f.stem)
def test_results_of_the_three_recipes_are_gone_on_with(file):
    """A result file without an architecture is one of MANs-n; evaluate compares recipes as values."""
    results = Results.load(file)
    if results.recipe.name in RECIPES:
        assert results.recipe == find_recipe(results.recipe.name)


@pytest.mark.parametrize("name", ["paper", "current", "live"])
def test_a_recipe_without_the_newer_fields_is_the_same(name):
    data = to_plain(find_recipe(name))
    for newer in ("architecture", "precision", "gradient_accumulation"):
        del data[newer]
    assert from_plain(data, Recipe) == find_recipe(name)


def test_the_bundled_model_is_of_the_recipe_live():
    assert load_card(ROOT / "models" / "ut-kinect-mans9.safetensors").recipe == find_recipe("live")


@pytest.mark.usefixtures("folds_in_this_process")
def test_an_old_result_file_is_resumed(small_data, small_source, tmp_path):
    path = tmp_path / "old.json"
    recipe = replace(TINY, epochs=1)
    rounds = evaluate(small_data, small_source, "leave-one-subject-out", recipe, 0, "cpu", 1, path)
    first = [next(rounds), next(rounds)][-1]
    rounds.close()
    data = json.loads(path.read_text())
    for newer in ("architecture", "precision", "gradient_accumulation"):
        del data["recipe"][newer]
    path.write_text(json.dumps(data))
    again = evaluate(small_data, small_source, "leave-one-subject-out", recipe, 0, "cpu", 1, path)
    assert next(again).folds == first.folds
    again.close()


# Each of them, through everything


@pytest.mark.parametrize("name", NAMES)
def test_every_weight_of_every_network_receives_a_gradient(name):
    torch.manual_seed(0)
    recipe = small(name)
    network = build_network(recipe.network(4)).train()
    with torch.no_grad():  # what starts at zero or behind it hides what lies before it
        for key, parameter in network.named_parameters():
            if key.endswith(("alpha", "spatial.norm.weight")):
                parameter.fill_(0.5)
    out = network(torch.randn(8, recipe.frames, 20, 3))
    assert out.logits.shape == (8, 4) and torch.isfinite(out.logits).all()
    torch.testing.assert_close(out.probabilities.sum(dim=1), torch.ones(8))
    nn.functional.cross_entropy(out.logits, torch.arange(8) % 4).backward()
    without = [key for key, p in network.named_parameters() if p.grad is None or not p.grad.any()]
    assert without == []


@pytest.mark.parametrize("name", NAMES)
def test_a_trained_network_is_saved_read_back_and_served(name, tmp_path):
    recipe = small(name)
    if name not in FAST:
        recipe = replace(recipe, epochs=1, ema_decay=0.0, augmentation=None)
    trainer = trainer_of(samples(1), ACTIONS, recipe, 0, CPU)
    while not trainer.finished:
        trainer.run_epoch()
    path = tmp_path / "model.safetensors"
    settings = recipe.network(3)
    card = ModelCard(ACTIONS, recipe, "three motions", 0, 2, KINECT_V2.name, "a test", versions(), {})
    save_model(path, trainer.result(), card)
    network, read = load_model(path, CPU)
    assert read == card and network.settings == settings and read.name == f"{settings.name}, three motions"
    given = samples(1, seed=1)
    found = predict(trainer.result(), given, recipe, CPU)
    np.testing.assert_array_equal(predict(network, given, recipe, CPU), found)

    recogniser, window = Recogniser.load(path, "cpu"), window_for(recipe)
    prediction = recogniser(window)
    assert prediction.probabilities.sum() == pytest.approx(1.0, abs=1e-5)
    assert prediction.f_a.shape == (3, recipe.frames) and prediction.f_a.dtype == np.float32
    assert prediction.f_a.min() >= 0 and prediction.f_a.max() <= 1
    expected = {"stcm": "none", "mans-no-attention": "none", "ctr-gcn": "none", "rocket": "none"}
    expected |= {"mans-sta-attention": "gates", "sta-lstm": "gates"}
    expected |= {each: "convolutional F_A" for each in NAMES if each.startswith("mans-conv-")}
    assert recogniser.attention == expected.get(name, "F_A")
    if recogniser.attention == "none":
        assert (prediction.f_a == 1).all()
    assert isinstance(prediction, GatedPrediction) is (name == "sta-lstm")
    other = replace(window, positions=np.ascontiguousarray(window.positions[::-1]))
    for at_once, alone in zip(recogniser.many([other, window]), (recogniser(other), prediction), strict=True):
        assert type(at_once) is type(alone) and at_once.window is alone.window
        np.testing.assert_allclose(at_once.probabilities, alone.probabilities, atol=1e-5)
        np.testing.assert_allclose(at_once.f_a, alone.f_a, atol=1e-4)


def test_sta_lstm_says_which_joints_and_frames_it_looked_at(tmp_path):
    recipe = replace(small("sta-lstm"), epochs=6)
    trainer = Trainer(samples(1), ACTIONS, recipe, 0, CPU)
    while not trainer.finished:
        trainer.run_epoch()
    path = tmp_path / "model.safetensors"
    card = ModelCard(ACTIONS, recipe, "three motions", 0, 6, KINECT_V2.name, "a test", versions(), {})
    save_model(path, trainer.result(), card)
    prediction = Recogniser.load(path, "cpu")(window_for(recipe))
    assert isinstance(prediction, GatedPrediction)
    assert prediction.joint_gates.shape == (12, 1, 25) and prediction.frame_gates.shape == (12,)
    np.testing.assert_allclose(prediction.joint_gates.sum(axis=2), 1, atol=1e-5)
    read = [KINECT_V2.index[joint] for joint in recipe.preprocessing.joints]
    assert (prediction.joint_gates[:, :, read] > 0).all()
    assert not np.delete(prediction.joint_gates, read, axis=2).any()
    assert prediction.frame_gates.min() >= 0
    np.testing.assert_allclose(
        prediction.f_a, np.tile(prediction.frame_gates / prediction.frame_gates.max(), (3, 1)), atol=1e-6
    )


def test_a_figure_of_f_a_needs_a_network_that_has_it(tmp_path):
    recipe = small("stcm")
    trainer = Trainer(samples(1), ACTIONS, recipe, 0, CPU)
    path = tmp_path / "model.safetensors"
    card = ModelCard(ACTIONS, recipe, "three motions", 0, 0, KINECT_V2.name, "a test", versions(), {})
    save_model(path, trainer.result(), card)
    times_s = np.arange(60) / 30
    file = tmp_path / "walk.skeleton"
    write_ntu(recording_of(perform("walk", times_s), times_s), file)
    with pytest.raises(ModelError, match="STCM of MANs-5, three motions has no F_A"):
        run_attention(file, path, "cpu", tmp_path / "f_a.png")
