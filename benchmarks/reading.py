"""Reading of every format, MB/s: ``python -m benchmarks.reading``.

A minute of a walking person at 30 fps is written in each format: by the program's own writers, or by the
helpers of the tests that write small files as other programs do. Reads take turns; CPU time of one thread.
With ``--csv-hours 8``, so many hours of a person are written as CSV and read back instead, bit for bit.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.memory import made_recording
from benchmarks.parts import Numbers, Part, child, medians
from mans.evaluation.doc_pages import markdown_table
from streaming.readers import read_recording
from streaming.skeleton.frames import Body, Recording
from streaming.skeleton.layouts import KINECT_V1, KINECT_V2
from streaming.writers.atomic import replace_file, replace_text
from streaming.writers.csv import write_csv
from streaming.writers.json_lines import write_json_lines
from streaming.writers.mcap import write_mcap
from streaming.writers.ntu import write_ntu
from streaming.writers.trc import write_trc
from tests.support import data_set_files, kinect_json, more_data_set_files, xef_files
from tools.peak_memory import peak_bytes

SECONDS = 60.0
OWN: dict[str, tuple[str, Callable[[Recording, Path], object]]] = {
    "this program's MCAP": (".mcap", write_mcap),
    "joint CSV": (".csv", write_csv),
    "JSON lines": (".jsonl", write_json_lines),
    "NTU RGB+D .skeleton": (".skeleton", write_ntu),
    "TRC": (".trc", write_trc),
}

Floats = npt.NDArray[np.float64]


def _bodies(recording: Recording) -> list[Body]:
    return [frame.bodies[0] for frame in recording.frames]


def _v1(positions: Floats) -> Floats:
    """Return Kinect v1's twenty joints (F, 20, 3) of v2's twenty-five."""
    names = {"HipCenter": "SpineBase", "Spine": "SpineMid", "ShoulderCenter": "SpineShoulder"}
    return positions[:, [KINECT_V2.index[names.get(name, name)] for name in KINECT_V1.joints]]


def _xef(bodies: list[Body], path: Path) -> None:
    events = [xef_files.body_event([body], i / 30, i) for i, body in enumerate(bodies)]
    replace_file(path, lambda temporary: temporary.write_bytes(xef_files.clip(events)))


def _azure(bodies: list[Body], path: Path) -> None:
    replace_text(path, json.dumps(kinect_json.azure_file([[kinect_json.azure_body()] for _ in bodies])))


def _kinectron(bodies: list[Body], path: Path) -> None:
    replace_text(path, json.dumps([kinect_json.kinectron_body(b, 33 * i) for i, b in enumerate(bodies)]))


def _dotnet(bodies: list[Body], path: Path) -> None:
    lines = ({**kinect_json.dotnet_body(body), "Ticks": 333_333 * i} for i, body in enumerate(bodies))
    replace_text(path, "\n".join(map(json.dumps, lines)))


def write_all(folder: Path, seconds: float = SECONDS) -> dict[str, Path]:
    """Write a recording in every format into a folder: files by the names of their formats."""
    recording = made_recording(seconds)
    found: dict[str, Path] = {}
    for name, (suffix, write) in OWN.items():
        found[name] = folder / f"own-{len(found)}{suffix}"
        write(recording, found[name])
    bodies = _bodies(recording)
    positions = np.stack([body.positions for body in bodies]).astype(np.float64)
    old = _v1(positions)
    others: dict[str, Callable[[Path], object]] = {
        "Kinect Studio .xef": lambda path: _xef(bodies, path),
        "Azure Kinect JSON": lambda path: _azure(bodies, path),
        "Kinectron JSON": lambda path: _kinectron(bodies, path),
        ".NET Body JSON": lambda path: _dotnet(bodies, path),
        "MSRC-12": lambda path: data_set_files.msrc12_file(path, old),
        "NW-UCLA JSON": lambda path: data_set_files.nw_ucla_file(path, old),
        "MSR-Action3D": lambda path: data_set_files.msr_action3d_file(path, old),
        "MSR DailyActivity3D": lambda path: more_data_set_files.msr_daily_file(path, old),
        "GTU Action3D": lambda path: more_data_set_files.gtu_action3d_file(path, positions),
        "KinectMultiTrack": lambda path: more_data_set_files.multitrack_file(path, {(1, "a"): positions}),
        "NumPy .npy": lambda path: np.save(path, positions.astype(np.float32)),
    }
    for name, write_other in others.items():
        found[name] = folder / f"other-{len(found)}.npy"  # readers go by content, not by name
        write_other(found[name])
    return found


def one(seconds: float = SECONDS, reads: int = 2) -> Numbers:
    """Measure in this process: MB/s of CPU time, and MB of an hour."""
    with tempfile.TemporaryDirectory() as folder:
        files = write_all(Path(folder), seconds)
        spent: dict[str, list[float]] = {name: [] for name in files}
        for _ in range(reads + 1):
            for name, path in files.items():
                begun = time.process_time()
                read_recording(path)
                spent[name].append(time.process_time() - begun)
        sizes = {name: path.stat().st_size / 1e6 for name, path in files.items()}
    found: Numbers = {}
    for name, size in sizes.items():
        took = float(np.median(spent[name][1:]))
        found |= {f"{name}, MB/s": size / took, f"{name}, MB": 3600 / seconds * size, f"{name}, s": took}
    return found


def measured(rounds: int) -> Numbers:
    """Measure in processes one after the other."""
    return medians([child("reading", "--one") for _ in range(min(rounds, 3))])


def tables(numbers: Numbers) -> dict[str, str]:
    """Return the table of the formats."""
    rows = []
    for key, speed in numbers.items():
        name, _, unit = key.rpartition(", ")
        if unit == "MB/s":
            faster = SECONDS / numbers[f"{name}, s"]
            rows.append((name, f"{numbers[f'{name}, MB']:.0f}", f"{speed:.1f}", f"{faster:,.0f}"))
    return {"reading": markdown_table(("format", "MB an hour", "MB/s", "times real time"), rows)}


def ratios(numbers: Numbers) -> Numbers:
    """Return the time of each format over that of the joint CSV."""
    base = numbers["joint CSV, s"]
    return {
        f"reading {key.removesuffix(', s')} over joint CSV": value / base
        for key, value in numbers.items()
        if key.endswith(", s") and not key.startswith("joint CSV")
    }


def long_csv(hours: float) -> str:
    """Write hours of a person as CSV, read them back, and say how that went."""
    recording = made_recording(3600 * hours)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "long.csv"
        write_csv(recording, path)
        size = path.stat().st_size / 1e6
        begun = time.process_time()
        again = read_recording(path)
        took = time.process_time() - begun
    same = len(again.frames) == len(recording.frames) and all(
        np.array_equal(a.bodies[0].positions, b.bodies[0].positions)
        for a, b in zip(recording.frames, again.frames, strict=True)
    )
    peak = peak_bytes() / 1e9
    return (
        f"{hours:g} h, {size:.0f} MB of CSV: read in {took:.1f} s of CPU time ({size / took:.1f} MB/s), "
        f"{'bit for bit' if same else 'NOT THE SAME'}; at most {peak:.2f} GB for both recordings"
    )


PART = Part("reading each format", measured, tables, ratios)


def main() -> None:
    """Print the table; or be one of its processes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=3, help="processes, one after the other (%(default)s)")
    parser.add_argument("--csv-hours", type=float, help="write and read a long CSV instead")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.csv_hours:
        print(long_csv(args.csv_hours))
    else:
        print(json.dumps(one()) if args.one else tables(measured(args.rounds))["reading"])


if __name__ == "__main__":
    main()
