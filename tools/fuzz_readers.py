"""Coverage-guided fuzzing of the recording readers: any bytes must give a recording or a RecordingError.

    python -m tools.fuzz_readers [--seconds 60] [--reader NAME ...]

With atheris (``pip install -e '.[dev,fuzz]'``, on Linux) libFuzzer steers the input by the branches that it
reaches in ``streaming/readers``; without it the same seeds are damaged at random. It starts from the small
whole files that the tests write. Prints the inputs run per reader; the first input that breaks one is kept
and named, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import importlib
import itertools
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from streaming.writers.files import free_path
from tools.fuzz_damage import damaged

TOKENS = [
    *(b"NaN", b"Infinity", b"null", b"-1", b"1e999", b"[[", b"{}", b'"', b",", b";", b"\n", b"2147483647"),
    *(b"EVENTS1\0", b"\xff\xff\0\0", b"\x24\x01\0\0", b"\x90\x18\0\0", b"x\x9c", b"Joints", b"Position"),
    *(b"Tracked", b"TrackingId", b"cameraX", b"bodies", b"joints", b"frames", b"SpineBase_x", b"time_ms"),
]
"""What the formats are made of, for the fuzzer to put in."""
LONGEST = 64 * 1024


def seeds() -> dict[str, tuple[Any, bytes]]:
    """Return name to a reader's module and a whole file of its format."""
    from streaming.readers import (
        bvh,
        gtu_action3d,
        isl_sign,
        joint_lines,
        kinect_multitrack,
        msr_daily,
        ntu,
        number_table,
        ut_kinect,
    )
    from streaming.writers.bvh import write_bvh
    from tests.support.data_set_files import standing
    from tests.support.kinect_seeds import SEEDS
    from tests.support.more_data_set_files import (
        gtu_action3d_file,
        isl_sign_file,
        msr_daily_file,
        multitrack_file,
        standing_v2,
    )
    from tests.support.small_files import ntu_body, ntu_file, ut_file, ut_row
    from tests.support.tables import SQUAT, squat, table

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "seed"
        text = {
            "ntu": (ntu, ntu_file(path, [[ntu_body(1)], [], [ntu_body(2), ntu_body(1)]]).read_bytes()),
            "number-table": (number_table, table(squat(4).reshape(4, -1))),
            "joint-lines": (joint_lines, table(squat(4).reshape(-1, 3), separator=" ")),
            "bvh": (bvh, _written(lambda file: write_bvh(ntu.read(SQUAT), file), path)[:LONGEST]),
            "ut-kinect": (ut_kinect, ut_file(path, [ut_row(2), ut_row(4), ut_row(4)]).read_bytes()),
            "msr-daily": (msr_daily, msr_daily_file(path, standing(2)).read_bytes()),
            "isl-sign": (
                isl_sign,
                isl_sign_file(path, standing(2, isl_sign.JOINTS) + 0.001).read_bytes(),
            ),
            "gtu-action3d": (gtu_action3d, gtu_action3d_file(path, standing_v2(2) + 0.001).read_bytes()),
            "kinect-multitrack": (
                kinect_multitrack,
                multitrack_file(path, {(1, "a"): standing_v2(2), (2, "b"): standing_v2(2)}).read_bytes(),
            ),
        }
    return text | SEEDS


def _written(write: Callable[[Path], object], path: Path) -> bytes:
    """Return what a writer writes."""
    write(path)
    return path.read_bytes()


class Target:
    """Gives bytes to a reader and to recognition, as a file."""

    def __init__(self, reader: Any, folder: Path) -> None:
        """Fuzz this reader's module, with its file in this folder."""
        from streaming.errors import RecordingError
        from streaming.readers import read_recording

        self._reads = (reader.read, read_recording)
        self._expected = RecordingError
        self._path = folder / "input"

    def __call__(self, content: bytes) -> None:
        """Read these bytes; whatever is no RecordingError comes through."""
        self._path.write_bytes(content)
        for read in self._reads:
            try:
                found = read(self._path)
            except self._expected:
                continue
            times_s = [frame.time_s for frame in found.frames]
            if not times_s or any(b <= a for a, b in itertools.pairwise(times_s)):
                raise AssertionError(f"frames at {times_s[:20]} s")


