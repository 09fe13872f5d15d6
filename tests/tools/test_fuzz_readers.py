"""The fuzzer of the readers: its damage is damage, and it notices a reader that breaks."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

from tools import fuzz_readers  # noqa: E402  the checkout must be found first
from tools.fuzz_damage import damaged  # noqa: E402


@pytest.mark.parametrize("name", fuzz_readers.seeds())
def test_damage_changes_something(name: str) -> None:
    _, whole = fuzz_readers.seeds()[name]
    rng = random.Random(0)
    made = {damaged(whole, rng) for _ in range(20)}
    assert len(made) > 15 and all(isinstance(content, bytes) for content in made)


@pytest.mark.parametrize(
    "content", [b"", b"\0", b"{", b"[]", b"[[[", b"{}\n{}", b"\n\n", b"a,b\n", b"[" * 5000]
)
def test_damage_takes_anything(content: bytes) -> None:
    rng = random.Random(0)
    for _ in range(50):
        content = damaged(content, rng)


def test_a_reader_that_breaks_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reader, _ = fuzz_readers.seeds()["azure"]
    monkeypatch.chdir(tmp_path)
    # Trusts one value among two thousand.
    monkeypatch.setattr(
        "streaming.readers.support.json_node.Node.whole", lambda node, least, most: int(node.value)
    )
    with pytest.raises((TypeError, ValueError, OverflowError)):
        fuzz_readers.unguided("azure", 20, tmp_path)
    assert (tmp_path / "crash-azure").stat().st_size > 0
    assert reader.FORMAT.startswith("Azure")


def test_unknown_readers_are_named() -> None:
    command = [sys.executable, "-m", "tools.fuzz_readers", "--reader", "nothing"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert done.returncode == 2 and "no reader nothing; there are ntu" in done.stderr
