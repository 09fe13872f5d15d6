"""Film strips of the time between labelled actions."""

from __future__ import annotations

import sys

import numpy as np

from streaming.readers import read_recording
from tools import gap_strips

from ..support.small_data import write_ut_kinect


def test_it_draws_what_no_label_covers(tmp_path, monkeypatch, capsys):
    data = write_ut_kinect(tmp_path / "ut-kinect", subjects=1)
    path = sorted(data.glob("joints_*.txt"))[0]
    recording = read_recording(path)
    drawn = [recording.times_s[index] for index, _ in gap_strips.cells(recording)]
    assert drawn and np.all(np.diff(drawn) > 0)
    step_s = 1 / gap_strips.POSES_PER_S
    for span in recording.labels:
        assert not any(span.start_s + step_s < time_s < span.end_s - step_s for time_s in drawn)
    monkeypatch.setattr(sys, "argv", ["gap_strips", str(data), str(tmp_path / "out")])
    gap_strips.main()
    assert f"{path.stem}-1.png" in capsys.readouterr().out
    assert (tmp_path / "out" / f"{path.stem}-1.png").read_bytes().startswith(b"\x89PNG")
