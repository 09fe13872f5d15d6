"""What the parts of ``make bench`` have in common: their form, and processes of their own."""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
Numbers = dict[str, float]


class MissingError(Exception):
    """What a part needs is not here; it says what."""


def none(_: Numbers) -> Numbers:
    """Return no ratios."""
    return {}


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the benchmark.

    Attributes:
        about: what it measures.
        measure: measures it in so many rounds; raises :class:`MissingError` where it cannot.
        tables: from its numbers to the Markdown tables of docs/performance.md, by the names of their marks.
        ratios: what may be compared with another run; higher is worse.
        draw: draws a picture of its numbers, if any.
    """

    about: str
    measure: Callable[[int], Numbers]
    tables: Callable[[Numbers], Mapping[str, str]]
    ratios: Callable[[Numbers], Numbers] = none
    draw: Callable[[Numbers], None] | None = None


def child(module: str, *words: object, threads: int = 1) -> Any:
    """Run a module in a process with so many threads, and return what its last line says as JSON.

    Raises:
        RuntimeError: it failed.
    """
    command = [sys.executable, "-m", f"benchmarks.{module}", *map(str, words)]
    environment = {**os.environ, "OMP_NUM_THREADS": str(threads)}
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr.strip()[-2000:]}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def run_alone(about: str | None, part: Part, one: Callable[[], Numbers]) -> None:
    """Measure a part by itself and print its tables; or, with ``--one``, be one of its processes.

    Args:
        about: the module's docstring, for ``--help``.
        part: the part.
        one: measures in this process.
    """
    parser = argparse.ArgumentParser(description=about.splitlines()[0] if about else None)
    parser.add_argument("--rounds", type=int, default=3, help="processes, one after the other (%(default)s)")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    print(json.dumps(one()) if args.one else "\n".join(part.tables(part.measure(args.rounds)).values()))


def medians(runs: Iterable[Numbers]) -> Numbers:
    """Return the median over several runs of each number that all of them have."""
    kept = list(runs)
    shared = [name for name in kept[0] if all(name in run for run in kept)]
    return {name: statistics.median(run[name] for run in kept) for name in shared}


def groups(numbers: Numbers) -> list[str]:
    """Return what the names of numbers begin with, up to the last comma, in order of appearance."""
    return list(dict.fromkeys(name.rpartition(", ")[0] for name in numbers))