def guided(atheris: ModuleType, name: str, seconds: int, folder: Path) -> None:
    """Fuzz one reader with atheris; libFuzzer ends the process itself."""
    with atheris.instrument_imports(include=["streaming.readers"]):
        reader, seed = seeds()[name]
        target = Target(reader, folder)
    corpus = folder / "corpus"
    corpus.mkdir()
    (corpus / "seed").write_bytes(seed)
    words = folder / "words"
    words.write_text("".join('"' + "".join(f"\\x{byte:02x}" for byte in token) + '"\n' for token in TOKENS))
    options = [f"-max_total_time={seconds}", f"-max_len={LONGEST}", f"-dict={words}", "-rss_limit_mb=1500"]
    options += ["-timeout=20", f"-artifact_prefix={Path.cwd()}/", "-print_final_stats=1"]

    def mutate(content: bytes, longest: int, seed: int) -> bytes:
        """Change structure half of the time, bytes the other half."""
        rng = random.Random(seed)
        if rng.random() < 0.5:
            made: bytes = atheris.Mutate(content, longest)
            return made
        return damaged(content, rng)[:longest]

    atheris.Setup([sys.argv[0], *options, str(corpus)], target, custom_mutator=mutate)
    atheris.Fuzz()


def unguided(name: str, seconds: int, folder: Path) -> None:
    """Fuzz one reader with random damage."""
    reader, seed = seeds()[name]
    target, rng, inputs = Target(reader, folder), random.Random(0), 0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        content = seed
        for _ in range(rng.randint(1, 4)):
            content = damaged(content, rng) if rng.random() < 0.7 else _random_bytes(content, rng)
        inputs += 1
        try:
            target(content)
        except Exception:  # whatever it is, the input is wanted
            kept = free_path(Path.cwd(), f"crash-{name.replace(' ', '-')}", "")
            kept.write_bytes(content)
            print(f"the input is kept as {kept}")
            raise
    print(f"Done {inputs} runs in {seconds} second(s)")


def _random_bytes(content: bytes, rng: random.Random) -> bytes:
    """Overwrite, insert, cut or repeat bytes."""
    at = rng.randrange(len(content) + 1)
    action = rng.randrange(4)
    if action == 0:
        return content[:at] + rng.randbytes(4) + content[at + rng.choice([1, 4, 100]) :]
    if action == 1:
        return content[:at] + rng.choice(TOKENS) + content[at:]
    if action == 2:
        return content[:at] + content[at + rng.choice([1, 30, len(content)]) :]
    return content[:at] + content[max(0, at - 200) :]


def fuzz_one(name: str, seconds: int) -> None:
    """Fuzz one reader in this process, in which no reader must have been imported yet."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        try:
            atheris = importlib.import_module("atheris")
        except ImportError:
            unguided(name, seconds, Path(folder))
        else:
            guided(atheris, name, seconds, Path(folder))


def fuzz_each(chosen: list[str], seconds: int) -> int:
    """Fuzz each reader in a process of its own, print the counts, return the exit code."""
    each_s, total, failed = max(1, seconds // len(chosen)), 0, False
    for name in chosen:
        done = subprocess.run(
            [sys.executable, "-m", "tools.fuzz_readers", "--in-process", name, "--seconds", str(each_s)],
            capture_output=True,
            text=True,
            errors="replace",
            stdin=subprocess.DEVNULL,
        )
        output = done.stdout + done.stderr
        runs, reached = re.search(r"Done (\d+) runs", output), re.findall(r"cov: (\d+)", output)
        if done.returncode or runs is None:
            failed = True
            print(f"{name:14} broke:\n{output[-3000:]}")
            continue
        total += int(runs[1])
        coverage = f", {reached[0]} branches at first, {reached[-1]} at the end" if reached else ", unguided"
        print(f"{name:14} {int(runs[1]):8} inputs in {each_s} s{coverage}", flush=True)
    print(f"{'together':14} {total:8} inputs")
    return 1 if failed else 0


def main() -> int:
    """Read the command line; return the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=int, default=60, help="for all readers together (default 60)")
    parser.add_argument("--reader", action="append", help="only this one; may be repeated")
    parser.add_argument("--in-process", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.in_process:
        fuzz_one(options.in_process, options.seconds)
        return 0
    names = list(seeds())
    unknown = set(options.reader or ()) - set(names)
    if unknown:
        parser.error(f"no reader {', '.join(sorted(unknown))}; there are {', '.join(names)}")
    return fuzz_each(options.reader or names, options.seconds)


if __name__ == "__main__":
    sys.exit(main())
