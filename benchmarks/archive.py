"""Speed of ``recognise``: hours of recordings a minute, by number of processes, and what storage must bear.

Run it as ``python -m benchmarks.archive FILE_OR_FOLDER ...``. The commands take turns, as often as
``--repeats`` says, each with a fresh output folder; wall-clock time, so nothing else should run. The last
line reckons what 10,000 hours of the same recordings cost at the speed of one process.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from streaming.errors import UnknownFormatError
from streaming.readers import read_recording
from streaming.recordings.listing import list_archive
from streaming.skeleton.frames import Recording

ROOT = Path(__file__).resolve().parents[1]
ARCHIVE_H = 10_000


def seconds(paths: list[Path], processes: int) -> float:
    """Recognise everything with so many processes, and return the wall-clock time."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        command = [sys.executable, "main.py", "recognise", *map(str, paths), "-o", str(out)]
        begun = time.perf_counter()
        done = subprocess.run(
            [*command, "--processes", str(processes)], cwd=ROOT, capture_output=True, text=True, check=False
        )
        if done.returncode not in (0, 3):
            raise SystemExit(done.stderr.strip())
        return time.perf_counter() - begun


def read_or_none(path: Path) -> Recording | None:
    """Read a recording; None of what is none."""
    try:
        return read_recording(path)
    except UnknownFormatError:
        return None


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--processes", nargs="+", type=int, default=[1, 2])
    parser.add_argument("--repeats", type=int, default=2)
    args = parser.parse_args()
    read = [
        (source, read_or_none(source.path)) for source in list_archive(list(map(str, args.paths))).sources
    ]
    files = [(source, recording) for source, recording in read if recording is not None]
    hours = sum(recording.duration_s for _, recording in files) / 3600
    megabytes = sum(source.size for source, _ in files) / 1e6
    times: dict[int, list[float]] = {count: [] for count in args.processes}
    for _ in range(args.repeats):
        for count in args.processes:
            times[count].append(seconds(args.paths, count))
    print(
        f"{len(files)} files, {60 * hours:.1f} min, {megabytes:.0f} MB, {megabytes / hours:.0f} MB an hour\n"
    )
    print("| processes | seconds | times real time | hours a minute | MB/s read |")
    print("| --- | --- | --- | --- | --- |")
    for count, found in times.items():
        took_s = statistics.median(found)
        faster = 3600 * hours / took_s
        print(f"| {count} | {took_s:.1f} | {faster:.0f} | {faster / 60:.2f} | {megabytes / took_s:.1f} |")
    one = 3600 * hours / statistics.median(times[args.processes[0]])
    print(f"\n{ARCHIVE_H:,} hours at that speed of {args.processes[0]}: {ARCHIVE_H / one:.0f} hours")


if __name__ == "__main__":
    main()
