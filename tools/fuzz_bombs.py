"""Decompression bombs: each must be read or rejected within a memory bound.

    nice python -m tools.fuzz_bombs [--megabytes 6]

Each file is read in a process of its own; printed are its size, how much memory that took, how long, and what
came of it. The exit code is 1 if any took more than a file may
(``streaming/readers/support/frame_store.py``), with 128 MiB to spare for a chunk that is unpacked and what is
made of it. Needs Linux, whose /proc tells.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from streaming.readers.support.frame_store import bytes_allowed
from streaming.readers.support.mcap_channels import ACTION, SKELETON, encode_frame, encode_span
from streaming.skeleton.frames import Body, Frame, LabelledSpan
from streaming.skeleton.layouts import KINECT_V1
from streaming.writers import mcap
from streaming.writers.mcap import MessageWriter

ROOT = Path(__file__).resolve().parents[1]
_MOST_MESSAGES = 1_000_000
_SPARE = 128 * 1024**2
_READ = """
import sys, time
from pathlib import Path
from streaming.errors import RecordingError
from streaming.readers import read_recording
from tools.peak_memory import peak_bytes
before, start_s, path = peak_bytes(), time.monotonic(), Path(sys.argv[1])
try:
    found = f"{len(read_recording(path).frames)} frames"
except RecordingError as error:
    found = error.found
print(peak_bytes() - before, f"{time.monotonic() - start_s:.1f}", found)
"""
Make = Callable[[Path, int], None]
"""Writes a bomb of at most so many bytes."""


def _text(start: str, line: str, end: str = "") -> Make:
    def make(path: Path, size: int) -> None:
        count = max((size - len(start) - len(end)) // len(line), 1)
        path.write_text(start.replace("COUNT", str(count)) + line * count + end)

    return make


def _mcap(messages: Callable[[int], Iterator[tuple[object, bytes]]]) -> Make:
    """Messages over and over, until the file is as large."""

    def make(path: Path, size: int) -> None:
        with path.open("wb") as file:
            writer = MessageWriter(file, {"rate_hz": "30"}, lambda _: 0)
            number = 0
            while number < _MOST_MESSAGES and file.tell() < size - 100_000:
                for channel, message in messages(number):
                    writer.add(channel, 0.0, message)  # type: ignore[arg-type]
                number += 1
            writer.finish()

    return make


def _in_one_chunk(make: Make) -> Make:
    """Pack messages as no recorder does: as much in a chunk as may be."""

    def write(path: Path, size: int) -> None:
        usual, mcap._CHUNK_BYTES = mcap._CHUNK_BYTES, 60 * 1024**2
        try:
            make(path, size)
        finally:
            mcap._CHUNK_BYTES = usual

    return write


def _frames(bodies: int, *, still: bool) -> Callable[[int], Iterator[tuple[object, bytes]]]:
    place = np.random.default_rng(0).uniform(0.5, 2, (25, 3)).astype(np.float32)
    people = tuple(Body(i, place, np.full(25, 2, np.uint8)) for i in range(bodies))
    message = encode_frame(Frame(0, 0.0, people)).replace(b'"time_s":0.0', b'"time_s":%d')

    def messages(number: int) -> Iterator[tuple[object, bytes]]:
        yield SKELETON, message % (0 if still else number)

    return messages


def _labels(number: int) -> Iterator[tuple[object, bytes]]:
    if number == 0:
        yield SKELETON, encode_frame(Frame(0, 0.0, ()))
    yield ACTION, encode_span(LabelledSpan("wave" * 200, 0.0, 1.0))


def _mat(path: Path, size: int) -> None:
    from tests.support.data_set_files import mat_array, mat_compressed, mat_file

    frames = min(size * 500 // 480, 2_000_000 // 8)
    mat_file(path, mat_compressed(mat_array("d_skel", np.zeros((20, 3, frames), np.int8), stored=(1, "i1"))))


def _xef(path: Path, size: int) -> None:
    from tests.support.xef_files import BODY_STREAM, body_frame, clip, event

    place = np.full((25, 3), 2.0, np.float32)
    data = bytearray(body_frame([Body(1, place, np.full(25, 2, np.uint8))] * 6))
    for i in range(6):
        data[32 + 1040 * i + 1008] = i + 1
    packed = zlib.compress(bytes(data), 9)
    events = size // (len(packed) + 60)
    path.write_bytes(
        clip([event(BODY_STREAM, packed, i / 30, bytes(4), flags=1, full_size=6288) for i in range(events)])
    )


def _npy(path: Path, size: int) -> None:
    header = b"{'descr': '<f2', 'fortran_order': False, 'shape': (4000000000, 25, 3), }".ljust(117) + b"\n"
    path.write_bytes(b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header + bytes(1000))


_JOINTS = json.dumps({"Joints": {"SpineBase": None}, "IsTracked": False})
BOMBS: dict[str, Make] = {
    "NTU, empty frames": _text("COUNT\n", "0\n"),
    ".NET JSON, empty frames": _text(f"[[{_JOINTS}]", ",[]", "]"),
    ".NET JSON, untracked bodies": _text(f"[[{_JOINTS}]", f",[{_JOINTS}]", "]"),
    "Azure JSON, empty frames": _text(
        '{"bone_list":[],"frames":[{"timestamp_usec":0,"bodies":[]}',
        ',{"timestamp_usec":1,"bodies":[]}',
        "]}",
    ),
    "MediaPipe JSON, nobody": _text('[{"pose_world_landmarks":[]}', ',{"pose_world_landmarks":[]}', "]"),
    "CSV, nobody in any row": _text(
        ",".join(f"{joint}_{axis}" for joint in KINECT_V1.joints for axis in "xyz") + "\n", "," * 59 + "\n"
    ),
    "MSR-Action3D, still": _text("", "0.1 0.1 1.1 1\n" * 20),
    "MCAP, empty frames": _mcap(_frames(0, still=False)),
    "MCAP, empty frames at one time": _mcap(_frames(0, still=True)),
    "MCAP, six statues": _mcap(_frames(6, still=False)),
    "MCAP, six statues at one time": _mcap(_frames(6, still=True)),
    "MCAP, six statues in vast chunks": _in_one_chunk(_mcap(_frames(6, still=True))),
    "MCAP, labels": _mcap(_labels),
    "MATLAB, zeros in bytes": _mat,
    "XEF, six statues": _xef,
    "NumPy, a claim": _npy,
}


def main() -> int:
    """Read the command line; return the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--megabytes", type=float, default=6, help="size of each file (default 6)")
    size = int(parser.parse_args().megabytes * 1e6)
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        for name, make in BOMBS.items():
            path = Path(folder) / "bomb"
            path.unlink(missing_ok=True)
            make(path, size)
            done = subprocess.run(
                [sys.executable, "-c", _READ, str(path)],
                cwd=ROOT,
                capture_output=True,
                text=True,
                stdin=subprocess.DEVNULL,
            )
            if done.returncode:
                print(f"{name:32} broke:\n{done.stderr[-2000:]}")
                failed = True
                continue
            grown, seconds, found = done.stdout.strip().split(" ", 2)
            over = int(grown) > bytes_allowed(path) + _SPARE
            failed |= over
            sizes = f"{path.stat().st_size / 1e6:6.2f} MB {int(grown) / 1e6:7.1f} MB {seconds:>6} s"
            print(f"{name:32} {sizes}  {'TOO MUCH: ' * over}{found[:60]}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
