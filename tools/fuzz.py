"""Coverage-guided fuzzing of all readers: any bytes must give something sound, or one line that says why not.

    python -m tools.fuzz --seconds 3600 [--reader NAME ...] [--seed N] [--folder runs/fuzz]

With atheris (``pip install -e '.[dev,fuzz]'``, on Linux) libFuzzer steers the input by the branches that it
reaches; without it whole files are damaged at random. Each reader runs in a process of its own, with an equal
share of the time, from small whole files that the tests write, and goes on from what earlier runs kept in the
folder's ``corpus``. Failures are an error other than the program's own, a text on the standard streams, five
seconds of processor time, 512 MiB of memory, and joints or times that are no numbers; the first input of each
kind is kept in ``failures``, reduced. Ctrl-C ends with the table of what was done. The exit code is 1 if
there is a failure.
"""

from __future__ import annotations

import argparse
import json
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from cli.argument_types import at_least
from streaming.writers.atomic import replace_text
from tools.fuzzing.targets import NAMES

ROOT = Path(__file__).resolve().parents[1]
_USUAL_FOLDER = Path("runs/fuzz")
_COUNTS = "counts.json"
_END_S = 30.0
# Beyond its time, for imports, for what shrinks a failure, and for an input that must be ended.
_LATE_S = 240.0


@dataclass
class Counts:
    """What was done with one reader.

    Attributes:
        inputs: number of inputs.
        seconds: how long it took.
        edges_first: branches that the corpus reached at first; 0 without atheris.
        edges: branches reached at the end.
        corpus: number of inputs kept, each of which reaches something of its own.
        failures: number of distinct failures.
    """

    inputs: int = 0
    seconds: float = 0.0
    edges_first: int = 0
    edges: int = 0
    corpus: int = 0
    failures: int = 0


