"""The parts of ``make bench``, each at its smallest."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
import torch

from benchmarks import (
    call_profile,
    int8,
    memory,
    reading,
    roofline,
    runtimes,
    session_options,
    stages,
    startup,
    streams,
    training_rate,
)
from benchmarks.parts import MissingError, child, medians
from benchmarks.st_gcn import StGcn
from mans.networks.settings import parents_among
from mans.recogniser import Recogniser
from streaming.skeleton.layouts import KINECT_V2
from streaming.sources.decoder import VideoDecoder

EVERYDAY = "everyday-mans-evidence"


@pytest.fixture(scope="module")
def inputs() -> np.ndarray:
    """Windows of the bundled recordings, as the everyday model reads them."""
    recogniser = Recogniser.load(runtimes.MODELS[0], "cpu")
    return recogniser.network_inputs(runtimes.windows(recogniser)[:60:5])


# Networks


def test_st_gcn_has_its_paper_s_size_and_reads_two_bodies():
    assert roofline.count("st-gcn").parameters == pytest.approx(3.1e6, rel=0.01)
    network = StGcn(60, parents_among(KINECT_V2.joints)).eval()
    with torch.inference_mode():
        assert network(torch.rand(2, 8, 50, 3)).shape == (2, 60)


def test_flops_are_counted_by_the_networks_themselves():
    counted = {name: roofline.count(name) for name in ("mans-9", "ut-kinect-mans9", EVERYDAY)}
    assert counted["mans-9"].flop > counted["ut-kinect-mans9"].flop > counted[EVERYDAY].flop > 1e7


@pytest.mark.parametrize("runtime", roofline.RUNTIMES)
def test_a_turn_measures_each_network(runtime, tmp_path, inputs, monkeypatch):
    monkeypatch.setattr(roofline, "_LONG_S", 0.0)
    monkeypatch.setattr(roofline, "_SIZE", 64)
    np.save(tmp_path / f"{EVERYDAY}.npy", inputs[:2])
    if runtime == "onnx":  # any network stands for the one in int8
        (tmp_path / f"{EVERYDAY}-int8.onnx").write_bytes(runtimes.MODELS[0].with_suffix(".onnx").read_bytes())
    found = roofline.turn(runtime, tmp_path, [EVERYDAY])
    others = {"torch": {"peak"}, "onnx": {f"{EVERYDAY}, int8"}}[runtime]
    assert found.keys() == {f"{EVERYDAY}, {runtime}", *others}
    assert min(found.values()) > 0


def test_a_share_of_the_peak_is_flops_over_time(tmp_path):
    numbers = {
        f"{EVERYDAY}, parameters": 9e5,
        f"{EVERYDAY}, flop": 50e6,
        f"{EVERYDAY}, int8 decisions": 0.994,
        "peak, 1": 100.0,
        f"{EVERYDAY}, torch, 1": 2.0,
        f"{EVERYDAY}, onnx, 1": 1.0,
        f"{EVERYDAY}, int8, 1": 0.9,
    }
    text = roofline.tables(numbers)["roofline"]
    # 50 MFLOP in 2 ms are 25 GFLOP/s; at 100 GFLOP/s they would take half a millisecond.
    assert "| 50 | 1 | 2.00 | 1.00 | 2.00 | 0.90 | 25% | 50% | 0.50 |" in text
    assert "100 GFLOP/s with one thread." in text and "99.40% by `everyday-mans-evidence`" in text
    assert roofline.ratios(numbers) == {f"{EVERYDAY} by ONNX Runtime over torch, 1": 0.5}
    roofline.draw(numbers, tmp_path / "roofline.svg")
    assert (tmp_path / "roofline.svg").read_text(encoding="utf-8").rstrip().endswith("</svg>")


def test_an_int8_network_is_compared_on_windows_it_was_not_calibrated_on(tmp_path, inputs):
    kept = int8.int8_network(runtimes.MODELS[0].with_suffix(".onnx"), inputs, tmp_path / "int8.onnx")
    assert kept in [n / 9 for n in range(5, 10)]  # of twelve windows nine are compared
    assert b"QuantizeLinear" in (tmp_path / "int8.onnx").read_bytes()


@pytest.mark.parametrize("name", ["two threads, not spinning", "no graph optimisation"])
def test_options_of_a_session(name):
    found = session_options.one(name, calls=2)
    assert (
        found.keys() == {f"{name}, {what}" for what in ("ms", "CPU ms", "CPU ms after")}
        and found[f"{name}, ms"] > 0
    )


def test_a_call_is_more_than_its_steps():
    found = call_profile.one(turns=3)
    assert found.keys() == call_profile.STEPS.keys()
    text = call_profile.tables(
        {"cutting": 0.1, "by torch": 0.8, "preprocessing": 0.3, "network": 1.3, "call": 1.9}
    )
    assert "| the rest of a call | 0.30 |\n| a call | 1.90 |" in text["call"]


# The chain


def a_video(path, colours):
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*"MJPG"), 30.0, (1280, 720))
    for colour in colours:
        image = np.zeros((720, 1280, 3), np.uint8)
        image[:, 480:800] = colour  # its middle quarter
        writer.write(image)
    writer.release()


@pytest.mark.parametrize("four", [False, True])
def test_a_clip_goes_forwards_and_backwards(tmp_path, four):
    a_video(tmp_path / "video.avi", [(0, 0, 50 * i) for i in range(5)])
    stages.write_clip(tmp_path / "video.avi", tmp_path / "clip.avi", four=four, images=12)
    decoder, reds = VideoDecoder(tmp_path / "clip.avi"), []
    while (read := decoder.read()) is not None:
        assert read[1].shape == (360, 640, 3)
        reds.append([round(float(read[1][180, x, 0]) / 50) for x in (80, 240, 400, 560)])
    assert len(reds) == 12
    course = [0, 1, 2, 3, 4, 3, 2, 1, 0, 1, 2, 3]
    if four:  # eight images there and back, each place two further
        assert [row[0] for row in reds] == course and [row[1] for row in reds][:6] == course[2:8]
    else:
        assert all(row[0] == 0 for row in reds)
        decoder = VideoDecoder(tmp_path / "clip.avi")
        middle = [round(float(decoder.read()[1][180, 320, 0]) / 50) for _ in course]
        assert middle == course


def test_without_videos_or_a_pose_model_it_says_which(tmp_path, monkeypatch):
    with pytest.raises(MissingError, match=r"no squat\.mp4"):
        (tmp_path / "two_people.mp4").touch()
        stages.measured(1, tmp_path, tmp_path / "model.task")
    monkeypatch.setattr(stages, "pose_model", lambda: None)
    with pytest.raises(MissingError, match="no pose model"):
        stages.measured(1, tmp_path)


def test_the_table_of_the_stages():
    stage = {f"1, pose, {which}": float(which) for which in stages.PERCENTILES}
    numbers = {**stage, "1, found": 1.0, "1, dropped": 0.25, "1, cores": 0.8, "1, image to answer, 50": 75.0}
    text = stages.tables(numbers)["stages"]
    assert "| 1 | pose | 50.0 | 95.0 | 99.0 |" in text and "| 1 | 1.0 | 25% | 0.80 |" in text
    assert stages.ratios(numbers) == {"image to answer over pose, 1 in view": 1.5}


def test_a_timed_method_is_itself_again():
    class Step:
        def __call__(self, x: int) -> int:
            return x + 1

    took: list[float] = []
    before = Step.__call__
    end = stages.timed(took, Step, "__call__")
    assert Step()(1) == 2 and len(took) == 1
    end()
    assert Step.__call__ is before


# The others


def test_every_format_is_read():
    found = reading.one(seconds=0.5, reads=1)
    assert len(found) == 3 * 16 and min(found.values()) > 0
    assert reading.tables(found)["reading"].count("\n") == 18
    assert "bit for bit" in reading.long_csv(0.002)


def test_training_steps_and_the_trainer():
    found = training_rate.one(("sta-lstm",), trainer=False)
    assert found["sta-lstm"] > 0
    assert (
        "| `mans-9` | 40 |" in training_rate.tables({"mans-9": 40.0, training_rate.TRAINER: 30})["training"]
    )


def test_streams_and_memory():
    assert streams.measured((1, 2), 1).keys() == {(n, batched) for n in (1, 2) for batched in (False, True)}
    assert memory.measured(0.1, 32)["count"] > 10


def test_a_start_answers():
    assert startup.start("auto")["first answer"] > 0


def test_a_child_that_fails_says_why():
    with pytest.raises(RuntimeError, match="soup"):
        child("roofline", "--soup")
    assert medians([{"a": 1.0, "b": 2.0}, {"a": 3.0}]) == {"a": 2.0}
