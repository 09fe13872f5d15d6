"""How far the reading of a long recording is, and how it is ended."""

from __future__ import annotations

from pathlib import Path

import pytest

from streaming import reading_progress
from streaming.readers import is_recognised, read_recording
from streaming.reading_progress import told
from streaming.writers.csv import write_csv
from streaming.writers.json_lines import write_json_lines
from streaming.writers.mcap import write_mcap
from streaming.writers.ntu import write_ntu

SQUAT = Path(__file__).resolve().parents[3] / "samples" / "squat.skeleton"
WRITERS = {"a.csv": write_csv, "a.skeleton": write_ntu, "a.mcap": write_mcap, "a.jsonl": write_json_lines}


class EnoughError(Exception):
    """Ends the reading."""


@pytest.fixture(params=WRITERS)
def file(request, tmp_path, monkeypatch):
    WRITERS[request.param](read_recording(SQUAT), tmp_path / request.param)
    monkeypatch.setattr(reading_progress, "_LEAST_BYTES", 1000)
    return tmp_path / request.param


def test_readers_say_how_far_they_are(file):
    shares: list[float] = []
    with told(shares.append):
        read_recording(file)
    assert shares and shares == sorted(shares)
    assert shares[0] > 0 and shares[-1] <= 1
    count = len(shares)
    read_recording(file)
    assert len(shares) == count  # nobody listens any more


def test_a_listener_can_end_the_reading(file):
    def stop(share: float) -> None:
        raise EnoughError

    with pytest.raises(EnoughError), told(stop):
        read_recording(file)


def test_a_recording_is_recognised_by_its_first_bytes(file, tmp_path):
    head = tmp_path / "cut off"
    head.write_bytes(file.read_bytes()[:6000])
    assert is_recognised(head)
    head.write_bytes(b"RIFF, or anything")
    assert not is_recognised(head)
