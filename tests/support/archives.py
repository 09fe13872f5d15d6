"""Small archives that tests make of the bundled recordings, and the command that reads them."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections.abc import Generator, Sequence
from pathlib import Path

from mans.archive.recognition import FileRecogniser, Work
from mans.archive.results import FileResult
from streaming.readers import read_recording
from streaming.recordings.listing import Source
from streaming.skeleton.frames import Recording
from streaming.writers.ntu import write_ntu

from .waiting import heed_ctrl_c

ROOT = Path(__file__).resolve().parents[2]
MODEL = ROOT / "models" / "everyday-mans-evidence.safetensors"
SAMPLES = ROOT / "samples"


def archive_of(folder: Path, count: int, frames: int = 60) -> Path:
    """Write so many recordings of a sample's first frames, two seconds each unless told otherwise."""
    whole = read_recording(SAMPLES / "tai_chi.skeleton")
    for number in range(count):
        part = Recording(whole.frames[number : number + frames], whole.rate_hz, whole.format)
        path = folder / f"group{number % 3}" / f"take{number:02d}.skeleton"
        path.parent.mkdir(parents=True, exist_ok=True)
        write_ntu(part, path)
    return folder


def rows_of(table: Path) -> list[dict[str, str]]:
    """The rows of a CSV table."""
    with table.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def command(*words: object) -> list[str]:
    """The command as a process of its own."""
    return [sys.executable, str(ROOT / "main.py"), "recognise", *map(str, words)]


def started(*words: object) -> subprocess.Popen[bytes]:
    """Start the command, in a session of its own."""
    return subprocess.Popen(
        command(*words),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd=ROOT,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        start_new_session=True,
        preexec_fn=heed_ctrl_c,
    )


def in_this_process(work: Work, sources: Sequence[Source]) -> Generator[FileResult, None, None]:
    """An engine that starts no process, where processes are not what is tested."""
    yield from map(FileRecogniser(work), sources)


class Deadly(Source):
    """A source that ends the process that receives it, unless the file ``name`` is there; it makes that."""

    def __reduce__(self) -> tuple:
        return receive, (self.path, self.name, self.size, self.mtime_ns)


def receive(path: Path, name: str, size: int, mtime_ns: int) -> Source:
    """Receive a deadly source in another process."""
    try:
        Path(name).touch(exist_ok=False)
    except FileExistsError:
        return Source(path, name, size, mtime_ns)
    os._exit(9)
