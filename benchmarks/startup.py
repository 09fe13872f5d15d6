"""Start-up: time to the first answer, memory, and imports by module: ``python -m benchmarks.startup``.

Each start is a process of its own: it imports, loads a model, reads the bundled recording and answers its
first window. Starts with ONNX Runtime and torch take turns, after one of each that fills the disk's cache.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import subprocess
import sys
from pathlib import Path

from benchmarks.parts import Numbers, Part
from cli.options import SAMPLE
from mans.evaluation.doc_pages import markdown_table

ROOT = Path(__file__).resolve().parents[1]
MODEL = ROOT / "models" / "everyday-mans-evidence.safetensors"
ROUNDS = 7
MODULES = 12

START = """
import json, sys, time
begun = time.perf_counter()
from pathlib import Path
from mans.device import use_one_thread
from mans.recogniser import Recogniser
from streaming.readers import read_recording
from streaming.recognition.window import SlidingWindow
use_one_thread()
imported = time.perf_counter()
recogniser = Recogniser.load(Path(sys.argv[1]), "cpu", sys.argv[3])
loaded = time.perf_counter()
recording = read_recording(Path(sys.argv[2]))
sliding = SlidingWindow(recogniser.window)
window = next(cut for frame in recording.frames if (cut := sliding.push(frame)) is not None)
recogniser(window)
answered = time.perf_counter()
from tools.peak_memory import peak_bytes
times = {"import": imported - begun, "load": loaded - imported, "answer": answered - loaded}
print(json.dumps({**times, "first answer": answered - begun, "peak": peak_bytes()}))
"""
_LINE = re.compile(r"import time:\s*(\d+) \|\s*(\d+) \| *(\S+)")


def start(runtime: str) -> dict[str, float]:
    """Start once, and return the seconds of each part and the peak memory in bytes."""
    command = [sys.executable, "-c", START, str(MODEL), str(SAMPLE), runtime]
    found: dict[str, float] = json.loads(
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    )
    return found


def imports(runtime: str) -> list[tuple[str, float]]:
    """Return the top-level packages that a start imports with their own milliseconds, the longest first."""
    command = [sys.executable, "-X", "importtime", "-c", START, str(MODEL), str(SAMPLE), runtime]
    said = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stderr
    spent: dict[str, float] = {}
    for line in said.splitlines():
        if found := _LINE.match(line):
            package = found[3].split(".")[0]
            spent[package] = spent.get(package, 0.0) + int(found[1]) / 1e3
    return sorted(spent.items(), key=lambda pair: -pair[1])


def starts(rounds: int) -> dict[str, dict[str, float]]:
    """Return the medians of starts by either runtime, taking turns."""
    runs: dict[str, list[dict[str, float]]] = {"auto": [], "torch": []}
    for turn in range(rounds + 1):
        for runtime, found in runs.items():
            once = start(runtime)
            if turn:
                found.append(once)
    return {
        runtime: {key: statistics.median(run[key] for run in found) for key in found[0]}
        for runtime, found in runs.items()
    }


def measured(rounds: int) -> Numbers:
    """Measure the starts, and what is imported with ONNX Runtime: the packages that take longest."""
    found = starts(rounds)
    numbers = {f"{key}, {runtime}": value for runtime, each in found.items() for key, value in each.items()}
    packages = [pair for pair in imports("auto") if not pair[0].startswith("_")]
    return numbers | {f"module, {name}": spent_ms for name, spent_ms in packages[:MODULES]}


def tables(numbers: Numbers) -> dict[str, str]:
    """Return the tables of the starts and of the packages."""
    named = [("import", "imports, s"), ("load", "model, s"), ("first answer", "to the first answer, s")]
    pairs = [(title, numbers[f"{key}, auto"], numbers[f"{key}, torch"]) for key, title in named]
    pairs.append(("peak memory, MB", numbers["peak, auto"] / 1e6, numbers["peak, torch"] / 1e6))
    rows = [(title, f"{fast:.3g}", f"{slow:.3g}", f"{slow / fast:.1f}") for title, fast, slow in pairs]
    packages = [
        (f"`{name.removeprefix('module, ')}`", f"{spent_ms:.0f}")
        for name, spent_ms in numbers.items()
        if name.startswith("module, ")
    ]
    return {
        "startup": markdown_table(("", "ONNX Runtime", "torch", "ratio"), rows),
        "startup-modules": markdown_table(("imported with ONNX Runtime", "own time, ms"), packages),
    }


def ratios(numbers: Numbers) -> Numbers:
    """Return ONNX Runtime's time and memory over torch's."""
    return {
        "first answer over torch": numbers["first answer, auto"] / numbers["first answer, torch"],
        "start-up memory over torch": numbers["peak, auto"] / numbers["peak, torch"],
    }


PART = Part("start-up", measured, tables, ratios)


def main() -> None:
    """Print two Markdown tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="starts by each runtime (%(default)s)")
    print("\n".join(tables(measured(parser.parse_args().rounds)).values()), end="")


if __name__ == "__main__":
    main()