class Process:
    """A process that fuzzes one reader."""

    def __init__(self, name: str, seconds: int, seed: int, folder: Path, work: Path) -> None:
        """Start it.

        Args:
            name: of the reader.
            seconds: how long.
            seed: of the random numbers.
            folder: of the corpus and the failures.
            work: an empty folder, in memory if possible.
        """
        self.name, self.inputs, self.failures = name, 0, 0
        self._kept, self._corpus = folder / "failures" / name, folder / "corpus" / name
        self._work, self._log = work, work / "log"
        self._start_s = time.monotonic()
        arguments = {"seconds": seconds, "seed": seed, "work": work, "kept": self._kept.resolve()}
        arguments["corpus"] = self._corpus.resolve()
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "tools.fuzzing.process", name),
                    *(f"--{key}={value}" for key, value in arguments.items()),
                ],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                start_new_session=True,  # Ctrl-C is passed on once, by interrupt()
            )
        self._reading = threading.Thread(target=self._read, daemon=True)
        self._reading.start()

    def _read(self) -> None:
        for line in self._process.stdout or ():
            with suppress(ValueError):
                self.inputs, self.failures = json.loads(line)

    def wait(self, seconds: float) -> bool:
        """Whether it has ended within so many seconds."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(seconds)
        return self._process.poll() is not None

    def interrupt(self) -> None:
        """End it as Ctrl-C does, or by force."""
        self._process.send_signal(signal.SIGINT)
        if not self.wait(_END_S):
            self._process.kill()
            self._process.wait()

    def counts(self, interrupted: bool) -> Counts:
        """Return what it did, once it has ended; keep the input that ended it, if one did."""
        self._reading.join(_END_S)
        if self._process.stdout is not None:
            self._process.stdout.close()
        log = self._log.read_text("utf-8", "replace")
        reached = [int(count) for count in re.findall(r"cov: (\d+)", log)]
        units = re.search(r"number_of_executed_units: (\d+)", log)
        if self._process.returncode and not interrupted:
            self._keep_last(log)
        return Counts(
            max(self.inputs, int(units[1]) if units else 0),
            time.monotonic() - self._start_s,
            reached[0] if reached else 0,
            reached[-1] if reached else 0,
            len(list(self._corpus.glob("*"))) if self._corpus.is_dir() else 0,
            len(list(self._kept.glob("*.txt"))) if self._kept.is_dir() else 0,
        )

    def _keep_last(self, log: str) -> None:
        """Keep the input that a process did not survive."""
        self._kept.mkdir(parents=True, exist_ok=True)
        (self._kept / "ended.txt").write_text(
            f"The process ended by {self._process.returncode}\n\n{log[-4000:]}", "utf-8"
        )
        for path in (path for path in (self._work / "inputs").rglob("*") if path.is_file()):
            (self._kept / f"ended-{path.name}").write_bytes(path.read_bytes())


def fuzz(names: list[str], seconds: int, seed: int, folder: Path) -> int:
    """Fuzz each reader in turn, print the counts, return the exit code."""
    done: dict[str, Counts] = {}
    interrupted = False
    memory = Path("/dev/shm")
    print(_row("reader", "inputs", "at first", "edges", "corpus", "failures", "per s"), flush=True)
    for number, name in enumerate(names, 1):
        with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as work:
            each_s = max(1, seconds // len(names))
            process = Process(name, each_s, seed, folder, Path(work))
            try:
                _follow(process, f"{number} of {len(names)}", each_s)
            except KeyboardInterrupt:
                interrupted = True
                process.interrupt()
            done[name] = process.counts(interrupted)
        print(_row(name, *_cells(done[name])), flush=True)
        if interrupted:
            break
    inputs, failures = (sum(getattr(each, what) for each in done.values()) for what in ("inputs", "failures"))
    took_s = sum(each.seconds for each in done.values())
    print(f"{inputs:,} inputs to {len(done)} readers in {took_s:.0f} s, {failures} failures", flush=True)
    _add_up(folder / _COUNTS, done)
    if failures:
        print(f"They are in {folder / 'failures'}: NAME.small is the input, NAME.txt says what it did.")
    return 130 if interrupted else 1 if failures else 0


def _follow(process: Process, which: str, seconds: int) -> None:
    """Wait until a process has ended, and show how far it is where somebody watches."""
    end_s = time.monotonic() + seconds + _LATE_S
    while not process.wait(0.5):
        if sys.stdout.isatty():
            print(
                f"\r{process.name}, {which}: {process.inputs:,} inputs, {process.failures} failures ", end=""
            )
        if time.monotonic() > end_s:
            process.interrupt()
    if sys.stdout.isatty():
        print("\r\033[K", end="")


def _cells(counts: Counts) -> tuple[object, ...]:
    rate = counts.inputs / counts.seconds if counts.seconds else 0.0
    whole = (counts.inputs, counts.edges_first, counts.edges, counts.corpus, counts.failures)
    return (*whole, f"{rate:.0f}")


def _row(name: str, *cells: object) -> str:
    return f"{name:20}" + "".join(f"{cell!s:>10}" for cell in cells)


def _add_up(path: Path, done: dict[str, Counts]) -> None:
    """Add what was done to what earlier runs did, in the folder's ``counts.json``."""
    before: dict[str, dict[str, float]] = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    for name, counts in done.items():
        old = before.get(name, {})
        before[name] = {
            **asdict(counts),
            "inputs": counts.inputs + old.get("inputs", 0),
            "seconds": round(counts.seconds + old.get("seconds", 0.0), 1),
            "edges_first": old.get("edges_first", counts.edges_first),
        }
    replace_text(path, json.dumps(before, indent=1) + "\n", overwrite=True, make_folders=True)


def table(folder: Path) -> str:
    """Return all that was done in a folder as a table in Markdown."""
    lines = [
        "| reader | inputs | branches by the seeds | branches | inputs kept | failures |",
        "| --- |" + " ---: |" * 5,
    ]
    read = json.loads((folder / _COUNTS).read_text("utf-8"))
    found = {name: Counts(**counts) for name, counts in read.items()}
    for name in (name for name in NAMES if name in found):
        lines.append(f"| {name} | {' | '.join(f'{cell:,}' for cell in _cells(found[name])[:5])} |")
    inputs, failures = (
        sum(getattr(each, what) for each in found.values()) for what in ("inputs", "failures")
    )
    return "\n".join([*lines, f"| together | {inputs:,} | | | | {failures:,} |"])


def main() -> int:
    """Read the command line; return the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--seconds", type=at_least(1), default=60, help="for all readers together (default 60)"
    )
    parser.add_argument("--reader", action="append", help="only this one; may be repeated")
    parser.add_argument("--seed", type=int, default=1, help="of the random numbers (default 1)")
    parser.add_argument("--folder", type=Path, default=_USUAL_FOLDER, help=f"default {_USUAL_FOLDER}")
    parser.add_argument("--table", action="store_true", help="print what was done so far, in Markdown")
    options = parser.parse_args()
    if options.table:
        if not (options.folder / _COUNTS).is_file():
            parser.error(f"nothing was fuzzed in {options.folder}")
        print(table(options.folder))
        return 0
    if unknown := set(options.reader or ()) - set(NAMES):
        parser.error(f"no reader {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
    return fuzz(list(options.reader or NAMES), options.seconds, options.seed, options.folder)


if __name__ == "__main__":
    sys.exit(main())
