"""Performance of the program on a CPU, as docs/performance.md has it: ``make bench``.

Runs the benchmarks of single parts, writes their numbers to results/cpu/performance.json and the tables and
the picture of the page, and prints what is more than a tenth worse than in the numbers committed before. Only
ratios within one run are compared, since machines differ and are busy with other work.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import onnxruntime

from benchmarks import memory, runtimes, startup, streams
from mans.device import threads
from mans.evaluation.doc_pages import fill_in, markdown_table
from mans.recogniser import Recogniser
from streaming.writers.atomic import replace_text

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "performance.md"
PICTURE = ROOT / "docs" / "pictures" / "streams.svg"
RESULTS = ROOT / "results" / "cpu" / "performance.json"
PARTS = ("networks", "startup", "memory", "streams")
WORSE = 1.1
_WINDOWS = 40
_SIZE = 384  # of the square matrices whose product measures the peak

Numbers = dict[str, float]


def networks(rounds: int) -> Numbers:
    """Measure the shipped networks by torch and ONNX Runtime, on one thread and on two, each in a process."""
    found: Numbers = {}
    for count in (1, 2):
        environment = {**os.environ, "OMP_NUM_THREADS": str(count)}
        command = [sys.executable, "-m", "benchmarks.performance", "--network-rounds", str(rounds)]
        out = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
        found |= {f"{name}, {count}": value for name, value in json.loads(out.stdout).items()}
    return found


def network_times(rounds: int) -> Numbers:
    """Measure in this process: medians in milliseconds, taking turns with a product of matrices."""
    import torch

    torch.set_num_threads(threads())
    a = torch.rand(_SIZE, _SIZE)
    found: Numbers = {}
    for model in runtimes.MODELS:
        both = {kind: Recogniser.load(model, "cpu", kind) for kind in ("torch", "auto")}
        cut = runtimes.windows(both["torch"])[:_WINDOWS]
        spent: dict[str, list[float]] = {}
        for turn in range(rounds + 1):
            for window in cut:
                steps: dict[str, Callable[[], object]] = {"peak": partial(torch.mm, a, a)}
                for kind, each in both.items():
                    steps[f"call by {kind}"] = partial(each, window)
                    steps[f"network by {kind}"] = partial(each.network, each.network_inputs([window]))
                for name, step in steps.items():
                    taken = runtimes.milliseconds(step)
                    if turn:  # the first round warms up
                        spent.setdefault(name, []).append(taken)
        gflops = 2e-6 * _SIZE**3 / statistics.median(spent.pop("peak"))
        found |= {f"{model.stem}, {name}": statistics.median(each) for name, each in spent.items()}
        found[f"{model.stem}, peak"] = gflops
    return found


def numbers_of(part: str, rounds: int) -> Numbers:
    """Run one part."""
    if part == "networks":
        return networks(rounds)
    if part == "startup":
        found = startup.measured(rounds)
        return {f"{key}, {runtime}": value for runtime, each in found.items() for key, value in each.items()}
    if part == "memory":
        lengths = {frames: memory.in_a_process(20, frames) for frames in (32, 50)}
        kinds = ("recording", "scene", "answers")
        return {f"{kind}, {t}": 3 * each[kind] for t, each in lengths.items() for kind in kinds}
    found_streams = streams.measured(streams.COUNTS, 1)
    return {f"{n}, {'batched' if b else 'single'}": core for (n, b), (core, _) in found_streams.items()}


def ratios(results: dict[str, Numbers]) -> Numbers:
    """Return what may be compared with another run: ratios within this one, and memory; higher is worse."""
    found: Numbers = {}
    nets = results.get("networks", {})
    for name, value in nets.items():
        if "by auto" in name:
            found[f"{name} over torch"] = value / nets[name.replace("by auto", "by torch")]
    if start := results.get("startup"):
        found["first answer over torch"] = start["first answer, auto"] / start["first answer, torch"]
        found["start-up memory over torch"] = start["peak, auto"] / start["peak, torch"]
    found |= {f"{name}, MB/h": value for name, value in results.get("memory", {}).items()}
    if load := results.get("streams"):
        found["64 streams, batched over one by one"] = load["64, batched"] / load["64, single"]
    return found


def worse(before: dict[str, Numbers], now: dict[str, Numbers]) -> list[str]:
    """Return a line for each ratio that is more than a tenth worse than before."""
    old = ratios(before)
    return [
        f"{name}: {value:.3g}, before {old[name]:.3g}"
        for name, value in ratios(now).items()
        if name in old and value > WORSE * old[name]
    ]


def table(part: str, results: Numbers) -> str:
    """Return a part's Markdown table."""
    if part == "networks":
        rows = []
        for model in (each.stem for each in runtimes.MODELS):
            for count in (1, 2):
                for what in ("network", "call"):
                    slow, fast = (results[f"{model}, {what} by {by}, {count}"] for by in ("torch", "auto"))
                    share = f"{slow / fast:.2f}"
                    peak = f"{results[f'{model}, peak, {count}']:.0f}"
                    rows.append((model, what, count, f"{slow:.2f}", f"{fast:.2f}", share, peak))
        headings = ("model", "", "threads", "torch, ms", "ONNX Runtime, ms", "ratio", "peak beside, GFLOP/s")
        return markdown_table(headings, rows)
    if part == "streams":
        counts = [(n, results[f"{n}, single"], results[f"{n}, batched"]) for n in streams.COUNTS]
        return markdown_table(
            ("streams", "cores, one by one", "cores, batched", "ratio"),
            [(n, f"{a:.2f}", f"{b:.2f}", f"{a / b:.1f}") for n, a, b in counts],
        )
    if part == "startup":
        parts = [("import", "imports, s"), ("load", "model, s"), ("first answer", "to the first answer, s")]
        pairs = [(name, results[f"{key}, auto"], results[f"{key}, torch"]) for key, name in parts]
        pairs.append(("peak memory, MB", results["peak, auto"] / 1e6, results["peak, torch"] / 1e6))
        cells = [(name, f"{fast:.3g}", f"{slow:.3g}", f"{slow / fast:.1f}") for name, fast, slow in pairs]
        return markdown_table(("", "ONNX Runtime", "torch", "ratio"), cells)
    kinds = ("recording", "scene", "answers")
    lines = [(t, *(f"{results[f'{kind}, {t}']:.1f}" for kind in kinds)) for t in ("32", "50")]
    return markdown_table(("T", *(f"{kind}, MB an hour" for kind in kinds)), lines)


