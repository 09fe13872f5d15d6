"""Performance of the program on a CPU, as docs/performance.md has it: ``make bench``.

Runs the parts one after the other, writes the numbers of each to results/cpu/performance.json and its tables
and pictures into the page, and prints what is more than a tenth worse than in the numbers committed before.
Only ratios within one run are compared, since machines differ and are busy with other work. A part whose
videos or pose model are not here is left out, and its tables stay.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime

from benchmarks import (
    call_profile,
    memory,
    reading,
    roofline,
    session_options,
    stages,
    startup,
    streams,
    training_rate,
)
from benchmarks.parts import ROOT, MissingError, Numbers, Part
from mans.evaluation.doc_pages import fill_in, markdown_table
from streaming.writers.atomic import replace_text

PAGE = ROOT / "docs" / "performance.md"
RESULTS = ROOT / "results" / "cpu" / "performance.json"
WORSE = 1.1

PARTS: dict[str, Part] = {
    "networks": roofline.PART,
    "options": session_options.PART,
    "call": call_profile.PART,
    "stages": stages.PART,
    "startup": startup.PART,
    "memory": memory.PART,
    "streams": streams.PART,
    "reading": reading.PART,
    "training": training_rate.PART,
}

Results = Mapping[str, Numbers]


def ratios(results: Results) -> Numbers:
    """Return what may be compared with another run: ratios within this one, and memory; higher is worse."""
    found: Numbers = {}
    for name, numbers in results.items():
        if name in PARTS:
            found |= PARTS[name].ratios(numbers)
    return found


def worse(before: Results, now: Results) -> list[str]:
    """Return a line for each ratio that is more than a tenth worse than before."""
    old: Numbers = {}
    for name in now.keys() & before.keys():
        with suppress(KeyError):  # numbers of an earlier form
            old |= ratios({name: before[name]})
    return [
        f"{name}: {value:.3g}, before {old[name]:.3g}"
        for name, value in ratios(now).items()
        if name in old and value > WORSE * old[name]
    ]


def load() -> float:
    """Return the load average of the last minute; 0 where the system has none."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0


def machine() -> dict[str, Any]:
    """Name the processor, and the versions that the numbers depend on."""
    import torch

    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.is_file() else []
    names = [line.partition(": ")[2] for line in lines if line.startswith("model name")]
    return {
        "processor": names[0] if names else platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "torch": torch.__version__,
        "onnxruntime": onnxruntime.__version__,
    }


def runs_table(whole: Mapping[str, Any]) -> str:
    """Return the table of the parts: when each was measured, how long it took, and beside what load."""
    runs = whole["runs"]
    rows = [
        (f"`{name}`", part.about, *(runs[name].get(key, "") for key in ("date", "seconds", "cpu_s", "load")))
        for name, part in PARTS.items()
        if name in runs
    ]
    heads = ("part", "what", "measured", "took, s", "CPU time, s", "load average before")
    told = ", ".join(f"{key} {value}" for key, value in whole["machine"].items())
    return f"{markdown_table(heads, rows)}\n{told}.\n"


def publish(
    whole: Mapping[str, Any], names: Iterable[str], page: Path = PAGE, *, pictures: bool = True
) -> None:
    """Write the tables and pictures of some parts into the page."""
    for name in names:
        for mark, text in PARTS[name].tables(whole["parts"][name]).items():
            fill_in(page, mark, text)
        draw = PARTS[name].draw
        if draw is not None and pictures:
            draw(whole["parts"][name])
    fill_in(page, "runs", runs_table(whole))


def committed(results: Path = RESULTS) -> Results:
    """Return the numbers that git has in its last commit; those of the file where there is no git."""
    command = ["git", "show", f"HEAD:./{results.name}"]
    try:
        shown = subprocess.run(command, cwd=results.parent, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        shown = results.read_text(encoding="utf-8") if results.is_file() else "{}"
    found: Results = json.loads(shown).get("parts", {})
    return found


def measure(names: Iterable[str], rounds: int, results: Path = RESULTS, page: Path = PAGE) -> list[str]:
    """Measure parts, each of which is saved when it is done; return what became worse, and what failed."""
    before = json.loads(results.read_text(encoding="utf-8")) if results.is_file() else {}
    parts, runs = dict(before.get("parts", {})), dict(before.get("runs", {}))
    whole = {"machine": machine(), "parts": parts, "runs": runs}
    compared, lines = committed(results), list[str]()
    for name in names:
        begun, used, busy = time.monotonic(), sum(os.times()[:4]), load()
        try:
            numbers = PARTS[name].measure(rounds)
        except (MissingError, RuntimeError) as error:
            lines.append(f"{name} is left out: {error}")
            continue
        took = time.monotonic() - begun
        print(f"{name}: {took:.0f} s", file=sys.stderr, flush=True)
        lines += [f"More than a tenth worse: {line}" for line in worse(compared, {name: numbers})]
        parts[name] = numbers
        today = datetime.datetime.now(datetime.timezone.utc).date().isoformat()
        runs[name] = {"date": today, "seconds": round(took)}
        runs[name] |= {"cpu_s": round(sum(os.times()[:4]) - used), "load": round(busy, 1)}
        replace_text(results, json.dumps(whole, indent=2) + "\n")
        publish(whole, [name], page, pictures=page == PAGE)
    return lines


def main() -> None:
    """Measure, write the page, and print what became worse."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument(
        "--parts", nargs="+", choices=PARTS, default=list(PARTS), help="what to measure (%(default)s)"
    )
    parser.add_argument("--rounds", type=int, default=3, help="repeats (%(default)s)")
    parser.add_argument(
        "--tables", action="store_true", help="make tables and pictures again and measure nothing"
    )
    args = parser.parse_args()
    if args.tables:
        whole = json.loads(RESULTS.read_text(encoding="utf-8"))
        publish(whole, [name for name in args.parts if name in whole["parts"]])
        return
    for line in measure(args.parts, args.rounds):
        print(line)


if __name__ == "__main__":
    main()
