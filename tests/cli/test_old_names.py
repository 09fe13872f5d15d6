"""Old names on the command line: accepted, told in one line on the standard error, and not in the help."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import main
from cli.options import SAMPLE
from mans.model_card import load_card

from ..support.small_data import write_ut_kinect

ROOT = Path(__file__).resolve().parents[2]
MODEL = ROOT / "models" / "ut-kinect-mans9.safetensors"


def test_old_options_and_settings_train_the_same(tmp_path, capsys):
    data = tmp_path / "data"
    write_ut_kinect(data)
    given = ("--data", str(data), "--cache", str(tmp_path / "cache"), "--recipe", "current", "--epochs", "1")
    made = {}
    for name, words in {
        "old": ("--batch", "4", "--set", "memory=6", "--set", "augmentation.limb=0"),
        "new": ("--batch-size", "4", "--set", "hidden_size=6", "--set", "augmentation.bone_scale=0"),
    }.items():
        out = tmp_path / f"{name}.safetensors"
        assert main.main(["train", "ut-kinect", *given, *words, "-o", str(out)]) == 0
        made[name] = (out.read_bytes(), load_card(out).recipe)
        told = capsys.readouterr().err.splitlines()
        assert [line.split(";")[0] for line in told] == (
            [
                "warning: command line: --batch is now --batch-size",
                "warning: --set: memory is now hidden_size",
                "warning: --set: limb is now bone_scale",
            ]
            if name == "old"
            else []
        )
    assert made["old"] == made["new"] and made["new"][1].batch_size == 4


def test_a_model_with_an_old_card_is_told_once_and_decides_the_same(tmp_path, capsys):
    old = tmp_path / "old.safetensors"
    shutil.copy(MODEL, old)
    shutil.copy(MODEL.with_suffix(".onnx"), old.with_suffix(".onnx"))  # the same runtime for both
    text = MODEL.with_suffix(".json").read_text()
    text = text.replace('"ema_decay"', '"average"').replace("bone_scale", "limb")
    old.with_suffix(".json").write_text(text)
    said, rows = [], []
    for model in (old, MODEL):
        out = tmp_path / f"{model.stem}.png"
        assert main.main(["attention", str(SAMPLE), "--model", str(model), "-o", str(out)]) == 0
        said.append([line for line in capsys.readouterr().err.splitlines() if "warning" in line])
        rows.append(out.with_suffix(".csv").read_text())
    assert rows[0] == rows[1] and said[1] == []
    (line,) = said[0]
    assert f"{old.with_suffix('.json')}: limb is now bone_scale, average is now ema_decay;" in line


@pytest.mark.parametrize("command", ["train", "evaluate", "evaluate-stream"])
def test_the_help_has_the_new_name_alone(command, capsys):
    with pytest.raises(SystemExit):
        main.main([command, "--help"])
    said = capsys.readouterr().out
    assert "--batch-size N" in said and "--batch N" not in said


def test_both_names_of_an_option_leave_one_value(capsys):
    """The last one given counts, as where an option is given twice."""
    words = ["train", "ut-kinect", "--data", "."]
    with pytest.warns(DeprecationWarning, match="--batch is now --batch-size"):
        args = main.build_parser().parse_args([*words, "--batch", "3"])
    assert args.batch_size == 3
    assert main.build_parser().parse_args(words).batch_size is None


def test_cards_that_ship_have_no_old_names(recwarn):
    for path in sorted((ROOT / "models").glob("*.safetensors")):
        card = json.loads(path.with_suffix(".json").read_text())
        assert "hidden_size" in card["recipe"]
        load_card(path)
    assert not recwarn.list