def draw(results: Numbers, path: Path) -> None:
    """Draw the curve of the streams."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6, 3.2), layout="constrained")
    axes = figure.add_subplot()
    for kind, label in (("single", "one by one"), ("batched", "batched")):
        values = [results[f"{n}, {kind}"] for n in streams.COUNTS]
        axes.plot(streams.COUNTS, values, marker="o", label=label)
    axes.axhline(1, color="0.5", linestyle="--", linewidth=1)
    axes.set(xscale="log", xlabel="streams at 30 fps", ylabel="seconds of a core for a second")
    axes.set_xticks(streams.COUNTS, [str(n) for n in streams.COUNTS])
    axes.set_yscale("log")
    axes.legend(frameon=False)
    figure.savefig(path, metadata={"Date": None})


def main() -> None:
    """Measure, write the page, and print what became worse."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument(
        "--parts", nargs="+", choices=PARTS, default=PARTS, help="what to measure (%(default)s)"
    )
    parser.add_argument("--rounds", type=int, default=5, help="repeats (%(default)s)")
    parser.add_argument("--network-rounds", type=int, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.network_rounds is not None:
        print(json.dumps(network_times(args.network_rounds)))
        return
    before = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.is_file() else {}
    now = {part: numbers_of(part, args.rounds) for part in args.parts}
    for line in worse(before.get("parts", {}), now):
        print(f"More than a tenth worse: {line}")
    versions = {"python": platform.python_version(), "numpy": np.__version__}
    machine = {"cores": os.cpu_count(), **versions, "onnxruntime": onnxruntime.__version__}
    whole = {"machine": machine, "parts": {**before.get("parts", {}), **now}}
    replace_text(RESULTS, json.dumps(whole, indent=2) + "\n")
    for part in args.parts:  # tables of the others stay
        fill_in(PAGE, part, table(part, now[part]))
    if "streams" in now:
        draw(now["streams"], PICTURE)


if __name__ == "__main__":
    main()
