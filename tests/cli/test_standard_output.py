"""Where the standard output cannot be written, one line says so; a reader may go before the end."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FULL = Path("/dev/full")


@pytest.mark.skipif(not FULL.exists(), reason="only Linux has /dev/full")
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("words", [["info", "samples/squat.skeleton"], ["--version"], ["train", "--help"]])
def test_a_full_one_is_told_in_one_line(words, unbuffered):
    with FULL.open("w") as full:
        done = subprocess.run(
            [sys.executable, "main.py", *words],
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=100,
            env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
        )
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert line.startswith("error: the standard output: No space left on device")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGPIPE")
def test_a_reader_that_has_gone_ends_it_without_a_word():
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [sys.executable, "main.py", "--version"],
            cwd=ROOT,
            stdout=writing,
            stderr=subprocess.PIPE,
            text=True,
            timeout=100,
        )
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (141, "")


def closed(descriptor: int, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the command with a standard stream that is closed from the start."""
    return subprocess.run(
        ["sh", "-c", f'exec "$@" {descriptor}>&-', "sh", sys.executable, "main.py", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=100,
    )


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such shell")
def test_an_error_whose_stream_is_closed_is_not_among_the_results():
    done = closed(2, "info", "nothing.skeleton")
    assert (done.returncode, done.stdout) == (2, "")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such shell")
@pytest.mark.parametrize("words", [["doctor", "--only", "python"], ["doctor", "--json", "--only", "python"]])
def test_results_whose_stream_is_closed_go_nowhere(words):
    done = closed(1, *words)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such shell")
@pytest.mark.parametrize("descriptor", [1, 2])
def test_no_file_gets_the_number_of_a_closed_stream(descriptor, tmp_path):
    program = (
        "import os, sys; from cli import standard_output; standard_output.open_missing()\n"
        "with open(sys.argv[1], 'w') as file:\n"
        f"    os.write({descriptor}, b'of a library'); file.write('ours')"
    )
    words = ["sh", "-c", f'exec "$@" {descriptor}>&-', "sh", sys.executable, "-c", program]
    subprocess.run([*words, tmp_path / "made"], cwd=ROOT, check=True, timeout=100)
    assert (tmp_path / "made").read_text() == "ours"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such shell")
def test_events_for_a_closed_standard_output_are_refused(tmp_path):
    done = closed(1, "record", str(tmp_path / "a.mcap"), "--video", "nothing.mp4", "--send", "jsonl:-")
    assert done.returncode == 2
    assert done.stderr == "error: the standard output is closed\n"
