"""The fuzzer: its seeds are whole, its damage is damage, and it notices a reader that breaks."""

from __future__ import annotations

import json
import random
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from streaming.errors import RecordingError

pytest.importorskip("resource", reason="the fuzzer bounds time and memory as POSIX does")

from tools import fuzz
from tools.fuzzing import recordings, runner
from tools.fuzzing.containers import (
    damaged_journal,
    damaged_mat,
    damaged_mcap,
    damaged_safetensors,
    damaged_zip,
)
from tools.fuzzing.damage import damaged
from tools.fuzzing.runner import Failure, Runner, watched
from tools.fuzzing.shrink import shrunk
from tools.fuzzing.target import Target, UnsoundError
from tools.fuzzing.targets import NAMES, target

DAMAGES = (damaged, damaged_mcap, damaged_mat, damaged_zip, damaged_safetensors, damaged_journal)
# OpenPose has no depth, and no model has the checksum that the seed names.
REFUSED = {"openpose", "model-background"}


@pytest.fixture(autouse=True)
def watch() -> Iterator[None]:
    with watched():
        yield


def runner_of(made: Target, folder: Path) -> Runner:
    for name in ("work", "seeds"):
        (folder / name).mkdir(exist_ok=True)
    return Runner(made, folder / "work", folder / "kept")


def kind(failure: Failure | None) -> str | None:
    return None if failure is None else failure.details


@pytest.mark.parametrize("name", NAMES)
def test_a_reader_takes_whole_files_and_some_damaged_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    made = target(name)
    run = runner_of(made, tmp_path)
    seeds, rng = made.seeds(tmp_path / "seeds"), random.Random(0)
    with monkeypatch.context() as patch:
        if name not in REFUSED:  # a seed that is refused leads nowhere
            patch.setattr(recordings, "check_refusal", _not_refused)
            patch.setattr(runner, "check_refusal", _not_refused)
        assert [kind(run.failure_of(seed)) for seed in seeds] == [None] * len(seeds)
    changed = [made.mutate(rng.choice(seeds), rng) for _ in range(3)]
    assert [kind(run.failure_of(content)) for content in changed] == [None] * 3


def _not_refused(error: Exception) -> None:
    raise UnsoundError(str(error))


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
@pytest.mark.parametrize(
    "content", [b"", b"\0", b"{", b"[]", b"[[[", b"{}\n{}", b"\n\n", b"a,b\n", b"[" * 5000, bytes(300)]
)
def test_damage_takes_anything(damage: Callable[[bytes, random.Random], bytes], content: bytes) -> None:
    rng = random.Random(0)
    for _ in range(20):
        content = damage(content, rng)


def _raises(path: Path) -> None:
    path.read_bytes().decode("ascii").index("x")


def _warns(path: Path) -> None:
    warnings.warn("something odd", RuntimeWarning, stacklevel=1)


def _prints(path: Path) -> None:
    sys.stderr.write("something odd\n")


def _hangs(path: Path) -> None:
    while True:
        pass


def _fills(path: Path) -> None:
    np.ones(2**40)


def _unsound(path: Path) -> None:
    raise UnsoundError("no frames")


def _two_lines(path: Path) -> None:
    raise RecordingError("a", remedy="b") from None


class _LinesError(RecordingError):
    def __str__(self) -> str:
        return "one line\nand another"


def _many_lines(path: Path) -> None:
    raise _LinesError("")


@pytest.mark.parametrize(
    ("read", "told"),
    [
        (_raises, "ValueError in tests/tools/test_fuzz.py, _raises"),
        (_warns, "RuntimeWarning in tests/tools/test_fuzz.py, _warns"),
        (_prints, "says 'something odd'"),
        (_hangs, "HangError"),
        (_fills, "MemoryError in tests/tools/test_fuzz.py, _fills"),
        (_unsound, "UnsoundError no frames in tests/tools/test_fuzz.py, _unsound"),
        (_many_lines, "UnsoundError _LinesError whose text is not one printable line"),
        (_two_lines, None),
    ],
)
def test_what_counts_as_a_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read: Callable[[Path], None], told: str | None
) -> None:
    monkeypatch.setattr(runner, "HANG_S", 0.05)
    run = runner_of(Target(lambda folder: [], lambda folder: read, (RecordingError,)), tmp_path)
    run(b"a" * 9)
    run(b"a" * 9)
    kept = sorted(path.suffix for path in (tmp_path / "kept").glob("*"))
    assert kept == ([] if told is None else [".small", ".txt", ".whole"])  # once, however often it fails
    for path in (tmp_path / "kept").glob("*.txt"):
        assert path.read_text("utf-8").startswith(str(told))


def test_a_failing_input_is_reduced() -> None:
    content = b"".join(b"line %d\n" % i for i in range(200))
    assert shrunk(content, lambda part: b"7" in part and b"199" in part, 20) == b"7199"
    assert shrunk(b"abc", lambda part: False, 20) == b"abc"


def test_a_reader_that_trusts_one_value_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "streaming.readers.support.json_node.Node.whole", lambda node, least, most: int(node.value)
    )
    monkeypatch.setattr(runner, "_SHRINK_S", 0.1)
    made, rng = target("azure"), random.Random(0)
    run = runner_of(made, tmp_path)
    (seed,) = made.seeds(tmp_path / "seeds")
    for _ in range(2000):
        run(made.mutate(seed, rng))
        if run.kinds:
            break
    (small,) = (tmp_path / "kept").glob("*.small")
    assert 0 < small.stat().st_size < len(seed)


def test_the_command_counts_and_goes_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert fuzz.fuzz(["address"], 1, 1, tmp_path) == 0
    assert "inputs to 1 readers" in capsys.readouterr().out
    (counts,) = json.loads((tmp_path / "counts.json").read_text("utf-8")).values()
    assert counts["inputs"] > 0 and counts["failures"] == 0
    assert f"| address | {counts['inputs']:,} |" in fuzz.table(tmp_path)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--reader", "nothing"], "no reader nothing; there are mcap"),
        (["--seconds", "0"], "'0' is no whole number of 1 or above"),
        (["--table", "--folder", "nothing"], "nothing was fuzzed in nothing"),
    ],
)
def test_wrong_arguments_are_named(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    told: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["fuzz", *words])
    with pytest.raises(SystemExit):
        fuzz.main()
    assert told in capsys.readouterr().err
